// esbuild takes style sheets that a module imports; they have no value.
declare module "*.css";

// Builds the page into api/chipgraph_api/static (F24). The output is committed: a clone works without Node. Every file keeps
// its plain name, so that a rebuild of the same source gives the same bytes, which a test compares (F25).
import { build } from "esbuild";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "chipgraph_api", "static");

// What is built: name in static/ → source. A worker is its own file, because a blob URL breaks the page's CSP (F62).
const entries = Object.fromEntries(
  Object.entries({
    app: "src/main.tsx",
    editor: "src/query/editor.ts",
    forceatlas2: "src/graph/forceatlas2.worker.ts",
    dagre: "src/routeview/dagre.worker.ts",
    widget: "src/widget.ts",
  }).filter(([, source]) => existsSync(join(here, source))),
);

// What is copied as it is.
const copies = { "index.html": "index.html", "world.json": "src/map/world.json" };

// Built aside and then copied, so that a service that runs never finds a file missing.
const made = await mkdtemp(join(tmpdir(), "chipgraph-web-"));
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries,
  outdir: made,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  external: ["./editor.js"],
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
  metafile: true,
});
for (const [name, source] of Object.entries(copies)) {
  if (existsSync(join(here, source))) await copyFile(join(here, source), join(made, name));
}
await writeFile(join(made, "widget.css"), inShadow(await readFile(join(made, "widget.css"), "utf8")));
await writeFile(join(made, "licences.txt"), await licences(Object.keys(metafile.inputs)));
await mkdir(out, { recursive: true });
const names = await readdir(made);
for (const name of names) await copyFile(join(made, name), join(out, name));
for (const old of await readdir(out)) if (!names.includes(old)) await rm(join(out, old), { recursive: true });
await rm(made, { recursive: true });

// The page's style for a shadow tree, where the widget of a notebook stands: its root is the host, and there is no body.
function inShadow(css) {
  return css
    .replace(/:root(:not\([^)]*\)|\[[^\]]*\])/g, ":host($1)")
    .replaceAll(":root", ":host")
    .replace(/(^|[{}])html,body\{[^}]*\}/g, "$1")
    .replace(/(^|[{}])body\{[^}]*\}/g, "$1");
}

// The licences of what is inside: they ask that their text goes along with every copy.
async function licences(inputs) {
  const names = new Set(inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
  const parts = ["The page of chipgraph holds the packages below, each under its own licence. The map data are from Natural Earth (public domain)."];
  for (const name of [...names].sort()) {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((one) => /^(licen[cs]e|copying)(\.|$)/i.test(one));
    const text = file === undefined ? `${license}, as its package.json says; it holds no licence text.` : (await readFile(join(folder, file), "utf8")).trim();
    parts.push(`${name} ${version} (${license})\n\n${text}`);
  }
  return `${parts.join(`\n\n${"-".repeat(78)}\n\n`)}\n`;
}

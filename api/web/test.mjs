// Runs the unit tests with Node's own test runner: esbuild turns each tests/*.test.ts into one module first.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = (await readdir(join(here, "tests"))).filter(
  (name) => /\.test\.tsx?$/.test(name) && (wanted.length === 0 || wanted.some((part) => name.includes(part))),
);
const made = await mkdtemp(join(here, "node_modules", ".tests-"));
try {
  await build({
    absWorkingDir: here,
    entryPoints: files.map((name) => join("tests", name)),
    outdir: made,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: ["node20"],
    jsx: "automatic",
    jsxImportSource: "preact",
    external: ["node:*"],
    logLevel: "warning",
  });
  const tests = (await readdir(made)).map((name) => join(made, name));
  const run = spawnSync(process.execPath, ["--test", ...tests], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  await rm(made, { recursive: true });
}

// The self-contained HTML file (F37, F63): this page's own script and style inside, the case as JSON, and a CSP that lets only
// these run and nothing load. It opens from a disk, without a service.
import type { Bundle } from "../case/bundle.ts";
import { xml } from "./texts.ts";

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}

/** JSON that cannot end the element it stands in, whatever the data say. */
export function inert(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

export interface Parts {
  /** programs in the order in which they run, the page last */
  scripts: readonly string[];
  style: string;
  world: string | null;
  /** licences of the packages inside the programs */
  licences: string;
  bundle: Bundle;
  /** the case in words, for a reader without scripts */
  told: readonly string[];
}

export async function html({ scripts, style, world, licences, bundle, told }: Parts): Promise<string> {
  // A script element ends at "</script", also inside a string of the program.
  const codes = scripts.map((script) => script.replaceAll("</script", "<\\/script"));
  const hashes = await Promise.all(codes.map(hashOf));
  const csp = `default-src 'none'; script-src ${hashes.join(" ")}; style-src ${await hashOf(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${csp}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
    `<title>${xml(bundle.title)}</title>`,
    `<style>${style}</style></head>`,
    `<body><div id="app"></div><noscript><h1>${xml(bundle.title)}</h1><ul>${told.map((line) => `<li>${xml(line)}</li>`).join("\n")}</ul></noscript>`,
    `<script type="application/json" id="case">${inert(bundle)}</script>`,
    ...(world === null ? [] : [`<script type="application/json" id="world">${world.replaceAll("<", "\\u003c")}</script>`]),
    `<script type="text/plain" id="licences">${licences.replaceAll("<", "&lt;")}</script>`,
    ...codes.map((code) => `<script type="module">${code}</script>`),
    "</body></html>\n",
  ].join("\n");
}

/** The page's own files, as the service serves them. */
export async function ownFiles(): Promise<Pick<Parts, "scripts" | "style" | "world" | "licences">> {
  const file = async (name: string): Promise<string> => {
    const response = await fetch(new URL(`./${name}`, import.meta.url));
    if (!response.ok) throw new Error(`The service did not give ${name}, which the HTML file needs. Start chipgraph serve again and repeat.`);
    return response.text();
  };
  const [forceatlas2, dagre, app, style, world, licences] = await Promise.all(["forceatlas2.js", "dagre.js", "app.js", "app.css", "world.json", "licences.txt"].map(file));
  return { scripts: [forceatlas2, dagre, app].filter((script) => script !== undefined), style: style ?? "", world: world ?? null, licences: licences ?? "" };
}

// Handing files to the user: a name made here, never from data (F65), and a download.
import { bundleOf } from "../case/bundle.ts";
import { paletteOf } from "../graph/palette.ts";
import { during } from "../state/actions.ts";
import type { Session } from "../state/context.ts";
import { html, ownFiles } from "./html.ts";
import { png, svg } from "./picture.ts";
import { lines, provenanceOf } from "./provenance.ts";
import { csv, gexf, graphml, json } from "./texts.ts";

export type Format = "html" | "png" | "svg" | "csv" | "json" | "gexf" | "graphml" | "case";

export const FORMATS: readonly { format: Format; label: string; what: string }[] = [
  { format: "html", label: "HTML", what: "one file that opens without installing anything" },
  { format: "png", label: "PNG", what: "a picture" },
  { format: "svg", label: "SVG", what: "a drawing" },
  { format: "csv", label: "CSV", what: "the table, for a spreadsheet" },
  { format: "json", label: "JSON", what: "the graph as graphology reads it" },
  { format: "gexf", label: "GEXF", what: "the graph for Gephi" },
  { format: "graphml", label: "GraphML", what: "the graph for networkx, igraph, yEd" },
];

const TYPE: Readonly<Record<Format, string>> = {
  html: "text/html",
  png: "image/png",
  svg: "image/svg+xml",
  csv: "text/csv",
  json: "application/json",
  gexf: "application/gexf+xml",
  graphml: "application/graphml+xml",
  case: "application/json",
};

export function download(content: BlobPart, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** In words what the case holds, for a reader of the HTML file who runs no scripts. */
function told({ store }: Session, now: Date): string[] {
  const { edges } = store.visible.value;
  const sentences = [...store.edges.value.values()]
    .filter((edge) => edges.has(edge.key))
    .map(({ attributes: a }) => `${a.sentence} (${a.strength}, ${a.standing}${a.date === "" ? "" : `, ${a.date}`})${a.denials.map((denial) => `; ${denial.sentence}`).join("")}`);
  return [...sentences, ...lines(provenanceOf(store, now))];
}

async function made(session: Session, format: Format, now: Date, title: string): Promise<BlobPart> {
  const { store } = session;
  const drawing = (): Promise<string> => svg(store, paletteOf(document.body), now);
  const bundle = bundleOf(store, title, now.toISOString());
  switch (format) {
    case "case": return `${JSON.stringify(bundle, null, 1)}\n`;
    case "html": return html({ ...(await ownFiles()), bundle, told: told(session, now) });
    case "png": return png(await drawing());
    case "svg": return drawing();
    case "csv": return csv(store, now);
    case "json": return json(store, now);
    case "gexf": return gexf(store, now);
    case "graphml": return graphml(store, now);
  }
}

export async function save(session: Session, format: Format, title = titleOf(session)): Promise<void> {
  const now = new Date();
  const content = await during(session, "Writing the file …", () => made(session, format, now, title));
  if (content === null) return;
  const stamp = now.toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
  download(content, `${TYPE[format]};charset=utf-8`, `chipgraph-${stamp}.${format === "case" ? "case.json" : format}`);
}

export function titleOf({ store }: Session): string {
  const seeds = store.seeds.value.slice(0, 3).map((id) => store.nodes.value.get(id)?.label ?? id);
  return seeds.length === 0 ? "chipgraph case" : seeds.join(", ");
}

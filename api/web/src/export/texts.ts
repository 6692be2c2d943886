// CSV, JSON, GEXF and GraphML of what is in view, each with its provenance, strength, standing and denials (F7, F38, F96).
import type { NodeAttributes } from "../payload.ts";
import type { GraphEdge, Store } from "../state/store.ts";
import { COLUMNS, rowOf } from "../table/rows.ts";
import { lines, provenanceOf } from "./provenance.ts";

const MARK = "\uFEFF";

/** One cell of CSV. A cell that a spreadsheet would run as a formula gets an apostrophe. */
export function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function visibleEdges(store: Store) {
  const { edges } = store.visible.value;
  return [...store.edges.value.values()].filter((edge) => edges.has(edge.key));
}

function visibleNodes(store: Store) {
  const { nodes } = store.visible.value;
  return [...store.nodes.value].filter(([id]) => nodes.has(id));
}

export function csv(store: Store, now: Date): string {
  const nodes = store.nodes.value;
  const head = ["id", ...COLUMNS.map((column) => column.title), "Sentence", "Note"];
  const rows = visibleEdges(store).map((edge) => {
    const row = rowOf(edge, nodes);
    return [edge.key, ...COLUMNS.map(({ key }) => row[key]), edge.attributes.sentence, store.collected.value.get(edge.key) ?? ""];
  });
  const about = lines(provenanceOf(store, now)).map((line) => [`# ${line}`]);
  return MARK + [head, ...rows, [], ...about].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

export function json(store: Store, now: Date): string {
  const positions = store.positions.value;
  const graph = {
    attributes: { name: "chipgraph" },
    options: { type: "mixed", multi: true, allowSelfLoops: true },
    nodes: visibleNodes(store).map(([key, attributes]) => ({ key, attributes: { ...attributes, ...positions.get(key) } })),
    edges: visibleEdges(store),
  };
  return `${JSON.stringify({ provenance: provenanceOf(store, now), graph, collected: Object.fromEntries(store.collected.value) }, null, 2)}\n`;
}

/** Text for XML; control characters that XML does not have are left out. */
export function xml(text: string): string {
  const plain = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "");
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const NODE_KEYS = ["class", "group", "names"] as const;
const EDGE_KEYS = ["type", "strength", "standing", "status", "date", "earliest", "latest", "product", "sentence", "makers", "denials"] as const;

function declared(of: "node" | "edge", keys: readonly string[]): string {
  return `<attributes class="${of}">${keys.map((key) => `<attribute id="${key}" title="${key}" type="string"/>`).join("")}</attributes>`;
}

function values(pairs: readonly (readonly [string, string])[]): string {
  return `<attvalues>${pairs.filter(([, value]) => value !== "").map(([key, value]) => `<attvalue for="${key}" value="${xml(value)}"/>`).join("")}</attvalues>`;
}

/** What an edge says, by key: the same for GEXF and GraphML. */
function edgeTold({ attributes: a }: GraphEdge): Record<(typeof EDGE_KEYS)[number], string> {
  return {
    ...{ type: a.type, strength: a.strength, standing: a.standing, status: a.status, date: a.date, sentence: a.sentence },
    ...{ earliest: a.earliest ?? "", latest: a.latest ?? "", product: a.product_caption ?? a.product ?? "" },
    ...{ makers: a.makers.join("; "), denials: a.denials.map((denial) => denial.sentence).join("; ") },
  };
}

const nodeTold = (node: NodeAttributes): Record<(typeof NODE_KEYS)[number], string> => ({ class: node.class, group: node.group, names: node.names.join("; ") });

export function gexf(store: Store, now: Date): string {
  const nodes = visibleNodes(store).map(([id, node]) => {
    const place = store.positions.value.get(id);
    const at = place === undefined ? "" : `<viz:position x="${place.x.toFixed(3)}" y="${place.y.toFixed(3)}"/>`;
    const told = nodeTold(node);
    return `<node id="${xml(id)}" label="${xml(node.label)}">${values(NODE_KEYS.map((name) => [name, told[name]] as const))}${at}</node>`;
  });
  const edges = visibleEdges(store).map((edge) => {
    const { key, source, target, undirected, attributes: a } = edge;
    const told = edgeTold(edge);
    const kind = undirected === true ? "undirected" : "directed";
    return `<edge id="${xml(key)}" source="${xml(source)}" target="${xml(target)}" type="${kind}" label="${xml(a.label)}">${values(EDGE_KEYS.map((name) => [name, told[name]] as const))}</edge>`;
  });
  const about = lines(provenanceOf(store, now)).join("\n");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
    `<meta lastmodifieddate="${now.toISOString().slice(0, 10)}"><creator>chipgraph</creator><description>${xml(about)}</description></meta>`,
    '<graph mode="static" defaultedgetype="directed">',
    declared("node", NODE_KEYS),
    declared("edge", EDGE_KEYS),
    `<nodes>${nodes.join("\n")}</nodes>`,
    `<edges>${edges.join("\n")}</edges>`,
    "</graph></gexf>\n",
  ].join("\n");
}

const datum = (key: string, value: string): string => (value === "" ? "" : `<data key="${key}">${xml(value)}</data>`);

export function graphml(store: Store, now: Date): string {
  const keys = (of: "node" | "edge", names: readonly string[]): string => names.map((name) => `<key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="string"/>`).join("\n");
  const nodes = visibleNodes(store).map(([id, node]) => {
    const told = { label: node.label, ...nodeTold(node) };
    return `<node id="${xml(id)}">${Object.entries(told).map(([name, value]) => datum(`node-${name}`, value)).join("")}</node>`;
  });
  const edges = visibleEdges(store).map((edge) => {
    const told = { label: edge.attributes.label, ...edgeTold(edge) };
    const data = Object.entries(told).map(([name, value]) => datum(`edge-${name}`, value));
    return `<edge id="${xml(edge.key)}" source="${xml(edge.source)}" target="${xml(edge.target)}" directed="${edge.undirected !== true}">${data.join("")}</edge>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    '<key id="about" for="graph" attr.name="about" attr.type="string"/>',
    keys("node", ["label", ...NODE_KEYS]),
    keys("edge", ["label", ...EDGE_KEYS]),
    `<graph id="chipgraph" edgedefault="directed">${datum("about", lines(provenanceOf(store, now)).join("\n"))}`,
    ...nodes,
    ...edges,
    "</graph></graphml>\n",
  ].join("\n");
}

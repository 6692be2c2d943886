// A small linked view for the unit tests: three firms, a product, five relations of all kinds.
import type { EdgeAttributes, LinkedView, NodeAttributes } from "../src/payload.ts";

export const node = (label: string, more: Partial<NodeAttributes> = {}): NodeAttributes => ({
  label,
  class: "Firm",
  group: "party",
  names: [label],
  places: [],
  degree: 3,
  tier: null,
  ...more,
});

export const edge = (more: Partial<EdgeAttributes> = {}): EdgeAttributes => ({
  class: "Transfer",
  type: "PASSED_TO",
  label: "passed goods to",
  product: null,
  product_caption: null,
  strength: "reported",
  standing: "undisputed",
  status: "reported",
  disputed: false,
  date: "2023",
  earliest: "2023-01-01",
  latest: "2023-12-31",
  temporal: "event",
  precision: "year",
  sentence: "A is reported to have passed goods to B",
  denials: [],
  makers: ["Reuters"],
  sources: 1,
  marks: [],
  ...more,
});

export function linkedView(nodes: LinkedView["graph"]["nodes"], edges: LinkedView["graph"]["edges"], digest = "d1"): LinkedView {
  return {
    question: {},
    digests: { data: digest, ontology: "o", law: "l" },
    graph: { attributes: {}, options: { type: "mixed", multi: true, allowSelfLoops: true }, nodes, edges },
    map: { type: "FeatureCollection", features: nodes.map(({ key }) => ({ type: "Feature", id: `${key}@0`, properties: { node: key }, geometry: null })) },
    timeline: edges.filter((one) => one.attributes.date !== "").map(({ key, attributes: a }) => ({ id: key, earliest: a.earliest, latest: a.latest, precision: a.precision, text: a.sentence })),
    table: { columns: [], rows: edges.map(({ key }) => ({ id: key })) },
    unplaced: [],
    undated: edges.filter((one) => one.attributes.date === "").map((one) => one.key),
    shown: { nodes: nodes.length, edges: edges.length, edges_in_all: edges.length, next: null },
    certificate: null,
  };
}

export const SMALL = linkedView(
  [
    { key: "a", attributes: node("TSMC", { names: ["TSMC", "台积电"] }) },
    { key: "b", attributes: node("Sophgo") },
    { key: "c", attributes: node("Huawei", { names: ["Huawei", "华为"] }) },
    { key: "p", attributes: node("Ascend 910B", { class: "Accelerator", group: "product" }) },
    { key: "x", attributes: node("</script><b>Alone</b>") },
  ],
  [
    { key: "ab", source: "a", target: "b", attributes: edge({ strength: "admitted" }) },
    { key: "bc", source: "b", target: "c", attributes: edge({ strength: "alleged", standing: "disputed", earliest: "2022-05-01", latest: null, date: "2022-05..", precision: "open", denials: [{ maker: "b", maker_caption: "Sophgo", says: "denies", source: "Statement", date: "2024-10", sentence: "Sophgo denies, 2024-10" }] }) },
    { key: "ac", source: "a", target: "c", attributes: edge({ strength: "none", standing: "denied", class: "Fabrication", date: "", earliest: null, latest: null, precision: "none" }) },
    { key: "cp", source: "c", target: "p", undirected: true, attributes: edge({ class: "Design", strength: "official", date: "", earliest: null, latest: null, precision: "none", temporal: "timeless" }) },
  ],
);

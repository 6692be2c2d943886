// The rows of the evidence table and of the CSV export: the same columns in the same order (F6, F19).
import type { NodeAttributes } from "../payload.ts";
import type { GraphEdge } from "../state/store.ts";
import { STANDINGS, strengthRank } from "../words.ts";

export type ColumnKey = "from" | "relation" | "to" | "product" | "date" | "strength" | "standing" | "asserted" | "denied" | "sources";

export const COLUMNS: readonly { key: ColumnKey; title: string; number?: boolean }[] = [
  { key: "from", title: "From" },
  { key: "relation", title: "Relation" },
  { key: "to", title: "To" },
  { key: "date", title: "Date", number: true },
  { key: "strength", title: "Strength" },
  { key: "standing", title: "Standing" },
  { key: "denied", title: "Denied by" },
  { key: "asserted", title: "Asserted by" },
  { key: "product", title: "Product" },
  { key: "sources", title: "Sources", number: true },
];

export type Row = Record<ColumnKey, string> & { edge: GraphEdge };

export function rowOf(edge: GraphEdge, nodes: ReadonlyMap<string, NodeAttributes>): Row {
  const { attributes: a } = edge;
  const name = (id: string): string => nodes.get(id)?.label ?? id;
  return {
    edge,
    from: name(edge.source),
    relation: a.label,
    to: name(edge.target),
    product: a.product === null ? "" : (a.product_caption ?? a.product),
    date: a.date,
    strength: a.strength,
    standing: a.standing,
    asserted: a.makers.join("; "),
    denied: a.denials.map((denial) => denial.sentence).join("; "),
    sources: String(a.sources),
  };
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Sort by a column; strength and standing by their order, dates by their first day, the rest by text. Ties keep their order. */
export function sorted(rows: Row[], order: { by: ColumnKey; down: boolean } | null): Row[] {
  if (order === null) return rows;
  const { by, down } = order;
  const compare = (a: Row, b: Row): number => {
    const [one, two] = [a.edge.attributes, b.edge.attributes];
    if (by === "strength") return strengthRank(two.strength) - strengthRank(one.strength);
    if (by === "standing") return STANDINGS.indexOf(one.standing) - STANDINGS.indexOf(two.standing);
    if (by === "sources") return two.sources - one.sources;
    if (by === "date") return collator.compare(one.earliest ?? one.latest ?? "9999", two.earliest ?? two.latest ?? "9999");
    return collator.compare(a[by], b[by]);
  };
  const up = rows.toSorted(compare);
  return down ? up.toReversed() : up;
}

// One payload out of two: an expansion adds to what is there (F27) and takes nothing away. The later payload wins where both
// speak of one id, except for positions, which stay (F29).
import type { LinkedView, NodeAttributes } from "../payload.ts";

type Row = Record<string, string | number | null>;

function union<T>(first: readonly T[], second: readonly T[], keyOf: (item: T) => string): T[] {
  const all = new Map<string, T>();
  for (const item of first) all.set(keyOf(item), item);
  for (const item of second) all.set(keyOf(item), item);
  return [...all.values()];
}

/** The key of a map feature: what it draws (`node` or `edge`) and which of several places it is. */
export function featureKey(feature: unknown): string {
  const { id, properties, geometry } = feature as { id?: string; properties?: Record<string, unknown>; geometry?: unknown };
  return id ?? JSON.stringify([properties?.["node"] ?? null, properties?.["edge"] ?? null, geometry ?? null]);
}

const rowKey = (row: Row): string => String(row["id"] ?? row["edge"] ?? JSON.stringify(row));

function kept(old: NodeAttributes | undefined, now: NodeAttributes): NodeAttributes {
  return old?.x === undefined || old.y === undefined ? now : { ...now, x: old.x, y: old.y, tier: now.tier ?? old.tier };
}

/** Both payloads in one, for all of graph, map, timeline and table. */
export function merged(first: LinkedView | null, second: LinkedView): LinkedView {
  if (first === null) return second;
  const before = new Map(first.graph.nodes.map((node) => [node.key, node.attributes]));
  const nodes = union(first.graph.nodes, second.graph.nodes, (node) => node.key).map((node) => ({
    key: node.key,
    attributes: kept(before.get(node.key), node.attributes),
  }));
  const edges = union(first.graph.edges, second.graph.edges, (edge) => edge.key);
  return {
    question: second.question,
    digests: second.digests,
    graph: { ...second.graph, nodes, edges },
    map: { type: "FeatureCollection", features: union(first.map.features, second.map.features, featureKey) },
    timeline: union(first.timeline, second.timeline, (bar) => bar.id),
    table: { columns: second.table.columns, rows: union(first.table.rows, second.table.rows, rowKey) },
    unplaced: [...new Set([...first.unplaced, ...second.unplaced])],
    undated: [...new Set([...first.undated, ...second.undated])],
    shown: {
      nodes: nodes.length,
      edges: edges.length,
      edges_in_all: Math.max(edges.length, first.shown.edges_in_all, second.shown.edges_in_all),
      next: second.shown.next,
    },
    certificate: second.certificate ?? first.certificate,
    licences: union(first.licences ?? [], second.licences ?? [], (line) => line.id),
  };
}

/** The payload without these nodes and what hangs on them (F28). */
export function without(view: LinkedView, gone: ReadonlySet<string>): LinkedView {
  const nodes = view.graph.nodes.filter((node) => !gone.has(node.key));
  const edges = view.graph.edges.filter((edge) => !gone.has(edge.key) && !gone.has(edge.source) && !gone.has(edge.target));
  const left = new Set([...nodes.map((node) => node.key), ...edges.map((edge) => edge.key)]);
  const speaksOf = (feature: unknown): boolean => {
    const properties = (feature as { properties?: Record<string, unknown> }).properties ?? {};
    return left.has(String(properties["edge"] ?? properties["node"]));
  };
  return {
    ...view,
    graph: { ...view.graph, nodes, edges },
    map: { ...view.map, features: view.map.features.filter(speaksOf) },
    timeline: view.timeline.filter((bar) => left.has(bar.id)),
    table: { ...view.table, rows: view.table.rows.filter((row) => left.has(rowKey(row))) },
    unplaced: view.unplaced.filter((id) => left.has(id)),
    undated: view.undated.filter((id) => left.has(id)),
    shown: { ...view.shown, nodes: nodes.length, edges: edges.length },
  };
}

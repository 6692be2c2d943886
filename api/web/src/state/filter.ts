// Which nodes and edges pass the filter and the time window: one answer for all views (F20), within 100 ms at 2,000 edges (F91).
import type { EdgeAttributes, LinkedView, NodeAttributes, Standing, Strength } from "../payload.ts";
import { strengthRank } from "../words.ts";

export interface Filter {
  /** groups that the legend switched off */
  groupsOff: ReadonlySet<string>;
  /** relation classes that are switched off */
  typesOff: ReadonlySet<string>;
  /** edges below this strength do not pass; "none" lets all pass */
  minStrength: Strength;
  /** standings that are switched off */
  standingsOff: ReadonlySet<Standing>;
  /** text that a node's name or an edge's sentence must hold */
  text: string;
  /** whether edges without a date pass while a time window is set */
  undated: boolean;
}

export const NO_FILTER: Filter = {
  groupsOff: new Set(),
  typesOff: new Set(),
  minStrength: "none",
  standingsOff: new Set(),
  text: "",
  undated: true,
};

/** ISO days, both included; null is open. */
export type TimeWindow = readonly [string | null, string | null];
export const ALL_TIME: TimeWindow = [null, null];

export interface Visible {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
}

export const NOTHING: Visible = { nodes: new Set(), edges: new Set() };

export interface FilterInput {
  view: LinkedView | null;
  filter: Filter;
  window: TimeWindow;
  hidden: ReadonlySet<string>;
  /** these nodes stay even where none of their edges passes */
  seeds: ReadonlySet<string>;
}

/** Fold case and width, so that a search for "tsmc" finds "TSMC" and full-width letters. */
export function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

const namesOf = new WeakMap<NodeAttributes, string>();

function searchable(node: NodeAttributes): string {
  let text = namesOf.get(node);
  if (text === undefined) {
    text = folded([node.label, ...node.names].join("\n"));
    namesOf.set(node, text);
  }
  return text;
}

/** Whether the days in which the edge may have been true touch the window. An open end reaches as far as it can. */
export function inWindow(edge: EdgeAttributes, window: TimeWindow, undated: boolean): boolean {
  const [from, to] = window;
  if (from === null && to === null) return true;
  if (edge.earliest === null && edge.latest === null) return undated;
  return (to === null || edge.earliest === null || edge.earliest <= to) && (from === null || edge.latest === null || edge.latest >= from);
}

/** Whether an edge passes by itself; its ends are looked at by `visibleOf`. */
export function edgePasses(edge: EdgeAttributes, filter: Filter, window: TimeWindow): boolean {
  return (
    strengthRank(edge.strength) >= strengthRank(filter.minStrength) &&
    !filter.standingsOff.has(edge.standing) &&
    !filter.typesOff.has(edge.class) &&
    inWindow(edge, window, filter.undated)
  );
}

/**
 * A node passes if neither it nor its group is hidden and a relation of it passes, if it is a seed, or if it has no relation at
 * all. That its neighbour is hidden takes the edge away, not the node.
 */
export function visibleOf({ view, filter, window, hidden, seeds }: FilterInput): Visible {
  if (view === null) return NOTHING;
  const text = folded(filter.text.trim());
  const allowed = new Map<string, NodeAttributes>();
  for (const { key, attributes } of view.graph.nodes) {
    if (!hidden.has(key) && !filter.groupsOff.has(attributes.group)) allowed.set(key, attributes);
  }
  const named = (id: string): boolean => {
    const node = allowed.get(id);
    return node !== undefined && (text === "" || searchable(node).includes(text));
  };
  const nodes = new Set<string>();
  const edges = new Set<string>();
  const linked = new Set<string>();
  for (const { key, source, target, attributes } of view.graph.edges) {
    linked.add(source);
    linked.add(target);
    if (!edgePasses(attributes, filter, window)) continue;
    if (text !== "" && !named(source) && !named(target) && !folded(attributes.sentence).includes(text)) continue;
    const [from, to] = [allowed.has(source), allowed.has(target)];
    if (from) nodes.add(source);
    if (to) nodes.add(target);
    if (from && to && !hidden.has(key)) edges.add(key);
  }
  for (const id of allowed.keys()) {
    if (seeds.has(id) || (!linked.has(id) && named(id))) nodes.add(id);
  }
  return { nodes, edges };
}

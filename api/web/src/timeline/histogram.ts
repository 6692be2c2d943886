// How many relations the dates allow in each part of time, by how exactly their dates are known (F18). A relation counts in every
// part in which it may lie, since nothing says which: a bar is what may have been then, never more.
import type { LinkedView, Precision } from "../payload.ts";
import { dayOf, floorTo, nextOf, type Unit, unitFor } from "./days.ts";

export type Dated = Exclude<Precision, "none">;
/** From the most exact; bars are stacked in this order, from below. */
export const PRECISIONS: readonly Dated[] = ["day", "month", "year", "range", "open"];

export type TimelineItem = LinkedView["timeline"][number];

export interface Extent {
  id: string;
  text: string;
  precision: Dated;
  /** first and last day that the dates allow; null where that end is open */
  first: number | null;
  last: number | null;
}

export interface Bin {
  /** first day, and first day of the next part */
  from: number;
  to: number;
  counts: Readonly<Record<Dated, number>>;
  total: number;
}

/** What has a date, with its days; what has none is in `view.undated`. */
export function extentsOf(items: readonly TimelineItem[]): Extent[] {
  return items.flatMap(({ id, text, precision, earliest, latest }) => {
    const first = dayOf(earliest);
    const last = dayOf(latest);
    return precision === "none" || (first === null && last === null) ? [] : [{ id, text, precision, first, last }];
  });
}

/** The days that the drawing spans: all known bounds, and a margin for open ends; null where nothing is dated. */
export function domainOf(extents: readonly Extent[]): readonly [number, number] | null {
  const known = extents.flatMap(({ first, last }) => [first, last]).filter((day): day is number => day !== null);
  if (known.length === 0) return null;
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const margin = Math.max(1, Math.round((high - low) * 0.04));
  const open = (end: "first" | "last"): boolean => extents.some((extent) => extent[end] === null);
  return [open("first") ? low - margin : low, open("last") ? high + margin : high];
}

/** First days of the parts of a domain, and the first day after it. */
export function edgesOf(domain: readonly [number, number], unit: Unit = unitFor(...domain)): number[] {
  const edges = [floorTo(unit, domain[0])];
  while ((edges.at(-1) as number) <= domain[1]) edges.push(nextOf(unit, edges.at(-1) as number));
  return edges;
}

/** Whether the dates allow a relation between two days, both included. */
export function allows(extent: Extent, from: number, to: number): boolean {
  return (extent.first ?? from) <= to && (extent.last ?? to) >= from;
}

/** Count the relations of each part of time. */
export function binned(extents: readonly Extent[], edges: readonly number[]): Bin[] {
  const counts = edges.slice(1).map(() => ({ day: 0, month: 0, year: 0, range: 0, open: 0 }));
  for (const extent of extents) {
    counts.forEach((count, i) => {
      if (allows(extent, edges[i] as number, (edges[i + 1] as number) - 1)) count[extent.precision] += 1;
    });
  }
  return counts.map((count, i) => ({
    from: edges[i] as number,
    to: edges[i + 1] as number,
    counts: count,
    total: PRECISIONS.reduce((sum, precision) => sum + count[precision], 0),
  }));
}

/** The time window of a brush: whole parts become days, and a brush over everything is no window at all. */
export function windowOf(from: number, to: number, edges: readonly number[]): readonly [number | null, number | null] {
  const first = edges[0] as number;
  const end = edges.at(-1) as number;
  return [from <= first ? null : from, to >= end ? null : to - 1];
}

/** The edge that lies nearest to a day: a brush holds on to whole parts. */
export function nearestEdge(day: number, edges: readonly number[]): number {
  return edges.reduce((best, edge) => (Math.abs(edge - day) < Math.abs(best - day) ? edge : best));
}

// One row for each relation: its days, drawn by how exactly they are known (F18).
import type { Extent } from "./histogram.ts";

/** How many rows are drawn; above that the histogram stands alone, and says so. */
export const MOST_LANES = 120;

export interface Lane {
  id: string;
  extent: Extent;
  /** whether that end is open: nothing says when it began or ended */
  openStart: boolean;
  openEnd: boolean;
}

/** Rows in order of their first possible day; an open start comes first. Ties keep the order of the payload. */
export function lanesOf(extents: readonly Extent[]): Lane[] {
  const lanes = extents.map((extent) => ({ id: extent.id, extent, openStart: extent.first === null, openEnd: extent.last === null }));
  return lanes.sort((a, b) => (a.extent.first ?? -Infinity) - (b.extent.first ?? -Infinity) || (a.extent.last ?? Infinity) - (b.extent.last ?? Infinity) || 0);
}

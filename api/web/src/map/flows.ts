// What the map draws: a point for each place at which something visible lies, a great arc for each visible flow (F15, F16).
import type { Feature, FeatureCollection, LineString, Point } from "geojson";
import type { Standing, Strength } from "../payload.ts";

export interface PointProperties {
  node: string;
  label: string;
  place: string;
  territory: string;
  exact: "city" | "territory";
}

export interface LineProperties {
  edge: string;
  from: string;
  to: string;
  flow?: string;
  date?: string;
  strength: Strength;
  standing: Standing;
}

/** All that lies at one point of the map. */
export interface Spot {
  id: string;
  point: [number, number];
  place: string;
  territory: string;
  exact: "city" | "territory";
  /** ids and names of what lies here, in the order of the payload */
  nodes: { id: string; label: string; elsewhere: number }[];
}

/** All flows between two spots in one direction: drawn as arcs side by side. */
export interface Flow extends LineProperties {
  from_point: [number, number];
  to_point: [number, number];
  /** which of the flows between the same two points this is, and of how many */
  lane: number;
  lanes: number;
}

type Collection = FeatureCollection<Point | LineString, Record<string, unknown>>;

function pointsOf(map: Collection): Feature<Point, PointProperties>[] {
  return map.features.filter((f): f is Feature<Point, never> => f.geometry.type === "Point");
}

function linesOf(map: Collection): Feature<LineString, LineProperties>[] {
  return map.features.filter((f): f is Feature<LineString, never> => f.geometry.type === "LineString");
}

/**
 * Put together what lies at one point; `visible` says which nodes pass. The fullest come first, so that the smaller are drawn
 * above them; what is counted for that is all of the payload, so that no filter changes the order of the DOM (F11).
 */
export function spotsOf(map: Collection, visible: ReadonlySet<string>): Spot[] {
  const all = pointsOf(map);
  const weight = new Map<string, number>();
  for (const { geometry } of all) weight.set(geometry.coordinates.join(), (weight.get(geometry.coordinates.join()) ?? 0) + 1);
  const points = all.filter(({ properties }) => visible.has(properties.node));
  const places = new Map<string, number>();
  for (const { properties } of points) places.set(properties.node, (places.get(properties.node) ?? 0) + 1);
  const spots = new Map<string, Spot>();
  for (const { geometry, properties } of points) {
    const [longitude = 0, latitude = 0] = geometry.coordinates;
    const id = `${longitude},${latitude}`;
    const { place, territory, exact, node, label } = properties;
    const spot: Spot = spots.get(id) ?? { id, point: [longitude, latitude], place, territory, exact, nodes: [] };
    spot.nodes.push({ id: node, label, elsewhere: (places.get(node) ?? 1) - 1 });
    spots.set(id, spot);
  }
  return [...spots.values()].sort((a, b) => (weight.get(b.id) ?? 0) - (weight.get(a.id) ?? 0));
}

/** The flows to draw; those between the same two points get lanes of their own. A flow that stays at one point has no line. */
export function flowsOf(map: Collection, visible: ReadonlySet<string>): Flow[] {
  const lines = linesOf(map).filter(({ properties }) => visible.has(properties.edge));
  const flows = lines.map(({ geometry, properties }) => ({
    ...properties,
    from_point: geometry.coordinates[0] as [number, number],
    to_point: geometry.coordinates[1] as [number, number],
    lane: 0,
    lanes: 1,
  }));
  const far = flows.filter(({ from_point: a, to_point: b }) => a[0] !== b[0] || a[1] !== b[1]);
  const pairs = new Map<string, Flow[]>();
  for (const flow of far) {
    const pair = [flow.from_point.join(), flow.to_point.join()].sort().join(" ");
    pairs.set(pair, [...(pairs.get(pair) ?? []), flow]);
  }
  for (const together of pairs.values()) {
    together.forEach((flow, lane) => Object.assign(flow, { lane, lanes: together.length }));
  }
  return far;
}

/** How many visible flows stay at one point and so have no line: said in sight (F5). */
export function flowsInPlace(map: Collection, visible: ReadonlySet<string>): number {
  return linesOf(map).filter(({ properties, geometry }) => {
    const [a, b] = geometry.coordinates;
    return visible.has(properties.edge) && a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
  }).length;
}

/** Radius by area, scaled to the fullest spot in sight (F16). */
export function radiusOf(count: number, fullest: number, largest: number, smallest = 4): number {
  if (fullest <= 1) return smallest + 1;
  return smallest + (largest - smallest) * Math.sqrt((count - 1) / (fullest - 1));
}

/** What lies in a rectangle of the drawing. */
export function within(
  spots: readonly { id: string; x: number; y: number }[],
  box: { x0: number; y0: number; x1: number; y1: number },
): string[] {
  const [left, right] = [Math.min(box.x0, box.x1), Math.max(box.x0, box.x1)];
  const [top, bottom] = [Math.min(box.y0, box.y1), Math.max(box.y0, box.y1)];
  return spots.filter(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom).map(({ id }) => id);
}

// Great arcs on the drawing, side by side where several flows join the same two points, and cut where the map's edge cuts them.
import { geoInterpolate } from "d3-geo";

export type Project = (point: [number, number]) => [number, number] | null;

export interface Arc {
  path: string;
  /** where a sign may stand, and the direction of the flow there, in degrees */
  middle: { x: number; y: number; angle: number };
}

const PIECES = 28;
const LANE = 14;

/** How far a lane bends away from the great arc, in px: the first runs straight, the others to both sides of it. */
export function bendOf(lane: number): number {
  return (lane % 2 === 1 ? 1 : -1) * Math.ceil(lane / 2) * LANE;
}

/** The arc from one point to another. Pieces longer than `cut` px cross the edge of the map and are left out. */
export function arcOf(from: [number, number], to: [number, number], lane: number, project: Project, cut: number): Arc | null {
  const along = geoInterpolate(from, to);
  const straight = Array.from({ length: PIECES + 1 }, (_, i) => project(along(i / PIECES)));
  const first = straight[0];
  const last = straight[PIECES];
  if (first === null || first === undefined || last === null || last === undefined) return null;
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const length = Math.hypot(dx, dy) || 1;
  // Lanes are numbered without regard to direction; the way back bends to the other side of its own heading, which is the same side.
  const turn = from[0] < to[0] || (from[0] === to[0] && from[1] < to[1]) ? 1 : -1;
  const bend = (Math.min(1, length / 60) * bendOf(lane) * turn) / length;
  const points = straight.map((point, i) => {
    const swell = Math.sin((i / PIECES) * Math.PI) * bend;
    return point === null ? null : { x: point[0] - dy * swell, y: point[1] + dx * swell };
  });
  let path = "";
  let before: { x: number; y: number } | null = null;
  for (const point of points) {
    if (point !== null) {
      const joined = before !== null && Math.hypot(point.x - before.x, point.y - before.y) <= cut;
      path += `${joined ? "L" : "M"}${round(point.x)},${round(point.y)}`;
    }
    before = point;
  }
  return { path, middle: middleOf(points) };
}

function middleOf(points: ({ x: number; y: number } | null)[]): Arc["middle"] {
  const at = points[PIECES / 2] ?? { x: 0, y: 0 };
  const next = points[PIECES / 2 + 1] ?? at;
  return { x: at.x, y: at.y, angle: (Math.atan2(next.y - at.y, next.x - at.x) * 180) / Math.PI };
}

const round = (value: number): number => Math.round(value * 10) / 10;

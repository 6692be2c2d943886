// What the canvas, the exported picture and the keyboard need to know of the graph, worked out once for all three.
import type { GraphEdge, Position } from "../state/store.ts";

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** A first place on a sunflower's spiral: no two nodes alike, and no chance in it. */
export function spiral(index: number): Position {
  const radius = 10 * Math.sqrt(index + 0.5);
  return { x: radius * Math.cos(index * GOLDEN), y: radius * Math.sin(index * GOLDEN) };
}

/** Px beside the straight line for each edge: several edges between two nodes lie side by side. */
export function offsetsOf(edges: Iterable<GraphEdge>, apart = 10): Map<string, number> {
  const between = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const pair = edge.source < edge.target ? `${edge.source}\n${edge.target}` : `${edge.target}\n${edge.source}`;
    const lane = between.get(pair);
    if (lane) lane.push(edge);
    else between.set(pair, [edge]);
  }
  const offsets = new Map<string, number>();
  for (const lane of between.values()) {
    lane.forEach((edge, index) => {
      const aside = (index - (lane.length - 1) / 2) * apart;
      offsets.set(edge.key, edge.source < edge.target ? aside : -aside);
    });
  }
  return offsets;
}

/** Ids of nodes one edge away, for each node. */
export function neighboursOf(edges: Iterable<GraphEdge>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (from: string, to: string): void => {
    const set = found.get(from);
    if (set) set.add(to);
    else found.set(from, new Set([to]));
  };
  for (const { source, target } of edges) {
    add(source, target);
    add(target, source);
  }
  return found;
}

export type Direction = "left" | "right" | "up" | "down";
const VECTOR: Readonly<Record<Direction, readonly [number, number]>> = { left: [-1, 0], right: [1, 0], up: [0, 1], down: [0, -1] };

/** The neighbour that lies most in the direction of the arrow key; any other node where no neighbour does (F48). */
export function towards(
  from: string,
  direction: Direction,
  positions: ReadonlyMap<string, Position>,
  neighbours: ReadonlySet<string>,
  shown: ReadonlySet<string>,
): string | null {
  const here = positions.get(from);
  if (here === undefined) return null;
  const [ax, ay] = VECTOR[direction];
  const best = (candidates: Iterable<string>): string | null => {
    let chosen: string | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const id of candidates) {
      const there = positions.get(id);
      if (id === from || there === undefined || !shown.has(id)) continue;
      const [dx, dy] = [there.x - here.x, there.y - here.y];
      const distance = Math.hypot(dx, dy) || 1e-9;
      const ahead = (dx * ax + dy * ay) / distance;
      if (ahead < 0.5) continue;
      const cost = distance / ahead ** 2;
      if (cost < least) [chosen, least] = [id, cost];
    }
    return chosen;
  };
  return best(neighbours) ?? best(shown);
}

/** Radius of a node in px: by its links on the canvas, so that a hub is seen, and no more than three times the least. */
export function radiusOf(links: number, isSeed: boolean): number {
  return Math.min(15, 5.5 + 1.5 * Math.sqrt(links)) + (isSeed ? 2 : 0);
}

/** How much smaller nodes and lines are drawn where there are many, so that thousands can be told apart. */
export function crowding(order: number): number {
  return order <= 150 ? 1 : Math.max(0.3, Math.sqrt(150 / order));
}

/** A name cut to fit beside its node; the whole name stands in the inspector and the table. */
export function shortened(label: string, most = 34): string {
  const letters = [...label];
  return letters.length <= most ? label : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}

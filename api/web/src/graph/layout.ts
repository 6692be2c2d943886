// Where nodes stand: graphology's synchronous ForceAtlas2, then noverlap, with pinned nodes fixed (F29, F46). One pure function
// that the worker and, where there is no worker, the page call (F62). The same input gives the same positions.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import noverlap from "graphology-layout-noverlap";
import { spiral } from "./scene.ts";

export interface LayoutInput {
  nodes: { id: string; x: number | null; y: number | null; size: number; fixed: boolean }[];
  edges: { source: string; target: string }[];
}

export type Positions = [id: string, x: number, y: number][];

/** A node without a place starts beside a neighbour that has one, so that an expansion opens where it was asked for. */
function firstPlaces({ nodes, edges }: LayoutInput): Map<string, { x: number; y: number }> {
  const placed = new Map<string, { x: number; y: number }>();
  for (const { id, x, y } of nodes) if (x !== null && y !== null) placed.set(id, { x, y });
  const beside = new Map<string, { x: number; y: number }>();
  for (const { source, target } of edges) {
    const [a, b] = [placed.get(source), placed.get(target)];
    if (a && !b) beside.set(target, a);
    if (b && !a) beside.set(source, b);
  }
  const places = new Map(placed);
  nodes.forEach(({ id }, index) => {
    if (places.has(id)) return;
    const near = beside.get(id);
    const offset = spiral(index);
    places.set(id, near ? { x: near.x + offset.x * 0.6, y: near.y + offset.y * 0.6 } : offset);
  });
  return places;
}

/** How many rounds, so that the time stays about the same for small and large graphs. */
export function rounds(order: number): number {
  if (order <= 60) return 500;
  if (order <= 500) return 250;
  return order <= 2000 ? 120 : 60;
}

type Place = { x: number; y: number };
type Nodes = LayoutInput["nodes"];

/** Nodes that hang together, largest first; ties in the order of the input. */
function componentsOf({ nodes, edges }: LayoutInput): Nodes[] {
  const parent = new Map(nodes.map(({ id }) => [id, id]));
  const root = (id: string): string => {
    let at = id;
    while (parent.get(at) !== at) {
      const up = parent.get(at) as string;
      parent.set(at, parent.get(up) as string);
      at = up;
    }
    return at;
  };
  for (const { source, target } of edges) {
    if (parent.has(source) && parent.has(target)) parent.set(root(source), root(target));
  }
  const parts = new Map<string, Nodes>();
  for (const node of nodes) {
    const part = parts.get(root(node.id));
    if (part) part.push(node);
    else parts.set(root(node.id), [node]);
  }
  return [...parts.values()].sort((a, b) => b.length - a.length);
}

/** Lay out nodes that hang together. */
function layOutPart(nodes: Nodes, edges: LayoutInput["edges"], places: ReadonlyMap<string, Place>): Map<string, Place> {
  const graph = new Graph({ type: "undirected", multi: false, allowSelfLoops: false });
  for (const { id, size, fixed } of nodes) graph.addNode(id, { ...places.get(id), size, fixed });
  for (const { source, target } of edges) {
    if (source === target || !graph.hasNode(source) || !graph.hasNode(target)) continue;
    if (graph.hasEdge(source, target)) graph.updateEdgeAttribute(source, target, "weight", (weight: number | undefined) => (weight ?? 1) + 0.5);
    else graph.addEdge(source, target, { weight: 1 });
  }
  if (graph.order > 1) {
    const settings = { ...forceAtlas2.inferSettings(graph), gravity: 0.6, scalingRatio: 24, slowDown: 4, barnesHutOptimize: graph.order > 300, edgeWeightInfluence: 0.5 };
    forceAtlas2.assign(graph, { iterations: rounds(graph.order), settings });
  }
  if (graph.order <= 3000) noverlap.assign(graph, { maxIterations: 60, settings: { margin: 8, ratio: 1.3 } });
  return new Map(graph.mapNodes((id, { x, y }): [string, Place] => [id, { x: Number(x), y: Number(y) }]));
}

interface Box {
  left: number;
  right: number;
  low: number;
  high: number;
}

/** Room between parts that do not hang together, for names. */
const ROOM = 60;

function boxOf(places: Iterable<Place>): Box {
  const box = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
  for (const { x, y } of places) {
    box.left = Math.min(box.left, x - ROOM / 2);
    box.right = Math.max(box.right, x + ROOM);
    box.low = Math.min(box.low, y - ROOM / 2);
    box.high = Math.max(box.high, y + ROOM / 2);
  }
  return box;
}

const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.low < b.high && b.low < a.high;
const moved = (box: Box, x: number, y: number): Box => ({ left: box.left + x, right: box.right + x, low: box.low + y, high: box.high + y });

/** How far a part must move so that it lies over no other: beside or below all, whichever keeps the whole nearer to 3:2. */
function shiftOf(box: Box, taken: readonly Box[]): Place {
  if (!taken.some((other) => meet(box, other))) return { x: 0, y: 0 };
  const all = taken.reduce((a, b) => ({ left: Math.min(a.left, b.left), right: Math.max(a.right, b.right), low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }));
  // First into a gap at the right edge of a part, from the top; else outside of all.
  for (const other of taken) {
    const aside = { x: other.right - box.left, y: other.high - box.high };
    const there = moved(box, aside.x, aside.y);
    if (there.right <= all.right && there.low >= all.low && !taken.some((one) => meet(there, one))) return aside;
  }
  const [width, height] = [all.right - all.left, all.high - all.low];
  return width < height * 1.5 ? { x: all.right - box.left, y: all.high - box.high } : { x: all.left - box.left, y: all.low - box.high };
}

/** Positions for all nodes: parts that do not hang together lie beside each other, and what is pinned stays. */
export function layOut(input: LayoutInput): Positions {
  const places = firstPlaces(input);
  const found = new Map<string, Place>();
  const taken: Box[] = [];
  const isPinned = (part: Nodes): boolean => part.some((node) => node.fixed);
  const parts = componentsOf(input).sort((a, b) => Number(isPinned(b)) - Number(isPinned(a)));
  for (const part of parts) {
    const laid = layOutPart(part, input.edges, places);
    const box = boxOf(laid.values());
    const shift = isPinned(part) ? { x: 0, y: 0 } : shiftOf(box, taken);
    taken.push(moved(box, shift.x, shift.y));
    for (const { id, x, y, fixed } of part) {
      const at = laid.get(id) as Place;
      // noverlap moves what is pinned as well: the pinned go back to where they were.
      found.set(id, fixed && x !== null && y !== null ? { x, y } : { x: at.x + shift.x, y: at.y + shift.y });
    }
  }
  return [...found].map(([id, { x, y }]) => [id, x, y]);
}

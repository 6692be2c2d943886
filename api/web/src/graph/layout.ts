// Where nodes stand: graphology's synchronous ForceAtlas2, then noverlap, with pinned nodes fixed (F29, F46). One pure function
// that the worker and, where there is no worker, the page call (F62). The same input gives the same positions.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import noverlap from "graphology-layout-noverlap";

export interface LayoutInput {
  nodes: { id: string; x: number | null; y: number | null; size: number; fixed: boolean }[];
  edges: { source: string; target: string }[];
}

export type Positions = [id: string, x: number, y: number][];

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** A first place on a sunflower's spiral: no two nodes alike, and no chance in it. */
export function spiral(index: number): { x: number; y: number } {
  const radius = 10 * Math.sqrt(index + 0.5);
  return { x: radius * Math.cos(index * GOLDEN), y: radius * Math.sin(index * GOLDEN) };
}

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

export function layOut(input: LayoutInput): Positions {
  if (input.nodes.length === 0) return [];
  const places = firstPlaces(input);
  const graph = new Graph({ type: "undirected", multi: false, allowSelfLoops: false });
  for (const { id, size, fixed } of input.nodes) graph.addNode(id, { ...places.get(id), size, fixed });
  for (const { source, target } of input.edges) {
    if (source === target || !graph.hasNode(source) || !graph.hasNode(target)) continue;
    if (graph.hasEdge(source, target)) graph.updateEdgeAttribute(source, target, "weight", (weight: number | undefined) => (weight ?? 1) + 0.5);
    else graph.addEdge(source, target, { weight: 1 });
  }
  forceAtlas2.assign(graph, {
    iterations: rounds(graph.order),
    settings: { ...forceAtlas2.inferSettings(graph), gravity: 0.6, scalingRatio: 18, slowDown: 4, barnesHutOptimize: graph.order > 300, edgeWeightInfluence: 0.5 },
  });
  // noverlap moves what is pinned as well: the pinned go back to where they were.
  if (graph.order <= 3000) noverlap.assign(graph, { maxIterations: 60, settings: { margin: 6, ratio: 1.2 } });
  const fixed = new Map(input.nodes.filter((node) => node.fixed && node.x !== null && node.y !== null).map((node) => [node.id, node]));
  return graph.mapNodes((id, { x, y }): [string, number, number] => {
    const pin = fixed.get(id);
    return [id, pin?.x ?? Number(x), pin?.y ?? Number(y)];
  });
}

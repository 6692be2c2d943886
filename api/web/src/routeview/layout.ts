// Where nodes, cards and lines of the route drawing lie: dagre, from top to bottom, one row for each supply tier (F8, F14).
// It runs in a worker (dagre.worker.ts); the page itself imports only its types.
import { Graph, layout as dagre } from "@dagrejs/dagre";

export interface LayoutNode {
  id: string;
  width: number;
  height: number;
  tier: number;
}

export interface LayoutLink {
  id: string;
  from: string;
  to: string;
  /** size of the card that stands on the line */
  width: number;
  height: number;
}

export interface LayoutRequest {
  nodes: readonly LayoutNode[];
  links: readonly LayoutLink[];
}

export interface Box {
  /** middle of the box */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface LayoutAnswer {
  width: number;
  height: number;
  nodes: Record<string, Box>;
  links: Record<string, { card: Box; points: { x: number; y: number }[] }>;
}

const MARGIN = 12;
const BETWEEN_NODES = 28;
const BETWEEN_ROWS = 44;

/** Lay out a drawing. The same request gives the same answer. */
export function layOut({ nodes, links }: LayoutRequest): LayoutAnswer {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: BETWEEN_NODES, edgesep: BETWEEN_NODES, ranksep: BETWEEN_ROWS, marginx: MARGIN, marginy: MARGIN });
  const tier = new Map(nodes.map((node) => [node.id, node.tier]));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { id, from, to, width, height } of links) {
    const minlen = Math.max(1, (tier.get(to) ?? 0) - (tier.get(from) ?? 0));
    graph.setEdge(from, to, { width, height, labelpos: "c", minlen }, id);
  }
  dagre(graph);
  const size = graph.graph() as { width?: number; height?: number };
  const answer: LayoutAnswer = { width: size.width ?? 0, height: size.height ?? 0, nodes: {}, links: {} };
  for (const { id, width, height } of nodes) {
    const { x, y } = graph.node(id) as { x: number; y: number };
    answer.nodes[id] = { x, y, width, height };
  }
  for (const { id, from, to, width, height } of links) {
    const edge = graph.edge(from, to, id) as { x: number; y: number; points: { x: number; y: number }[] };
    answer.links[id] = { card: { x: edge.x, y: edge.y, width, height }, points: edge.points };
  }
  return answer;
}

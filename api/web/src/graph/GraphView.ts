// The canvas: sigma 3 behind this one module, for the page and for the notebook's widget (F8, F9). It knows nothing of Preact
// or of the store: it is told what to draw and reports what the user does.
import "./webgl.ts";
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import type { MouseCoords } from "sigma/types";
import { animateNodes } from "sigma/utils";
import type { NodeAttributes } from "../payload.ts";
import type { GraphEdge, Position } from "../state/store.ts";
import { BADGE, groupLook, LINE, STRENGTH_WORD } from "../words.ts";
import { drawEdgeWord, drawNodeHover, drawNodeName } from "./labels.ts";
import { mixed, type Palette, paletteOf } from "./palette.ts";
import { type EdgeLook, type NodeLook, PatternProgram, SHAPE_NUMBER, ShapeProgram } from "./programs.ts";
import { crowding, neighboursOf, offsetsOf, radiusOf, shortened, spiral } from "./scene.ts";

export interface GraphEvents {
  select(id: string | null, many: boolean): void;
  hover(id: string | null): void;
  open(id: string, at: { x: number; y: number }): void;
  pin(id: string, at: Position): void;
}

export interface Drawn {
  nodes: ReadonlyMap<string, NodeAttributes>;
  edges: ReadonlyMap<string, GraphEdge>;
  positions: ReadonlyMap<string, Position>;
  seeds: ReadonlySet<string>;
}

export interface Look {
  visible: { nodes: ReadonlySet<string>; edges: ReadonlySet<string> };
  selection: ReadonlySet<string>;
  hovered: string | null;
  pinned: ReadonlyMap<string, Position>;
  /** edges of the chosen route; the others are dimmed while there are any */
  route: ReadonlySet<string>;
}

const NOTHING: Look = {
  visible: { nodes: new Set(), edges: new Set() },
  selection: new Set(),
  hovered: null,
  pinned: new Map(),
  route: new Set(),
};

/** Above this many edges a graph is large. */
const LARGE = 800;

type DrawnNode = { x: number; y: number; label: string; size: number; group: string };
type DrawnEdge = { edge: GraphEdge; offset: number };
const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class GraphView {
  private readonly graph = new MultiDirectedGraph<DrawnNode, DrawnEdge>();
  private readonly sigma: Sigma<DrawnNode, DrawnEdge>;
  private palette: Palette;
  private look: Look = NOTHING;
  private scale = 1;
  private near: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  private lit: { nodes: Set<string>; edges: Set<string> } | null = null;
  private dragged: { id: string; moved: boolean } | null = null;
  private stopAnimation: (() => void) | null = null;

  constructor(
    private readonly container: HTMLElement,
    private readonly events: GraphEvents,
  ) {
    this.palette = paletteOf(container);
    this.sigma = new Sigma<DrawnNode, DrawnEdge>(this.graph, container, {
      allowInvalidContainer: true,
      defaultNodeType: "shape",
      defaultEdgeType: "pattern",
      nodeProgramClasses: { shape: ShapeProgram as never },
      edgeProgramClasses: { pattern: PatternProgram as never },
      zIndex: true,
      renderEdgeLabels: true,
      enableEdgeEvents: true,
      labelFont: this.palette.font,
      labelSize: 12,
      labelDensity: 1,
      labelGridCellSize: 110,
      labelRenderedSizeThreshold: 3,
      stagePadding: 60,
      minCameraRatio: 0.03,
      maxCameraRatio: 4,
      doubleClickZoomingRatio: 1.6,
      defaultDrawNodeLabel: (context, data) => drawNodeName(context, data, this.palette),
      defaultDrawNodeHover: (context, data) => drawNodeHover(context, data, this.palette),
      defaultDrawEdgeLabel: (context, edge, source, target) => drawEdgeWord(context, edge, source, target, this.palette),
      nodeReducer: (id, data) => this.reduceNode(id, data),
      edgeReducer: (id, data) => this.reduceEdge(id, data),
    });
    this.listen();
  }

  /** Take over what there is; nodes that stay keep their place. */
  draw({ nodes, edges, positions, seeds }: Drawn): void {
    for (const id of this.graph.nodes()) if (!nodes.has(id)) this.graph.dropNode(id);
    for (const id of this.graph.edges()) if (!edges.has(id)) this.graph.dropEdge(id);
    this.near = neighboursOf(edges.values());
    this.scale = crowding(nodes.size);
    let index = 0;
    for (const [id, node] of nodes) {
      const place = positions.get(id) ?? (this.graph.hasNode(id) ? this.placeOf(id) : spiral(index));
      const size = radiusOf(this.near.get(id)?.size ?? 0, seeds.has(id)) * (seeds.has(id) ? Math.max(this.scale, 0.7) : this.scale);
      this.graph.mergeNode(id, { ...place, label: node.label, size, group: node.group });
      index += 1;
    }
    const offsets = offsetsOf(edges.values());
    for (const [id, edge] of edges) {
      const drawn = { edge, offset: offsets.get(id) ?? 0 };
      if (this.graph.hasEdge(id)) this.graph.replaceEdgeAttributes(id, drawn);
      else if (nodes.has(edge.source) && nodes.has(edge.target)) this.graph.addDirectedEdgeWithKey(id, edge.source, edge.target, drawn);
    }
    this.sigma.refresh({ schedule: true });
  }

  /** Change how things look without moving any. */
  style(look: Look): void {
    const before = this.look;
    this.look = look;
    this.lit = this.litBy(look);
    const touched = this.isLarge() && before.visible === look.visible && before.route.size === 0 && look.route.size === 0 ? this.touched(before, look) : null;
    this.sigma.refresh(touched === null ? { schedule: true } : { partialGraph: touched, skipIndexation: true, schedule: true });
  }

  /** Take the colours of the theme again, after it changed. */
  recolour(): void {
    this.palette = paletteOf(this.container);
    this.sigma.refresh({ schedule: true });
  }

  place(positions: ReadonlyMap<string, Position>, done?: () => void): void {
    this.stopAnimation?.();
    const targets = Object.fromEntries([...positions].filter(([id]) => this.graph.hasNode(id)).map(([id, { x, y }]) => [id, { x, y }]));
    this.sigma.setCustomBBox(null);
    if (calm() || this.graph.order > 600) {
      for (const [id, place] of Object.entries(targets)) this.graph.mergeNodeAttributes(id, place);
      done?.();
      return;
    }
    this.stopAnimation = animateNodes(this.graph, targets, { duration: 350, easing: "quadraticInOut" }, done);
  }

  fit(): void {
    this.sigma.setCustomBBox(null);
    void this.sigma.getCamera().animatedReset({ duration: calm() ? 1 : 250 });
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    void camera.animate({ ratio: camera.getBoundedRatio(camera.ratio / factor) }, { duration: calm() ? 1 : 150 });
  }

  /** Where a node is on the page, for a menu beside it. */
  at(id: string): { x: number; y: number } | null {
    const data = this.sigma.getNodeDisplayData(id);
    return data === undefined ? null : this.sigma.framedGraphToViewport(data);
  }

  /** Bring a node into sight if it is outside. */
  show(id: string): void {
    const place = this.at(id);
    const data = this.sigma.getNodeDisplayData(id);
    const { width, height } = this.sigma.getDimensions();
    if (!place || !data || (place.x > 20 && place.y > 20 && place.x < width - 20 && place.y < height - 20)) return;
    void this.sigma.getCamera().animate({ x: data.x, y: data.y }, { duration: calm() ? 1 : 200 });
  }

  resize(): void {
    this.sigma.resize();
    this.sigma.refresh({ schedule: true });
  }

  kill(): void {
    this.stopAnimation?.();
    this.sigma.kill();
  }

  /** In a large graph the pointer dims nothing: only what it touches is drawn anew. */
  private isLarge(): boolean {
    return this.graph.size > LARGE;
  }

  private touched(before: Look, now: Look): { nodes: string[]; edges: string[] } {
    const ids = new Set([...before.selection, ...now.selection, ...before.pinned.keys(), ...now.pinned.keys(), before.hovered, now.hovered].filter((id) => id !== null));
    return { nodes: [...ids].filter((id) => this.graph.hasNode(id)), edges: [...ids].filter((id) => this.graph.hasEdge(id)) };
  }

  private placeOf(id: string): Position {
    const { x, y } = this.graph.getNodeAttributes(id);
    return { x, y };
  }

  private litBy({ hovered, route, selection }: Look): { nodes: Set<string>; edges: Set<string> } | null {
    const nodes = new Set<string>();
    const edges = new Set<string>(route);
    if (hovered !== null && !this.isLarge()) {
      if (this.graph.hasNode(hovered)) {
        nodes.add(hovered);
        this.graph.forEachEdge(hovered, (id) => edges.add(id));
      } else if (this.graph.hasEdge(hovered)) edges.add(hovered);
    }
    if (edges.size === 0 && nodes.size === 0) return null;
    for (const id of edges) if (this.graph.hasEdge(id)) for (const end of this.graph.extremities(id)) nodes.add(end);
    for (const id of selection) if (this.graph.hasNode(id)) nodes.add(id);
    return { nodes, edges };
  }

  private reduceNode(id: string, data: DrawnNode): Partial<NodeLook> {
    const { visible, selection, hovered, pinned } = this.look;
    const colour = this.palette.group(data.group);
    const dim = this.lit !== null && !this.lit.nodes.has(id);
    const chosen = selection.has(id);
    const ring = chosen ? this.palette.select : pinned.has(id) ? this.palette.quiet : "rgba(0,0,0,0)";
    return {
      x: data.x,
      y: data.y,
      size: data.size,
      label: shortened(data.label),
      type: "shape",
      hidden: !visible.nodes.has(id),
      color: dim ? mixed(colour, this.palette.panel, 0.72) : colour,
      shape: SHAPE_NUMBER[groupLook(data.group).shape],
      ring,
      zIndex: chosen || hovered === id ? 3 : dim ? 0 : 1,
      forceLabel: chosen || (this.lit !== null && !dim && this.lit.nodes.size <= 12),
      highlighted: hovered === id,
    };
  }

  private reduceEdge(id: string, { edge, offset }: DrawnEdge): Partial<EdgeLook> {
    const { attributes } = edge;
    const line = LINE[attributes.strength];
    const chosen = this.look.selection.has(id);
    const dim = this.lit !== null && !this.lit.edges.has(id);
    const colour = chosen
      ? this.palette.select
      : attributes.standing === "denied"
        ? this.palette.denied
        : attributes.standing === "disputed"
          ? this.palette.disputed
          : this.palette.strength(attributes.strength);
    const [dash, gap] = line.dash === null ? [0, 0] : line.dash.split(" ").map(Number);
    const unquiet = attributes.standing !== "undisputed";
    const named = !dim && (chosen || (this.lit !== null && this.lit.edges.size <= 12));
    const word = unquiet ? `${BADGE[attributes.standing].sign} ${BADGE[attributes.standing].word}` : "";
    return {
      type: "pattern",
      hidden: !this.look.visible.edges.has(id),
      color: dim ? mixed(colour, this.palette.panel, unquiet ? 0.5 : 0.75) : colour,
      size: line.width * Math.max(this.scale, 0.4) + (chosen ? 1.5 : 0),
      dash: dash ?? 0,
      gap: gap ?? 0,
      offset,
      arrow: edge.undirected !== true,
      label: named ? [shortened(attributes.label, 22), STRENGTH_WORD[attributes.strength], word].filter(Boolean).join(" · ") : word,
      forceLabel: named || (unquiet && this.graph.size <= 400),
      zIndex: chosen ? 3 : dim ? 0 : 1,
    };
  }

  private listen(): void {
    const { sigma, events } = this;
    const many = (event: MouseCoords): boolean => event.original.ctrlKey || event.original.metaKey || event.original.shiftKey;
    sigma.on("clickNode", ({ node, event }) => events.select(node, many(event)));
    sigma.on("clickEdge", ({ edge, event }) => events.select(edge, many(event)));
    sigma.on("clickStage", () => events.select(null, false));
    sigma.on("enterNode", ({ node }) => events.hover(node));
    sigma.on("enterEdge", ({ edge }) => events.hover(edge));
    sigma.on("leaveNode", () => events.hover(null));
    sigma.on("leaveEdge", () => events.hover(null));
    sigma.on("doubleClickNode", ({ node, event, preventSigmaDefault }) => {
      preventSigmaDefault();
      events.open(node, { x: event.x, y: event.y });
    });
    sigma.on("downNode", ({ node }) => {
      this.dragged = { id: node, moved: false };
      if (sigma.getCustomBBox() === null) sigma.setCustomBBox(sigma.getBBox());
    });
    sigma.on("moveBody", ({ event }) => {
      if (this.dragged === null) return;
      this.dragged.moved = true;
      this.graph.mergeNodeAttributes(this.dragged.id, sigma.viewportToGraph(event));
      event.preventSigmaDefault();
      event.original.preventDefault();
      event.original.stopPropagation();
    });
    const drop = (): void => {
      if (this.dragged?.moved) events.pin(this.dragged.id, this.placeOf(this.dragged.id));
      this.dragged = null;
    };
    sigma.on("upNode", drop);
    // A node that is let go over an edge is let go all the same.
    sigma.on("upEdge", drop);
    sigma.on("upStage", drop);
  }
}

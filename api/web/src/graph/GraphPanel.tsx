// The graph: canvas, legend as filter, tools, and a list of the same nodes for the keyboard and for screen readers (F11, F12).
import "./graph.css";
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSession } from "../state/context.ts";
import type { Canvas as CanvasOf, Position, Store } from "../state/store.ts";
import { number } from "../words.ts";
import { ExpandMenu } from "./ExpandMenu.tsx";
import { GraphView } from "./GraphView.ts";
import { askLayout } from "./layoutclient.ts";
import { Legend } from "./Legend.tsx";
import { NodeList } from "./NodeList.tsx";
import { neighboursOf, radiusOf } from "./scene.ts";
import { hasWebGl2 } from "./webgl.ts";

/** Above this many edges the canvas asks before it draws (F10). */
const DRAW_LIMIT = 2000;

let webgl: boolean | null = null;

async function layOutNew(store: Store, all: boolean): Promise<Map<string, Position>> {
  const { positions, pinned, nodes, edges, seeds } = store;
  const near = neighboursOf(edges.value.values());
  const isSeed = new Set(seeds.value);
  const found = await askLayout({
    nodes: [...nodes.value.keys()].map((id) => {
      const place = pinned.value.get(id) ?? (all ? undefined : positions.value.get(id));
      return { id, x: place?.x ?? null, y: place?.y ?? null, size: radiusOf(near.get(id)?.size ?? 0, isSeed.has(id)), fixed: pinned.value.has(id) };
    }),
    edges: [...edges.value.values()].map(({ source, target }) => ({ source, target })),
  });
  return new Map(found.map(([id, x, y]) => [id, { x, y }]));
}

/** Start the canvas in `host` and keep it in step with the store; returns how to end it. */
function run(store: Store, host: HTMLElement, open: (id: string) => void): GraphView {
  return new GraphView(host, {
    select: (id, many) => {
      if (id === null) store.select([]);
      else store.select([id], many ? "toggle" : "replace");
    },
    hover: (id) => {
      store.hovered.value = id;
    },
    open: (id) => open(id),
    pin: (id, at) => {
      store.positions.value = new Map(store.positions.value).set(id, at);
      store.act(`pinned ${store.nodes.value.get(id)?.label ?? id}`, { pinned: new Map(store.pinned.value).set(id, at) });
    },
  });
}

function Canvas({ menu }: { menu: (id: string) => void }): JSX.Element {
  const { store } = useSession();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<GraphView | null>(null);
  const ready = useSignal(0);

  useEffect(() => {
    if (host.current === null) return;
    const graph = run(store, host.current, menu);
    view.current = graph;
    store.canvas.value = graph;
    ready.value += 1;
    const watch = new ResizeObserver(() => graph.resize());
    watch.observe(host.current);
    const theme = matchMedia("(prefers-color-scheme: dark)");
    const recolour = (): void => graph.recolour();
    const themed = new MutationObserver(recolour);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    theme.addEventListener("change", recolour);
    return () => {
      watch.disconnect();
      themed.disconnect();
      theme.removeEventListener("change", recolour);
      view.current = null;
      store.canvas.value = null;
      graph.kill();
    };
  }, []);

  useSignalEffect(() => {
    if (ready.value === 0 || view.current === null) return;
    const nodes = store.nodes.value;
    view.current.draw({ nodes, edges: store.edges.value, positions: store.positions.peek(), seeds: new Set(store.seeds.value) });
    if ([...nodes.keys()].every((id) => store.positions.peek().has(id))) return;
    void layOutNew(store, false).then((found) => {
      if (view.current === null || store.nodes.peek() !== nodes) return;
      store.positions.value = found;
      view.current.place(found, () => view.current?.fit());
    });
  });
  useSignalEffect(() => {
    if (ready.value === 0 || view.current === null) return;
    const route = store.chosenRoute.value?.steps.map((step) => step.proposition) ?? [];
    view.current.style({
      visible: store.visible.value,
      selection: store.selection.value,
      hovered: store.hovered.value,
      pinned: store.pinned.value,
      route: new Set(store.showRoute.value ? route : []),
    });
  });
  return <div ref={host} class="graph-canvas" aria-hidden="true" data-testid="graph-canvas" />;
}

function Tools(): JSX.Element {
  const { store } = useSession();
  const redo = (): void => {
    void layOutNew(store, true).then((found) => {
      store.positions.value = found;
      store.canvas.value?.place(found, () => store.canvas.value?.fit());
    });
  };
  const canvas = (): CanvasOf | null => store.canvas.value;
  return (
    <div class="graph-tools" role="toolbar" aria-label="Canvas">
      <button type="button" title="Zoom in" aria-label="Zoom in" onClick={() => canvas()?.zoom(1.4)}>+</button>
      <button type="button" title="Zoom out" aria-label="Zoom out" onClick={() => canvas()?.zoom(1 / 1.4)}>−</button>
      <button type="button" title="Fit all into view (F)" onClick={() => canvas()?.fit()}>Fit</button>
      <button type="button" title="Lay out anew; pinned nodes stay" onClick={redo}>Lay out</button>
      {store.chosenRoute.value !== null && (
        <button type="button" aria-pressed={store.showRoute.value} onClick={() => (store.showRoute.value = !store.showRoute.value)}>
          Route
        </button>
      )}
    </div>
  );
}

export function GraphPanel(): JSX.Element {
  const { store } = useSession();
  const anyway = useSignal(false);
  const menu = useSignal<string | null>(null);
  const tooMany = useComputed(() => !anyway.value && store.edges.value.size > DRAW_LIMIT);
  webgl ??= hasWebGl2();
  const openMenu = (id: string): void => {
    if (!store.offline.value) menu.value = id;
  };
  const empty = store.nodes.value.size === 0;
  return (
    <section class="panel" id="graph" aria-label="Graph">
      <div class="graph-stage">
        {webgl && !tooMany.value && !empty && <Canvas menu={openMenu} />}
        {!webgl && (
          <p class="empty" role="status">
            This browser has no WebGL2, so the graph is not drawn. The list below, the table, the map and the route view show the same.
          </p>
        )}
        {webgl && tooMany.value && (
          <div class="empty">
            <p>{number(store.edges.value.size)} edges are more than the {number(DRAW_LIMIT)} that are drawn by default. Filter, or draw them; drawing may be slow.</p>
            <p><button type="button" onClick={() => (anyway.value = true)}>Draw anyway</button></p>
          </div>
        )}
        {!empty && <NodeList open={openMenu} plain={!webgl || tooMany.value} />}
        {!empty && webgl && !tooMany.value && <Tools />}
        {menu.value !== null && <ExpandMenu id={menu.value} close={() => (menu.value = null)} />}
      </div>
      {!empty && <Legend />}
    </section>
  );
}

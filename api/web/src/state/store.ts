// The one store of the page (F20): every view reads these signals, and changes them through the functions here, so that graph,
// route, map, time and table are always in step. The page has one store; a notebook has one for each widget.
import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Route, RouteAnswer, RouteQuestion } from "../answer.ts";
import type { EdgeAttributes, LinkedView, NodeAttributes } from "../payload.ts";
import { ALL_TIME, type Filter, NO_FILTER, type TimeWindow, type Visible, visibleOf } from "./filter.ts";
import { createHistory, type History } from "./history.ts";
import { merged, without } from "./merge.ts";

export type ViewName = "graph" | "route" | "map" | "time" | "table" | "law" | "query";
export const VIEWS: readonly ViewName[] = ["graph", "route", "map", "time", "table", "law", "query"];

export type SideTab = "inspect" | "filter" | "history" | "case";

export interface GraphEdge {
  key: string;
  source: string;
  target: string;
  undirected?: boolean;
  attributes: EdgeAttributes;
}

export interface Position {
  x: number;
  y: number;
}

/** What an action changes and undo restores. Immutable: an action makes a new one. */
export interface Work {
  view: LinkedView | null;
  /** where the user began: these nodes stay visible under any filter */
  seeds: readonly string[];
  hidden: ReadonlySet<string>;
  pinned: ReadonlyMap<string, Position>;
  filter: Filter;
  window: TimeWindow;
  routeAnswer: RouteAnswer | null;
  routeQuestion: RouteQuestion | null;
  chosenRoute: string | null;
  /** only what was published by this day is shown (G7); null for all */
  knownOn: string | null;
  /** ids that the user collected for the case, with a note each ("" where none is written) */
  collected: ReadonlyMap<string, string>;
}

export const EMPTY_WORK: Work = {
  view: null,
  seeds: [],
  hidden: new Set(),
  pinned: new Map(),
  filter: NO_FILTER,
  window: ALL_TIME,
  routeAnswer: null,
  routeQuestion: null,
  chosenRoute: null,
  knownOn: null,
  collected: new Map(),
};

/** What other panels may ask of the canvas. */
export interface Canvas {
  fit(): void;
  zoom(factor: number): void;
  show(id: string): void;
  place(positions: ReadonlyMap<string, Position>, done?: () => void): void;
}

export interface Notice {
  kind: "note" | "warning" | "error";
  text: string;
  remedy?: string;
}

export interface Store {
  // what there is
  work: ReadonlySignal<Work>;
  view: ReadonlySignal<LinkedView | null>;
  nodes: ReadonlySignal<ReadonlyMap<string, NodeAttributes>>;
  edges: ReadonlySignal<ReadonlyMap<string, GraphEdge>>;
  seeds: ReadonlySignal<readonly string[]>;
  hidden: ReadonlySignal<ReadonlySet<string>>;
  pinned: ReadonlySignal<ReadonlyMap<string, Position>>;
  filter: ReadonlySignal<Filter>;
  window: ReadonlySignal<TimeWindow>;
  routeAnswer: ReadonlySignal<RouteAnswer | null>;
  routeQuestion: ReadonlySignal<RouteQuestion | null>;
  chosenRoute: ReadonlySignal<Route | null>;
  collected: ReadonlySignal<ReadonlyMap<string, string>>;
  /** ids of nodes and edges that pass the filter and the window and are not hidden */
  visible: ReadonlySignal<Visible>;

  // what may be set at any time, without a step of undo
  selection: Signal<ReadonlySet<string>>;
  /** the id under the pointer or the focus, in any view */
  hovered: Signal<string | null>;
  activeView: Signal<ViewName>;
  /** a second view below the first, null for none */
  secondView: Signal<ViewName | null>;
  sideTab: Signal<SideTab>;
  /** the day for which the law is asked, ISO */
  lawDay: Signal<string | null>;
  knownOn: ReadonlySignal<string | null>;
  /** where nodes stand on the canvas; kept between views, saved in case bundles and exports (F29) */
  positions: Signal<ReadonlyMap<string, Position>>;
  /** the canvas, while the graph is shown */
  canvas: Signal<Canvas | null>;
  /** whether the graph dims what is not on the chosen route */
  showRoute: Signal<boolean>;
  /** keys of a link that the page does not know: they are written again (F22) */
  unknownKeys: Signal<[string, string][]>;
  /** what stands in the editor of the query page */
  queries: Signal<{ sparql: string; cypher: string }>;
  /** an exported page: there is no service to ask */
  offline: Signal<boolean>;
  /** ISO time at which the case in an exported page was saved */
  saved: Signal<string | null>;
  notice: Signal<Notice | null>;
  busy: Signal<string | null>;
  /** stops what is under way; null where nothing can be stopped */
  stop: Signal<(() => void) | null>;

  history: History<Work>;

  // changes; each is one step of undo with a line in the history
  act(label: string, change: Partial<Work>): void;
  /** Add a payload to what is there; `change` goes into the same step of undo. */
  add(label: string, view: LinkedView, seeds?: readonly string[], change?: Partial<Work>): void;
  remove(label: string, ids: ReadonlySet<string>): void;
  setFilter(change: Partial<Filter>): void;
  setWindow(window: TimeWindow): void;
  chooseRoute(id: string | null): void;
  undo(): void;
  redo(): void;
  goTo(count: number): void;
  /** Replace everything, for a link or a case bundle; the history begins anew with this. */
  restore(label: string, work: Partial<Work>): void;

  select(ids: Iterable<string>, how?: "replace" | "add" | "toggle"): void;
}

function filterLabel(change: Partial<Filter>): string {
  const words: Record<keyof Filter, string> = {
    groupsOff: "groups",
    typesOff: "relations",
    minStrength: "least strength",
    standingsOff: "standing",
    text: "text",
    undated: "undated",
  };
  return `filter: ${Object.keys(change)
    .map((key) => words[key as keyof Filter])
    .join(", ")}`;
}

export function createStore(): Store {
  const work = signal<Work>(EMPTY_WORK);
  const history = createHistory<Work>();
  const selection = signal<ReadonlySet<string>>(new Set());
  const part = <Key extends keyof Work>(key: Key): ReadonlySignal<Work[Key]> => computed(() => work.value[key]);
  const view = part("view");
  const filter = part("filter");
  const window = part("window");
  const hidden = part("hidden");
  const seeds = part("seeds");
  const routeAnswer = part("routeAnswer");
  const chosen = part("chosenRoute");

  function act(label: string, change: Partial<Work>): void {
    const before = work.value;
    const after = { ...before, ...change };
    batch(() => {
      work.value = after;
      history.record(label, before, after);
    });
  }
  function goTo(count: number): void {
    batch(() => {
      const target = history.goTo(count);
      if (target !== null) work.value = target;
    });
  }

  return {
    work,
    view,
    filter,
    window,
    hidden,
    seeds,
    routeAnswer,
    pinned: part("pinned"),
    routeQuestion: part("routeQuestion"),
    nodes: computed(() => new Map(view.value?.graph.nodes.map((node) => [node.key, node.attributes]) ?? [])),
    edges: computed(() => new Map(view.value?.graph.edges.map((edge) => [edge.key, edge]) ?? [])),
    chosenRoute: computed(() => routeAnswer.value?.routes.find((route) => route.id === chosen.value) ?? null),
    visible: computed(() =>
      visibleOf({
        view: view.value,
        filter: filter.value,
        window: window.value,
        hidden: hidden.value,
        seeds: new Set(seeds.value),
      }),
    ),
    selection,
    hovered: signal(null),
    collected: part("collected"),
    activeView: signal("graph"),
    secondView: signal(null),
    sideTab: signal("inspect"),
    lawDay: signal(null),
    knownOn: part("knownOn"),
    positions: signal(new Map()),
    canvas: signal(null),
    showRoute: signal(true),
    unknownKeys: signal([]),
    queries: signal({ sparql: "", cypher: "" }),
    offline: signal(false),
    saved: signal(null),
    notice: signal(null),
    busy: signal(null),
    stop: signal(null),
    history,
    act,
    goTo,
    undo: () => goTo(history.done.value - 1),
    redo: () => goTo(history.done.value + 1),
    add(label, added, newSeeds = [], change = {}) {
      const seen = new Set(work.value.seeds);
      act(label, {
        view: merged(work.value.view, added),
        seeds: [...work.value.seeds, ...newSeeds.filter((id) => !seen.has(id))],
        ...change,
      });
    },
    remove(label, ids) {
      if (work.value.view === null) return;
      act(label, { view: without(work.value.view, ids), seeds: work.value.seeds.filter((id) => !ids.has(id)) });
    },
    setFilter(change) {
      act(filterLabel(change), { filter: { ...work.value.filter, ...change } });
    },
    setWindow(next) {
      const [from, to] = next;
      const label = from === null && to === null ? "time: all" : `time: ${from ?? "…"} to ${to ?? "…"}`;
      act(label, { window: next });
    },
    chooseRoute(id) {
      act(id === null ? "no route chosen" : "route chosen", { chosenRoute: id });
    },
    restore(label, change) {
      act(label, { ...EMPTY_WORK, ...change });
    },
    select(ids, how = "replace") {
      if (how === "replace") {
        selection.value = new Set(ids);
        return;
      }
      const next = new Set(selection.value);
      for (const id of ids) {
        if (how === "toggle" && next.has(id)) next.delete(id);
        else next.add(id);
      }
      selection.value = next;
    },
  };
}

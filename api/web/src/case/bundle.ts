// The case of the page as one JSON file: the work, positions, what is collected and noted, with question, certificate, digests
// and day (F7, F23, F36). It opens again in any page of chipgraph, and inside the HTML export.
import type { LinkedView } from "../payload.ts";
import type { Filter } from "../state/filter.ts";
import type { Position, Store, ViewName, Work } from "../state/store.ts";
import { EMPTY_WORK, VIEWS } from "../state/store.ts";

export const FORMAT = "chipgraph-page-case";
export const BUNDLE_VERSION = 1;

/** Sets and maps as lists, so that JSON holds them. */
interface StoredFilter extends Omit<Filter, "groupsOff" | "typesOff" | "standingsOff"> {
  groupsOff: string[];
  typesOff: string[];
  standingsOff: Filter["standingsOff"] extends ReadonlySet<infer One> ? One[] : never;
}

export interface Bundle {
  format: typeof FORMAT;
  version: number;
  title: string;
  /** ISO time of saving */
  saved: string;
  digests: LinkedView["digests"] | null;
  view: Work["view"];
  seeds: string[];
  hidden: string[];
  pinned: [string, Position][];
  positions: [string, Position][];
  filter: StoredFilter;
  window: [string | null, string | null];
  routeAnswer: Work["routeAnswer"];
  routeQuestion: Work["routeQuestion"];
  chosenRoute: string | null;
  collected: [string, string][];
  selection: string[];
  lawDay: string | null;
  knownOn: string | null;
  activeView: ViewName;
  history: string[];
}

export class BundleError extends Error {
  override name = "BundleError";
}

export function bundleOf(store: Store, title: string, saved: string): Bundle {
  const work = store.work.value;
  const { filter } = work;
  return {
    format: FORMAT,
    version: BUNDLE_VERSION,
    title,
    saved,
    digests: work.view?.digests ?? null,
    view: work.view,
    seeds: [...work.seeds],
    hidden: [...work.hidden],
    pinned: [...work.pinned],
    positions: [...store.positions.value].filter(([id]) => store.nodes.value.has(id)),
    filter: { ...filter, groupsOff: [...filter.groupsOff], typesOff: [...filter.typesOff], standingsOff: [...filter.standingsOff] },
    window: [...work.window],
    routeAnswer: work.routeAnswer,
    routeQuestion: work.routeQuestion,
    chosenRoute: work.chosenRoute,
    collected: [...work.collected],
    selection: [...store.selection.value],
    lawDay: store.lawDay.value,
    knownOn: work.knownOn,
    activeView: store.activeView.value,
    history: store.history.actions.value.slice(0, store.history.done.value).map((action) => action.label),
  };
}

/** Read a saved case. What is no such file is refused in a sentence; nothing of it reaches the store. */
export function parsed(text: string, name: string): Bundle {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new BundleError(`${name} is no JSON, so it is no saved case. Choose a file that “Save the case” wrote.`);
  }
  if (found === null || typeof found !== "object" || !("format" in found) || found.format !== FORMAT) {
    throw new BundleError(`${name} is no case of this page. Choose a file that “Save the case” wrote; what chipgraph case save wrote is opened by chipgraph case.`);
  }
  const bundle = found as Bundle;
  if (typeof bundle.version !== "number" || bundle.version > BUNDLE_VERSION) {
    throw new BundleError(`${name} was saved by a newer chipgraph (form ${String(bundle.version)}). Install that version to open it.`);
  }
  if (bundle.view !== null && !Array.isArray(bundle.view?.graph?.nodes)) {
    throw new BundleError(`${name} is damaged: its graph cannot be read. Save the case again, or take an older copy.`);
  }
  return bundle;
}

export function restoreBundle(store: Store, bundle: Bundle): void {
  const { filter } = bundle;
  store.positions.value = new Map(bundle.positions ?? []);
  store.restore(`opened ${bundle.title}`, {
    ...EMPTY_WORK,
    view: bundle.view,
    seeds: bundle.seeds ?? [],
    hidden: new Set(bundle.hidden ?? []),
    pinned: new Map(bundle.pinned ?? []),
    filter: { ...filter, groupsOff: new Set(filter.groupsOff), typesOff: new Set(filter.typesOff), standingsOff: new Set(filter.standingsOff) },
    window: bundle.window,
    routeAnswer: bundle.routeAnswer,
    routeQuestion: bundle.routeQuestion,
    chosenRoute: bundle.chosenRoute,
    knownOn: bundle.knownOn ?? null,
    collected: new Map(bundle.collected ?? []),
  });
  store.select(bundle.selection ?? []);
  store.lawDay.value = bundle.lawDay ?? null;
  store.activeView.value = VIEWS.includes(bundle.activeView) ? bundle.activeView : "graph";
}

// Keeps the URL in step with the store, and restores a state from a link (F21, F22).
import { effect } from "@preact/signals";
import { number, plural } from "../words.ts";
import { during } from "./actions.ts";
import { type Address, MOST_IDS, NOWHERE, read, written } from "./address.ts";
import type { Session } from "./context.ts";
import { EMPTY_WORK, type Store, type Work } from "./store.ts";
import { merged } from "./merge.ts";

/** What the store says, as an address. */
export function addressOf(store: Store): Address {
  const work = store.work.value;
  const seeds = new Set(work.seeds);
  return {
    data: work.view?.digests.data ?? null,
    seeds: [...work.seeds],
    others: work.view?.graph.nodes.map((node) => node.key).filter((id) => !seeds.has(id)) ?? [],
    hidden: [...work.hidden],
    selection: [...store.selection.value],
    routes: work.routeQuestion,
    route: work.chosenRoute,
    window: work.window,
    filter: work.filter,
    lawDay: store.lawDay.value,
    knownOn: work.knownOn,
    view: store.activeView.value,
    second: store.secondView.value,
    unknown: store.unknownKeys.value,
  };
}

/** Put what a link says into the store, asking the service for what the ids mean today; false if it could not be asked. */
export async function follow(session: Session, fragment: string): Promise<boolean> {
  const { store, api } = session;
  const { address, remarks } = read(fragment);
  const begun = store.work.value;
  const ids = [...new Set([...address.seeds, ...address.others])];
  const change: Partial<Work> = { filter: address.filter, window: address.window, hidden: new Set(address.hidden), knownOn: address.knownOn };
  let known = new Set<string>();
  if (ids.length > 0) {
    const view = await during(session, "Opening the link …", () => api.view(ids, 0, address.knownOn));
    if (view === null) return false;
    const renamed = (view.question["renamed"] ?? {}) as Record<string, string>;
    const unknown = (view.question["unknown"] ?? []) as string[];
    change.view = view;
    change.seeds = [...new Set(address.seeds.map((id) => renamed[id] ?? id))].filter((id) => !unknown.includes(id));
    known = new Set(view.graph.nodes.map((node) => node.key));
    if (unknown.length > 0) remarks.push(`${plural(unknown.length, "thing")} of the link ${unknown.length === 1 ? "is" : "are"} not in these data: ${unknown.slice(0, 5).join(", ")}.`);
    for (const [old, now] of Object.entries(renamed)) remarks.push(`${old} is now ${view.graph.nodes.find((node) => node.key === now)?.attributes.label ?? now}.`);
  }
  const { routes } = address;
  if (routes !== null) {
    const answer = await during(session, "Searching for the link's routes …", () => api.routes(routes));
    if (answer === null && ids.length === 0) return false;
    if (answer !== null) {
      change.routeAnswer = answer;
      change.routeQuestion = routes;
      const there = answer.routes.some((route) => route.id === address.route);
      change.chosenRoute = there ? address.route : (answer.routes[0]?.id ?? null);
      if (!there && address.route !== null) remarks.push("The route that the link names is not among the routes today; the first is shown.");
      if (answer.view) change.view = merged(change.view ?? null, answer.view);
    }
  }
  const now = change.view?.digests.data ?? null;
  if (address.data !== null && now !== null && address.data !== now) {
    const lost = ids.filter((id) => !known.has(id)).length;
    remarks.push(`The data have changed since the link was made (${address.data.slice(0, 8)} then, ${now.slice(0, 8)} now): ${plural(change.view?.graph.edges.length ?? 0, "relation")} now between these entities${lost > 0 ? `, ${plural(lost, "id")} went` : ""}. chipgraph diff says what differs.`);
  }
  store.lawDay.value = address.lawDay;
  store.unknownKeys.value = address.unknown;
  store.activeView.value = address.view;
  store.secondView.value = address.second;
  if (fragment.replace(/^#/, "") === "") return true;
  // What the user did while the link was opening stays.
  if (store.work.value === begun || change.view == null) store.restore("opened a link", change);
  else store.add("opened a link", change.view, change.seeds ?? [], { filter: address.filter, window: address.window });
  store.select(address.selection);
  if (remarks.length > 0) store.notice.value = { kind: "note", text: remarks.join(" ") };
  return true;
}

/** What a link would leave out, in words; null if it holds all (F23). */
export function leftOut(store: Store): string | null {
  const address = addressOf(store);
  const parts = [];
  if (address.others.length > MOST_IDS) parts.push(`${number(address.others.length)} nodes besides the first`);
  if (store.pinned.value.size > 0) parts.push("positions");
  if (store.collected.value.size > 0) parts.push("what is collected, and notes");
  return parts.length === 0 ? null : `A link does not hold ${parts.join(", ")}. Save the case to keep that.`;
}

/** Follow the link in the address bar, then write each change of the store into it; returns how to stop. */
export function keepInStep(session: Session): () => void {
  const { store } = session;
  let own = "";
  let timer = 0;
  const opened = follow(session, location.hash);
  const changed = (): void => {
    if (location.hash.replace(/^#/, "") !== own) void follow(session, location.hash);
  };
  let stop: () => void = () => undefined;
  void opened.then((followed) => {
    stop = effect(() => {
      // A link that could not be opened stays in the address bar, so that a reload tries it again.
      if (!followed && store.work.value === EMPTY_WORK) return;
      const text = written(store.work.value === EMPTY_WORK ? { ...NOWHERE, view: store.activeView.value, unknown: store.unknownKeys.value } : addressOf(store));
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        own = text;
        history.replaceState(null, "", text === "" ? location.pathname + location.search : `#${text}`);
      }, 200);
    });
    addEventListener("hashchange", changed);
  });
  return () => {
    stop();
    removeEventListener("hashchange", changed);
    clearTimeout(timer);
  };
}

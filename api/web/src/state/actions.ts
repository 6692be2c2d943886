// What the user can do that asks the service: add, expand, trace. Each tells the store, and says in a notice what went wrong (F50).
import { saidOf } from "../api.ts";
import type { RouteQuestion } from "../answer.ts";
import type { LinkedView, LinkType } from "../payload.ts";
import { number, plural } from "../words.ts";
import type { Session } from "./context.ts";
import { neighboursOf } from "../graph/scene.ts";
import { merged } from "./merge.ts";

/** How many neighbours an expansion brings at first (F44). */
export const EXPAND_LIMIT = 25;

/** Run a question with a line that says so; an error becomes a notice and the work stays. */
export async function during<T>({ store }: Session, doing: string, ask: () => Promise<T>): Promise<T | null> {
  store.busy.value = doing;
  store.notice.value = null;
  try {
    return await ask();
  } catch (error) {
    store.notice.value = { kind: "error", ...saidOf(error) };
    return null;
  } finally {
    store.busy.value = null;
  }
}

const captionOf = ({ store }: Session, id: string): string => store.nodes.value.get(id)?.label ?? id;

/** An address of the service holds this many ids. */
const MOST_ASKED = 400;

/** The relations among these nodes as they could have been known by a day (G7). */
function asKnown({ api }: Session, ids: readonly string[], day: string | null): Promise<LinkedView> {
  if (ids.length > MOST_ASKED) {
    return Promise.reject(new Error(`${number(ids.length)} nodes are too many to ask about one day. Hide or collapse until there are at most ${number(MOST_ASKED)}.`));
  }
  return api.view(ids, 0, day);
}

/** An expansion while a day of knowledge is set: its nodes, with the relations that were known by then. */
async function known(session: Session, view: LinkedView): Promise<LinkedView> {
  const day = session.store.knownOn.value;
  if (day === null) return view;
  const ids = new Set([...session.store.nodes.value.keys(), ...view.graph.nodes.map((node) => node.key)]);
  return asKnown(session, [...ids], day);
}

/** Show what could have been known by a day, among the nodes on the canvas; null for all that is known. */
export async function knownBy(session: Session, day: string | null): Promise<void> {
  const { store } = session;
  const label = day === null ? "all that is known" : `known by ${day}`;
  const ids = [...store.nodes.value.keys()];
  if (ids.length === 0) return store.act(label, { knownOn: day });
  const view = await during(session, "Asking what was known …", () => asKnown(session, ids, day));
  if (view !== null) store.act(label, { view, knownOn: day, routeAnswer: null, routeQuestion: null, chosenRoute: null });
}

/** Put an entity on the canvas with its first neighbours, or select it if it is there. */
export async function addEntity(session: Session, id: string, caption = id): Promise<void> {
  const { store, api } = session;
  if (!store.nodes.value.has(id)) {
    const view = await during(session, `Looking up ${caption} …`, async () => known(session, await api.expand(id, { limit: EXPAND_LIMIT })));
    if (view === null) return;
    store.add(`added ${caption}`, view, [id]);
  } else if (store.hidden.value.has(id)) {
    store.act(`showed ${caption}`, { hidden: new Set([...store.hidden.value].filter((one) => one !== id)) });
  }
  store.select([id]);
  store.sideTab.value = "inspect";
}

/** What the service gives at most in one answer (F75). */
const PAGE_LIMIT = 500;

/** Relations of one kind that hang on a node and are on the canvas already. */
export function onCanvas({ store }: Session, id: string, link: LinkType): number {
  let count = 0;
  for (const { source, target, attributes } of store.edges.value.values()) {
    if (attributes.class !== link.class) continue;
    if ((link.direction !== "in" && source === id) || (link.direction !== "out" && target === id)) count += 1;
  }
  return count;
}

/** Ask for pages of one kind of relation until `wanted` new ones have come, or there are no more. */
async function pages({ store, api }: Session, id: string, link: LinkType, wanted: number, had: number): Promise<LinkedView> {
  const before = store.edges.value;
  let view: LinkedView | null = null;
  let after: string | null = null;
  let fresh = 0;
  do {
    const limit = Math.min(PAGE_LIMIT, had + wanted);
    const page: LinkedView = await api.expand(id, { type: link.type, direction: link.direction, limit, ...(after === null ? {} : { after }) });
    fresh += page.graph.edges.filter((edge) => !before.has(edge.key)).length;
    view = merged(view, page);
    after = page.shown.next;
  } while (fresh < wanted && after !== null);
  return view;
}

/** Bring more neighbours of one kind; one step of undo and one line of the history (F45). */
export async function expand(session: Session, id: string, link: LinkType, wanted: number): Promise<void> {
  const { store } = session;
  const caption = captionOf(session, id);
  const view = await during(session, `Expanding ${caption} …`, async () => known(session, await pages(session, id, link, wanted, onCanvas(session, id, link))));
  if (view === null) return;
  const fresh = view.graph.nodes.filter((node) => !store.nodes.value.has(node.key)).length;
  store.add(`expanded ${caption} (${link.label}): +${number(fresh)}`, view);
}

/** Take away the neighbours of a node that hang on it alone (F28). */
export function collapse({ store }: Session, id: string): void {
  const near = neighboursOf(store.edges.value.values());
  const keep = new Set([...store.seeds.value, ...store.pinned.value.keys(), id]);
  const gone = [...(near.get(id) ?? [])].filter((other) => !keep.has(other) && near.get(other)?.size === 1);
  const caption = store.nodes.value.get(id)?.label ?? id;
  if (gone.length === 0) {
    store.notice.value = { kind: "note", text: `Nothing hangs on ${caption} alone.` };
    return;
  }
  store.remove(`collapsed ${caption}: −${number(gone.length)}`, new Set(gone));
}

/** Ask for the routes between parties (F30, F47) and show them. */
export async function trace(session: Session, question: RouteQuestion): Promise<boolean> {
  const { store, api } = session;
  const abort = new AbortController();
  store.stop.value = () => abort.abort();
  const answer = await during(session, "Searching for routes …", () =>
    api.routes(question, abort.signal, ({ explored, found }) => {
      store.busy.value = `Searching for routes: ${plural(explored, "step")} tried, ${number(found)} found …`;
    }),
  );
  store.stop.value = null;
  if (abort.signal.aborted) store.notice.value = { kind: "note", text: "The search was stopped. Nothing is said about routes that were not reached." };
  if (answer === null) return false;
  const from = answer.question.start?.map((party) => party.caption).join(", ") ?? "anyone";
  const to = answer.question.end.map((party) => party.caption).join(", ");
  const label = `routes ${from} → ${to}: ${number(answer.routes.length)}`;
  const change = { routeAnswer: answer, routeQuestion: question, chosenRoute: answer.routes[0]?.id ?? null };
  const seeds = [...(answer.question.start ?? []), ...answer.question.end].map((party) => party.id);
  if (answer.view) store.add(label, answer.view, seeds.filter((id) => answer.view?.graph.nodes.some((node) => node.key === id)), change);
  else store.act(label, change);
  store.activeView.value = "route";
  return true;
}

const nodesIn = ({ store }: Session): string[] => [...store.selection.value].filter((id) => store.nodes.value.has(id));

export function hide(session: Session, ids: Iterable<string>): void {
  const { store } = session;
  const gone = [...ids];
  if (gone.length === 0) return;
  store.act(`hid ${gone.length === 1 ? captionOf(session, gone[0] as string) : plural(gone.length, "thing")}`, {
    hidden: new Set([...store.hidden.value, ...gone]),
  });
  store.select([]);
}

export function hideOthers(session: Session): void {
  const { store } = session;
  const chosen = new Set(nodesIn(session));
  if (chosen.size === 0) return;
  const gone = [...store.visible.value.nodes].filter((id) => !chosen.has(id));
  if (gone.length === 0) return;
  store.act(`hid others: ${number(gone.length)}`, { hidden: new Set([...store.hidden.value, ...gone]) });
}

export function showAll({ store }: Session): void {
  store.act("showed what was hidden", { hidden: new Set() });
}

export function invert({ store }: Session): void {
  store.select([...store.visible.value.nodes].filter((id) => !store.selection.value.has(id)));
}

export function selectNeighbours(session: Session): void {
  const { store } = session;
  const near = neighboursOf([...store.edges.value.values()].filter((edge) => store.visible.value.edges.has(edge.key)));
  store.select(nodesIn(session).flatMap((id) => [...(near.get(id) ?? [])]), "add");
}

/** Pin what is selected where it stands, or let it go if all of it is pinned (F29). */
export function togglePins(session: Session): void {
  const { store } = session;
  const chosen = nodesIn(session);
  if (chosen.length === 0) return;
  const pinned = new Map(store.pinned.value);
  const letGo = chosen.every((id) => pinned.has(id));
  for (const id of chosen) {
    const place = store.positions.value.get(id);
    if (letGo) pinned.delete(id);
    else if (place) pinned.set(id, place);
  }
  store.act(`${letGo ? "let go" : "pinned"} ${chosen.length === 1 ? captionOf(session, chosen[0] as string) : plural(chosen.length, "node")}`, { pinned });
}

/** Collect things for the case, or put them back. */
export function collect(session: Session, ids: Iterable<string>): void {
  const { store } = session;
  const collected = new Map(store.collected.value);
  const all = [...ids];
  const had = all.every((id) => collected.has(id));
  for (const id of all) {
    if (had) collected.delete(id);
    else if (!collected.has(id)) collected.set(id, "");
  }
  store.act(`${had ? "left out of" : "collected for"} the case: ${plural(all.length, "thing")}`, { collected });
}

export function note({ store }: Session, id: string, text: string): void {
  const before = store.collected.value.get(id) ?? "";
  if (text === before) return;
  store.act("wrote a note", { collected: new Map(store.collected.value).set(id, text) });
}

/** What is copied to the clipboard: id, label, strength, standing, makers, how many sources (F49). */
export function copied({ store }: Session): string {
  const lines = [...store.selection.value].map((id) => {
    const edge = store.edges.value.get(id);
    if (edge !== undefined) {
      const { attributes: a } = edge;
      const denials = a.denials.map((denial) => denial.sentence).join("; ");
      return [id, a.sentence, a.strength, a.standing, a.makers.join("; "), String(a.sources), denials].join("\t");
    }
    return [id, store.nodes.value.get(id)?.label ?? "", "", "", "", "", ""].join("\t");
  });
  return ["id\tlabel\tstrength\tstanding\tmakers\tsources\tdenials", ...lines].join("\n");
}

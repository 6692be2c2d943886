// Keys of the whole page (F48). A key does nothing while a field has the focus, except Esc; Ctrl+F is left to the browser.
import { copied, hide, hideOthers, invert, selectNeighbours, togglePins } from "../state/actions.ts";
import type { Session } from "../state/context.ts";

export interface Key {
  keys: string;
  does: string;
}

/** What `?` shows. */
export const KEYS: readonly Key[] = [
  { keys: "/", does: "go to the search box" },
  { keys: "E", does: "expand the selected node" },
  { keys: "X", does: "hide what is selected" },
  { keys: "Shift X", does: "hide all others" },
  { keys: "P", does: "pin the selected nodes, or let them go" },
  { keys: "F", does: "fit the graph into view" },
  { keys: "N", does: "add neighbours to the selection" },
  { keys: "I", does: "invert the selection" },
  { keys: "arrows", does: "walk to a neighbour, in the list of nodes" },
  { keys: "Enter", does: "inspect" },
  { keys: "Space", does: "add to the selection" },
  { keys: "Esc", does: "clear the selection" },
  { keys: "Ctrl Z", does: "undo" },
  { keys: "Ctrl Shift Z", does: "redo" },
  { keys: "Ctrl C", does: "copy ids, labels, strength, standing and makers of the selection" },
  { keys: "1 to 7", does: "show graph, route, map, time, table, law, query" },
  { keys: "?", does: "show these keys" },
];

export interface Calls {
  expand(id: string): void;
  help(): void;
  view(index: number): void;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.shadowRoot !== null || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !(target instanceof HTMLInputElement && /^(checkbox|radio|range)$/.test(target.type));

function withControl(session: Session, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (key === "z") event.shiftKey ? session.store.redo() : session.store.undo();
  else if (key === "y") session.store.redo();
  else if (key === "c" && session.store.selection.value.size > 0 && String(getSelection()) === "") void navigator.clipboard.writeText(copied(session)).then(() => (session.store.notice.value = { kind: "note", text: "Copied: id, label, strength, standing, makers, denials." }));
  else return false;
  return true;
}

function plain(session: Session, event: KeyboardEvent, calls: Calls): boolean {
  const { store } = session;
  const first = [...store.selection.value].find((id) => store.nodes.value.has(id));
  switch (event.key) {
    case "/": document.getElementById("search")?.focus(); return true;
    case "?": calls.help(); return true;
    case "X": hideOthers(session); return true;
    case "x": hide(session, store.selection.value); return true;
    case "e": case "E": if (first !== undefined) calls.expand(first); return first !== undefined;
    case "p": case "P": togglePins(session); return true;
    case "f": case "F": store.canvas.value?.fit(); return true;
    case "n": case "N": selectNeighbours(session); return true;
    case "i": case "I": invert(session); return true;
    case "Escape": store.select([]); return true;
  }
  if (/^[1-7]$/.test(event.key)) {
    calls.view(Number(event.key) - 1);
    return true;
  }
  return false;
}

export function listenToKeys(session: Session, calls: Calls): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.altKey || document.querySelector("dialog[open]") !== null) return;
    if (typing(event.target)) {
      if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
      return;
    }
    const taken = event.ctrlKey || event.metaKey ? withControl(session, event) : plain(session, event, calls);
    if (taken) event.preventDefault();
  };
  addEventListener("keydown", hear);
  return () => removeEventListener("keydown", hear);
}

// The nodes of the canvas as a list box: focusable, with names, in an order that never changes while nodes are added (F11). It
// is out of sight until it has the focus; arrows walk along neighbours, as on the canvas (F48).
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { useSession } from "../state/context.ts";
import { groupLook, plural } from "../words.ts";
import { type Direction, neighboursOf, towards } from "./scene.ts";

/** More than these are reached by the table. */
const MOST = 200;
const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

export function NodeList({ open, plain }: { open: (id: string) => void; plain: boolean }): JSX.Element {
  const { store } = useSession();
  const list = useRef<HTMLUListElement>(null);
  const shown = store.visible.value.nodes;
  const all = [...store.nodes.value].filter(([id]) => shown.has(id));
  const near = neighboursOf([...store.edges.value.values()].filter((edge) => store.visible.value.edges.has(edge.key)));
  const chosen = [...store.selection.value].find((id) => shown.has(id));
  const tabStop = chosen ?? all[0]?.[0];

  const focus = (id: string): void => {
    list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  };
  const key = (event: KeyboardEvent, id: string): void => {
    const direction = ARROWS[event.key];
    if (direction !== undefined && !event.ctrlKey && !event.metaKey) {
      const next = plain ? beside(all, id, direction) : towards(id, direction, store.positions.value, near.get(id) ?? new Set(), shown);
      event.preventDefault();
      if (next !== null) focus(next);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      store.select([id], event.key === " " || event.shiftKey ? "toggle" : "replace");
      store.sideTab.value = "inspect";
    } else if (event.key.toLowerCase() === "e" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      open(id);
    }
  };
  return (
    <ul ref={list} class={plain ? "graph-list" : "graph-list graph-list-over"} role="listbox" aria-multiselectable="true" aria-label={`Nodes on the canvas: ${plural(all.length, "node")}. Arrows walk neighbours, Enter inspects, Space adds to the selection, E expands.`}>
      {all.slice(0, MOST).map(([id, node]) => (
        <li
          key={id}
          role="option"
          data-id={id}
          aria-selected={store.selection.value.has(id)}
          tabIndex={id === tabStop ? 0 : -1}
          onFocus={() => {
            store.hovered.value = id;
            store.canvas.value?.show(id);
          }}
          onBlur={() => (store.hovered.value = null)}
          onKeyDown={(event) => key(event, id)}
          onClick={(event) => store.select([id], event.ctrlKey || event.metaKey || event.shiftKey ? "toggle" : "replace")}
          onDblClick={() => open(id)}
        >
          {node.label} <span class="muted">{groupLook(node.group).label}, {plural(near.get(id)?.size ?? 0, "neighbour")} shown</span>
        </li>
      ))}
      {all.length > MOST && <li role="presentation" class="muted">{plural(all.length - MOST, "more node")}: see the table</li>}
    </ul>
  );
}

function beside(all: readonly (readonly [string, unknown])[], id: string, direction: Direction): string | null {
  const at = all.findIndex(([one]) => one === id);
  const next = direction === "up" || direction === "left" ? at - 1 : at + 1;
  return all[next]?.[0] ?? null;
}

// A counted chip that opens the list of what it counts; each entry can be selected (F5).
import type { JSX } from "preact";
import { useStore } from "../state/context.ts";

interface Props {
  text: string;
  ids: readonly string[];
  nameOf(id: string): string | undefined;
}

/** Nothing where there is nothing to count. */
export function ChipList({ text, ids, nameOf }: Props): JSX.Element | null {
  const store = useStore();
  if (ids.length === 0) return null;
  return (
    <details class="map-chip">
      <summary class="chip">{text}</summary>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <button
              class="link"
              data-id={id}
              aria-pressed={store.selection.value.has(id)}
              onClick={(event) => store.select([id], event.ctrlKey || event.shiftKey ? "toggle" : "replace")}
            >
              {nameOf(id) ?? id}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

// What the map cannot show, counted in sight, each with its list (F5, F16).
import type { JSX } from "preact";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import type { Spot } from "./flows.ts";

export function MapChips({ spots, inPlace }: { spots: readonly Spot[]; inPlace: number }): JSX.Element {
  const store = useStore();
  const { nodes } = store.visible.value;
  const unplaced = (store.view.value?.unplaced ?? []).filter((id) => nodes.has(id));
  const several = [...new Set(spots.flatMap((spot) => spot.nodes.filter((node) => node.elsewhere > 0).map((node) => node.id)))];
  return (
    <>
      <ChipList count={unplaced.length} text={`${unplaced.length} not on the map`} ids={unplaced} />
      <ChipList count={several.length} text={`${several.length} at several places, drawn at all`} ids={several} />
      {inPlace > 0 && <span class="chip" title="Both ends lie at one point of the map, so there is no line to draw.">{plural(inPlace, "flow")} within one place</span>}
    </>
  );
}

function ChipList({ count, text, ids }: { count: number; text: string; ids: readonly string[] }): JSX.Element | null {
  const store = useStore();
  if (count === 0) return null;
  return (
    <details class="map-chip">
      <summary class="chip">{text}</summary>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <button class="link" data-id={id} aria-pressed={store.selection.value.has(id)} onClick={(event) => store.select([id], event.ctrlKey || event.shiftKey ? "toggle" : "replace")}>
              {store.nodes.value.get(id)?.label ?? id}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

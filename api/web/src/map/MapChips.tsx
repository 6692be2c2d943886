// What the map cannot show, counted in sight, each with its list (F5, F16).
import type { JSX } from "preact";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import { ChipList } from "./ChipList.tsx";
import type { Spot } from "./flows.ts";

export function MapChips({ spots, inPlace }: { spots: readonly Spot[]; inPlace: number }): JSX.Element {
  const store = useStore();
  const { nodes } = store.visible.value;
  const unplaced = (store.view.value?.unplaced ?? []).filter((id) => nodes.has(id));
  const several = [...new Set(spots.flatMap((spot) => spot.nodes.filter((node) => node.elsewhere > 0).map((node) => node.id)))];
  const nameOf = (id: string): string | undefined => store.nodes.value.get(id)?.label;
  return (
    <>
      <ChipList text={`${unplaced.length} not on the map`} ids={unplaced} nameOf={nameOf} />
      <ChipList text={`${several.length} at several places, drawn at all`} ids={several} nameOf={nameOf} />
      {inPlace > 0 && <span class="chip" title="Both ends lie at one point of the map, so there is no line to draw.">{plural(inPlace, "flow")} within one place</span>}
    </>
  );
}

// One point of the map: all that lies there, as a circle by count. A ring says that only the territory is known.
import type { JSX } from "preact";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import type { Spot } from "./flows.ts";

interface Props {
  spot: Spot;
  x: number;
  y: number;
  radius: number;
}

const NAMED_UP_TO = 12;
const REACH = 11;

export function SpotPoint({ spot, x, y, radius }: Props): JSX.Element {
  const store = useStore();
  const ids = spot.nodes.map((node) => node.id);
  const selected = ids.some((id) => store.selection.value.has(id));
  const pointed = store.hovered.value !== null && ids.includes(store.hovered.value);
  const press = (event: MouseEvent | KeyboardEvent): void => {
    store.select(ids, event.ctrlKey || event.metaKey || event.shiftKey ? "toggle" : "replace");
  };
  const where = spot.exact === "territory" ? `${spot.place} (somewhere in it)` : `${spot.place}, ${spot.territory}`;
  const names = spot.nodes.slice(0, NAMED_UP_TO).map((node) => (node.elsewhere > 0 ? `${node.label} (also at ${plural(node.elsewhere, "other place")})` : node.label));
  const more = spot.nodes.length - names.length;
  const said = `${where}: ${names.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
  return (
    <g
      class={["map-spot", selected && "map-selected", pointed && "map-pointed"].filter(Boolean).join(" ")}
      transform={`translate(${x},${y})`}
      role="button"
      tabindex={0}
      aria-pressed={selected}
      aria-label={said}
      data-id={ids[0]}
      data-territory={spot.territory}
      onClick={press}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        press(event);
      }}
      onPointerEnter={() => (store.hovered.value = ids[0] ?? null)}
      onPointerLeave={() => (store.hovered.value = null)}
      onFocus={() => (store.hovered.value = ids[0] ?? null)}
      onBlur={() => (store.hovered.value = null)}
    >
      <title>{said}</title>
      <circle class="map-reach" r={Math.max(radius, REACH)} />
      <circle class={`map-spot-${spot.exact}`} r={radius} />
      {spot.nodes.length > 1 && radius >= 8 && <text class="map-count" y="4" text-anchor="middle">{spot.nodes.length}</text>}
    </g>
  );
}

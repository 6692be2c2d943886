// One flow as a great arc: its pattern says the strength; its standing is written beside it with the names (F2, F12).
import type { JSX } from "preact";
import { useStore } from "../state/context.ts";
import { LINE, STRENGTH_WORD } from "../words.ts";
import type { Arc } from "./arcs.ts";
import type { Flow } from "./flows.ts";

interface Props {
  flow: Flow;
  arc: Arc;
}

export function FlowArc({ flow, arc }: Props): JSX.Element {
  const store = useStore();
  const { strength, standing } = flow;
  const { dash, width, colour } = LINE[strength];
  const edge = store.edges.value.get(flow.edge)?.attributes;
  const selected = store.selection.value.has(flow.edge);
  const said = [edge?.sentence ?? "", flow.date ?? "", `strength ${STRENGTH_WORD[strength]}, standing ${standing}`, ...(edge?.denials.map((denial) => denial.sentence) ?? [])].filter(Boolean).join("; ");
  const { x, y, angle } = arc.middle;
  const press = (event: MouseEvent | KeyboardEvent): void => {
    event.stopPropagation();
    store.select([flow.edge], event.ctrlKey || event.metaKey || event.shiftKey ? "toggle" : "replace");
  };
  const stroke = selected ? "var(--select)" : `var(${colour})`;
  return (
    <g
      class={["map-flow", selected && "map-selected", store.hovered.value === flow.edge && "map-pointed"].filter(Boolean).join(" ")}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={said}
      data-id={flow.edge}
      onClick={press}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        press(event);
      }}
      onPointerEnter={() => (store.hovered.value = flow.edge)}
      onPointerLeave={() => (store.hovered.value = null)}
      onFocus={() => (store.hovered.value = flow.edge)}
      onBlur={() => (store.hovered.value = null)}
    >
      <title>{said}</title>
      <path class="map-reach" d={arc.path} />
      <path class="map-arc" d={arc.path} stroke={stroke} stroke-width={width + (selected ? 1 : 0)} stroke-dasharray={dash ?? "none"} />
      <path d="M-4,-4.5l9,4.5l-9,4.5z" fill={stroke} transform={`translate(${x},${y}) rotate(${angle})`} />
    </g>
  );
}

// The flows as great arcs: the pattern says the strength, colour and sign the standing (F2, F12). Thousands of them stay quick
// (F91): paths are reckoned once and scaled by the zoom, one listener serves them all, and what is selected or pointed at is drawn
// once more above.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useStore } from "../state/context.ts";
import { LINE, STRENGTH_WORD } from "../words.ts";
import type { Arc } from "./arcs.ts";
import type { Flow } from "./flows.ts";

export interface DrawnFlow {
  flow: Flow;
  arc: Arc;
}

interface Props {
  drawn: readonly DrawnFlow[];
  /** the zoom as an SVG transform, and its scale */
  transform: string;
  scale: number;
}

/** Above this many, arrows stand only at what is selected or pointed at. */
export const FEW = 300;

const strokeOf = ({ standing, strength }: Flow): string => (standing === "undisputed" ? `var(${LINE[strength].colour})` : `var(--standing-${standing})`);
const idOf = (event: Event): string | null => (event.target as Element).closest("[data-id]")?.getAttribute("data-id") ?? null;

export function FlowLayer({ drawn, transform, scale }: Props): JSX.Element {
  const store = useStore();
  const selection = store.selection.value;
  const lines = useMemo(() => <Lines drawn={drawn} />, [drawn, selection]);
  const few = drawn.length <= FEW;
  const press = (event: MouseEvent | KeyboardEvent): void => {
    const id = idOf(event);
    if (id === null) return;
    event.stopPropagation();
    store.select([id], event.ctrlKey || event.metaKey || event.shiftKey ? "toggle" : "replace");
  };
  const point = (event: Event): void => {
    store.hovered.value = idOf(event);
  };
  const leave = (): void => {
    store.hovered.value = null;
  };
  return (
    <>
      <g
        class={few ? "map-flows" : "map-flows map-many"}
        transform={transform}
        tabindex={-1}
        onClick={press}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          press(event);
        }}
        onPointerOver={point}
        onPointerOut={leave}
        onFocusIn={point}
        onFocusOut={leave}
      >
        {lines}
      </g>
      <Highlight drawn={drawn} transform={transform} />
      {few && <Arrows drawn={drawn} scale={scale} transform={transform} />}
    </>
  );
}

function Lines({ drawn }: { drawn: readonly DrawnFlow[] }): JSX.Element {
  const store = useStore();
  const few = drawn.length <= FEW;
  return (
    <>
      {drawn.map(({ flow, arc }) => {
        const { dash, width } = LINE[flow.strength];
        const said = wordsOf(flow, store.edges.value.get(flow.edge)?.attributes);
        return (
          <g key={flow.edge} class="map-flow" role="button" tabindex={0} aria-pressed={store.selection.value.has(flow.edge)} aria-label={said} data-id={flow.edge}>
            {few && <title>{said}</title>}
            {few && <path class="map-reach" d={arc.path} />}
            <path class="map-arc" d={arc.path} stroke={strokeOf(flow)} stroke-width={width} stroke-dasharray={dash ?? "none"} />
          </g>
        );
      })}
    </>
  );
}

function wordsOf({ strength, standing, date }: Flow, edge: { sentence: string; denials: { sentence: string }[] } | undefined): string {
  const denials = edge?.denials.map((denial) => denial.sentence) ?? [];
  return [edge?.sentence, date, `strength ${STRENGTH_WORD[strength]}, standing ${standing}`, ...denials].filter(Boolean).join("; ");
}

/** What is selected or pointed at, once more above the rest; not to be pointed at itself. */
function Highlight({ drawn, transform }: { drawn: readonly DrawnFlow[]; transform: string }): JSX.Element {
  const store = useStore();
  const selection = store.selection.value;
  const hovered = store.hovered.value;
  return (
    <g class="map-highlight" transform={transform} aria-hidden="true">
      {drawn
        .filter(({ flow }) => selection.has(flow.edge) || flow.edge === hovered)
        .map(({ flow, arc }) => {
          const { dash, width } = LINE[flow.strength];
          const colour = selection.has(flow.edge) ? "var(--select)" : "var(--ink)";
          return <path key={flow.edge} class="map-arc" d={arc.path} stroke={colour} stroke-width={width + 1.5} stroke-dasharray={dash ?? "none"} />;
        })}
    </g>
  );
}

function Arrows({ drawn, scale, transform }: { drawn: readonly DrawnFlow[]; scale: number; transform: string }): JSX.Element {
  const selection = useStore().selection.value;
  return (
    <g class="map-arrows" transform={transform} aria-hidden="true">
      {drawn.map(({ flow, arc: { middle } }) => (
        <path
          key={flow.edge}
          d="M-4,-4.5l9,4.5l-9,4.5z"
          fill={selection.has(flow.edge) ? "var(--select)" : strokeOf(flow)}
          transform={`translate(${middle.x},${middle.y}) scale(${1 / scale}) rotate(${middle.angle})`}
        />
      ))}
    </g>
  );
}

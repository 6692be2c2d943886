// One row for each dated relation: a bar over the days that it may have been, filled by precision, with an arrow where an end is
// open. Rows outside of filter and window stay where they are, dimmed, so that the order of the DOM does not change (F11).
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { clipped } from "../routeview/text.ts";
import { useStore } from "../state/context.ts";
import { counted, dateWords, PRECISION_WORD, STRENGTH_WORD } from "../words.ts";
import { dateOf } from "./days.ts";
import { LEFT, timeScale } from "./Histogram.tsx";
import type { Extent } from "./histogram.ts";
import { type Lane, lanesOf, MOST_LANES } from "./lanes.ts";
import { fillOf } from "./patterns.tsx";

const ROW = 34;
const BAR = 11;
const LETTER = 6.6;

interface Props {
  extents: readonly Extent[];
  domain: readonly [number, number];
  width: number;
}

export function Lanes({ extents, domain, width }: Props): JSX.Element {
  const lanes = useMemo(() => lanesOf(extents), [extents]);
  const { edges: passing } = useStore().visible.value;
  const shown = lanes.length <= MOST_LANES ? lanes : lanes.filter((lane) => passing.has(lane.id)).slice(0, MOST_LANES);
  const [from, to] = domain;
  const x = timeScale(from, to + 1, width);
  const at = (day: number): number => Number(x(dateOf(day)));
  return (
    <>
      <h3 class="time-title">Each relation <span class="muted number">{counted(shown.length, lanes.length)}</span>{shown.length < lanes.length && <span class="muted">, the first in time that pass the filter</span>}</h3>
      <svg class="time-svg time-lanes" width={width} height={shown.length * ROW + 4} role="group" aria-label="Each dated relation">
        {x.ticks(Math.max(2, Math.floor(width / 90))).map((tick) => (
          <line key={tick.getTime()} class="time-rule" x1={Number(x(tick))} x2={Number(x(tick))} y1="0" y2={shown.length * ROW} />
        ))}
        {shown.map((lane, i) => (
          <LaneRow key={lane.id} lane={lane} y={i * ROW} from={at(lane.extent.first ?? from)} to={at((lane.extent.last ?? to) + 1)} width={width} />
        ))}
      </svg>
    </>
  );
}

interface RowProps {
  lane: Lane;
  y: number;
  from: number;
  to: number;
  width: number;
}

function LaneRow({ lane, y, from, to, width }: RowProps): JSX.Element {
  const store = useStore();
  const { id, extent, openStart, openEnd } = lane;
  const edge = store.edges.value.get(id)?.attributes;
  const selected = store.selection.value.has(id);
  const passes = store.visible.value.edges.has(id);
  const status = edge === undefined ? "" : `${STRENGTH_WORD[edge.strength]}, ${edge.standing}`;
  const room = Math.floor((width - LEFT) / LETTER);
  const text = edge === undefined ? extent.text : `${dateWords(edge.date)}: ${edge.sentence}`;
  const whole = status === "" ? text : `${text} · ${status}`;
  const seen = status === "" ? clipped(text, room) : `${clipped(text, room - status.length - 3)} · ${status}`;
  const said = [seen, seen === whole ? "" : whole, PRECISION_WORD[extent.precision], passes ? "" : "does not pass the filter"].filter(Boolean).join("; ");
  const press = (event: MouseEvent | KeyboardEvent): void => store.select([id], event.ctrlKey || event.metaKey || event.shiftKey ? "toggle" : "replace");
  return (
    <g
      class={["time-lane", selected && "time-selected", !passes && "time-outside", store.hovered.value === id && "time-pointed"].filter(Boolean).join(" ")}
      transform={`translate(0,${y})`}
      role="button"
      tabindex={0}
      aria-pressed={selected}
      aria-label={said}
      data-id={id}
      onClick={press}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        press(event);
      }}
      onPointerEnter={() => (store.hovered.value = id)}
      onPointerLeave={() => (store.hovered.value = null)}
      onFocus={() => (store.hovered.value = id)}
      onBlur={() => (store.hovered.value = null)}
    >
      <title>{said}</title>
      <rect class="time-reach" x="1" y="1" width={Math.max(0, width - 2)} height={ROW - 2} rx="3" />
      <text x={LEFT} y="13">{seen}</text>
      <Bar from={from} to={to} openStart={openStart} openEnd={openEnd} extent={extent} />
    </g>
  );
}

function Bar({ from, to, openStart, openEnd, extent }: { from: number; to: number; openStart: boolean; openEnd: boolean; extent: Extent }): JSX.Element {
  const y = 18;
  const middle = y + BAR / 2;
  if (extent.precision === "day") return <circle class="time-edge" cx={(from + to) / 2} cy={middle} r="5.5" fill={fillOf("day")} />;
  const start = openStart ? from + 8 : from;
  const end = openEnd ? to - 8 : to;
  const left = openStart ? `L${from},${middle}` : "";
  const right = openEnd ? `L${to},${middle}` : "";
  const path = `M${start},${y}L${Math.max(start + 3, end)},${y}${right}L${Math.max(start + 3, end)},${y + BAR}L${start},${y + BAR}${left}Z`;
  return <path class={`time-edge time-span-${extent.precision}`} d={path} fill={fillOf(extent.precision)} />;
}

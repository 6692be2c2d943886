// The histogram with its brush: pale is all that has a date, strong is what passes filter and window.
import { brushX, type D3BrushEvent } from "d3-brush";
import { scaleLinear, scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import { dateOf, dayOf, isoOf } from "./days.ts";
import { type Bin, nearestEdge, PRECISIONS, windowOf } from "./histogram.ts";
import { fillOf } from "./patterns.tsx";

export const LEFT = 34;
const HEIGHT = 168;
const BOTTOM = 22;
const TOP = 8;
const RIGHT = 8;
const TICK_EVERY = 90;

interface Props {
  all: readonly Bin[];
  kept: readonly Bin[];
  edges: readonly number[];
  width: number;
}

/** The scale that all drawings of the timeline share: days to px. */
export function timeScale(from: number, to: number, width: number): ReturnType<typeof scaleUtc> {
  return scaleUtc().domain([dateOf(from), dateOf(to)]).range([LEFT, Math.max(LEFT + 40, width - RIGHT)]);
}

export function Histogram({ all, kept, edges, width }: Props): JSX.Element {
  const store = useStore();
  const x = useMemo(() => timeScale(edges[0] as number, edges.at(-1) as number, width), [edges, width]);
  const most = Math.max(1, ...all.map((bin) => bin.total));
  const y = scaleLinear().domain([0, most]).nice().range([HEIGHT - BOTTOM, TOP]);
  const at = (day: number): number => Number(x(dateOf(day)));
  const levels = y.ticks(4).filter(Number.isInteger);
  const brush = useBrush(x, edges, width);
  return (
    <svg id="timeline-drawing" class="time-svg" width={width} height={HEIGHT} role="img" aria-label={`${plural(all.length, "part")} of time, at most ${plural(most, "relation")} in one`}>
      {levels.map((level) => (
        <g key={level} class="time-grid">
          <line x1={LEFT} x2={width - RIGHT} y1={y(level)} y2={y(level)} />
          <text x={LEFT - 6} y={y(level) + 4} text-anchor="end">{level}</text>
        </g>
      ))}
      {all.map((bin, i) => (
        <BinBars key={bin.from} bin={bin} kept={kept[i] ?? bin} x0={at(bin.from)} x1={at(bin.to)} y={y} />
      ))}
      <g class="time-axis">
        {x.ticks(Math.max(2, Math.floor(width / TICK_EVERY))).map((tick) => (
          <text key={tick.getTime()} x={Number(x(tick))} y={HEIGHT - 6} text-anchor="middle">{tickWord(tick)}</text>
        ))}
      </g>
      <g class="time-brush" ref={brush} aria-hidden="true" data-window={store.window.value.map((end) => end ?? "").join("~")} />
    </svg>
  );
}

function tickWord(date: Date): string {
  const iso = date.toISOString();
  return iso.endsWith("01-01T00:00:00.000Z") ? iso.slice(0, 4) : iso.slice(8, 10) === "01" ? iso.slice(0, 7) : iso.slice(0, 10);
}

interface BarProps {
  bin: Bin;
  kept: Bin;
  x0: number;
  x1: number;
  y: (value: number) => number;
}

function BinBars({ bin, kept, x0, x1, y }: BarProps): JSX.Element | null {
  if (bin.total === 0) return null;
  const width = Math.max(1, x1 - x0 - 1);
  let below = 0;
  const said = PRECISIONS.filter((precision) => kept.counts[precision] > 0).map((precision) => `${kept.counts[precision]} ${precision}`);
  return (
    <g class="time-bin">
      <title>{`${isoOf(bin.from)} to ${isoOf(bin.to - 1)}: ${kept.total} of ${bin.total}${said.length > 0 ? ` (${said.join(", ")})` : ""}`}</title>
      <rect class="time-all" x={x0} width={width} y={y(bin.total)} height={y(0) - y(bin.total)} />
      {PRECISIONS.map((precision) => {
        const count = kept.counts[precision];
        if (count === 0) return null;
        const from = below;
        below += count;
        return <rect key={precision} class="time-bar" fill={fillOf(precision)} x={x0} width={width} y={y(below)} height={y(from) - y(below)} />;
      })}
    </g>
  );
}

/** A brush that holds on to whole parts of time and sets the window when it is let go. */
function useBrush(x: ReturnType<typeof scaleUtc>, edges: readonly number[], width: number): { current: SVGGElement | null } {
  const store = useStore();
  const group = useRef<SVGGElement>(null);
  const [from, to] = store.window.value;
  const behaviour = useMemo(() => brushX<unknown>().extent([[LEFT, TOP], [width - RIGHT, HEIGHT - BOTTOM]]), [width]);
  useEffect(() => {
    if (group.current === null) return;
    behaviour.on("end", (event: D3BrushEvent<unknown>) => {
      if (event.sourceEvent === null || event.sourceEvent === undefined) return;
      if (event.selection === null) {
        if (store.window.value.some((end) => end !== null)) store.setWindow([null, null]);
        return;
      }
      const days = (event.selection as [number, number]).map((px) => nearestEdge(x.invert(px).getTime() / 86_400_000, edges));
      const low = days[0] as number;
      const high = days[1] === low ? (edges[edges.indexOf(low) + 1] ?? low) : (days[1] as number);
      const [first, last] = windowOf(low, high, edges);
      const next = [first === null ? null : isoOf(first), last === null ? null : isoOf(last)] as const;
      const [wasFrom, wasTo] = store.window.value;
      if (next[0] !== wasFrom || next[1] !== wasTo) store.setWindow(next);
    });
    select(group.current).call(behaviour);
  }, [behaviour, x, edges, store]);
  useEffect(() => {
    if (group.current === null) return;
    const low = dayOf(from) ?? (edges[0] as number);
    const high = dayOf(to) === null ? (edges.at(-1) as number) : (dayOf(to) as number) + 1;
    const clear = from === null && to === null;
    select(group.current).call(behaviour.move, clear ? null : [Math.max(LEFT, Number(x(dateOf(low)))), Math.min(width - RIGHT, Number(x(dateOf(high))))]);
  }, [behaviour, x, edges, from, to, width]);
  return group;
}

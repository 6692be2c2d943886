// The law over time as strips: one stretch for each answer, by pattern and word, and the chosen day as a line (F35).
import type { JSX } from "preact";
import { scaleUtc } from "d3-scale";
import { clipped } from "../routeview/text.ts";
import { dateOf, dayOf, isoOf } from "../timeline/days.ts";
import type { Stretch } from "./spans.ts";

export interface StripRow {
  name: string;
  spans: readonly Stretch[];
  /** what a stretch says, and how it is filled */
  look(index: number): { word: string; className: string };
}

interface Props {
  rows: readonly StripRow[];
  days: readonly [number, number];
  day: string;
  width: number;
  choose(day: string): void;
}

const ROW = 26;
const GAP = 6;
const HEAD = 16;
const LETTER = 6.6;
const EDGE = 18;

export function LawStrip({ rows, days, day, width, choose }: Props): JSX.Element {
  const [from, to] = days;
  const x = scaleUtc().domain([dateOf(from), dateOf(to)]).range([0, width]);
  const at = (iso: string | null, open: number, after = 0): number => {
    const known = dayOf(iso);
    return known === null ? open : Math.max(0, Math.min(width, Number(x(dateOf(known + after)))));
  };
  const height = rows.length * (ROW + HEAD + GAP) + 20;
  const now = at(day, 0);
  return (
    <svg
      id="law-drawing"
      class="law-svg"
      width={width}
      height={height}
      role="img"
      aria-label={`The law over time; ${day} is chosen`}
      onClick={(event) => {
        const { left } = event.currentTarget.getBoundingClientRect();
        choose(isoOf(Math.round(x.invert(event.clientX - left).getTime() / 86_400_000)));
      }}
    >
      <Hatching />
      {rows.map((row, r) => (
        <Row key={row.name} row={row} y={r * (ROW + HEAD + GAP)} at={at} width={width} />
      ))}
      <g class="law-axis">
        {x
          .ticks(Math.max(2, Math.floor(width / 70)))
          .filter((tick) => Number(x(tick)) > EDGE && Number(x(tick)) < width - EDGE)
          .map((tick) => (
            <text key={tick.getTime()} x={Number(x(tick))} y={height - 4} text-anchor="middle">{tick.toISOString().slice(0, tick.getUTCMonth() === 0 ? 4 : 7)}</text>
          ))}
      </g>
      <line class="law-now" x1={now} x2={now} y1={HEAD - 4} y2={height - 18} />
    </svg>
  );
}

/** What may be: neither empty nor full. */
function Hatching(): JSX.Element {
  return (
    <defs>
      <pattern id="law-may" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="7" height="7" class="law-pale" />
        <rect width="2" height="7" class="law-warn" />
      </pattern>
    </defs>
  );
}

interface RowProps {
  row: StripRow;
  y: number;
  /** where a day stands; `open` where there is none, `after` so many days later */
  at(iso: string | null, open: number, after?: number): number;
  width: number;
}

function Row({ row, y, at, width }: RowProps): JSX.Element {
  return (
    <g transform={`translate(0,${y})`}>
      <text class="law-row" y="11">{row.name}</text>
      {row.spans.map((span, i) => {
        const x0 = at(span.since, 0);
        const x1 = at(span.until, width, 1);
        const { word, className } = row.look(i);
        const room = Math.floor((x1 - x0 - 8) / LETTER);
        return (
          <g key={i} class={`law-span ${className}`}>
            <title>{`${span.since ?? "before"} to ${span.until ?? "now and later"}: ${word}`}</title>
            <rect x={x0} y={HEAD} width={Math.max(1, x1 - x0)} height={ROW} />
            {room >= Math.min(word.length, 6) && <text x={x0 + 5} y={HEAD + ROW / 2 + 4}>{clipped(word, room)}</text>}
          </g>
        );
      })}
    </g>
  );
}

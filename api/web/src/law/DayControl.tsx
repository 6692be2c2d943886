// The day of the law: a slider over all days, a date, and steps from flip to flip.
import type { JSX } from "preact";
import { dayOf, isoOf } from "../timeline/days.ts";
import { flipBeside, flipsOf, licenceWord, type Span } from "./spans.ts";

interface Props {
  spans: readonly Span[];
  days: readonly [number, number];
  day: string;
  choose(day: string): void;
}

export function DayControl({ spans, days, day, choose }: Props): JSX.Element {
  const [from, to] = days;
  const before = flipBeside(spans, day, -1);
  const next = flipBeside(spans, day, 1);
  const at = spans.find((span) => (span.since ?? "") <= day && (span.until === null || day <= span.until));
  return (
    <div class="law-days" role="group" aria-label="Day of the law">
      <input
        type="range"
        id="law-slider"
        aria-label="Day of the law"
        aria-valuetext={`${day}: licence ${licenceWord(at?.licence ?? "not known")}`}
        min={from}
        max={to}
        step={1}
        value={dayOf(day) ?? from}
        list="law-flips"
        onInput={(event) => choose(isoOf(Number(event.currentTarget.value)))}
      />
      <datalist id="law-flips">
        {flipsOf(spans).map((flip) => (
          <option key={flip} value={String(dayOf(flip))} />
        ))}
      </datalist>
      <div class="law-steps">
        <button disabled={before === null} onClick={() => before !== null && choose(before)}>← {before ?? "earlier change"}</button>
        <input type="date" id="law-day" aria-label="Day" value={day} onInput={(event) => dayOf(event.currentTarget.value) !== null && choose(event.currentTarget.value)} />
        <button disabled={next === null} onClick={() => next !== null && choose(next)}>{next ?? "later change"} →</button>
      </div>
    </div>
  );
}

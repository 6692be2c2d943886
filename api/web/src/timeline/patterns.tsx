// How each precision is filled: solid to the day, ever looser the less is known (F18). Patterns differ in form, not only in tone.
import type { JSX } from "preact";
import { PRECISION_WORD } from "../words.ts";
import { type Dated, PRECISIONS } from "./histogram.ts";

export const fillOf = (precision: Dated): string => (precision === "day" ? "var(--time-ink)" : `url(#time-${precision})`);

/** The patterns, once for all drawings of the timeline. */
export function Patterns(): JSX.Element {
  return (
    <svg class="visually-hidden" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="time-month" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="4" height="4" class="time-pale" />
          <rect width="2" height="4" class="time-ink" />
        </pattern>
        <pattern id="time-year" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <rect width="8" height="8" class="time-pale" />
          <rect width="1.5" height="8" class="time-ink" />
        </pattern>
        <pattern id="time-range" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" class="time-pale" />
          <circle cx="3" cy="3" r="1.1" class="time-ink" />
        </pattern>
        <pattern id="time-open" width="6" height="5" patternUnits="userSpaceOnUse">
          <rect width="6" height="5" class="time-faint" />
          <rect width="6" height="1" class="time-ink" />
        </pattern>
      </defs>
    </svg>
  );
}

export function PrecisionKey(): JSX.Element {
  return (
    <ul class="time-key" aria-label="How exactly a date is known">
      {PRECISIONS.map((precision) => (
        <li key={precision}>
          <svg width="22" height="12" aria-hidden="true">
            <rect x="0.5" y="0.5" width="21" height="11" fill={fillOf(precision)} class="time-edge" />
          </svg>
          {PRECISION_WORD[precision]}
        </li>
      ))}
    </ul>
  );
}

// Small pieces that every view uses: how strength and standing are shown (F2, F12).
import type { JSX } from "preact";
import type { Standing, Strength } from "./payload.ts";
import { BADGE, groupLook, LINE, STRENGTH_WORD } from "./words.ts";

/** A short line in the pattern of the strength, with its word. */
export function StrengthMark({ strength }: { strength: Strength }): JSX.Element {
  const { dash, width, colour } = LINE[strength];
  return (
    <span class="strength">
      <svg width="26" height="8" aria-hidden="true">
        <line x1="0" y1="4" x2="26" y2="4" stroke={`var(${colour})`} stroke-width={width} stroke-dasharray={dash ?? "none"} />
      </svg>
      {STRENGTH_WORD[strength]}
    </span>
  );
}

/** The standing as a badge with its word. */
export function StandingBadge({ standing }: { standing: Standing }): JSX.Element {
  const { word, sign, className } = BADGE[standing];
  return (
    <span class={className}>
      {sign !== "" && <span aria-hidden="true">{sign}</span>}
      {word}
    </span>
  );
}

const POINTS: Record<string, string> = {
  square: "2,2 12,2 12,12 2,12",
  diamond: "7,0.5 13.5,7 7,13.5 0.5,7",
  triangle: "7,1 13.5,12.5 0.5,12.5",
  hexagon: "3.8,1.2 10.2,1.2 13.5,7 10.2,12.8 3.8,12.8 0.5,7",
};

/** The shape and colour of a group (F12). */
export function GroupShape({ group }: { group: string }): JSX.Element {
  const { shape, colour } = groupLook(group);
  const fill = `var(${colour})`;
  return (
    <svg class="group-shape" width="14" height="14" aria-hidden="true">
      {shape === "circle" && <circle cx="7" cy="7" r="6" fill={fill} />}
      {shape === "ring" && <circle cx="7" cy="7" r="5" fill="none" stroke={fill} stroke-width="2.5" stroke-dasharray="3 2" />}
      {POINTS[shape] !== undefined && <polygon points={POINTS[shape]} fill={fill} />}
    </svg>
  );
}

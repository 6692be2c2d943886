// The theme's colours as sigma and exported pictures need them: values, not custom properties.
import type { Strength } from "../payload.ts";
import { GROUP, groupLook, LINE, OTHER_GROUP, STRENGTHS } from "../words.ts";

export interface Palette {
  ink: string;
  quiet: string;
  panel: string;
  line: string;
  select: string;
  denied: string;
  disputed: string;
  font: string;
  group: (group: string) => string;
  strength: (strength: Strength) => string;
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim() || "#777777";
  const groups = new Map([...Object.values(GROUP), OTHER_GROUP].map((look) => [look.colour, value(look.colour)]));
  const strengths = new Map(STRENGTHS.map((strength) => [strength, value(LINE[strength].colour)]));
  return {
    ink: value("--ink"),
    quiet: value("--ink-3"),
    panel: value("--panel"),
    line: value("--line"),
    select: value("--select"),
    denied: value("--standing-denied"),
    disputed: value("--standing-disputed"),
    font: style.fontFamily,
    group: (group) => groups.get(groupLook(group).colour) ?? "#777777",
    strength: (strength) => strengths.get(strength) ?? "#777777",
  };
}

/** A colour part of the way towards another; both "#rrggbb". For what is dimmed: sigma's z-order has no transparency. */
export function mixed(colour: string, towards: string, share: number): string {
  const parts = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const to = parts(towards);
  const made = parts(colour).map((from, at) => Math.round(from + ((to[at] ?? from) - from) * share));
  return made.every(Number.isFinite) ? `#${made.map((part) => part.toString(16).padStart(2, "0")).join("")}` : colour;
}

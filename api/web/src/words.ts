// How strength and standing are drawn and named, once for all views (F2, F12). The words and their order are those of
// ontology/vocab; a pattern says strength, a badge with its word says standing, so that colour never stands alone.
import type { Precision, Standing, Strength } from "./payload.ts";

/** From weakest to strongest (O25). */
export const STRENGTHS: readonly Strength[] = ["none", "alleged", "reported", "observed", "admitted", "official"];
/** In the order of O26. */
export const STANDINGS: readonly Standing[] = ["undisputed", "disputed", "denied", "withdrawn"];

export const strengthRank = (strength: Strength): number => STRENGTHS.indexOf(strength);

export interface LinePattern {
  /** SVG stroke-dasharray, null for a solid line */
  dash: string | null;
  /** stroke width in px */
  width: number;
  /** custom property that holds the colour */
  colour: string;
}

/** Solid and heavy where much is established; sparse dots where someone only alleges it. */
export const LINE: Readonly<Record<Strength, LinePattern>> = {
  official: { dash: null, width: 2.75, colour: "--strength-official" },
  admitted: { dash: null, width: 2, colour: "--strength-admitted" },
  observed: { dash: "9 3", width: 2, colour: "--strength-observed" },
  reported: { dash: "5 4", width: 1.5, colour: "--strength-reported" },
  alleged: { dash: "2 4", width: 1.5, colour: "--strength-alleged" },
  none: { dash: "2 6", width: 1.5, colour: "--strength-none" },
};

export const STRENGTH_WORD: Readonly<Record<Strength, string>> = {
  official: "official",
  admitted: "admitted",
  observed: "observed",
  reported: "reported",
  alleged: "alleged",
  none: "nothing asserts it",
};

export interface Badge {
  word: string;
  /** a sign beside the word, for eyes that scan */
  sign: string;
  className: string;
}

export const BADGE: Readonly<Record<Standing, Badge>> = {
  undisputed: { word: "undisputed", sign: "", className: "badge badge-undisputed" },
  disputed: { word: "disputed", sign: "≠", className: "badge badge-disputed" },
  denied: { word: "denied", sign: "✕", className: "badge badge-denied" },
  withdrawn: { word: "withdrawn", sign: "↩", className: "badge badge-withdrawn" },
};

export interface GroupLook {
  label: string;
  plural: string;
  /** a shape besides the colour (F12) */
  shape: "circle" | "square" | "diamond" | "triangle" | "hexagon" | "ring";
  colour: string;
}

/** Groups of the legend; a group that is not listed looks like `other`. */
export const GROUP: Readonly<Record<string, GroupLook>> = {
  party: { label: "party", plural: "parties", shape: "circle", colour: "--group-party" },
  facility: { label: "facility", plural: "facilities", shape: "square", colour: "--group-facility" },
  product: { label: "product", plural: "products", shape: "diamond", colour: "--group-product" },
  territory: { label: "territory", plural: "territories", shape: "hexagon", colour: "--group-territory" },
  law: { label: "law", plural: "law", shape: "triangle", colour: "--group-law" },
  list: { label: "list", plural: "lists", shape: "triangle", colour: "--group-list" },
  unknown: { label: "not identified", plural: "not identified", shape: "ring", colour: "--group-unknown" },
};
export const OTHER_GROUP: GroupLook = { label: "other", plural: "others", shape: "circle", colour: "--group-other" };
export const groupLook = (group: string): GroupLook => GROUP[group] ?? OTHER_GROUP;

/** The local name of a class in words: "DieDesign" → "die design". */
export function classWord(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

export const PRECISION_WORD: Readonly<Record<Precision, string>> = {
  day: "to the day",
  month: "to the month",
  year: "to the year",
  range: "a range",
  open: "open at one end",
  none: "no date",
};

/** One end of a date: "2020-09.." → "2020-09 or later", "..2024" → "2024 or before", "a..b" → "between a and b". */
function endWords(end: string): string {
  const found = /^([\d-]*)\.\.([\d-]*)$/.exec(end);
  const [, from = "", to = ""] = found ?? [];
  if (from === "" && to === "") return end;
  if (from === "") return `${to} or before`;
  return to === "" ? `${from} or later` : `between ${from} and ${to}`;
}

/** A date in words: what its sources leave open is said. */
export function dateWords(date: string): string {
  return date
    .split("; ")
    .map((part) => part.split(" to ").map(endWords).join(" to "))
    .join("; ");
}

/** "200 of 3,412" (F4); "12" when nothing is left out. */
export function counted(shown: number, all: number): string {
  return shown === all ? number(all) : `${number(shown)} of ${number(all)}`;
}

/** 3412 → "3,412". */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** "1 edge", "7 edges". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

// Sentences of the route view that follow from the answer: dates, denials, what was searched. Only what the service said is put
// into words; nothing is judged here (F6).
import type { Certificate, Claim, Route, Step, Verdict, Window } from "../answer.ts";
import { counted, dateWords, plural } from "../words.ts";

export const VERDICT_MEANS: Readonly<Record<Verdict, string>> = {
  definite: "the dates fit in every reading; that goods moved is another question",
  possible: "some reading of the dates fits",
  impossible: "no reading of the dates fits",
};

export const LABEL_MEANS: Readonly<Record<string, string>> = {
  flagged: "a rule applies to a hop, and no licence on record covers it",
  open: "rules may apply; what is not known would settle it",
  "not shown to apply": "no rule is shown to apply to a hop",
};

/** A sign beside the word of a law label, for eyes that scan. */
export const LABEL_SIGN: Readonly<Record<string, string>> = { flagged: "⚑", open: "?", "not shown to apply": "–" };

/** Words for marks, by notation; as they stand in ontology/vocab/mark.ttl, from the manifest. */
export type MarkWords = ReadonlyMap<string, string>;

export function markWord(mark: string, words?: MarkWords): string {
  return words?.get(mark) ?? mark.replaceAll("_", " ");
}

/** "by design match; other maker stated (2 times)". */
export function marksInWords(marks: readonly string[], words?: MarkWords): string {
  const counts = new Map<string, number>();
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return [...counts].map(([mark, count]) => markWord(mark, words) + (count > 1 ? ` (${count} times)` : "")).join("; ");
}

/** The dates as their source gives them: "2023 to 2024", "until 2020-09", "2024-05-01". */
export function stated(window: Window): string {
  const { starts, ends } = window;
  if (starts === null && ends === null) return "no date";
  if (starts === null) return `until ${dateWords(ends ?? "")}`;
  return ends === null || ends === starts ? dateWords(starts) : `${dateWords(starts)} to ${dateWords(ends)}`;
}

/** The days on which a step can have happened in its route (W22): "2023-01-01 to 2024-12-31"; null where nothing bounds them. */
export function daysInRoute(days: readonly [string | null, string | null] | undefined): string | null {
  if (days === undefined) return null;
  const [from, to] = days;
  if (from === null && to === null) return null;
  if (from === null) return `up to ${to}`;
  return to === null ? `from ${from}` : from === to ? from : `${from} to ${to}`;
}

/** When a claim was made, or else published. */
export function claimDate(claim: Claim): string {
  const date = claim.stated_on ?? claim.published ?? claim.source?.published ?? null;
  return date === null ? "no date" : dateWords(date);
}

/** "Huawei denies, 2024-10". */
export function denialHead(denial: Claim): string {
  return `${denial.maker_caption ?? "an unnamed party"} ${denial.says}, ${claimDate(denial)}`;
}

/** The holders that a route passes, each once where it holds several products in a row. */
export function passes(route: Route): string[] {
  const [first] = route.steps;
  if (first === undefined) return [];
  const names = [first.holding_from, ...route.steps.map((step) => step.holding_to)].map(
    (holding) => holding.holder_caption ?? holding.product_caption ?? "anyone",
  );
  return names.filter((name, i) => name !== names[i - 1]);
}

/** "2 transfers, 3 lineage steps". */
export function lengthWords(route: Route): string {
  const transfers = plural(route.transfers, "transfer");
  return route.lineage === 0 ? transfers : `${transfers}, ${plural(route.lineage, "lineage step")}`;
}

/** The first line of a certificate (F4, W29). */
export function certificateHead(certificate: Certificate): string {
  const { routes_listed: listed, routes_in_all: all, exhaustive, stopped_by: limit } = certificate;
  if (!exhaustive) {
    const found = listed === 0 ? "No route was found before" : `${plural(listed, "route")} found before`;
    return `${found} the search stopped at a limit${limit === null ? "" : ` (${limit})`}: there may be more.`;
  }
  if (listed === 0) return "None within these bounds, over these data. The search was complete.";
  return `${counted(listed, all)} ${all === 1 ? "route" : "routes"} within these bounds, over these data. The search was complete.`;
}

/** What holds a step's figures: "384 accelerators (stated)". */
export function quantityWords(quantity: Step["quantity"]): string | null {
  if (quantity === null) return null;
  const { min, max, unit, basis } = quantity as Record<string, string | null | undefined>;
  const figure = min === max || max === null || max === undefined ? (min ?? "") : `${min ?? "up to"}${min ? " to " : " "}${max}`;
  return [figure, unit, basis ? `(${basis})` : null].filter(Boolean).join(" ");
}

/** The pattern of a family in words: "ChipDesigner in China" → "Chip designer in China" (W31). */
export function familyWords(pattern: readonly string[]): string {
  return pattern.map((part) => part.replace(/([a-z])([A-Z][a-z]+)/g, (_, end: string, word: string) => `${end} ${word.toLowerCase()}`)).join(" → ");
}

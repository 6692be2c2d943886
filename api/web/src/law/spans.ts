// The law over time as stretches of days with one answer (F35): which stretch holds a day, where the answer flips, what changed.
import { dayOf } from "../timeline/days.ts";

export interface Hook {
  rule: string;
  requirement: string;
  version: string;
  limb: string;
  citation: string;
  party: string | null;
  /** applies, may_apply, by_text_only, ... */
  applies: string;
  text_status: string;
  enforcement_status: string;
  policy: string | null;
  unknown: string[];
  takes_for_granted: string[];
  unconfirmed: string[];
  applies_from?: string | null;
  /** where text and enforcement part: the licence under each */
  readings?: { reading: string; licence: string }[];
  party_role?: string | null;
  party_strength?: string | null;
}

export type Licence = "not_required" | "may_be_required" | "required";

export interface Stretch {
  /** first and last day, ISO; null is open */
  since: string | null;
  until: string | null;
  /** members of the answer that are not those of the stretch before */
  differs: string[];
}

export interface Span extends Stretch {
  licence: Licence | string;
  by_text?: Licence | string;
  as_enforced?: Licence | string;
  label: string;
  policy: string | null;
  classes?: string[];
  hooks: Hook[];
  /** letters of the agency that bind, or may bind, the exporter */
  letters?: { id: string; certain: boolean }[];
}

/** Where in the list the stretch of a day stands; -1 where there is none. */
export function indexOn(spans: readonly Stretch[], day: string): number {
  return spans.findIndex(({ since, until }) => (since === null || since <= day) && (until === null || day <= until));
}

/** The days on which the answer changes, oldest first. */
export function flipsOf(spans: readonly Stretch[]): string[] {
  return spans.flatMap(({ since }) => (since === null ? [] : [since]));
}

/** The next or the last flip before a day; null where there is none. */
export function flipBeside(spans: readonly Stretch[], day: string, direction: 1 | -1): string | null {
  const flips = flipsOf(spans);
  return (direction === 1 ? flips.find((flip) => flip > day) : flips.findLast((flip) => flip < day)) ?? null;
}

/** The days that a slider goes over: all flips and the days named, with a margin of a year. */
export function daysToShow(spans: readonly Stretch[], named: readonly string[]): readonly [number, number] {
  const days = [...flipsOf(spans), ...named].flatMap((iso) => dayOf(iso) ?? []);
  if (days.length === 0) return [0, 0];
  return [Math.min(...days) - 365, Math.max(...days) + 365];
}

/** "may_be_required" → "may be required". */
export const licenceWord = (licence: string): string => licence.replaceAll("_", " ");

/** The two readings, told where they are not the licence itself. */
const READINGS = [["by_text", "by the text"], ["as_enforced", "as enforced"]] as const;

const hookName = (hook: Hook): string => `${hook.rule} (${hook.version}${hook.party === null ? "" : `, ${hook.party}`})`;

/** Letters in words: "letter-2025-04 binds the exporter". */
export const lettersOf = (span: Span): string[] => (span.letters ?? []).map(({ id, certain }) => `${id} ${certain ? "binds the exporter" : "may bind the exporter"}`);

/** What changed from one stretch to the next, in words. */
export function changesOf(before: Span, after: Span): string[] {
  const changes: string[] = [];
  if (before.licence !== after.licence) changes.push(`licence: ${licenceWord(before.licence)} → ${licenceWord(after.licence)}`);
  for (const [key, name] of READINGS) {
    const [was, is] = [before[key], after[key]];
    if (was !== is && is !== after.licence) changes.push(`${name}: ${licenceWord(was ?? "none")} → ${licenceWord(is ?? "none")}`);
  }
  if (before.label !== after.label) changes.push(`label: ${before.label} → ${after.label}`);
  const [old, now] = [before.classes ?? [], after.classes ?? []];
  if (old.join() !== now.join()) changes.push(`classification: ${old.map(licenceWord).join(" or ") || "none"} → ${now.map(licenceWord).join(" or ") || "none"}`);
  const [had, has] = [before.hooks.map(hookName), after.hooks.map(hookName)];
  changes.push(...has.filter((name) => !had.includes(name)).map((name) => `+ ${name}`));
  changes.push(...had.filter((name) => !has.includes(name)).map((name) => `− ${name}`));
  const [told, tells] = [lettersOf(before), lettersOf(after)];
  changes.push(...tells.filter((letter) => !told.includes(letter)).map((letter) => `+ ${letter}`));
  changes.push(...told.filter((letter) => !tells.includes(letter)).map((letter) => `− ${letter}`));
  if (changes.length === 0) changes.push(...after.hooks.flatMap((hook) => hookChange(before.hooks.find((one) => hookName(one) === hookName(hook)), hook)));
  return changes.length > 0 ? changes : after.differs.map(licenceWord);
}

const WORDS = ["applies", "text_status", "enforcement_status", "policy", "limb", "citation"] as const;
const LISTS: Readonly<Record<"takes_for_granted" | "unknown" | "unconfirmed", string>> = {
  takes_for_granted: "taken for granted",
  unknown: "not known",
  unconfirmed: "reading not verified",
};

function hookChange(before: Hook | undefined, after: Hook): string[] {
  if (before === undefined) return [];
  const name = hookName(after);
  const words = WORDS.flatMap((key) =>
    before[key] === after[key] ? [] : [`${name}: ${licenceWord(key)} ${licenceWord(before[key] ?? "none")} → ${licenceWord(after[key] ?? "none")}`],
  );
  const lists = (Object.keys(LISTS) as (keyof typeof LISTS)[]).flatMap((key) => [
    ...after[key].filter((text) => !before[key].includes(text)).map((text) => `${name}: now ${LISTS[key]}: ${text}`),
    ...before[key].filter((text) => !after[key].includes(text)).map((text) => `${name}: no longer ${LISTS[key]}: ${text}`),
  ]);
  return [...words, ...lists];
}

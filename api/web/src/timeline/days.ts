// Days as numbers (days since 1970-01-01, UTC) and as ISO dates; the page reckons with the first and shows the second.
const MS = 86_400_000;

/** The day of an ISO date; null for null and for what is none. */
export function dayOf(iso: string | null | undefined): number | null {
  if (iso === null || iso === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const ms = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== iso ? null : ms / MS;
}

/** The ISO date of a day. */
export function isoOf(day: number): string {
  return new Date(day * MS).toISOString().slice(0, 10);
}

export function dateOf(day: number): Date {
  return new Date(day * MS);
}

/** The first day of the unit that holds a day. */
export function floorTo(unit: Unit, day: number): number {
  if (unit === "day") return day;
  const date = dateOf(day);
  const month = unit === "year" ? 0 : unit === "quarter" ? date.getUTCMonth() - (date.getUTCMonth() % 3) : date.getUTCMonth();
  return Date.UTC(date.getUTCFullYear(), month, 1) / MS;
}

/** The first day of the unit after the one that holds a day. */
export function nextOf(unit: Unit, day: number): number {
  if (unit === "day") return day + 1;
  const date = dateOf(floorTo(unit, day));
  const months = unit === "year" ? 12 : unit === "quarter" ? 3 : 1;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / MS;
}

export type Unit = "day" | "month" | "quarter" | "year";

/** The finest unit that cuts a span into at most `most` parts. */
export function unitFor(from: number, to: number, most = 72): Unit {
  const days = to - from + 1;
  if (days <= most) return "day";
  if (days / 30.4 <= most) return "month";
  return days / 91.3 <= most ? "quarter" : "year";
}

// The state of the page as a URL fragment, which never reaches a server's log, and back (F21, F22). Ids, not labels; what has
// its default is left out; what is not understood is kept and reported.
import type { RouteQuestion } from "../answer.ts";
import type { Standing, Strength } from "../payload.ts";
import { STANDINGS, STRENGTHS } from "../words.ts";
import { ALL_TIME, type Filter, NO_FILTER, type TimeWindow } from "./filter.ts";
import { VIEWS, type ViewName } from "./store.ts";

export const VERSION = 1;
/** More ids than these go into a case bundle, not into a link (F23). */
export const MOST_IDS = 250;

/** What a link says. */
export interface Address {
  data: string | null;
  seeds: string[];
  /** the other nodes on the canvas */
  others: string[];
  hidden: string[];
  selection: string[];
  routes: RouteQuestion | null;
  route: string | null;
  window: TimeWindow;
  filter: Filter;
  lawDay: string | null;
  knownOn: string | null;
  view: ViewName;
  second: ViewName | null;
  /** keys of a link that this page does not know; written again as they were */
  unknown: [string, string][];
}

export const NOWHERE: Address = {
  data: null,
  seeds: [],
  others: [],
  hidden: [],
  selection: [],
  routes: null,
  route: null,
  window: ALL_TIME,
  filter: NO_FILTER,
  lawDay: null,
  knownOn: null,
  view: "graph",
  second: null,
  unknown: [],
};

export interface ReadAddress {
  address: Address;
  /** sentences about what was not understood or had to be changed */
  remarks: string[];
}

type Pairs = [string, string][];
/** From the form of version n (the index) to that of n + 1. Version 1 is the first, so there is none yet. */
export type Migration = (pairs: Pairs) => Pairs;
const MIGRATIONS: readonly Migration[] = [];

const escaped = (text: string): string => encodeURIComponent(text).replaceAll("~", "%7E").replaceAll("%3A", ":");
const list = (ids: Iterable<string>): string => [...ids].map(escaped).join(",");
const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
const unlisted = (text: string): string[] => text.split(",").filter(Boolean).map(unescaped);
const minus = (items: Iterable<string>): string => [...items].map((item) => `-${escaped(item)}`).join(",");
const unminus = (text: string): string[] => unlisted(text).map((item) => item.replace(/^-/, ""));
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function writtenRoutes(routes: RouteQuestion): Pairs {
  const pairs: Pairs = [["trace", `${list(routes.start ?? [])}~${list(routes.end)}`]];
  if (routes.product !== undefined) pairs.push(["product", escaped(routes.product)]);
  if (routes.max_transfers !== undefined && routes.max_transfers !== 6) pairs.push(["transfers", String(routes.max_transfers)]);
  if (routes.mode !== undefined && routes.mode !== "follow") pairs.push(["mode", routes.mode]);
  if (routes.min_strength !== undefined && routes.min_strength !== "alleged") pairs.push(["least", routes.min_strength]);
  if (routes.disputed === "exclude") pairs.push(["disputed", "exclude"]);
  if (routes.include !== undefined && routes.include.length > 0) pairs.push(["include", list(routes.include)]);
  if (routes.law) pairs.push(["law", routes.law === true ? "yes" : escaped(routes.law)]);
  return pairs;
}

function writtenFilter(filter: Filter): Pairs {
  const pairs: Pairs = [];
  if (filter.minStrength !== "none") pairs.push(["min", filter.minStrength]);
  if (filter.typesOff.size > 0) pairs.push(["types", minus(filter.typesOff)]);
  if (filter.groupsOff.size > 0) pairs.push(["groups", minus(filter.groupsOff)]);
  if (filter.standingsOff.size > 0) pairs.push(["standing", minus(filter.standingsOff)]);
  if (filter.text !== "") pairs.push(["text", escaped(filter.text)]);
  if (!filter.undated) pairs.push(["undated", "hide"]);
  return pairs;
}

/** The fragment without "#"; "" for an empty page. */
export function written(address: Address): string {
  const pairs: Pairs = [];
  const put = (key: string, value: string | null): void => {
    if (value !== null && value !== "") pairs.push([key, value]);
  };
  put("seed", list(address.seeds));
  put("with", address.others.length <= MOST_IDS ? list(address.others) : null);
  if (address.routes !== null) pairs.push(...writtenRoutes(address.routes));
  put("route", address.route === null ? null : escaped(address.route));
  put("sel", address.selection.length <= MOST_IDS ? list(address.selection) : null);
  put("hide", address.hidden.length <= MOST_IDS ? list(address.hidden) : null);
  put("from", address.window[0]);
  put("to", address.window[1]);
  put("on", address.lawDay);
  put("known", address.knownOn);
  pairs.push(...writtenFilter(address.filter));
  put("view", address.view === "graph" ? null : address.view);
  put("second", address.second);
  pairs.push(...address.unknown.map(([key, value]): [string, string] => [key, escaped(value)]));
  if (pairs.length === 0) return "";
  const head: Pairs = [["v", String(VERSION)]];
  if (address.data !== null) head.push(["data", address.data]);
  return [...head, ...pairs].map(([key, value]) => `${key}=${value}`).join("&");
}

function pairsOf(fragment: string): Pairs {
  return fragment
    .replace(/^#/, "")
    .split("&")
    .filter(Boolean)
    .map((part): [string, string] => {
      const at = part.indexOf("=");
      return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
    });
}

type Take = (value: string) => void;

/** One reader for each key that is understood. */
function readers(address: Address, remarks: string[]): Record<string, Take> {
  const routes = (): RouteQuestion => (address.routes ??= { end: [] });
  const oneOf = <T extends string>(key: string, allowed: readonly T[], put: (value: T) => void): Take => (value) => {
    if ((allowed as readonly string[]).includes(value)) put(value as T);
    else remarks.push(`The link's ${key}=${value} is none of ${allowed.join(", ")}; the default is used.`);
  };
  const day = (key: string, put: (value: string) => void): Take => (value) => {
    if (DAY.test(value) && !Number.isNaN(Date.parse(value))) put(value);
    else remarks.push(`The link's ${key}=${value} is no day such as 2024-10-31; it is left out.`);
  };
  const filter = (change: Partial<Filter>): void => {
    address.filter = { ...address.filter, ...change };
  };
  return {
    v: () => undefined,
    data: (value) => (address.data = value),
    seed: (value) => (address.seeds = unlisted(value)),
    with: (value) => (address.others = unlisted(value)),
    hide: (value) => (address.hidden = unlisted(value)),
    sel: (value) => (address.selection = unlisted(value)),
    trace: (value) => {
      const [start = "", end = ""] = value.split("~");
      if (unlisted(end).length === 0) remarks.push("The link's trace names no end; it is left out.");
      else Object.assign(routes(), { end: unlisted(end) }, start === "" ? {} : { start: unlisted(start) });
    },
    product: (value) => (routes().product = unescaped(value)),
    transfers: (value) => (routes().max_transfers = Number(value)),
    mode: oneOf("mode", ["follow", "strict", "parties"], (value) => (routes().mode = value)),
    least: oneOf<Strength>("least", STRENGTHS, (value) => (routes().min_strength = value)),
    disputed: oneOf("disputed", ["include", "exclude"], (value) => (routes().disputed = value)),
    include: (value) => (routes().include = unlisted(value) as NonNullable<RouteQuestion["include"]>),
    law: (value) => (routes().law = value === "yes" ? true : unescaped(value)),
    route: (value) => (address.route = unescaped(value)),
    from: day("from", (value) => (address.window = [value, address.window[1]])),
    to: day("to", (value) => (address.window = [address.window[0], value])),
    on: day("on", (value) => (address.lawDay = value)),
    known: day("known", (value) => (address.knownOn = value)),
    min: oneOf<Strength>("min", STRENGTHS, (minStrength) => filter({ minStrength })),
    types: (value) => filter({ typesOff: new Set(unminus(value)) }),
    groups: (value) => filter({ groupsOff: new Set(unminus(value)) }),
    standing: (value) => filter({ standingsOff: new Set(unminus(value).filter((one): one is Standing => (STANDINGS as readonly string[]).includes(one))) }),
    text: (value) => filter({ text: unescaped(value) }),
    undated: oneOf("undated", ["hide", "show"], (value) => filter({ undated: value === "show" })),
    view: oneOf<ViewName>("view", VIEWS, (value) => (address.view = value)),
    second: oneOf<ViewName>("second", VIEWS, (value) => (address.second = value)),
  };
}

/** Read a fragment. Nothing in it can fail: what is wrong is left out and said in `remarks`. */
export function read(fragment: string, migrations: readonly Migration[] = MIGRATIONS, version = VERSION): ReadAddress {
  let pairs = pairsOf(fragment);
  const remarks: string[] = [];
  const address: Address = { ...NOWHERE, unknown: [] };
  const stated = Number(pairs.find(([key]) => key === "v")?.[1] ?? version);
  if (stated > version) remarks.push(`The link was made by a newer chipgraph (form ${stated}, this one reads ${version}); what is not known is kept.`);
  for (let from = Math.max(0, stated); from < version; from += 1) pairs = migrations[from]?.(pairs) ?? pairs;
  const known = readers(address, remarks);
  for (const [key, value] of pairs) {
    const take = Object.hasOwn(known, key) ? known[key] : undefined;
    if (take !== undefined) take(value);
    else address.unknown.push([key, unescaped(value)]);
  }
  if (address.routes !== null && address.routes.end.length === 0) address.routes = null;
  const [first, last] = address.window;
  if (first !== null && last !== null && first > last) remarks.push(`The link's time runs from ${first} back to ${last}: no dated relation can pass. Turn the days round under Filter.`);
  if (address.unknown.length > 0) remarks.push(`The link says what this page does not know: ${address.unknown.map(([key]) => key).join(", ")}. It is kept in the link.`);
  return { address, remarks };
}

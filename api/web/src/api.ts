// The client of /api/v1: one function for each question, problems (RFC 9457) as errors with a plain sentence, and a signal
// that says whether the service answers (F50).
import { signal, type ReadonlySignal } from "@preact/signals";
import type { Claim, Route, RouteAnswer, RouteQuestion } from "./answer.ts";
import { eventsOf } from "./events.ts";
import type { Hit, LinkedView, LinkType, Problem } from "./payload.ts";

/** What the service said about a request that it could not answer. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ProblemError";
  }
}

/** The service did not answer at all: it was stopped, or the network is down. */
export class UnreachableError extends Error {
  constructor() {
    super("The service does not answer. What you have here stays; save it, then start chipgraph serve again.");
    this.name = "UnreachableError";
  }
}

export interface ClaimList {
  claims: Claim[];
  denials: Claim[];
}

export interface Example {
  id: string;
  question: string;
  sparql: string;
  cypher: string | null;
}

/** Rows of SPARQL or Cypher, ready for a table. */
export interface Rows {
  columns: string[];
  rows: (string | number | boolean | null)[][];
}

export interface Api {
  /** null before the first answer */
  reachable: ReadonlySignal<boolean | null>;
  /** Any GET under /api/v1 that has no function of its own: `get("law/days", {item: "..."})`. */
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>;
  search(text: string, limit?: number, signal?: AbortSignal): Promise<{ hits: Hit[]; total: number }>;
  entity(id: string): Promise<Record<string, unknown>>;
  links(id: string): Promise<{ links: LinkType[] }>;
  expand(id: string, query?: { type?: string; direction?: string; limit?: number; after?: string }): Promise<LinkedView>;
  view(ids: readonly string[], depth?: number, knownOn?: string | null): Promise<LinkedView>;
  claims(query: { edge?: string; from?: string; to?: string; about?: string }): Promise<ClaimList>;
  /** Ends the search when `signal` aborts; `progress` hears how far it is. */
  routes(question: RouteQuestion, signal?: AbortSignal, progress?: (told: Progress) => void): Promise<RouteAnswer>;
  manifest(): Promise<Record<string, unknown>>;
  examples(): Promise<Example[]>;
  sparql(query: string, signal?: AbortSignal): Promise<Rows>;
  cypher(query: string, signal?: AbortSignal): Promise<Rows>;
  /** Ask whether the service is there again. */
  ping(): Promise<boolean>;
}

/** How far a search for routes is. */
export interface Progress {
  explored: number;
  found: number;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

function address(path: string, query: Query = {}): string {
  const parts = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(parts.map(([key, value]) => [key, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const stated: unknown = await response.json().catch(() => null);
  if (stated !== null && typeof stated === "object" && "title" in stated) return stated as Problem;
  return {
    type: "about:blank",
    title: response.statusText || `status ${response.status}`,
    status: response.status,
    detail: `The service answered with status ${response.status}. Look at the terminal in which it runs.`,
  };
}

interface SparqlJson {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, { value: string }>[] };
}

/** SPARQL's JSON as rows; ASK becomes one row. */
export function sparqlRows(answer: SparqlJson): Rows {
  if (answer.boolean !== undefined) return { columns: ["answer"], rows: [[answer.boolean]] };
  const columns = answer.head.vars ?? [];
  const bindings = answer.results?.bindings ?? [];
  return { columns, rows: bindings.map((binding) => columns.map((name) => binding[name]?.value ?? null)) };
}

export function createApi(base = "", send: typeof fetch = (...request) => fetch(...request)): Api {
  const reachable = signal<boolean | null>(null);

  async function respond(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await send(base + path, { headers: { accept: "application/json" }, ...init });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      reachable.value = false;
      throw new UnreachableError();
    }
    reachable.value = true;
    if (!response.ok) throw new ProblemError(await problemOf(response));
    return response;
  }
  async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    return (await (await respond(path, init)).json()) as T;
  }
  async function search(question: RouteQuestion, abort?: AbortSignal, progress?: (told: Progress) => void): Promise<RouteAnswer> {
    const headers = { "content-type": "application/json", accept: "text/event-stream" };
    const init = { method: "POST", body: JSON.stringify(question), headers, ...(abort === undefined ? {} : { signal: abort }) };
    const response = await respond("/api/v1/routes", init);
    try {
      return await answerOf(response, progress);
    } catch (error) {
      // The stream broke: the service went while it answered.
      if (!(error instanceof TypeError) || abort?.aborted) throw error;
      reachable.value = false;
      throw new UnreachableError();
    }
  }
  async function answerOf(response: Response, progress?: (told: Progress) => void): Promise<RouteAnswer> {
    const routes: Route[] = [];
    for await (const { event, data } of response.body === null ? [] : eventsOf(response.body)) {
      const told: unknown = JSON.parse(data);
      if (event === "progress") progress?.(told as Progress);
      else if (event === "route") routes.push(told as Route);
      else if (event === "problem" || event === "error") throw new ProblemError(told as Problem);
      else if (event === "end") return { ...(told as RouteAnswer), routes };
    }
    throw new Error("The service ended the search without an answer. Ask again; if it happens again, look at the terminal in which it runs.");
  }
  const get = <T>(path: string, query: Query = {}, abort?: AbortSignal): Promise<T> =>
    ask<T>(address(`/api/v1/${path}`, query), abort === undefined ? {} : { signal: abort });
  const post = <T>(path: string, body: BodyInit, type: string, accept: string, abort?: AbortSignal): Promise<T> =>
    ask<T>(path, {
      method: "POST",
      body,
      headers: { "content-type": type, accept },
      ...(abort === undefined ? {} : { signal: abort }),
    });
  const json = (body: unknown): string => JSON.stringify(body);
  const one = (id: string): string => `entities/${encodeURIComponent(id)}`;

  return {
    reachable,
    get,
    search: (text, limit = 20, abort) => get("search", { q: text, limit }, abort),
    entity: (id) => get(one(id)),
    links: (id) => get(`${one(id)}/links`),
    expand: (id, query = {}) => get(`${one(id)}/expand`, { ...query }),
    view: (ids, depth = 0, knownOn = null) => get("view", { ids: ids.join(","), depth: depth || null, known_on: knownOn }),
    claims: (query) => get("claims", { ...query }),
    routes: search,
    manifest: () => get("manifest"),
    examples: async () => {
      const answer = await get<Example[] | { examples: Example[] }>("examples");
      return Array.isArray(answer) ? answer : answer.examples;
    },
    sparql: async (query, abort) =>
      sparqlRows(await post("/sparql", query, "application/sparql-query", "application/sparql-results+json", abort)),
    cypher: (query, abort) => post("/api/v1/cypher", json({ query }), "application/json", "application/json", abort),
    ping: async () => {
      try {
        reachable.value = (await send(`${base}/healthz`)).ok;
      } catch {
        reachable.value = false;
      }
      return reachable.value;
    },
  };
}

/** The sentence to show for whatever went wrong, with what to do. */
export function saidOf(error: unknown): { text: string; remedy?: string } {
  if (error instanceof ProblemError) {
    const { remedy } = error.problem;
    return remedy === undefined ? { text: error.message } : { text: error.message, remedy };
  }
  if (error instanceof Error) return { text: error.message };
  return { text: String(error) };
}

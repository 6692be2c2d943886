// What the service sends: the linked-view payload (F20, F73, F74) and the smaller answers of /api/v1. One payload feeds graph,
// map, timeline and table; all four speak of the same ids, and the graph carries every attribute once.

/** How much is established (O25). */
export type Strength = "none" | "alleged" | "reported" | "observed" | "admitted" | "official";
/** Who answered (O26). */
export type Standing = "undisputed" | "disputed" | "denied" | "withdrawn";
/** How exactly a date is known; drawn differently each (F18). */
export type Precision = "day" | "month" | "year" | "range" | "open" | "none";

export interface Place {
  /** [longitude, latitude] */
  point: [number, number];
  /** what is there: a city, or the middle of a territory */
  label: string;
  territory: string; // ISO 3166-1 alpha-2
  exact: "city" | "territory";
}

export interface NodeAttributes {
  label: string;
  /** local name of the most special class: Firm, Foundry, Product, ... */
  class: string;
  /** the group that the legend shows: party, facility, product, territory, law, list, unknown */
  group: string;
  names: string[];
  places: Place[];
  /** links in the whole graph, so that an expansion can be announced */
  degree: number;
  /** supply tier where the view is a route view (F14), else null */
  tier: number | null;
  x?: number;
  y?: number;
}

export interface DenialLine {
  maker: string; // id
  maker_caption: string;
  says: string;
  source: string | null; // title
  date: string | null;
  sentence: string;
}

export interface EdgeAttributes {
  /** local name of the relation class (Fabrication) and of its edge (FABRICATED_FOR) */
  class: string;
  type: string;
  label: string; // in words: "fabricated for"
  product: string | null; // id
  product_caption: string | null;
  strength: Strength;
  standing: Standing;
  status: string; // the word of O26
  disputed: boolean;
  /** the date as its source gives it, "" if none; bounds as ISO days or null */
  date: string;
  earliest: string | null;
  latest: string | null;
  temporal: "event" | "state" | "timeless";
  precision: Precision;
  sentence: string; // wording by status (G20)
  denials: DenialLine[];
  makers: string[]; // captions of who asserts it
  sources: number;
  marks: string[];
}

/** graphology's own serialisation: `Graph.from(view.graph)`; keys of edges are proposition ids. */
export interface SerialisedGraph {
  attributes: { name?: string };
  options: { type: "mixed" | "directed"; multi: true; allowSelfLoops: true };
  nodes: { key: string; attributes: NodeAttributes }[];
  edges: { key: string; source: string; target: string; undirected?: boolean; attributes: EdgeAttributes }[];
}

/** A source or dataset that an answer draws on, with its terms (F7). */
export interface LicenceLine {
  id: string;
  title: string;
  publisher: string | null;
  licence: string | null;
  redistribution: "allowed" | "attribution" | "excerpts-only" | "unknown" | "not-allowed";
  url: string | null;
}

export interface LinkedView {
  question: Record<string, unknown>;
  digests: { data: string; ontology: string; law: string };
  graph: SerialisedGraph;
  /** points for places (properties.node), lines for flows (properties.edge): RFC 7946, see F74 */
  map: { type: "FeatureCollection"; features: unknown[] };
  timeline: { id: string; earliest: string | null; latest: string | null; precision: Precision; text: string }[];
  table: { columns: { key: string; title: string }[]; rows: Record<string, string | number | null>[] };
  /** ids of nodes without a place, ids of edges without a date: counted in sight (F5) */
  unplaced: string[];
  undated: string[];
  /** what was left out and why, with counts: "200 of 3,412" (F4) */
  shown: { nodes: number; edges: number; edges_in_all: number; next: string | null };
  certificate: Record<string, unknown> | null;
  /** terms of all that the view draws on */
  licences?: LicenceLine[];
}

export interface Hit {
  id: string;
  caption: string;
  class: string;
  group: string;
  matched: string; // the name that matched
  score: number;
  degree: number;
  note: string | null;
}

/** GET /api/v1/entities/{id}/links: what an expansion would bring, before it is done (F27, F44). */
export interface LinkType {
  type: string; // edge type, FABRICATED_FOR
  class: string;
  label: string; // "fabricated for", "was fabricated by"
  direction: "out" | "in" | "both";
  count: number;
}

/** RFC 9457 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  remedy?: string;
  candidates?: { id: string; caption: string; classes: string }[];
  nearest?: string[];
}

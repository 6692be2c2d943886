// The answer of POST /api/v1/routes: that of `chipgraph trace -f json` (docs/reference/trace.schema.json), with the view of
// everything on the routes. Only what the page reads is typed; further keys may be there.
import type { LicenceLine, LinkedView, Standing, Strength } from "./payload.ts";

export interface SourceLine {
  id: string;
  title: string | null;
  publisher: string | null;
  carrier: string | null;
  published: string | null;
  retrieved: string | null;
  url: string | null;
  place: string | null;
  origin: string | null;
  licence: string | null;
}

/** One maker's stance on a record, a statement or a pattern (O19). */
export interface Claim {
  id: string;
  stance: "asserts" | "denies" | "qualifies" | "retracts" | "silent";
  says: string;
  grade: Strength;
  maker: string | null;
  maker_caption: string | null;
  relayed_by: string | null;
  relayed_by_caption: string | null;
  method: string | null;
  published: string | null;
  stated_on: string | null;
  quote: Record<string, string>;
  speaks_of: string | null;
  confidence: string | null;
  source: SourceLine | null;
  withdrawn: boolean;
  about: string | null;
  active: boolean;
  counted: boolean;
}

/** A denial beside the route: how far it reaches, and the steps (from 0) that it denies (W19). */
export interface Denial extends Claim {
  reach: string;
  steps: number[];
}

export interface Window {
  starts: string | null;
  ends: string | null;
  from_earliest: string | null;
  from_latest: string | null;
  to_earliest: string | null;
  to_latest: string | null;
}

export interface Holding {
  holder: string | null;
  holder_caption: string | null;
  product: string | null;
  product_caption: string | null;
}

export interface Alternative {
  type: string;
  edge: string;
  from: string;
  from_caption: string;
  to: string;
  to_caption: string;
  product: string | null;
  product_caption: string | null;
  sentence: string;
  record: string;
  /** id of the edge in the graph */
  proposition: string;
  strength: Strength;
  standing: Standing;
  status: string;
  marks: string[];
  window: Window;
  quantity: Record<string, unknown> | null;
  dataset: string;
  claims: Claim[];
}

export interface Step extends Alternative {
  kind: "possession" | "lineage" | "service" | "group";
  holding_from: Holding;
  holding_to: Holding;
  alternatives: Alternative[];
  days?: [string | null, string | null];
  law?: Record<string, unknown> | null;
}

export type Verdict = "definite" | "possible" | "impossible";

export interface Optimum {
  verdict: Verdict;
  strength: Strength;
  disputed: boolean;
  marks: string[];
  arrival: string | null;
  breaks: number[] | null;
}

export interface Route extends Optimum {
  id: string;
  optima: Optimum[];
  transfers: number;
  lineage: number;
  steps: Step[];
  denials: Denial[];
  /** flagged, open, ...: only where the law was asked for */
  label?: string | null;
}

export interface Family {
  pattern: string[];
  routes: number;
  exemplar: string;
  varies: number[];
  members: string[];
}

export interface DeniedRelation {
  type: string;
  edge: string;
  from: string;
  from_caption: string;
  to: string;
  to_caption: string;
  product: string | null;
  product_caption: string | null;
  sentence: string;
  proposition: string;
  strength: Strength;
  standing: Standing;
  status: string;
  claims: Claim[];
  episode: string | null;
  records: string[];
  windows: Window[];
}

/** What was searched, how far, and what was cut off (W26 to W30). */
export interface Certificate {
  bounds: Record<string, unknown>;
  digests: { graph: string; records: string; ontology: string } & Record<string, string>;
  datasets: { name: string; title?: string | null; rows: number; quarantined: number; licence?: string | null }[];
  engine: string;
  exhaustive: boolean;
  stopped_by: string | null;
  states: number;
  steps: number;
  routes_listed: number;
  routes_in_all: number;
  filters: { name: string; steps_removed: number; route_without: string }[];
  holes: Record<string, unknown>;
  licences?: LicenceLine[];
}

export interface RouteAnswer {
  question: { start?: { id: string; caption: string }[] | null; end: { id: string; caption: string }[] } & Record<string, unknown>;
  routes: Route[];
  families: Family[];
  denied_relations: DeniedRelation[];
  certificate: Certificate;
  why_not?: Record<string, unknown>;
  view?: LinkedView;
}

/** What is sent: the body of POST /api/v1/routes; what is left out has the default of the command line. */
export interface RouteQuestion {
  start?: string[];
  end: string[];
  product?: string;
  known_on?: string;
  max_transfers?: number;
  max_lineage?: number;
  mode?: "follow" | "strict" | "parties";
  min_strength?: Strength;
  disputed?: "include" | "exclude";
  include?: ("denied" | "impossible" | "hs-differs")[];
  since?: string;
  until?: string;
  limit?: number;
  law?: boolean | string;
}

// Reading the answers of the query page: which value is an entity, and where an error lies.

export type Language = "sparql" | "cypher";

const IRI = "https://w3id.org/chipgraph/id/";
/** What is no entity: records, claims and the parts of the walk have no dossier. */
const OTHER = /^(?:prop|rel|claim|source|step|holding|dataset|pattern|statement)-/;
const BARE = /^(?:firm|product|agent|body|facility|territory|list|person)-[\w.-]+$/;

/** The id of an entity that a value names, as an IRI or as it is; null for anything else. */
export function entityId(value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (value.startsWith(IRI)) {
    const id = value.slice(IRI.length);
    return id === "" || OTHER.test(id) ? null : id;
  }
  return BARE.test(value) ? value : null;
}

/** The line (from 1) that a parser's message names: "error at 3:14", "line 3, column 14", "(line:1, col:13)". */
export function lineOf(message: string): number | null {
  const found = /\bline[:\s]+(\d+)/i.exec(message) ?? /\bat (\d+):\d+/.exec(message);
  return found?.[1] === undefined ? null : Number(found[1]);
}

// What the law is asked: an item that goes from one territory to others, to parties; filled from what is selected.
import type { Step } from "../answer.ts";
import type { NodeAttributes } from "../payload.ts";
import type { GraphEdge } from "../state/store.ts";

export interface LawQuestion {
  item: string;
  from: string;
  to: readonly string[];
  parties: readonly string[];
  /** who sends it: letters bind their addressees only */
  exporter: string;
}

export const NO_QUESTION: LawQuestion = { item: "", from: "", to: [], parties: [], exporter: "" };

/** The query of /api/v1/law: `to` and `party` may stand several times. */
export function queryOf(question: LawQuestion, on?: string): string {
  const query = new URLSearchParams({ item: question.item });
  if (question.from !== "") query.set("from", question.from);
  for (const code of question.to) query.append("to", code);
  for (const name of question.parties) query.append("party", name);
  if (question.exporter !== "") query.set("exporter", question.exporter);
  if (on !== undefined) query.set("on", on);
  return query.toString();
}

/** "CN, SG" → CN and SG. */
export function listed(text: string): string[] {
  return [...new Set(text.split(/[,;]/).map((part) => part.trim()).filter((part) => part !== ""))];
}

/** The goods of a judged step: whose figures stand for them, and why (W23). */
export interface JudgedItem {
  name?: string;
  basis?: string;
  figures_of?: string | null;
  classes?: string[];
  settled_by?: string[];
}

interface JudgedStep {
  item?: JudgedItem;
  origin?: string | null;
  destinations?: string[];
  parties?: { name: string }[];
  exporter?: string | null;
}

/** Nothing says which chip the goods of a step are, so the law by day cannot be asked of them. */
const NO_BASIS = "none";

/** The question of a step: as the route judged it, or else from its own words. */
export function ofStep(step: Step): LawQuestion {
  const judged = (step.law ?? {}) as JudgedStep;
  const { item, origin, destinations, parties, exporter } = judged;
  return {
    item: item?.figures_of ?? (item?.basis === NO_BASIS ? "" : (item?.name ?? step.product_caption ?? "")),
    from: origin ?? "",
    to: destinations ?? [],
    parties: parties?.map((party) => party.name) ?? [step.to_caption],
    exporter: exporter ?? (step.law ? "" : step.from_caption),
  };
}

/** The question of an edge that is no step of the chosen route: goods, and where its ends lie. */
export function ofEdge(edge: GraphEdge, nodes: ReadonlyMap<string, NodeAttributes>): LawQuestion {
  const territories = (id: string): string[] => [...new Set(nodes.get(id)?.places.map((place) => place.territory) ?? [])];
  return {
    item: edge.attributes.product_caption ?? "",
    from: territories(edge.source)[0] ?? "",
    to: territories(edge.target),
    parties: [nodes.get(edge.target)?.label ?? ""].filter((name) => name !== ""),
    exporter: nodes.get(edge.source)?.label ?? "",
  };
}

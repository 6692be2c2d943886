// What every export carries: question, certificate, digests, day, and a word on licences (F7).
import type { LicenceLine } from "../payload.ts";
import type { Store } from "../state/store.ts";
import { counted } from "../words.ts";

export interface Provenance {
  made: string;
  question: string;
  certificate: string;
  digests: Record<string, string>;
  shown: string;
  filter: string;
  licences: string[];
}

/** In words what passes the filter; "" where there is none. */
export function filterWords(store: Store): string {
  const { filter, window } = { filter: store.filter.value, window: store.window.value };
  const parts = [];
  if (filter.minStrength !== "none") parts.push(`at least ${filter.minStrength}`);
  if (filter.standingsOff.size > 0) parts.push(`without ${[...filter.standingsOff].join(", ")}`);
  if (filter.typesOff.size > 0) parts.push(`without ${[...filter.typesOff].join(", ")}`);
  if (filter.groupsOff.size > 0) parts.push(`without the group ${[...filter.groupsOff].join(", ")}`);
  if (filter.text !== "") parts.push(`holding “${filter.text}”`);
  if (window[0] !== null || window[1] !== null) parts.push(`from ${window[0] ?? "any day"} to ${window[1] ?? "any day"}${filter.undated ? ", undated kept" : ", undated left out"}`);
  if (store.knownOn.value !== null) parts.push(`published by ${store.knownOn.value}`);
  if (store.hidden.value.size > 0) parts.push(`${store.hidden.value.size} hidden by hand`);
  return parts.join("; ");
}

/** Bounds in words, without those that are not set: "max transfers 6, mode follow". */
function boundWords(bounds: Record<string, unknown>): string {
  return Object.entries(bounds)
    .filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${Array.isArray(value) ? value.join(" and ") : String(value)}`)
    .join(", ");
}

/** Terms of all sources and datasets that the work draws on, each once. */
export function licencesOf(store: Store): LicenceLine[] {
  const lines = [...(store.view.value?.licences ?? []), ...(store.routeAnswer.value?.certificate.licences ?? [])];
  return [...new Map(lines.map((line) => [line.id, line])).values()];
}

export function provenanceOf(store: Store, now: Date): Provenance {
  const view = store.view.value;
  const answer = store.routeAnswer.value;
  const { nodes, edges } = store.visible.value;
  const certificate = answer?.certificate ?? null;
  const seeds = store.seeds.value.map((id) => store.nodes.value.get(id)?.label ?? id);
  const ends = answer === null ? "" : `routes ${answer.question.start?.map((end) => end.caption).join(", ") ?? "anyone"} → ${answer.question.end.map((end) => end.caption).join(", ")}; `;
  return {
    made: now.toISOString(),
    question: `${ends}around ${seeds.join(", ") || "nothing"}`,
    certificate:
      certificate === null
        ? "no route was asked for"
        : `${certificate.exhaustive ? "searched in full within these bounds" : `stopped by ${certificate.stopped_by ?? "a limit"}`}: ${counted(certificate.routes_listed, certificate.routes_in_all)} routes; ${boundWords(certificate.bounds)}`,
    digests: { ...view?.digests },
    shown: `${counted(nodes.size, store.nodes.value.size)} nodes, ${counted(edges.size, store.edges.value.size)} relations`,
    filter: filterWords(store),
    licences: licencesOf(store).map(({ title, publisher, licence, redistribution }) => `${[title, publisher].filter(Boolean).join(", ")}: ${licence ?? "no licence stated"}; passing on: ${redistribution.replaceAll("-", " ")}`),
  };
}

/** The same in lines, for a comment at the head of a text file. */
export function lines(provenance: Provenance): string[] {
  const { made, question, certificate, digests, shown, filter, licences } = provenance;
  return [
    `chipgraph, ${made}`,
    `question: ${question}`,
    `shown: ${shown}${filter === "" ? "" : `; filter: ${filter}`}`,
    `certificate: ${certificate}`,
    `digests: ${Object.entries(digests).map(([name, digest]) => `${name} ${digest}`).join(", ")}`,
    ...licences.map((licence) => `licence: ${licence}`),
  ];
}

// The evidence of one edge: the sentence by its status, both axes, dates, who asserts it and who denies it (F2, F3, F31).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { type ClaimList, saidOf } from "../api.ts";
import type { Claim } from "../answer.ts";
import { StandingBadge, StrengthMark } from "../marks.tsx";
import type { DenialLine } from "../payload.ts";
import { useSession } from "../state/context.ts";
import type { GraphEdge, Store } from "../state/store.ts";
import { classWord, dateWords, plural, PRECISION_WORD } from "../words.ts";
import { ClaimCard } from "./ClaimCard.tsx";
import { CollectButton, Note } from "./Collected.tsx";

/** Claims that came with the route answer: there without asking, and in an export without a service. */
function fromRoutes(store: Store, key: string): ClaimList | null {
  const answer = store.routeAnswer.value;
  const steps = answer?.routes.flatMap((route) => route.steps.flatMap((step) => [step, ...step.alternatives])) ?? [];
  const found = [...steps, ...(answer?.denied_relations ?? [])].find((step) => step.proposition === key);
  if (found === undefined) return null;
  const is = (claim: Claim): boolean => claim.stance === "denies";
  return { claims: found.claims.filter((claim) => !is(claim)), denials: found.claims.filter(is) };
}

function DenialLines({ denials }: { denials: readonly DenialLine[] }): JSX.Element {
  return (
    <ul class="denials">
      {denials.map((denial) => <li key={`${denial.maker} ${denial.sentence}`}>{denial.sentence}{denial.source !== null && <span class="muted"> ({denial.source})</span>}</li>)}
    </ul>
  );
}

function Facts({ edge }: { edge: GraphEdge }): JSX.Element {
  const { store } = useSession();
  const { attributes: a } = edge;
  const end = (id: string): JSX.Element => (
    <button type="button" class="link" onClick={() => store.select([id])}>{store.nodes.value.get(id)?.label ?? id}</button>
  );
  return (
    <dl class="facts">
      <dt>From</dt><dd>{end(edge.source)}</dd>
      <dt>To</dt><dd>{end(edge.target)}</dd>
      {a.product !== null && <><dt>Product</dt><dd>{store.nodes.value.has(a.product) ? end(a.product) : (a.product_caption ?? a.product)}</dd></>}
      <dt>Date</dt><dd class="number">{a.date === "" ? "no date on record" : `${dateWords(a.date)} (${PRECISION_WORD[a.precision]})`}</dd>
      <dt>Asserted by</dt><dd>{a.makers.length === 0 ? "nobody" : a.makers.join(", ")}{a.sources > 0 && <span class="muted"> in {plural(a.sources, "source")}</span>}</dd>
      {a.marks.length > 0 && <><dt>Taken for granted</dt><dd>{a.marks.join(", ")}</dd></>}
    </dl>
  );
}

export function Evidence({ edge }: { edge: GraphEdge }): JSX.Element {
  const { store, api } = useSession();
  const list = useSignal<ClaimList | null>(null);
  const said = useSignal("");
  const { attributes: a } = edge;
  useEffect(() => {
    list.value = fromRoutes(store, edge.key);
    said.value = "";
    if (store.offline.value) return;
    api.claims({ edge: edge.key }).then(
      (answer) => (list.value = answer),
      (error: unknown) => (said.value = list.value === null ? saidOf(error).text : ""),
    );
  }, [edge.key]);
  const denials = list.value?.denials ?? [];
  return (
    <article class="evidence" data-id={edge.key} aria-label="Evidence">
      <p class="eyebrow">{classWord(a.class)}</p>
      <h2 class="evidence-sentence">{a.sentence}</h2>
      <p class="evidence-axes"><StrengthMark strength={a.strength} /> <StandingBadge standing={a.standing} /></p>
      <Facts edge={edge} />
      <div class="actions"><CollectButton ids={[edge.key]} /></div>
      <Note id={edge.key} />
      <h3>Denials <span class="muted number">{list.value === null ? a.denials.length : denials.length}</span></h3>
      {list.value === null && a.denials.length > 0 && <DenialLines denials={a.denials} />}
      {list.value !== null && denials.length > 0 && <ul class="claims">{denials.map((claim) => <ClaimCard key={claim.id} claim={claim} />)}</ul>}
      {(list.value === null ? a.denials : denials).length === 0 && <p class="muted small">No denial of this is on record here.</p>}
      <h3>Claims <span class="muted number">{list.value === null ? "" : list.value.claims.length}</span></h3>
      {said.value !== "" && <p class="notice-error" role="alert">{said.value}</p>}
      {list.value === null && said.value === "" && !store.offline.value && <p class="muted small">Reading the claims …</p>}
      {list.value !== null && <ul class="claims">{list.value.claims.map((claim) => <ClaimCard key={claim.id} claim={claim} />)}</ul>}
    </article>
  );
}

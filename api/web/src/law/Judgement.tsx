// The answer of the law for one day or one step: which rules, their status in the text and as enforced, what is taken for granted,
// what is not known and would settle it, and the lawful explanations (F35, O31 to O34, G3, G10). It clears nobody and accuses nobody.
import type { ComponentChildren, JSX } from "preact";
import { LABEL_MEANS, LABEL_SIGN } from "../routeview/words.ts";
import { type Hook, licenceWord } from "./spans.ts";

export interface Explanation {
  id: string;
  text: string;
  citation: string;
  state: string;
  supports: string[];
  contradicts: string[];
  unknown: string[];
  supported_by: string;
}

interface Cited {
  id: string;
  certain: boolean;
  citation: string;
  note?: string | null;
  /** known from the press alone */
  reported_threshold?: boolean;
}

/** What the sources leave open, on which a rule rests (O32). */
interface OpenQuestion {
  id: string;
  question: string;
  last_known: string;
}

/** What the page reads of an answer of /api/v1/law, or of the law of a step. */
export interface JudgementData {
  label: string;
  licence: string;
  by_text?: string;
  as_enforced?: string;
  policy: string | null;
  classes?: string[];
  hooks: Hook[];
  letters?: Cited[];
  exceptions?: Cited[];
  pending?: string[];
  unanswered?: string[];
  notes?: string[];
  explanations?: Explanation[];
  open_questions?: OpenQuestion[];
}

export function Judgement({ answer }: { answer: JudgementData }): JSX.Element {
  const bound = (answer.letters ?? []).some((letter) => letter.certain);
  const questions = new Map((answer.open_questions ?? []).map((one) => [one.id, `${one.question} (last known: ${one.last_known})`]));
  const { label, licence, by_text: text, as_enforced: enforced, policy } = answer;
  return (
    <div class="law-answer">
      <p class="law-head">
        <span class={`chip law-label law-label-${label.replaceAll(" ", "-")}`}><span aria-hidden="true">{LABEL_SIGN[label]}</span> {label}</span>
        <span>licence by the rules: <strong>{licenceWord(licence)}</strong></span>
        {bound && <span>a letter binds the exporter: see below</span>}
        {policy !== null && <span class="muted">policy: {licenceWord(policy)}</span>}
      </p>
      <p class="small muted">{LABEL_MEANS[label]}</p>
      {text !== undefined && enforced !== undefined && text !== enforced && (
        <p class="law-differs">By the text: <strong>{licenceWord(text)}</strong>. As enforced: <strong>{licenceWord(enforced)}</strong>.</p>
      )}
      <Section title="Rules that reach this hop" empty="None is shown to.">
        {answer.hooks.map((hook, i) => (
          <HookEntry key={i} hook={hook} questions={questions} />
        ))}
      </Section>
      <Section title="Letters that bind their addressees only">{(answer.letters ?? []).map((one) => <CitedEntry key={one.id} one={one} />)}</Section>
      <Section title="Not known; an answer would settle it">{(answer.unanswered ?? []).map((text) => <li key={text}>{text}</li>)}</Section>
      <Section title="Lawful explanations that would fit">
        {(answer.explanations ?? []).map((explanation) => (
          <ExplanationEntry key={explanation.id} explanation={explanation} />
        ))}
      </Section>
      <Section title="Exceptions">{(answer.exceptions ?? []).map((one) => <CitedEntry key={one.id} one={one} />)}</Section>
      <Section title="In force, not yet to be complied with">{(answer.pending ?? []).map((text) => <li key={text}>{text}</li>)}</Section>
      <Section title="Notes">{(answer.notes ?? []).map((text) => <li key={text}>{text}</li>)}</Section>
    </div>
  );
}

/** A titled list; without entries it is left out, unless it has words for that. */
export function Section({ title, empty, children }: { title: string; empty?: string; children: ComponentChildren[] }): JSX.Element | null {
  if (children.length === 0 && empty === undefined) return null;
  return (
    <section class="law-section">
      <h3>{title}</h3>
      {children.length === 0 ? <p class="muted">{empty}</p> : <ul>{children}</ul>}
    </section>
  );
}

function HookEntry({ hook, questions }: { hook: Hook; questions: ReadonlyMap<string, string> }): JSX.Element {
  const sure = hook.applies === "applies";
  return (
    <li class={sure ? "law-hook law-hook-sure" : "law-hook"}>
      <div>
        <strong>{hook.rule}</strong> <span class="muted">{hook.version}</span> <span class="badge">{licenceWord(hook.applies)}</span>
      </div>
      <div>
        {hook.limb}
        {hook.party !== null && `; because of ${hook.party}`}
        {hook.party_role && ` (${hook.party_role}${hook.party_strength && hook.party_strength !== "direct" ? `, ${hook.party_strength}` : ""})`}
      </div>
      <div class="muted">{hook.citation}</div>
      <div>
        text: <strong>{licenceWord(hook.text_status)}</strong>; enforcement: <strong>{licenceWord(hook.enforcement_status)}</strong>
        {hook.applies_from && `; from ${hook.applies_from}`}
        {hook.policy !== null && `; ${licenceWord(hook.policy)}`}
      </div>
      <Words name="licence" texts={(hook.readings ?? []).map(({ reading, licence }) => `${reading} ${licenceWord(licence)}`)} />
      <Words name="taken for granted" texts={hook.takes_for_granted} />
      <Words name="not known" texts={hook.unknown} />
      <Words name="readings not verified" texts={hook.unconfirmed.map((id) => `${id} ${questions.get(id) ?? ""}`.trim())} />
    </li>
  );
}

function Words({ name, texts }: { name: string; texts: readonly string[] }): JSX.Element | null {
  return texts.length === 0 ? null : <div class="law-words"><span class="muted">{name}:</span> {texts.join("; ")}</div>;
}

function CitedEntry({ one }: { one: Cited }): JSX.Element {
  return (
    <li>
      <strong>{one.id}</strong> <span class="badge">{one.certain ? "applies" : "may apply"}</span>
      {one.note && <div>{one.note}</div>}
      {one.reported_threshold && <div>Its thresholds are known from the press alone.</div>}
      <div class="muted">{one.citation}</div>
    </li>
  );
}

function ExplanationEntry({ explanation }: { explanation: Explanation }): JSX.Element {
  const { text, citation, state, supports, contradicts, unknown, supported_by: paper } = explanation;
  return (
    <li class="law-explanation">
      <div>{text} <span class={`badge law-state-${state}`}>{state}</span></div>
      <div class="muted">{citation}</div>
      <Words name="speaks for it" texts={supports} />
      <Words name="speaks against it" texts={contradicts} />
      <Words name="not known" texts={unknown} />
      <Words name="would be shown by" texts={[paper]} />
    </li>
  );
}

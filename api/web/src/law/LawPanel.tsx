// The law of a hop, by day: a slider over all days that shows where the answer flips and what changed, then the answer of that day
// in full (F35). The question is filled from the selected step or edge.
import "./law.css";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Step } from "../answer.ts";
import { useSize } from "../map/useSize.ts";
import { useStore } from "../state/context.ts";
import type { Store } from "../state/store.ts";
import { isoOf } from "../timeline/days.ts";
import { Classification, type ClassificationData, type ClassStretch, outcomesWord } from "./Classification.tsx";
import { DayControl } from "./DayControl.tsx";
import { Judgement, type JudgementData } from "./Judgement.tsx";
import { LawForm } from "./LawForm.tsx";
import { LawStrip, type StripRow } from "./LawStrip.tsx";
import { type JudgedItem, type LawQuestion, NO_QUESTION, ofEdge, ofStep, queryOf } from "./question.ts";
import { changesOf, daysToShow, indexOn, lettersOf, licenceWord, type Span } from "./spans.ts";
import { type Asked, useAnswer } from "./useAnswer.ts";

const today = (): string => isoOf(Math.floor(Date.now() / 86_400_000));

export function LawPanel(): JSX.Element {
  const store = useStore();
  const step = selectedStep(store);
  const [question, ask] = useState<LawQuestion>(NO_QUESTION);
  useEffect(() => {
    const filled = step !== null ? ofStep(step) : selectedQuestion(store);
    if (filled !== null) ask(filled);
  }, [step, store.selection.value]);
  const day = store.lawDay.value ?? today();
  return (
    <section class="panel" id="law" aria-label="Law">
      <header class="panel-head">
        <h2>Law by day</h2>
      </header>
      <div class="panel-body law-body" tabIndex={0} role="group" aria-label="The law of a hop">
        <LawForm question={question} ask={ask} />
        {question.item === "" ? (
          <p class="empty">
            {step === null ? "Choose a step of a route, or name an item and where it goes." : `Nothing says which chip “${step.product_caption ?? "the goods"}” is. Name a chip to see the law of this hop by day.`}
          </p>
        ) : (
          <Days question={question} day={day} />
        )}
        {step?.law && (
          <section class="law-step" aria-label="The step in its route">
            <h3>The selected step, on all days on which it can have happened in its route</h3>
            <p class="small">{step.sentence}</p>
            <ItemBasis item={step.law["item"] as JudgedItem | undefined} />
            <Judgement answer={step.law as unknown as JudgementData} />
          </section>
        )}
      </div>
    </section>
  );
}

/** Of which chip the figures are by which the goods of a step were judged (W23). */
function ItemBasis({ item }: { item: JudgedItem | undefined }): JSX.Element | null {
  if (item?.name === undefined) return null;
  const { name, basis = "none", figures_of: chip, classes = [], settled_by: settled = [] } = item;
  const judged = chip ? `judged by the figures of ${chip} (${basis})` : "nothing says which chip it is";
  return (
    <p class="small">
      Goods: {name}; {judged}.{classes.length > 0 && ` Class: ${outcomesWord(classes)}.`}
      {settled.length > 0 && ` It would be settled by: ${settled.map(licenceWord).join(", ")}.`}
    </p>
  );
}

/** The step of the chosen route that is selected. */
function selectedStep(store: Store): Step | null {
  const { chosenRoute, routeAnswer, selection } = store;
  const route = chosenRoute.value ?? routeAnswer.value?.routes[0];
  return route?.steps.find((step) => selection.value.has(step.proposition)) ?? null;
}

/** What a selected edge or product asks. */
function selectedQuestion(store: Store): LawQuestion | null {
  for (const id of store.selection.value) {
    const edge = store.edges.value.get(id);
    if (edge !== undefined) return ofEdge(edge, store.nodes.value);
    const node = store.nodes.value.get(id);
    if (node?.group === "product") return { ...NO_QUESTION, item: node.label };
  }
  return null;
}

function Days({ question, day }: { question: LawQuestion; day: string }): JSX.Element {
  const store = useStore();
  const chip = encodeURIComponent(question.item);
  const law = useAnswer<{ spans: Span[] }>(`law/days?${queryOf(question)}`);
  const classes = useAnswer<{ spans: ClassStretch[] }>(`classify/${chip}/days`);
  const onDay = useAnswer<JudgementData>(law.problem === null ? `law?${queryOf(question, day)}` : null);
  const chipOnDay = useAnswer<ClassificationData>(classes.problem === null ? `classify/${chip}?on=${day}` : null);
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const spans = law.answer?.spans ?? [];
  const days = daysToShow([...spans, ...(classes.answer?.spans ?? [])], [today(), day]);
  const choose = (next: string): void => {
    store.lawDay.value = next;
  };
  return (
    <>
      <Problem asked={law} />
      <div ref={frame} class="law-strip">
        {width > 0 && spans.length > 0 && <LawStrip rows={rowsOf(spans, classes.answer?.spans ?? [])} days={days} day={day} width={width} choose={choose} />}
      </div>
      {spans.length > 0 && <DayControl spans={spans} days={days} day={day} choose={choose} />}
      {spans.length > 0 && <Flip spans={spans} day={day} />}
      {onDay.answer !== null && (
        <div aria-busy={onDay.waiting}>
          <h3>On {day}</h3>
          <Judgement answer={onDay.answer} />
        </div>
      )}
      {onDay.problem !== null && law.problem === null && <Problem asked={onDay} />}
      {chipOnDay.answer !== null && <Classification answer={chipOnDay.answer} />}
    </>
  );
}

/** Strips: the licence, apart by text and as enforced where these differ on some day, and the class of the chip. */
function rowsOf(spans: readonly Span[], classes: readonly ClassStretch[]): StripRow[] {
  const licence = (name: string, of: (span: Span) => string): StripRow => ({
    name,
    spans,
    look: (i) => {
      const answer = of(spans[i] as Span);
      return { word: licenceWord(answer), className: `law-${answer.replaceAll("_", "-")}` };
    },
  });
  const differ = spans.some((span) => span.by_text !== span.as_enforced);
  const rows = differ
    ? [licence("licence by the text", (span) => span.by_text ?? span.licence), licence("licence as enforced", (span) => span.as_enforced ?? span.licence)]
    : [licence("licence by the rules", (span) => span.licence)];
  if (spans.some((span) => (span.letters ?? []).length > 0)) rows.push(lettersRow(spans));
  if (classes.length === 0) return rows;
  const look: StripRow["look"] = (i) => {
    const { outcomes, determined } = classes[i] as ClassStretch;
    const free = outcomes.length === 1 && outcomes[0] === "not_controlled";
    return { word: outcomesWord(outcomes), className: determined ? (free ? "law-not-required" : "law-controlled") : "law-may-be-required" };
  };
  return [...rows, { name: "class of the item", spans: classes, look }];
}

/** Letters stand apart from the licence: they bind their addressees only. */
function lettersRow(spans: readonly Span[]): StripRow {
  return {
    name: "letters to the exporter",
    spans,
    look: (i) => {
      const letters = (spans[i] as Span).letters ?? [];
      if (letters.length === 0) return { word: "none", className: "law-not-required" };
      const sure = letters.some((letter) => letter.certain);
      return { word: sure ? "binds" : "may bind", className: sure ? "law-required" : "law-may-be-required" };
    },
  };
}

/** The stretch of the chosen day, and what changed when it began. */
function Flip({ spans, day }: { spans: readonly Span[]; day: string }): JSX.Element | null {
  const at = indexOn(spans, day);
  const now = spans[at];
  if (now === undefined) return null;
  const before = spans[at - 1];
  return (
    <div class="law-flip" role="status">
      <p>
        From <strong>{now.since ?? "the beginning"}</strong> to <strong>{now.until ?? "further notice"}</strong>: licence <strong>{licenceWord(now.licence)}</strong>
        {now.by_text !== now.as_enforced && ` (by the text ${licenceWord(now.by_text ?? "")}, as enforced ${licenceWord(now.as_enforced ?? "")})`}, {now.label}
      </p>
      {lettersOf(now).map((letter) => (
        <p key={letter}><strong>{letter}</strong></p>
      ))}
      {before !== undefined && (
        <>
          <h4>What changed on {now.since}</h4>
          <ul class="law-changes">
            {changesOf(before, now).map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Problem({ asked }: { asked: Asked<unknown> }): JSX.Element | null {
  if (asked.problem === null) return null;
  return (
    <p class="law-problem" role="alert">
      {asked.problem.text} {asked.problem.remedy}
    </p>
  );
}

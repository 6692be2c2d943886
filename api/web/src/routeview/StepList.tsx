// The steps of the chosen route in full, in their order: sentence, both axes, dates, what is taken for granted, who denies it, the
// law in those days (W19, W22, F2, F3). This list is the accessible form of the drawing.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Route, Step } from "../answer.ts";
import { StandingBadge, StrengthMark } from "../marks.tsx";
import { Judgement, type JudgementData } from "../law/Judgement.tsx";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import { denialsBeside, denialsOfStep } from "./drawing.ts";
import { Claims, Denials, DenialsByReach } from "./Evidence.tsx";
import { daysInRoute, type MarkWords, marksInWords, quantityWords, stated } from "./words.ts";

export function StepList({ route, marks }: { route: Route; marks: MarkWords }): JSX.Element {
  return (
    <div class="route-steps">
      <h3 id="route-steps-title">Steps of this route</h3>
      <ol aria-labelledby="route-steps-title">
        {route.steps.map((step, i) => (
          <StepEntry key={i} route={route} step={step} position={i} marks={marks} />
        ))}
      </ol>
      <DenialsByReach denials={denialsBeside(route)} />
    </div>
  );
}

interface EntryProps {
  route: Route;
  step: Step;
  position: number;
  marks: MarkWords;
}

function StepEntry({ route, step, position, marks }: EntryProps): JSX.Element {
  const store = useStore();
  const item = useRef<HTMLLIElement>(null);
  const selected = store.selection.value.has(step.proposition);
  useEffect(() => {
    if (selected && item.current !== null) showWithin(item.current);
  }, [selected]);
  const denials = denialsOfStep(route, position);
  const others = step.claims.filter((claim) => claim.stance !== "denies");
  const outside = !store.visible.value.edges.has(step.proposition);
  return (
    <li ref={item} class={selected ? "route-entry route-entry-selected" : "route-entry"} data-id={step.proposition}>
      <button class="link route-sentence" aria-pressed={selected} onClick={() => store.select([step.proposition])}>
        {position + 1}. {step.sentence}
      </button>
      <div class="route-facts">
        <StrengthMark strength={step.strength} />
        <StandingBadge standing={step.standing} />
        {outside && <span class="chip">does not pass the filter</span>}
      </div>
      <StepFacts step={step} marks={marks} />
      <DenialsByReach denials={denials} />
      <StepLaw step={step} />
      <details>
        <summary>
          {plural(others.length, "claim")}
          {step.alternatives.length > 0 && `, ${plural(step.alternatives.length, "other record")} of the same step`}
        </summary>
        <Claims claims={others} />
        <Alternatives step={step} />
      </details>
    </li>
  );
}

/** Bring an entry into sight in its own list; the page itself is never moved. */
function showWithin(entry: HTMLElement): void {
  const list = entry.closest<HTMLElement>(".route-detail");
  if (list === null || getComputedStyle(list).overflowY !== "auto") return;
  const [outer, inner] = [list.getBoundingClientRect(), entry.getBoundingClientRect()];
  if (inner.top < outer.top || inner.height > outer.height) list.scrollTop += inner.top - outer.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}

function StepFacts({ step, marks }: { step: Step; marks: MarkWords }): JSX.Element {
  const days = daysInRoute(step.days);
  const quantity = quantityWords(step.quantity);
  const facts: [string, string | null][] = [
    ["Goods", step.holding_to.product_caption ?? step.product_caption],
    ["Dates", stated(step.window)],
    ["In this route", days],
    ["Quantity", quantity],
    ["Taken for granted", step.marks.length > 0 ? marksInWords(step.marks, marks) : null],
  ];
  return (
    <dl class="route-dl">
      {facts.map(([name, value]) =>
        value === null || value === "" ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function StepLaw({ step }: { step: Step }): JSX.Element | null {
  const store = useStore();
  const label = step.law?.["label"];
  if (typeof label !== "string") return null;
  const show = (): void => {
    store.select([step.proposition]);
    store.lawDay.value = step.days?.[1] ?? step.days?.[0] ?? null;
    store.activeView.value = "law";
  };
  if (store.offline.value) {
    return (
      <details>
        <summary>Law in these days: {label}</summary>
        <Judgement answer={step.law as unknown as JudgementData} />
      </details>
    );
  }
  return (
    <div class="route-law-line">
      Law in these days: <strong>{label}</strong>
      <button class="link" onClick={show}>which rules, by day</button>
    </div>
  );
}

function Alternatives({ step }: { step: Step }): JSX.Element | null {
  if (step.alternatives.length === 0) return null;
  return (
    <ul class="route-claims">
      {step.alternatives.map((other) => (
        <li key={other.record}>
          {other.sentence} <span class="muted">({stated(other.window)})</span>
          <div class="route-facts">
            <StrengthMark strength={other.strength} />
            <StandingBadge standing={other.standing} />
          </div>
          <Denials denials={other.claims.filter((claim) => claim.stance === "denies")} />
        </li>
      ))}
    </ul>
  );
}

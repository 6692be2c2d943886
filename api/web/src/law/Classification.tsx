// The class of a chip on the day: the outcomes still possible, what would settle them, figures with their sources.
import type { JSX } from "preact";
import { Section } from "./Judgement.tsx";
import { licenceWord, type Stretch } from "./spans.ts";

export interface ClassStretch extends Stretch {
  outcomes: string[];
  determined: boolean;
}

interface Figure {
  name: string;
  min: number | null;
  max: number | null;
  unit: string;
  source: string;
  confidence: string | null;
}

export interface ClassificationData {
  item: string;
  on: string;
  outcomes: string[];
  determined: boolean;
  settled_by: string[];
  figures: Figure[];
  rules: { id: string; citation: string }[];
  other_readings?: unknown[];
  variants?: { item: string; outcomes: string[] }[];
  unconfirmed?: string[];
  notes?: string[];
}

export const outcomesWord = (outcomes: readonly string[]): string => outcomes.map(licenceWord).join(" or ");

export function Classification({ answer }: { answer: ClassificationData }): JSX.Element {
  const { item, outcomes, determined, settled_by: settled, rules, variants = [], unconfirmed = [], notes = [] } = answer;
  return (
    <details class="law-class">
      <summary>
        Class of {item}: <strong>{outcomesWord(outcomes)}</strong>
        {!determined && " (not determined)"}
      </summary>
      <Section title="What would settle it">{settled.map((name) => <li key={name}>{licenceWord(name)}</li>)}</Section>
      <Section title="By">{rules.map((rule) => <li key={rule.id}>{rule.id} <span class="muted">{rule.citation}</span></li>)}</Section>
      <Section title="Figures">
        {answer.figures.map((figure, i) => (
          <li key={i}>
            {licenceWord(figure.name)}: <span class="number">{figureWords(figure)}</span> <span class="muted">{figure.source}</span>
          </li>
        ))}
      </Section>
      <Section title="Variants">{variants.map((one) => <li key={one.item}>{one.item}: {outcomesWord(one.outcomes)}</li>)}</Section>
      <Section title="Readings not verified">{unconfirmed.map((text) => <li key={text}>{text}</li>)}</Section>
      <Section title="Notes">{notes.map((text) => <li key={text}>{text}</li>)}</Section>
    </details>
  );
}

function figureWords({ min, max, unit }: Figure): string {
  if (min === null && max === null) return "not known";
  const figure = min === max ? `${min}` : `${min ?? "up to"}${min === null ? " " : " to "}${max ?? "more"}`;
  return `${figure} ${unit}`;
}

// What stands in a box of the route drawing, as lines of text with their places, so that the layout knows each size before
// anything is drawn.
import type { Standing, Strength } from "../payload.ts";
import { BADGE, classWord, STRENGTH_WORD } from "../words.ts";
import { type DrawnLink, type DrawnNode, holdingWords, shownUse } from "./drawing.ts";
import { columns, wrapped } from "./text.ts";
import { denialHead, LABEL_SIGN, type MarkWords, marksInWords, stated } from "./words.ts";

export interface Line {
  text: string;
  className: string;
  /** baseline, from the top of the box */
  y: number;
  /** from the left of the box */
  x: number;
}

export interface Card {
  width: number;
  height: number;
  lines: Line[];
}

export interface StepCard extends Card {
  strength: Strength;
  standing: Standing;
  /** where the badge of the standing stands, and how wide it is */
  badge: { x: number; y: number; width: number; text: string };
}

export const STRENGTH_LINE = "route-strength";
const LINE_HEIGHT = 16;
const PADDING = 10;
const NODE_WIDTH = 240;
const CARD_WIDTH = 264;
const ICON = 22;
/** Width of one column of text in the sizes of the drawing, in px; for wide system fonts. */
const NAME_COLUMN = 8.2;
const BOLD_COLUMN = 7.7;
const TEXT_COLUMN = 6.9;
export const MOST_DENIALS = 2;

const fit = (width: number, column: number): number => Math.floor(width / column);

/** The box of a holding: who holds, and what. */
export function nodeCard(node: DrawnNode): Card {
  const { holder, product } = holdingWords(node.holding);
  const inner = NODE_WIDTH - 2 * PADDING;
  const names = wrapped(holder, fit(inner - ICON, NAME_COLUMN), 2);
  const goods = wrapped(product, fit(inner, TEXT_COLUMN), 2);
  const lines: Line[] = [];
  let y = PADDING + 11;
  for (const text of names) {
    lines.push({ text, className: "route-name", x: PADDING + ICON, y });
    y += LINE_HEIGHT;
  }
  for (const text of goods) {
    lines.push({ text, className: node.holding.product === null ? "route-goods route-unnamed" : "route-goods", x: PADDING, y });
    y += LINE_HEIGHT;
  }
  return { width: NODE_WIDTH, height: y - LINE_HEIGHT + PADDING, lines };
}

/** All text of a card in the order in which it is drawn: the accessible name holds what is seen. */
export function textOf(card: Card | StepCard): string {
  const badge = "badge" in card ? card.badge.text : null;
  return card.lines.flatMap((line) => (line.className === STRENGTH_LINE && badge !== null ? [line.text, badge] : [line.text])).join(" ");
}

/** What a step says, from the labels of the view. */
export interface CardWords {
  /** the relation in words: "fabricated for" */
  label: string;
  marks: MarkWords;
}

/** The card that stands on the line of a step: relation, dates, strength, standing, marks, denials (F2, F3). */
export function stepCard(link: DrawnLink, chosen: string | null, words: CardWords): StepCard {
  const { step } = shownUse(link, chosen);
  const inner = CARD_WIDTH - 2 * PADDING;
  const lines: Line[] = [];
  let y = PADDING + 10;
  const put = (text: string, className: string, x = PADDING): void => {
    lines.push({ text, className, x, y });
    y += LINE_HEIGHT;
  };
  for (const text of wrapped(words.label, fit(inner, BOLD_COLUMN), 2)) put(text, "route-verb");
  for (const text of wrapped(stated(step.window), fit(inner, TEXT_COLUMN), 2)) put(text, "route-date");
  const word = STRENGTH_WORD[step.strength];
  const { sign, word: standing } = BADGE[step.standing];
  const badgeText = sign === "" ? standing : `${sign} ${standing}`;
  const badge = { x: PADDING + columns(word) * TEXT_COLUMN + 12, y: y - 12, width: columns(badgeText) * TEXT_COLUMN + 8, text: badgeText };
  put(word, STRENGTH_LINE);
  const label = typeof step.law?.["label"] === "string" ? step.law["label"] : null;
  if (label !== null) put(`${LABEL_SIGN[label] ?? ""} law: ${label}`.trim(), `route-law route-law-${label.replaceAll(" ", "-")}`);
  if (step.marks.length > 0) {
    const text = `taken for granted: ${marksInWords(step.marks, words.marks)}`;
    for (const line of wrapped(text, fit(inner, TEXT_COLUMN), 2)) put(line, "route-mark");
  }
  for (const denial of link.denials.slice(0, MOST_DENIALS)) {
    for (const line of wrapped(`✕ ${denialHead(denial)}`, fit(inner, TEXT_COLUMN), 2)) put(line, "route-denial");
  }
  if (link.denials.length > MOST_DENIALS) put(`✕ and ${link.denials.length - MOST_DENIALS} more`, "route-denial");
  return { width: CARD_WIDTH, height: y - LINE_HEIGHT + PADDING, lines, strength: step.strength, standing: step.standing, badge };
}

/** The relation of a step in words: the label of its edge, or else its class. */
export function stepLabel(label: string | undefined, type: string): string {
  return label ?? classWord(type);
}

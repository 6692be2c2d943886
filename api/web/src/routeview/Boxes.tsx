// The pieces of the route drawing: the line of a step, the box of a holding, the card of a step. Boxes are buttons: they can be
// focused, pressed and read (F11).
import { Fragment, type JSX } from "preact";
import { GroupShape } from "../marks.tsx";
import { useStore } from "../state/context.ts";
import type { Store } from "../state/store.ts";
import { LINE } from "../words.ts";
import { type Card, MOST_DENIALS, type StepCard, STRENGTH_LINE, textOf } from "./cards.ts";
import { type DrawnLink, type DrawnNode, holdingWords, shownUse } from "./drawing.ts";
import type { Box } from "./layout.ts";
import { pathThrough } from "./path.ts";
import { denialHead } from "./words.ts";

const used = (routes: Iterable<string>, chosen: string | null): boolean => chosen === null || [...routes].includes(chosen);

/** The line of a step: its pattern says the strength (F12). */
export function StepLine({ link, chosen, points }: { link: DrawnLink; chosen: string | null; points: { x: number; y: number }[] }): JSX.Element {
  const { step } = shownUse(link, chosen);
  const on = used(link.uses.map((use) => use.route), chosen);
  const { dash, width, colour } = LINE[step.strength];
  const stroke = on ? `var(${colour})` : "var(--line-strong)";
  const end = points.at(-1);
  return (
    <g class={on ? "route-line" : "route-line route-beside"}>
      <path d={pathThrough(points)} fill="none" stroke={stroke} stroke-width={on ? width + 0.5 : 1.25} stroke-dasharray={dash ?? "none"} />
      {end !== undefined && <path d={`M${end.x},${end.y}l-5,-9h10z`} fill={stroke} />}
    </g>
  );
}

interface BoxState {
  className: string;
  events: JSX.IntrinsicElements["g"];
}

/** What a box does when it is pointed at, focused or pressed; `ids` are what it stands for in all views. */
function boxState(store: Store, ids: readonly string[], target: readonly string[], on: boolean): BoxState {
  const { selection, hovered } = store;
  const selected = ids.some((id) => selection.value.has(id));
  const pointed = hovered.value !== null && ids.includes(hovered.value);
  const first = target[0] ?? null;
  const press = (event: MouseEvent | KeyboardEvent): void => {
    store.select(target, event.ctrlKey || event.metaKey || event.shiftKey ? "toggle" : "replace");
  };
  return {
    className: ["route-box", on ? "route-on" : "route-beside", selected && "route-selected", pointed && "route-pointed"].filter(Boolean).join(" "),
    events: {
      role: "button",
      tabindex: 0,
      "aria-pressed": selected,
      onClick: press,
      onKeyDown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        press(event);
      },
      onPointerEnter: () => (hovered.value = first),
      onPointerLeave: () => (hovered.value = null),
      onFocus: () => (hovered.value = first),
      onBlur: () => (hovered.value = null),
    },
  };
}

/** The box of a holding. */
export function HoldingBox({ node, chosen, card, box }: { node: DrawnNode; chosen: string | null; card: Card | undefined; box: Box | undefined }): JSX.Element | null {
  const store = useStore();
  if (card === undefined || box === undefined) return null;
  const { holding, entity } = node;
  const { holder, product } = holdingWords(holding);
  const ids = [holding.holder, holding.product].filter((id): id is string => id !== null);
  const { className, events } = boxState(store, ids, entity === null ? [] : [entity], used(node.routes, chosen));
  const group = store.nodes.value.get(entity ?? "")?.group ?? "unknown";
  return (
    <g {...events} class={`${className} route-holding`} data-box={node.id} data-id={entity ?? undefined} transform={corner(box)} aria-label={`${textOf(card)}; a holding of ${holder}: ${product}`}>
      <title>{`${holder}\n${product}`}</title>
      <rect width={card.width} height={card.height} rx="6" />
      <g transform="translate(10,10)"><GroupShape group={group} /></g>
      <Lines card={card} />
    </g>
  );
}

/** The card of a step, on its line. */
export function StepBox({ link, chosen, card, box }: { link: DrawnLink; chosen: string | null; card: StepCard | undefined; box: Box | undefined }): JSX.Element | null {
  const store = useStore();
  if (card === undefined || box === undefined) return null;
  const { step } = shownUse(link, chosen);
  const propositions = [step.proposition, ...step.alternatives.map((other) => other.proposition)];
  const { className, events } = boxState(store, propositions, [step.proposition], used(link.uses.map((use) => use.route), chosen));
  const passes = propositions.some((id) => store.visible.value.edges.has(id));
  const said = [
    step.sentence,
    textOf(card),
    ...link.denials.slice(MOST_DENIALS).map(denialHead),
    passes ? "" : "does not pass the filter",
  ];
  return (
    <g {...events} class={`${className} route-step ${passes ? "" : "route-outside"}`} data-box={link.id} data-id={step.proposition} transform={corner(box)} aria-label={said.filter(Boolean).join("; ")}>
      <title>{step.sentence}</title>
      <rect width={card.width} height={card.height} rx="4" />
      <Lines card={card} />
    </g>
  );
}

const corner = ({ x, y, width, height }: Box): string => `translate(${x - width / 2},${y - height / 2})`;

/** Lines of one box are words apart for those who read it by voice. */
const spaced = (text: string): string => `${text} `;

function Lines({ card }: { card: Card | StepCard }): JSX.Element {
  return (
    <>
      {card.lines.map((line, i) => (
        <Fragment key={i}>
          <text class={line.className} x={line.x} y={line.y}>{spaced(line.text)}</text>
          {"badge" in card && line.className === STRENGTH_LINE && <Badge card={card} />}
        </Fragment>
      ))}
    </>
  );
}

function Badge({ card: { badge, standing } }: { card: StepCard }): JSX.Element {
  return (
    <>
      <rect class={`route-badge route-badge-${standing}`} x={badge.x} y={badge.y} width={badge.width} height="16" rx="3" />
      <text class={`route-badge-word route-badge-${standing}`} x={badge.x + 5} y={badge.y + 12}>{spaced(badge.text)}</text>
    </>
  );
}

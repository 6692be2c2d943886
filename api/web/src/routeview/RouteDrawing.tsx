// The routes as a drawing: holdings as boxes, steps as lines that carry a card (F8, F11 to F14). The order of the DOM is that of
// the answer and never changes; lines lie in a group below. Everything can be reached and read by keyboard.
import { Fragment, type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { SaveDrawing } from "../export/SaveDrawing.tsx";
import { GroupShape } from "../marks.tsx";
import { useStore } from "../state/context.ts";
import type { Store } from "../state/store.ts";
import { LINE, plural } from "../words.ts";
import { type Card, nodeCard, MOST_DENIALS, type StepCard, stepCard, stepLabel, STRENGTH_LINE, textOf } from "./cards.ts";
import { type Drawing, type DrawnLink, type DrawnNode, holdingWords, shownUse } from "./drawing.ts";
import { type Arrow, ARROWS, neighbour } from "./keys.ts";
import { type Box, type LayoutAnswer, type LayoutRequest, pathThrough } from "./layout.ts";
import { createLayoutClient } from "./layoutClient.ts";
import { denialHead, type MarkWords } from "./words.ts";

interface Props {
  drawing: Drawing;
  chosen: string | null;
  marks: MarkWords;
}

interface Cards {
  nodes: ReadonlyMap<string, Card>;
  links: ReadonlyMap<string, StepCard>;
}

/** Below this the text is too small to read: the drawing scrolls instead. */
const SMALLEST_SCALE = 0.8;
const ZOOM = 1.25;
/** Left and right of the drawing, in px; as in the style. */
const FRAME_PADDING = 16;

export function RouteDrawing({ drawing, chosen, marks }: Props): JSX.Element {
  const store = useStore();
  const labels = store.edges.value;
  const cards = useMemo<Cards>(() => {
    const labelOf = (link: DrawnLink): string => {
      const { step } = shownUse(link, chosen);
      return stepLabel(labels.get(step.proposition)?.attributes.label, step.type);
    };
    return {
      nodes: new Map(drawing.nodes.map((node) => [node.id, nodeCard(node)])),
      links: new Map(drawing.links.map((link) => [link.id, stepCard(link, chosen, { label: labelOf(link), marks })])),
    };
  }, [drawing, chosen, labels, marks]);
  const layout = useLayout(drawing, cards);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [zoom, setZoom] = useState<number | null>(null);
  const fitted = layout === null || width === 0 ? 1 : Math.min(1, Math.max(SMALLEST_SCALE, width / layout.width));
  const scale = zoom ?? fitted;

  useChosenInSight(frame, drawing, chosen, layout, scale);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!ARROWS.includes(event.key)) return;
    const from = (event.target as Element).closest("[data-box]")?.getAttribute("data-box");
    const to = from === null || from === undefined ? null : neighbour(drawing, chosen, from, event.key as Arrow);
    if (to === null) return;
    event.preventDefault();
    frame.current?.querySelector<SVGGElement>(`[data-box="${CSS.escape(to)}"]`)?.focus();
  };

  return (
    <div class="route-canvas">
      <div class="route-tools" role="group" aria-label="Size of the drawing">
        <button class="quiet" aria-label="Smaller" onClick={() => setZoom(Math.max(0.3, scale / ZOOM))}>−</button>
        <button class="quiet" aria-label="Larger" onClick={() => setZoom(Math.min(2, scale * ZOOM))}>+</button>
        <button class="quiet" onClick={() => setZoom(null)} disabled={zoom === null}>Fit</button>
        <SaveDrawing id="route-drawing" what="the drawing of the routes" />
      </div>
      <div class="route-frame" ref={frame} tabIndex={0} role="group" aria-label="Drawing of the routes; arrow keys follow the steps">
        {layout !== null && (
          <svg
            id="route-drawing"
            class="route-svg"
            width={Math.round(layout.width * scale)}
            height={Math.round(layout.height * scale)}
            viewBox={`0 0 ${layout.width} ${layout.height}`}
            role="group"
            aria-label={`${plural(drawing.drawn.length, "route")}: ${plural(drawing.nodes.length, "holding")}, ${plural(drawing.links.length, "step")}`}
            onKeyDown={onKeyDown}
          >
            <g class="route-lines" aria-hidden="true">
              {drawing.links.map((link) => (
                <StepLine key={link.id} link={link} chosen={chosen} points={layout.links[link.id]?.points ?? []} />
              ))}
            </g>
            <g class="route-nodes">
              {drawing.nodes.map((node) => (
                <HoldingBox key={node.id} node={node} chosen={chosen} card={cards.nodes.get(node.id)} box={layout.nodes[node.id]} />
              ))}
            </g>
            <g class="route-cards">
              {drawing.links.map((link) => (
                <StepBox key={link.id} link={link} chosen={chosen} card={cards.links.get(link.id)} box={layout.links[link.id]?.card} />
              ))}
            </g>
          </svg>
        )}
      </div>
    </div>
  );
}

/** Ask for the layout of what is drawn; an answer to an older question is dropped. */
function useLayout(drawing: Drawing, cards: Cards): LayoutAnswer | null {
  const client = useMemo(() => createLayoutClient(), []);
  const [layout, setLayout] = useState<LayoutAnswer | null>(null);
  useEffect(() => () => client.close(), [client]);
  useEffect(() => {
    let wanted = true;
    void client.ask(requestOf(drawing, cards)).then((answer) => {
      if (wanted) setLayout(answer);
    });
    return () => {
      wanted = false;
    };
  }, [client, drawing, cards]);
  return layout;
}

/** Scroll sideways to the chosen route where the drawing is wider than its frame. */
function useChosenInSight(frame: { current: HTMLElement | null }, drawing: Drawing, chosen: string | null, layout: LayoutAnswer | null, scale: number): void {
  useEffect(() => {
    if (frame.current === null || layout === null) return;
    const cards = drawing.links.filter((link) => link.uses.some((use) => use.route === chosen)).flatMap((link) => layout.links[link.id]?.card ?? []);
    if (cards.length === 0) return;
    const middle = cards.reduce((sum, card) => sum + card.x, 0) / cards.length;
    frame.current.scrollLeft = middle * scale - frame.current.clientWidth / 2;
  }, [chosen, layout, scale]);
}

function requestOf(drawing: Drawing, cards: Cards): LayoutRequest {
  const size = (card: Card | undefined): { width: number; height: number } => ({ width: card?.width ?? 0, height: card?.height ?? 0 });
  return {
    nodes: drawing.nodes.map((node) => ({ id: node.id, tier: node.tier, ...size(cards.nodes.get(node.id)) })),
    links: drawing.links.map((link) => ({ id: link.id, from: link.from, to: link.to, ...size(cards.links.get(link.id)) })),
  };
}

function useWidth(frame: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth - FRAME_PADDING));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

const used = (routes: Iterable<string>, chosen: string | null): boolean => chosen === null || [...routes].includes(chosen);

function StepLine({ link, chosen, points }: { link: DrawnLink; chosen: string | null; points: { x: number; y: number }[] }): JSX.Element {
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
      tabIndex: 0,
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

function HoldingBox({ node, chosen, card, box }: { node: DrawnNode; chosen: string | null; card: Card | undefined; box: Box | undefined }): JSX.Element | null {
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

function StepBox({ link, chosen, card, box }: { link: DrawnLink; chosen: string | null; card: StepCard | undefined; box: Box | undefined }): JSX.Element | null {
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

// The routes as a drawing: holdings as boxes, steps as lines that carry a card (F8, F11 to F14). The order of the DOM is that of
// the answer and never changes; lines lie in a group below. Everything can be reached and read by keyboard.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { SaveDrawing } from "../export/SaveDrawing.tsx";
import { useSize } from "../map/useSize.ts";
import { offthread } from "../offthread.ts";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import { HoldingBox, StepBox, StepLine } from "./Boxes.tsx";
import { type Card, nodeCard, type StepCard, stepCard, stepLabel } from "./cards.ts";
import { type Drawing, type DrawnLink, shownUse } from "./drawing.ts";
import { type Arrow, ARROWS, neighbour } from "./keys.ts";
import type { LayoutAnswer, LayoutRequest } from "./layout.ts";
import type { MarkWords } from "./words.ts";

interface Props {
  drawing: Drawing;
  chosen: string | null;
  marks: MarkWords;
}

interface Cards {
  nodes: ReadonlyMap<string, Card>;
  links: ReadonlyMap<string, StepCard>;
}

const askDagre = offthread<LayoutRequest, LayoutAnswer>("dagre");
/** Below this the text is too small to read: the drawing scrolls instead. */
const SMALLEST_SCALE = 0.8;
const ZOOM = 1.25;
const LEAST_ZOOM = 0.3;
const MOST_ZOOM = 2;
/** Left and right of the drawing, in px; as in the style. */
const FRAME_PADDING = 16;

export function RouteDrawing({ drawing, chosen, marks }: Props): JSX.Element {
  const cards = useCards(drawing, chosen, marks);
  const layout = useLayout(drawing, cards);
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const [zoom, setZoom] = useState<number | null>(null);
  const fitted = layout === null || width === 0 ? 1 : Math.min(1, Math.max(SMALLEST_SCALE, (width - FRAME_PADDING) / layout.width));
  const scale = zoom ?? fitted;
  useChosenInSight(frame, drawing, chosen, layout, scale);
  return (
    <div class="route-canvas">
      <div class="route-tools" role="group" aria-label="Size of the drawing">
        <button class="quiet" aria-label="Smaller" onClick={() => setZoom(Math.max(LEAST_ZOOM, scale / ZOOM))}>−</button>
        <button class="quiet" aria-label="Larger" onClick={() => setZoom(Math.min(MOST_ZOOM, scale * ZOOM))}>+</button>
        <button class="quiet" onClick={() => setZoom(null)} disabled={zoom === null}>Fit</button>
        <SaveDrawing id="route-drawing" what="the drawing of the routes" />
      </div>
      <div
        class="route-frame"
        ref={frame}
        tabIndex={0}
        role="group"
        aria-label="Drawing of the routes; arrow keys follow the steps"
        onKeyDown={(event) => followArrow(event, drawing, chosen)}
      >
        {layout !== null && <Picture drawing={drawing} chosen={chosen} cards={cards} layout={layout} scale={scale} />}
      </div>
    </div>
  );
}

interface PictureProps {
  drawing: Drawing;
  chosen: string | null;
  cards: Cards;
  layout: LayoutAnswer;
  scale: number;
}

function Picture({ drawing: { drawn, nodes, links }, chosen, cards, layout, scale }: PictureProps): JSX.Element {
  return (
    <svg
      id="route-drawing"
      class="route-svg"
      width={Math.round(layout.width * scale)}
      height={Math.round(layout.height * scale)}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label={`${plural(drawn.length, "route")}: ${plural(nodes.length, "holding")}, ${plural(links.length, "step")}`}
    >
      <g class="route-lines" aria-hidden="true">
        {links.map((link) => (
          <StepLine key={link.id} link={link} chosen={chosen} points={layout.links[link.id]?.points ?? []} />
        ))}
      </g>
      <g class="route-nodes">
        {nodes.map((node) => (
          <HoldingBox key={node.id} node={node} chosen={chosen} card={cards.nodes.get(node.id)} box={layout.nodes[node.id]} />
        ))}
      </g>
      <g class="route-cards">
        {links.map((link) => (
          <StepBox key={link.id} link={link} chosen={chosen} card={cards.links.get(link.id)} box={layout.links[link.id]?.card} />
        ))}
      </g>
    </svg>
  );
}

/** Move the focus along the route or beside it. */
function followArrow(event: KeyboardEvent, drawing: Drawing, chosen: string | null): void {
  if (!ARROWS.includes(event.key)) return;
  const from = (event.target as Element).closest("[data-box]")?.getAttribute("data-box");
  const to = from === null || from === undefined ? null : neighbour(drawing, chosen, from, event.key as Arrow);
  if (to === null) return;
  event.preventDefault();
  document.querySelector<SVGGElement>(`#route-drawing [data-box="${CSS.escape(to)}"]`)?.focus();
}

/** What stands in each box, as the chosen route has it. */
function useCards(drawing: Drawing, chosen: string | null, marks: MarkWords): Cards {
  const edges = useStore().edges.value;
  return useMemo(() => {
    const labelOf = (link: DrawnLink): string => {
      const { step } = shownUse(link, chosen);
      return stepLabel(edges.get(step.proposition)?.attributes.label, step.type);
    };
    return {
      nodes: new Map(drawing.nodes.map((node) => [node.id, nodeCard(node)])),
      links: new Map(drawing.links.map((link) => [link.id, stepCard(link, chosen, { label: labelOf(link), marks })])),
    };
  }, [drawing, chosen, edges, marks]);
}

/** Ask for the layout of what is drawn; an answer to an older question is dropped. */
function useLayout(drawing: Drawing, cards: Cards): LayoutAnswer | null {
  const [layout, setLayout] = useState<LayoutAnswer | null>(null);
  useEffect(() => {
    let wanted = true;
    void askDagre(requestOf(drawing, cards)).then((answer) => {
      if (wanted) setLayout(answer);
    });
    return () => {
      wanted = false;
    };
  }, [drawing, cards]);
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

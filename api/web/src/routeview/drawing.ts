// Several routes as one drawing: holdings are nodes, steps are links (W1, W9). Each holding and each step is there once, however
// many routes use it, and the order of both never depends on which route is chosen, so that a focus stays where it is (F11).
import type { Denial, Holding, Route, Step } from "../answer.ts";

/** How many nodes are laid out at most (F8). */
export const MOST_NODES = 300;

export interface DrawnNode {
  id: string;
  holding: Holding;
  /** the entity that a click selects: the holder, or the product where anyone may hold it */
  entity: string | null;
  /** how many steps it lies from the start, at most, on any drawn route (F14) */
  tier: number;
  routes: ReadonlySet<string>;
}

/** One step as one of the routes has it: two routes may show two witnesses of one step. */
export interface LinkUse {
  route: string;
  /** position in the route, from 0 */
  position: number;
  step: Step;
}

export interface DrawnLink {
  id: string;
  from: string;
  to: string;
  uses: readonly LinkUse[];
  /** denials of this step on any route (W19), each once */
  denials: readonly Denial[];
}

export interface Drawing {
  nodes: readonly DrawnNode[];
  links: readonly DrawnLink[];
  /** ids of the routes that are drawn, in the order of the answer */
  drawn: readonly string[];
}

export const holdingId = (holding: Holding): string => `${holding.holder ?? "*"} ${holding.product ?? "*"}`;
export const stepId = (step: Step): string => `${step.kind} ${holdingId(step.holding_from)} ${holdingId(step.holding_to)}`;

/** Names of a holding: who holds, and what. */
export function holdingWords(holding: Holding): { holder: string; product: string } {
  return {
    holder: holding.holder_caption ?? "whoever holds it",
    product: holding.product_caption ?? "nothing named yet",
  };
}

/** Which routes fit into `most` nodes: the chosen one first, then in the order of the answer; given back in that order. */
export function fitting(routes: readonly Route[], chosen: string | null, most = MOST_NODES): Route[] {
  const taken = new Set<string>();
  const kept = new Set<string>();
  const first = routes.filter((route) => route.id === chosen);
  for (const route of [...first, ...routes.filter((other) => other.id !== chosen)]) {
    const added = statesOf(route).filter((id) => !taken.has(id));
    if (kept.size > 0 && taken.size + added.length > most) continue;
    for (const id of added) taken.add(id);
    kept.add(route.id);
  }
  return routes.filter((route) => kept.has(route.id));
}

function statesOf(route: Route): string[] {
  return [...new Set(route.steps.flatMap((step) => [holdingId(step.holding_from), holdingId(step.holding_to)]))];
}

interface GrowingNode extends DrawnNode {
  routes: Set<string>;
}
interface GrowingLink extends DrawnLink {
  uses: LinkUse[];
  denials: Denial[];
}

/** Put routes together into one drawing. */
export function drawingOf(routes: readonly Route[]): Drawing {
  const nodes = new Map<string, GrowingNode>();
  const links = new Map<string, GrowingLink>();
  const reach = (holding: Holding, tier: number, route: string): string => {
    const id = holdingId(holding);
    const node = nodes.get(id) ?? { id, holding, entity: holding.holder ?? holding.product, tier, routes: new Set<string>() };
    node.tier = Math.max(node.tier, tier);
    node.routes.add(route);
    nodes.set(id, node);
    return id;
  };
  for (const route of routes) {
    route.steps.forEach((step, position) => {
      const from = reach(step.holding_from, position, route.id);
      const to = reach(step.holding_to, position + 1, route.id);
      const id = stepId(step);
      const link = links.get(id) ?? { id, from, to, uses: [], denials: [] };
      link.uses.push({ route: route.id, position, step });
      const known = new Set(link.denials.map((denial) => denial.id));
      link.denials.push(...denialsOfStep(route, position).filter((denial) => !known.has(denial.id)));
      links.set(id, link);
    });
  }
  return { nodes: [...nodes.values()], links: [...links.values()], drawn: routes.map((route) => route.id) };
}

/** The denials of one step of a route. */
export function denialsOfStep(route: Route, position: number): Denial[] {
  return route.denials.filter((denial) => denial.steps.includes(position));
}

/** The denials that stand beside the route as a whole: of an indirect dealing, or between two of its parties (W19). */
export function denialsBeside(route: Route): Denial[] {
  return route.denials.filter((denial) => denial.steps.length === 0);
}

/** The step as the chosen route has it, else as the first route that uses it. */
export function shownUse(link: DrawnLink, chosen: string | null): LinkUse {
  const use = link.uses.find((one) => one.route === chosen) ?? link.uses[0];
  if (use === undefined) throw new Error(`The link ${link.id} is used by no route.`);
  return use;
}

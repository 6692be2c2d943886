// Which box of the drawing the arrow keys go to: up and down along the route, left and right beside it.
import type { Drawing } from "./drawing.ts";

export type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";
export const ARROWS: readonly string[] = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/** The box to focus, or null where there is none in that direction. Ways of the chosen route come first. */
export function neighbour(drawing: Drawing, chosen: string | null, id: string, arrow: Arrow): string | null {
  const link = drawing.links.find((one) => one.id === id);
  if (arrow === "ArrowDown" || arrow === "ArrowUp") {
    if (link !== undefined) return arrow === "ArrowDown" ? link.to : link.from;
    const side = arrow === "ArrowDown" ? "from" : "to";
    const ways = drawing.links.filter((one) => one[side] === id);
    return (ways.find((one) => one.uses.some((use) => use.route === chosen)) ?? ways[0])?.id ?? null;
  }
  const beside = besideOf(drawing, id);
  const at = beside.indexOf(id);
  return beside[arrow === "ArrowRight" ? at + 1 : at - 1] ?? null;
}

function besideOf(drawing: Drawing, id: string): string[] {
  const node = drawing.nodes.find((one) => one.id === id);
  if (node !== undefined) return drawing.nodes.filter((one) => one.tier === node.tier).map((one) => one.id);
  const tier = new Map(drawing.nodes.map((one) => [one.id, one.tier]));
  const own = drawing.links.find((one) => one.id === id);
  return drawing.links.filter((one) => tier.get(one.from) === tier.get(own?.from ?? "")).map((one) => one.id);
}

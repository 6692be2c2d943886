// A drawing of the page (routes, map, timeline, law) as an SVG that stands alone: colours and type written into it, with what every
// export carries below it (F7, F38).
import { wrapped } from "../routeview/text.ts";
import { lines, provenanceOf } from "./provenance.ts";
import { download } from "./save.ts";
import { xml } from "./texts.ts";
import type { Session } from "../state/context.ts";

/** What a stylesheet sets and a file has to carry itself. */
const CARRIED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "paint-order", "vector-effect", "opacity", "font-size", "font-weight", "font-style", "font-family", "text-anchor", "display", "visibility"] as const;
/** Values that need no writing down. */
const USUAL: Readonly<Record<string, string>> = { "fill-opacity": "1", "stroke-opacity": "1", opacity: "1", "stroke-linecap": "butt", "stroke-linejoin": "miter", "paint-order": "normal", "vector-effect": "none", "font-style": "normal", "text-anchor": "start", visibility: "visible", display: "inline" };
/** Marks of the page that say nothing in a file. */
const PAGE_ONLY = ["class", "role", "tabindex", "aria-pressed", "aria-hidden", "aria-label", "data-id", "data-box", "data-territory", "data-window"];
const LINE_HEIGHT = 14;
const MARGIN = 12;
const COLUMN = 6.4;
const MOST_LINES = 6;

function carry(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of CARRIED) {
    const value = style.getPropertyValue(name);
    if (value !== "" && value !== USUAL[name]) to.setAttribute(name, name === "fill" || name === "stroke" ? unquoted(value) : value);
  }
  for (const name of PAGE_ONLY) to.removeAttribute(name);
  [...from.children].forEach((child, i) => {
    const twin = to.children[i];
    if (twin !== undefined) carry(child, twin);
  });
}

/** `url("#pattern")` as `url(#pattern)`. */
const unquoted = (value: string): string => value.replace(/url\("(?:[^"]*)(#[^"]+)"\)/, "url($1)");

/** The drawing as text, with lines of provenance at its foot. Patterns that it uses come along. */
export function standalone(drawing: SVGSVGElement, foot: readonly string[], title: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  carry(drawing, copy);
  const [, , width = 0, height = 0] = (drawing.getAttribute("viewBox") ?? `0 0 ${drawing.clientWidth} ${drawing.clientHeight}`).split(" ").map(Number);
  const text = new XMLSerializer();
  const used = new Set(copy.outerHTML.match(/url\(#[\w-]+\)/g) ?? []);
  const patterns = [...used].map((url) => document.getElementById(url.slice(5, -1))).filter((one): one is HTMLElement => one !== null && !drawing.contains(one));
  const defs = patterns.map((pattern) => {
    const twin = pattern.cloneNode(true) as Element;
    carry(pattern, twin);
    return text.serializeToString(twin);
  });
  const { color, font, ground } = looks();
  const told = foot.flatMap((line) => wrapped(line, Math.floor((width - 2 * MARGIN) / COLUMN), MOST_LINES));
  const total = height + MARGIN + told.length * LINE_HEIGHT + MARGIN;
  const words = told.map((line, i) => `<text x="${MARGIN}" y="${height + MARGIN + (i + 1) * LINE_HEIGHT}" font-size="10" fill="${color}">${xml(line)}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" font-family="${xml(font)}">`,
    `<title>${xml(title)}</title><metadata>${xml(foot.join("\n"))}</metadata>`,
    `<defs>${defs.join("")}</defs>`,
    `<rect width="${width}" height="${total}" fill="${ground}"/>`,
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    ...[...copy.children].map((child) => text.serializeToString(child)),
    "</svg>",
    ...words,
    "</svg>\n",
  ].join("\n");
}

function looks(): { color: string; font: string; ground: string } {
  const style = getComputedStyle(document.body);
  return { color: style.color, font: style.fontFamily.replaceAll('"', "'"), ground: style.getPropertyValue("--panel").trim() || "white" };
}

/** Hand a drawing of the page to the user as a file. */
export function saveDrawing({ store }: Session, id: string, credit?: string): void {
  const drawing = document.getElementById(id);
  if (!(drawing instanceof SVGSVGElement)) return;
  const now = new Date();
  const about = provenanceOf(store, now);
  const stamp = now.toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
  download(standalone(drawing, [...lines(about), ...(credit === undefined ? [] : [`map: ${credit}`])], about.question), "image/svg+xml;charset=utf-8", `chipgraph-${id.replace("-drawing", "")}-${stamp}.svg`);
}

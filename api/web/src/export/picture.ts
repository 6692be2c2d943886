// The graph as SVG: shapes, line patterns, words and provenance, as on the canvas (F12, F38). The PNG is this SVG, rasterised, so
// that both say the same and both work without WebGL.
import { askLayout } from "../graph/layoutclient.ts";
import type { Palette } from "../graph/palette.ts";
import { neighboursOf, offsetsOf, radiusOf, shortened } from "../graph/scene.ts";
import type { GraphEdge, Position, Store } from "../state/store.ts";
import { BADGE, groupLook, LINE, STRENGTH_WORD, STRENGTHS } from "../words.ts";
import { lines, provenanceOf } from "./provenance.ts";
import { xml } from "./texts.ts";

const WIDTH = 1600;
const HEIGHT = 1000;
const EDGE = 90;

interface Spot extends Position {
  radius: number;
}

function shape(kind: string, { x, y, radius: r }: Spot, colour: string): string {
  const at = (points: readonly (readonly [number, number])[]): string => `<polygon fill="${colour}" points="${points.map(([dx, dy]) => `${(x + dx * r).toFixed(1)},${(y + dy * r).toFixed(1)}`).join(" ")}"/>`;
  if (kind === "square") return at([[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]]);
  if (kind === "diamond") return at([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]);
  if (kind === "triangle") return at([[0, -1.24], [1.07, 0.62], [-1.07, 0.62]]);
  if (kind === "hexagon") return at([[-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95], [-1.1, 0]]);
  const ring = kind === "ring" ? `fill="none" stroke="${colour}" stroke-width="${(r * 0.4).toFixed(1)}"` : `fill="${colour}"`;
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(kind === "ring" ? r * 0.8 : r).toFixed(1)}" ${ring}/>`;
}

function text(x: number, y: number, words: string, size: number, colour: string, halo: string, anchor = "start"): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" fill="${colour}" stroke="${halo}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${xml(words)}</text>`;
}

async function spots(store: Store): Promise<Map<string, Spot>> {
  const { nodes } = store.visible.value;
  const all = [...store.edges.value.values()];
  const near = neighboursOf(all);
  const seeds = new Set(store.seeds.value);
  const kept = store.positions.value;
  const radius = (id: string): number => radiusOf(near.get(id)?.size ?? 0, seeds.has(id));
  const placed = [...nodes].every((id) => kept.has(id))
    ? kept
    : new Map((await askLayout({ nodes: [...nodes].map((id) => ({ id, x: null, y: null, size: radius(id), fixed: false })), edges: all })).map(([id, x, y]) => [id, { x, y }]));
  const shown = [...nodes].map((id): [string, Position] => [id, placed.get(id) ?? { x: 0, y: 0 }]);
  const [xs, ys] = [shown.map(([, at]) => at.x), shown.map(([, at]) => at.y)];
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((WIDTH - 3 * EDGE) / (right - left || 1), (HEIGHT - 2 * EDGE) / (high - low || 1));
  const [aside, down] = [(WIDTH - (right - left) * scale) / 2 - 40, (HEIGHT - (high - low) * scale) / 2];
  return new Map(shown.map(([id, at]) => [id, { x: aside + (at.x - left) * scale, y: down + (high - at.y) * scale, radius: radius(id) }]));
}

function drawnEdge({ source, target, undirected, attributes: a }: GraphEdge, at: Map<string, Spot>, offset: number, palette: Palette): string {
  const [from, to] = [at.get(source), at.get(target)];
  if (from === undefined || to === undefined || source === target) return "";
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const [ox, oy] = [uy * offset, -ux * offset];
  const share = Math.min(0.76, Math.max(0.24, 0.5 + offset * 0.03));
  const line = LINE[a.strength];
  const colour = a.standing === "denied" ? palette.denied : a.standing === "disputed" ? palette.disputed : palette.strength(a.strength);
  const head = undirected === true ? 0 : 6 + line.width * 1.5;
  const tip: [number, number] = [to.x + ox - ux * (to.radius + 1), to.y + oy - uy * (to.radius + 1)];
  const base: [number, number] = [tip[0] - ux * head, tip[1] - uy * head];
  const half = 2 + line.width;
  const arrow = head === 0 ? "" : `<polygon fill="${colour}" points="${tip.map((n) => n.toFixed(1)).join(",")} ${(base[0] - uy * half).toFixed(1)},${(base[1] + ux * half).toFixed(1)} ${(base[0] + uy * half).toFixed(1)},${(base[1] - ux * half).toFixed(1)}"/>`;
  const dash = line.dash === null ? "" : ` stroke-dasharray="${line.dash}"`;
  const word = a.standing === "undisputed" || length < 46 ? "" : text(from.x + dx * share + ox, from.y + dy * share + oy + 3.5, `${BADGE[a.standing].sign} ${BADGE[a.standing].word}`, 10.5, colour, palette.panel, "middle");
  return `<g><title>${xml(`${a.sentence} (${a.strength}, ${a.standing})`)}</title><line x1="${(from.x + ox).toFixed(1)}" y1="${(from.y + oy).toFixed(1)}" x2="${base[0].toFixed(1)}" y2="${base[1].toFixed(1)}" stroke="${colour}" stroke-width="${line.width}"${dash}/>${arrow}${word}</g>`;
}

function legend(store: Store, palette: Palette): string {
  const used = STRENGTHS.filter((strength) => [...store.edges.value.values()].some((edge) => edge.attributes.strength === strength)).reverse();
  return used
    .map((strength, row) => {
      const { dash, width } = LINE[strength];
      const y = 28 + row * 20;
      return `<line x1="20" x2="60" y1="${y}" y2="${y}" stroke="${palette.strength(strength)}" stroke-width="${width}"${dash === null ? "" : ` stroke-dasharray="${dash}"`}/>${text(70, y + 4, STRENGTH_WORD[strength], 12, palette.ink, palette.panel)}`;
    })
    .join("");
}

export async function svg(store: Store, palette: Palette, now: Date): Promise<string> {
  const at = await spots(store);
  const { edges } = store.visible.value;
  const shown = [...store.edges.value.values()].filter((edge) => edges.has(edge.key));
  const offsets = offsetsOf(shown);
  const nodes = [...at].map(([id, spot]) => {
    const node = store.nodes.value.get(id);
    const group = node?.group ?? "";
    return `<g><title>${xml(node?.label ?? id)}</title>${shape(groupLook(group).shape, spot, palette.group(group))}${text(spot.x + spot.radius + 5, spot.y + 4, shortened(node?.label ?? id), 13, palette.ink, palette.panel)}</g>`;
  });
  const about = lines(provenanceOf(store, now));
  const terms = about.filter((line) => line.startsWith("licence: ")).length;
  const told = [...about.filter((line) => !line.startsWith("licence: ")), ...(terms === 0 ? [] : [`terms of ${terms} sources and datasets: in the metadata of the SVG, and in the other exports`])];
  const foot = told.map((line, row) => text(20, HEIGHT + 18 + row * 15, shortened(line, 250), 11, palette.quiet, palette.panel));
  const height = HEIGHT + 30 + told.length * 15;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="${xml(palette.font)}">`,
    `<title>${xml(provenanceOf(store, now).question)}</title><metadata>${xml(about.join("\n"))}</metadata>`,
    `<rect width="${WIDTH}" height="${height}" fill="${palette.panel}"/>`,
    ...shown.map((edge) => drawnEdge(edge, at, offsets.get(edge.key) ?? 0, palette)),
    ...nodes,
    legend(store, palette),
    ...foot,
    "</svg>\n",
  ].join("\n");
}

/** The SVG as a PNG, twice as large so that it prints well. */
export async function png(drawing: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([drawing], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error("The picture is too large for this browser. Save it as SVG.")) : resolve(blob)), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

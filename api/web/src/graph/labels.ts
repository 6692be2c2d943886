// How names and words are written on the canvas: with a halo in the ground's colour, so that lines do not cut them.
import type { EdgeLook } from "./programs.ts";
import type { Palette } from "./palette.ts";

interface At {
  x: number;
  y: number;
  size: number;
}
type Named = At & { label?: string | null; color?: string };
type Word = Partial<EdgeLook> & { label: string | null };

function haloed(context: CanvasRenderingContext2D, text: string, x: number, y: number, ink: string, ground: string): void {
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = ground;
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
}

export function drawNodeName(context: CanvasRenderingContext2D, data: Named, palette: Palette): void {
  if (!data.label) return;
  context.font = `500 12px ${palette.font}`;
  haloed(context, data.label, data.x + data.size + 4, data.y + 4, palette.ink, palette.panel);
}

/** The node under the pointer: its name on a ground of its own. */
export function drawNodeHover(context: CanvasRenderingContext2D, data: Named, palette: Palette): void {
  if (!data.label) return;
  context.font = `600 12px ${palette.font}`;
  const width = context.measureText(data.label).width;
  context.beginPath();
  context.roundRect(data.x + data.size + 1, data.y - 10, width + 9, 20, 4);
  context.fillStyle = palette.panel;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = palette.quiet;
  context.stroke();
  context.fillStyle = palette.ink;
  context.fillText(data.label, data.x + data.size + 5, data.y + 4);
  context.beginPath();
  context.arc(data.x, data.y, data.size + 4, 0, Math.PI * 2);
  context.lineWidth = 2;
  context.strokeStyle = palette.ink;
  context.stroke();
}

/** A word in the middle of an edge, level, so that it can be read. */
export function drawEdgeWord(context: CanvasRenderingContext2D, edge: Word, source: At, target: At, palette: Palette): void {
  if (!edge.label) return;
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const length = Math.hypot(dx, dy);
  if (length < 46) return;
  const aside = edge.offset ?? 0;
  // Words of edges that lie side by side stand one after the other. The shader's y points up, the canvas's down: the normal of
  // (dx, -dy) is (dy, dx), which is (dy, -dx) here.
  const share = Math.min(0.76, Math.max(0.24, 0.5 + aside * 0.03));
  const x = source.x + dx * share + (dy / length) * aside;
  const y = source.y + dy * share - (dx / length) * aside;
  context.font = `600 10.5px ${palette.font}`;
  context.textAlign = "center";
  haloed(context, edge.label, x, y + 3.5, edge.color ?? palette.ink, palette.panel);
  context.textAlign = "start";
}

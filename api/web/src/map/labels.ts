// Which words are written on the map: standings first, then the fullest points, none over another; the rest are told when a point
// or line is reached.
export interface Spelling {
  text: string;
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
}

export interface Label {
  id: string;
  /** larger comes first */
  weight: number;
  className: string;
  /** where and how it may be written, the best first */
  spellings: readonly Spelling[];
}

export interface PlacedLabel extends Spelling {
  id: string;
  className: string;
}

export interface Disc {
  x: number;
  y: number;
  radius: number;
}

const LETTER = 6.8;
const HEIGHT = 14;
const GAP = 4;

interface Box {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

const meet = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

function boxOf({ text, x, y, anchor }: Spelling): Box {
  const long = text.length * LETTER;
  const left = anchor === "start" ? x : anchor === "end" ? x - long : x - long / 2;
  return { x0: left, x1: left + long, y0: y - HEIGHT / 2, y1: y + HEIGHT / 2 };
}

/** A name beside its point: to the right, or to the left. */
export function beside(text: string, { x, y, radius }: Disc): Spelling[] {
  return [
    { text, x: x + radius + GAP, y, anchor: "start" },
    { text, x: x - radius - GAP, y, anchor: "end" },
  ];
}

/** Place labels; drop those that find no room between points and other labels. The same input gives the same labels. */
export function placeLabels(labels: readonly Label[], points: readonly Disc[], width: number): PlacedLabel[] {
  const taken: Box[] = points.map(({ x, y, radius }) => ({ x0: x - radius, x1: x + radius, y0: y - radius, y1: y + radius }));
  const placed: PlacedLabel[] = [];
  const order = [...labels].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  for (const { id, className, spellings } of order) {
    for (const spelling of spellings) {
      const box = boxOf(spelling);
      if (box.x0 < 0 || box.x1 > width || taken.some((other) => meet(box, other))) continue;
      taken.push(box);
      placed.push({ ...spelling, id, className });
      break;
    }
  }
  return placed;
}

// Text into lines of an SVG, which does not wrap: by width in columns, where a wide (CJK) letter takes two.
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How many columns a text takes. */
export function columns(text: string): number {
  let count = 0;
  for (const letter of text) count += WIDE.test(letter) ? 2 : 1;
  return count;
}

/** Cut a text to a width; what was cut shows as "…". */
export function clipped(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const letter of text) {
    used += WIDE.test(letter) ? 2 : 1;
    if (used > width) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}

/** Break a text into at most `most` lines of `width` columns, at spaces where there are any. */
export function wrapped(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  const pieces = text.split(/\s+/).filter((word) => word !== "");
  while (pieces.length > 0) {
    const word = pieces.shift() as string;
    const longer = line === "" ? word : `${line} ${word}`;
    if (columns(longer) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === most - 1) return [...lines, clipped([longer, ...pieces].join(" "), width)];
    if (line !== "") {
      lines.push(line);
      line = "";
      pieces.unshift(word);
    } else {
      const [head, tail] = split(word, width);
      lines.push(head);
      pieces.unshift(tail);
    }
  }
  return line === "" ? lines : [...lines, line];
}

function split(word: string, width: number): [string, string] {
  let head = "";
  for (const letter of word) {
    if (head !== "" && columns(head + letter) > width) break;
    head += letter;
  }
  return [head, word.slice(head.length)];
}

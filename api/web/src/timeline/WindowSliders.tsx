// The time window by keyboard: two sliders over the parts of time, and what they mean in words.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../state/context.ts";
import { dayOf, isoOf } from "./days.ts";
import { nearestEdge, windowOf } from "./histogram.ts";

const WAIT_MS = 350;

/** Positions of the window among the edges of the parts. */
function positions(window: readonly [string | null, string | null], edges: readonly number[]): [number, number] {
  const from = dayOf(window[0]);
  const to = dayOf(window[1]);
  return [from === null ? 0 : edges.indexOf(nearestEdge(from, edges)), to === null ? edges.length - 1 : edges.indexOf(nearestEdge(to + 1, edges))];
}

export function WindowSliders({ edges }: { edges: readonly number[] }): JSX.Element {
  const store = useStore();
  const window = store.window.value;
  const [draft, setDraft] = useState<[number, number] | null>(null);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => setDraft(null), [window, edges]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const [low, high] = draft ?? positions(window, edges);
  const move = (next: [number, number]): void => {
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = globalThis.setTimeout(() => {
      const [first, last] = windowOf(edges[next[0]] as number, edges[next[1]] as number, edges);
      store.setWindow([first === null ? null : isoOf(first), last === null ? null : isoOf(last)]);
    }, WAIT_MS) as unknown as number;
  };
  const last = edges.length - 1;
  const fromText = low === 0 ? "the beginning" : isoOf(edges[low] as number);
  const toText = high === last ? "the end" : isoOf((edges[high] as number) - 1);
  return (
    <fieldset class="time-sliders">
      <legend class="visually-hidden">Time window</legend>
      <label>
        <span>from <output>{fromText}</output></span>
        <input type="range" id="time-from" min={0} max={last - 1} step={1} value={low} aria-valuetext={fromText} onInput={(event) => { const at = Number(event.currentTarget.value); move([at, Math.max(high, at + 1)]); }} />
      </label>
      <label>
        <span>to <output>{toText}</output></span>
        <input type="range" id="time-to" min={1} max={last} step={1} value={high} aria-valuetext={toText} onInput={(event) => { const at = Number(event.currentTarget.value); move([Math.min(low, at - 1), at]); }} />
      </label>
    </fieldset>
  );
}

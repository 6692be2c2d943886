// Asks the worker for a layout. Where no worker can be started, the worker's file is loaded into the page; the HTML export holds
// it already.
import type { LayoutInput, Positions } from "./layout.ts";

declare global {
  // What forceatlas2.js hands over when a page loads it.
  var chipgraphForceAtlas2: ((input: LayoutInput) => Positions) | undefined;
}

let worker: Worker | null | undefined;
let asked = 0;

const file = (): URL => new URL("./forceatlas2.js", import.meta.url);

function started(): Worker | null {
  if (worker !== undefined) return worker;
  try {
    worker = globalThis.chipgraphForceAtlas2 === undefined ? new Worker(file(), { type: "module" }) : null;
  } catch {
    worker = null;
  }
  return worker;
}

async function here(input: LayoutInput): Promise<Positions> {
  if (globalThis.chipgraphForceAtlas2 === undefined) await import(file().href);
  return globalThis.chipgraphForceAtlas2?.(input) ?? [];
}

export function askLayout(input: LayoutInput): Promise<Positions> {
  const at = started();
  if (at === null) return here(input);
  asked += 1;
  const id = asked;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      at.removeEventListener("message", hear);
      at.removeEventListener("error", fail);
    };
    const hear = (event: MessageEvent<{ id: number; positions: Positions }>): void => {
      if (event.data.id !== id) return;
      stop();
      resolve(event.data.positions);
    };
    const fail = (): void => {
      stop();
      worker = null;
      here(input).then(resolve, reject);
    };
    at.addEventListener("message", hear);
    at.addEventListener("error", fail);
    at.postMessage({ id, input });
  });
}

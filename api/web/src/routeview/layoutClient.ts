// Asks the worker for a layout; where there is no worker (an exported file, a notebook) the page reckons itself, with the same file.
import type { LayoutAnswer, LayoutRequest } from "./layout.ts";

declare global {
  // What dagre.js hands over when a page loads it.
  var chipgraphDagre: ((request: LayoutRequest) => LayoutAnswer) | undefined;
}

const file = (): URL => new URL("./dagre.js", import.meta.url);

async function here(request: LayoutRequest): Promise<LayoutAnswer> {
  if (globalThis.chipgraphDagre === undefined) await import(file().href);
  if (globalThis.chipgraphDagre === undefined) throw new Error("The layout of routes could not be loaded. Load the page again.");
  return globalThis.chipgraphDagre(request);
}

interface Waiting {
  request: LayoutRequest;
  done(answer: LayoutAnswer): void;
}

export interface LayoutClient {
  /** Lay out a drawing. */
  ask(request: LayoutRequest): Promise<LayoutAnswer>;
  close(): void;
}

/** A client with a worker of its own, started at the first question. */
export function createLayoutClient(start: () => Worker = startWorker): LayoutClient {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let broken = false;
  let last = 0;

  function fallBack(): void {
    broken = true;
    worker?.terminate();
    worker = null;
    for (const { request, done } of waiting.values()) void here(request).then(done);
    waiting.clear();
  }
  function running(): Worker | null {
    if (broken || worker !== null) return worker;
    try {
      worker = start();
    } catch {
      broken = true;
      return null;
    }
    worker.addEventListener("message", (event: MessageEvent<{ number: number; answer: LayoutAnswer }>) => {
      waiting.get(event.data.number)?.done(event.data.answer);
      waiting.delete(event.data.number);
    });
    worker.addEventListener("error", fallBack);
    return worker;
  }

  return {
    ask(request) {
      const at = running();
      if (at === null) return here(request);
      last += 1;
      const number = last;
      return new Promise((done) => {
        waiting.set(number, { request, done });
        at.postMessage({ number, ...request });
      });
    },
    close() {
      worker?.terminate();
      worker = null;
    },
  };
}

function startWorker(): Worker {
  if (globalThis.chipgraphDagre !== undefined) throw new Error("The layout is in the page already.");
  return new Worker(file(), { type: "module" });
}

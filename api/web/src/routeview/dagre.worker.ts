// The worker that lays out routes: its own file, since a worker from a blob breaks the page's CSP (F62). Loaded by a page, not by a
// worker, the same file hands its function over: so the page itself does not carry dagre twice.
import { layOut, type LayoutRequest } from "./layout.ts";

export interface WorkerRequest extends LayoutRequest {
  number: number;
}

if (typeof document === "undefined") {
  const worker = self as unknown as DedicatedWorkerGlobalScope;
  worker.addEventListener("message", (event: MessageEvent<WorkerRequest>) => {
    const { number, ...request } = event.data;
    worker.postMessage({ number, answer: layOut(request) });
  });
} else {
  globalThis.chipgraphDagre = layOut;
}

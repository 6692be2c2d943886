// The worker that lays out routes: its own file, since a worker from a blob breaks the page's CSP (F62).
import { layOut, type LayoutRequest } from "./layout.ts";

export interface WorkerRequest extends LayoutRequest {
  number: number;
}

const worker = self as unknown as DedicatedWorkerGlobalScope;
worker.addEventListener("message", (event: MessageEvent<WorkerRequest>) => {
  const { number, ...request } = event.data;
  worker.postMessage({ number, answer: layOut(request) });
});

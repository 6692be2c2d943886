// The layout off the page's thread, in a file of its own: a worker from a blob would break the page's CSP (F62).
import { layOut, type LayoutInput } from "./layout.ts";

addEventListener("message", (event: MessageEvent<{ id: number; input: LayoutInput }>) => {
  postMessage({ id: event.data.id, positions: layOut(event.data.input) });
});

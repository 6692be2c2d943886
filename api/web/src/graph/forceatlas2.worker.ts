// The layout off the page's thread, in a file of its own: a worker from a blob would break the page's CSP (F62). Loaded by a page,
// not by a worker, the same file hands its function over: so the page itself does not carry the layout twice.
import { layOut, type LayoutInput } from "./layout.ts";

if (typeof document === "undefined") {
  addEventListener("message", (event: MessageEvent<{ id: number; input: LayoutInput }>) => {
    postMessage({ id: event.data.id, positions: layOut(event.data.input) });
  });
} else {
  globalThis.chipgraphForceAtlas2 = layOut;
}

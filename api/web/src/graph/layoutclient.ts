// Asks the worker for a layout, or lays out here where no worker can be started (the HTML export has no worker file).
import { layOut, type LayoutInput, type Positions } from "./layout.ts";

let worker: Worker | null | undefined;
let asked = 0;

function started(): Worker | null {
  if (worker !== undefined) return worker;
  try {
    worker = document.getElementById("case") === null ? new Worker(new URL("./forceatlas2.js", import.meta.url), { type: "module" }) : null;
  } catch {
    worker = null;
  }
  return worker;
}

export function askLayout(input: LayoutInput): Promise<Positions> {
  const at = started();
  if (at === null) return Promise.resolve(layOut(input));
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
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
      resolve(layOut(input));
    };
    at.addEventListener("message", hear);
    at.addEventListener("error", fail);
    at.postMessage({ id, input });
  });
}

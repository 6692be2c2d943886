// Work off the page's thread, in a worker that is a file of its own: one from a blob would break the page's CSP (F62). Where no
// worker can be started, the worker's file is loaded into the page and hands its function over, so that the page does not carry
// it twice; the HTML export holds the file already.

declare global {
  // What the worker files hand over when a page loads them, by name of the file.
  var chipgraphOffthread: Record<string, (input: never) => unknown> | undefined;
}

interface Question<Input> {
  id: number;
  input: Input;
}

interface Answer<Output> {
  id: number;
  output: Output;
}

const file = (name: string): URL => new URL(`./${name}.js`, import.meta.url);
const handedOver = <Input, Output>(name: string): ((input: Input) => Output) | undefined =>
  globalThis.chipgraphOffthread?.[name] as ((input: Input) => Output) | undefined;

/** In the worker's file: answer each message; in a page, hand the function over. */
export function serveOffthread<Input, Output>(name: string, work: (input: Input) => Output): void {
  if (typeof document === "undefined") {
    addEventListener("message", ({ data }: MessageEvent<Question<Input>>) => postMessage({ id: data.id, output: work(data.input) }));
  } else {
    globalThis.chipgraphOffthread = { ...globalThis.chipgraphOffthread, [name]: work as (input: never) => unknown };
  }
}

/** In the page: a function that asks the worker `name`, started at the first question. */
export function offthread<Input, Output>(name: string): (input: Input) => Promise<Output> {
  let worker: Worker | null | undefined;
  let asked = 0;

  function started(): Worker | null {
    if (worker !== undefined) return worker;
    try {
      worker = handedOver(name) === undefined ? new Worker(file(name), { type: "module" }) : null;
    } catch {
      worker = null;
    }
    return worker;
  }
  async function here(input: Input): Promise<Output> {
    if (handedOver(name) === undefined) await import(file(name).href);
    const work = handedOver<Input, Output>(name);
    if (work === undefined) throw new Error(`The file ${name}.js did not load. Start chipgraph serve again and reload the page.`);
    return work(input);
  }

  return (input) => {
    const at = started();
    if (at === null) return here(input);
    asked += 1;
    const id = asked;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        at.removeEventListener("message", hear);
        at.removeEventListener("error", fail);
      };
      const hear = ({ data }: MessageEvent<Answer<Output>>): void => {
        if (data.id !== id) return;
        stop();
        resolve(data.output);
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
  };
}

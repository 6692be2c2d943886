// Work off the page's thread: each answer to its own question; where no worker starts, the page works with the same function (F62).
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { offthread, serveOffthread } from "../src/offthread.ts";

const world = globalThis as unknown as Record<string, unknown>;

afterEach(() => {
  for (const name of ["document", "Worker", "chipgraphOffthread"]) delete world[name];
});

/** A worker that answers in the opposite order of the questions, as a slow first one would. */
class Backwards extends EventTarget {
  #asked: { id: number; input: number }[] = [];

  postMessage(question: { id: number; input: number }): void {
    this.#asked.push(question);
    if (this.#asked.length < 2) return;
    for (const { id, input } of this.#asked.reverse()) this.dispatchEvent(new MessageEvent("message", { data: { id, output: input * 2 } }));
  }
}

/** A worker whose file does not load. */
class Broken extends EventTarget {
  postMessage(): void {
    queueMicrotask(() => this.dispatchEvent(new Event("error")));
  }
}

test("without workers the page calls the function that the file handed over", async () => {
  world["document"] = {};
  serveOffthread("double", (input: number) => input * 2);
  assert.equal(await offthread<number, number>("double")(21), 42);
});

test("answers find their questions in any order", async () => {
  world["Worker"] = Backwards;
  const ask = offthread<number, number>("double");
  assert.deepEqual(await Promise.all([ask(1), ask(2)]), [2, 4]);
});

test("a worker that breaks is replaced by the page itself, for this question and the next", async () => {
  world["Worker"] = Broken;
  const ask = offthread<number, number>("double");
  const first = ask(4);
  world["document"] = {};
  serveOffthread("double", (input: number) => input * 2);
  assert.equal(await first, 8);
  assert.equal(await ask(5), 10);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createApi, ProblemError, UnreachableError } from "../src/api.ts";
import { createEventReader } from "../src/events.ts";

const STREAM = 'event: progress\ndata: {"explored":5,"found":0}\n\nevent: route\ndata: {"id":"r1"}\n\n: a comment\n\nevent: end\ndata: {"question":{"end":[]},\ndata: "families":[]}\n\n';

test("events are the same in whatever pieces they arrive (F68)", () => {
  const whole = createEventReader()(STREAM);
  assert.deepEqual(whole.map((one) => one.event), ["progress", "route", "end"]);
  for (let size = 1; size < 20; size += 1) {
    const read = createEventReader();
    const pieces = STREAM.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
    assert.deepEqual(pieces.flatMap((piece) => read(piece)), whole);
  }
});

const answering = (body: string, status = 200, type = "text/event-stream"): typeof fetch => () => Promise.resolve(new Response(body, { status, headers: { "content-type": type } }));

test("routes come with progress; a stream without end is no answer (F68)", async () => {
  const told: number[] = [];
  const answer = await createApi("", answering(STREAM)).routes({ end: ["b"] }, undefined, ({ explored }) => told.push(explored));
  assert.deepEqual([answer.routes.map((route) => route.id), told], [["r1"], [5]]);
  await assert.rejects(createApi("", answering("event: route\ndata: {}\n\n")).routes({ end: ["b"] }), /without an answer/);
});

test("a problem is told in its own words, with its remedy; a service that is gone is called so (F50, F70)", async () => {
  const problem = JSON.stringify({ type: "x", title: "not found", status: 404, detail: "No such thing.", remedy: "Look again." });
  await assert.rejects(createApi("", answering(problem, 404, "application/problem+json")).entity("x"), (error: Error) => error instanceof ProblemError && error.problem.remedy === "Look again.");
  await assert.rejects(createApi("", answering("<html>", 502)).entity("x"), /status 502/);
  const gone = createApi("", () => Promise.reject(new TypeError("failed")));
  await assert.rejects(gone.search("a"), UnreachableError);
  assert.equal(gone.reachable.value, false);
});

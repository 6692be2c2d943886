import assert from "node:assert/strict";
import { test } from "node:test";
import { type FilterInput, NO_FILTER, visibleOf } from "../src/state/filter.ts";
import { edge, linkedView, node, SMALL } from "./fixture.ts";

const base: FilterInput = { view: SMALL, filter: NO_FILTER, window: [null, null], hidden: new Set(), seeds: new Set(["a"]) };
const keys = (input: Partial<FilterInput>) => {
  const { nodes, edges } = visibleOf({ ...base, ...input });
  return { nodes: [...nodes].sort().join(), edges: [...edges].sort().join() };
};
const filter = (change: Partial<FilterInput["filter"]>) => keys({ filter: { ...NO_FILTER, ...change } });

test("without a filter all is visible, denied relations too (F13)", () => {
  assert.deepEqual(keys({}), { nodes: "a,b,c,p,x", edges: "ab,ac,bc,cp" });
});

test("the least strength takes edges away, and nodes that hang on them; a seed stays", () => {
  assert.deepEqual(filter({ minStrength: "official" }), { nodes: "a,c,p,x", edges: "cp" });
  assert.deepEqual(filter({ minStrength: "reported" }), { nodes: "a,b,c,p,x", edges: "ab,cp" });
});

test("standings, relations and groups are switched off", () => {
  assert.equal(filter({ standingsOff: new Set(["denied", "disputed"]) }).edges, "ab,cp");
  assert.equal(filter({ typesOff: new Set(["Design"]) }).edges, "ab,ac,bc");
  assert.deepEqual(filter({ groupsOff: new Set(["product"]) }), { nodes: "a,b,c,x", edges: "ab,ac,bc" });
});

test("text is found in any script and case, in names and sentences", () => {
  assert.equal(filter({ text: "台积" }).edges, "ab,ac");
  assert.equal(filter({ text: "ＴＳＭＣ" }).edges, "ab,ac");
  assert.equal(filter({ text: "alone" }).nodes, "a,x");
  assert.deepEqual(filter({ text: "no such thing" }), { nodes: "a", edges: "" });
});

test("the window keeps what can have been true in it; an open end reaches as far as it can", () => {
  assert.equal(keys({ window: ["2024-01-01", null] }).edges, "ac,bc,cp");
  assert.equal(keys({ window: [null, "2022-04-30"] }).edges, "ac,cp");
  assert.equal(keys({ window: ["2023-06-01", "2023-06-30"], filter: { ...NO_FILTER, undated: false } }).edges, "ab,bc");
});

test("an impossible filter shows the seeds and nothing else", () => {
  assert.deepEqual(keys({ window: ["2025-01-01", "2020-01-01"], filter: { ...NO_FILTER, undated: false, minStrength: "official" } }), { nodes: "a,x", edges: "" });
});

test("what is hidden takes its edges along, and no neighbour", () => {
  assert.deepEqual(keys({ hidden: new Set(["c"]) }), { nodes: "a,b,p,x", edges: "ab" });
  assert.equal(keys({ hidden: new Set(["ab"]) }).edges, "ac,bc,cp");
});

test("an edge to a node that the payload does not have is not drawn", () => {
  const view = linkedView([{ key: "a", attributes: node("A") }], [{ key: "e", source: "a", target: "gone", attributes: edge() }]);
  assert.deepEqual([...visibleOf({ ...base, view }).edges], []);
});

test("the sets agree with a plain reckoning on random views (F20)", () => {
  let seed = 7;
  const random = (most: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % most;
  };
  const strengths = ["none", "alleged", "reported", "observed", "admitted", "official"] as const;
  for (let round = 0; round < 200; round += 1) {
    const nodes = Array.from({ length: 6 }, (_, at) => ({ key: `n${at}`, attributes: node(`N${at}`, { group: random(2) ? "party" : "product" }) }));
    const edges = Array.from({ length: 9 }, (_, at) => ({ key: `e${at}`, source: `n${random(6)}`, target: `n${random(6)}`, attributes: edge({ strength: strengths[random(6)] ?? "none" }) }));
    const least = strengths[random(6)] ?? "none";
    const off = new Set(random(2) ? ["product"] : []);
    const { edges: found } = visibleOf({ ...base, view: linkedView(nodes, edges), filter: { ...NO_FILTER, minStrength: least, groupsOff: off } });
    const group = new Map(nodes.map((one) => [one.key, one.attributes.group]));
    const wanted = edges.filter((one) => strengths.indexOf(one.attributes.strength) >= strengths.indexOf(least) && !off.has(group.get(one.source) ?? "") && !off.has(group.get(one.target) ?? ""));
    assert.deepEqual([...found].sort(), wanted.map((one) => one.key).sort());
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { bundleOf, BundleError, parsed, restoreBundle } from "../src/case/bundle.ts";
import { html, inert } from "../src/export/html.ts";
import { licencesOf } from "../src/export/provenance.ts";
import { cell, csv, gexf, graphml, json, xml } from "../src/export/texts.ts";
import { layOut, type LayoutInput } from "../src/graph/layout.ts";
import { neighboursOf, offsetsOf, towards } from "../src/graph/scene.ts";
import { followable } from "../src/inspector/ClaimCard.tsx";
import { entityId, lineOf } from "../src/query/answers.ts";
import { merged, without } from "../src/state/merge.ts";
import { createStore } from "../src/state/store.ts";
import { rowOf, sorted } from "../src/table/rows.ts";
import { counted, dateWords } from "../src/words.ts";
import { edge, linkedView, node, SMALL } from "./fixture.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const filled = () => {
  const store = createStore();
  store.add("added TSMC", SMALL, ["a"]);
  return store;
};

test("an expansion adds, keeps positions, and is one step of undo (F27, F45)", () => {
  const store = filled();
  const more = linkedView([{ key: "a", attributes: node("TSMC") }, { key: "z", attributes: node("New") }], [{ key: "az", source: "a", target: "z", attributes: edge() }]);
  store.add("expanded TSMC: +1", more);
  assert.equal(store.nodes.value.size, 6);
  assert.equal(store.edges.value.size, 5);
  assert.equal(store.view.value?.timeline.length, 3);
  store.undo();
  assert.equal(store.nodes.value.size, 5);
  store.redo();
  assert.equal(store.nodes.value.size, 6);
  assert.deepEqual(store.history.actions.value.map((action) => action.label), ["added TSMC", "expanded TSMC: +1"]);
});

test("merging twice changes nothing more; taking away leaves nothing dangling in any view (F28)", () => {
  const twice = merged(merged(null, SMALL), SMALL);
  assert.deepEqual(twice.graph, SMALL.graph);
  assert.equal(twice.map.features.length, SMALL.map.features.length);
  const less = without(SMALL, new Set(["c"]));
  const left = new Set([...less.graph.nodes.map((one) => one.key), ...less.graph.edges.map((one) => one.key)]);
  assert.ok(!left.has("bc") && !left.has("cp"));
  for (const id of [...less.timeline.map((bar) => bar.id), ...less.table.rows.map((row) => String(row["id"])), ...less.undated]) assert.ok(left.has(id), id);
});

test("a new action after undo forgets what was undone", () => {
  const store = filled();
  store.setWindow(["2020-01-01", null]);
  store.undo();
  store.setFilter({ text: "x" });
  assert.equal(store.history.canRedo.value, false);
  store.goTo(0);
  assert.equal(store.view.value, null);
});

test("a saved case is the same when reopened (F36)", () => {
  const store = filled();
  store.act("collected", { collected: new Map([["ab", "look here"]]), hidden: new Set(["x"]), pinned: new Map([["a", { x: 1, y: 2 }]]) });
  store.setFilter({ standingsOff: new Set(["denied"]), minStrength: "alleged" });
  store.select(["ab"]);
  const text = JSON.stringify(bundleOf(store, "A case", NOW.toISOString()));
  const other = createStore();
  restoreBundle(other, parsed(text, "case.json"));
  assert.deepEqual(bundleOf(other, "A case", NOW.toISOString()), { ...JSON.parse(text), history: ["opened A case"] });
  assert.deepEqual([...other.visible.value.edges], [...store.visible.value.edges]);
});

test("a file that is no case is refused in a sentence", () => {
  for (const text of ["", "{", "[]", "null", '{"format":"other"}', '{"format":"chipgraph-page-case","version":99}', '{"format":"chipgraph-page-case","version":1,"view":{"graph":{}}}']) {
    assert.throws(() => parsed(text, "f.json"), (error: Error) => error instanceof BundleError && error.message.startsWith("f.json"));
  }
});

test("CSV, JSON, GEXF and GraphML carry both axes, denials and provenance (F7, F96)", () => {
  const store = filled();
  for (const text of [csv(store, NOW), json(store, NOW), gexf(store, NOW), graphml(store, NOW)]) {
    assert.match(text, /disputed/);
    assert.match(text, /alleged/);
    assert.match(text, /Sophgo denies, 2024-10/);
    assert.match(text, /d1/);
    assert.match(text, /2026-11-24/);
  }
  assert.equal(JSON.parse(json(store, NOW)).graph.edges.length, 4);
});

test("exports name the terms of all that was merged, each once (F7)", () => {
  const line = (id: string, redistribution: "allowed" | "not-allowed") => ({ id, title: `Title ${id}`, publisher: null, licence: "L", redistribution, url: null });
  const store = createStore();
  store.add("one", { ...SMALL, licences: [line("a", "allowed")] });
  store.add("two", { ...SMALL, licences: [line("a", "allowed"), line("b", "not-allowed")] });
  assert.deepEqual(licencesOf(store).map((one) => one.id), ["a", "b"]);
  assert.match(csv(store, NOW), /Title b: L; passing on: not allowed/);
});

test("an export holds what passes the filter", () => {
  const store = filled();
  store.setFilter({ minStrength: "official" });
  assert.equal(JSON.parse(json(store, NOW)).graph.edges.length, 1);
  assert.match(csv(store, NOW), /at least official/);
});

test("text from data does nothing in CSV, XML and HTML (F63)", async () => {
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell('a "b", c'), '"a ""b"", c"');
  assert.equal(xml('<a b="c">\u0000&'), "&lt;a b=&quot;c&quot;&gt;&amp;");
  assert.ok(!inert({ name: "</script><script>alert(1)</script>" }).includes("<"));
  const store = filled();
  const page = await html({ scripts: ['const x = "</script>";'], style: "p{}", world: '{"a":"<"}', licences: "MIT <me>", bundle: bundleOf(store, "<b>T</b>", NOW.toISOString()), told: ["<i>said</i>"] });
  assert.equal(page.match(/<\/script>/g)?.length, 4);
  assert.ok(!page.includes("<b>") && !page.includes("<i>"));
  assert.match(page, /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/);
});

test("only http addresses are followed", () => {
  assert.equal(followable("javascript:alert(1)"), null);
  assert.equal(followable("data:text/html,x"), null);
  assert.equal(followable("https://example.org/a"), "https://example.org/a");
  assert.equal(followable(null), null);
});

const input = (pairs: [string, string][], ids: string[], pins: Record<string, [number, number]> = {}): LayoutInput => ({
  nodes: ids.map((id) => ({ id, x: pins[id]?.[0] ?? null, y: pins[id]?.[1] ?? null, size: 8, fixed: id in pins })),
  edges: pairs.map(([source, target]) => ({ source, target })),
});

test("the layout is the same each time, finite, and leaves the pinned where they are (F29, F46)", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const given = input([["a", "b"], ["b", "c"], ["d", "e"]], ids, { b: [40, -20] });
  const once = layOut(given);
  assert.deepEqual(layOut(given), once);
  assert.deepEqual(once.find(([id]) => id === "b"), ["b", 40, -20]);
  assert.ok(once.every(([, x, y]) => Number.isFinite(x) && Number.isFinite(y)));
  assert.equal(new Set(once.map(([, x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`)).size, ids.length);
  assert.deepEqual(layOut(input([], [])), []);
  assert.deepEqual(layOut(input([["a", "a"]], ["a"])).length, 1);
});

test("parts that do not hang together do not lie over each other", () => {
  const star = (hub: string): [string, string][] => Array.from({ length: 12 }, (_, at) => [hub, `${hub}${at}`]);
  const pairs = [...star("a"), ...star("b")];
  const at = new Map(layOut(input(pairs, [...new Set(pairs.flat())])).map(([id, x, y]) => [id, { x, y }]));
  const box = (hub: string) => [...at].filter(([id]) => id.startsWith(hub)).map(([, place]) => place);
  const [a, b] = [box("a"), box("b")];
  const apart = (axis: "x" | "y"): boolean => Math.max(...a.map((one) => one[axis])) < Math.min(...b.map((one) => one[axis])) || Math.max(...b.map((one) => one[axis])) < Math.min(...a.map((one) => one[axis]));
  assert.ok(apart("x") || apart("y"));
});

test("parallel edges lie beside each other, whichever way they point", () => {
  const offsets = offsetsOf([
    { key: "1", source: "a", target: "b", attributes: edge() },
    { key: "2", source: "b", target: "a", attributes: edge() },
    { key: "3", source: "a", target: "c", attributes: edge() },
  ]);
  assert.equal(offsets.get("3"), 0);
  assert.equal(offsets.get("1"), offsets.get("2"), "the same side of each one's own direction is the other side of the line");
  assert.notEqual(offsets.get("1"), 0);
});

test("an arrow key goes to the neighbour in its direction (F48)", () => {
  const at = new Map([["a", { x: 0, y: 0 }], ["b", { x: 10, y: 1 }], ["c", { x: 2, y: 10 }], ["d", { x: 3, y: 0 }]]);
  const near = neighboursOf([{ key: "1", source: "a", target: "b", attributes: edge() }, { key: "2", source: "c", target: "a", attributes: edge() }]).get("a") ?? new Set<string>();
  const shown = new Set(["a", "b", "c", "d"]);
  assert.equal(towards("a", "right", at, near, shown), "b");
  assert.equal(towards("a", "up", at, near, shown), "c");
  assert.equal(towards("a", "left", at, near, shown), null);
  assert.equal(towards("b", "left", at, new Set(), shown), "d");
});

test("the table sorts by strength from the strongest, and turns round", () => {
  const rows = SMALL.graph.edges.map((one) => rowOf(one, new Map()));
  const order = (down: boolean) => sorted(rows, { by: "strength", down }).map((row) => row.strength).join();
  assert.equal(order(false), "official,admitted,alleged,none");
  assert.equal(order(true), "none,alleged,admitted,official");
});

test("words", () => {
  assert.equal(counted(200, 3412), "200 of 3,412");
  assert.equal(dateWords("2020-09.."), "2020-09 or later");
  assert.equal(dateWords("..2025-04-08; 2023"), "2025-04-08 or before; 2023");
  assert.equal(dateWords("..2017-06-22 to 2026-07-09.."), "2017-06-22 or before to 2026-07-09 or later");
  assert.equal(dateWords("2023..2024"), "between 2023 and 2024");
  assert.equal(entityId("https://w3id.org/chipgraph/id/firm-tsmc"), "firm-tsmc");
  assert.equal(entityId("https://w3id.org/chipgraph/id/prop-1"), null);
  assert.equal(entityId("firm-tsmc and more"), null);
  assert.equal(lineOf("Expected X (at char 12), (line:3, col:13)"), 3);
  assert.equal(lineOf("no place"), null);
});

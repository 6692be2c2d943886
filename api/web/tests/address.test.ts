import assert from "node:assert/strict";
import { test } from "node:test";
import { type Address, MOST_IDS, NOWHERE, read, written } from "../src/state/address.ts";
import { NO_FILTER } from "../src/state/filter.ts";

const full: Address = {
  data: "9ed2bb9c",
  seeds: ["firm-tsmc", "a~b,c&d=e#f"],
  others: ["firm-huawei", "华为"],
  hidden: ["x"],
  selection: ["prop-1"],
  routes: { start: ["firm-tsmc"], end: ["firm-huawei", "b~c"], max_transfers: 3, mode: "strict", min_strength: "reported", disputed: "exclude", include: ["denied"], law: true, product: "p 1" },
  route: "r/1",
  window: ["2020-01-01", "2024-12-31"],
  filter: { groupsOff: new Set(["law"]), typesOff: new Set(["Seat"]), minStrength: "observed", standingsOff: new Set(["denied"]), text: "芯片 & co", undated: false },
  lawDay: "2024-12-02",
  knownOn: "2023-06-30",
  view: "map",
  second: "table",
  unknown: [["lasso", "1 2"]],
};

test("what is written is read again (F21)", () => {
  const { address, remarks } = read(`#${written(full)}`);
  assert.deepEqual(address, full);
  assert.deepEqual(remarks, ["The link says what this page does not know: lasso. It is kept in the link."]);
});

test("an empty page has no fragment; defaults are left out", () => {
  assert.equal(written(NOWHERE), "");
  assert.equal(written({ ...NOWHERE, seeds: ["firm-tsmc"], routes: { end: ["b"], max_transfers: 6, mode: "follow", min_strength: "alleged", disputed: "include" } }), "v=1&seed=firm-tsmc&trace=~b");
});

test("the form of the design's example is read", () => {
  const { address } = read("#v=1&data=abc&seed=firm-tsmc&trace=firm-tsmc~firm-huawei&transfers=6&mode=follow&sel=prop-1&from=2020-01-01&on=2024-12-02&min=reported&disputed=exclude&view=table");
  assert.equal(address.routes?.disputed, "exclude");
  assert.equal(address.filter.minStrength, "reported");
  assert.deepEqual(address.window, ["2020-01-01", null]);
  assert.equal(address.view, "table");
});

test("what is wrong is left out and said, and never fails (F22)", () => {
  const { address, remarks } = read("#v=1&min=huge&from=31.12.2020&to=2024-02-31x&view=piechart&trace=a~&seed=%E0%A4%A&=&&x");
  assert.equal(address.filter.minStrength, NO_FILTER.minStrength);
  assert.deepEqual(address.window, [null, null]);
  assert.equal(address.routes, null);
  assert.equal(address.view, "graph");
  assert.deepEqual(address.seeds, ["%E0%A4%A"]);
  assert.equal(remarks.length, 6);
  assert.ok(read("#__proto__=1&constructor=2").address.unknown.length === 2);
});

test("an old form is migrated, a newer one is said to be newer (F22)", () => {
  const renamed = (pairs: [string, string][]): [string, string][] => pairs.map(([key, value]) => [key === "start" ? "seed" : key, value]);
  assert.deepEqual(read("#v=1&start=a", [(pairs) => pairs, renamed], 2).address.seeds, ["a"]);
  assert.match(read("#v=9&seed=a").remarks[0] ?? "", /newer/);
});

test("more ids than a link holds are left to the case (F23)", () => {
  const many = Array.from({ length: MOST_IDS + 1 }, (_, at) => `n${at}`);
  assert.deepEqual(read(written({ ...NOWHERE, seeds: ["a"], others: many, hidden: many })).address, { ...NOWHERE, seeds: ["a"] });
});

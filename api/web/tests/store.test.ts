import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../src/state/store.ts";

test("F28: an action is undone and done again", () => {
  const store = createStore();
  store.setWindow(["2020-01-01", null]);
  store.setFilter({ minStrength: "official" });
  store.undo();
  assert.equal(store.filter.value.minStrength, "none");
  assert.deepEqual(store.window.value, ["2020-01-01", null]);
  store.redo();
  assert.equal(store.filter.value.minStrength, "official");
  assert.deepEqual(store.history.actions.value.map((action) => action.label), ["time: 2020-01-01 to …", "filter: least strength"]);
});

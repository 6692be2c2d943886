// The law panel: which stretch holds a day, where the answer flips, what changed (F35); what is asked of a step.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../src/answer.ts";
import { listed, ofStep, queryOf } from "../src/law/question.ts";
import { changesOf, daysToShow, flipBeside, flipsOf, type Hook, indexOn, type Span } from "../src/law/spans.ts";
import { isoOf } from "../src/timeline/days.ts";

const hook = (rule: string, more: Partial<Hook> = {}): Hook => ({
  rule, requirement: rule, version: "v1", limb: "", citation: "", party: null, applies: "applies", text_status: "in_force",
  enforcement_status: "in_force", policy: null, unknown: [], takes_for_granted: [], unconfirmed: [], ...more,
});
const span = (since: string | null, until: string | null, licence: string, hooks: Hook[] = [], more: Partial<Span> = {}): Span => ({
  since, until, licence, label: "open", policy: null, hooks, differs: [], ...more,
});
const spans = [
  span(null, "2022-10-06", "not_required"),
  span("2022-10-07", "2023-11-16", "may_be_required", [hook("734.9(h)")]),
  span("2023-11-17", null, "required", [hook("734.9(h)", { enforcement_status: "suspended" })]),
];

test("every day lies in one stretch; the flip counts to the later one", () => {
  assert.equal(indexOn(spans, "1990-01-01"), 0);
  assert.equal(indexOn(spans, "2022-10-06"), 0);
  assert.equal(indexOn(spans, "2022-10-07"), 1);
  assert.equal(indexOn(spans, "2023-11-17"), 2);
  assert.equal(indexOn(spans, "2090-01-01"), 2);
  assert.equal(indexOn([], "2022-10-07"), -1);
});

test("the steps go from flip to flip, and stop at the ends", () => {
  assert.deepEqual(flipsOf(spans), ["2022-10-07", "2023-11-17"]);
  assert.equal(flipBeside(spans, "2022-10-07", 1), "2023-11-17");
  assert.equal(flipBeside(spans, "2022-10-08", -1), "2022-10-07");
  assert.equal(flipBeside(spans, "2022-10-07", -1), null);
  assert.equal(flipBeside(spans, "2024-01-01", 1), null);
});

test("the slider holds all flips and the chosen day", () => {
  const [from, to] = daysToShow(spans, ["2030-01-01"]);
  assert.ok(isoOf(from) < "2022-10-07");
  assert.ok(isoOf(to) > "2030-01-01");
});

test("what changed is told by name: licence, rules that came and went, a suspension", () => {
  const [none, may, must] = spans as [Span, Span, Span];
  assert.deepEqual(changesOf(none, may), ["licence: not required → may be required", "+ 734.9(h) (v1)"]);
  assert.deepEqual(changesOf(may, { ...may, letters: [{ id: "letter-1", certain: false }] }), ["+ letter-1 may bind the exporter"]);
  const read = { by_text: "may_be_required", as_enforced: "may_be_required" };
  assert.deepEqual(changesOf({ ...may, ...read }, { ...may, ...read, by_text: "required" }), ["by the text: may be required → required"]);
  assert.deepEqual(changesOf(may, { ...may, hooks: [] }), ["− 734.9(h) (v1)"]);
  assert.deepEqual(changesOf(may, { ...must, licence: may.licence }), ["734.9(h) (v1): enforcement status in force → suspended"]);
  assert.deepEqual(changesOf(may, { ...may, differs: ["policy"] }), ["policy"]);
});

test("a list may be written with commas or semicolons, and repeats count once", () => {
  assert.deepEqual(listed(" CN, SG;CN ,"), ["CN", "SG"]);
  assert.equal(queryOf({ item: "H20", from: "TW", to: ["CN", "SG"], parties: ["A & B"], exporter: "TSMC" }, "2024-01-01"), "item=H20&from=TW&to=CN&to=SG&party=A+%26+B&exporter=TSMC&on=2024-01-01");
  assert.equal(queryOf({ item: "H20", from: "", to: [], parties: [], exporter: "" }), "item=H20");
});

test("a judged step asks what the route asked: the chip whose figures stand for the goods, all later holders (W23)", () => {
  const law = { item: { name: "a die", figures_of: "Ascend 910B" }, origin: "TW", destinations: ["CN"], parties: [{ name: "Sophgo" }, { name: "Huawei" }], exporter: "TSMC" };
  const step = { product_caption: "a die", from_caption: "TSMC", to_caption: "Sophgo", law } as unknown as Step;
  assert.deepEqual(ofStep(step), { item: "Ascend 910B", from: "TW", to: ["CN"], parties: ["Sophgo", "Huawei"], exporter: "TSMC" });
  const unknown = { ...law, item: { name: "parts", basis: "none", figures_of: null } };
  assert.equal(ofStep({ ...step, law: unknown } as unknown as Step).item, "");
  assert.deepEqual(ofStep({ ...step, law: null }), { item: "a die", from: "", to: [], parties: ["Sophgo"], exporter: "TSMC" });
});

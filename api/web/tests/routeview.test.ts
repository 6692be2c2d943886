// The route drawing: holdings and steps once each, in an order that no choice changes (F11), tiers (F14), limits (F8), text.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Denial, Holding, Route, Step } from "../src/answer.ts";
import { nodeCard, stepCard } from "../src/routeview/cards.ts";
import { denialsBeside, denialsOfStep, drawingOf, fitting, holdingId, shownUse } from "../src/routeview/drawing.ts";
import { neighbour } from "../src/routeview/keys.ts";
import { layOut } from "../src/routeview/layout.ts";
import { pathThrough } from "../src/routeview/path.ts";
import { clipped, columns, wrapped } from "../src/routeview/text.ts";
import { certificateHead, familyWords, marksInWords, passes, quantityWords, stated } from "../src/routeview/words.ts";

const holding = (holder: string | null, product: string | null): Holding => ({ holder, holder_caption: holder, product, product_caption: product });

function step(from: Holding, to: Holding, more: Partial<Step> = {}): Step {
  return {
    kind: "possession",
    type: "Transfer",
    edge: "PASSED_TO",
    from: from.holder ?? "",
    from_caption: from.holder ?? "",
    to: to.holder ?? "",
    to_caption: to.holder ?? "",
    product: to.product,
    product_caption: to.product,
    sentence: "A is alleged to have passed goods to B",
    record: `rel-${holdingId(from)}-${holdingId(to)}`,
    proposition: `prop-${holdingId(from)}-${holdingId(to)}`,
    strength: "alleged",
    standing: "undisputed",
    status: "alleged",
    marks: [],
    window: { starts: null, ends: null, from_earliest: null, from_latest: null, to_earliest: null, to_latest: null },
    quantity: null,
    dataset: "test",
    claims: [],
    holding_from: from,
    holding_to: to,
    alternatives: [],
    ...more,
  };
}

function route(id: string, steps: Step[], denials: Denial[] = []): Route {
  return {
    id, steps, denials,
    verdict: "possible", strength: "alleged", disputed: false, marks: [], arrival: null, breaks: null, optima: [],
    transfers: steps.filter((one) => one.kind === "possession").length,
    lineage: steps.filter((one) => one.kind === "lineage").length,
  };
}

function denial(id: string, steps: number[]): Denial {
  return {
    id, steps, reach: steps.length > 0 ? "of this step" : "between parties of the route",
    stance: "denies", says: "denies", grade: "none", maker: "b", maker_caption: "B", relayed_by: null, relayed_by_caption: null,
    method: null, published: "2024-10", stated_on: null, quote: {}, speaks_of: null, confidence: null, source: null,
    withdrawn: false, about: null, active: true, counted: true,
  };
}

const A = holding("A", null);
const B = holding("B", "die");
const C = holding("C", "die");
const D = holding("D", "die");
const direct = route("r1", [step(A, D)]);
const long = route("r2", [step(A, B), step(B, C), step(C, D)], [denial("d1", [1]), denial("d2", [])]);
const other = route("r3", [step(A, B), step(B, D)], [denial("d1", [1])]);

test("each holding and each step stands once, however many routes use it (W1, W9)", () => {
  const drawing = drawingOf([direct, long, other]);
  assert.deepEqual(drawing.nodes.map((node) => node.holding.holder), ["A", "D", "B", "C"]);
  assert.equal(drawing.links.length, 5);
  const shared = drawing.links.find((link) => link.uses.length === 2);
  assert.deepEqual(shared?.uses.map((use) => use.route), ["r2", "r3"]);
});

test("a holding's tier is the most steps from the start on any route (F14)", () => {
  const tiers = new Map(drawingOf([direct, long, other]).nodes.map((node) => [node.holding.holder, node.tier]));
  assert.deepEqual([...tiers], [["A", 0], ["D", 3], ["B", 1], ["C", 2]]);
});

test("the order of the DOM is the same whatever route is chosen (F11)", () => {
  const orders = [null, "r1", "r2", "r3"].map((chosen) => {
    const drawing = drawingOf(fitting([direct, long, other], chosen));
    return [drawing.nodes.map((node) => node.id), drawing.links.map((link) => link.id)];
  });
  for (const order of orders) assert.deepEqual(order, orders[0]);
});

test("the chosen route is drawn even where not all fit (F8)", () => {
  const kept = fitting([direct, long, other], "r2", 4).map((one) => one.id);
  assert.ok(kept.includes("r2"));
  assert.deepEqual(fitting([direct, long, other], "r2", 4), [direct, long, other]);
  assert.deepEqual(fitting([direct, long, other], "r1", 2).map((one) => one.id), ["r1"]);
  const far = route("r4", [step(A, holding("X", "x")), step(holding("X", "x"), holding("Y", "x"))]);
  assert.deepEqual(fitting([direct, long, far], "r4", 3).map((one) => one.id), ["r4"]);
});

test("denials of one step stand at its hop, once; the others beside the route (W19)", () => {
  assert.deepEqual(denialsOfStep(long, 1).map((one) => one.id), ["d1"]);
  assert.deepEqual(denialsBeside(long).map((one) => one.id), ["d2"]);
  const twice = route("r5", [step(A, B), step(B, C)], [denial("d1", [1])]);
  const links = drawingOf([long, twice]).links.filter((link) => link.denials.length > 0);
  assert.deepEqual(links.map((link) => link.denials.map((one) => one.id)), [["d1"]]);
});

test("a card shows the step as the chosen route has it, its denials and its marks", () => {
  const official = route("r6", [step(A, B, { strength: "official", marks: ["tie_client"] })], [denial("d1", [0]), denial("d2", [0]), denial("d3", [0])]);
  const [link] = drawingOf([long, official]).links;
  assert.ok(link);
  assert.equal(shownUse(link, "r6").step.strength, "official");
  assert.equal(shownUse(link, null).step.strength, "alleged");
  const card = stepCard(link, "r6", { label: "passed goods to", marks: new Map([["tie_client", "client"]]) });
  const texts = card.lines.map((line) => line.text);
  assert.ok(texts.some((text) => text === "official"));
  assert.ok(texts.some((text) => text === "taken for granted: client"));
  assert.equal(texts.filter((text) => text.startsWith("✕")).length, 3);
  assert.ok(texts.includes("✕ and 1 more"));
  assert.ok(Math.max(...card.lines.map((line) => line.y)) < card.height);
});

test("a holding without a product says so and does not name one", () => {
  const [node] = drawingOf([direct]).nodes;
  assert.ok(node);
  assert.deepEqual(nodeCard(node).lines.map((line) => line.text), ["A", "nothing named yet"]);
});

test("the layout puts tiers one below the other, without overlap, and is the same each time (F8, F14)", () => {
  const drawing = drawingOf([direct, long, other]);
  const request = {
    nodes: drawing.nodes.map((node) => ({ id: node.id, tier: node.tier, width: 200, height: 50 })),
    links: drawing.links.map((link) => ({ id: link.id, from: link.from, to: link.to, width: 220, height: 70 })),
  };
  const layout = layOut(request);
  assert.deepEqual(layOut(request), layout);
  for (const link of drawing.links) {
    const [from, to] = [layout.nodes[link.from], layout.nodes[link.to]];
    const card = layout.links[link.id]?.card;
    assert.ok(from && to && card);
    assert.ok(from.y < card.y && card.y < to.y, "a step goes down, its card between its ends");
  }
  const boxes = [...Object.values(layout.nodes), ...Object.values(layout.links).map((link) => link.card)];
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      assert.ok(apart, "two boxes overlap");
    }
  });
});

test("300 nodes are laid out within a second or two (F8)", () => {
  const nodes = Array.from({ length: 300 }, (_, i) => ({ id: `n${i}`, tier: Math.floor(i / 30), width: 200, height: 50 }));
  const links = nodes.slice(30).flatMap((node, i) => [{ id: `l${i}`, from: `n${i}`, to: node.id, width: 220, height: 70 }]);
  const begun = performance.now();
  layOut({ nodes, links });
  assert.ok(performance.now() - begun < 5000);
});

test("arrow keys follow the chosen route first, and go beside within a tier", () => {
  const drawing = drawingOf([direct, long, other]);
  const [a, d, b] = drawing.nodes.map((node) => node.id);
  assert.ok(a && d && b);
  const down = neighbour(drawing, "r2", a, "ArrowDown");
  const link = drawing.links.find((one) => one.id === down);
  assert.equal(link?.to, b);
  assert.equal(neighbour(drawing, "r2", link?.id ?? "", "ArrowUp"), a);
  assert.equal(neighbour(drawing, "r1", a, "ArrowDown"), drawing.links[0]?.id);
  assert.equal(neighbour(drawing, "r2", d, "ArrowDown"), null);
  assert.equal(neighbour(drawing, "r2", a, "ArrowLeft"), null);
});

test("text is cut and broken by columns; a wide letter takes two", () => {
  assert.equal(columns("中芯国际"), 8);
  assert.equal(clipped("Semiconductor", 6), "Semic…");
  assert.equal(clipped("中芯国际", 5), "中芯…");
  assert.deepEqual(wrapped("Die that Sophgo ordered from TSMC", 12, 2), ["Die that", "Sophgo orde…"]);
  assert.deepEqual(wrapped("abcdefghij", 4, 3), ["abcd", "efgh", "ij"]);
  assert.deepEqual(wrapped("", 10, 2), []);
  for (const width of [3, 5, 9, 20]) {
    for (const line of wrapped("北京算能科技有限公司 and a Firm with a longName", width, 3)) assert.ok(columns(line) <= width, line);
  }
});

test("dates, marks, quantities and ways are told as their source gives them", () => {
  const window = { from_earliest: null, from_latest: null, to_earliest: null, to_latest: null };
  assert.equal(stated({ starts: "2023", ends: "2024", ...window }), "2023 to 2024");
  assert.equal(stated({ starts: null, ends: "2020-09", ...window }), "until 2020-09");
  assert.equal(stated({ starts: null, ends: null, ...window }), "no date");
  assert.equal(marksInWords(["a_b", "c", "a_b"]), "a b (2 times); c");
  assert.equal(quantityWords({ min: "384", max: "384", unit: "accelerators", basis: "stated" }), "384 accelerators (stated)");
  assert.equal(quantityWords({ min: "1", max: "3", unit: "dies", basis: null }), "1 to 3 dies");
  assert.equal(quantityWords({ min: null, max: "3", unit: "dies", basis: null }), "up to 3 dies");
  assert.deepEqual(passes(route("r", [step(A, B), step(B, holding("B", "card"), { kind: "lineage" })])), ["A", "B"]);
});

test("a family's pattern is told in words", () => {
  assert.equal(familyWords(["Foundry in Taiwan", "possession to ChipDesigner and Firm in China with a DieDesign"]), "Foundry in Taiwan → possession to Chip designer and Firm in China with a Die design");
});

test("none within the bounds and stopped at a limit read differently (F4, W29)", () => {
  const certificate = {
    bounds: {}, digests: { graph: "", records: "", ontology: "" }, datasets: [], engine: "", states: 0, steps: 0,
    filters: [], holes: {}, routes_listed: 0, routes_in_all: 0, exhaustive: true, stopped_by: null,
  };
  assert.match(certificateHead(certificate), /^None within these bounds/);
  const stopped = certificateHead({ ...certificate, exhaustive: false, stopped_by: "time" });
  assert.match(stopped, /stopped at a limit \(time\)/);
  assert.doesNotMatch(stopped, /None/);
  assert.match(certificateHead({ ...certificate, routes_listed: 100, routes_in_all: 3412 }), /100 of 3,412/);
});

test("a line through points begins and ends at the ends", () => {
  assert.equal(pathThrough([]), "");
  assert.equal(pathThrough([{ x: 0, y: 0 }, { x: 0, y: 10 }]), "M0,0L0,10");
  assert.match(pathThrough([{ x: 0, y: 0 }, { x: 5, y: 5 }, { x: 0, y: 10 }]), /^M0,0Q5,5 .*L0,10$/);
});

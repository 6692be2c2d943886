// The map: everything visible at all its places, flows side by side, labels without overlap; and the shipped world (F15 to F17).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { geoNaturalEarth1 } from "d3-geo";
import { arcOf, bendOf, type Project } from "../src/map/arcs.ts";
import { flowsInPlace, flowsOf, radiusOf, spotsOf, within } from "../src/map/flows.ts";
import { beside, placeLabels } from "../src/map/labels.ts";

const point = (node: string, at: [number, number], place = "X", exact = "city"): unknown => ({
  type: "Feature", id: `${node}@${at.join()}`, geometry: { type: "Point", coordinates: at },
  properties: { node, label: node, place, territory: "TW", exact },
});
const line = (edge: string, from: [number, number], to: [number, number]): unknown => ({
  type: "Feature", id: edge, geometry: { type: "LineString", coordinates: [from, to] },
  properties: { edge, from: "a", to: "b", strength: "alleged", standing: "undisputed" },
});
const collection = (...features: unknown[]) => ({ type: "FeatureCollection", features }) as Parameters<typeof spotsOf>[0];

test("an entity with several places is drawn at all of them, and says so (F16)", () => {
  const spots = spotsOf(collection(point("a", [1, 1]), point("a", [2, 2]), point("b", [1, 1]), point("hidden", [3, 3])), new Set(["a", "b"]));
  assert.deepEqual(spots.map((spot) => spot.nodes.map((node) => [node.id, node.elsewhere])), [[["a", 1], ["b", 0]], [["a", 1]]]);
});

test("a filter never changes the order of the points (F11)", () => {
  const map = collection(point("a", [1, 1]), point("b", [2, 2]), point("c", [2, 2]), point("d", [3, 3]));
  const order = (...visible: string[]): string[] => spotsOf(map, new Set(visible)).map((spot) => spot.id);
  assert.deepEqual(order("a", "b", "c", "d"), ["2,2", "1,1", "3,3"]);
  assert.deepEqual(order("a", "b", "d"), ["2,2", "1,1", "3,3"]);
});

test("flows between the same two points get lanes of their own, in both directions", () => {
  const map = collection(line("e1", [0, 0], [9, 9]), line("e2", [9, 9], [0, 0]), line("e3", [0, 0], [5, 5]), line("e4", [1, 1], [1, 1]), line("gone", [0, 0], [9, 9]));
  const visible = new Set(["e1", "e2", "e3", "e4"]);
  assert.deepEqual(flowsOf(map, visible).map(({ edge, lane, lanes }) => [edge, lane, lanes]), [["e1", 0, 2], ["e2", 1, 2], ["e3", 0, 1]]);
  assert.equal(flowsInPlace(map, visible), 1);
});

test("circles scale to the fullest in sight by area (F16)", () => {
  assert.equal(radiusOf(1, 100, 26), 4);
  assert.equal(radiusOf(100, 100, 26), 26);
  assert.equal(radiusOf(1, 1, 26), 5);
  for (let count = 1; count < 50; count += 1) assert.ok(radiusOf(count, 50, 20) < radiusOf(count + 1, 50, 20));
});

test("flows from Taiwan to the United States are not cut by the map's edge (F16)", () => {
  const projection = geoNaturalEarth1().rotate([-150, 0]).fitSize([1000, 500], { type: "Sphere" });
  const project: Project = (at) => projection(at);
  for (const lane of [0, 1, 2]) {
    const arc = arcOf([121, 24], [-112, 33], lane, project, 250);
    assert.ok(arc);
    assert.equal(arc.path.split("M").length - 1, 1, "one piece");
  }
  const cut = arcOf([-10, 40], [-60, 40], 0, project, 250);
  assert.equal((cut?.path.split("M").length ?? 0) - 1, 2, "the Atlantic lies at the edge");
});

test("lanes bend to both sides, and there and back bend apart", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map(bendOf).map(Math.abs), [0, 14, 14, 28, 28]);
  assert.ok(bendOf(1) * bendOf(2) < 0);
  const flat: Project = ([x, y]) => [x * 10, -y * 10];
  const there = arcOf([0, 0], [20, 0], 1, flat, 1e9);
  const back = arcOf([20, 0], [0, 0], 2, flat, 1e9);
  assert.ok(there && back);
  assert.ok(Math.abs(there.middle.y - back.middle.y) > 10);
});

test("labels do not overlap each other or points, and the heavier is kept", () => {
  const discs = Array.from({ length: 30 }, (_, i) => ({ x: 50 + (i % 6) * 40, y: 40 + Math.floor(i / 6) * 9, radius: 4 }));
  const labels = discs.map((disc, i) => ({ id: `l${i}`, weight: i, className: "", spellings: beside(`Name ${i}`, disc) }));
  const placed = placeLabels(labels, discs, 400);
  assert.ok(placed.length > 0 && placed.length < labels.length);
  assert.equal(placed[0]?.id, "l29");
  const boxes = placed.map(({ text, x, y, anchor }) => ({ x0: anchor === "start" ? x : x - text.length * 6.8, x1: anchor === "start" ? x + text.length * 6.8 : x, y0: y - 7, y1: y + 7 }));
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) assert.ok(a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0);
  });
  assert.deepEqual(placeLabels([...labels].reverse(), discs, 400), placed);
});

test("a box selects what lies in it, drawn in any direction", () => {
  const spots = [{ id: "in", x: 5, y: 5 }, { id: "out", x: 50, y: 5 }];
  assert.deepEqual(within(spots, { x0: 10, y0: 10, x1: 0, y1: 0 }), ["in"]);
});

interface World {
  objects: { countries: { geometries: { id?: string; properties: { name: string } }[] } };
}

test("the shipped world has the small territories that matter, joined by ISO codes, within its budget (F15, F17)", async () => {
  const text = await readFile(new URL("../../src/map/world.json", import.meta.url), "utf8");
  assert.ok(gzipSync(text).length < 80 * 1024);
  const countries = (JSON.parse(text) as World).objects.countries.geometries;
  const codes = new Map(countries.map((country) => [country.id, country.properties.name]));
  for (const code of ["HK", "MO", "SG", "TW", "KY", "VG", "MU", "BH"]) assert.ok(codes.has(code), code);
  assert.ok(countries.every(({ id }) => id === undefined || /^[A-Z]{2}$/.test(id)));
  assert.deepEqual(countries.filter(({ id }) => id === undefined).map(({ properties }) => properties.name).sort(), ["Indian Ocean Ter.", "Kosovo", "N. Cyprus", "Siachen Glacier", "Somaliland"]);
});

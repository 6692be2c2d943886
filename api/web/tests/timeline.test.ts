// The timeline: a relation counts wherever its dates allow it, never where they do not (F18); windows and sliders hold on to parts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, floorTo, isoOf, nextOf, unitFor } from "../src/timeline/days.ts";
import { allows, binned, domainOf, edgesOf, extentsOf, nearestEdge, PRECISIONS, windowOf, type Extent } from "../src/timeline/histogram.ts";
import { lanesOf } from "../src/timeline/lanes.ts";

test("days and ISO dates go both ways; what is no day is null", () => {
  for (const iso of ["1970-01-01", "2024-02-29", "2100-12-31", "1999-12-31"]) assert.equal(isoOf(dayOf(iso) as number), iso);
  for (const text of ["2023-02-29", "2024", "2024-13-01", "", "x", null]) assert.equal(dayOf(text), null);
});

test("units begin at their first day, in leap years too", () => {
  const day = dayOf("2024-02-29") as number;
  assert.equal(isoOf(floorTo("month", day)), "2024-02-01");
  assert.equal(isoOf(floorTo("quarter", day)), "2024-01-01");
  assert.equal(isoOf(nextOf("month", day)), "2024-03-01");
  assert.equal(isoOf(nextOf("quarter", day)), "2024-04-01");
  assert.equal(isoOf(nextOf("year", day)), "2025-01-01");
  assert.equal(unitFor(0, 30), "day");
  assert.equal(unitFor(0, 900), "month");
  assert.equal(unitFor(0, 365 * 10), "quarter");
  assert.equal(unitFor(0, 365 * 40), "year");
});

const item = (id: string, earliest: string | null, latest: string | null, precision: "day" | "month" | "year" | "range" | "open" | "none") => ({
  id, earliest, latest, precision, text: id,
});

test("what has no date is not drawn; an open end reaches to the edge of the drawing", () => {
  const extents = extentsOf([item("a", null, null, "none"), item("b", null, "2020-09-30", "open"), item("c", "2023-01-01", "2023-12-31", "year")]);
  assert.deepEqual(extents.map((extent) => extent.id), ["b", "c"]);
  const domain = domainOf(extents);
  assert.ok(domain);
  assert.ok(domain[0] < (dayOf("2020-09-30") as number));
  assert.equal(domain[1], dayOf("2023-12-31"));
  assert.equal(domainOf([]), null);
});

/** A small generator with a fixed seed, so that the runs are the same. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

test("a bar counts exactly the relations of which some day lies in its part (day by day)", () => {
  const next = random(7);
  for (let run = 0; run < 40; run += 1) {
    const extents: Extent[] = Array.from({ length: 12 }, (_, i) => {
      const first = Math.floor(next() * 400);
      const last = first + Math.floor(next() * 90);
      return { id: `e${i}`, text: "", precision: PRECISIONS[i % 5] as Extent["precision"], first: next() < 0.2 ? null : first, last: next() < 0.2 ? null : last };
    }).filter((extent) => extent.first !== null || extent.last !== null);
    const domain = domainOf(extents);
    assert.ok(domain);
    const edges = edgesOf(domain, "month");
    for (const bin of binned(extents, edges)) {
      for (const precision of PRECISIONS) {
        const expected = extents.filter((extent) => {
          if (extent.precision !== precision) return false;
          for (let day = bin.from; day < bin.to; day += 1) {
            if ((extent.first ?? -Infinity) <= day && day <= (extent.last ?? Infinity)) return true;
          }
          return false;
        }).length;
        assert.equal(bin.counts[precision], expected);
      }
    }
  }
});

test("widening a date never takes a relation out of a bar", () => {
  const narrow: Extent = { id: "a", text: "", precision: "month", first: 100, last: 130 };
  const wide: Extent = { ...narrow, first: 80, last: null };
  for (let day = 0; day < 300; day += 10) assert.ok(!allows(narrow, day, day + 9) || allows(wide, day, day + 9));
});

test("parts follow one another without a gap and cover the domain", () => {
  const edges = edgesOf([dayOf("2022-03-15") as number, dayOf("2024-05-02") as number]);
  assert.equal(isoOf(edges[0] as number), "2022-03-01");
  assert.equal(isoOf(edges.at(-1) as number), "2024-06-01");
  for (const [i, edge] of edges.slice(1).entries()) assert.equal(nextOf("month", edges[i] as number), edge);
});

test("a brush over everything is no window; else it ends on the last day of its part", () => {
  const edges = edgesOf([dayOf("2022-01-01") as number, dayOf("2022-12-31") as number], "month");
  assert.deepEqual(windowOf(edges[0] as number, edges.at(-1) as number, edges), [null, null]);
  const [from, to] = windowOf(edges[2] as number, edges[4] as number, edges);
  assert.deepEqual([isoOf(from as number), isoOf(to as number)], ["2022-03-01", "2022-04-30"]);
  assert.equal(nearestEdge((edges[2] as number) + 3, edges), edges[2]);
});

test("rows begin with what has an open start, and keep the payload's order where dates agree", () => {
  const extents = extentsOf([item("late", "2024-01-01", "2024-01-31", "month"), item("b", "2020-01-01", "2020-12-31", "year"), item("a", "2020-01-01", "2020-12-31", "year"), item("open", null, "2025-01-01", "open")]);
  assert.deepEqual(lanesOf(extents).map((lane) => lane.id), ["open", "b", "a", "late"]);
  assert.deepEqual(lanesOf(extents).map((lane) => lane.openStart), [true, false, false, false]);
});

// Makes src/map/world.json, the map of the page (F15): Natural Earth 4.1 at 1:50 million with 30 % of its points, quantised to
// 1e4. Run it with `npm run map` after a change of world-atlas; the result is committed and `npm run build` copies it.
// Countries get their ISO 3166-1 alpha-2 code as id, by which the page joins them (F17). Those without a code in the source
// (Kosovo, Northern Cyprus, Somaliland, the Siachen Glacier, the Indian Ocean Territories) are drawn and carry no id.
// The same run makes ontology/places/territory_points.csv: the middle of each territory is the centroid of its largest polygon on
// the sphere, so that Russia and Fiji, which the 180th meridian cuts, have theirs on their own land.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { geoArea, geoCentroid } from "d3-geo";

const require = createRequire(import.meta.url);
const { presimplify, quantile, simplify } = require("topojson-simplify");
const { feature, quantize } = require("topojson-client");

const SHARE_OF_POINTS = 0.3;
const QUANTISATION = 1e4;
const MUST_HAVE = ["HK", "MO", "SG", "TW"];

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "src", "map", "world.json");
const pointsTarget = process.argv[3] ?? join(here, "..", "..", "ontology", "places", "territory_points.csv");

const table = await readFile(join(here, "src", "map", "iso-numeric.csv"), "utf8");
const alpha2 = new Map(
  table
    .split("\n")
    .filter((line) => /^\d{3},/.test(line))
    .map((line) => /** @type {[string, string]} */ (line.trim().split(","))),
);

const source = JSON.parse(await readFile(require.resolve("world-atlas/countries-50m.json"), "utf8"));
/** The largest polygon of each code; a code may stand for several shapes. */
const largest = new Map();
for (const { id, geometry } of feature(source, source.objects.countries).features) {
  const code = alpha2.get(id);
  if (code === undefined) continue;
  for (const coordinates of geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) {
    const polygon = { type: "Polygon", coordinates };
    const area = geoArea(polygon);
    if (area > (largest.get(code)?.area ?? 0)) largest.set(code, { area, polygon });
  }
}
const rows = [...largest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, { polygon }]) => {
  const [longitude, latitude] = geoCentroid(polygon);
  return `${code},${longitude.toFixed(4)},${latitude.toFixed(4)}`;
});
await writeFile(pointsTarget, ["territory,longitude,latitude", ...rows, ""].join("\n"));
console.log(`${pointsTarget}: ${rows.length} territories`);

const weighted = presimplify(source);
const world = quantize(simplify(weighted, quantile(weighted, SHARE_OF_POINTS)), QUANTISATION);
delete world.objects.land;

const seen = new Set();
for (const country of world.objects.countries.geometries) {
  const code = alpha2.get(country.id);
  if (country.id !== undefined && code === undefined) throw new Error(`${country.properties.name}: no alpha-2 code for ${country.id}`);
  if (code === undefined) delete country.id;
  else country.id = code;
  seen.add(code);
}
for (const code of MUST_HAVE) if (!seen.has(code)) throw new Error(`${code} is lost in the simplification`);

const text = `${JSON.stringify(world)}\n`;
await writeFile(target, text);
console.log(`${target}: ${(gzipSync(text).length / 1024).toFixed(1)} KiB gz`);

// The world on which points and flows are drawn: Natural Earth, shipped with the page (F15). In an exported file it stands in
// the page itself.
import { type Signal, signal } from "@preact/signals";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

export type Country = Feature<Geometry, { name: string }>;
/** What the map says of its boundaries (F17). */
export const CAPTION = "Natural Earth 4.1 (public domain), de facto boundaries";

/** The countries, null until they are here; `failed` where they did not come. */
export const countries: Signal<readonly Country[] | null> = signal(null);
export const failed = signal(false);
let asked = false;

/** Load the world once. */
export function loadWorld(): void {
  if (asked) return;
  asked = true;
  read()
    .then((world) => {
      const objects = world.objects["countries"] as GeometryCollection<{ name: string }>;
      countries.value = (feature(world, objects) as FeatureCollection<Geometry, { name: string }>).features;
    })
    .catch(() => {
      failed.value = true;
    });
}

async function read(): Promise<Topology> {
  const shipped = document.getElementById("world");
  if (shipped !== null) return JSON.parse(shipped.textContent ?? "") as Topology;
  const answer = await fetch(new URL("./world.json", import.meta.url));
  return (await answer.json()) as Topology;
}

// The land under points and flows; the territories too small to see are small dots.
import { geoCentroid, geoPath, type GeoProjection } from "d3-geo";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import type { Spot } from "./flows.ts";
import { countries, type Country } from "./world.ts";

/** Below this size on both sides, in px, a territory is marked by a dot. */
const TINY = 5;

/** Land; a press selects what lies in a territory. Drawn anew only when the size or what lies where changes. */
export function Land({ projection, spots }: { projection: GeoProjection; spots: readonly Spot[] }): JSX.Element {
  const store = useStore();
  const path = useMemo(() => geoPath(projection), [projection]);
  const shapes = useMemo(() => (countries.value ?? []).map((country) => shapeOf(country, projection, path)), [path, countries.value]);
  const here = new Map<string, string[]>();
  for (const spot of spots) here.set(spot.territory, [...(here.get(spot.territory) ?? []), ...spot.nodes.map((node) => node.id)]);
  return (
    <g class="map-world">
      <path class="map-sea" d={path({ type: "Sphere" }) ?? ""} />
      {shapes.map(({ key, code, name, outline, dot }) => {
        const ids = code === null ? undefined : here.get(code);
        const press = ids === undefined ? undefined : () => store.select(ids);
        const className = ids === undefined ? "map-land" : "map-land map-land-used";
        const title = ids === undefined ? name : `${name}: ${plural(ids.length, "entity", "entities")} here`;
        return (
          <g key={key} class={className} data-territory={code ?? undefined} onClick={press}>
            <title>{title}</title>
            <path d={outline} />
            {dot !== null && <path class="map-tiny" d={`M${dot[0]},${dot[1]}h0`} />}
          </g>
        );
      })}
    </g>
  );
}

interface Shape {
  key: string;
  code: string | null;
  name: string;
  outline: string;
  dot: [number, number] | null;
}

function shapeOf(country: Country, projection: GeoProjection, path: ReturnType<typeof geoPath>): Shape {
  const [[x0, y0], [x1, y1]] = path.bounds(country);
  const tiny = x1 - x0 < TINY && y1 - y0 < TINY;
  const code = typeof country.id === "string" ? country.id : null;
  return {
    key: `${code ?? ""} ${country.properties.name}`,
    code,
    name: country.properties.name,
    outline: path(country) ?? "",
    dot: tiny ? projection(geoCentroid(country)) : null,
  };
}

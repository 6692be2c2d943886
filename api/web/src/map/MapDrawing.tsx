// The drawing of the map: land, arcs, points, names. It zooms; points, lines and names keep their size.
import { geoCentroid, geoNaturalEarth1, geoPath, type GeoProjection } from "d3-geo";
import { select } from "d3-selection";
import { zoom as d3zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from "d3-zoom";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { SaveDrawing } from "../export/SaveDrawing.tsx";
import { useStore } from "../state/context.ts";
import { clipped } from "../routeview/text.ts";
import { BADGE, plural } from "../words.ts";
import { arcOf } from "./arcs.ts";
import { type DrawnFlow, FEW, FlowLayer } from "./FlowLayer.tsx";
import { type Flow, radiusOf, type Spot, within } from "./flows.ts";
import { beside, type Disc, type Label, placeLabels } from "./labels.ts";
import { SpotPoint } from "./SpotPoint.tsx";
import { CAPTION, countries, type Country } from "./world.ts";

/** The Pacific in the middle, so that flows between America and Asia are not cut (F16). */
const ROTATION: [number, number] = [-150, 0];
const MOST_ZOOM = 60;
const MOST_FIT = 5;
const LONGEST_NAME = 32;
const TINY = 5;

interface Props {
  spots: readonly Spot[];
  flows: readonly Flow[];
  width: number;
  height: number;
}

interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export function MapDrawing({ spots, flows, width, height }: Props): JSX.Element {
  const store = useStore();
  const projection = useMemo(() => worldOn(width, height), [width, height]);
  const svg = useRef<SVGSVGElement>(null);
  const [transform, behaviour] = useZoom(svg, width, height);
  const [boxing, setBoxing] = useState(false);
  useFirstFit(svg, behaviour, spots, projection, width, height);
  const brush = useBox(svg, boxing, (box) => {
    const inside = new Set(within(drawn.map(({ spot, x, y }) => ({ id: spot.id, x, y })), box));
    store.select(spots.filter((spot) => inside.has(spot.id)).flatMap((spot) => spot.nodes.map((node) => node.id)));
    setBoxing(false);
  });
  const project = (point: [number, number]): [number, number] | null => {
    const at = projection(point);
    return at === null ? null : transform.apply(at);
  };
  const fullest = Math.max(0, ...spots.map((spot) => spot.nodes.length));
  const largest = Math.min(26, width / 30, 6 + 4 * Math.sqrt(fullest));
  const drawn = spots.flatMap((spot) => {
    const at = project(spot.point);
    return at === null ? [] : [{ spot, x: at[0], y: at[1], radius: radiusOf(spot.nodes.length, fullest, largest) }];
  });
  const arcs = useMemo(
    () =>
      flows.flatMap((flow): DrawnFlow[] => {
        const arc = arcOf(flow.from_point, flow.to_point, flow.lane, projection, width / 4);
        return arc === null ? [] : [{ flow, arc }];
      }),
    [flows, projection, width],
  );
  const standings = arcs.length <= FEW ? arcs.map(({ flow, arc }) => standingLabel(flow, transform.apply([arc.middle.x, arc.middle.y]))) : [];
  const labels = placeLabels([...standings, ...drawn.map(nameLabel)], drawn, width);
  const land = useMemo(() => <Land projection={projection} spots={spots} />, [projection, spots]);
  const zoomBy = (by: number): void => {
    if (svg.current !== null) select(svg.current).call(behaviour.scaleBy, by);
  };
  const fit = (): void => {
    if (svg.current !== null) select(svg.current).call(behaviour.transform, fitting(drawnAtRest(spots, projection), width, height));
  };

  return (
    <>
      <div class="map-tools" role="group" aria-label="Size of the map">
        <button class="quiet" aria-label="Zoom out" onClick={() => zoomBy(1 / 1.6)}>−</button>
        <button class="quiet" aria-label="Zoom in" onClick={() => zoomBy(1.6)}>+</button>
        <button class="quiet" onClick={fit} disabled={spots.length === 0}>Fit points</button>
        <button class="quiet" onClick={() => svg.current !== null && select(svg.current).call(behaviour.transform, zoomIdentity)}>World</button>
        <button class="quiet" aria-pressed={boxing} onClick={() => setBoxing(!boxing)} title="Or drag with Shift held">Select by box</button>
        <SaveDrawing id="map-drawing" what="the map" credit={CAPTION} />
      </div>
      <svg id="map-drawing" ref={svg} class={boxing ? "map-svg map-boxing" : "map-svg"} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`Map: ${plural(spots.length, "place")}, ${plural(flows.length, "flow")}`}>
        <g transform={transform.toString()}>
          {land}
        </g>
        <FlowLayer drawn={arcs} transform={transform.toString()} scale={transform.k} />
        <g class="map-spots">
          {drawn.map(({ spot, x, y, radius }) => (
            <SpotPoint key={spot.id} spot={spot} x={x} y={y} radius={radius} />
          ))}
        </g>
        <g class="map-labels" aria-hidden="true">
          {labels.map((label) => (
            <text key={label.id} class={label.className} x={label.x} y={label.y + 4} text-anchor={label.anchor}>{label.text}</text>
          ))}
        </g>
        {brush !== null && <rect class="map-box" x={Math.min(brush.x0, brush.x1)} y={Math.min(brush.y0, brush.y1)} width={Math.abs(brush.x1 - brush.x0)} height={Math.abs(brush.y1 - brush.y0)} />}
      </svg>
    </>
  );
}

interface DrawnSpot extends Disc {
  spot: Spot;
}

/** One name for a point: the only thing that lies there, or the place. */
function nameLabel({ spot, ...disc }: DrawnSpot): Label {
  const [only] = spot.nodes;
  const text = spot.nodes.length === 1 && only !== undefined ? only.label : `${spot.place} (${spot.nodes.length})`;
  return { id: spot.id, weight: spot.nodes.length, className: "map-name", spellings: beside(clipped(text, LONGEST_NAME), disc) };
}

/** The standing of a flow at the middle of its arc: the word, or where there is no room the sign (F2, F12). */
function standingLabel({ edge, standing }: Flow, [x, y]: [number, number]): Label {
  const { sign, word } = BADGE[standing];
  const texts = sign === "" ? [] : [`${sign} ${word}`, sign];
  const spellings = texts.flatMap((text) => [y - 11, y + 11].map((at) => ({ text, x, y: at, anchor: "middle" as const })));
  return { id: edge, weight: Number.MAX_SAFE_INTEGER, className: `map-standing map-standing-${standing}`, spellings };
}

function worldOn(width: number, height: number): GeoProjection {
  return geoNaturalEarth1().rotate(ROTATION).fitExtent([[4, 4], [width - 4, height - 4]], { type: "Sphere" });
}

/** Land, and the territories too small to see as small dots. Drawn anew only when the size or what lies where changes. */
function Land({ projection, spots }: { projection: GeoProjection; spots: readonly Spot[] }): JSX.Element {
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

function drawnAtRest(spots: readonly Spot[], projection: GeoProjection): [number, number][] {
  return spots.map((spot) => projection(spot.point)).filter((at): at is [number, number] => at !== null);
}

/** The zoom at which all points stand in sight, with a margin. */
function fitting(points: readonly [number, number][], width: number, height: number): ZoomTransform {
  if (points.length === 0) return zoomIdentity;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const k = Math.max(1, Math.min(MOST_FIT, 0.6 * Math.min(width / Math.max(1, right - left), height / Math.max(1, bottom - top))));
  return zoomIdentity.translate(width / 2 - (k * (left + right)) / 2, height / 2 - (k * (top + bottom)) / 2).scale(k);
}

function useZoom(svg: { current: SVGSVGElement | null }, width: number, height: number): [ZoomTransform, ZoomBehavior<SVGSVGElement, unknown>] {
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const behaviour = useMemo(() => d3zoom<SVGSVGElement, unknown>().scaleExtent([1, MOST_ZOOM]), []);
  useEffect(() => {
    const element = svg.current;
    if (element === null) return undefined;
    behaviour
      .translateExtent([[0, 0], [width, height]])
      .filter((event: MouseEvent) => !event.shiftKey && event.button === 0 && !element.classList.contains("map-boxing"))
      .on("zoom", (event: { transform: ZoomTransform }) => setTransform(event.transform));
    select(element).call(behaviour).on("dblclick.zoom", null);
    return () => {
      select(element).on(".zoom", null);
    };
  }, [behaviour, svg, width, height]);
  return [transform, behaviour];
}

/** Begin with all points in sight; later the map stays where the reader put it. */
function useFirstFit(svg: { current: SVGSVGElement | null }, behaviour: ZoomBehavior<SVGSVGElement, unknown>, spots: readonly Spot[], projection: GeoProjection, width: number, height: number): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current || svg.current === null || spots.length === 0) return;
    done.current = true;
    select(svg.current).call(behaviour.transform, fitting(drawnAtRest(spots, projection), width, height));
  }, [spots]);
}

/** A rectangle drawn with Shift held, or after the button; `done` gets it when the pointer is let go. */
function useBox(svg: { current: SVGSVGElement | null }, boxing: boolean, done: (box: Box) => void): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  const latest = useRef({ box, boxing, done });
  latest.current = { box, boxing, done };
  useEffect(() => {
    const element = svg.current;
    if (element === null) return undefined;
    const at = (event: PointerEvent): [number, number] => {
      const { left, top } = element.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    const begin = (event: PointerEvent): void => {
      if (!event.shiftKey && !latest.current.boxing) return;
      const [x, y] = at(event);
      element.setPointerCapture(event.pointerId);
      setBox({ x0: x, y0: y, x1: x, y1: y });
    };
    const move = (event: PointerEvent): void => {
      const [x, y] = at(event);
      setBox((now) => (now === null ? null : { ...now, x1: x, y1: y }));
    };
    const end = (): void => {
      const { box: drawn, done: finish } = latest.current;
      setBox(null);
      if (drawn !== null && Math.abs(drawn.x1 - drawn.x0) + Math.abs(drawn.y1 - drawn.y0) > 6) finish(drawn);
    };
    element.addEventListener("pointerdown", begin);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end);
    return () => {
      element.removeEventListener("pointerdown", begin);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", end);
    };
  }, [svg]);
  return box;
}

// The drawing of the map: land, arcs, points, names. It zooms; points, lines and names keep their size.
import { type GeoProjection, geoNaturalEarth1 } from "d3-geo";
import { select } from "d3-selection";
import { type ZoomTransform, zoomIdentity } from "d3-zoom";
import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { SaveDrawing } from "../export/SaveDrawing.tsx";
import { clipped } from "../routeview/text.ts";
import { useStore } from "../state/context.ts";
import { BADGE, plural } from "../words.ts";
import { arcOf } from "./arcs.ts";
import { type DrawnFlow, FEW, FlowLayer } from "./FlowLayer.tsx";
import { type Flow, radiusOf, type Spot, within } from "./flows.ts";
import { type Box, drawnAtRest, fitting, useBox, useFirstFit, useZoom } from "./gestures.ts";
import { Land } from "./Land.tsx";
import { beside, type Disc, type Label, type PlacedLabel, placeLabels } from "./labels.ts";
import { SpotPoint } from "./SpotPoint.tsx";
import { CAPTION } from "./world.ts";

/** The Pacific in the middle, so that flows between America and Asia are not cut (F16). */
const ROTATION: [number, number] = [-150, 0];
const LONGEST_NAME = 32;
const STEP = 1.6;

interface Props {
  spots: readonly Spot[];
  flows: readonly Flow[];
  width: number;
  height: number;
}

export function MapDrawing({ spots, flows, width, height }: Props): JSX.Element {
  const store = useStore();
  const projection = useMemo(() => worldOn(width, height), [width, height]);
  const svg = useRef<SVGSVGElement>(null);
  const [transform, behaviour] = useZoom(svg, width, height);
  const [boxing, setBoxing] = useState(false);
  useFirstFit(svg, behaviour, spots, projection, width, height);
  const arcs = useMemo(() => arcsOf(flows, projection, width), [flows, projection, width]);
  const land = useMemo(() => <Land projection={projection} spots={spots} />, [projection, spots]);
  const points = pointsOf(spots, projection, transform, width);
  const box = useBox(svg, boxing, (drawn) => {
    const inside = new Set(within(points.map(({ spot, x, y }) => ({ id: spot.id, x, y })), drawn));
    store.select(spots.filter((spot) => inside.has(spot.id)).flatMap((spot) => spot.nodes.map((node) => node.id)));
    setBoxing(false);
  });
  const zoom: Zoom = {
    by: (factor) => svg.current !== null && select(svg.current).call(behaviour.scaleBy, factor),
    to: (target) => svg.current !== null && select(svg.current).call(behaviour.transform, target),
  };
  const fitted = (): ZoomTransform => fitting(drawnAtRest(spots, projection), width, height);
  return (
    <>
      <Tools zoom={zoom} fitted={fitted} empty={spots.length === 0} boxing={boxing} toggle={() => setBoxing(!boxing)} />
      <svg
        id="map-drawing"
        ref={svg}
        class={boxing ? "map-svg map-boxing" : "map-svg"}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={`Map: ${plural(spots.length, "place")}, ${plural(flows.length, "flow")}`}
      >
        <g transform={transform.toString()}>{land}</g>
        <FlowLayer drawn={arcs} transform={transform.toString()} scale={transform.k} />
        <g class="map-spots">{points.map(({ spot, ...disc }) => <SpotPoint key={spot.id} spot={spot} {...disc} />)}</g>
        <Labels placed={labelsOf(arcs, points, transform, width)} />
        {box !== null && <Rectangle box={box} />}
      </svg>
    </>
  );
}

interface Zoom {
  by(factor: number): unknown;
  to(target: ZoomTransform): unknown;
}

interface ToolsProps {
  zoom: Zoom;
  fitted(): ZoomTransform;
  empty: boolean;
  boxing: boolean;
  toggle(): void;
}

function Tools({ zoom, fitted, empty, boxing, toggle }: ToolsProps): JSX.Element {
  return (
    <div class="map-tools" role="group" aria-label="Size of the map">
      <button class="quiet" aria-label="Zoom out" onClick={() => zoom.by(1 / STEP)}>−</button>
      <button class="quiet" aria-label="Zoom in" onClick={() => zoom.by(STEP)}>+</button>
      <button class="quiet" onClick={() => zoom.to(fitted())} disabled={empty}>Fit points</button>
      <button class="quiet" onClick={() => zoom.to(zoomIdentity)}>World</button>
      <button class="quiet" aria-pressed={boxing} onClick={toggle} title="Or drag with Shift held">Select by box</button>
      <SaveDrawing id="map-drawing" what="the map" credit={CAPTION} />
    </div>
  );
}

function Labels({ placed }: { placed: readonly PlacedLabel[] }): JSX.Element {
  return (
    <g class="map-labels" aria-hidden="true">
      {placed.map(({ id, className, x, y, anchor, text }) => (
        <text key={id} class={className} x={x} y={y + 4} text-anchor={anchor}>{text}</text>
      ))}
    </g>
  );
}

function Rectangle({ box: { x0, y0, x1, y1 } }: { box: Box }): JSX.Element {
  return <rect class="map-box" x={Math.min(x0, x1)} y={Math.min(y0, y1)} width={Math.abs(x1 - x0)} height={Math.abs(y1 - y0)} />;
}

/** Arcs before any zoom: the zoom scales them. */
function arcsOf(flows: readonly Flow[], projection: GeoProjection, width: number): DrawnFlow[] {
  return flows.flatMap((flow) => {
    const arc = arcOf(flow.from_point, flow.to_point, flow.lane, projection, width / 4);
    return arc === null ? [] : [{ flow, arc }];
  });
}

function pointsOf(spots: readonly Spot[], projection: GeoProjection, transform: ZoomTransform, width: number): DrawnSpot[] {
  const fullest = Math.max(0, ...spots.map((spot) => spot.nodes.length));
  const largest = Math.min(26, width / 30, 6 + 4 * Math.sqrt(fullest));
  return spots.flatMap((spot) => {
    const at = projection(spot.point);
    if (at === null) return [];
    const [x, y] = transform.apply(at);
    return [{ spot, x, y, radius: radiusOf(spot.nodes.length, fullest, largest) }];
  });
}

function labelsOf(arcs: readonly DrawnFlow[], points: readonly DrawnSpot[], transform: ZoomTransform, width: number): PlacedLabel[] {
  const few = arcs.length <= FEW ? arcs : [];
  const standings = few.map(({ flow, arc: { middle } }) => standingLabel(flow, transform.apply([middle.x, middle.y])));
  return placeLabels([...standings, ...points.map(nameLabel)], points, width);
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

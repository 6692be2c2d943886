// Zoom, and the rectangle that selects what lies in it.
import type { GeoProjection } from "d3-geo";
import { select } from "d3-selection";
import { zoom as d3zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Spot } from "./flows.ts";

const MOST_ZOOM = 60;
const MOST_FIT = 5;

export type Svg = { current: SVGSVGElement | null };

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Where points lie before any zoom. */
export function drawnAtRest(spots: readonly Spot[], projection: GeoProjection): [number, number][] {
  return spots.map((spot) => projection(spot.point)).filter((at): at is [number, number] => at !== null);
}

/** The zoom at which all points stand in sight, with a margin. */
export function fitting(points: readonly [number, number][], width: number, height: number): ZoomTransform {
  if (points.length === 0) return zoomIdentity;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const k = Math.max(1, Math.min(MOST_FIT, 0.6 * Math.min(width / Math.max(1, right - left), height / Math.max(1, bottom - top))));
  return zoomIdentity.translate(width / 2 - (k * (left + right)) / 2, height / 2 - (k * (top + bottom)) / 2).scale(k);
}

/** The zoom of the map, kept within the drawing; Shift and the select mode are left to the rectangle. */
export function useZoom(svg: Svg, width: number, height: number): [ZoomTransform, ZoomBehavior<SVGSVGElement, unknown>] {
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
export function useFirstFit(svg: Svg, behaviour: ZoomBehavior<SVGSVGElement, unknown>, spots: readonly Spot[], projection: GeoProjection, width: number, height: number): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current || svg.current === null || spots.length === 0) return;
    done.current = true;
    select(svg.current).call(behaviour.transform, fitting(drawnAtRest(spots, projection), width, height));
  }, [spots]);
}

/** A rectangle drawn with Shift held, or after the button; `done` gets it when the pointer is let go. */
export function useBox(svg: Svg, boxing: boolean, done: (box: Box) => void): Box | null {
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

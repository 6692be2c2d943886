// The map: points at which visible things lie, great arcs for visible flows, no tiles (F5, F15 to F17). Points scale to the fullest
// in sight; what has no place is counted and listed.
import "./map.css";
import type { FeatureCollection, LineString, Point } from "geojson";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { StrengthMark } from "../marks.tsx";
import { useStore } from "../state/context.ts";
import { STRENGTHS } from "../words.ts";
import { useSize } from "./useSize.ts";
import { flowsInPlace, flowsOf, spotsOf } from "./flows.ts";
import { MapChips } from "./MapChips.tsx";
import { MapDrawing } from "./MapDrawing.tsx";
import { CAPTION, failed, loadWorld } from "./world.ts";

type Collection = FeatureCollection<Point | LineString, Record<string, unknown>>;

export function MapView(): JSX.Element {
  const store = useStore();
  useEffect(loadWorld, []);
  const view = store.view.value;
  const { nodes, edges } = store.visible.value;
  const map = view?.map as Collection | undefined;
  const spots = useMemo(() => (map === undefined ? [] : spotsOf(map, nodes)), [map, nodes]);
  const flows = useMemo(() => (map === undefined ? [] : flowsOf(map, edges)), [map, edges]);
  const strengths = STRENGTHS.filter((strength) => flows.some((flow) => flow.strength === strength));
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  return (
    <section class="panel" id="map" aria-label="Map">
      <header class="panel-head">
        <h2>Map</h2>
        {map !== undefined && <MapChips spots={spots} inPlace={flowsInPlace(map, edges)} />}
      </header>
      <div class="map-frame" ref={frame}>
        {view === null ? (
          <p class="empty">Nothing to place yet. Search for a party or a product first.</p>
        ) : (
          size.width > 0 && <MapDrawing spots={spots} flows={flows} width={size.width} height={size.height} />
        )}
      </div>
      <footer class="map-foot">
        <span class="map-key">
          <svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.5" class="map-spot-city" /></svg> at a city
          <svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.5" class="map-spot-territory" /></svg> middle of a territory: the city is not known
          {strengths.map((strength) => (
            <StrengthMark key={strength} strength={strength} />
          ))}
        </span>
        <span>{failed.value ? "The outlines of the countries did not come; points and flows are drawn without them." : CAPTION}</span>
      </footer>
    </section>
  );
}

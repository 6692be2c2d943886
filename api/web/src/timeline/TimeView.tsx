// The timeline: how many relations the dates allow in each part of time, a brush that sets the time window of all views, and one
// row for each relation (F5, F18, F20). Two sliders do by keyboard what the brush does by hand.
import "./timeline.css";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { SaveDrawing } from "../export/SaveDrawing.tsx";
import { ChipList } from "../map/ChipList.tsx";
import { useSize } from "../map/useSize.ts";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import { unitFor } from "./days.ts";
import { Histogram } from "./Histogram.tsx";
import { binned, domainOf, edgesOf, extentsOf } from "./histogram.ts";
import { Lanes } from "./Lanes.tsx";
import { Patterns, PrecisionKey } from "./patterns.tsx";
import { WindowSliders } from "./WindowSliders.tsx";

export function TimeView(): JSX.Element {
  const store = useStore();
  const view = store.view.value;
  const extents = useMemo(() => extentsOf(view?.timeline ?? []), [view]);
  const domain = useMemo(() => domainOf(extents), [extents]);
  const edges = useMemo(() => (domain === null ? [] : edgesOf(domain)), [domain]);
  const all = useMemo(() => binned(extents, edges), [extents, edges]);
  const { edges: passing } = store.visible.value;
  const kept = useMemo(() => binned(extents.filter((extent) => passing.has(extent.id)), edges), [extents, edges, passing]);
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const windowed = store.window.value.some((end) => end !== null);
  return (
    <section class="panel" id="timeline" aria-label="Timeline">
      <header class="panel-head">
        <h2>Timeline</h2>
        <Undated />
        {domain !== null && <SaveDrawing id="timeline-drawing" what="the timeline" />}
        {windowed && <button onClick={() => store.setWindow([null, null])}>All time</button>}
      </header>
      <div class="panel-body time-body" ref={frame} tabIndex={0} role="group" aria-label="Relations by date">
        {domain === null ? (
          <p class="empty">{view === null ? "Nothing to show yet. Search for a party or a product first." : "Nothing here has a date."}</p>
        ) : (
          width > 0 && (
            <>
              <Patterns />
              <p class="time-what">
                Relations that the dates allow in each {unitFor(...domain)}: {plural(extents.length, "dated relation")}. A relation counts wherever it may lie.
              </p>
              <Histogram all={all} kept={kept} edges={edges} width={width - SCROLLBAR} />
              <WindowSliders edges={edges} />
              <PrecisionKey />
              <Lanes extents={extents} domain={[edges[0] as number, (edges.at(-1) as number) - 1]} width={width - SCROLLBAR} />
            </>
          )
        )}
      </div>
    </section>
  );
}

const SCROLLBAR = 26;

/** What has no date, counted in sight, with its list (F5). */
function Undated(): JSX.Element {
  const store = useStore();
  const ids = (store.view.value?.undated ?? []).filter((id) => store.visible.value.edges.has(id));
  return <ChipList text={`${ids.length} undated`} ids={ids} nameOf={(id) => store.edges.value.get(id)?.attributes.sentence} />;
}

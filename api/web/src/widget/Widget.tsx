// The linked views of a notebook: the graph above, the timeline or the table below, over one store (F9, F20). What was searched
// stands under it (F4). The map is left to the page, because its land would more than double what a notebook carries.
import "../app/app.css";
import "./widget.css";
import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import type { Certificate } from "../answer.ts";
import { Guarded } from "../app/Guarded.tsx";
import { Tabs } from "../app/Tabs.tsx";
import { GraphPanel } from "../graph/GraphPanel.tsx";
import { CertificateBox } from "../routeview/Certificate.tsx";
import { useSession } from "../state/context.ts";
import { TableView } from "../table/TableView.tsx";
import { TimeView } from "../timeline/TimeView.tsx";
import { counted } from "../words.ts";

type Below = "table" | "time";
const VIEW_OF: Readonly<Record<Below, ComponentType>> = { table: TableView, time: TimeView };
const LABEL: Readonly<Record<Below, string>> = { table: "Table", time: "Time" };
const TABS = (Object.keys(LABEL) as Below[]).map((name) => [name, LABEL[name]] as const);

/** How much of the answer is here, and how much passes the filters (F4, F5). */
function Shown(): JSX.Element {
  const { store } = useSession();
  const shown = store.view.value?.shown;
  const { unplaced = [] } = store.view.value ?? {};
  return (
    <p class="widget-shown small muted" role="status">
      Relations in view: {counted(store.visible.value.edges.size, shown?.edges_in_all ?? 0)}. Entities without a place: {unplaced.length}.
    </p>
  );
}

export function Widget(): JSX.Element {
  const { store } = useSession();
  const below = useSignal<Below>("table");
  const Panel = VIEW_OF[below.value];
  const certificate = store.view.value?.certificate ?? null;
  return (
    <div class="widget">
      <div class="widget-graph"><Guarded name="Graph"><GraphPanel /></Guarded></div>
      <Tabs label="Views below the graph" tabs={TABS} active={below.value} panel="below" choose={(name) => (below.value = name)} />
      <div class="widget-below" id="below" role="tabpanel" aria-labelledby={`tab-${below.value}`}>
        <Guarded key={below.value} name={LABEL[below.value]}><Panel /></Guarded>
      </div>
      <Shown />
      {certificate !== null && (
        <details class="widget-certificate">
          <summary>What was searched</summary>
          <CertificateBox certificate={certificate as unknown as Certificate} />
        </details>
      )}
    </div>
  );
}

// The layout: search first; views as tabs, with a second one below; the side panel; what is in view at the foot (F20, F26).
import "./app.css";
import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { CasePanel } from "../case/CasePanel.tsx";
import { FilterPanel } from "../filter/FilterPanel.tsx";
import { ExpandMenu } from "../graph/ExpandMenu.tsx";
import { GraphPanel } from "../graph/GraphPanel.tsx";
import { HistoryPanel } from "../history/HistoryPanel.tsx";
import { Inspector } from "../inspector/Inspector.tsx";
import { LawPanel } from "../law/LawPanel.tsx";
import { MapView } from "../map/MapView.tsx";
import { QueryPanel } from "../query/QueryPanel.tsx";
import { RouteView } from "../routeview/RouteView.tsx";
import { useSession } from "../state/context.ts";
import { type SideTab, VIEWS, type ViewName } from "../state/store.ts";
import { TableView } from "../table/TableView.tsx";
import { TimeView } from "../timeline/TimeView.tsx";
import { Guarded } from "./Guarded.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { listenToKeys } from "./keys.ts";
import { NoticeBar } from "./NoticeBar.tsx";
import { Start } from "./Start.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { Tabs } from "./Tabs.tsx";
import { TopBar } from "./TopBar.tsx";

const VIEW_OF: Readonly<Record<ViewName, ComponentType>> = {
  graph: GraphPanel,
  route: RouteView,
  map: MapView,
  time: TimeView,
  table: TableView,
  law: LawPanel,
  query: QueryPanel,
};
const VIEW_LABEL: Readonly<Record<ViewName, string>> = { graph: "Graph", route: "Route", map: "Map", time: "Time", table: "Table", law: "Law", query: "Query" };
const SIDE_OF: Readonly<Record<SideTab, ComponentType>> = { inspect: Inspector, filter: FilterPanel, history: HistoryPanel, case: CasePanel };
const SIDE_LABEL: Readonly<Record<SideTab, string>> = { inspect: "Inspect", filter: "Filter", history: "History", case: "Case" };
const SIDES = Object.keys(SIDE_OF) as SideTab[];
/** Views that stand well below another. */
const SECONDS: readonly ViewName[] = ["map", "time", "table"];
/** Views that ask the service: they have something to show before anything is on the canvas, and nothing in an exported page. */
const ASKING: ReadonlySet<ViewName> = new Set(["law", "query"]);

function Second(): JSX.Element {
  const { store } = useSession();
  return (
    <label class="second-choice small">
      below
      <select id="second" value={store.secondView.value ?? ""} onChange={(event) => (store.secondView.value = (event.currentTarget.value || null) as ViewName | null)}>
        <option value="">nothing</option>
        {SECONDS.map((name) => <option key={name} value={name} disabled={name === store.activeView.value}>{VIEW_LABEL[name]}</option>)}
      </select>
    </label>
  );
}

function Views(): JSX.Element {
  const { store } = useSession();
  const active = store.activeView.value;
  const empty = store.view.value === null && store.routeAnswer.value === null;
  const Main = empty && !ASKING.has(active) ? Start : VIEW_OF[active];
  const second = store.secondView.value;
  const Below = second === null || second === active || empty ? null : VIEW_OF[second];
  return (
    <main class={Below === null ? "views" : "views views-two"}>
      <div class="views-head">
        <Tabs label="Views" tabs={VIEWS.filter((name) => !store.offline.value || !ASKING.has(name)).map((name) => [name, VIEW_LABEL[name]] as const)} active={active} panel="view-panel" choose={(name) => (store.activeView.value = name)} />
        <Second />
      </div>
      <div class="views-main" id="view-panel" role="tabpanel" aria-labelledby={`tab-${active}`}><Guarded key={active} name={VIEW_LABEL[active]}><Main /></Guarded></div>
      {Below !== null && <div class="views-below" role="region" aria-label={`Below: ${VIEW_LABEL[second as ViewName]}`}><Guarded key={second} name={VIEW_LABEL[second as ViewName]}><Below /></Guarded></div>}
    </main>
  );
}

function Side(): JSX.Element {
  const { store } = useSession();
  const tab = store.sideTab.value;
  const Panel = SIDE_OF[tab];
  return (
    <aside class="side" aria-label="Side panel">
      <Tabs label="Side panel" tabs={SIDES.map((name) => [name, SIDE_LABEL[name]] as const)} active={tab} panel="side-panel" choose={(name) => (store.sideTab.value = name)} />
      <div class="side-panel" id="side-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}><Guarded key={tab} name={SIDE_LABEL[tab]}><Panel /></Guarded></div>
    </aside>
  );
}

export function App(): JSX.Element {
  const session = useSession();
  const help = useSignal(false);
  const menu = useSignal<string | null>(null);
  useEffect(
    () =>
      listenToKeys(session, {
        expand: (id) => {
          if (!session.store.offline.value) menu.value = id;
        },
        help: () => (help.value = true),
        view: (index) => (session.store.activeView.value = VIEWS[index] ?? "graph"),
      }),
    [],
  );
  return (
    <div class="page">
      <TopBar help={() => (help.value = true)} />
      <NoticeBar />
      <Views />
      <Side />
      <StatusBar />
      {help.value && <HelpDialog close={() => (help.value = false)} />}
      {menu.value !== null && <ExpandMenu id={menu.value} close={() => (menu.value = null)} />}
    </div>
  );
}

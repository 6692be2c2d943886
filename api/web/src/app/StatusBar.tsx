// What is in view and what is not, counted in sight: filtered, hidden, unplaced, undated, cut off (F4, F5), and the data version.
import type { JSX } from "preact";
import { filterWords } from "../export/provenance.ts";
import { showAll } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { counted, number } from "../words.ts";

/** Seeds that have more relations than are on the canvas: a shortened list says so (F4). */
function Shortened(): JSX.Element {
  const { store } = useSession();
  const seeds = new Set(store.seeds.value);
  const here = new Map<string, number>();
  for (const { source, target } of store.edges.value.values()) {
    for (const id of source === target ? [source] : [source, target]) if (seeds.has(id)) here.set(id, (here.get(id) ?? 0) + 1);
  }
  const short = store.seeds.value.filter((id) => (store.nodes.value.get(id)?.degree ?? 0) > (here.get(id) ?? 0)).slice(0, 2);
  return (
    <>
      {short.map((id) => (
        <button key={id} type="button" class="chip" onClick={() => store.select([id])}>
          {store.nodes.value.get(id)?.label}: {counted(here.get(id) ?? 0, store.nodes.value.get(id)?.degree ?? 0)} relations
        </button>
      ))}
    </>
  );
}

export function StatusBar(): JSX.Element {
  const session = useSession();
  const { store } = session;
  const view = store.view.value;
  const { nodes, edges } = store.visible.value;
  const certificate = store.routeAnswer.value?.certificate;
  const words = filterWords(store);
  const show = (ids: readonly string[]): void => {
    store.select(ids.filter((id) => nodes.has(id) || edges.has(id)));
    store.sideTab.value = "inspect";
  };
  return (
    <footer class="status" id="status">
      {view !== null && (
        <>
          <span class="number">{counted(nodes.size, store.nodes.value.size)} {store.nodes.value.size === 1 ? "node" : "nodes"}, {counted(edges.size, store.edges.value.size)} {store.edges.value.size === 1 ? "relation" : "relations"}</span>
          {view.unplaced.length > 0 && <button type="button" class="chip" id="unplaced" onClick={() => show(view.unplaced)}>{number(view.unplaced.length)} not on the map</button>}
          {view.undated.length > 0 && <button type="button" class="chip" id="undated" onClick={() => show(view.undated)}>{number(view.undated.length)} undated</button>}
          <Shortened />
          {store.hidden.value.size > 0 && <button type="button" class="chip" onClick={() => showAll(session)}>{number(store.hidden.value.size)} hidden: show</button>}
          {words !== "" && <button type="button" class="chip" onClick={() => (store.sideTab.value = "filter")}>filter: {words}</button>}
          {certificate !== undefined && (
            <button type="button" class="chip" onClick={() => (store.activeView.value = "route")}>
              {counted(certificate.routes_listed, certificate.routes_in_all)} {certificate.routes_in_all === 1 ? "route" : "routes"}, {certificate.exhaustive ? "none left out within the bounds" : `stopped: ${certificate.stopped_by ?? "limit"}`}
            </button>
          )}
          <span class="status-data muted" title={`data ${view.digests.data}, ontology ${view.digests.ontology}, law ${view.digests.law}`}>data {view.digests.data.slice(0, 8)}</span>
        </>
      )}
      <span class="status-busy" role="status">{store.busy.value ?? ""}</span>
      {store.stop.value !== null && <button type="button" class="chip" onClick={() => store.stop.value?.()}>Stop</button>}
    </footer>
  );
}

// The inspector: a dossier for a node, the evidence of an edge, routes between two nodes, what can be done with many (F33, F47).
import "./inspector.css";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ExpandMenu } from "../graph/ExpandMenu.tsx";
import { hide, hideOthers, invert, selectNeighbours, togglePins } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { plural } from "../words.ts";
import { CollectButton } from "./Collected.tsx";
import { Dossier } from "./Dossier.tsx";
import { Evidence } from "./Evidence.tsx";
import { RoutesBetween } from "./RoutesBetween.tsx";

/** More than these are not listed one by one. */
const MOST = 60;

function Many({ ids }: { ids: readonly string[] }): JSX.Element {
  const session = useSession();
  const { store } = session;
  const named = (id: string): string => store.nodes.value.get(id)?.label ?? store.edges.value.get(id)?.attributes.sentence ?? id;
  return (
    <section aria-label="Selection">
      <h2>{plural(ids.length, "thing")} selected</h2>
      <div class="actions">
        <button type="button" onClick={() => selectNeighbours(session)}>Add neighbours</button>
        <button type="button" onClick={() => invert(session)}>Invert</button>
        <button type="button" onClick={() => hide(session, ids)}>Hide</button>
        <button type="button" onClick={() => hideOthers(session)}>Hide others</button>
        <button type="button" onClick={() => togglePins(session)}>Pin</button>
        <CollectButton ids={ids} />
        <button type="button" onClick={() => store.select([])}>Clear</button>
      </div>
      <ul class="many">
        {ids.slice(0, MOST).map((id) => <li key={id}><button type="button" class="link" onClick={() => store.select([id])}>{named(id)}</button></li>)}
        {ids.length > MOST && <li class="muted">{plural(ids.length - MOST, "more")}: see the table</li>}
      </ul>
    </section>
  );
}

function Nothing(): JSX.Element {
  const { store } = useSession();
  return (
    <div class="inspector-nothing">
      <p>Select a node for its dossier, an edge for its evidence, two nodes for the routes between them.</p>
      <p class="muted small">Ctrl or Shift adds to the selection. Press ? for all keys.</p>
      {store.nodes.value.size > 0 && <button type="button" onClick={() => store.select(store.visible.value.nodes)}>Select all in view</button>}
    </div>
  );
}

export function Inspector(): JSX.Element {
  const { store } = useSession();
  const menu = useSignal<string | null>(null);
  const ids = [...store.selection.value].filter((id) => store.nodes.value.has(id) || store.edges.value.has(id));
  const nodes = ids.filter((id) => store.nodes.value.has(id));
  const [first, second] = ids;
  const edge = first === undefined ? undefined : store.edges.value.get(first);
  return (
    <div class="inspector" id="inspector">
      {ids.length === 0 && <Nothing />}
      {ids.length === 1 && edge !== undefined && <Evidence key={first} edge={edge} />}
      {ids.length === 1 && first !== undefined && edge === undefined && <Dossier key={first} id={first} expand={(id) => (menu.value = id)} />}
      {ids.length === 2 && nodes.length === 2 && first !== undefined && second !== undefined && <RoutesBetween key={`${first} ${second}`} ids={[first, second]} />}
      {ids.length > 1 && <Many ids={ids} />}
      {menu.value !== null && <ExpandMenu id={menu.value} close={() => (menu.value = null)} />}
    </div>
  );
}

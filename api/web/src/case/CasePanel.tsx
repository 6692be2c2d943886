// The case: what was collected, with notes; save, reopen, hand over (F36, F37, F38).
import "./case.css";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { licencesOf } from "../export/provenance.ts";
import { FORMATS, save } from "../export/save.ts";
import type { LicenceLine } from "../payload.ts";
import { collect, note } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { leftOut } from "../state/link.ts";
import { plural } from "../words.ts";
import { parsed, restoreBundle } from "./bundle.ts";

function Item({ id, text }: { id: string; text: string }): JSX.Element {
  const session = useSession();
  const { store } = session;
  const edge = store.edges.value.get(id);
  const name = edge?.attributes.sentence ?? store.nodes.value.get(id)?.label ?? id;
  const label = edge === undefined ? "" : ` (${edge.attributes.strength}, ${edge.attributes.standing})`;
  return (
    <li class="case-item" data-id={id}>
      <div class="case-name">
        <button type="button" class="link" onClick={() => store.select([id])}>{name}</button><span class="muted small">{label}</span>
        <button type="button" class="quiet" aria-label={`Leave out: ${name}`} onClick={() => collect(session, [id])}>✕</button>
      </div>
      <textarea rows={2} aria-label={`Note on ${name}`} placeholder="Note" value={text} onChange={(event) => note(session, id, event.currentTarget.value)} />
    </li>
  );
}

export async function reopen(session: ReturnType<typeof useSession>, file: File): Promise<void> {
  const { store } = session;
  try {
    restoreBundle(store, parsed(await file.text(), file.name));
    store.notice.value = { kind: "note", text: `${file.name} is open. What it shows is of the day it was saved; nothing was asked anew.` };
  } catch (error) {
    store.notice.value = { kind: "error", text: error instanceof Error ? error.message : String(error) };
  }
}

/** What may not be passed on is handed over only by one who says that a right to it exists (F7). */
function Rights({ closed, have, say }: { closed: readonly LicenceLine[]; have: boolean; say: (have: boolean) => void }): JSX.Element | null {
  if (closed.length === 0) return null;
  return (
    <div class="case-rights">
      <p>By their terms these may not be passed on: {closed.map((line) => line.title).join("; ")}.</p>
      <label class="check"><input type="checkbox" id="have-rights" checked={have} onChange={(event) => say(event.currentTarget.checked)} /> a right to pass them on exists</label>
    </div>
  );
}

export function CasePanel(): JSX.Element {
  const session = useSession();
  const { store } = session;
  const title = useSignal("");
  const have = useSignal(false);
  const closed = licencesOf(store).filter((line) => line.redistribution === "not-allowed");
  const refused = closed.length > 0 && !have.value;
  const collected = [...store.collected.value];
  const empty = store.nodes.value.size === 0 && store.routeAnswer.value === null;
  const named = (): string | undefined => title.value.trim() || undefined;
  return (
    <div class="case" id="case-panel">
      <label class="field">Title<input value={title.value} placeholder="What this case is about" onInput={(event) => (title.value = event.currentTarget.value)} /></label>
      <div class="actions">
        <button type="button" class="primary" disabled={empty} onClick={() => void save(session, "case", named())}>Save the case</button>
        <label class="button">
          Open a case
          <input class="visually-hidden" type="file" accept=".json,application/json" onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) void reopen(session, file);
          }} />
        </label>
      </div>
      <section aria-label="Collected">
        <h3>Collected <span class="muted number">{collected.length}</span></h3>
        {collected.length === 0 && <p class="muted small">Nothing yet. “Collect” stands in every dossier and under every piece of evidence.</p>}
        <ul class="case-items">{collected.map(([id, text]) => <Item key={id} id={id} text={text} />)}</ul>
      </section>
      <section aria-label="Hand over">
        <h3>Hand over</h3>
        <p class="muted small">Each file says question, bounds, data version and day, and holds what passes the filter: {plural(store.visible.value.edges.size, "relation")}.</p>
        <Rights closed={closed} have={have.value} say={(now) => (have.value = now)} />
        <ul class="case-formats">
          {FORMATS.map(({ format, label, what }) => (
            <li key={format}><button type="button" data-format={format} disabled={empty || refused || (format === "html" && store.offline.value)} onClick={() => void save(session, format, named())}>{label}</button> <span class="small muted">{what}</span></li>
          ))}
        </ul>
        {leftOut(store) !== null && <p class="muted small">{leftOut(store)}</p>}
      </section>
    </div>
  );
}

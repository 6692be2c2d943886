// What an expansion would bring, before it is done: kinds of link with counts; 25 at first, then the next 25, or all (F27, F44).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { saidOf } from "../api.ts";
import type { LinkType } from "../payload.ts";
import { collapse, EXPAND_LIMIT, expand, onCanvas } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { counted, number } from "../words.ts";

/** More than these are not brought at once: the canvas would hold nothing else. */
const ALL_LIMIT = 1000;

function Row({ id, link }: { id: string; link: LinkType }): JSX.Element {
  const session = useSession();
  const here = onCanvas(session, id, link);
  const left = Math.max(0, link.count - here);
  const some = Math.min(EXPAND_LIMIT, left);
  const busy = session.store.busy.value !== null;
  const bring = (wanted: number): void => void expand(session, id, link, wanted);
  return (
    <li class="expand-row">
      <span class="expand-label">{link.label}</span>
      <span class="number muted">{here === 0 ? number(link.count) : counted(here, link.count)}</span>
      {left === 0 && <span class="muted">all here</span>}
      {left > 0 && (
        <button type="button" disabled={busy} data-link={`${link.type}-${link.direction}`} onClick={() => bring(some)} aria-label={`${here === 0 ? "Bring" : "Bring the next"} ${some}: ${link.label}`}>
          {here === 0 ? `+${number(some)}` : `next ${number(some)}`}
        </button>
      )}
      {left > EXPAND_LIMIT && left <= ALL_LIMIT && (
        <button type="button" disabled={busy} onClick={() => bring(left)} aria-label={`Bring all ${left}: ${link.label}`}>all ({number(left)})</button>
      )}
    </li>
  );
}

export function ExpandMenu({ id, close }: { id: string; close: () => void }): JSX.Element {
  const session = useSession();
  const { store, api } = session;
  const links = useSignal<LinkType[] | null>(null);
  const said = useSignal("");
  const dialog = useRef<HTMLDialogElement>(null);
  const caption = store.nodes.value.get(id)?.label ?? id;
  useEffect(() => {
    dialog.current?.showModal();
    api.links(id).then(
      (answer) => {
        links.value = answer.links;
        // The first thing to do has the focus, once it is there.
        requestAnimationFrame(() => dialog.current?.querySelector<HTMLElement>("[data-link]")?.focus());
      },
      (error: unknown) => (said.value = saidOf(error).text),
    );
  }, [id]);
  return (
    <dialog ref={dialog} class="expand-menu" aria-label={`Expand ${caption}`} onClose={close} onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <header class="panel-head">
        <h2>Expand {caption}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>✕</button>
      </header>
      {said.value !== "" && <p class="notice-error" role="alert">{said.value}</p>}
      {links.value === null && said.value === "" && <p class="empty">Counting links …</p>}
      {links.value?.length === 0 && <p class="empty">No relation of {caption} is on record here.</p>}
      <ul class="expand-list">{links.value?.map((link) => <Row key={`${link.type} ${link.direction}`} id={id} link={link} />)}</ul>
      <footer class="expand-foot">
        <button type="button" onClick={() => { collapse(session, id); dialog.current?.close(); }}>Collapse</button>
        <span class="muted small">Collapse takes away neighbours that hang on {caption} alone.</span>
      </footer>
    </dialog>
  );
}

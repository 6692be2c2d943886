// What an expansion would bring, before it is done: kinds of link with counts; 25 at first, then the next 25, or all (F27, F44).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { saidOf } from "../api.ts";
import type { LinkType } from "../payload.ts";
import { EXPAND_LIMIT, collapse, expand } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { number } from "../words.ts";

/** What the service gives at most in one answer (F75). */
const PAGE_LIMIT = 500;

function Row({ id, link }: { id: string; link: LinkType }): JSX.Element {
  const session = useSession();
  const here = useSignal<{ shown: number; next: string | null } | null>(null);
  const bring = async (limit: number): Promise<void> => {
    const next = await expand(session, id, link, limit, here.value?.next ?? undefined);
    here.value = { shown: Math.min(link.count, (here.value?.shown ?? 0) + limit), next };
  };
  const left = link.count - (here.value?.shown ?? 0);
  const first = Math.min(EXPAND_LIMIT, left);
  return (
    <li class="expand-row">
      <span class="expand-label">{link.label}</span>
      <span class="number muted">{number(link.count)}</span>
      {left > 0 ? (
        <>
          <button type="button" data-link={`${link.type}-${link.direction}`} onClick={() => void bring(first)} aria-label={`${here.value === null ? "Bring" : "Bring the next"} ${first}: ${link.label}`}>
            {here.value === null ? `+${number(first)}` : `next ${number(first)}`}
          </button>
          {left > EXPAND_LIMIT && left <= PAGE_LIMIT && (
            <button type="button" onClick={() => void bring(left)} aria-label={`Bring all ${left}: ${link.label}`}>all ({number(left)})</button>
          )}
        </>
      ) : (
        <span class="muted">all here</span>
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

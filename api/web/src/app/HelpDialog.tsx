// The keys, shown by `?` (F39).
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSession } from "../state/context.ts";
import { KEYS } from "./keys.ts";

export function HelpDialog({ close }: { close: () => void }): JSX.Element {
  const { store } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-label="Keys" onClose={close} onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <header class="panel-head">
        <h2>Keys</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>✕</button>
      </header>
      <dl class="keys">
        {KEYS.map(({ keys, does }) => [<dt key={keys}>{keys.split(" ").map((key) => (key === "to" ? " to " : <kbd key={key}>{key}</kbd>))}</dt>, <dd key={does}>{does}</dd>])}
      </dl>
      <p class="small muted dialog-foot">Mouse: click selects, Ctrl or Shift adds, double click expands, dragging pins, the wheel zooms.{!store.offline.value && <> <a href="/static/licences.txt" target="_blank" rel="noreferrer">Licences of what is inside</a></>}</p>
    </dialog>
  );
}

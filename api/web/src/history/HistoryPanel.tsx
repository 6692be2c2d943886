// What was done, line by line; a click goes back to it or forward again (F45).
import "./history.css";
import type { JSX } from "preact";
import { useSession } from "../state/context.ts";

export function HistoryPanel(): JSX.Element {
  const { store } = useSession();
  const { actions, done, canUndo, canRedo } = store.history;
  return (
    <div class="history" id="history">
      <div class="actions">
        <button type="button" disabled={!canUndo.value} onClick={() => store.undo()} title="Ctrl+Z">Undo</button>
        <button type="button" disabled={!canRedo.value} onClick={() => store.redo()} title="Ctrl+Shift+Z">Redo</button>
      </div>
      <ol class="history-list">
        <li><button type="button" class={done.value === 0 ? "history-now" : undefined} aria-current={done.value === 0 ? "step" : undefined} onClick={() => store.goTo(0)}>the beginning</button></li>
        {actions.value.map((action, at) => (
          <li key={at}>
            <button type="button" class={at + 1 === done.value ? "history-now" : at + 1 > done.value ? "history-undone" : undefined} aria-current={at + 1 === done.value ? "step" : undefined} onClick={() => store.goTo(at + 1)}>
              {action.label}{at + 1 > done.value && <span class="visually-hidden"> (undone)</span>}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

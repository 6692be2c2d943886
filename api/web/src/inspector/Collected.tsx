// Collecting for the case, and the note that goes with it (F36).
import type { JSX } from "preact";
import { collect, note } from "../state/actions.ts";
import { useSession } from "../state/context.ts";

export function CollectButton({ ids }: { ids: readonly string[] }): JSX.Element {
  const session = useSession();
  const { collected } = session.store;
  const inCase = ids.every((id) => collected.value.has(id));
  return (
    <button type="button" aria-pressed={inCase} onClick={() => collect(session, ids)}>
      {inCase ? "In the case" : "Collect"}
    </button>
  );
}

/** The note on a thing that was collected. */
export function Note({ id }: { id: string }): JSX.Element | null {
  const session = useSession();
  const text = session.store.collected.value.get(id);
  if (text === undefined) return null;
  return (
    <label class="field">
      Note for the case
      <textarea rows={2} value={text} onChange={(event) => note(session, id, event.currentTarget.value)} />
    </label>
  );
}

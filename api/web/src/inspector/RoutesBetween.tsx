// Two nodes selected: the routes between them (F30, F47), with the bounds that matter in reach; why not where there is none (F32).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { RouteQuestion } from "../answer.ts";
import type { Strength } from "../payload.ts";
import { trace } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { STRENGTHS } from "../words.ts";

export function questionOf(start: string, end: string, form: FormData, knownOn: string | null): RouteQuestion {
  const include = form.get("denied") === "on" ? { include: ["denied" as const] } : {};
  return {
    start: [start],
    end: [end],
    mode: String(form.get("mode") ?? "follow") as "follow" | "strict" | "parties",
    min_strength: String(form.get("min") ?? "alleged") as Strength,
    max_transfers: Number(form.get("transfers") ?? 6),
    disputed: form.get("disputed") === "on" ? "include" : "exclude",
    law: form.get("law") === "on",
    ...include,
    ...(knownOn === null ? {} : { known_on: knownOn }),
  };
}

export function RoutesBetween({ ids }: { ids: readonly [string, string] }): JSX.Element {
  const session = useSession();
  const { store } = session;
  const turned = useSignal(false);
  const [start, end] = turned.value ? [ids[1], ids[0]] : ids;
  const name = (id: string): string => store.nodes.value.get(id)?.label ?? id;
  const submit = (form: HTMLFormElement): void => void trace(session, questionOf(start, end, new FormData(form), store.knownOn.value));
  return (
    <section class="between" aria-label="Routes between">
      <h2>Routes between</h2>
      <p class="between-ends">
        <strong>{name(start)}</strong> <span aria-hidden="true">→</span><span class="visually-hidden">to</span> <strong>{name(end)}</strong>{" "}
        <button type="button" class="quiet" onClick={() => (turned.value = !turned.value)} aria-label="Turn the direction round">⇄ turn round</button>
      </p>
      <form
        class="between-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        <label class="field">Least strength
          <select name="min">{STRENGTHS.filter((strength) => strength !== "none").map((strength) => <option key={strength} value={strength}>{strength}</option>)}</select>
        </label>
        <label class="field">Product
          <select name="mode">
            <option value="follow">follow, with marks</option>
            <option value="strict">must be stated</option>
            <option value="parties">parties only</option>
          </select>
        </label>
        <label class="field">Transfers at most
          <input name="transfers" type="number" min={0} max={20} defaultValue="6" />
        </label>
        <label class="check"><input type="checkbox" name="disputed" defaultChecked /> walk disputed steps</label>
        <label class="check"><input type="checkbox" name="denied" /> walk denied and withdrawn steps</label>
        <label class="check"><input type="checkbox" name="law" defaultChecked /> judge each hop by the law of its day</label>
        <button type="submit" class="primary" disabled={store.offline.value || store.busy.value !== null}>Find routes</button>
      </form>
    </section>
  );
}

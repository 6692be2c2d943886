// What stands where the views will be, before anything is on the canvas.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { reopen } from "../case/CasePanel.tsx";
import { useSession } from "../state/context.ts";
import { number } from "../words.ts";

interface Loaded {
  name: string;
  title: string;
  rows: number;
}

/** The datasets of the catalogue, whatever else it says. */
export function datasetsOf(catalog: unknown): Loaded[] {
  const list = (catalog as { datasets?: unknown }).datasets;
  if (!Array.isArray(list)) return [];
  return list.map((one: Record<string, unknown>) => ({
    name: String(one["name"] ?? ""),
    title: String(one["title"] ?? one["name"] ?? ""),
    rows: Number(one["rows"] ?? 0),
  }));
}

export function Start(): JSX.Element {
  const session = useSession();
  const { api } = session;
  const loaded = useSignal<Loaded[] | null>(null);
  useEffect(() => {
    api.get("catalog").then(
      (catalog) => (loaded.value = datasetsOf(catalog)),
      () => (loaded.value = null),
    );
  }, []);
  return (
    <section class="start" id="start" aria-label="Start">
      <h2>Who makes chips, who moves them, what the law said, and who denies it</h2>
      <ol class="start-steps">
        <li><strong>Search</strong> above for a party, a chip, a plant or a list, in any script.</li>
        <li><strong>Expand</strong> it: double click, or <kbd>E</kbd>. The number of links is shown first.</li>
        <li>Select <strong>two</strong> and ask for the <strong>routes between</strong>. Each hop shows who says it and who denies it.</li>
        <li><strong>Save</strong> the case, or hand it over as one file.</li>
      </ol>
      <p>
        <label class="button">
          Open a saved case
          <input class="visually-hidden" type="file" accept=".json,application/json" onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void reopen(session, file);
          }} />
        </label>
      </p>
      {loaded.value !== null && loaded.value.length === 0 && <p class="notice-error">No data are loaded. Stop the service, run <code>chipgraph demo</code> or <code>chipgraph ingest</code>, and start it again.</p>}
      {loaded.value !== null && loaded.value.length > 0 && (
        <details class="start-data">
          <summary>{loaded.value.length} datasets are loaded</summary>
          <table class="plain">
            <thead><tr><th scope="col">Dataset</th><th scope="col">Rows</th></tr></thead>
            <tbody>{loaded.value.map(({ name, title, rows }) => <tr key={name}><td>{title}</td><td class="number">{number(rows)}</td></tr>)}</tbody>
          </table>
        </details>
      )}
      <p class="muted small">Every relation has a strength (how much is established) and a standing (who answered). A denial stands beside it. Nothing here leaves this machine.</p>
    </section>
  );
}

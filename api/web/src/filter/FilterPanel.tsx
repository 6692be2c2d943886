// The one filter of all views (F20, F33): text, least strength, standing, groups, relations, time, and what has no date.
import "./filter.css";
import type { JSX } from "preact";
import { Legend, toggled } from "../graph/Legend.tsx";
import { StandingBadge, StrengthMark } from "../marks.tsx";
import type { Strength } from "../payload.ts";
import { knownBy, showAll } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { ALL_TIME, NO_FILTER } from "../state/filter.ts";
import type { Store } from "../state/store.ts";
import { classWord, counted, number, STANDINGS, STRENGTH_WORD, STRENGTHS } from "../words.ts";

function countBy(store: Store, of: (edge: { class: string; strength: string; standing: string }) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { attributes } of store.edges.value.values()) counts.set(of(attributes), (counts.get(of(attributes)) ?? 0) + 1);
  return counts;
}

function Standings({ store }: { store: Store }): JSX.Element {
  const counts = countBy(store, (edge) => edge.standing);
  const off = store.filter.value.standingsOff;
  return (
    <fieldset>
      <legend>Standing</legend>
      {STANDINGS.map((standing) => (
        <label key={standing} class="check">
          <input type="checkbox" checked={!off.has(standing)} onChange={() => store.setFilter({ standingsOff: toggled(off, standing) })} />
          <StandingBadge standing={standing} /> <span class="number muted">{number(counts.get(standing) ?? 0)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Relations({ store }: { store: Store }): JSX.Element {
  const counts = [...countBy(store, (edge) => edge.class)].sort((a, b) => b[1] - a[1]);
  const off = store.filter.value.typesOff;
  return (
    <fieldset>
      <legend>Relations</legend>
      {counts.map(([type, count]) => (
        <label key={type} class="check">
          <input type="checkbox" checked={!off.has(type)} onChange={() => store.setFilter({ typesOff: toggled(off, type) })} />
          {classWord(type)} <span class="number muted">{number(count)}</span>
        </label>
      ))}
      {counts.length > 1 && (
        <div class="actions">
          <button type="button" class="quiet" onClick={() => store.setFilter({ typesOff: new Set() })}>all</button>
          <button type="button" class="quiet" onClick={() => store.setFilter({ typesOff: new Set(counts.map(([type]) => type)) })}>none</button>
        </div>
      )}
    </fieldset>
  );
}

function Time({ store }: { store: Store }): JSX.Element {
  const [from, to] = store.window.value;
  return (
    <fieldset>
      <legend>Time</legend>
      <div class="filter-time">
        <label class="field">From<input type="date" value={from ?? ""} onChange={(event) => store.setWindow([event.currentTarget.value || null, to])} /></label>
        <label class="field">To<input type="date" value={to ?? ""} onChange={(event) => store.setWindow([from, event.currentTarget.value || null])} /></label>
      </div>
      <label class="check"><input type="checkbox" checked={store.filter.value.undated} onChange={(event) => store.setFilter({ undated: event.currentTarget.checked })} /> keep what has no date</label>
      {from !== null && to !== null && from > to && <p class="notice-error" role="alert">The first day is after the last: no dated relation can pass. Turn them round.</p>}
    </fieldset>
  );
}

/** What could have been known by a day: claims published later are left out, and status follows (G7). */
function Known(): JSX.Element {
  const session = useSession();
  const { store } = session;
  const day = store.knownOn.value;
  return (
    <fieldset>
      <legend>Knowledge</legend>
      <label class="field">Only what was published by
        <input type="date" id="known-on" value={day ?? ""} disabled={store.offline.value} onChange={(event) => void knownBy(session, event.currentTarget.value || null)} />
      </label>
      {day !== null && <p class="small muted">Relations, status and routes are those of {day}. <button type="button" class="link" onClick={() => void knownBy(session, null)}>Show all that is known</button></p>}
    </fieldset>
  );
}

export function FilterPanel(): JSX.Element {
  const session = useSession();
  const { store } = session;
  const filter = store.filter.value;
  const { nodes, edges } = store.visible.value;
  const strengths = countBy(store, (edge) => edge.strength);
  const clear = (): void => store.act("cleared the filter", { filter: NO_FILTER, window: ALL_TIME });
  return (
    <div class="filter" id="filter">
      <p role="status" class="number"><strong>{counted(nodes.size, store.nodes.value.size)}</strong> nodes, <strong>{counted(edges.size, store.edges.value.size)}</strong> {edges.size === 1 ? "relation passes" : "relations pass"}</p>
      {edges.size === 0 && store.edges.value.size > 0 && <p class="notice-error">No relation passes. Loosen the filter, or clear it.</p>}
      <div class="actions">
        <button type="button" onClick={clear}>Clear the filter</button>
        {store.hidden.value.size > 0 && <button type="button" onClick={() => showAll(session)}>Show {number(store.hidden.value.size)} hidden</button>}
      </div>
      <label class="field">Name or sentence holds<input type="search" value={filter.text} onChange={(event) => store.setFilter({ text: event.currentTarget.value })} /></label>
      <fieldset>
        <legend>Least strength</legend>
        {[...STRENGTHS].reverse().map((strength: Strength) => (
          <label key={strength} class="check">
            <input type="radio" name="min-strength" checked={filter.minStrength === strength} onChange={() => store.setFilter({ minStrength: strength })} />
            {strength === "none" ? <span>{STRENGTH_WORD.none}: all pass</span> : <StrengthMark strength={strength} />} <span class="number muted">{number(strengths.get(strength) ?? 0)}</span>
          </label>
        ))}
      </fieldset>
      <Standings store={store} />
      <Time store={store} />
      <Known />
      <Relations store={store} />
      <fieldset class="filter-groups"><legend>Groups</legend><Legend /></fieldset>
    </div>
  );
}

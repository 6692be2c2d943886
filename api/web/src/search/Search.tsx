// The search box, first on the page, in any script (F26): a combobox with a list of suggestions, after the ARIA pattern. The
// focus stays in the field; arrows move through the list, Enter adds, Esc closes.
import "./search.css";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { saidOf } from "../api.ts";
import { GroupShape } from "../marks.tsx";
import type { Hit } from "../payload.ts";
import { addEntity } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { classWord, counted, plural } from "../words.ts";

/** Typing pauses this long before the service is asked. */
const PAUSE = 120;
const LIMIT = 12;
/** Apart from the other attributes: Preact's types know this role only beside a datalist. */
const COMBOBOX: Readonly<Record<string, string>> = { role: "combobox" };

interface Found {
  text: string;
  hits: Hit[];
  total: number;
}

function Suggestion({ hit, at, active, choose }: { hit: Hit; at: number; active: boolean; choose: () => void }): JSX.Element {
  return (
    <li id={`hit-${at}`} role="option" aria-selected={active} class="search-hit" data-id={hit.id} onMouseDown={(event) => event.preventDefault()} onClick={choose}>
      <GroupShape group={hit.group} />
      <span class="search-caption">
        {hit.caption}
        {hit.matched !== hit.caption && <span class="muted"> {hit.matched}</span>}
        {hit.note !== null && hit.note !== "" && <span class="search-note muted">{hit.note}</span>}
      </span>
      <span class="muted small">{classWord(hit.class)}</span>
      <span class="muted small number">{plural(hit.degree, "link")}</span>
    </li>
  );
}

export interface SearchProps {
  id: string;
  label: string;
  placeholder: string;
  /** what to do with a chosen hit; by default it is put on the canvas */
  choose?: (hit: Hit) => void;
  autofocus?: boolean;
}

export function Search({ id, label, placeholder, choose, autofocus = false }: SearchProps): JSX.Element {
  const session = useSession();
  const { api } = session;
  const text = useSignal("");
  const found = useSignal<Found | null>(null);
  const open = useSignal(false);
  const active = useSignal(-1);
  const said = useSignal("");
  const field = useRef<HTMLInputElement>(null);
  const asking = useRef<AbortController | null>(null);
  const timer = useRef(0);
  useEffect(() => {
    if (autofocus) field.current?.focus({ preventScroll: true });
    return () => {
      clearTimeout(timer.current);
      asking.current?.abort();
    };
  }, []);

  const ask = async (wanted: string): Promise<void> => {
    asking.current?.abort();
    asking.current = new AbortController();
    const { signal } = asking.current;
    try {
      const { hits, total } = await api.search(wanted, LIMIT, signal);
      if (signal.aborted) return;
      found.value = { text: wanted, hits, total };
      active.value = hits.length > 0 ? 0 : -1;
      said.value = "";
    } catch (error) {
      if (!signal.aborted) said.value = saidOf(error).text;
    }
  };
  const typed = (value: string): void => {
    text.value = value;
    clearTimeout(timer.current);
    open.value = value.trim() !== "";
    if (value.trim() === "") found.value = null;
    else timer.current = window.setTimeout(() => void ask(value.trim()), PAUSE);
  };
  const take = (hit: Hit | undefined): void => {
    if (hit === undefined) return;
    text.value = "";
    found.value = null;
    open.value = false;
    field.current?.blur();
    if (choose) choose(hit);
    else void addEntity(session, hit.id, hit.caption);
  };
  const key = async (event: KeyboardEvent): Promise<void> => {
    if (event.isComposing) return;
    const count = found.value?.hits.length ?? 0;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
      event.preventDefault();
      active.value = (active.value + (event.key === "ArrowDown" ? 1 : -1) + count) % count;
      document.getElementById(`hit-${active.value}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      const wanted = text.value.trim();
      clearTimeout(timer.current);
      if (wanted !== "" && found.value?.text !== wanted) await ask(wanted);
      take(found.value?.hits[active.value]);
    } else if (event.key === "Escape") {
      if (open.value) event.stopPropagation();
      open.value = false;
    }
  };
  const list = open.value ? found.value : null;
  return (
    <div class="search">
      <label class="visually-hidden" for={id}>{label}</label>
      <input
        ref={field}
        id={id}
        type="search"
        {...COMBOBOX}
        autocomplete="off"
        spellcheck={false}
        aria-expanded={list !== null}
        aria-controls={`${id}-hits`}
        aria-autocomplete="list"
        {...(list !== null && active.value >= 0 ? { "aria-activedescendant": `hit-${active.value}` } : {})}
        placeholder={placeholder}
        value={text.value}
        onInput={(event) => typed(event.currentTarget.value)}
        onKeyDown={(event) => void key(event)}
        onFocus={() => (open.value = text.value.trim() !== "")}
        onBlur={() => (open.value = false)}
      />
      <div class="search-box" hidden={!open.value || (list === null && said.value === "")}>
        <ul id={`${id}-hits`} role="listbox" aria-label="Suggestions" class="search-hits">
          {list?.hits.map((hit, at) => <Suggestion key={hit.id} hit={hit} at={at} active={at === active.value} choose={() => take(hit)} />)}
        </ul>
        {list !== null && list.hits.length === 0 && <p class="search-foot">Nothing here is called “{list.text}”. Try another spelling or script, or part of the name.</p>}
        {list !== null && list.hits.length < list.total && <p class="search-foot muted">{counted(list.hits.length, list.total)} names. Type more to narrow it.</p>}
        {said.value !== "" && <p class="search-foot notice-error" role="alert">{said.value}</p>}
      </div>
      <span class="visually-hidden" role="status">{list === null ? "" : plural(list.total, "suggestion")}</span>
    </div>
  );
}

// What is on record about one entity: names, identifiers, places, listings, statements, and its relations in view (F43 in part).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { saidOf } from "../api.ts";
import { GroupShape, StandingBadge, StrengthMark } from "../marks.tsx";
import type { Standing, Strength } from "../payload.ts";
import { hide, togglePins } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import type { GraphEdge } from "../state/store.ts";
import { classWord, counted, dateWords, LINE, plural, STRENGTH_WORD } from "../words.ts";
import { followable } from "./ClaimCard.tsx";
import { CollectButton, Note } from "./Collected.tsx";

type Told = Record<string, unknown>;

/** A value of the entity's answer as text: objects by their caption or label. */
export function toldAs(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(toldAs).filter(Boolean).join(", ");
  if (typeof value !== "object") return String(value);
  const object = value as Told;
  for (const key of ["sentence", "caption", "label", "text", "title", "name", "value"]) {
    const text = object[key];
    if (typeof text === "string" && text !== "") return text;
  }
  return Object.entries(object).filter(([key, part]) => key !== "id" && part !== null).map(([key, part]) => `${key} ${toldAs(part)}`).join(", ");
}

function Lines({ title, items }: { title: string; items: unknown }): JSX.Element | null {
  const list = (Array.isArray(items) ? items : []).map(toldAs).filter(Boolean);
  if (list.length === 0) return null;
  return (
    <details class="dossier-part" open={list.length <= 6}>
      <summary>{title} <span class="muted number">{list.length}</span></summary>
      <ul>{list.map((text) => <li key={text}>{text}</li>)}</ul>
    </details>
  );
}

interface StatementTold {
  id: string;
  text: Record<string, string> | string;
  strength: Strength;
  standing: Standing;
  claims?: { maker_caption?: string | null; says?: string }[];
}

/** A text with its language: English first, else whichever there is. */
function spoken(text: StatementTold["text"]): string {
  return typeof text === "string" ? text : (text["en"] ?? Object.values(text)[0] ?? "");
}

/** What was said about the entity and ties nothing: with both axes, as every relation has (F2). */
function Statements({ items }: { items: unknown }): JSX.Element | null {
  const list = (Array.isArray(items) ? items : []) as StatementTold[];
  if (list.length === 0) return null;
  return (
    <details class="dossier-part">
      <summary>Statements <span class="muted number">{list.length}</span></summary>
      <ul>
        {list.map((item) => (
          <li key={item.id}>
            {spoken(item.text)}
            <span class="statement-axes"><StrengthMark strength={item.strength} /> {item.standing !== "undisputed" && <StandingBadge standing={item.standing} />}{" "}
              <span class="muted">{[...new Set((item.claims ?? []).map((claim) => claim.maker_caption).filter(Boolean))].join(", ")}</span></span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Identifiers({ value }: { value: unknown }): JSX.Element | null {
  const pairs = Object.entries((value ?? {}) as Told).map(([key, text]) => [key, toldAs(text)] as const).filter(([, text]) => text !== "");
  if (pairs.length === 0) return null;
  return (
    <dl class="facts">
      {pairs.map(([key, text]) => [
        <dt key={`${key}-key`}>{key}</dt>,
        <dd key={key} class="number">{followable(text) === null ? text : <a href={text} rel="noreferrer noopener" target="_blank">{text}</a>}</dd>,
      ])}
    </dl>
  );
}

function Relation({ edge }: { edge: GraphEdge }): JSX.Element {
  const { store } = useSession();
  const { attributes: a } = edge;
  const { dash, width, colour } = LINE[a.strength];
  return (
    <li>
      <button type="button" class="relation" data-id={edge.key} onClick={() => store.select([edge.key])} onMouseEnter={() => (store.hovered.value = edge.key)} onMouseLeave={() => (store.hovered.value = null)}>
        <svg width="20" height="8" aria-hidden="true"><line x1="0" x2="20" y1="4" y2="4" stroke={`var(${colour})`} stroke-width={width} stroke-dasharray={dash ?? "none"} /></svg>
        <span>
          {a.sentence}
          <span class="relation-facts">{[STRENGTH_WORD[a.strength], a.date === "" ? "undated" : dateWords(a.date)].join(" · ")}</span>
        </span>
        {a.standing !== "undisputed" && <StandingBadge standing={a.standing} />}
      </button>
    </li>
  );
}

/** How many relations are listed at first; the table has all. */
const MOST = 40;

function Relations({ id }: { id: string }): JSX.Element {
  const { store } = useSession();
  const { edges } = store.visible.value;
  const mine = [...store.edges.value.values()].filter((edge) => edges.has(edge.key) && (edge.source === id || edge.target === id));
  const all = store.nodes.value.get(id)?.degree ?? mine.length;
  return (
    <section aria-label="Relations in view">
      <h3>Relations in view <span class="muted number">{counted(mine.length, Math.max(all, mine.length))}</span></h3>
      <ul class="relations">{mine.slice(0, MOST).map((edge) => <Relation key={edge.key} edge={edge} />)}</ul>
      {mine.length > MOST && <button type="button" class="link" onClick={() => (store.activeView.value = "table")}>{plural(mine.length - MOST, "more relation")} in the table</button>}
    </section>
  );
}

export function Dossier({ id, expand }: { id: string; expand: (id: string) => void }): JSX.Element {
  const session = useSession();
  const { store, api } = session;
  const told = useSignal<Told | null>(null);
  const said = useSignal("");
  const node = store.nodes.value.get(id);
  useEffect(() => {
    told.value = null;
    said.value = "";
    if (store.offline.value) return;
    let current = true;
    api.entity(id).then(
      (answer) => current && (told.value = answer),
      (error: unknown) => current && (said.value = saidOf(error).text),
    );
    return () => {
      current = false;
    };
  }, [id]);
  const names = ((told.value?.["names"] as unknown[] | undefined) ?? node?.names ?? []).map(toldAs);
  const others = [...new Set(names)].filter((name) => name !== node?.label);
  return (
    <article class="dossier" data-id={id} aria-label={`Dossier of ${node?.label ?? id}`}>
      <p class="eyebrow"><GroupShape group={node?.group ?? ""} /> {classWord(node?.class ?? "")}</p>
      <h2>{node?.label ?? id}</h2>
      {others.length > 0 && <p class="dossier-names">{others.slice(0, 8).join(" · ")}{others.length > 8 && ` · ${others.length - 8} more`}</p>}
      {[told.value?.["note"]].flat().map(toldAs).filter(Boolean).map((text) => <p key={text}>{text}</p>)}
      <div class="actions">
        <button type="button" disabled={store.offline.value} onClick={() => expand(id)} title="Expand (E)">Expand …</button>
        <button type="button" aria-pressed={store.pinned.value.has(id)} onClick={() => togglePins(session)} title="Pin (P)">Pin</button>
        <button type="button" onClick={() => hide(session, [id])} title="Hide (X)">Hide</button>
        <CollectButton ids={[id]} />
      </div>
      <Note id={id} />
      {said.value !== "" && <p class="notice-error" role="alert">{said.value}</p>}
      <Identifiers value={{ id, ...(told.value?.["identifiers"] as Told | undefined) }} />
      <Lines title="Listings" items={told.value?.["listings"]} />
      <Lines title="Places" items={told.value?.["places"] ?? node?.places} />
      <Statements items={told.value?.["statements"]} />
      <Relations id={id} />
    </article>
  );
}

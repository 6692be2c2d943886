// The query page: SPARQL and Cypher, the competency questions as examples, rows as a table, and where an error lies (F41).
import "./query.css";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Example, ProblemError, type Rows, saidOf } from "../api.ts";
import { addEntity } from "../state/actions.ts";
import { useSession } from "../state/context.ts";
import { counted, plural } from "../words.ts";
import { Editor } from "./Editor.tsx";
import { entityId, type Language, lineOf } from "./answers.ts";

/** Rows drawn at once; the rest by “more”. */
const LEAF = 200;

function Table({ rows }: { rows: Rows }): JSX.Element {
  const session = useSession();
  const shown = useSignal(LEAF);
  if (rows.rows.length === 0) return <p class="empty">No row answers this. That is an answer: nothing of the kind is on record here.</p>;
  return (
    <>
      <table class="plain">
        <caption class="query-count">{plural(rows.rows.length, "row")}</caption>
        <thead><tr>{rows.columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>
          {rows.rows.slice(0, shown.value).map((row, at) => (
            <tr key={at}>
              {row.map((value, column) => {
                const id = entityId(value);
                const text = value === null ? "" : String(value);
                return <td key={column}>{id === null ? text : <button type="button" class="link" title="Put it on the canvas" onClick={() => void addEntity(session, id)}>{id}</button>}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.rows.length > shown.value && <p class="query-more"><button type="button" onClick={() => (shown.value += LEAF)}>Next {LEAF}</button> <span class="muted">{counted(shown.value, rows.rows.length)}</span></p>}
    </>
  );
}

function Examples({ examples, chosen, take }: { examples: readonly Example[]; chosen: string; take: (example: Example) => void }): JSX.Element {
  return (
    <label class="field query-examples">Example
      <select id="query-example" value={chosen} onChange={(event) => {
        const example = examples.find((one) => one.id === event.currentTarget.value);
        if (example) take(example);
      }}>
        <option value="">choose a question …</option>
        {examples.map((example) => <option key={example.id} value={example.id}>{example.id}: {example.question}</option>)}
      </select>
    </label>
  );
}

export function QueryPanel(): JSX.Element {
  const { store, api } = useSession();
  const language = useSignal<Language>("sparql");
  const texts = store.queries;
  const examples = useSignal<Example[]>([]);
  const answer = useSignal<Rows | null>(null);
  const said = useSignal<{ text: string; line: number | null } | null>(null);
  const running = useSignal(false);
  const stop = useRef<AbortController | null>(null);
  const chosen = useSignal("");
  const take = (example: Example): void => {
    chosen.value = example.id;
    texts.value = { sparql: example.sparql, cypher: example.cypher ?? texts.value.cypher };
  };
  useEffect(() => {
    api.examples().then(
      (found) => {
        examples.value = found;
        const first = found[0];
        if (first !== undefined && texts.value.sparql === "" && texts.value.cypher === "") take(first);
      },
      () => undefined,
    );
    return () => stop.current?.abort();
  }, []);
  const text = texts.value[language.value];
  const write = (now: string): void => {
    texts.value = { ...texts.value, [language.value]: now };
  };
  const run = async (): Promise<void> => {
    stop.current?.abort();
    stop.current = new AbortController();
    running.value = true;
    said.value = null;
    answer.value = null;
    try {
      answer.value = await (language.value === "sparql" ? api.sparql : api.cypher)(texts.value[language.value], stop.current.signal);
    } catch (error) {
      const { text: sentence, remedy } = saidOf(error);
      const cancelled = stop.current.signal.aborted;
      said.value = cancelled ? { text: "Stopped.", line: null } : { text: [sentence, remedy].filter(Boolean).join(" "), line: error instanceof ProblemError ? lineOf(sentence) : null };
    } finally {
      running.value = false;
    }
  };
  return (
    <section class="panel" id="query" aria-label="Query">
      <header class="panel-head">
        <h2>Query</h2>
        <div role="radiogroup" aria-label="Language" class="query-languages">
          {(["sparql", "cypher"] as const).map((one) => (
            <label key={one} class="check"><input type="radio" name="query-language" checked={language.value === one} onChange={() => (language.value = one)} /> {one === "sparql" ? "SPARQL" : "Cypher"}</label>
          ))}
        </div>
        <Examples examples={examples.value} chosen={chosen.value} take={take} />
        {running.value ? <button type="button" onClick={() => stop.current?.abort()}>Stop</button> : <button type="button" class="primary" disabled={text.trim() === "" || store.offline.value} onClick={() => void run()} title="Ctrl+Enter">Run</button>}
      </header>
      <Editor language={language.value} text={text} read={() => texts.peek()[language.peek()]} write={write} run={() => void run()} errorLine={said.value?.line ?? null} />
      <div class="query-answer" tabIndex={0} role="region" aria-label="Answer">
        {said.value !== null && <p class="notice-error" role="alert">{said.value.line !== null && <strong>Line {said.value.line}. </strong>}{said.value.text}</p>}
        {running.value && <p class="empty" role="status">Running …</p>}
        {answer.value !== null && <Table rows={answer.value} />}
      </div>
    </section>
  );
}

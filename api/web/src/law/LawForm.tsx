// What the law is asked, as four fields.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useApi } from "../state/context.ts";
import { type LawQuestion, listed } from "./question.ts";

const REST_MS = 200;
const SUGGESTED = 12;

export function LawForm({ question, ask }: { question: LawQuestion; ask(question: LawQuestion): void }): JSX.Element {
  const [item, setItem] = useState(question.item);
  const [from, setFrom] = useState(question.from);
  const [to, setTo] = useState(question.to.join(", "));
  const [parties, setParties] = useState(question.parties.join(", "));
  const [exporter, setExporter] = useState(question.exporter);
  useEffect(() => {
    setExporter(question.exporter);
    setItem(question.item);
    setFrom(question.from);
    setTo(question.to.join(", "));
    setParties(question.parties.join(", "));
  }, [question]);
  const chips = useSuggestions(item);
  return (
    <form
      class="law-form"
      onSubmit={(event) => {
        event.preventDefault();
        ask({ item: item.trim(), from: from.trim().toUpperCase(), to: listed(to), parties: listed(parties), exporter: exporter.trim() });
      }}
    >
      <Field id="law-item" name="Item" hint="H20" value={item} put={setItem} list="law-items" />
      <datalist id="law-items">
        {chips.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field id="law-exporter" name="Exporter" hint="TSMC" value={exporter} put={setExporter} />
      <Field id="law-from" name="From" hint="TW" value={from} put={setFrom} short />
      <Field id="law-to" name="To" hint="CN" value={to} put={setTo} short />
      <Field id="law-party" name="Consignee, end user, later holders" hint="Sophgo, Huawei" value={parties} put={setParties} />
      <button class="primary" type="submit">Ask</button>
    </form>
  );
}

interface FieldProps {
  id: string;
  name: string;
  hint: string;
  value: string;
  put(value: string): void;
  list?: string | undefined;
  /** for codes of territories */
  short?: boolean;
}

function Field({ id, name, hint, value, put, list, short = false }: FieldProps): JSX.Element {
  return (
    <label class={short ? "field law-code" : "field"}>
      {name}
      <input id={id} type="text" list={list} value={value} placeholder={hint} required={list !== undefined} onInput={(event) => put(event.currentTarget.value)} />
    </label>
  );
}

/** Names of products that fit what is typed. */
function useSuggestions(text: string): string[] {
  const api = useApi();
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    if (text.trim().length < 2) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api
        .search(text.trim(), SUGGESTED, abort.signal)
        .then(({ hits }) => setNames([...new Set(hits.filter((hit) => hit.group === "product").map((hit) => hit.caption))]))
        .catch(() => setNames([]));
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, text]);
  return names;
}

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
  useEffect(() => {
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
        ask({ item: item.trim(), from: from.trim().toUpperCase(), to: listed(to), parties: listed(parties) });
      }}
    >
      <label class="field">
        Item
        <input id="law-item" list="law-items" value={item} placeholder="H20" required onInput={(event) => setItem(event.currentTarget.value)} />
      </label>
      <datalist id="law-items">
        {chips.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label class="field law-code">
        From
        <input id="law-from" value={from} placeholder="TW" maxLength={2} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label class="field law-code">
        To
        <input id="law-to" value={to} placeholder="CN" onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <label class="field">
        Consignee, end user, later holders
        <input id="law-party" value={parties} placeholder="Sophgo, Huawei" onInput={(event) => setParties(event.currentTarget.value)} />
      </label>
      <button class="primary" type="submit">Ask</button>
    </form>
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

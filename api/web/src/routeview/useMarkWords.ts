// The words of marks, from the manifest of the service, asked for once a client.
import { signal, type Signal } from "@preact/signals";
import type { Api } from "../api.ts";
import { useSession } from "../state/context.ts";
import type { MarkWords } from "./words.ts";

const asked = new WeakMap<Api, Signal<MarkWords>>();

/** Words by notation; empty until the service has answered, and in a page without one. */
export function useMarkWords(): MarkWords {
  const { api, store } = useSession();
  let words = asked.get(api);
  if (words === undefined) {
    words = signal<MarkWords>(new Map());
    asked.set(api, words);
    if (!store.offline.peek()) void fill(api, words);
  }
  return words.value;
}

async function fill(api: Api, words: Signal<MarkWords>): Promise<void> {
  const manifest = await api.manifest().catch(() => ({}) as Record<string, unknown>);
  const marks = manifest["marks"];
  if (!Array.isArray(marks)) return;
  words.value = new Map((marks as { id: string; label: string }[]).map(({ id, label }) => [id, label]));
}

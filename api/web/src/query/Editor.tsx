// The editor of the query page: CodeMirror, loaded when the page is first opened, in a shadow root so that its own <style> is
// not needed in the page (F62). Until it is there, and where it cannot be loaded, a plain field does the same.
import type { JSX } from "preact";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Mounted } from "./editor.ts";
import type { Language } from "./answers.ts";

export interface EditorProps {
  language: Language;
  text: string;
  /** what the text is now: an effect may run after more was typed */
  read: () => string;
  write: (text: string) => void;
  run: () => void;
  errorLine: number | null;
}

export function Editor({ language, text, read, write, run, errorLine }: EditorProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const mounted = useRef<Mounted | null>(null);
  const ready = useSignal(false);
  const latest = useRef({ read, write, run });
  latest.current = { read, write, run };
  useEffect(() => {
    let gone = false;
    const address = new URL("./editor.js", import.meta.url).href;
    (import(address) as Promise<typeof import("./editor.ts")>).then(
      ({ mount }) => {
        if (gone || host.current === null) return;
        mounted.current = mount(host.current, { text: latest.current.read(), language, write: (now) => latest.current.write(now), run: () => latest.current.run() });
        ready.value = true;
      },
      () => undefined,
    );
    return () => {
      gone = true;
      mounted.current?.destroy();
    };
  }, []);
  useEffect(() => mounted.current?.set(latest.current.read(), language), [text, language, ready.value]);
  useEffect(() => mounted.current?.mark(errorLine), [errorLine, ready.value]);
  return (
    <div class="query-editor">
      <div ref={host} class="query-code" hidden={!ready.value} />
      {!ready.value && (
        <textarea id="query-text" aria-label={`${language === "sparql" ? "SPARQL" : "Cypher"} query`} spellcheck={false} value={text} onInput={(event) => write(event.currentTarget.value)} onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            run();
          }
        }} />
      )}
    </div>
  );
}

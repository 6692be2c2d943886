// CodeMirror for SPARQL and Cypher: a file of its own, loaded with the query page (F41, F62).
import { autocompletion, type CompletionContext } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { cypher } from "@codemirror/legacy-modes/mode/cypher";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Language } from "./answers.ts";

export interface Mounted {
  set(text: string, language: Language): void;
  mark(line: number | null): void;
  destroy(): void;
}

export interface MountOptions {
  text: string;
  language: Language;
  write: (text: string) => void;
  run: () => void;
}

const KEYWORDS: Readonly<Record<Language, readonly string[]>> = {
  sparql: "PREFIX SELECT ASK CONSTRUCT DESCRIBE WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH GROUP BY ORDER LIMIT OFFSET DISTINCT EXISTS NOT COUNT AS".split(" "),
  cypher: "MATCH OPTIONAL WHERE RETURN WITH UNWIND ORDER BY LIMIT SKIP DISTINCT AS COLLECT COUNT EXISTS CONTAINS IN AND OR NOT".split(" "),
};

const markLine = StateEffect.define<number | null>();
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, change) {
    let now = before.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(markLine)) continue;
      const line = effect.value;
      now = line === null || line < 1 || line > change.state.doc.lines ? Decoration.none : Decoration.set([Decoration.line({ class: "error-line" }).range(change.state.doc.line(line).from)]);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--group-territory)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--group-product)" },
  { tag: [tags.number, tags.atom], color: "var(--group-law)" },
]);

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--panel)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-3)", border: "0" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
  ".error-line": { backgroundColor: "var(--error-soft)" },
});

const modes = { sparql: StreamLanguage.define(sparql), cypher: StreamLanguage.define(cypher) };

/** Keywords, and the variables and names that stand in the text already. */
function words(language: Language) {
  return (context: CompletionContext) => {
    const word = context.matchBefore(/[?:\w]+/);
    if (word === null || (word.text.length < 2 && !context.explicit)) return null;
    const written = new Set(context.state.doc.toString().match(/\??[A-Za-z_][\w-]*(?::[\w-]+)?/g) ?? []);
    written.delete(word.text);
    for (const keyword of KEYWORDS[language]) written.delete(keyword);
    const options = [...KEYWORDS[language].map((label) => ({ label, type: "keyword" })), ...[...written].map((label) => ({ label, type: "text" }))];
    return { from: word.from, options, validFor: /^[?:\w]*$/ };
  };
}

const speaking = (language: Language) => [modes[language], autocompletion({ override: [words(language)], icons: false })];

export function mount(host: HTMLElement, options: MountOptions): Mounted {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.replaceChildren();
  const language = new Compartment();
  let spoken = options.language;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        syntaxHighlighting(colours),
        theme,
        marked,
        language.of(speaking(spoken)),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Query", id: "query-text", tabindex: "0" }),
        keymap.of([{ key: "Mod-Enter", run: () => (options.run(), true) }, ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"), ...historyKeymap]),
        // Chromium itself would put an inline style on what replaces a selection, which the page's CSP refuses (F61).
        EditorView.domEventHandlers({
          beforeinput: (event, at) => {
            if (event.inputType !== "insertText" || event.data === null || at.composing || at.state.selection.ranges.every((range) => range.empty)) return false;
            event.preventDefault();
            at.dispatch(at.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
            return true;
          },
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.write(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    set(text, wanted) {
      if (wanted !== spoken) view.dispatch({ effects: language.reconfigure(speaking(wanted)) });
      spoken = wanted;
      if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    mark: (line) => view.dispatch({ effects: markLine.of(line) }),
    destroy: () => view.destroy(),
  };
}

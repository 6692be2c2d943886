// The entry of the notebook's widget (F9, F51). A notebook hands over a model and an element; the views stand in a shadow tree, so
// that neither the page's style reaches the notebook nor the notebook's the views. It asks no service and loads no file.
import "./graph/webgl.ts";
import "./graph/forceatlas2.worker.ts";
import "./styles/theme.css";
import "./styles/base.css";
import { effect } from "@preact/signals";
import { h, render as draw } from "preact";
import { createApi } from "./api.ts";
import type { LinkedView } from "./payload.ts";
import { SessionContext } from "./state/context.ts";
import { createStore, type Store } from "./state/store.ts";
import { Widget } from "./widget/Widget.tsx";

/** What the widget asks of the notebook's model: the traitlets `payload`, `seeds`, `selection` and `sheet`. */
export interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, hear: () => void): void;
  off(event: string, hear: () => void): void;
}

/** The theme that the notebook says it has; "auto" leaves it to the system. */
function themeOf({ dataset, classList }: HTMLElement): "light" | "dark" | "auto" {
  const jupyter = dataset["jpThemeLight"];
  if (jupyter !== undefined) return jupyter === "true" ? "light" : "dark";
  if (classList.contains("vscode-dark")) return "dark";
  return classList.contains("vscode-light") ? "light" : "auto";
}

function rootIn(el: HTMLElement, sheet: string): HTMLElement {
  const host = document.createElement("div");
  const theme = themeOf(document.body);
  if (theme !== "auto") host.dataset["theme"] = theme;
  // Keys typed into the views are not commands of the notebook.
  for (const kind of ["keydown", "keypress", "keyup"]) host.addEventListener(kind, (event) => event.stopPropagation());
  const shadow = host.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = sheet;
  const root = document.createElement("div");
  shadow.append(style, root);
  el.append(host);
  return root;
}

/** Keep a selection the same in the store and in the notebook; returns how to end it. */
function shareSelection(store: Store, model: Model): () => void {
  const told = (): string[] => (model.get("selection") as string[] | undefined) ?? [];
  const hear = (): void => {
    if (told().join("\n") !== [...store.selection.peek()].join("\n")) store.select(told());
  };
  hear();
  const stop = effect(() => {
    const chosen = [...store.selection.value];
    if (chosen.join("\n") === told().join("\n")) return;
    model.set("selection", chosen);
    model.save_changes();
  });
  model.on("change:selection", hear);
  return () => {
    stop();
    model.off("change:selection", hear);
  };
}

/** Mount the views over the payload of a model; a new payload replaces the old one. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const root = rootIn(el, String(model.get("sheet") ?? ""));
  const store = createStore();
  store.offline.value = true;
  const show = (): void => {
    const view = model.get("payload") as LinkedView;
    store.positions.value = new Map();
    store.restore("answer", { view, seeds: (model.get("seeds") as string[] | undefined) ?? [] });
  };
  show();
  model.on("change:payload", show);
  const stop = shareSelection(store, model);
  const api = createApi("", () => Promise.reject(new Error("A widget asks no service.")));
  draw(h(SessionContext.Provider, { value: { store, api }, children: h(Widget, {}) }), root);
  return () => {
    stop();
    model.off("change:payload", show);
    draw(null, root);
  };
}

export default { render };

// The page's entry: one store, one client, one tree of panels. A page that holds a case (the HTML export) opens it and asks no
// service.
import "./graph/webgl.ts";
import { render } from "preact";
import "./styles/theme.css";
import "./styles/base.css";
import { createApi } from "./api.ts";
import { App } from "./app/App.tsx";
import { applyTheme } from "./app/TopBar.tsx";
import { parsed, restoreBundle } from "./case/bundle.ts";
import { SessionContext } from "./state/context.ts";
import { keepInStep } from "./state/link.ts";
import { createStore } from "./state/store.ts";

const host = document.getElementById("app");
if (host !== null) {
  applyTheme();
  const held = document.getElementById("case")?.textContent ?? null;
  const api = held === null ? createApi() : createApi("", () => Promise.reject(new Error("A saved case asks no service.")));
  const session = { store: createStore(), api };
  if (held !== null) {
    session.store.offline.value = true;
    const bundle = parsed(held, document.title);
    session.store.saved.value = bundle.saved;
    restoreBundle(session.store, bundle);
  } else {
    keepInStep(session);
  }
  render(
    <SessionContext.Provider value={session}>
      <App />
    </SessionContext.Provider>,
    host,
  );
}

// The page's entry: one store, one client, one tree of panels.
import { render } from "preact";
import "./styles/theme.css";
import "./styles/base.css";
import { createApi } from "./api.ts";
import { App } from "./app/App.tsx";
import { SessionContext } from "./state/context.ts";
import { createStore } from "./state/store.ts";

const host = document.getElementById("app");
if (host !== null) {
  const session = { store: createStore(), api: createApi() };
  render(
    <SessionContext.Provider value={session}>
      <App />
    </SessionContext.Provider>,
    host,
  );
}

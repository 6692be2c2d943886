// The layout of the page.
import type { JSX } from "preact";
import { useStore } from "../state/context.ts";
import { VIEWS } from "../state/store.ts";

export function App(): JSX.Element {
  const store = useStore();
  return (
    <main class="panel">
      <header class="panel-head">
        <h1>chipgraph</h1>
        <div role="tablist" aria-label="Views">
          {VIEWS.map((name) => (
            <button key={name} role="tab" aria-selected={store.activeView.value === name} onClick={() => (store.activeView.value = name)}>
              {name}
            </button>
          ))}
        </div>
      </header>
    </main>
  );
}

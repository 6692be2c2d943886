// Name, search, undo and redo, link, theme, help (F26, F28, F36, F39).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Search } from "../search/Search.tsx";
import { useSession } from "../state/context.ts";
import { leftOut } from "../state/link.ts";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const ICON: Readonly<Record<Theme, string>> = { auto: "◐", light: "☀", dark: "☾" };

function stored(): Theme {
  try {
    const theme = localStorage.getItem("chipgraph-theme");
    return THEMES.find((one) => one === theme) ?? "auto";
  } catch {
    return "auto";
  }
}

export function applyTheme(theme: Theme = stored()): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

function ThemeButton(): JSX.Element {
  const theme = useSignal<Theme>(stored());
  const next = (): void => {
    theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
    applyTheme(theme.value);
    try {
      localStorage.setItem("chipgraph-theme", theme.value);
    } catch {
      // Storage is off in this browser: the theme holds until the page is closed.
    }
  };
  return <button type="button" class="quiet" onClick={next} title={`Theme: ${theme.value}`} aria-label={`Theme: ${theme.value}`}><span aria-hidden="true">{ICON[theme.value]}</span></button>;
}

function ShareButton(): JSX.Element {
  const { store } = useSession();
  const share = async (): Promise<void> => {
    // The address is written a moment after a change; wait for it.
    await new Promise((resolve) => setTimeout(resolve, 250));
    const left = leftOut(store);
    try {
      await navigator.clipboard.writeText(location.href);
      store.notice.value = { kind: "note", text: `The link is copied.${left === null ? "" : ` ${left}`}` };
    } catch {
      store.notice.value = { kind: "note", text: `Copy the link from the address bar.${left === null ? "" : ` ${left}`}` };
    }
  };
  return <button type="button" class="quiet" disabled={store.offline.value} onClick={() => void share()}>Copy link</button>;
}

export function TopBar({ help }: { help: () => void }): JSX.Element {
  const { store } = useSession();
  const { canUndo, canRedo } = store.history;
  return (
    <header class="top">
      <h1 class="wordmark">chip<b>graph</b></h1>
      {store.offline.value ? <p class="top-offline">{document.title} <span class="muted">a case saved on {store.saved.value?.slice(0, 16).replace("T", " ")} UTC; nothing is asked anew</span></p> : <Search id="search" label="Search for a party, product, plant, list or law, in any script" placeholder="Search in any script: TSMC, 华为, Ascend 910B …" autofocus />}
      <div class="top-tools">
        <button type="button" class="quiet" disabled={!canUndo.value} onClick={() => store.undo()} title="Undo (Ctrl+Z)" aria-label="Undo"><span aria-hidden="true">↶</span></button>
        <button type="button" class="quiet" disabled={!canRedo.value} onClick={() => store.redo()} title="Redo (Ctrl+Shift+Z)" aria-label="Redo"><span aria-hidden="true">↷</span></button>
        <ShareButton />
        <ThemeButton />
        <button type="button" class="quiet" onClick={help} title="Keys (?)" aria-label="Keys"><span aria-hidden="true">?</span></button>
      </div>
    </header>
  );
}

// Tabs after the ARIA pattern: one stop of the Tab key, arrows move.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

export interface TabsProps<Name extends string> {
  label: string;
  tabs: readonly (readonly [Name, string])[];
  active: Name;
  /** id of the panel that the tabs control */
  panel: string;
  choose: (name: Name) => void;
}

export function Tabs<Name extends string>({ label, tabs, active, panel, choose }: TabsProps<Name>): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const key = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(([name]) => name === active);
    const moves: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    choose(next[0]);
    list.current?.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} class="tabs" onKeyDown={key}>
      {tabs.map(([name, text]) => (
        <button key={name} type="button" role="tab" id={`tab-${name}`} aria-selected={name === active} aria-controls={panel} tabIndex={name === active ? 0 : -1} onClick={() => choose(name)}>
          {text}
        </button>
      ))}
    </div>
  );
}

// The legend is the filter of groups (F12): shape, colour, word and count; a click switches a group off. Beside it, what the
// lines mean.
import type { JSX } from "preact";
import { GroupShape, StrengthMark } from "../marks.tsx";
import { useStore } from "../state/context.ts";
import { groupLook, number, STRENGTHS } from "../words.ts";

export function toggled<T>(set: ReadonlySet<T>, item: T): Set<T> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

export function Legend(): JSX.Element {
  const store = useStore();
  const counts = new Map<string, number>();
  for (const node of store.nodes.value.values()) counts.set(node.group, (counts.get(node.group) ?? 0) + 1);
  const off = store.filter.value.groupsOff;
  const used = new Set([...store.edges.value.values()].map((edge) => edge.attributes.strength));
  return (
    <footer class="graph-legend">
      <ul aria-label="Groups; a click switches one off">
        {[...counts].sort((a, b) => b[1] - a[1]).map(([group, count]) => (
          <li key={group}>
            <button type="button" class="chip" aria-pressed={!off.has(group)} onClick={() => store.setFilter({ groupsOff: toggled(off, group) })}>
              <GroupShape group={group} />
              {groupLook(group).plural} <span class="number muted">{number(count)}</span>
            </button>
          </li>
        ))}
      </ul>
      <ul aria-label="Lines by strength">
        {[...STRENGTHS].reverse().filter((strength) => used.has(strength)).map((strength) => (
          <li key={strength}><StrengthMark strength={strength} /></li>
        ))}
      </ul>
    </footer>
  );
}

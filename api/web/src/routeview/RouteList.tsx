// The routes as a list: verdict, strength, standing, what is taken for granted, transfers, arrival, the law's label (F30, W21,
// W25); below it the families (W31).
import type { JSX } from "preact";
import { StandingBadge, StrengthMark } from "../marks.tsx";
import type { Family, Route } from "../answer.ts";
import { useStore } from "../state/context.ts";
import { plural } from "../words.ts";
import { familyWords, LABEL_MEANS, LABEL_SIGN, lengthWords, type MarkWords, marksInWords, passes, VERDICT_MEANS } from "./words.ts";

interface Props {
  routes: readonly Route[];
  families: readonly Family[];
  chosen: string | null;
  marks: MarkWords;
}

export function RouteList({ routes, families, chosen, marks }: Props): JSX.Element {
  return (
    <nav class="route-list" aria-label="Routes">
      <ol>
        {routes.map((route) => (
          <RouteEntry key={route.id} route={route} chosen={route.id === chosen} marks={marks} />
        ))}
      </ol>
      <Families families={families} routes={routes} />
    </nav>
  );
}

function RouteEntry({ route, chosen, marks }: { route: Route; chosen: boolean; marks: MarkWords }): JSX.Element {
  const store = useStore();
  const { verdict, label } = route;
  return (
    <li>
      <button class="route-entry-button" aria-current={chosen ? "true" : undefined} data-id={route.id} onClick={() => store.chooseRoute(route.id)}>
        <span class="route-way">{passes(route).join(" → ")}</span>
        {route.lineage > 0 && <span class="route-small">ends in: {route.steps.at(-1)?.holding_to.product_caption}</span>}
        <span class="route-facts">
          <span class={`verdict verdict-${verdict}`} title={VERDICT_MEANS[verdict]}>{verdict}</span>
          <StrengthMark strength={route.strength} />
          <StandingBadge standing={route.disputed ? "disputed" : "undisputed"} />
          {label !== undefined && label !== null && (
            <span class={`chip route-label route-label-${label.replaceAll(" ", "-")}`} title={LABEL_MEANS[label]}>
              <span aria-hidden="true">{LABEL_SIGN[label]}</span> law: {label}
            </span>
          )}
        </span>
        <span class="route-small">
          {lengthWords(route)}
          {route.arrival !== null && `; arrival ${route.arrival} at the earliest`}
          {route.denials.length > 0 && `; ${plural(route.denials.length, "denial")}`}
        </span>
        {route.marks.length > 0 && <span class="route-small">taken for granted: {marksInWords(route.marks, marks)}</span>}
      </button>
    </li>
  );
}

function Families({ families, routes }: { families: readonly Family[]; routes: readonly Route[] }): JSX.Element | null {
  const store = useStore();
  if (families.length === 0) return null;
  const known = new Set(routes.map((route) => route.id));
  return (
    <details class="route-families">
      <summary>{plural(families.length, "family", "families")} of routes</summary>
      <ol>
        {families.map((family) => (
          <li key={family.exemplar}>
            <button class="link" disabled={!known.has(family.exemplar)} onClick={() => store.chooseRoute(family.exemplar)}>
              {familyWords(family.pattern)}
            </button>
            <span class="muted"> {plural(family.routes, "route")}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

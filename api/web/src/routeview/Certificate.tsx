// What was searched, and why there is no route (W26 to W30, F4, F32).
import type { JSX } from "preact";
import type { Certificate as CertificateData, DeniedRelation, RouteAnswer } from "../answer.ts";
import { StandingBadge } from "../marks.tsx";
import { useStore } from "../state/context.ts";
import { number, plural } from "../words.ts";
import { Denials } from "./Evidence.tsx";
import { certificateHead } from "./words.ts";

/** The certificate: first what it means, then bounds, filters, holes and data. */
export function CertificateBox({ certificate }: { certificate: CertificateData }): JSX.Element {
  const { states, steps, filters, holes } = certificate;
  const unsure = Array.isArray(holes["unsure_identities"]) ? holes["unsure_identities"].length : 0;
  return (
    <section class="route-certificate" aria-label="Certificate">
      <h3>Certificate</h3>
      <p>{certificateHead(certificate)}</p>
      <p class="muted">{plural(states, "state")} and {plural(steps, "step")} were searched.</p>
      <ul class="route-notes">
        {filters.filter((one) => one.steps_removed > 0).map((one) => (
          <li key={one.name}>
            The filter “{one.name}” removed {plural(one.steps_removed, "step")}; a route without it: {one.route_without}.
          </li>
        ))}
        {Number(holes["quarantined_rows"] ?? 0) > 0 && <li>{plural(Number(holes["quarantined_rows"]), "part")} of the sources are set aside (quarantined) and were not searched.</li>}
        {unsure > 0 && <li>{plural(unsure, "pair")} of names may mean one party; not decided.</li>}
        {Number(holes["undated_steps"] ?? 0) > 0 && <li>{plural(Number(holes["undated_steps"]), "step")} without a date.</li>}
      </ul>
      <Details certificate={certificate} />
    </section>
  );
}

/** Every bound and default written out, the data and the versions (W26). */
function Details({ certificate: { bounds, datasets, digests, engine } }: { certificate: CertificateData }): JSX.Element {
  return (
    <details>
      <summary>Bounds, data and versions</summary>
      <dl class="route-dl">
        {Object.entries(bounds).map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll("_", " ")}</dt>
            <dd>{boundWords(value)}</dd>
          </div>
        ))}
        <div><dt>engine</dt><dd>{engine}</dd></div>
        {Object.entries(digests).map(([name, value]) => (
          <div key={name}><dt>{name}</dt><dd><code>{value.slice(0, 16)}</code></dd></div>
        ))}
      </dl>
      <ul class="route-notes">
        {datasets.map((dataset) => (
          <li key={dataset.name}>{dataset.title ?? dataset.name}: {plural(dataset.rows, "row")}{dataset.quarantined > 0 && `, ${number(dataset.quarantined)} set aside`}</li>
        ))}
      </ul>
    </details>
  );
}

function boundWords(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return String(value);
}

interface Miss {
  constraint: string;
  text: string;
}

/** The nearest misses, where no route was found (W30). */
export function WhyNot({ answer }: { answer: RouteAnswer }): JSX.Element | null {
  const misses = answer.why_not?.["misses"];
  if (!Array.isArray(misses)) return null;
  return (
    <section class="route-whynot" aria-label="Why not">
      <h3>Why not: what stood nearest</h3>
      <ul class="route-notes">
        {(misses as Miss[]).map((miss, i) => (
          <li key={i}>
            <span class="chip">{miss.constraint.replaceAll("-", " ")}</span> {miss.text}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Relations between parties of the question that are denied and not walked (W18, F13). */
export function DeniedRelations({ relations }: { relations: readonly DeniedRelation[] }): JSX.Element | null {
  const store = useStore();
  if (relations.length === 0) return null;
  return (
    <section class="route-denied" aria-label="Denied relations">
      <h3>Left out: {plural(relations.length, "relation")} that nobody asserts any more and that {relations.length === 1 ? "is" : "are"} denied</h3>
      <ul class="route-notes">
        {relations.map((relation) => (
          <li key={relation.proposition} data-id={relation.proposition}>
            <button class="link" onClick={() => store.select([relation.proposition])}>{relation.sentence}</button>{" "}
            <StandingBadge standing={relation.standing} />
            <Denials denials={relation.claims.filter((claim) => claim.stance === "denies")} />
          </li>
        ))}
      </ul>
    </section>
  );
}

// Denials beside their step or route, in the form that all claims have (F3, W19).
import type { JSX } from "preact";
import type { Claim, Denial } from "../answer.ts";
import { ClaimCard } from "../inspector/ClaimCard.tsx";

/** Claims of one kind, each with maker, date, source and the words that were said. */
export function Claims({ claims }: { claims: readonly Claim[] }): JSX.Element {
  return (
    <ul class="claims">
      {claims.map((claim) => (
        <ClaimCard key={claim.id} claim={claim} />
      ))}
    </ul>
  );
}

/** Denials; nothing where there are none. */
export function Denials({ denials, title }: { denials: readonly (Claim | Denial)[]; title?: string }): JSX.Element | null {
  if (denials.length === 0) return null;
  return (
    <div class="route-denials">
      {title !== undefined && <h4>{title}</h4>}
      <Claims claims={denials} />
    </div>
  );
}

/** Denials by how far they reach: of this step, of an indirect dealing, between parties of the route (W19). */
export function DenialsByReach({ denials }: { denials: readonly Denial[] }): JSX.Element {
  const reaches = [...new Set(denials.map((denial) => denial.reach))];
  return (
    <>
      {reaches.map((reach) => (
        <Denials key={reach} denials={denials.filter((denial) => denial.reach === reach)} title={`Denied, ${reach}`} />
      ))}
    </>
  );
}

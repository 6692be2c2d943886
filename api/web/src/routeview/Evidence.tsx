// Who asserts and who denies, in words: the claims of a step, and its denials beside it (F3, F31).
import type { JSX } from "preact";
import type { Claim, Denial } from "../answer.ts";
import { claimDate, claimNote, denialHead } from "./words.ts";

/** Denials, each with maker, date, source and the words that were said. */
export function Denials({ denials, title }: { denials: readonly (Claim | Denial)[]; title?: string }): JSX.Element | null {
  if (denials.length === 0) return null;
  return (
    <div class="denials">
      {title !== undefined && <h4>{title}</h4>}
      <ul class="route-claims">
        {denials.map((denial) => (
          <li key={denial.id}>
            <strong>{denialHead(denial)}</strong>
            {"reach" in denial && denial.reach !== "of this step" && <span class="muted"> ({denial.reach})</span>}
            <ClaimText claim={denial} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What else was said of a step: who asserts, qualifies, retracts or keeps silent. */
export function Claims({ claims }: { claims: readonly Claim[] }): JSX.Element {
  return (
    <ul class="route-claims">
      {claims.map((claim) => (
        <li key={claim.id}>
          <strong>{claim.maker_caption ?? "an unnamed party"} {claim.says}</strong>, {claimDate(claim)}
          {claim.relayed_by_caption !== null && <span class="muted"> (by way of {claim.relayed_by_caption})</span>}
          <ClaimText claim={claim} />
        </li>
      ))}
    </ul>
  );
}

function ClaimText({ claim }: { claim: Claim }): JSX.Element {
  const note = claimNote(claim);
  const { source } = claim;
  return (
    <>
      {claim.speaks_of !== null && <div class="muted">of: {claim.speaks_of}</div>}
      {Object.entries(claim.quote).map(([language, text]) => (
        <blockquote key={language} class="quote" lang={language}>{text}</blockquote>
      ))}
      {source !== null && <div class="muted">{[source.title, source.publisher, source.published].filter(Boolean).join(", ")}</div>}
      {note !== "" && <div class="muted">{note}</div>}
    </>
  );
}

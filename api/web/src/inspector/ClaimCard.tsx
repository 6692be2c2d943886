// One claim: who says what, when, in which words and where it stands (F31); a denial in the same form, marked (F3).
import type { JSX } from "preact";
import type { Claim, SourceLine } from "../answer.ts";
import { dateWords, STRENGTH_WORD } from "../words.ts";

/** An address that may be followed: http and https only, because it comes from data (F63). */
export function followable(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}

export function Source({ source }: { source: SourceLine }): JSX.Element {
  const href = followable(source.url);
  const title = source.title ?? source.id;
  return (
    <p class="claim-source">
      {href === null ? <cite>{title}</cite> : <a href={href} target="_blank" rel="noreferrer noopener"><cite>{title}</cite></a>}
      {[source.publisher, source.published === null ? null : dateWords(source.published), source.place].filter(Boolean).map((part) => `, ${part}`).join("")}
    </p>
  );
}

function tail(claim: Claim): string[] {
  const words: string[] = [];
  if (claim.stance !== "denies" && claim.grade !== "none") words.push(`alone it makes this ${STRENGTH_WORD[claim.grade]}`);
  if (claim.withdrawn) words.push("withdrawn by its maker");
  else if (!claim.active) words.push("no longer in force");
  if (!claim.counted && claim.active) words.push(claim.stance === "denies" ? "shown; it does not change the standing" : "not counted");
  if (claim.confidence === "L") words.push("read with low confidence");
  return words;
}

export function ClaimCard({ claim }: { claim: Claim }): JSX.Element {
  const denies = claim.stance === "denies";
  const day = claim.stated_on ?? claim.published ?? claim.source?.published ?? null;
  const notes = tail(claim);
  return (
    <li class={denies ? "claim claim-denies" : "claim"} data-id={claim.id}>
      <p class="claim-head">
        <strong>{claim.maker_caption ?? "A maker not named"}</strong> {claim.says}
        {claim.speaks_of !== null && <span>: {claim.speaks_of}</span>}
        {day !== null && <span class="muted number">, {dateWords(day)}</span>}
      </p>
      {Object.entries(claim.quote).map(([language, text]) => (
        <blockquote key={language} class="quote" lang={language === "und" ? undefined : language.replace("_", "-")}>{text}</blockquote>
      ))}
      <p class="muted small">
        {[claim.method?.replaceAll("-", " "), claim.relayed_by_caption !== null ? `relayed by ${claim.relayed_by_caption}` : null, ...notes].filter(Boolean).join(" · ")}
      </p>
      {claim.source !== null && <Source source={claim.source} />}
    </li>
  );
}

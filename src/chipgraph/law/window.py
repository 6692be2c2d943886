"""Judge a hop whose day is not one: an event on all or some of its days, a state from the first day that is certain (W24)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chipgraph.dates import FIRST, LAST
from chipgraph.law.classify import Eligibility
from chipgraph.law.hop import DAY_OPEN, Hop
from chipgraph.law.judge import Hook, Judgement, judge_on, summed
from chipgraph.law.loading import Law
from chipgraph.law.model import Tri

Key = tuple[str, str, str | None]


def boundaries(hop: Hop, law: Law) -> tuple[int, ...]:
    """Give the days on which an answer for this hop can change: of rules, statuses, groups, listings and footnotes."""
    days: set[int] = set(law.groups.changes(_territories(hop)))
    for provision in law.provisions.values():
        for rule in provision.versions:
            days |= {
                rule.starts.lo,
                rule.starts.hi,
                rule.compliance.lo,
                rule.compliance.hi,
                rule.ends.lo + 1,
                rule.ends.hi + 1,
            }
    for instrument in law.instruments.values():
        for fact in (*instrument.text_status, *instrument.enforcement_status):
            days |= {fact.start.lo, fact.start.hi, fact.end.lo + 1, fact.end.hi + 1}
    for letter in law.letters:
        days |= {letter.starts.lo, letter.starts.hi, letter.ends.lo + 1, letter.ends.hi + 1}
    for names in law.parties.lists.values():
        days |= {names.start.lo, *(last.hi + 1 for last in names.until.values())}
    for party in (*hop.parties, *(p for p in (hop.exporter, hop.designer) if p is not None)):
        for entry in (*party.listings, *party.footnotes):
            days |= {entry.start.lo, entry.start.hi, entry.end.lo + 1, entry.end.hi + 1}
    return tuple(sorted(d for d in days if FIRST < d < LAST))


def _territories(hop: Hop) -> set[str]:
    """Give the territories of which conditions may ask: the ends of the hop, and the seats of whoever has to do with it."""
    parties = (*hop.parties, hop.exporter, hop.designer, hop.item.designer)
    seats = (code for p in parties if p is not None for code in (p.headquarters, p.ultimate_parent))
    return {code for code in (hop.origin, *hop.destinations, *seats) if code is not None}


def segments(first: int, last: int, changes: Iterable[int]) -> tuple[int, ...]:
    """Give the first day of each stretch of days between ``first`` and ``last`` on which one answer holds."""
    start = max(first, min(changes, default=first) - 1) if first == FIRST else first
    return (start, *(d for d in changes if start < d <= last))


def judge(hop: Hop, law: Law) -> Judgement:
    """Judge a hop on all days on which it can have happened.

    A rule applies to an event if it does on all its days; it applies to a state from the first day, within the days on
    which every reading has the state, on which it does. On some days only, it may apply.
    """
    if hop.first == hop.last and not hop.is_state:
        return judge_on(hop, hop.first, law)
    days = segments(hop.first, hop.last, boundaries(hop, law))
    judged = [(day, judge_on(hop, day, law)) for day in days]
    if len(judged) == 1 and not hop.is_state:
        return judged[0][1]
    found: dict[Key, list[tuple[int, Hook]]] = {}
    for day, judgement in judged:
        for hook in judgement.hooks:
            found.setdefault((hook.rule, hook.requirement, hook.party), []).append((day, hook))
    joined = [_joined(hooks, judged, hop, days) for hooks in found.values()]
    parts = [judgement for _, judgement in judged]
    return summed(
        replace(
            parts[-1],
            hooks=tuple(joined),
            letters=_common([p.letters for p in parts]),
            exceptions=_common([p.exceptions for p in parts]),
            pending=tuple(dict.fromkeys(t for p in parts for t in p.pending)),
            unanswered=tuple(dict.fromkeys(t for p in parts for t in p.unanswered)),
            notes=tuple(dict.fromkeys(t for p in parts for t in p.notes)),
        )
    )


def _joined(
    hooks: Sequence[tuple[int, Hook]], judged: Sequence[tuple[int, Judgement]], hop: Hop, days: Sequence[int]
) -> Hook:
    """Join what one rule says on several stretches of days."""
    if hop.is_state:
        return _of_state(hooks, hop, days)
    everywhere = len({day for day, _ in hooks}) == len(judged)
    text: Tri = True if everywhere and all(h.by_text is True for _, h in hooks) else _maybe(h.by_text for _, h in hooks)
    enforced: Tri = (
        True if everywhere and all(h.as_enforced is True for _, h in hooks) else _maybe(h.as_enforced for _, h in hooks)
    )
    last = hooks[-1][1]
    unknown = tuple(dict.fromkeys(u for _, h in hooks for u in h.unknown))
    if text is None and not unknown:
        unknown = (DAY_OPEN,)
    return replace(last, by_text=text, as_enforced=enforced, unknown=unknown, applies_from=hooks[0][0])


def _maybe(truths: Iterable[Tri]) -> Tri:
    """On some days only: it may apply, unless it does on none."""
    return False if set(truths) == {False} else None


def _of_state(hooks: Sequence[tuple[int, Hook]], hop: Hop, days: Sequence[int]) -> Hook:
    inner = hop.inner
    certain = []
    for day, hook in hooks:
        following = next((d for d in days if d > day), LAST)
        inside = inner is not None and day <= inner[1] and following > inner[0]
        if inside and inner is not None:
            certain.append((max(day, inner[0]), hook))
    best = next(((d, h) for d, h in certain if h.applies), next(iter(certain), None))
    if best is not None:
        return replace(best[1], applies_from=best[0])
    day, hook = hooks[0]
    unknown = hook.unknown or (DAY_OPEN,)
    return replace(
        hook,
        by_text=_maybe((hook.by_text,)),
        as_enforced=_maybe((hook.as_enforced,)),
        unknown=unknown,
        applies_from=day,
    )


def _common(layers: Sequence[tuple[Eligibility, ...]]) -> tuple[Eligibility, ...]:
    """Join letters or exceptions of several stretches: certain only if certain on all of them."""
    found = {one.id: one for layer in layers for one in layer}
    return tuple(
        replace(one, certain=all(any(o.id == id and o.certain for o in layer) for layer in layers))
        for id, one in found.items()
    )

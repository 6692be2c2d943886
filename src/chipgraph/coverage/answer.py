"""The answer for one party: covered, not covered or undetermined, with what each holder adds and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chipgraph.coverage.fixpoint import Covered, cover
from chipgraph.coverage.stakes import HALF, WHOLE, Stakes, per_cent
from chipgraph.dates import Interval, within

COVERED, NOT_COVERED, UNDETERMINED = "covered", "not_covered", "undetermined"
RESIDUAL = "residual"
SEAT = "seat"
LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one holder adds.

    Attributes
    ----------
    holder
        Its id; ``residual`` for holders that nobody has identified.
    minimum, maximum
        Its stake, in units.
    counts
        ``all`` (listed or covered), ``perhaps``, ``none``.
    adds_least, adds_most
        What it adds to the sum in every reading, and in some; never more than the others leave.
    listed
        Whether it is itself on a list.
    """

    holder: str
    minimum: int
    maximum: int
    counts: str
    adds_least: int
    adds_most: int
    listed: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer for one party on one day.

    Attributes
    ----------
    answer
        ``covered``, ``not_covered`` or ``undetermined``.
    least, most
        The share of listed or covered owners: in every reading, in some.
    missing
        What is lacking to 50 %, for the ranking of the undetermined.
    settled_by
        The smallest set of holders, or the residual, that would settle it.
    would_cover, would_clear
        The smallest sets that would settle it one way and the other; empty if nothing would.
    listed_owners
        Listed parties from which coverage comes: the strictest of their requirements prevails.
    red_flag_29
        Whether a known holder is listed or covered though the answer is undetermined.
    """

    party: str
    day: int
    answer: str
    least: int
    most: int
    missing: int
    contributions: tuple[Contribution, ...]
    settled_by: tuple[str, ...] = ()
    would_cover: tuple[str, ...] = ()
    would_clear: tuple[str, ...] = ()
    listed_owners: tuple[str, ...] = ()
    red_flag_29: bool = False

    @property
    def overfull(self) -> int:
        """How far the stated shares go beyond the whole, in units: sources that contradict each other."""
        return max(sum(c.minimum for c in self.contributions) - WHOLE, 0)


def coverage(covered: Covered, party: str) -> Coverage:
    """Answer for one party; one that no stake names has no known owner, so nothing is known."""
    stakes = covered.stakes
    number = stakes.index.get(party)
    if number is None:
        rest = Contribution(RESIDUAL, 0, WHOLE, "perhaps", 0, WHOLE, False)
        return Coverage(
            party, covered.day, UNDETERMINED, 0, WHOLE, HALF, (rest,), (RESIDUAL,), (RESIDUAL,), (RESIDUAL,)
        )
    table = tuple(_contributions(covered, number))
    least = min(sum(c.adds_least for c in table), WHOLE)
    elsewhere = sum(c.minimum for c in table if c.counts == "none")
    most = max(min(sum(c.adds_most for c in table), WHOLE - elsewhere), 0)
    answer = _word(covered, number)
    common = (party, covered.day, answer, least, most, max(HALF - least, 0), table)
    if answer != UNDETERMINED:
        return Coverage(*common, listed_owners=_sources(covered, number) if answer == COVERED else ())
    would_cover, would_clear = _to_cover(table, least), _to_clear(table, most, elsewhere)
    beside = _beside(covered, number)
    if beside == LISTING:
        would_cover = (LISTING,)
    elif beside == SEAT:
        would_cover = (SEAT,) if least >= HALF else ((*would_cover, SEAT) if would_cover else ())
        would_clear = (SEAT,)
    known = any(c.counts == "all" and c.maximum > 0 for c in table)
    found = [s for s in (would_cover, would_clear) if s]
    settled = min(found, key=len, default=())
    return Coverage(
        *common, settled, would_cover, would_clear, _sources(covered, number), known and bool(stakes.ownable[number])
    )


def _word(covered: Covered, number: int) -> str:
    if covered.certain[number]:
        return COVERED
    return UNDETERMINED if covered.possible[number] else NOT_COVERED


def _beside(covered: Covered, number: int) -> str | None:
    """What other than shares leaves it open: a listing whose dates are not certain, a seat that is not known."""
    if covered.perhaps_listed[number] and not covered.listed[number]:
        return LISTING
    stakes = covered.stakes
    return SEAT if stakes.perhaps_domestic[number] and not stakes.domestic[number] else None


def _contributions(covered: Covered, number: int) -> Iterator[Contribution]:
    """One line a holder, the largest first; the residual last."""
    stakes = covered.stakes
    rows = range(int(stakes.holders[number]), int(stakes.holders[number + 1]))
    held = [(int(stakes.owner[r]), int(covered.minimum[r]), int(covered.maximum[r])) for r in rows]
    for holder, low, high in sorted((h for h in held if h[2] > 0), key=lambda h: (-h[2], h[0])):
        counts = "all" if covered.certain[holder] else ("perhaps" if covered.possible[holder] else "none")
        room = WHOLE - int(covered.held[number]) + low
        least, most = (low if counts == "all" else 0), (max(min(high, room), low) if counts != "none" else 0)
        yield Contribution(stakes.ids[holder], low, high, counts, least, most, bool(covered.listed[holder]))
    rest = int(covered.residual[number])
    if rest:
        yield Contribution(RESIDUAL, 0, rest, "perhaps", 0, rest, False)


def _greedy(gains: Sequence[tuple[str, int]], needed: int) -> tuple[str, ...]:
    """The fewest whose gains together reach what is needed: the largest first."""
    chosen, reached = [], 0
    for name, gain in sorted(gains, key=lambda g: (-g[1], g[0])):
        if reached >= needed:
            break
        if gain > 0:
            chosen.append(name)
            reached += gain
    return tuple(chosen) if reached >= needed else ()


def _to_cover(table: Sequence[Contribution], least: int) -> tuple[str, ...]:
    return _greedy([(c.holder, c.adds_most - c.adds_least) for c in table], HALF - least)


def _to_clear(table: Sequence[Contribution], most: int, elsewhere: int) -> tuple[str, ...]:
    """Either too little is left that could count, or others are shown to hold more than half."""
    upper = sum(c.adds_most for c in table)
    by_less = _greedy([(c.holder, c.adds_most - c.adds_least) for c in table], upper - HALF + 1)
    others = [(c.holder, c.maximum if c.holder == RESIDUAL else c.minimum) for c in table if c.counts == "perhaps"]
    by_others = _greedy(others, WHOLE - HALF - elsewhere + 1)
    return min((s for s in (by_less, by_others) if s), key=len, default=())


def _sources(covered: Covered, number: int) -> tuple[str, ...]:
    """Follow covered owners up to the listed parties."""
    stakes = covered.stakes
    seen, queue, found = {number}, [number], set()
    while queue:
        current = queue.pop()
        if covered.listed[current]:
            found.add(stakes.ids[current])
            continue
        rows = slice(int(stakes.holders[current]), int(stakes.holders[current + 1]))
        for owner in stakes.owner[rows][covered.maximum[rows] > 0].tolist():
            if owner not in seen and covered.certain[owner]:
                seen.add(owner)
                queue.append(owner)
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class ListedWhen:
    """When a party is on a list: start and end as intervals of days."""

    start: Interval
    end: Interval


def listed_on(listings: Mapping[str, Sequence[ListedWhen]], day: int) -> tuple[list[str], list[str]]:
    """Say who is on a list on a day: on every reading of its dates, and on some."""
    surely, perhaps = [], []
    for party, entries in listings.items():
        held = {within(day, e.start, e.end) for e in entries}
        if True in held:
            surely.append(party)
        elif None in held:
            perhaps.append(party)
    return surely, perhaps


def cover_on(stakes: Stakes, listings: Mapping[str, Sequence[ListedWhen]], day: int) -> Covered:
    """Compute who is covered on a day from stakes and dated listings."""
    surely, perhaps = listed_on(listings, day)
    return cover(stakes, stakes.number(surely), stakes.number(perhaps), day)


def ranked(covered: Covered, limit: int | None = None) -> list[Coverage]:
    """Rank the undetermined that a listed or covered party is known to hold, by how little is missing (3.7)."""
    stakes = covered.stakes
    least = np.zeros(len(stakes.ids), dtype=np.int64)
    rows = covered.certain[stakes.owner]
    np.add.at(least, stakes.owned[rows], covered.minimum[rows])
    open_ones = np.flatnonzero(covered.possible & ~covered.certain)
    order = sorted(open_ones.tolist(), key=lambda i: (-int(least[i]), stakes.ids[i]))
    return [coverage(covered, stakes.ids[i]) for i in order[:limit]]


def intervals(
    stakes: Stakes, listings: Mapping[str, Sequence[ListedWhen]], party: str, first: int, last: int
) -> list[tuple[int, int, str]]:
    """Say from when to when a party is covered, undetermined or not covered: ``(first day, last day, answer)``."""
    days = {first}
    for entries in listings.values():
        for entry in entries:
            days |= {entry.start.lo, entry.start.hi, entry.end.lo + 1, entry.end.hi + 1}
    days |= set(stakes.boundaries)
    starts = sorted(d for d in days if first <= d <= last)
    found: list[tuple[int, int, str]] = []
    for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
        answer = coverage(cover_on(stakes, listings, start), party).answer
        if found and found[-1][2] == answer:
            found[-1] = (found[-1][0], following - 1, answer)
        else:
            found.append((start, following - 1, answer))
    return found


def coverage_document(answer: Coverage) -> dict[str, object]:
    """Write an answer as JSON, shares in per cent."""
    return {
        "party": answer.party,
        "answer": answer.answer,
        "least": per_cent(answer.least),
        "most": per_cent(answer.most),
        "missing": per_cent(answer.missing),
        "contributions": [
            {
                "holder": c.holder,
                "min": per_cent(c.minimum),
                "max": per_cent(c.maximum),
                "counts": c.counts,
                "adds_min": per_cent(c.adds_least),
                "adds_max": per_cent(c.adds_most),
                "listed": c.listed,
            }
            for c in answer.contributions
        ],
        "settled_by": list(answer.settled_by),
        "would_cover": list(answer.would_cover),
        "would_clear": list(answer.would_clear),
        "listed_owners": list(answer.listed_owners),
        "red_flag_29": answer.red_flag_29,
        "beyond_the_whole": per_cent(answer.overfull),
    }

"""Checks that need more than one entry: dates that contradict each other, chains of versions, overlaps."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chipgraph import dates
from chipgraph.dates import Interval
from chipgraph.law.entries import Entry
from chipgraph.law.model import DatedStatus, Instrument, Rule


def check_order(entry: Entry, **moments: Interval) -> None:
    """Complain if a moment is certainly before one that must come first; the arguments are in their order of time."""
    stated = [(name, interval) for name, interval in moments.items() if interval.known]
    for i, (first, before) in enumerate(stated):
        for second, after in stated[i + 1 :]:
            if after.hi < before.lo:
                raise entry.error(
                    f"{second} ({_shown(after)}) is before {first} ({_shown(before)}).", "Correct one of the two dates."
                )


def check_statuses(entry: Entry, key: str, facts: Sequence[DatedStatus]) -> None:
    """Complain of a status that ends before it starts, or of two that certainly hold on one day."""
    for fact in facts:
        if fact.end.known and fact.end.hi < fact.start.lo:
            raise entry.error(f"{key}: {fact.status} ends before it starts.", "Correct from or to.")
    for a, b in itertools.pairwise(facts):
        if not a.end.known or a.end.lo >= b.start.hi:
            raise entry.error(
                f"{key}: {a.status} and {b.status} overlap.", "Let the first end on the day before the second starts."
            )


def check_chain(supersedes: Mapping[str, str | None], entry: Entry) -> None:
    """Complain of a version that supersedes itself, directly or in a circle, or one that does not exist."""
    for id, earlier in supersedes.items():
        seen = {id}
        while earlier is not None:
            if earlier in seen:
                remedy = "Let it name the version before it."
                raise entry.error(f"{id} supersedes itself" + ("." if earlier == id else " in a circle."), remedy)
            if earlier not in supersedes:
                raise entry.error(f"{id} supersedes {earlier!r}, which does not exist.", "Correct the id.")
            seen.add(earlier)
            earlier = supersedes[earlier]


def check_instruments(instruments: Mapping[str, Instrument], file: Entry) -> None:
    """Check how instruments follow each other."""
    check_chain({i.id: i.supersedes for i in instruments.values()}, file)


def close_versions(versions: Sequence[Rule], entry: Entry) -> tuple[Rule, ...]:
    """End each version on the day before the one that supersedes it, and complain of versions that overlap."""
    check_chain({v.id: v.supersedes for v in versions}, entry)
    successor = {v.supersedes: v for v in versions if v.supersedes}
    closed = []
    for version in versions:
        following = successor.get(version.id)
        if following is not None and not version.ends.known:
            ends = Interval(following.starts.lo - 1, following.starts.hi - 1)
            version = replace(version, ends=ends)
        closed.append(version)
    closed.sort(key=lambda v: (v.starts.lo, v.starts.hi))
    for a, b in itertools.pairwise(closed):
        if not a.ends.known or a.ends.hi >= b.starts.hi or a.ends.lo >= b.starts.lo:
            raise entry.error(
                f"{a.id} and {b.id} overlap: the first ends {_shown(a.ends)}, the second starts {_shown(b.starts)}.",
                f"Write supersedes: {a.id} in {b.id}, or correct the dates.",
            )
    return tuple(closed)


def _shown(interval: Interval) -> str:
    if not interval.known:
        return "on no stated day"
    low, high = dates.day_text(interval.lo) or "", dates.day_text(interval.hi) or ""
    return low if low == high else f"{low}..{high}"

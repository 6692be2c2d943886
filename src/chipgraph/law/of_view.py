"""Parties and stakes as the graph knows them, in the plain inputs of the law (W23, P11).

Only what somebody asserts and nobody withdrew counts; what is denied is never put to a party's charge. Several records of
one listing are readings of one fact: a record that names the day narrows one that only says "listed by".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chipgraph import dates
from chipgraph.claims import Standing, Strength
from chipgraph.coverage import ListedWhen, Nature, Stake, Stakes, share
from chipgraph.dates import Bounds, Interval
from chipgraph.law.loading import Law
from chipgraph.law.parties import Listed, Party
from chipgraph.view import Record, View

_MAKERS = ("Foundry", "Packager")
_NOBODY_OWNS = ("Person", "PublicBody")


def _stands(record: Record) -> bool:
    """Whether a record is asserted and its standing lets it count against anybody."""
    return record.status.strength > Strength.NONE and record.status.standing in (Standing.UNDISPUTED, Standing.DISPUTED)


def _meet(a: Interval, b: Interval) -> Interval | None:
    lo, hi = max(a.lo, b.lo), min(a.hi, b.hi)
    return Interval(lo, hi) if lo <= hi else None


@dataclass(frozen=True, slots=True)
class _Span:
    start: Interval
    end: Interval

    def joined(self, other: _Span) -> _Span | None:
        """Join two readings of one fact; None if they cannot be one."""
        start, end = _meet(self.start, other.start), _meet(self.end, other.end)
        return None if start is None or end is None else _Span(start, end)


def _span(bounds: Bounds) -> _Span:
    return _Span(Interval(bounds.s1, bounds.s2), Interval(bounds.e1, bounds.e2))


def spans(bounds: Iterable[Bounds]) -> list[tuple[Interval, Interval]]:
    """Join the bounds of several records of one listing, as far as they can be one."""
    found: list[_Span] = []
    for one in sorted({_span(b) for b in bounds}, key=lambda s: (s.start.hi - s.start.lo, s.start.lo, s.end.lo)):
        for place, other in enumerate(found):
            joined = other.joined(one)
            if joined is not None:
                found[place] = joined
                break
        else:
            found.append(one)
    return [(s.start, s.end) for s in found]


class ViewParties:
    """Finds parties of the law in a View; one instance serves every hop."""

    def __init__(self, view: View, law: Law) -> None:
        self._view = view
        self._law = law
        self._out: dict[str, list[Record]] = {}
        self._in: dict[str, list[Record]] = {}
        for record in view.records.values():
            if record.type in ("Listing", "Seat", "Ownership", "Control") and _stands(record):
                self._out.setdefault(record.source, []).append(record)
                self._in.setdefault(record.target, []).append(record)

    def party(self, id: str, day: int, role: str = "consignee", covered: bool | None = None) -> Party:
        """Give a party with its listings, footnotes, seat and ultimate parent's seat on a day."""
        entity = self._view.entities[id]
        return Party(
            id=entity.id,
            name=entity.caption,
            aliases=entity.names,
            headquarters=self._seat(id, day),
            ultimate_parent=self._seat(self._top(id, day), day) if self._top(id, day) != id else None,
            listings=tuple(self._listings(id, footnotes=False)),
            footnotes=tuple(self._listings(id, footnotes=True)),
            makes_or_packages=True if set(_MAKERS) & set(entity.types) else None,
            covered_by_owners=covered,
            role=role,
        )

    def _listings(self, id: str, footnotes: bool) -> Iterable[Listed]:
        """Give listings, or footnotes with a start not before that of the listing itself."""
        groups: dict[str, list[Record]] = {}
        for record in self._out.get(id, ()):
            name = self._law.parties.graph_lists.get(record.target) if record.type == "Listing" else None
            footnote = record.row.text("footnote")
            if name is not None and (footnote is not None) == footnotes:
                groups.setdefault(footnote or name, []).append(record)
        earliest = min((e.start.lo for e in self._listings(id, False)), default=dates.FIRST) if footnotes else None
        for name, records in sorted(groups.items()):
            citation = "; ".join(sorted({c for r in records if (c := r.row.text("citation"))}))
            for start, end in spans(r.bounds for r in records):
                lo = start.lo if earliest is None else min(max(start.lo, earliest), start.hi)
                yield Listed(name, Interval(lo, start.hi), end, citation)

    def _seat(self, id: str, day: int) -> str | None:
        """Give the territory of the headquarters, if all that say it agree; a mere address is none."""
        found = set()
        for record in self._out.get(id, ()):
            if record.type == "Seat" and record.row.text("kind") == "headquarters" and _outer(record, day):
                territory = self._view.entities[record.target].properties.get("iso_code")
                found.add(str(territory))
        return found.pop() if len(found) == 1 else None

    def _top(self, id: str, day: int) -> str:
        """Climb to the ultimate parent, as far as a majority or control is known; a circle ends the climb."""
        seen = {id}
        while True:
            parents = {r.source for r in self._in.get(id, ()) if _outer(r, day) and _leads(r)} - seen
            if len(parents) != 1:
                return id
            id = parents.pop()
            seen.add(id)


def _outer(record: Record, day: int) -> bool:
    return record.bounds.s1 <= day <= record.bounds.e2


def _leads(record: Record) -> bool:
    if record.type == "Control":
        return True
    least = record.row.text("share_min")
    return record.type == "Ownership" and least is not None and share(least) > share(50)


def stakes_of(view: View) -> Stakes:
    """Give all economic stakes of a View for the 50 % rule; votes and control do not count."""
    natures: dict[str, Nature] = {}
    stakes = []
    homes = _homes(view)
    for record in view.records.values():
        if record.type != "Ownership" or not _stands(record) or record.row.text("share_basis") == "voting":
            continue
        low, high = record.row.text("share_min"), record.row.text("share_max")
        stakes.append(
            Stake(record.source, record.target, share(low or 0), share(high or 100), record.bounds, record.id)
        )
        for id in (record.source, record.target):
            owned = not set(_NOBODY_OWNS) & set(view.entities[id].types)
            home = homes.get(id)
            natures[id] = Nature(ownable=owned, domestic=None if home is None else home == {"US"})
    return Stakes(stakes, natures)


def _homes(view: View) -> Mapping[str, set[str]]:
    """Give the territories in which each party is said to have a seat."""
    homes: dict[str, set[str]] = {}
    for record in view.records.values():
        if record.type == "Seat" and _stands(record):
            homes.setdefault(record.source, set()).add(str(view.entities[record.target].properties.get("iso_code")))
    return homes


def listings_of(view: View, law: Law) -> Mapping[str, list[ListedWhen]]:
    """Give who is on a list that the 50 % rule counts, and when."""
    found: dict[str, list[Bounds]] = {}
    for record in view.records.values():
        listed = record.type == "Listing" and record.target in law.parties.graph_lists
        if listed and _stands(record) and record.row.text("footnote") is None:
            found.setdefault(record.source, []).append(record.bounds)
    return {id: [ListedWhen(start, end) for start, end in spans(bounds)] for id, bounds in found.items()}

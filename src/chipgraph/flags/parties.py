"""Parties of a view as the law sees them: seats, listings and footnotes with their own dates, owners (W23, O33)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from chipgraph.claims import Strength
from chipgraph.coverage import (
    FIRM,
    Coverage,
    Covered,
    ListedWhen,
    Nature,
    Stake,
    Stakes,
    cover_on,
    coverage,
    share,
)
from chipgraph.coverage.answer import COVERED, NOT_COVERED, UNDETERMINED
from chipgraph.dates import FIRST, LAST, UNKNOWN, Bounds, Interval, day_text, to_day
from chipgraph.errors import UsageError
from chipgraph.flags.terms import Terms
from chipgraph.law.judge import POLICIES
from chipgraph.law.loading import Law
from chipgraph.law.model import Tri
from chipgraph.law.parties import Listed, Party, folded
from chipgraph.view import Record, View

_NEVER_STATED = Interval(FIRST, to_day(dt.date.max))
"""A start that is not stated: on no day is it certain that it lies before."""

_WANTED = ("Seat", "Listing", "Ownership", "Control", "Operation", "Design", "DesignMatch", "Composition", "Licence")

Days = tuple[int, int]


class Ties:
    """Records of a view that the law asks of, by class and end; what nobody asserts is left out (W18)."""

    def __init__(self, view: View) -> None:
        self._from: dict[tuple[str, str], list[Record]] = defaultdict(list)
        self._to: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in sorted(view.records.values(), key=lambda r: r.id):
            if record.status.strength is Strength.NONE:
                continue
            for kind in _WANTED:
                if view.schema.is_a(record.type, kind):
                    self._from[kind, record.source].append(record)
                    self._to[kind, record.target].append(record)

    def of(self, kind: str, id: str) -> tuple[Record, ...]:
        """Give the records of a class that start at an entity."""
        return tuple(self._from.get((kind, id), ()))

    def into(self, kind: str, id: str) -> tuple[Record, ...]:
        """Give the records of a class that end at an entity."""
        return tuple(self._to.get((kind, id), ()))

    def all(self, kind: str) -> Iterable[Record]:
        """Give every record of a class."""
        return (r for (k, _), records in self._from.items() if k == kind for r in records)

    def starts(self, kind: str) -> tuple[str, ...]:
        """Give the entities at which records of a class start."""
        return tuple(id for k, id in self._from if k == kind)


class LegalParties:
    """Finds what the law asks of parties of one view; answers are kept."""

    def __init__(self, view: View, law: Law, terms: Terms, ties: Ties) -> None:
        self._view, self._law, self._terms, self._ties = view, law, terms, ties
        self._supposed: dict[str, tuple[tuple[Listed, ...], tuple[Listed, ...]]] = {}
        self._known: dict[str, Party] = {}
        self._covered: dict[int, Covered] = {}

    def party(self, id: str, days: Days, role: str = "consignee", strength: str | None = None) -> Party:
        """Make the party of a hop; what its owners make of it is asked for the days of the hop."""
        if id not in self._known:
            self._known[id] = self._make(id)
        return replace(
            self._known[id],
            role=role,
            strength=strength,
            ultimate_parent=self._ultimate_parent(id, days),
            covered_by_owners=self._by_owners(id, days),
        )

    def supposing(self, id: str, name: str, day: int) -> LegalParties:
        """Give the parties as they would be, had one been on a list from a day (G17); what began with its listing moves along.

        Raises
        ------
        UsageError
            If its listing had ended by that day.
        """
        listings, footnotes = self._entries(id, footnotes=False), self._entries(id, footnotes=True)
        moved = next((e for e in listings if e.name == name), None)
        on = Interval(day, day)
        if moved is None:
            added = Listed(name, on, UNKNOWN, "supposed")
            listings = (*listings, added)
        elif moved.end.known and moved.end.hi < day:
            raise UsageError(f"{self._view.caption(id)} left {name} on {day_text(moved.end.hi)}. Give an earlier day.")
        else:
            listings = tuple(replace(e, start=on) if e is moved else e for e in listings)
            footnotes = tuple(replace(e, start=on) if e.start.hi == moved.start.hi else e for e in footnotes)
        other = LegalParties(self._view, self._law, self._terms, self._ties)
        other._supposed = {id: (listings, footnotes)}
        return other

    def owned_on(self, day: int) -> tuple[Coverage, ...]:
        """Give what the 50 % rule makes of every party of which a listed one owns something, on a day (3.7)."""
        return tuple(coverage(self._cover(day), id) for id in sorted(self._owned))

    def changes(self, after: int, until: int) -> tuple[int, ...]:
        """Give the days after one and up to another on which a listing, a stake or a licence can change."""
        days = {day for record in self._dated() for day in _days_of(record.bounds)}
        return tuple(sorted(d for d in days if after < d <= until))

    def _dated(self) -> Iterable[Record]:
        return (r for kind in ("Listing", "Ownership", "Control", "Licence") for r in self._ties.all(kind))

    def listing(self, id: str, name: str) -> Listed | None:
        """Give the entry of a party on one list; None if it is not on it."""
        return next((e for e in self._entries(id, footnotes=False) if e.name == name), None)

    def listed(self) -> tuple[str, ...]:
        """Give every party that some list of the rules has, on whatever day."""
        named = {*self._ties.starts("Listing"), *self._supposed}
        return tuple(sorted(i for i in named if self._entries(i, footnotes=False)))

    def restricted(self) -> tuple[str, ...]:
        """Give every party that is listed, or covered by its listed owners, on some day."""
        covered = set()
        for day in {e.start.hi for entries in self._listings.values() for e in entries} if self._owned else ():
            covered |= {i for i in self._owned if coverage(self._cover(day), i).answer == COVERED}
        return tuple(sorted({*self.listed(), *covered}))

    @cached_property
    def _owned(self) -> frozenset[str]:
        """Parties of which a listed party owns something, directly or through others: nobody else can be covered."""
        found: set[str] = set()
        queue = list(self.listed())
        while queue:
            owned = {r.target for r in self._ties.of("Ownership", queue.pop())} - found
            found |= owned
            queue.extend(owned)
        return frozenset(found)

    def seats(self, id: str) -> tuple[str, ...]:
        """Give the territories of the seats of a party or facility: its headquarters where one is stated, else all."""
        seats = self._ties.of("Seat", id)
        main = [s for s in seats if s.row.text("kind") == "headquarters"] or list(seats)
        codes = (self._code(s.target) for s in main)
        return tuple(sorted({c for c in codes if c is not None}))

    def places(self, id: str) -> tuple[str, ...]:
        """Give where goods for a party go: its facilities, else its seats (W23)."""
        facilities = {o.target for o in self._ties.of("Operation", id)}
        found = {code for facility in facilities for code in self.seats(facility)}
        return tuple(sorted(found)) or self.seats(id)

    def _code(self, territory: str) -> str | None:
        entity = self._view.entities.get(territory)
        code = None if entity is None else entity.properties.get("iso_code")
        return code if isinstance(code, str) else None

    def _make(self, id: str) -> Party:
        entity = self._view.entities.get(id)
        names = (id,) if entity is None else entity.names
        seats = self.seats(id)
        wanted = {folded(n) for n in names}
        lists = self._law.parties.lists.values()
        makes = any(self._view.is_a(id, cls) for cls in self._terms.makers)
        return Party(
            id=id,
            name=self._view.caption(id),
            aliases=tuple(names),
            headquarters=seats[0] if len(seats) == 1 else None,
            listings=self._entries(id, footnotes=False),
            footnotes=self._entries(id, footnotes=True),
            named_in=frozenset(x.id for x in lists if wanted & {folded(n) for n in x.names}),
            makes_or_packages=True if makes else None,
        )

    def _entries(self, id: str, footnotes: bool) -> tuple[Listed, ...]:
        if id in self._supposed:
            return self._supposed[id][footnotes]
        found = []
        for record in self._ties.of("Listing", id):
            name, note = self._terms.lists.get(record.target), record.row.text("footnote")
            if name is None or (note is not None) is not footnotes:
                continue
            found.append(_listed(record, note or name))
        return merged(found)

    def _ultimate_parent(self, id: str, days: Days) -> str | None:
        """Give the seat of the topmost owner that holds more than half, or controls, on all days of the hop."""
        seen = [id]
        while True:
            parents = {r.source for r in self._owners(seen[-1]) if _throughout(r.bounds, days)} - set(seen)
            if len(parents) != 1:
                break
            seen.append(parents.pop())
        seats = self.seats(seen[-1]) if len(seen) > 1 else ()
        return seats[0] if len(seats) == 1 else None

    def _owners(self, id: str) -> list[Record]:
        over_half = [r for r in self._ties.into("Ownership", id) if float(r.row.text("share_min") or 0) > 50]
        return over_half + list(self._ties.into("Control", id))

    def _by_owners(self, id: str, days: Days) -> Tri:
        """Whether the 50 % rule covers a party on all days of a hop; None where that is not known."""
        if not self._ties.into("Ownership", id) or FIRST in days or LAST in days:
            return None
        words = {coverage(self._cover(day), id).answer for day in {*days}}
        word = words.pop() if len(words) == 1 else UNDETERMINED
        return {COVERED: True, NOT_COVERED: False}.get(word)

    def owner_days(self, id: str) -> tuple[int, ...]:
        """Give the days on which what its owners make of a party can change; none where no owner is known."""
        if not self._ties.into("Ownership", id) and not self._ties.into("Control", id):
            return ()
        days = set(self._stakes.boundaries)
        for entry in (entry for entries in self._listings.values() for entry in entries):
            days |= {entry.start.lo, entry.start.hi, entry.end.lo + 1, entry.end.hi + 1}
        for record in (*self._ties.all("Control"), *self._ties.all("Ownership")):
            bounds = record.bounds
            days |= {bounds.s1, bounds.s2, bounds.e1 + 1, bounds.e2 + 1}
        return tuple(sorted(day for day in days if FIRST < day < LAST))

    def coverage_on(self, id: str, day: int) -> Coverage | None:
        """Answer the 50 % rule for a party on a day, with what each owner adds; None if no owner is known (G4)."""
        return coverage(self._cover(day), id) if self._ties.into("Ownership", id) else None

    def has_owners(self, id: str) -> bool:
        """Whether an owner, or whoever controls it, is known: then what it is changes with them."""
        return bool(self._ties.into("Ownership", id) or self._ties.into("Control", id))

    def entries(self, id: str) -> tuple[Listed, ...]:
        """Give every entry of a party on the lists of the rules, footnotes included, on whatever day."""
        return (*self._entries(id, footnotes=False), *self._entries(id, footnotes=True))

    def _cover(self, day: int) -> Covered:
        if day not in self._covered:
            self._covered[day] = cover_on(self._stakes, self._listings, day)
        return self._covered[day]

    @cached_property
    def _listings(self) -> Mapping[str, list[ListedWhen]]:
        return {i: [ListedWhen(e.start, e.end) for e in self._entries(i, footnotes=False)] for i in self.listed()}

    @cached_property
    def _stakes(self) -> Stakes:
        stakes = [
            Stake(
                r.source,
                r.target,
                share(r.row.text("share_min") or "0"),
                share(r.row.text("share_max") or "100"),
                r.bounds,
                r.id,
            )
            for r in self._ties.all("Ownership")
        ]
        return Stakes(stakes, {id: self._nature(id) for s in stakes for id in (s.owner, s.owned)})

    def _nature(self, id: str) -> Nature:
        ownable = not any(self._view.is_a(id, cls) for cls in ("Person", "PublicBody", "Territory"))
        seats = self.seats(id)
        domestic = None if len(seats) != 1 else seats[0] == "US"
        return replace(FIRM, ownable=ownable, domestic=domestic)


def _listed(record: Record, name: str) -> Listed:
    b = record.bounds
    start = Interval(b.s1, b.s2)
    policy = (record.row.text("review_policy") or "").lower().replace(" ", "_")
    return Listed(
        name=name,
        start=start if start.known else _NEVER_STATED,
        end=Interval(max(b.e1, FIRST), b.e2),
        citation=f"{record.row.text('citation') or record.target} ({record.id})",
        policy=policy if policy in POLICIES else None,
    )


def merged(entries: Iterable[Listed]) -> tuple[Listed, ...]:
    """Join entries of one name whose dates agree: two sources that tell one listing, one of them to the day.

    A list that is read on one day says "on it by then"; a rule that names the party says from which day. Kept apart, the
    first would leave a listing open for all years before the second.
    """
    found: list[Listed] = []
    for entry in sorted(entries, key=lambda e: (e.name, e.start.hi - e.start.lo, e.start.lo, e.citation)):
        for number, other in enumerate(found):
            start, end = _both(entry.start, other.start), _both(entry.end, other.end)
            if other.name == entry.name and start is not None and end is not None:
                policy = other.policy or entry.policy
                found[number] = replace(other, start=start, end=end, policy=policy)
                break
        else:
            found.append(entry)
    return tuple(found)


def _both(a: Interval, b: Interval) -> Interval | None:
    if a == UNKNOWN or b == UNKNOWN:
        return b if a == UNKNOWN else a
    lo, hi = max(a.lo, b.lo), min(a.hi, b.hi)
    return Interval(lo, hi) if lo <= hi else None


def _days_of(bounds: Bounds) -> tuple[int, ...]:
    return (bounds.s1, bounds.s2, bounds.e1 + 1, bounds.e2 + 1)


def _throughout(bounds: Bounds, days: Days) -> bool:
    """Whether a state holds on all days on every reading of its dates."""
    return bounds.s2 <= days[0] and days[1] <= bounds.e1

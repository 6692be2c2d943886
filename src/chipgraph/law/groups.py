"""Country groups with dates: a membership is known where it was read, and unknown elsewhere (O33).

What was read on two days and did not change in what is known between them holds for the days between, and says so. After
the last reading it holds as last read, and says so. What is recalled and was not read again says that too (decision 0016).
On other days it is unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from chipgraph import dates
from chipgraph.dates import Interval, within
from chipgraph.law.entries import Entry
from chipgraph.law.model import Tri

_BASES = {"between": "between two readings", "recalled": "recalled, not read again"}
"""What an interval that was not read for all its days says of itself."""

MARKED = (*_BASES.values(), "as last read")
"""The bases that an answer names, because they are less than a reading of that day."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Who was in which group on the day on which it was read."""

    day: int
    groups: Mapping[str, frozenset[str]]
    source: str


@dataclass(frozen=True, slots=True)
class Known:
    """That a territory was, or was not, in a group from a day to a day."""

    territory: str
    group: str
    member: bool
    start: Interval
    end: Interval
    basis: str
    citation: str
    printed_until: Interval


@dataclass(frozen=True, slots=True)
class Membership:
    """The answer for one territory, group and day."""

    member: Tri
    basis: str
    """interval, read, between two readings, recalled, as last read, or unknown."""
    citation: str | None = None
    printed: Tri = None
    """What the printed text says, where that differs from what is in effect; else None."""


@dataclass(frozen=True, slots=True)
class CountryGroups:
    """All readings and intervals.

    Attributes
    ----------
    names
        The names of all groups that were read.
    boundaries
        The days on which an answer, or what it rests on, can change; between two of them answers are kept.
    """

    readings: tuple[Reading, ...]
    known: tuple[Known, ...]
    treated_as: Mapping[str, str]
    names: frozenset[str] = field(init=False)
    boundaries: tuple[int, ...] = field(init=False)
    _answers: dict[tuple[str, str, int], Membership] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        names = frozenset(name for reading in self.readings for name in reading.groups)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "boundaries", self.changes(None))

    def territory(self, code: str) -> str:
        """Give the territory as which a code is treated: Hong Kong is treated as China."""
        return self.treated_as.get(code, code)

    def changes(self, codes: Collection[str] | None) -> tuple[int, ...]:
        """Give the days on which an answer for some territories can change; None: for any."""
        wanted = None if codes is None else {self.territory(code) for code in codes}
        days = {day for reading in self.readings for day in (reading.day, reading.day + 1)}
        for known in self.known:
            if wanted is None or known.territory in wanted:
                days |= {known.start.lo, known.start.hi, known.end.lo + 1, known.end.hi + 1, known.printed_until.hi + 1}
        return tuple(sorted(days))

    def membership(self, code: str, group: str, day: int) -> Membership:
        """Say whether a territory is in a group on a day, and how that is known."""
        key = (self.territory(code), group, bisect_right(self.boundaries, day))
        if key not in self._answers:
            self._answers[key] = self._membership(key[0], group, day)
        return self._answers[key]

    def _membership(self, code: str, group: str, day: int) -> Membership:
        facts = [k for k in self.known if (k.territory, k.group) == (code, group)]
        held = [(k, within(day, k.start, k.end)) for k in facts]
        certain = next((k for k, holds in held if holds), None)
        if certain is not None:
            return Membership(certain.member, certain.basis, certain.citation, self._printed(facts, day))
        if any(holds is None for _, holds in held):
            return Membership(None, "unknown", "; ".join(k.citation for k, holds in held if holds is None))
        return self._by_reading(code, group, day, facts)

    def _printed(self, facts: list[Known], day: int) -> Tri:
        """Whether the printed text still lists a territory that is out already."""
        for known in facts:
            if known.printed_until.known and known.end.hi < day <= known.printed_until.hi:
                return known.member
        return None

    def _by_reading(self, code: str, group: str, day: int, facts: list[Known]) -> Membership:
        readings = sorted((r for r in self.readings if group in r.groups), key=lambda r: r.day)
        before = [r for r in readings if r.day <= day]
        after = [r for r in readings if r.day >= day]
        if not before:
            return Membership(None, "unknown")
        last = before[-1]
        member = code in last.groups[group]
        if last.day == day:
            return Membership(member, "read", last.source)
        if not after:
            return Membership(member, "as last read", last.source)
        agree = (code in after[0].groups[group]) == member
        return Membership(member, "between two readings", last.source) if agree and not facts else _UNKNOWN


_UNKNOWN = Membership(None, "unknown")


def read_groups(root: Entry) -> CountryGroups:
    """Read ``country_groups.yaml``."""
    treated = root.mapping("treated_as")
    treated_as = {code: treated.text(code) for code in treated.names()}
    readings = [_reading(entry) for entry in root.entries("readings", label="on")]
    names = {name for reading in readings for name in reading.groups}
    known: list[Known] = []
    for entry in root.entries("known", label="territory"):
        fact = _known(entry)
        if fact.group not in names:
            raise entry.error(f"{fact.group!r} is no group of any reading.", "Correct the group.")
        for other in known:
            if (other.territory, other.group) == (fact.territory, fact.group) and _overlap(other, fact):
                raise entry.error(
                    f"{fact.territory} in {fact.group} overlaps with another entry.",
                    "Correct the dates of one of them.",
                )
        known.append(fact)
    root.done()
    return CountryGroups(tuple(readings), tuple(known), treated_as)


def _overlap(a: Known, b: Known) -> bool:
    low = max(dates.FIRST if a.start == dates.UNKNOWN else a.start.hi, b.start.hi if b.start.known else dates.FIRST)
    high = min(a.end.lo if a.end.known else dates.LAST, b.end.lo if b.end.known else dates.LAST)
    return low <= high


def _reading(entry: Entry) -> Reading:
    on = entry.date("on")
    if on.lo != on.hi:
        raise entry.error("on must be one day.", "Write the day on which the groups were read.")
    listed = entry.mapping("groups")
    groups = {name: frozenset(listed.text(name).split()) for name in listed.names()}
    source = entry.text("source")
    entry.optional("confidence")
    entry.done()
    return Reading(on.lo, groups, source)


def _known(entry: Entry) -> Known:
    start, end = entry.date("from"), entry.date("to")
    if start.known and end.known and end.hi < start.lo:
        raise entry.error("to is before from.", "Correct one of the two dates.")
    known = Known(
        entry.text("territory"),
        entry.text("group"),
        entry.one_of("member", ("true", "false")) == "true",
        start,
        end,
        _BASES[entry.one_of("basis", tuple(_BASES))] if entry.has("basis") else "interval",
        entry.text("citation"),
        entry.date("printed_until"),
    )
    entry.optional("confidence")
    entry.optional("unconfirmed")
    entry.done()
    return known

"""Parties of the law: listings and footnotes with dates of their own, seats, lists of names (O33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chipgraph import dates
from chipgraph.dates import Interval, within
from chipgraph.law.entries import Entry, unique
from chipgraph.law.model import Tri


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry on a list, or a footnote of it, from a day to a day."""

    name: str
    start: Interval
    end: Interval
    citation: str
    policy: str | None = None

    def holds(self, day: int) -> Tri:
        """Whether it holds on a day; None if its dates leave that open."""
        return within(day, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Party:
    """A party of a hop, as the law sees it.

    Attributes
    ----------
    headquarters, ultimate_parent
        Territories; None is unknown.
    covered_by_owners
        Whether the 50 % rule covers it (``chipgraph.coverage``); None is unknown.
    named_in
        Supplements that name it; ``names_known`` says whether its absence from a list means anything.
    role
        What it is on the hop: consignee, end-user, intermediate, purchaser.
    strength
        How well it is known to be a party of the hop; text for display (W23).
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    headquarters: str | None = None
    ultimate_parent: str | None = None
    listings: tuple[Listed, ...] = ()
    footnotes: tuple[Listed, ...] = ()
    named_in: frozenset[str] = frozenset()
    makes_or_packages: bool | None = None
    covered_by_owners: Tri = None
    role: str = "consignee"
    strength: str | None = None


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of names or territories in a supplement, and the day from which it is in force; a name may lapse before it."""

    id: str
    start: Interval
    citation: str
    names: frozenset[str]
    territories: frozenset[str]
    until: Mapping[str, Interval] = field(default_factory=dict)

    def lapsed(self, name: str, day: int) -> bool:
        """Whether a name has lapsed by a day."""
        return any(folded(n) == folded(name) and day > last.hi for n, last in self.until.items())


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties and lists of names that ship with the law."""

    by_id: Mapping[str, Party]
    lists: Mapping[str, NameList]

    def find(self, name: str) -> tuple[Party, ...]:
        """Find parties by id, name or alias; spelling of letters and case do not matter."""
        wanted = folded(name)
        found = [p for p in self.by_id.values() if wanted in {folded(n) for n in (p.id, p.name, *p.aliases)}]
        return tuple(found) or tuple(p for p in self.by_id.values() if folded(p.id.partition("-")[2]) == wanted)

    def names(self) -> list[str]:
        """Give all names, for suggestions."""
        return [n for p in self.by_id.values() for n in (p.name, *p.aliases)]

    def in_list(self, party: Party, list_id: str, day: int) -> Tri:
        """Whether a party is named in a supplement on a day."""
        listed = self.lists.get(list_id)
        if listed is None or within(day, listed.start, dates.UNKNOWN) is False:
            return False
        if any(listed.lapsed(n, day) for n in (party.name, *party.aliases)):
            return False
        if list_id in party.named_in:
            return True
        names = {folded(n) for n in listed.names}
        return any(folded(n) in names for n in (party.name, *party.aliases))


def folded(name: str) -> str:
    """Fold a name for comparison: case, spaces, hyphens and full stops do not count."""
    return "".join(c for c in name.casefold() if c.isalnum())


def read_parties(root: Entry) -> Parties:
    """Read ``parties.yaml``."""
    entries = list(root.entries("parties"))
    unique([(e.text("id"), e) for e in entries])
    lists = {}
    for entry in root.entries("name_lists"):
        found = NameList(
            entry.text("id"),
            entry.date("from"),
            entry.text("citation"),
            frozenset(entry.texts("names")),
            frozenset((entry.optional("territories") or "").split()),
            _until(entry.mapping("until")),
        )
        entry.done()
        lists[found.id] = found
    parties = {}
    for entry in entries:
        party = _party(entry)
        for name in party.named_in - set(lists):
            raise entry.error(f"{name!r} is no list of names.", "Correct it, or add the list under name_lists.")
        parties[party.id] = party
    root.done()
    return Parties(parties, lists)


def _until(entry: Entry) -> dict[str, Interval]:
    """Read the last days of single names."""
    return {name: entry.date(name) for name in entry.names()}


def _party(entry: Entry) -> Party:
    makes = entry.optional("makes_or_packages")
    party = Party(
        id=entry.text("id"),
        name=entry.text("name"),
        aliases=entry.texts("aliases"),
        headquarters=entry.optional("headquarters"),
        ultimate_parent=entry.optional("ultimate_parent"),
        listings=tuple(_listed(e, "list") for e in entry.entries("listings", label="list")),
        footnotes=tuple(_listed(e, "footnote") for e in entry.entries("footnotes", label="footnote")),
        named_in=frozenset(entry.texts("named_in")),
        makes_or_packages=None if makes is None else makes == "true",
    )
    entry.done()
    return party


def _listed(entry: Entry, key: str) -> Listed:
    start, end = entry.date("from"), entry.date("to")
    if end.known and end.hi < start.lo:
        raise entry.error("to is before from.", "Correct one of the two dates.")
    policies = ("presumption_of_denial", "case_by_case", "presumption_of_approval")
    policy = entry.one_of("policy", policies) if entry.has("policy") else None
    listed = Listed(entry.text(key), start, end, entry.text("citation"), policy)
    entry.done()
    return listed

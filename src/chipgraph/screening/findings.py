"""What is found on a line: its parts, in the words of the law and of the red flags (issue 6, point 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chipgraph.coverage.answer import Coverage
from chipgraph.dates import Interval
from chipgraph.law.flags import FlagAnswer
from chipgraph.law.model import Tri
from chipgraph.screening.parties import Candidate

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListedAs:
    """An entry of a party on a list, or a footnote of it, seen from the day of a line.

    Attributes
    ----------
    holds
        True on that day, False, or None where its dates leave that open.
    start, end
        The first and last day as the sources have them; None where they do not say.
    """

    name: str
    footnote: bool
    holds: Tri
    start: str | None
    end: str | None
    citation: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """A party of the graph that a name is, or may be, with its entries as of the day."""

    candidate: Candidate
    listed: tuple[ListedAs, ...]

    @property
    def on_a_list(self) -> Tri:
        """Whether some list has it on that day; footnotes are no entries of their own."""
        found = {entry.holds for entry in self.listed if not entry.footnote}
        return True if True in found else (None if None in found else False)


@dataclass(frozen=True, slots=True)
class PartyFinding:
    """One party of a line.

    Attributes
    ----------
    match
        The party that bears the name; None if none does, or several do.
    possible
        Parties that may be it; ``more`` further ones are not listed.
    seat
        Its seat, by the graph or by the line.
    coverage
        What the 50 % rule says of it on that day; None if no owner is known.
    """

    role: str
    text: str
    match: Suspect | None
    possible: tuple[Suspect, ...]
    more: int
    seat: str | None
    parent_seat: str | None
    coverage: Coverage | None

    @property
    def named(self) -> str:
        """Give the role in words."""
        return self.role.replace("_", " ")


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """What the item of a line is taken for.

    Attributes
    ----------
    match
        The name in the data that is the one on the line; None if there is none.
    product
        Its id in the graph, where the graph has it.
    possible
        Names in the data that it may mean.
    name, basis, source
        What was judged, and from where its figures are.
    """

    match: str | None
    product: str | None
    possible: tuple[str, ...]
    name: str
    basis: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What would follow if a possible match were right."""

    condition: str
    label: str
    licence: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a line could not be read, and what to do about it."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found on a line.

    Attributes
    ----------
    label
        *flagged*, *open* or *not shown to apply*, as of a hop (W25).
    law
        The answer of the law for the line, as ``chipgraph trace`` gives it for a hop.
    raised, unanswered
        Red flags that the line raises, and those that it cannot answer.
    unknown
        What is not known, and would settle the line.
    """

    days: Interval
    label: str
    goods: ItemFinding
    parties: tuple[PartyFinding, ...]
    law: Document
    readings: tuple[Reading, ...]
    raised: tuple[FlagAnswer, ...]
    unanswered: tuple[FlagAnswer, ...]
    unknown: tuple[str, ...]

    @property
    def listed(self) -> bool:
        """Whether a named party is on a list on that day."""
        return any(p.match is not None and p.match.on_a_list for p in self.parties)

    @property
    def perhaps_listed(self) -> bool:
        """Whether a possible match is on a list on that day, or the dates of a named party leave that open."""
        suspects = [s for p in self.parties for s in p.possible if s.on_a_list is not False]
        return bool(suspects) or any(p.match is not None and p.match.on_a_list is None for p in self.parties)

    @property
    def is_hit(self) -> bool:
        """Whether somebody must look: a rule applies, or a party is, or may be, on a list."""
        return self.label == "flagged" or self.listed or self.perhaps_listed

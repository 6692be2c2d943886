"""Who a name on a line is, or may be: the names of the graph, scored and explained; nothing fuzzy is silent (O35).

A name that exactly one party bears, letter by letter once case and punctuation are set aside, names that party. Everything
else that is alike is a *possible match* with its score and reasons: it decides nothing, and a line that has one with a listed
party stays open until a person has looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from chipgraph.matching import Comparer, MatchingRules, NameReader, explain
from chipgraph.matching.candidates import Blocks
from chipgraph.matching.compare import Comparison
from chipgraph.matching.party import Party, parties
from chipgraph.names import fold
from chipgraph.view import View

_LINE = "line"
"""The id of the party of a line while it is compared; no row has it, because ids of rows hold no space."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party of the graph that a name is, or may be.

    Attributes
    ----------
    name
        Which of its names is most like the one on the line.
    score, reasons
        As ``chipgraph match`` gives them.
    """

    id: str
    caption: str
    name: str
    score: float
    reasons: str


@dataclass(frozen=True, slots=True)
class Identified:
    """What the graph knows of a name.

    Attributes
    ----------
    match
        The party that bears it; None if none does, or several do.
    possible
        Parties that may be it, the likeliest first.
    more
        How many further parties are alike and not listed.
    """

    text: str
    match: Candidate | None = None
    possible: tuple[Candidate, ...] = ()
    more: int = 0


class PartyFinder:
    """Identifies names; a name that comes again is looked up once.

    Parameters
    ----------
    least
        The least score of a possible match; by default the threshold of the rules.
    listed_at_most
        How many possible matches of a name are listed.
    """

    def __init__(self, view: View, rules: MatchingRules, listed_at_most: int, least: float | None = None) -> None:
        self._view, self._rules, self._most = view, rules, listed_at_most
        self.least = rules.candidate if least is None else least
        self._reader = NameReader(rules)
        self._parties = parties(view, self._reader)
        self._blocks, self._comparer = Blocks(self._parties, rules), Comparer(rules)
        self._bearers: defaultdict[str, list[str]] = defaultdict(list)
        for party in self._parties.values():
            for folded in {name.folded for name in party.names}:
                self._bearers[folded].append(party.id)
        who = view.identity
        self._apart = {frozenset(map(who.canonical, pair)) for pair in who.different}
        self._known: dict[str, Identified] = {}

    def find(self, text: str) -> Identified:
        """Identify a name as a line writes it."""
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> Identified:
        by_id = self._view.identity.canonical(text)
        if by_id in self._parties:
            caption = self._parties[by_id].caption
            return Identified(text, Candidate(by_id, caption, caption, 1.0, "id equal"))
        asked = self._reader.party(_LINE, [text])
        if not asked.names:
            return Identified(text)
        bearers = self._bearers.get(fold(text), [])
        alike = self._alike(asked, {*self._blocks.near(asked), *bearers})
        match = self._match(bearers, alike)
        rest = [c for c in alike if c is not match and self._worth(c, match, bearers)]
        listed = rest[: max(self._most, len([c for c in rest if c.right.id in bearers]))]
        return Identified(
            text,
            None if match is None else _candidate(match),
            tuple(_candidate(c) for c in listed),
            len(rest) - len(listed),
        )

    def _alike(self, asked: Party, ids: Iterable[str]) -> list[Comparison]:
        compared = (self._comparer.compare(asked, self._parties[id]) for id in sorted(ids))
        return sorted(compared, key=lambda c: (-c.score, c.right.id))

    def _match(self, bearers: list[str], alike: list[Comparison]) -> Comparison | None:
        """Give the only bearer of a name; a name of a few letters that is not its first one may stand for others."""
        if len(bearers) != 1:
            return None
        found = next(c for c in alike if c.right.id == bearers[0])
        return None if "short" in found.words() else found

    def _worth(self, found: Comparison, match: Comparison | None, bearers: list[str]) -> bool:
        """Whether a party is worth a look: beside a bearer of the name only one that scores as *same* and was not told apart."""
        if found.right.id in bearers:
            return True
        if match is None:
            return found.score >= self.least
        apart = frozenset((found.right.id, match.right.id)) in self._apart
        return found.score >= max(self.least, self._rules.same) and not apart


def _candidate(found: Comparison) -> Candidate:
    name = next((f.detail for f in found.features if f.name == "name"), "")
    return Candidate(
        found.right.id, found.right.caption, name.partition(" | ")[2], round(found.score, 2), explain(found)
    )

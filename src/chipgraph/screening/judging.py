"""One line judged by the law of its day, as a hop of a route is (W22 to W25, G3, G4, G10, G12).

The answer for a line depends on the line alone. What many lines share is computed once: the answer of the law changes only on
days on which a rule, a status, a group or a listing does, so two lines of one stretch of days with the same item, parties
and territories share it (decision 0018).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chipgraph.coverage.answer import UNDETERMINED
from chipgraph.dates import UNKNOWN, Interval, day_text
from chipgraph.flags.items import FoundItem
from chipgraph.flags.judging import RouteJudge
from chipgraph.law.flags import RedFlags
from chipgraph.law.hop import Hop, Item
from chipgraph.law.model import Tri, Vocabulary
from chipgraph.law.parties import Listed, Party, folded
from chipgraph.law.window import boundaries, segments
from chipgraph.screening.facts import FlagAsker, facts_of, split
from chipgraph.screening.findings import Document, Finding, ItemFinding, ListedAs, PartyFinding, Reading, Suspect
from chipgraph.screening.goods import Goods, GoodsFinder
from chipgraph.screening.lines import Line
from chipgraph.screening.parties import Candidate, Identified, PartyFinder
from chipgraph.screening.words import Words

_LICENCE = "licence_on_record"
_SENDER = "consignor"
_EXPORTER = "exporter"

Stretch = int | Interval
"""Which days count as one: the number of a stretch of days, or the days themselves where they are several."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A party of a line in one role on one stretch of days: as it is told, and as the law sees it."""

    finding: PartyFinding
    party: Party
    readings: tuple[tuple[str, Party], ...]
    number: int


class LineJudge:
    """Judges lines over one view by one law."""

    def __init__(
        self, judge: RouteJudge, parties: PartyFinder, goods: GoodsFinder, red_flags: RedFlags, words: Words
    ) -> None:
        self._judge, self._parties, self._goods, self._words = judge, parties, goods, words
        self._asker = FlagAsker(red_flags, judge.law)
        self._days: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._changes: dict[Identified, tuple[int, ...] | None] = {}
        self._party_known: dict[tuple[str, str, str | None, Stretch], _Known] = {}
        self._laws: dict[tuple[object, ...], Document] = {}
        self._numbers: dict[Party, int] = {}

    def judge(self, line: Line) -> Finding:
        """Judge one line."""
        goods = self._goods.find(line.item, line.figures, line.flags)
        seats = dict(line.seats)
        known = [self._party(role, text, seats.get(role), line.days) for role, text in line.parties]
        found = [k.finding for k in known]
        law = self._law(line, goods, goods.found, known)
        facts = facts_of(line, goods.found, law["item"]["classes"], found, self._judge.law, self._words)
        raised, unanswered = split(self._asker.answers(facts, line.days))
        return Finding(
            days=line.days,
            label=str(law["label"]),
            goods=_item(goods),
            parties=tuple(found),
            law=law,
            readings=tuple(self._readings(line, goods, known)),
            raised=raised,
            unanswered=unanswered,
            unknown=tuple(dict.fromkeys(_unknown(line, goods, found, law, self._judge.law.vocabulary))),
        )

    # The law

    def _law(self, line: Line, goods: Goods, found: FoundItem, known: Sequence[_Known]) -> Document:
        days = (line.days.lo, line.days.hi)
        ids = [k.finding.match.candidate.id for k in known if k.finding.match is not None]
        stated = dict(line.flags).get(_LICENCE)
        licensed: Tri = self._judge.licensed(ids, goods.product, days) if stated is None else stated
        flags = _of_the_deal(line.flags, found)
        by_graph = found.item.designer is None and goods.product is not None  # then its designer counts as of the day
        stretch = line.days if by_graph else self._stretch(line.days, self._changes_at(line, found, known))
        key = (
            id(found), goods.product, stretch, line.origin, line.destination,
            tuple(k.number for k in known), flags, licensed,
        )  # fmt: skip
        if key not in self._laws:
            self._laws[key] = self._asked(line, goods, found, known, {**dict(flags), _LICENCE: licensed})
        return self._laws[key]

    def _asked(
        self, line: Line, goods: Goods, found: FoundItem, known: Sequence[_Known], flags: Mapping[str, Tri]
    ) -> Document:
        days = (line.days.lo, line.days.hi)
        item = found.item
        if item.designer is None and goods.product is not None:
            item = self._judge.designed(found, goods.product, days)
        senders = [k.party for k in known if k.finding.role == _SENDER]
        hop = Hop(
            first=days[0],
            last=days[1],
            item=item,
            origin=line.origin,
            destinations=() if line.destination is None else (line.destination,),
            parties=tuple(k.party for k in known if k.finding.role != _SENDER),
            exporter=senders[0] if senders else None,
            flags=flags,
            licence_on_record=flags[_LICENCE],
        )
        return self._judge.document(hop, found)

    def _changes_at(self, line: Line, found: FoundItem, known: Sequence[_Known]) -> tuple[int, ...]:
        """Give the days on which the law of a line can change but for its parties: by the territories that it asks of."""
        designer = found.item.designer
        seats = [code for k in known for code in (k.party.headquarters, k.party.ultimate_parent)]
        codes = (line.origin, line.destination, None if designer is None else designer.headquarters, *seats)
        key = tuple(sorted({code for code in codes if code is not None}))
        if key not in self._days:
            hop = Hop(0, 0, Item("", ()), None, key, ())
            self._days[key] = boundaries(hop, self._judge.law)
        return self._days[key]

    def _stretch(self, days: Interval, changes: Sequence[int]) -> Stretch:
        return bisect_right(changes, days.lo) if days.lo == days.hi else days

    def _readings(self, line: Line, goods: Goods, known: Sequence[_Known]) -> Iterable[Reading]:
        """Say what would follow if a possible match were right: each by itself."""
        if goods.reading is not None:
            law = self._law(line, goods, goods.reading, known)
            yield _reading(f"the item is {goods.reading.item.name}", law)
        for index, one in enumerate(known):
            for condition, party in one.readings:
                number = self._number(party)
                other = replace(one, party=party, number=number)
                law = self._law(line, goods, goods.found, [*known[:index], other, *known[index + 1 :]])
                yield _reading(condition, law)

    # Parties

    def _party(self, role: str, text: str, seat: str | None, days: Interval) -> _Known:
        identified = self._parties.find(text)
        changes = self._changes_of(identified)
        stretch: Stretch = days if changes is None else self._stretch(days, changes)
        key = (role, text, seat, stretch)
        if key not in self._party_known:
            self._party_known[key] = self._made(role, identified, seat, days)
        return self._party_known[key]

    def _changes_of(self, identified: Identified) -> tuple[int, ...] | None:
        """Give the days on which entries of the parties that a name may be change; None if their owners count as well."""
        if identified not in self._changes:
            self._changes[identified] = self._computed_changes(identified)
        return self._changes[identified]

    def _computed_changes(self, identified: Identified) -> tuple[int, ...] | None:
        days: set[int] = set()
        parties = self._judge.parties
        for candidate in _all(identified):
            if parties.has_owners(candidate.id):
                return None
            days |= {day for entry in parties.entries(candidate.id) for day in _ends(entry)}
        return tuple(sorted(days))

    def _made(self, role: str, identified: Identified, seat: str | None, days: Interval) -> _Known:
        span = (days.lo, days.hi)
        own = None if identified.match is None else self._suspect(identified.match, days)
        possible = tuple(self._suspect(candidate, days) for candidate in identified.possible)
        legal_role = _EXPORTER if role == _SENDER else role.replace("_", "-")
        party = self._unmatched(identified.text, legal_role)
        if identified.match is not None:
            party = self._judge.parties.party(identified.match.id, span, legal_role)
        party = replace(party, headquarters=party.headquarters or seat)
        coverage = None if own is None else self._judge.parties.coverage_on(own.candidate.id, days.hi)
        finding = PartyFinding(
            role, identified.text, own, possible, identified.more, party.headquarters, party.ultimate_parent, coverage
        )
        readings = tuple(self._if_right(finding, span, legal_role))
        party = replace(party, **_perhaps(party, readings, days))
        return _Known(finding, party, readings, self._number(party))

    def _unmatched(self, text: str, role: str) -> Party:
        """Make a party that the graph does not have; supplements and letters may still name it."""
        law, wanted = self._judge.law, folded(text)
        lists = law.parties.lists.values()
        addressed = any(folded(n) == wanted for letter in law.letters for n in letter.addressees)
        named = frozenset(x.id for x in lists if wanted in {folded(n) for n in x.names})
        aliases = (text,) if addressed or named else ()
        return Party(f"the {role}", f"the {role}", aliases, named_in=named, role=role)

    def _if_right(self, finding: PartyFinding, days: tuple[int, int], role: str) -> Iterable[tuple[str, Party]]:
        """Give the possible matches that are, or may be, on a list: each as the party that the line would then have."""
        for suspect in finding.possible:
            if suspect.on_a_list is not False:
                candidate = suspect.candidate
                condition = f"the {finding.named} {finding.text!r} is {candidate.caption} ({candidate.id})"
                yield condition, self._judge.parties.party(candidate.id, days, role)

    def _suspect(self, candidate: Candidate, days: Interval) -> Suspect:
        party = self._judge.parties.party(candidate.id, (days.lo, days.hi))
        entries = [(e, False) for e in party.listings] + [(e, True) for e in party.footnotes]
        return Suspect(candidate, tuple(_told(entry, footnote, days) for entry, footnote in entries))

    def _number(self, party: Party) -> int:
        """Number a party as the law sees it: two names of which nothing is known are one to the law."""
        return self._numbers.setdefault(party, len(self._numbers))


def _all(identified: Identified) -> tuple[Candidate, ...]:
    return identified.possible if identified.match is None else (identified.match, *identified.possible)


def _ends(entry: Listed) -> tuple[int, ...]:
    return (entry.start.lo, entry.start.hi, entry.end.lo + 1, entry.end.hi + 1)


def held(entry: Listed, days: Interval) -> Tri:
    """Whether an entry holds on a day; of several days on all, on none, or None."""
    found = {entry.holds(day) for day in segments(days.lo, days.hi, sorted(_ends(entry)))}
    return found.pop() if len(found) == 1 else None


def _told(entry: Listed, footnote: bool, days: Interval) -> ListedAs:
    ends = None if entry.end == UNKNOWN else _span(entry.end)
    return ListedAs(entry.name, footnote, held(entry, days), _span(entry.start), ends, entry.citation)


def _span(when: Interval) -> str | None:
    """Write the days that a start or an end can be; None where nothing is stated."""
    low, high = day_text(when.lo), day_text(when.hi)
    if low == high:
        return low
    return None if low is None and (high is None or high.startswith("9999")) else f"{low or ''}..{high or ''}"


def _perhaps(party: Party, readings: Sequence[tuple[str, Party]], days: Interval) -> dict[str, Any]:
    """Give entries of possible matches to a party as entries that perhaps hold: the line stays open until somebody has looked."""

    def unsure(entries: Sequence[Listed]) -> tuple[Listed, ...]:
        return tuple(replace(e, start=UNKNOWN, end=UNKNOWN, policy=None) for e in entries if held(e, days) is not False)

    others = [other for _, other in readings]
    return {
        "listings": party.listings + tuple(e for other in others for e in unsure(other.listings)),
        "footnotes": party.footnotes + tuple(e for other in others for e in unsure(other.footnotes)),
    }


def _of_the_deal(flags: Sequence[tuple[str, bool]], found: FoundItem) -> tuple[tuple[str, bool], ...]:
    """Leave out the flags of a line that the data answer themselves: a line cannot talk a chip out of its class."""
    variants = found.item.variants
    return tuple(
        (name, value)
        for name, value in flags
        if name != _LICENCE and not all(figures.flag(name) is not None for figures in variants)
    )


def _item(goods: Goods) -> ItemFinding:
    found = goods.found
    return ItemFinding(goods.match, goods.product, goods.possible, found.item.name, found.basis, found.source)


def _reading(condition: str, law: Document) -> Reading:
    return Reading(condition, str(law["label"]), str(law["licence"]), tuple(law["item"]["classes"]))


def _unknown(
    line: Line, goods: Goods, parties: Sequence[PartyFinding], law: Document, words: Vocabulary
) -> Iterable[str]:
    """Say what is not known and would settle the line."""
    if goods.possible:
        yield f"whether {line.item!r} is {' or '.join(goods.possible)} (possible match)"
    elif goods.found.basis == "none":
        yield f"what {line.item!r} is: the data have no figures of it"
    for party in parties:
        for suspect in party.possible:
            score = f"possible match, score {suspect.candidate.score:.2f}"
            yield f"whether the {party.named} {party.text!r} is {suspect.candidate.caption} ({score})"
        if party.coverage is not None and party.coverage.answer == UNDETERMINED:
            yield f"coverage of {party.text!r} by its owners: {', '.join(party.coverage.settled_by)}"
    if line.origin is None:
        yield "the territory from which it goes"
    if line.destination is None:
        yield "the territory to which it goes"
    yield from (_in_words(name, words) for name in law["item"]["settled_by"])
    for hook in law["hooks"]:
        yield from hook["unknown"]
    yield from law["unanswered"]


def _in_words(name: str, words: Vocabulary) -> str:
    """Say in words what would settle a class; what is no figure and no flag is in words already."""
    if name in words.flags:
        return f"whether {words.flags[name]}"
    return f"{words.metrics[name].label} of the item" if name in words.metrics else name

"""What a line says to the red flags: facts that follow from it, and the answers (G12).

A fact that the line does not show is unknown, never a no: that a list which is not loaded has no such party was not looked up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from chipgraph.coverage.answer import UNDETERMINED
from chipgraph.dates import FIRST, LAST, Interval
from chipgraph.flags.items import FoundItem
from chipgraph.law.context import Context, any_of
from chipgraph.law.flags import RAISED, UNANSWERED, FactValue, FlagAnswer, RedFlags, evaluate_flags
from chipgraph.law.hop import Hop
from chipgraph.law.loading import Law
from chipgraph.law.model import Tri
from chipgraph.screening.findings import PartyFinding
from chipgraph.screening.lines import Line
from chipgraph.screening.words import Words

BUYERS = ("consignee", "end_user")
"""The roles that a red flag means by the customer."""


def facts_of(
    line: Line, item: FoundItem, classes: Sequence[str], parties: Sequence[PartyFinding], law: Law, words: Words
) -> dict[str, FactValue]:
    """Give the facts of a line: what follows from the data, else what its own columns state."""
    advanced = _of_all([c.startswith(words.advanced_classes) for c in classes])
    designer = item.item.designer
    here = None if designer is None or designer.headquarters is None else designer.headquarters in words.designed_in
    shown: dict[str, FactValue] = {
        "advanced_ic": advanced,
        "prc_3a090": _both(advanced, here),
        "tpp_ordered": _performance_ordered(line, item, words),
        "transistors_million": _figure(item, "transistors"),
        "has_hbm": _flag(item, "has_hbm"),
        "category_3b": _flag(item, "category_3b"),
        "list_match": True if any(p.match is not None and p.match.on_a_list for p in parties) else None,
        **_of_owners(parties),
        **_of_seats(line, item, parties, law, words),
    }
    stated: dict[str, FactValue] = dict(line.facts)
    return stated | {name: value for name, value in shown.items() if value is not None}


def _both(a: Tri, b: Tri) -> Tri:
    return False if False in (a, b) else (None if None in (a, b) else True)


def _of_all(truths: Sequence[bool]) -> Tri:
    found = set(truths)
    return found.pop() if len(found) == 1 else None


def _flag(item: FoundItem, name: str) -> Tri:
    found = {figures.flag(name) for figures in item.item.variants}
    return found.pop() if len(found) == 1 else None


def _figure(item: FoundItem, name: str) -> Fraction | None:
    """Give a figure that all variants have, exactly."""
    found = {figures.metric(name) for figures in item.item.variants}
    only = found.pop() if len(found) == 1 else None
    return Fraction(only.lo) if only is not None and only.is_point else None


def _performance_ordered(line: Line, item: FoundItem, words: Words) -> Fraction | None:
    each, ordered = _figure(item, "tpp"), line.quantity
    if each is None or ordered is None or ordered.low is None or ordered.low != ordered.high:
        return None
    return each * Fraction(ordered.low) if ordered.unit in words.pieces else None


def _of_owners(parties: Sequence[PartyFinding]) -> dict[str, FactValue]:
    known = [p.coverage for p in parties if p.coverage is not None]
    if not known:
        return {}
    listed = any(c.listed for answer in known for c in answer.contributions)
    return {
        "coverage_undetermined": True if any(a.answer == UNDETERMINED for a in known) else None,
        "listed_owner_known": True if listed else None,
    }


def _of_seats(
    line: Line, item: FoundItem, parties: Sequence[PartyFinding], law: Law, words: Words
) -> dict[str, FactValue]:
    buyers = [p for p in parties if p.role in BUYERS]
    if not buyers:
        return {}
    hop = Hop(line.days.lo, line.days.hi, item.item, None, (), ())
    ends = [Context(hop, day, law) for day in {line.days.lo, line.days.hi}]

    def inside(code: str | None) -> Tri:
        found = {context.in_groups(code, words.groups_macau_d5) for context in ends}
        return found.pop() if len(found) == 1 else None

    seats, parents = [inside(p.seat) for p in buyers], [inside(p.parent_seat) for p in buyers]
    return {"customer_hq_d5m": any_of(seats), "parent_d5m": True if True in (*seats, *parents) else None}


class FlagAsker:
    """Answers all red flags for facts on a day; what was asked before is kept.

    Between two days on which a flag or a status starts or ends, the day does not count.
    """

    def __init__(self, red_flags: RedFlags, law: Law) -> None:
        self._flags, self._law = red_flags, law
        self._days = _changes(red_flags, law)
        self._asking = {name: [f for f in red_flags.flags if _asks(f.when, name)] for name in red_flags.facts}
        self._bare: dict[int, dict[str, FlagAnswer]] = {}
        self._known: dict[tuple[int, tuple[tuple[str, FactValue], ...]], tuple[FlagAnswer, ...]] = {}

    def answers(self, facts: Mapping[str, FactValue], days: Interval) -> tuple[FlagAnswer, ...]:
        """Answer every flag; one whose answer depends on which day it was is not answered."""
        first = self._on(facts, days.lo)
        if days.lo == days.hi:
            return first
        return tuple(
            a if a.state == b.state else self._open(b) for a, b in zip(first, self._on(facts, days.hi), strict=True)
        )

    def _open(self, answer: FlagAnswer) -> FlagAnswer:
        return replace(answer, state=UNANSWERED, because=(), missing=("the day of the shipment",))

    def _on(self, facts: Mapping[str, FactValue], day: int) -> tuple[FlagAnswer, ...]:
        stretch = bisect_right(self._days, day)
        key = (stretch, tuple(sorted(facts.items())))
        if key not in self._known:
            self._known[key] = self._answered(facts, day, stretch)
        return self._known[key]

    def _answered(self, facts: Mapping[str, FactValue], day: int, stretch: int) -> tuple[FlagAnswer, ...]:
        if stretch not in self._bare:
            self._bare[stretch] = {a.id: a for a in evaluate_flags({}, day, self._law, self._flags)}
        asked = {f.id: f for name in facts for f in self._asking[name]}
        some = RedFlags(self._flags.facts, tuple(asked.values()))
        answers = self._bare[stretch] | {a.id: a for a in evaluate_flags(facts, day, self._law, some)}
        return tuple(answers[flag.id] for flag in self._flags.flags)


def _asks(when: Sequence[Sequence[object]], name: str) -> bool:
    return any(name in (getattr(test, "fact", None), getattr(test, "than", None)) for limb in when for test in limb)


def _changes(red_flags: RedFlags, law: Law) -> list[int]:
    days: set[int] = set()
    for flag in red_flags.flags:
        days |= {flag.start.lo, flag.start.hi}
        instrument = law.instruments.get(flag.made_by or "")
        for fact in (*instrument.text_status, *instrument.enforcement_status) if instrument else ():
            days |= {fact.start.lo, fact.start.hi, fact.end.lo + 1, fact.end.hi + 1}
    return sorted(d for d in days if FIRST < d < LAST)


def split(answers: Sequence[FlagAnswer]) -> tuple[tuple[FlagAnswer, ...], tuple[FlagAnswer, ...]]:
    """Part the answers that a reader needs: raised, and not answered."""
    return tuple(a for a in answers if a.state == RAISED), tuple(a for a in answers if a.state == UNANSWERED)

"""A question to the law in words: chip, territories and parties by name, one day or all of them (W22, W23, F35).

The command line and the service ask here, so that both understand the same words and give the same answer (F6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Protocol

from chipgraph import dates, territories
from chipgraph.errors import AmbiguousNameError, NameNotFoundError, UsageError
from chipgraph.law import chips as chip_rows
from chipgraph.law.classify import Classification, classify_assembly, classify_chip
from chipgraph.law.classify import classify as by_figures
from chipgraph.law.documents import Document, hook_document, judgement_document, letter_document, offered_document
from chipgraph.law.explain import explain
from chipgraph.law.hop import Hop, Item, item_of
from chipgraph.law.judge import Judgement, judge_on
from chipgraph.law.loading import Law
from chipgraph.law.parties import Party
from chipgraph.law.window import boundaries


@dataclass(frozen=True, slots=True)
class HopAsked:
    """One hop in words.

    Attributes
    ----------
    item
        A chip of the data, or any product of a graph.
    origin, destinations
        Codes of ISO 3166.
    parties
        Consignees, end users or later holders, by name.
    seats
        Territory by name, for parties that the law's data do not know.
    """

    item: str
    origin: str | None = None
    destinations: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    exporter: str | None = None
    designer: str | None = None
    seats: Mapping[str, str] = field(default_factory=dict)


def one_day(text: str | None, name: str) -> int:
    """Read the day of the law: one day, not a month; today if none is given.

    Raises
    ------
    UsageError
        If the text is not one day.
    """
    if text is None:
        return dates.to_day(dt.date.today())
    try:
        day = dates.parse(text)
    except dates.DateError as error:
        raise UsageError(f"{name}: {error}") from error
    if day.lo != day.hi:
        raise UsageError(f"{name} {text!r} is not one day. Write it as 2023-12-01.")
    return day.lo


def territory(text: str) -> str:
    """Read a territory: its code of ISO 3166, or its name.

    Raises
    ------
    UsageError
        If it is none.
    """
    code = territories.load().find(text)
    if code is None:
        raise UsageError(f"{text!r} is no territory. Write the two letters of ISO 3166, as TW.")
    return code


class Known(Protocol):
    """Where names are looked up: the files of the law alone, or a graph (``flags.asking``)."""

    def party(self, name: str, day: int) -> Party:
        """Find a party as it is on a day."""

    def item(self, name: str) -> Item:
        """Find what moves."""

    def owner_days(self, id: str) -> Sequence[int]:
        """Give the days on which what owners make of a party can change."""


@dataclass(frozen=True, slots=True)
class LawOnly:
    """Finds parties and chips among those that ship with the law; asks no graph."""

    law: Law

    def party(self, name: str, day: int) -> Party:
        """Find a party by id, name or alias.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        found = self.law.parties.find(name)
        if len(found) > 1:
            raise AmbiguousNameError(name, [(p.id, p.name, "party") for p in found])
        if found:
            return found[0]
        raise NameNotFoundError(name, get_close_matches(name, self.law.parties.names(), n=3))

    def item(self, name: str) -> Item:
        """Find a chip.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        chips = chip_rows.shipped()
        return item_of(chips.find(name), chips)

    def owner_days(self, id: str) -> Sequence[int]:
        """No owners stand in the files of the law."""
        return ()


def _party_named(known: Known, name: str, day: int, seats: Mapping[str, str]) -> Party:
    """Find a party; one with a stated seat need not be known anywhere."""
    try:
        return known.party(name, day)
    except NameNotFoundError:
        if name not in seats:
            raise
        return Party(name, name, headquarters=territory(seats[name]))


def hop_of(asked: HopAsked, day: int, law: Law, known: Known | None = None) -> Hop:
    """Find what a question names; among what ships with the law, unless it is said where else.

    Raises
    ------
    NameNotFoundError, AmbiguousNameError, UsageError
    """
    names = known or LawOnly(law)

    def party(name: str | None) -> Party | None:
        return None if name is None else _party_named(names, name, day, asked.seats)

    return Hop(
        first=day,
        last=day,
        item=names.item(asked.item),
        origin=None if asked.origin is None else territory(asked.origin),
        destinations=tuple(territory(code) for code in asked.destinations),
        parties=tuple(_party_named(names, name, day, asked.seats) for name in asked.parties),
        exporter=party(asked.exporter),
        designer=party(asked.designer),
    )


def _asked_document(hop: Hop) -> Document:
    return {
        "item": hop.item.name,
        "from": hop.origin,
        "to": list(hop.destinations),
        "parties": [p.name for p in hop.parties],
        "exporter": None if hop.exporter is None else hop.exporter.name,
    }


def judgement_on(asked: HopAsked, day: int, law: Law, known: Known | None = None) -> Document:
    """Judge a hop on one day; the answer with its question."""
    hop = hop_of(asked, day, law, known)
    answer = judge_on(hop, day, law)
    return {
        "on": dates.day_text(day),
        **_asked_document(hop),
        "classes": _classes(hop.item, day, law),
        **judgement_document(answer, law.digest),
        "open_questions": open_questions({id for hook in answer.hooks for id in hook.unconfirmed}, law),
        "explanations": [offered_document(o) for o in explain(hop, day, law)],
    }


def open_questions(ids: Iterable[str], law: Law) -> list[Document]:
    """Say in words on which open questions of the sources an answer rests (O32): the hooks name them by id."""
    found = (law.questions[id] for id in sorted(ids, key=lambda id: (len(id), id)))
    return [{"id": q.id, "question": q.question, "last_known": q.last_known} for q in found]


def _classes(item: Item, day: int, law: Law) -> list[str]:
    answers = [by_figures(figures, day, law) for figures in item.variants]
    if item.contains is not None:
        return sorted({o for answer in answers for o in classify_assembly(answer, None, law)})
    return sorted({o for answer in answers for o in answer.outcomes})


def judgement_spans(asked: HopAsked, law: Law, known: Known | None = None) -> Document:
    """Judge a hop on every day: one answer for each stretch of days between two changes (F35).

    A party is looked up anew for each day: its listings and what its owners make of it have days of their own.
    """
    names = known or LawOnly(law)
    hop = hop_of(asked, dates.FIRST, law, names)
    found = replace(
        asked,
        parties=tuple(p.id for p in hop.parties),
        exporter=None if hop.exporter is None else hop.exporter.id,
        designer=None if hop.designer is None else hop.designer.id,
    )
    changes = {*boundaries(hop, law), *(day for p in hop.parties for day in names.owner_days(p.id))}
    spans = _spans(sorted(changes), lambda day: _day_document(_on(hop, found, day, names), day, law))
    return {**_asked_document(hop), "spans": spans, "law": law.digest}


def _on(hop: Hop, asked: HopAsked, day: int, names: Known) -> Hop:
    """The same hop on another day: its parties anew, its item as it is, so that what is known of that is kept."""

    def party(name: str | None) -> Party | None:
        return None if name is None else _party_named(names, name, day, asked.seats)

    parties = tuple(_party_named(names, name, day, asked.seats) for name in asked.parties)
    exporter, designer = party(asked.exporter), party(asked.designer)
    return replace(hop, first=day, last=day, parties=parties, exporter=exporter, designer=designer)


def _day_document(hop: Hop, day: int, law: Law) -> Document:
    answer = judge_on(hop, day, law)
    return {
        "licence": answer.licence,
        "by_text": answer.by_text,
        "as_enforced": answer.as_enforced,
        "label": answer.label,
        "policy": answer.policy,
        "classes": _classes(hop.item, day, law),
        "hooks": _hooks(answer),
        "letters": [letter_document(letter) for letter in answer.letters],
    }


def _hooks(answer: Judgement) -> list[Document]:
    """The hooks without the day from which they apply, which no two stretches share."""
    return [{k: v for k, v in hook_document(hook).items() if k != "applies_from"} for hook in answer.hooks]


def classification_spans(name: str, law: Law) -> Document:
    """Classify a chip on every day: one answer for each stretch of days between two changes of the law (F35).

    Raises
    ------
    NameNotFoundError, AmbiguousNameError
    """
    chips = chip_rows.shipped()
    chip = chips.find(name)
    hop = Hop(dates.FIRST, dates.LAST, item_of(chip, chips), None, (), ())
    spans = _spans(boundaries(hop, law), lambda day: _class_document(classify_chip(chip, chips, day, law)))
    return {"item": chip.name, "spans": spans, "law": law.digest}


def _class_document(answer: Classification) -> Document:
    return {
        "outcomes": list(answer.outcomes),
        "determined": answer.determined,
        "settled_by": list(answer.settled_by),
        "rules": [id for id, _ in answer.rules],
        "exceptions": [e.id for e in answer.exceptions],
        "letters": [e.id for e in answer.letters],
        "tariff": [e.id for e in answer.tariff],
    }


def _spans(changes: Sequence[int], answer: Callable[[int], Document]) -> list[Document]:
    """Ask on the day before the first change and on each change; days with one answer are one span.

    ``differs`` names the members of the answer that are not those of the span before.
    """
    spans: list[Document] = []
    last: Document | None = None
    for day in (changes[0] - 1, *changes) if changes else ():
        told = answer(day)
        if told == last:
            continue
        if spans:
            spans[-1]["until"] = dates.day_text(day - 1)
        differs = [] if last is None else [*_differing(last, told)]
        spans.append(
            {"since": None if last is None else dates.day_text(day), "until": None, **told, "differs": differs}
        )
        last = told
    return spans


def _differing(before: Document, after: Document) -> Iterable[str]:
    return (key for key in after if before.get(key) != after[key])

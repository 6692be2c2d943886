"""Red flags as dated, cited rules over plain facts of a route or a party (G12, issue 6, point 5).

A flag is raised, not raised, or unanswered with what is missing. An unanswered flag is a finding of its own: knowledge
includes awareness of high probability, so the engine lists them and never takes silence for a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from chipgraph import resources
from chipgraph.dates import UNKNOWN, Interval, within
from chipgraph.law.context import all_of, any_of
from chipgraph.law.entries import Entry, read_file, unique
from chipgraph.law.evaluate import compare
from chipgraph.law.loading import Law, status_on
from chipgraph.law.model import Instrument, Tri

RAISED, NOT_RAISED, UNANSWERED, NOT_IN_FORCE = "raised", "not_raised", "unanswered", "not_in_force"
CITATION = "15 CFR part 732, Supp. 3, (b)"
GUIDANCE = "BIS guidance of 2025-05-13 (R23)"
FactValue = bool | int | float | str | Fraction | None


@dataclass(frozen=True, slots=True)
class Fact:
    """What may be asked of a route: a flag, or a number with its unit."""

    name: str
    text: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a fact against a value, or against another fact."""

    fact: str
    op: str
    value: str | None
    than: str | None


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One red flag: ``when`` is a list of all-of tests, one of which is enough."""

    id: str
    text: str
    citation: str
    auto: str
    start: Interval
    made_by: str | None
    confidence: str
    parameter: str | None
    when: tuple[tuple[Test, ...], ...]


@dataclass(frozen=True, slots=True)
class FlagAnswer:
    """The answer of one flag.

    Attributes
    ----------
    state
        ``raised``, ``not_raised``, ``unanswered`` or ``not_in_force``.
    because
        The facts that raised it, in words.
    missing
        The facts that would answer it.
    text_status, enforcement_status
        How the flag stands on the day; red flag 29 was stayed.
    """

    id: str
    state: str
    text: str
    citation: str
    because: tuple[str, ...]
    missing: tuple[str, ...]
    text_status: str
    enforcement_status: str
    auto: str
    parameter: str | None


@dataclass(frozen=True, slots=True)
class RedFlags:
    """All red flags, and the facts that they ask."""

    facts: Mapping[str, Fact]
    flags: tuple[RedFlag, ...]


@cache
def load_flags(folder: Path | None = None) -> RedFlags:
    """Load ``red_flags.yaml``; an error names file and entry."""
    root = read_file((folder or resources.ontology() / "law") / "red_flags.yaml")
    listed = root.mapping("facts")
    facts = {name: _fact(name, listed.mapping(name)) for name in listed.names()}
    entries = list(root.entries("red_flags"))
    root.done()
    unique([(e.text("id"), e) for e in entries])
    return RedFlags(facts, tuple(_flag(e, facts) for e in entries))


def _fact(name: str, entry: Entry) -> Fact:
    number = entry.optional("number")
    fact = Fact(name, number or entry.text("flag"), entry.text("unit") if number else None)
    entry.done()
    return fact


def _flag(entry: Entry, facts: Mapping[str, Fact]) -> RedFlag:
    id, start = entry.text("id"), entry.date("from")
    if not start.known:
        raise entry.error("from is missing.", "Add the first day, or ..DATE if only the latest is known.")
    flag = RedFlag(
        id=id,
        text=entry.text("text"),
        citation=f"{CITATION}{id[2:]}" if id.startswith("RF") else GUIDANCE,
        auto=entry.one_of("auto", ("Y", "P", "N")),
        start=start,
        made_by=entry.optional("made_by"),
        confidence=entry.optional("confidence") or "H",
        parameter=entry.optional("parameter"),
        when=tuple(tuple(_test(t, facts) for t in limb) for limb in entry.lists("when")),
    )
    entry.done()
    if not flag.when:
        raise entry.error("when is missing.", "Add at least one test.")
    return flag


def _test(entry: Entry, facts: Mapping[str, Fact]) -> Test:
    test = Test(
        entry.text("fact"),
        entry.one_of("op", (">=", ">", "<=", "<", "=")),
        entry.optional("value"),
        entry.optional("than"),
    )
    for name in (test.fact, test.than):
        if name is not None and name not in facts:
            raise entry.error(f"{name!r} is no fact of this file.", "Add it under facts, or correct the name.")
    if (test.value is None) == (test.than is None):
        raise entry.error("a test needs a value, or than.", "Write value: 24, or than: another_fact.")
    if facts[test.fact].unit is None and test.value not in ("yes", "no"):
        raise entry.error(f"{test.fact} is yes or no.", "Write value: yes, or value: no.")
    entry.done()
    return test


def evaluate_flags(
    facts: Mapping[str, FactValue], day: int, law: Law, flags: RedFlags | None = None
) -> tuple[FlagAnswer, ...]:
    """Answer every red flag on a day.

    Parameters
    ----------
    facts
        What is known; a fact that is missing or None is unknown.
    day
        The day of the hop.

    Raises
    ------
    KeyError
        If a fact is none of ``red_flags.yaml``: a misspelt fact must not read as unknown.
    """
    flags = flags or load_flags()
    strange = sorted(set(facts) - set(flags.facts))
    if strange:
        raise KeyError(f"no such fact: {', '.join(strange)}")
    return tuple(_answer(flag, facts, day, law.instruments, flags.facts) for flag in flags.flags)


def _answer(
    flag: RedFlag,
    facts: Mapping[str, FactValue],
    day: int,
    instruments: Mapping[str, Instrument],
    known: Mapping[str, Fact],
) -> FlagAnswer:
    instrument = instruments.get(flag.made_by or "")
    text = status_on(instrument.text_status, day) if instrument else "in_force"
    enforced = status_on(instrument.enforcement_status, day) if instrument else "in_force"
    found = [all_of(_truth(test, facts) for test in limb) for limb in flag.when]
    truth = any_of(found)
    in_force = within(day, flag.start, UNKNOWN)
    state = {True: RAISED, False: NOT_RAISED, None: UNANSWERED}[truth]
    return FlagAnswer(
        id=flag.id,
        state=NOT_IN_FORCE if in_force is False else state,
        text=flag.text,
        citation=flag.citation,
        because=_because(flag, found, facts, known) if truth else (),
        missing=tuple(known[name].text for name in _missing(flag.when, facts)) if truth is None else (),
        text_status=text if in_force is not False else "not_in_force",
        enforcement_status=enforced if in_force is not False else "not_in_force",
        auto=flag.auto,
        parameter=flag.parameter,
    )


def _truth(test: Test, facts: Mapping[str, FactValue]) -> Tri:
    stated = facts.get(test.fact)
    if stated is None:
        return None
    if isinstance(stated, bool):
        return stated is (test.value == "yes")
    against = facts.get(test.than) if test.than else test.value
    if against is None:
        return None
    return compare(Fraction(str(stated)), test.op, Fraction(str(against)))


def _because(
    flag: RedFlag, found: Sequence[Tri], facts: Mapping[str, FactValue], known: Mapping[str, Fact]
) -> tuple[str, ...]:
    """Say in words which facts raised a flag."""
    limb = next(limb for limb, truth in zip(flag.when, found, strict=True) if truth)
    return tuple(f"{known[t.fact].text}: {_shown(facts[t.fact], known[t.fact].unit)}" for t in limb)


def _shown(value: FactValue, unit: str | None) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value} {unit or ''}".strip()


def _missing(when: Iterable[Sequence[Test]], facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """Facts that are unknown in tests that nothing rules out."""
    names: dict[str, None] = {}
    for limb in when:
        if all_of(_truth(test, facts) for test in limb) is None:
            for test in limb:
                for name in (test.fact, test.than):
                    if name is not None and facts.get(name) is None:
                        names[name] = None
    return tuple(names)

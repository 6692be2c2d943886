"""Which answers flip on days that are already known: the end of a stay or of a grace period, a version that is printed (G18).

The clock is an argument. Between it and the last day every day on which something can change is asked, once as of the day before
and once as of the day itself: the hops of the known routes, the classes of chips, the coverage of parties. A hop is asked as if it
happened on that day; so the answer says what the law will ask of such a hop, not what it asked of the past one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chipgraph.answers.trace import Trace
from chipgraph.coverage import Coverage
from chipgraph.coverage.answer import NOT_COVERED
from chipgraph.dates import day_text, to_day
from chipgraph.errors import UsageError
from chipgraph.flags.judging import RouteJudge
from chipgraph.flags.scan import every, one_day, restricted, together
from chipgraph.law.chips import Chips
from chipgraph.law.classify import Classification, classify_chip
from chipgraph.law.judge import UNVERIFIED
from chipgraph.law.loading import Law
from chipgraph.law.model import Provision
from chipgraph.law.schedule import change_document, changes, questions
from chipgraph.tracing import TraceOptions, Tracer
from chipgraph.view import View

if TYPE_CHECKING:
    from chipgraph.results import Result

Document = Mapping[str, Any]
HOP, CLASS, COVERAGE = "hop", "class", "coverage"

COLUMNS = (
    "day", "kind", "subject", "was", "becomes", "rule", "version", "citation", "readings", "unconfirmed", "routes",
)  # fmt: skip

_WORDS = {"applies": "applies", "may_apply": "may apply", "by_text_only": "applies by its text only"}
_ABSENT = "does not reach it"


@dataclass(frozen=True, slots=True)
class Watch:
    """What changes in the law on known days, and which answers flip with it."""

    question: Document
    changes: tuple[Document, ...]
    flips: tuple[Document, ...]
    certificate: Document

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "question": self.question,
            "changes": list(self.changes),
            "flips": list(self.flips),
            "certificate": self.certificate,
        }

    def to_json(self) -> str:
        """Everything as JSON text; the same question gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def to_result(self) -> Result:
        """A row a flip, and the whole document."""
        from chipgraph.results import Result

        rows = tuple(
            (
                *(flip[key] for key in COLUMNS[: COLUMNS.index("readings")]),
                tuple(f"{r['reading']}: {r['licence']}" for r in flip["readings"]),
                tuple(q["id"] for q in flip["unconfirmed"]),
                tuple(flip["routes"]),
            )
            for flip in self.flips
        )
        return Result(COLUMNS, rows, certificate=self.certificate, document=self.to_dict())


def watch(
    tracer: Tracer, judge: RouteJudge, view: View, chips: Chips, options: TraceOptions, until: str, on: str | None
) -> Watch:
    """List what flips after one day and up to another.

    Parameters
    ----------
    until
        The last day.
    on
        The clock: the day from which one looks ahead; today if it is None.

    Raises
    ------
    UsageError
        If a date is no day, or the last one is before the clock.
    """
    today, last = to_day(dt.date.today()) if on is None else one_day("on", on), one_day("until", until)
    if last < today:
        raise UsageError(f"until is {until}, before {day_text(today)}. Give a later day, or set the clock with --on.")
    scheduled = changes(judge.law, today, last)
    days = sorted({*(c.day for c in scheduled), *judge.parties.changes(today, last)})
    found = _routes(tracer, judge, options)
    flips = [
        *_hop_flips(found, judge, today, days),
        *_class_flips(chips, judge.law, days),
        *_coverage_flips(judge, view, days),
    ]
    flips.sort(key=lambda f: (f["day"], (HOP, COVERAGE, CLASS).index(f["kind"]), f["subject"], f["rule"] or ""))
    certificate = {
        **found.certificate,
        "bounds": options.described(),
        "digests": {**found.certificate["digests"], "law": judge.law.digest},
        "days_asked": [day_text(d) for d in days],
        "chips_asked": len(chips.by_name),
    }
    question = {"on": day_text(today), "until": day_text(last), "known_on": options.known_on}
    return Watch(question, tuple(change_document(c, judge.law) for c in scheduled), tuple(flips), certificate)


def _routes(tracer: Tracer, judge: RouteJudge, options: TraceOptions) -> Trace:
    found, ends = every(tracer, restricted(tracer, judge), options)
    joined = together(found, replace(options, limit=None))
    return replace(joined, certificate={**joined.certificate, "ends": ends})


def _flip(day: int, kind: str, subject: str, was: str, becomes: str, **more: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "rule": None,
        "version": None,
        "citation": None,
        "readings": [],
        "unconfirmed": [],
        "routes": [],
    }
    told = {"day": day_text(day), "kind": kind, "subject": subject, "was": was, "becomes": becomes}
    return {**told, **nothing, **more}


# hops of known routes


def _hop_flips(found: Trace, judge: RouteJudge, today: int, days: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Compare each hop as of the day before a change with the same hop as of the day; hops of several routes are told once."""
    for day in days:
        flips: dict[tuple[str, ...], dict[str, Any]] = {}
        for route in found.routes:
            before, after = (judge.judge(route, on) for on in (day - 1, day))
            for step, other in zip(before["steps"], after["steps"], strict=True):
                for flip in _between(step, other, day, judge.law):
                    key = (flip["subject"], flip["rule"], flip["was"], flip["becomes"], str(flip["party"]))
                    kept = flips.setdefault(key, flip)
                    kept["routes"] = [*dict.fromkeys([*kept["routes"], route["id"]])]
        yield from flips.values()


def _between(step: Document, other: Document, day: int, law: Law) -> Iterator[dict[str, Any]]:
    if step["law"] is None or other["law"] is None:
        return
    old, new = _by_rule(step["law"]), _by_rule(other["law"])
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if _state(was) == _state(now):  # another version that asks the same flips nothing
            continue
        hook = now or was
        assert hook is not None
        made_by = _made_by(law, hook["requirement"], hook["version"])
        unconfirmed = tuple(dict.fromkeys([*hook["unconfirmed"], *law.instruments[made_by].unconfirmed]))
        subject = f"{step['from_caption']} → {step['to_caption']}"
        subject += f" [{step['product_caption']}]" if step["product_caption"] else ""
        yield _flip(
            day, HOP, subject, _words(was), _words(now),
            rule=hook["rule"], version=hook["version"], citation=hook["citation"], party=hook["party"],
            label_was=step["law"]["label"], label_becomes=other["law"]["label"], unknown=list(hook["unknown"]),
            readings=list(hook.get("readings", ())) if now else [], unconfirmed=questions(unconfirmed, law),
        )  # fmt: skip


def _by_rule(law: Document) -> dict[tuple[str, str, str | None], Document]:
    return {(h["rule"], h["requirement"], h["party"]): h for h in law["hooks"]}


def _state(hook: Document | None) -> tuple[str, ...]:
    return () if hook is None else (hook["applies"], hook["text_status"], hook["enforcement_status"])


def _words(hook: Document | None) -> str:
    if hook is None:
        return _ABSENT
    status = f"text {hook['text_status']}, enforcement {hook['enforcement_status']}"
    return f"{_WORDS[hook['applies']]} ({hook['version']}: {status})"


def _made_by(law: Law, provision: str, version: str) -> str:
    return next(v.made_by for v in law.provisions[provision].versions if v.id == version)


# classes of chips


def _class_flips(chips: Chips, law: Law, days: Sequence[int]) -> Iterator[dict[str, Any]]:
    kinds = ("classification", "exception", "tariff")
    asked = {d for d in days if any(p.kind in kinds and _differs(p, d) for p in law.provisions.values())}
    for day in sorted(asked):
        for chip in chips.by_name.values():
            before, after = (classify_chip(chip, chips, on, law) for on in (day - 1, day))
            was, becomes = _class_words(before), _class_words(after)
            if was != becomes:
                cited = "; ".join(citation for _, citation in after.rules) or None
                version = ", ".join(id for id, _ in after.rules) or None
                yield _flip(
                    day, CLASS, chip.name, was, becomes, version=version, citation=cited,
                    unconfirmed=questions(after.unconfirmed, law),
                )  # fmt: skip


def _differs(provision: Provision, day: int) -> bool:
    return provision.on(day - 1) != provision.on(day)


def _class_words(answer: Classification) -> str:
    """The class, and who may use what; a letter changes no class and stands among the changes alone (O33)."""
    by_kind = {"exception": answer.exceptions, "tariff": answer.tariff}
    layers = [f"{kind} {one.id}" for kind, layer in by_kind.items() for one in layer]
    return " or ".join(answer.outcomes) + (f" ({', '.join(layers)})" if layers else "")


# coverage


def _coverage_flips(judge: RouteJudge, view: View, days: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What the 50 % rule makes of a party, and what the rule itself asks: either can flip without the other."""
    provisions = [p for p in judge.law.provisions.values() if _asks_owners(p)]
    for day in days:
        before = {c.party: c for c in judge.parties.owned_on(day - 1)}
        for now in judge.parties.owned_on(day):
            was = before[now.party]
            if was.answer == now.answer == NOT_COVERED:
                continue
            for provision in provisions:
                yield from _of_owners(provision, judge.law, view, day, (was, now))


def _asks_owners(provision: Provision) -> bool:
    limbs = (limb for v in provision.versions for limb in v.limbs)
    return any("covered-by-owners" in c.value for limb in limbs for c in limb.conditions)


def _of_owners(
    provision: Provision, law: Law, view: View, day: int, answers: tuple[Coverage, Coverage]
) -> Iterator[dict[str, Any]]:
    old, new = (
        f"{answer.answer.replace('_', ' ')}, {_rule_words(provision, law, on)}"
        for answer, on in zip(answers, (day - 1, day), strict=True)
    )
    if old == new:
        return
    rule = next((v for v, _ in provision.on(day)), provision.versions[-1])
    open_ = tuple(dict.fromkeys([*rule.unconfirmed, *law.instruments[rule.made_by].unconfirmed]))
    unverified = "unverified" in law.statuses(rule, day)
    yield _flip(
        day, COVERAGE, view.caption(answers[1].party), old, new,
        rule=provision.id, version=rule.id, citation="; ".join(c for c in (provision.citation, rule.citation) if c),
        readings=[{"reading": r, "licence": x} for r, x in UNVERIFIED] if unverified else [], unconfirmed=questions(open_, law), party=answers[1].party,
        settled_by=list(answers[1].settled_by), listed_owners=list(answers[1].listed_owners),
    )  # fmt: skip


def _rule_words(provision: Provision, law: Law, day: int) -> str:
    found = [law.statuses(rule, day) for rule, _ in provision.on(day)]
    if not found:
        return "no rule asks it"
    text, enforcement = found[0]
    return f"the rule: text {text}, enforcement {enforcement}"

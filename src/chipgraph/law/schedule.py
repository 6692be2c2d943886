"""What changes in the law on known days: versions, stays, compliance dates, letters, lists, groups (G18).

Each change names the provision, its citation, what was and what becomes, and the open questions on which it rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chipgraph.dates import FIRST, LAST, Interval, day_text
from chipgraph.law.loading import Law, status_on
from chipgraph.law.model import Instrument, Provision


@dataclass(frozen=True, slots=True)
class Change:
    """One change on one day.

    Attributes
    ----------
    day
        The first day on which the law reads otherwise; the first possible one where that is not certain.
    kind
        ``version``, ``compliance``, ``status``, ``letter``, ``list`` or ``group``.
    subject, citation
        What changes, and where that stands.
    was, becomes
        In words.
    made_by
        The instrument, where there is one.
    unconfirmed
        Ids of open questions (U1 to U13) on which the change rests.
    """

    day: int
    kind: str
    subject: str
    citation: str
    was: str
    becomes: str
    made_by: str | None = None
    unconfirmed: tuple[str, ...] = ()


def changes(law: Law, after: int, until: int) -> tuple[Change, ...]:
    """Give every change after one day and up to another, in order of time.

    Parameters
    ----------
    after
        The day from which one looks ahead; what changed on it has happened.
    until
        The last day.
    """
    found: set[Change] = set()
    for provision in law.provisions.values():
        found.update(_versions(provision, law))
    for instrument in law.instruments.values():
        found.update(_statuses(instrument, law, after, until))
    found.update(_letters(law))
    found.update(_lists(law))
    found.update(_groups(law))
    kept = (c for c in found if after < c.day <= until)
    return tuple(sorted(kept, key=lambda c: (c.day, c.kind, c.subject, c.citation)))


def _first_days(start: Interval) -> Iterator[int]:
    """Give the first day, or both ends of where it lies; none if only the latest is known: on that day nothing changes."""
    if start.lo > FIRST:
        yield from (d for d in dict.fromkeys((start.lo, start.hi)) if d < LAST)


def _versions(provision: Provision, law: Law) -> Iterator[Change]:
    """A version takes the place of another, begins, ends, or has to be complied with."""
    for place, rule in enumerate(provision.versions):
        before = provision.versions[place - 1] if place else None
        continued = before is not None and before.ends.known and before.ends.hi >= rule.starts.lo - 1
        was = before.id if continued and before is not None else "not in force"
        where, open_ = rule.citation or provision.citation, rule.unconfirmed
        for day in _first_days(rule.starts):
            yield Change(day, "version", provision.id, where, was, rule.id, rule.made_by, open_)
        following = provision.versions[place + 1] if place + 1 < len(provision.versions) else None
        if rule.ends.known and (following is None or following.starts.lo > rule.ends.hi + 1):
            yield Change(rule.ends.hi + 1, "version", provision.id, where, rule.id, "not in force", rule.made_by, open_)
        if rule.compliance.known:
            yield Change(
                rule.compliance.lo,
                "compliance",
                f"{provision.id} ({rule.id})",
                where,
                "in force, not yet to be complied with",
                "to be complied with",
                rule.made_by,
                open_,
            )


def _statuses(instrument: Instrument, law: Law, after: int, until: int) -> Iterator[Change]:
    """Text or enforcement of an instrument stands otherwise: a stay begins or ends, a rule is announced as not enforced."""
    both = {"text": instrument.text_status, "enforcement": instrument.enforcement_status}
    days = {d for facts in both.values() for f in facts for d in (f.start.lo, f.start.hi, f.end.lo + 1, f.end.hi + 1)}
    for day in sorted(d for d in days if after < d <= until):
        moved: dict[tuple[str, str], list[str]] = {}
        for name, facts in both.items():
            was, becomes = status_on(facts, day - 1), status_on(facts, day)
            if was != becomes:
                moved.setdefault((was, becomes), []).append(name)
        for (was, becomes), names in moved.items():
            subject = f"{instrument.id}, {instrument.title}: {' and '.join(names)}"
            yield Change(
                day, "status", subject, instrument.citation, was, becomes, instrument.id, instrument.unconfirmed
            )


def _letters(law: Law) -> Iterator[Change]:
    for letter in law.letters:
        for day in _first_days(letter.starts):
            yield Change(
                day, "letter", letter.id, letter.citation, "not sent", "binds", letter.rule, letter.unconfirmed
            )
        if letter.ends.known:
            yield Change(
                letter.ends.hi + 1, "letter", letter.id, letter.citation, "binds", "ended", letter.rule,
                letter.unconfirmed,
            )  # fmt: skip


def _lists(law: Law) -> Iterator[Change]:
    for names in law.parties.lists.values():
        for day in _first_days(names.start):
            yield Change(day, "list", names.id, names.citation, "not in force", "in force")
        for name, last in names.until.items():
            subject = f"{name} in {names.id}"
            yield Change(last.hi + 1, "list", subject, names.citation, "named", "no longer named")


def _groups(law: Law) -> Iterator[Change]:
    """A territory joins or leaves a group; that an interval is only known up to a day is no change."""
    words = {True: "in it", False: "not in it", None: "not known"}
    for known in law.groups.known:
        for day in (*_first_days(known.start), *_first_days(Interval(known.end.lo + 1, known.end.hi + 1))):
            was = law.groups.membership(known.territory, known.group, day - 1)
            now = law.groups.membership(known.territory, known.group, day)
            if was.member != now.member:
                subject = f"{known.territory} and {known.group}"
                citation = now.citation or known.citation
                yield Change(day, "group", subject, citation, words[was.member], words[now.member])


def change_document(change: Change, law: Law) -> dict[str, object]:
    """Write a change, with its open questions in words."""
    return {
        "day": day_text(change.day),
        "kind": change.kind,
        "subject": change.subject,
        "was": change.was,
        "becomes": change.becomes,
        "made_by": change.made_by,
        "citation": change.citation,
        "unconfirmed": questions(change.unconfirmed, law),
    }


def questions(ids: Iterable[str], law: Law) -> list[dict[str, str]]:
    """Write open questions: id, question, what was last known."""
    asked = (law.questions[id] for id in ids)
    return [{"id": q.id, "question": q.question, "last_known": q.last_known} for q in asked]

"""The law as it would be, had a rule been in force from another day: a shifted copy (G17). The files stay as they are.

What moves is one version of a provision, or all that an instrument made. The version before it ends on the day before; what
was announced for later (a stay, a version that supersedes it) keeps its day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from chipgraph import dates
from chipgraph.dates import LAST, UNKNOWN, Interval
from chipgraph.errors import UsageError
from chipgraph.law.loading import Law
from chipgraph.law.model import DatedStatus, Instrument, Letter, Provision, Rule


def shifted(law: Law, rule: str, day: int) -> Law:
    """Give the law in which a rule is in force, and enforced, from a day.

    Parameters
    ----------
    law
        Left as it is.
    rule
        An instrument (``R11``: every version and letter that it made), or one version (``3A090-2023``).
    day
        The first day on which it is in force and has to be complied with.

    Raises
    ------
    UsageError
        If there is no such rule, or it had ended or was superseded by that day.
    """
    versions = [r for p in law.provisions.values() for r in p.versions if rule in (r.id, r.made_by)]
    letters = [letter for letter in law.letters if rule in (letter.id, letter.rule)]
    if not versions and not letters:
        raise _unknown(law, rule)
    moved = {r.id for r in versions}
    makers = {r.made_by for r in versions} | {letter.rule for letter in letters}
    on = Interval(day, day)
    _still_to_come(versions, letters, on)
    return replace(
        law,
        provisions={id: _provision(p, moved, on) for id, p in law.provisions.items()},
        letters=tuple(_letter(x, on) if x in letters else x for x in law.letters),
        instruments={id: _instrument(i, on) if id in makers else i for id, i in law.instruments.items()},
        digest=hashlib.sha256(f"{law.digest} {rule} {day}".encode()).hexdigest(),
    )


def _unknown(law: Law, rule: str) -> UsageError:
    instrument = law.instruments.get(rule)
    if instrument is not None and instrument.kind == "listing":
        return UsageError(f"{rule} puts parties on a list ({instrument.title}). Ask with --listing PARTY LIST.")
    if instrument is not None:
        return UsageError(f"{rule} ({instrument.title}) made no version of a rule here, so no date of it can be moved.")
    made = {r.made_by for p in law.provisions.values() for r in p.versions} | {x.rule for x in law.letters}
    return UsageError(
        f"There is no rule {rule!r}. Name an instrument ({', '.join(sorted(made))}), "
        "or a version as `chipgraph law` prints it, such as 3A090-2023."
    )


def _still_to_come(versions: Sequence[Rule], letters: Sequence[Letter], on: Interval) -> None:
    """Complain if all that would move has ended by that day."""
    ends = {v.id: v.ends for v in versions} | {x.id: x.ends for x in letters}
    if all(end.known and end.hi < on.lo for end in ends.values()):
        last, end = max(ends.items(), key=lambda one: one[1].hi)
        raise UsageError(
            f"{last} ended on {dates.day_text(end.hi)}, so it cannot be in force from {dates.day_text(on.lo)}."
        )


def _provision(provision: Provision, moved: set[str], on: Interval) -> Provision:
    """Move the versions of one provision; those of others stay, cut where the moved one takes their place."""
    ours = [v for v in provision.versions if v.id in moved]
    if not ours:
        return provision
    begun = [v for v in ours if v.starts.lo <= on.lo]
    head = begun[-1] if begun else ours[0]
    place = provision.versions.index(head)
    others = [v for v in provision.versions[:place] if v.id not in moved]
    if head.ends.known and head.ends.hi < on.lo:  # another version had taken its place by then: it is never in force
        return replace(provision, versions=(*_cut(others, ours[0], head.ends.hi + 1), *provision.versions[place + 1 :]))
    kept = [v for v in provision.versions[place + 1 :] if v.starts.lo > on.lo]
    before = _cut(others, ours[0], on.lo)
    now = replace(head, starts=on, compliance=UNKNOWN, unconfirmed=())
    return replace(provision, versions=(*before, now, *kept))


def _cut(earlier: Sequence[Rule], moved: Rule, day: int) -> list[Rule]:
    """End the versions before the moved one on the day before it; the one that it supersedes lasts until then."""
    found = []
    for version in earlier:
        if version.starts.lo >= day:
            continue
        follows = version.ends.known and version.ends.hi == moved.starts.hi - 1
        if follows or not version.ends.known or version.ends.hi >= day:
            version = replace(version, ends=Interval(day - 1, day - 1))
        found.append(version)
    return found


def _letter(letter: Letter, on: Interval) -> Letter:
    return replace(letter, starts=on, unconfirmed=())


def _instrument(instrument: Instrument, on: Interval) -> Instrument:
    return replace(
        instrument,
        effective=on,
        compliance=UNKNOWN,
        text_status=_statuses(instrument.text_status, on),
        enforcement_status=_statuses(instrument.enforcement_status, on),
    )


def _statuses(facts: Sequence[DatedStatus], on: Interval) -> tuple[DatedStatus, ...]:
    """In force from the day on, until the next status that is more than its own start; that one keeps its day."""
    later = [
        f for f in facts if f.start.lo > on.lo and f.status not in ("in_force", "effective_not_due", "not_codified")
    ]
    if not later:
        return (DatedStatus("in_force", on, UNKNOWN, None),)
    end = Interval(later[0].start.lo - 1, later[0].start.hi - 1)
    rest = [f for f in facts if f.start.lo >= later[0].start.lo]
    return (DatedStatus("in_force", on, end if end.hi < LAST else UNKNOWN, None), *rest)

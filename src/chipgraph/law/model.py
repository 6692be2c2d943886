"""The law as data: provisions, their versions, limbs and conditions (O31 to O34).

A rule is one version of a provision: never edited in place, with four dates, a text status and an enforcement status as
dated facts. Its limbs are tried in order; each is an all-of of conditions that leads to an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chipgraph.dates import Interval, within

Tri = bool | None
"""Three-valued truth after Kleene: True, False, or None for unknown."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One test (O31): of whom, by what kind, which name, operator and value.

    Attributes
    ----------
    of
        Subject: item, contained, destination, origin, party, exporter, designer.
    kind
        metric, flag, class, territory, headquarters, list or footnote.
    name
        The metric or flag; for other kinds what stands in the file.
    op, value
        One of ``>= > <= < =`` and a figure or yes/no; ``in``, ``not-in`` and a set of names.
    if_unknown
        ``may-apply`` (the default), ``unanswered`` (not asked when nothing indicates it), ``not-shown`` (the exporter has
        to show it), ``granted`` (taken as met, and named as taken for granted).
    """

    of: str
    kind: str
    name: str
    op: str
    value: tuple[str, ...]
    if_unknown: str = "may-apply"

    def __str__(self) -> str:
        shown = {"territory": "", "class": "class", "headquarters": "seat or ultimate parent"}.get(self.kind, self.name)
        return " ".join(part for part in (self.of, shown, self.op, ", ".join(self.value)) if part)


@dataclass(frozen=True, slots=True)
class Limb:
    """An all-of of conditions and the outcome to which it leads."""

    outcome: str
    label: str
    conditions: tuple[Condition, ...]
    citation: str | None


@dataclass(frozen=True, slots=True)
class DatedStatus:
    """A status of a text or of its enforcement, from a day to a day (O32)."""

    status: str
    start: Interval
    end: Interval
    note: str | None

    def holds(self, day: int) -> Tri:
        """Whether it holds on a day; None if the bounds leave it open."""
        return within(day, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Instrument:
    """What changed the law: a rule, listing, letter, guidance; R01 to R36."""

    id: str
    kind: str
    title: str
    citation: str
    announced: Interval
    published: Interval
    effective: Interval
    compliance: Interval
    ends: Interval
    supersedes: str | None
    text_status: tuple[DatedStatus, ...]
    enforcement_status: tuple[DatedStatus, ...]
    unconfirmed: tuple[str, ...]
    source: str
    confidence: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a provision."""

    id: str
    made_by: str
    supersedes: str | None
    starts: Interval
    compliance: Interval
    ends: Interval
    citation: str | None
    limbs: tuple[Limb, ...]
    destinations: tuple[Limb, ...]
    otherwise: str
    unconfirmed: tuple[str, ...]
    note: str | None

    def in_force(self, day: int) -> Tri:
        """Whether the version is in force on a day, by its legal dates."""
        return within(day, self.starts, self.ends)

    def due(self, day: int) -> Tri:
        """Whether it must be complied with on a day."""
        start = self.compliance if self.compliance.known else self.starts
        return within(day, start, self.ends)


@dataclass(frozen=True, slots=True)
class Provision:
    """A part of the law that can be cited by itself, with its versions in order of time."""

    id: str
    kind: str
    citation: str
    versions: tuple[Rule, ...]
    foreign_made: str | None
    base: tuple[str, ...]

    def on(self, day: int) -> tuple[tuple[Rule, bool], ...]:
        """Give the versions that may be in force on a day, each with whether that is certain."""
        found = ((rule, rule.in_force(day)) for rule in self.versions)
        return tuple((rule, certain is True) for rule, certain in found if certain is not False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice that binds its addressees only and changes no classification (O33)."""

    id: str
    rule: str
    addressees: tuple[str, ...]
    starts: Interval
    ends: Interval
    thresholds: str
    destinations: tuple[str, ...]
    headquarters: tuple[str, ...]
    scope: str
    models: tuple[str, ...]
    limbs: tuple[Limb, ...]
    citation: str
    unconfirmed: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A lawful explanation: what has to be so, and which paper would show it (O34)."""

    id: str
    text: str
    citation: str
    supported_by: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that a condition may ask: its unit, and from what it is computed."""

    name: str
    unit: str
    label: str
    notation: str | None
    derivation: str | None
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the sources leave open: U1 to U13."""

    id: str
    question: str
    last_known: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The metrics and flags that conditions may name."""

    metrics: Mapping[str, Metric]
    flags: Mapping[str, str]

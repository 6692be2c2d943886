"""What the route engine answers: routes in order, and what was searched (W20, W21, W26 to W29)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from chipgraph.dates import FIRST
from chipgraph.routes.steps import Kind
from chipgraph.routes.windows import Verdict


class Answer(StrEnum):
    """Whether something exists; *not decided* if a limit came first (W27)."""

    YES = "yes"
    NO = "no"
    NOT_DECIDED = "not decided"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``(kind, from state, to state)`` (W9)."""

    source: int
    target: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Optimum:
    """One point of a route's Pareto set, with its witness (W20).

    Attributes
    ----------
    marks
        How many marks the witness bears, all steps together.
    verdict, strength, disputed
        Of the witness as a whole: the weakest step counts, and one disputed step is enough (W18).
    witness
        One alternative a step, as row numbers of the ``StepTable``.
    arrival
        The earliest day on which the witness can arrive; None if it is impossible, ``FIRST`` if no step has a date.
    windows
        Per step, the days on which it can have happened in this witness (W22).
    breaks
        If impossible: the first pair of steps that breaks the order (W14).
    """

    marks: int
    verdict: Verdict
    strength: int
    disputed: bool
    witness: tuple[int, ...]
    arrival: int | None
    windows: tuple[tuple[int, int], ...]
    breaks: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class FoundRoute:
    """A route: its steps, its Pareto set best first, and how many choices of alternatives fit.

    ``alternatives`` are, per step, the rows that pass the filters and the rule of untied steps (W3), in a fixed order;
    ``count`` of their combinations are possible, ``definite`` of these definite.
    """

    id: str
    steps: tuple[Step, ...]
    optima: tuple[Optimum, ...]
    alternatives: tuple[tuple[int, ...], ...]
    count: int
    definite: int

    @property
    def best(self) -> Optimum:
        """The first optimum: step fields and the order come from it (W20)."""
        return self.optima[0]

    @property
    def transfers(self) -> int:
        """How many steps are no lineage (W8)."""
        return sum(step.kind != Kind.LINEAGE for step in self.steps)

    @property
    def lineage(self) -> int:
        """How many steps are lineage (W8)."""
        return sum(step.kind == Kind.LINEAGE for step in self.steps)

    def order(self) -> tuple[int, int, int, int, int, int, str]:
        """Sort key of W21; an arrival that no date bounds from below is unknown and stands last, not first."""
        best = self.best
        arrival = 2**31 if best.arrival in (None, FIRST) else best.arrival
        return best.marks, -best.verdict, -best.strength, self.transfers, self.lineage, arrival, self.id


@dataclass(frozen=True, slots=True)
class FilterEffect:
    """What one filter did (W27): steps of the cone without it that it removes, and whether a route exists without it."""

    name: str
    steps_removed: int
    route_without: Answer


@dataclass(frozen=True, slots=True)
class Coverage:
    """The engine's share of the certificate (W27, W28).

    The **cone** holds the states and steps that lie on some walk from a start to an end within the bounds, over
    alternatives that pass the filters, in an order of time that W12 allows, where the record after an untied step names a
    product; whether a state repeats, ``min_days`` and which product is named are asked of routes, not of the cone.

    Attributes
    ----------
    starts, states, steps
        How many start states there were; states and steps in the cone.
    routes_listed, routes_in_all
        Shown, and found; the latter is *at least* that many unless ``exhaustive``.
    exhaustive
        False if an explored limit was hit; ``stopped_by`` says which (*explored*, *time*, *cancelled*).
    explored
        How many steps the search tried.
    """

    starts: int
    states: int
    steps: int
    routes_listed: int
    routes_in_all: int
    filters: tuple[FilterEffect, ...]
    exhaustive: bool
    stopped_by: str | None
    explored: int
    seconds: float = field(compare=False, default=0.0)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: routes in the order of W21, at most ``limit`` of them, and the coverage."""

    routes: tuple[FoundRoute, ...]
    coverage: Coverage


def step_id(kind: Kind, source: str, target: str) -> str:
    """Name a step by its kind and the View ids of its states, the same in every engine (W9, P12)."""
    text = "\x1f".join((kind.name.lower(), source, target))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def route_id(step_ids: Sequence[str]) -> str:
    """Name a route by the sequence of its steps (W9)."""
    return hashlib.sha256("\x1f".join(step_ids).encode()).hexdigest()[:20]

"""The question put to the route engine, with every bound and default written out (W7, W8, W14, W16, W18, W26).

Names are resolved before: the engine sees state numbers, a mask and days, so that Python, Cypher and SPARQL can be given the
same question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from chipgraph.errors import UsageError
from chipgraph.routes.steps import Bool

DEFAULT_TRANSFERS = 6
"""Possession, service and group steps of a route, at most (W8)."""

DEFAULT_LINEAGE = 6
"""Lineage steps of a route, at most; counted apart (W8)."""


class Mode(StrEnum):
    """How much a walk takes for granted (W6). *Parties* is a ``StepTable`` of its own; the finder walks it as *follow*."""

    FOLLOW = "follow"
    STRICT = "strict"
    PARTIES = "parties"


class Disputed(StrEnum):
    """Whether disputed alternatives are walked (W18)."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Which routes are asked for.

    Attributes
    ----------
    starts
        Numbers of the start states; None asks from every origin (W7, *without a start*).
    ends
        One truth value a state: a route ends on the first of these that it arrives at (W7).
    max_transfers, max_lineage
        W8.
    mode
        ``STRICT`` drops alternatives with a mark (W6).
    min_strength
        The weakest strength that is walked (``StepTable.strength``). 0 and 1 draw no line: alleged is the weakest thing
        that somebody asserts. From 2 on, denied alternatives are never walked, because their strength is *none*.
    disputed
        W18.
    include_denied
        Walk propositions that are only denied; their strength is 0, *none* (W18).
    include_impossible
        List routes whose dates break the order, too (W14).
    include_hs_differs
        Walk records whose HS code does not fit the product (W2).
    since, until
        First and last day of the question; None leaves that side open (W16).
    min_days
        Days between possession steps that have dates (W16).
    max_marks
        List only routes whose best optimum bears at most so many marks; with it the first routes in the order of W21 are
        found without the rest.
    limit
        How many routes are shown; it never clears ``exhaustive`` (W28).
    explored_limit, time_limit
        Steps tried and seconds after which the search stops (W28).
    cancel, progress
        ``cancel()`` is asked now and then whether to stop; ``progress(explored, routes)`` is told at the same moments.
    """

    starts: tuple[int, ...] | None
    ends: Bool
    max_transfers: int = DEFAULT_TRANSFERS
    max_lineage: int = DEFAULT_LINEAGE
    mode: Mode = Mode.FOLLOW
    min_strength: int = 0
    disputed: Disputed = Disputed.INCLUDE
    include_denied: bool = False
    include_impossible: bool = False
    include_hs_differs: bool = False
    since: int | None = None
    until: int | None = None
    min_days: int = 0
    max_marks: int | None = None
    limit: int | None = None
    explored_limit: int | None = None
    time_limit: float | None = None
    cancel: Callable[[], bool] | None = field(default=None, repr=False)
    progress: Callable[[int, int], None] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("max_transfers", "max_lineage", "min_days", "max_marks", "limit", "explored_limit"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise UsageError(f"{name} is {value}. Give 0 or more.")
        if not 0 <= self.min_strength <= 5:
            raise UsageError(f"min_strength is {self.min_strength}. Give 0 (none) to 5 (official).")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise UsageError("The first day of the question is after its last day. Exchange --since and --until.")

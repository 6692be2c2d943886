"""What a question pruned and why: per filter and bound, the alternatives and steps that it kept out (W8, W12, W18, W27)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from chipgraph.routes.cone import find_cone
from chipgraph.routes.finder import LIFTED, Finder
from chipgraph.routes.network import Index, Walkable, open_starts
from chipgraph.routes.question import Question

WIDER = 2
"""How many times a bound of W8 is tried when it is lifted."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What one constraint kept out.

    Attributes
    ----------
    constraint
        A filter (``finder.LIFTED``), ``order of dates``, ``max-transfers`` or ``max-lineage``.
    alternatives
        Rows of the whole table that it alone keeps out; None where it works on walks, not on rows.
    steps, states
        Steps and states that would lie in the cone without it, and do not.
    """

    constraint: str
    alternatives: int | None
    steps: int
    states: int


def pruned(finder: Finder, question: Question) -> tuple[Pruned, ...]:
    """Lift each constraint alone, and see what the cone gains; one that is off is left out."""
    own = _Cone.of(finder, question)
    return tuple(
        Pruned(
            name,
            None if name in _WALKS else int((wide.passes & ~own.passes).sum()),
            len(np.setdiff1d(wide.steps, own.steps)),
            len(np.setdiff1d(wide.states, own.states)),
        )
        for name, lifted in _lifted(question)
        for wide in (_Cone.of(finder, lifted),)
    )


_WALKS = ("order of dates", "max-transfers", "max-lineage", "min-days")


def _lifted(question: Question) -> Iterator[tuple[str, Question]]:
    for name, lift in LIFTED.items():
        lifted = lift(question)
        names = set(Question.__dataclass_fields__) - {"ends"}
        if any(getattr(lifted, n) != getattr(question, n) for n in names):
            yield name, lifted
    if not question.include_impossible:
        yield "order of dates", replace(question, include_impossible=True)
    yield "max-transfers", replace(question, max_transfers=max(1, question.max_transfers * WIDER))
    yield "max-lineage", replace(question, max_lineage=max(1, question.max_lineage * WIDER))


@dataclass(frozen=True, slots=True)
class _Cone:
    """The cone of one question, and which alternatives pass its filters."""

    passes: np.ndarray[tuple[int], np.dtype[np.bool_]]
    steps: Index
    states: Index

    @classmethod
    def of(cls, finder: Finder, question: Question) -> _Cone:
        walkable = Walkable(finder.network, question)
        starts = open_starts(walkable) if question.starts is None else question.starts
        cone = find_cone(walkable, starts)
        return cls(walkable.passes, cone.steps, cone.states)

"""The cone: which states and steps can lie on a walk from start to end within the bounds (W3, W8, W17, W27).

``earliest[a, t, l, v]`` is the earliest moment at state v after exactly t transfers and l lineage steps;
``onward[a, t, l, v]`` the latest moment at v from which an end can still be reached with at most t and l. ``a`` is 1 where an
untied step still asks the next record to name a product (W3). One label per (state, asked, transfers, lineage) is enough:
being earlier is never worse, because a later moment can always be waited for (W12). A label per number of steps would be
wrong: transfers and lineage are bounded apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.network import Index, Walkable
from chipgraph.routes.steps import Bool, Int32, Kind

NEVER = LAST + 1
"""The earliest moment at a state that is not reached."""

TOO_LATE = FIRST - 1
"""The latest moment at a state that reaches no end."""

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Cone:
    """The labels towards the ends, and what lies in the cone.

    ``onward[a, t, l, v]`` is the latest moment at which a walk that arrives at v with t transfers and l lineage steps *left*
    can still end, asked (a = 1) or not; at an end it ends at once (W7).
    """

    onward: Labels
    steps: Index
    states: Index


@dataclass(frozen=True, slots=True)
class _Move:
    """The alternatives of one class of steps that pass, dates as the pass of W12 sees them.

    ``asked`` lists what such a step does to the question of untied steps: pairs of before and after (W3).
    """

    lineage: bool
    asked: tuple[tuple[int, int], ...]
    source: Int32
    target: Int32
    s1: Int32
    e2: Int32
    step: Index

    def left(self, transfers: int, lineage: int) -> tuple[int, int]:
        """What is left of the bounds after this step; negative where it may not be taken."""
        return (transfers, lineage - 1) if self.lineage else (transfers - 1, lineage)


_STAYS = ((0, 0), (1, 1))
_ASKS = ((0, 1), (1, 1))
_ANSWERS = ((0, 0), (1, 0))
_CANNOT_ANSWER = ((0, 0),)


def _moves(walkable: Walkable) -> tuple[_Move, ...]:
    """Sort what passes into five classes: tied and untied lineage, group steps, records that name a product and others."""
    network = walkable.network
    untied, naming = walkable.asks()
    at = np.flatnonzero(walkable.passes)
    step = network.step_of[at]
    s1, e2 = walkable.s1[at], walkable.e2[at]
    if walkable.question.include_impossible:
        s1, e2 = np.full_like(s1, FIRST), np.full_like(e2, LAST)
    lineage, group = network.kind == Kind.LINEAGE, network.kind == Kind.GROUP
    record = ~lineage & ~group
    classes = (
        (True, _STAYS, lineage & ~untied),
        (True, _ASKS, lineage & untied),
        (False, _STAYS, group),
        (False, _ANSWERS, record & naming),
        (False, _CANNOT_ANSWER, record & ~naming),
    )
    moves = []
    for is_lineage, asked, steps in classes:
        own = np.flatnonzero(steps[step])
        if len(own):
            of = step[own]
            moves.append(
                _Move(is_lineage, asked, network.source[of], network.target[of], s1[own], e2[own], of),
            )
    return tuple(moves)


def _onward(ends: Bool, transfers: int, lineage: int, moves: tuple[_Move, ...]) -> Labels:
    """Fill ``onward`` from the ends backwards; with more steps left it never gets earlier."""
    labels = np.full((2, transfers + 1, lineage + 1, len(ends)), TOO_LATE, np.int32)
    for t in range(transfers + 1):
        for x in range(lineage + 1):
            for move in moves:
                left = move.left(t, x)
                for before, after in move.asked if min(left) >= 0 else ():
                    moment = np.minimum(labels[after][left][move.target], move.e2)
                    fits = moment >= move.s1
                    np.maximum.at(labels[before, t, x], move.source[fits], moment[fits])
            labels[:, t, x, ends] = LAST
    return labels


def _steps_of_cone(starts: Index, ends: Bool, onward: Labels, moves: tuple[_Move, ...], steps: int) -> Bool:
    """Walk forward, exact in transfers and lineage, and keep every step that can still end in time."""
    transfers, lineage = onward.shape[1] - 1, onward.shape[2] - 1
    earliest = np.full(onward.shape, NEVER, np.int32)
    earliest[0, 0, 0, starts] = FIRST
    inside = np.zeros(steps, np.bool_)
    for t in range(transfers + 1):
        for x in range(lineage + 1):
            if t or x:
                earliest[:, t, x, ends] = NEVER
            for move in moves:
                left = move.left(transfers - t, lineage - x)
                for before, after in move.asked if min(left) >= 0 else ():
                    moment = np.maximum(earliest[before, t, x][move.source], move.s1)
                    fits = moment <= np.minimum(move.e2, onward[after][left][move.target])
                    inside[move.step[fits]] = True
                    there = earliest[after, transfers - left[0], lineage - left[1]]
                    np.minimum.at(there, move.target[fits], moment[fits])
    return inside


def find_cone(walkable: Walkable, starts: tuple[int, ...]) -> Cone:
    """Compute the cone of a question.

    ``NEVER`` is later than every end, so that what is not reached fits no window.
    """
    question = walkable.question
    network = walkable.network
    moves = _moves(walkable)
    onward = _onward(question.ends, question.max_transfers, question.max_lineage, moves)
    inside = _steps_of_cone(np.asarray(starts, np.intp), question.ends, onward, moves, len(network.source))
    steps = np.flatnonzero(inside)
    states = np.unique(np.concatenate([network.source[steps], network.target[steps]])).astype(np.intp)
    return Cone(onward, steps, states)

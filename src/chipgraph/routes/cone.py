"""The cone: which states and steps can lie on a walk from start to end within the bounds (W8, W17, W27).

``earliest[t, l, v]`` is the earliest moment at state v after exactly t transfers and l lineage steps; ``latest[t, l, v]`` the
latest moment at v from which an end can still be reached with at most t and l. Both keep one label per (state, transfers,
lineage): being earlier is never worse, because a later moment can always be waited for (W12). A label per number of steps
would be wrong: transfers and lineage are bounded apart.
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

    ``onward[t, l, v]`` is the latest moment at which a walk that arrives at v with t transfers and l lineage steps *left*
    can still end; at an end it ends at once (W7).
    """

    onward: Labels
    steps: Index
    states: Index


@dataclass(frozen=True, slots=True)
class _Edges:
    """The alternatives of one class of steps that pass, dates as the pass of W12 sees them."""

    source: Int32
    target: Int32
    s1: Int32
    e2: Int32
    step: Index


def _edges(walkable: Walkable, lineage: bool) -> _Edges:
    network = walkable.network
    is_lineage = network.kind[network.step_of] == Kind.LINEAGE
    at = np.flatnonzero(walkable.passes & (is_lineage == lineage))
    step = network.step_of[at]
    s1, e2 = walkable.s1[at], walkable.e2[at]
    if walkable.question.include_impossible:
        s1, e2 = np.full_like(s1, FIRST), np.full_like(e2, LAST)
    return _Edges(network.source[step], network.target[step], s1, e2, step)


def _backward(onward: Int32, edges: _Edges, before: Int32) -> None:
    """Carry the latest moments at the targets over the edges back to the sources."""
    moment = np.minimum(onward[edges.target], edges.e2)
    fits = moment >= edges.s1
    np.maximum.at(before, edges.source[fits], moment[fits])


def _onward(ends: Bool, transfers: int, lineage: int, moves: tuple[_Edges, _Edges]) -> Labels:
    """Fill ``onward`` from the ends backwards; with more steps left it never gets earlier."""
    labels = np.full((transfers + 1, lineage + 1, len(ends)), TOO_LATE, np.int32)
    for t in range(transfers + 1):
        for x in range(lineage + 1):
            here = labels[t, x]
            if t:
                _backward(labels[t - 1, x], moves[0], here)
            if x:
                _backward(labels[t, x - 1], moves[1], here)
            here[ends] = LAST
    return labels


def _steps_of_cone(starts: Index, ends: Bool, onward: Labels, moves: tuple[_Edges, _Edges], steps: int) -> Bool:
    """Walk forward, exact in transfers and lineage, and keep every step that can still end in time."""
    transfers, lineage = onward.shape[0] - 1, onward.shape[1] - 1
    earliest = np.full(onward.shape, NEVER, np.int32)
    earliest[0, 0, starts] = FIRST
    inside = np.zeros(steps, np.bool_)
    for t in range(transfers + 1):
        for x in range(lineage + 1):
            here = earliest[t, x]
            if t or x:
                here[ends] = NEVER
            for move, left in (
                (moves[0], (transfers - t - 1, lineage - x)),
                (moves[1], (transfers - t, lineage - x - 1)),
            ):
                if min(left) < 0 or not len(move.source):
                    continue
                moment = np.maximum(here[move.source], move.s1)
                fits = moment <= np.minimum(move.e2, onward[left][move.target])
                inside[move.step[fits]] = True
                after = earliest[transfers - left[0], lineage - left[1]]
                np.minimum.at(after, move.target[fits], moment[fits])
    return inside


def find_cone(walkable: Walkable, starts: tuple[int, ...]) -> Cone:
    """Compute the cone of a question.

    ``NEVER`` is later than every end, so that what is not reached fits no window.
    """
    question = walkable.question
    network = walkable.network
    moves = (_edges(walkable, False), _edges(walkable, True))
    onward = _onward(question.ends, question.max_transfers, question.max_lineage, moves)
    inside = _steps_of_cone(np.asarray(starts, np.intp), question.ends, onward, moves, len(network.source))
    steps = np.flatnonzero(inside)
    states = np.unique(np.concatenate([network.source[steps], network.target[steps]])).astype(np.intp)
    return Cone(onward, steps, states)

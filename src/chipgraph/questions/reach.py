"""Reach: every holding that a start can reach, or from which an end can be reached, and by when (W12, W17, W21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from chipgraph.dates import FIRST, LAST
from chipgraph.questions.pairs import Pair, Work, find_pair
from chipgraph.routes.finder import Finder
from chipgraph.routes.network import Walkable
from chipgraph.routes.question import Question
from chipgraph.routes.result import Coverage


class Direction(StrEnum):
    """Down stream: where it can have gone. Up stream: from where it can have come."""

    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Reached:
    """A state that some route joins with what was asked for."""

    state: int
    pair: Pair


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything reached, soonest first (down), or the one with the most recent last day first (up); and what was searched."""

    states: tuple[Reached, ...]
    coverage: Coverage


def reach(finder: Finder, question: Question, direction: Direction) -> Reach:
    """Find what is reached from ``question.starts``, or what reaches ``question.ends``.

    Whether a state is reached is asked of routes, not of labels: ties, ``min_days`` and simple walks count (W3, W7, W16).
    States that no chain of open steps joins are not asked at all.
    """
    asked = _candidates(finder, question, direction)
    work = Work(question, len(asked))
    found: list[Reached] = []
    for state in asked:
        share = work.share()
        if share is None:
            break
        pair = find_pair(finder, _between(share, state, direction))
        work.note(pair.coverage)
        if pair.best is not None:
            found.append(Reached(state, pair))
    found.sort(key=lambda r: _order(r, direction))
    return Reach(tuple(found), work.coverage(len(found), len(found)))


def _between(question: Question, state: int, direction: Direction) -> Question:
    if direction is Direction.UP:
        return replace(question, starts=(state,))
    ends = np.zeros(len(question.ends), np.bool_)
    ends[state] = True
    return replace(question, ends=ends)


def _order(reached: Reached, direction: Direction) -> tuple[int, tuple[int, int, int, int, int, int, str]]:
    """Soonest, or latest, first; what no date bounds stands last."""
    pair = reached.pair
    assert pair.best is not None
    if direction is Direction.DOWN:
        return (LAST if pair.earliest == FIRST else pair.earliest), pair.best.order()
    return (LAST if pair.latest == LAST else -pair.latest), pair.best.order()


def _candidates(finder: Finder, question: Question, direction: Direction) -> Sequence[int]:
    """States that a chain of open steps joins with what was asked for, dates and bounds aside."""
    walkable = Walkable(finder.network, question)
    network = finder.network
    steps = np.flatnonzero(walkable.open_steps())
    if direction is Direction.DOWN:
        near, far, asked = network.source[steps], network.target[steps], [*(question.starts or ())]
    else:
        near, far, asked = network.target[steps], network.source[steps], np.flatnonzero(question.ends).tolist()
    inside = np.zeros(len(question.ends), np.bool_)
    inside[asked] = True
    count = -1
    while count < (count := int(inside.sum())):
        inside[far[inside[near]]] = True
    inside[asked] = False
    return [int(state) for state in np.flatnonzero(inside)]

"""Reach agrees with the oracle: who is reached, by when, and from when on it is too late (W12, W17)."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.routes.oracle import Alternative, Oracle, Span, _fits, _orders, earliest_arrival
from tests.routes.tables import alternative, event, random_question, random_table, table_of

from chipgraph.dates import FIRST, LAST
from chipgraph.questions.reach import Direction, reach
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.steps import ANY, StepTable


def _day(moment: float) -> int:
    return FIRST if moment == -math.inf else LAST if moment == math.inf else int(moment)


def _choices(oracle: Oracle) -> Iterator[tuple[Alternative, ...]]:
    for steps in oracle.walks():
        for choice in itertools.product(*(oracle.by_step[s] for s in steps)):
            if oracle._tied(steps, choice):
                yield choice


def _latest(spans: tuple[Span, ...], gap: int) -> float | None:
    """The last moment of the first step of any order that fits, tried over the corner days."""
    corners = {span.e2 - k * gap for span in spans for k in range(len(spans) if gap else 1)}
    choices = [sorted(day for day in corners if span.s1 <= day <= span.e2) for span in spans]
    return max((m[0] for m in _orders(choices, spans, gap) if _fits(m, spans, gap)), default=None)


def _down(table: StepTable, question: Question) -> dict[int, int]:
    found: dict[int, int] = {}
    for state in set(range(len(table.holder))) - set(question.starts or ()):
        ends = np.zeros(len(table.holder), np.bool_)
        ends[state] = True
        oracle = Oracle(table, replace(question, ends=ends))
        days = [earliest_arrival(tuple(a.span for a in c), question.min_days) for c in _choices(oracle)]
        if any(day is not None for day in days):
            found[state] = _day(min(day for day in days if day is not None))
    return found


def _up(table: StepTable, question: Question) -> dict[int, int]:
    found: dict[int, int] = {}
    for state in np.flatnonzero(~question.ends).tolist():
        oracle = Oracle(table, replace(question, starts=(state,)))
        days = [_latest(tuple(a.span for a in c), question.min_days) for c in _choices(oracle)]
        if any(day is not None for day in days):
            found[state] = _day(max(day for day in days if day is not None))
    return found


@pytest.mark.parametrize("seed", range(150))
def test_reach_agrees_with_the_oracle(seed: int) -> None:
    random = Random(seed)
    table = random_table(random)
    question = replace(random_question(random, table), include_impossible=False)
    if question.starts is None:
        question = replace(question, starts=(0,))
    finder = Finder(table)
    down, up = (reach(finder, question, d) for d in (Direction.DOWN, Direction.UP))
    assert down.coverage.exhaustive
    assert up.coverage.exhaustive
    assert {r.state: r.pair.earliest for r in down.states} == _down(table, question)
    assert {r.state: r.pair.latest for r in up.states} == _up(table, question)


def _chain() -> tuple[Finder, Question]:
    rows = [
        alternative(0, 1, **event(5)),
        alternative(1, 2),
        alternative(2, 3, **event(3)),
        alternative(2, 3, **event(9)),
    ]
    table = table_of([(h, 0) for h in range(4)], [ANY], rows)
    ends = np.zeros(4, np.bool_)
    ends[3] = True
    return Finder(table), Question(starts=(0,), ends=ends)


def test_a_day_is_carried_across_undated_steps() -> None:
    finder, question = _chain()
    down = {r.state: r.pair.earliest for r in reach(finder, question, Direction.DOWN).states}
    assert down == {1: 5, 2: 5, 3: 9}
    up = {r.state: r.pair.latest for r in reach(finder, question, Direction.UP).states}
    assert up == {0: 5, 1: 9, 2: 9}


def test_a_stop_gives_what_was_found_and_says_so() -> None:
    finder, question = _chain()
    looks = iter([False, False, True])
    seen: list[tuple[int, int]] = []
    asked = replace(question, cancel=lambda: next(looks, True), progress=lambda done, all: seen.append((done, all)))
    found = reach(finder, asked, Direction.DOWN)
    assert (found.coverage.exhaustive, found.coverage.stopped_by) == (False, "cancelled")
    assert 0 < len(found.states) < 3
    assert seen[0] == (0, 3)
    late = reach(finder, replace(question, time_limit=0.0), Direction.DOWN)
    assert (late.states, late.coverage.stopped_by) == ((), "time")


def test_a_busy_pair_is_cut_short_and_the_others_are_found() -> None:
    finder, question = _chain()
    found = reach(finder, replace(question, explored_limit=1), Direction.DOWN)
    assert [(r.state, r.pair.coverage.exhaustive) for r in found.states] == [(1, True)]
    assert (found.coverage.exhaustive, found.coverage.stopped_by) == (False, "explored")


def test_a_search_looks_often_enough_to_stop_in_time() -> None:
    """Between two looks at ``cancel`` there are never 0.2 s of work, however many routes are judged meanwhile (W28)."""
    firms = 12
    rows = [
        alternative(a, b, **event(1, 1 + n)) for a in range(firms) for b in range(firms) if a != b for n in range(3)
    ]
    table = table_of([(h, 0) for h in range(firms)], [ANY], rows)
    ends = np.zeros(firms, np.bool_)
    ends[1] = True
    looks: list[float] = []

    def cancel() -> bool:
        looks.append(time.thread_time())
        return len(looks) > 150

    found = Finder(table).find(Question(starts=(0,), ends=ends, cancel=cancel))
    assert found.coverage.stopped_by == "cancelled"
    assert found.routes
    assert max(b - a for a, b in itertools.pairwise(looks)) < 0.2

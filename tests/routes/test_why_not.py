"""Why there is no route: each cause is named, and removing one hop of a chain names that hop (W30, G21)."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from tests.routes.tables import Alternative, alternative, event, random_question, random_table, table_of

from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.result import Answer
from chipgraph.routes.steps import ANY, Kind, Mark, StepTable
from chipgraph.routes.whynot import WhyNot, explain

DIE, BOARD = 0, 1
FLAT = [ANY, ANY]


def chain(*rows: Alternative) -> StepTable:
    return table_of([(h, DIE) for h in range(4)], FLAT, list(rows))


def why(table: StepTable, start: int, end: int, **more: Any) -> WhyNot:
    ends = np.zeros(len(table.holder), np.bool_)
    ends[end] = True
    question = Question(starts=(start,), ends=ends, **more)
    finder = Finder(table)
    assert finder.find(question).routes == ()
    return explain(finder, question)


def blamed(answer: WhyNot) -> dict[str, tuple[int, ...]]:
    return {r.constraint: r.stopped_at for r in answer.relaxations if r.answer is Answer.YES}


def test_a_date_is_named_with_the_pair_that_breaks_the_order() -> None:
    table = chain(alternative(0, 1, **event(9)), alternative(1, 2), alternative(2, 3, **event(4)))
    answer = why(table, 0, 3)
    assert blamed(answer) == {"dates": (0, 2)}
    assert not answer.missing_relation


def test_a_filter_is_named_with_the_step_that_it_removes() -> None:
    weak = chain(alternative(0, 1), alternative(1, 2, strength=1), alternative(2, 3))
    assert blamed(why(weak, 0, 3, min_strength=2)) == {"min-strength": (1,)}
    denied = chain(alternative(0, 1), alternative(1, 2), alternative(2, 3, denied=1, strength=0))
    assert blamed(why(denied, 0, 3)) == {"denied": (2,)}


def test_bounds_are_named() -> None:
    table = chain(alternative(0, 1), alternative(1, 2), alternative(2, 3))
    assert blamed(why(table, 0, 3, max_transfers=2)) == {"bounds": ()}


def test_a_missing_tie_is_named() -> None:
    table = table_of(
        [(0, DIE), (0, BOARD), (1, BOARD)],
        FLAT,
        [alternative(0, 1, Kind.LINEAGE, marks=int(Mark.TIE_NOT_STATED)), alternative(1, 2)],
    )
    assert blamed(why(table, 0, 2)) == {"ties": (0,)}


def test_products_that_do_not_match_are_named() -> None:
    table = table_of(
        [(0, DIE), (1, DIE), (1, BOARD), (2, BOARD)],
        FLAT,
        [alternative(0, 1, named=DIE), alternative(2, 3, named=BOARD)],
    )
    answer = why(table, 0, 3)
    assert answer.mismatch is not None
    assert answer.mismatch.parties == (0, 1, 2)
    assert (answer.mismatch.at, answer.mismatch.held, answer.mismatch.sent) == (1, (DIE,), (BOARD,))
    assert not answer.missing_relation


def test_a_missing_relation_is_between_the_prefix_and_the_suffix() -> None:
    rows = [alternative(0, 1), alternative(1, 2), alternative(2, 3)]
    for gone in range(3):
        answer = why(chain(*(row for i, row in enumerate(rows) if i != gone)), 0, 3)
        assert answer.missing_relation
        assert [s.target for s in answer.prefix] == list(range(1, gone + 1))
        assert [s.source for s in answer.suffix] == list(range(gone + 1, 3))
        assert (answer.from_start, answer.to_end) == (gone + 1, 3 - gone)


def test_two_causes_at_once_leave_no_single_one_to_blame() -> None:
    table = chain(alternative(0, 1, strength=1), alternative(1, 3, denied=1, strength=0))
    answer = why(table, 0, 3, min_strength=2, max_transfers=2)
    assert [r.constraint for r in answer.relaxations if r.answer is Answer.YES] == []


def test_what_is_said_to_help_helps_on_random_tables() -> None:
    random = Random(9)
    asked = 0
    for _ in range(150):
        table = random_table(random)
        question = replace(random_question(random, table), include_impossible=False)
        finder = Finder(table)
        if finder.find(question, effects=False).routes:
            continue
        asked += 1
        for relaxation in explain(finder, question).relaxations:
            assert (relaxation.answer is Answer.YES) == (relaxation.example is not None)
    assert asked > 50

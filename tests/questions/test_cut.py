"""The smallest cut is the one that trying all subsets finds (W33, G6)."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest
from tests.routes.oracle import Oracle
from tests.routes.tables import STATE_COLUMNS, alternative, event, random_question, random_table, table_of

from chipgraph.questions.cut import Cutter, Keys, all_routes
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.steps import ANY, StepTable


def without(table: StepTable, rows: set[int]) -> StepTable:
    keep = [row for row in range(len(table.source)) if row not in rows]
    columns = {f.name: getattr(table, f.name)[keep] for f in fields(StepTable) if f.name not in STATE_COLUMNS}
    return replace(table, **columns)


def by_force(table: StepTable, question: Question, keys: Keys) -> int | None:
    """The size of the smallest set of keys without which the oracle finds no route; None if there is none at first."""
    if not Oracle(table, question).routes():
        return None
    names = sorted(frozenset().union(*keys.values()))
    for size in range(1, len(names) + 1):
        for taken in itertools.combinations(names, size):
            gone = {row for row, own in keys.items() if own <= set(taken)}
            if not Oracle(without(table, gone), question).routes():
                return size
    raise AssertionError("taking all leaves none")


@pytest.mark.parametrize("seed", range(250))
def test_no_subset_is_smaller(seed: int) -> None:
    random = Random(seed)
    table = random_table(random)
    question = replace(random_question(random, table), include_impossible=False)
    if question.starts is None:
        question = replace(question, starts=(0, 1))
    names = [f"k{n}" for n in range(random.randint(1, 6))]
    size = random.choice([1, 1, 2, 3])
    keys = {
        row: frozenset(random.sample(names, min(len(names), random.randint(1, size))))
        for row in range(len(table.source))
    }
    cut = all_routes(Finder(table), question)[0].smallest(keys)
    smallest = by_force(table, question, keys)
    if smallest is None:
        assert cut.keys == ()
        return
    assert cut.at_least <= smallest <= cut.at_most
    assert cut.exact == (cut.at_least == cut.at_most)
    assert smallest > 4 or (cut.exact and len(cut.keys) == smallest)
    gone = {row for row, own in keys.items() if own <= set(cut.keys)}
    assert not Oracle(without(table, gone), question).routes()
    for other in cut.others:
        alone = {row for row, own in keys.items() if own <= {other}}
        assert not Oracle(without(table, alone), question).routes()


@pytest.mark.parametrize("seed", range(100))
def test_one_route_falls_by_no_smaller_subset(seed: int) -> None:
    random = Random(seed)
    table = random_table(random)
    question = replace(random_question(random, table), include_impossible=False, starts=(0, 1))
    finder = Finder(table)
    for route in finder.find(question).routes[:2]:
        keys = {row: frozenset({f"p{row // 2}"}) for row in range(len(table.source))}
        cut = Cutter(finder, question, [route]).smallest(keys)
        steps = tuple((int(s.kind), s.source, s.target) for s in route.steps)
        sizes = []
        names = sorted(frozenset().union(*keys.values()))
        for size in (1, 2, 3):
            for taken in itertools.combinations(names, size):
                gone = {row for row, own in keys.items() if own <= set(taken)}
                if steps not in Oracle(without(table, gone), question).routes():
                    sizes.append(size)
        assert cut.at_least <= min(sizes, default=4) <= cut.at_most or (not sizes and cut.at_least > 3)
        assert cut.exact or cut.at_most > 4


def test_a_stop_gives_bounds_that_hold() -> None:
    rows = [alternative(0, n, **event(1)) for n in range(1, 7)] + [alternative(n, 7, **event(2)) for n in range(1, 7)]
    table = table_of([(h, 0) for h in range(8)], [ANY], rows)
    ends = np.zeros(8, np.bool_)
    ends[7] = True
    keys = {row: frozenset({f"r{row}"}) for row in range(len(rows))}
    question = Question(starts=(0,), ends=ends)
    wide = all_routes(Finder(table), question)[0].smallest(keys)
    assert (wide.at_least, wide.at_most, wide.exact) == (6, 6, True)
    odd = {row: frozenset({f"r{row}", f"s{row % 3}"}) for row in range(len(rows))}
    loose = all_routes(Finder(table), question)[0].smallest(odd)
    assert (loose.at_least, loose.at_most, loose.exact) == (6, 9, False)
    some = all_routes(Finder(table), replace(question, explored_limit=3))[0].smallest(keys)
    assert not some.exact
    assert some.at_least <= 6 <= some.at_most
    rows = [alternative(0, 1), alternative(1, 2)]
    pair = replace(question, ends=ends[:3] | (np.arange(3) == 2), starts=(0,))
    alone = all_routes(Finder(table_of([(h, 0) for h in range(3)], [ANY], rows)), pair)[0]
    assert alone.smallest({0: frozenset("a"), 1: frozenset("b")}).others == ("b",)

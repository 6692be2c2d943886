"""Every engine gives the same answer: compiled loops and the plain finder, which the oracle holds (routes.md, section 7)."""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest
from tests.routes.tables import random_question, random_table

from chipgraph.arrays.finder import ArrayFinder
from chipgraph.routes.finder import Finder

TABLES = int(os.environ.get("CHIPGRAPH_TEST_TABLES", "2000"))
"""Random tables; set ten times as many for a longer run."""


@pytest.mark.parametrize("block", range(4))
def test_the_compiled_finder_equals_the_plain_one_on_random_tables(block: int) -> None:
    random = Random(100 + block)
    routes = several = 0
    for _ in range(TABLES // 4):
        table = random_table(random)
        question = replace(
            random_question(random, table),
            limit=random.choice([None, None, 0, 1, 3]),
            max_marks=random.choice([None, None, None, 1, 2]),
            explored_limit=random.choice([None, None, None, 5, 20]),
        )
        plain, compiled = Finder(table).find(question), ArrayFinder(table).find(question)
        assert plain == compiled
        assert Finder(table).exists(question) == ArrayFinder(table).exists(question)
        routes += len(plain.routes)
        several += sum(len(route.optima) > 1 for route in plain.routes)
    assert routes > 100, "the random tables have become too thin to say anything"
    assert several > 0


def test_many_alternatives_fall_back_on_the_plain_ranking() -> None:
    """More labels than the loops hold are ranked by ``routes.judge``; the order stays that of W21."""
    from tests.routes.tables import alternative, event, table_of

    from chipgraph.routes.question import Question

    random = Random(5)
    rows = []
    for at in range(4):
        for number in range(120):
            day = 40 * at + random.randrange(60)
            strength, marks = random.randint(1, 5), random.choice([0, 1, 5, 21])
            rows.append(
                alternative(at, at + 1, **event(day, day + random.randrange(30)), strength=strength, marks=marks)
                | {"record": number, "proposition": number}
            )
    table = table_of([(at, 0) for at in range(5)], [-1], rows)
    ends = table.holder == 4
    question = Question(starts=(0,), ends=ends, min_days=3)
    assert Finder(table).find(question) == ArrayFinder(table).find(question)

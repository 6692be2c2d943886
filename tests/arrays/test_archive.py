"""Derived for one question, a large graph gives the routes and the certificate of the whole table (P12, W8, W17, W27)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.arrays.content import told
from tests.routes.test_prune import generate

from chipgraph.arrays.choose import Engine
from chipgraph.arrays.ends import Ends
from chipgraph.arrays.engine import Archive
from chipgraph.errors import LimitError
from chipgraph.holdings import derive
from chipgraph.holdings.ways import State
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.steps import ANY, StepTable
from chipgraph.routes.walk import Relations

NOBODY = np.zeros(0, np.bool_)


def random_asked(random: Random, relations: Relations, number: int) -> tuple[State, Ends, Question]:
    """A start at a party, at a product or at both, an end at a party or a product, and any filter."""
    possessions = relations.possessions
    row = random.randrange(len(possessions.sender))
    sender, product = int(possessions.sender[row]), int(possessions.product[row])
    start = (sender, ANY)
    if number % 5 == 0:
        start = (ANY, random.randrange(relations.products))
    elif number % 5 == 1:
        start = (sender, product)
    party = int(possessions.recipient[random.randrange(len(possessions.recipient))])
    ends = Ends((party,)) if number % 7 else Ends(products=(random.randrange(relations.products),))
    transfers, lineage = random.choice([(3, 2), (2, 3), (4, 1), (1, 1), (0, 2)])
    question = Question(
        starts=(),
        ends=NOBODY,
        max_transfers=transfers,
        max_lineage=lineage,
        mode=random.choice([Mode.FOLLOW, Mode.FOLLOW, Mode.STRICT]),
        min_strength=random.choice([0, 0, 2]),
        disputed=random.choice(list(Disputed)),
        include_denied=random.random() < 0.3,
        include_hs_differs=random.random() < 0.5,
        include_impossible=random.random() < 0.1,
        min_days=random.choice([0, 0, 30]),
        since=random.choice([None, None, 18_000]),
        limit=random.choice([None, 5]),
    )
    return start, ends, question


def names(table: StepTable) -> dict[State, int]:
    return {s: i for i, s in enumerate(zip(table.holder.tolist(), table.product.tolist(), strict=True))}


@pytest.mark.parametrize(("engine", "seeds"), [(Engine.JIT, range(5)), (Engine.NUMPY, range(10, 12))])
def test_a_derived_table_answers_as_the_whole_one(engine: Engine, seeds: range) -> None:
    routes = 0
    for seed in seeds:
        relations = generate(900, seed)
        whole = Finder(derive(relations))
        archive, numbers, random = Archive(relations, engine), names(whole.table), Random(seed)
        for number in range(30):
            start, ends, question = random_asked(random, relations, number)
            if start not in numbers:
                continue
            asked = replace(question, starts=(numbers[start],), ends=ends.of(whole.table))
            expected = whole.find(asked)
            found, table = archive.find([start], ends, question)
            assert told(table, found) == told(whole.table, expected)
            routes += len(found.routes)
    assert routes > 5


def test_cancelling_ends_the_work_at_any_moment_and_says_so() -> None:
    relations = generate(20_000, 3)
    archive = Archive(relations, Engine.JIT)
    start, end = (int(relations.possessions.sender[0]), ANY), Ends((int(relations.possessions.recipient[5]),))

    def after(looks: int) -> Callable[[], bool]:
        left = iter(range(looks))
        return lambda: next(left, None) is None

    for looks in (0, 1, 2, 4):
        question = Question(starts=(), ends=NOBODY, cancel=after(looks))
        found, _ = archive.find([start], end, question)
        assert found.coverage.stopped_by in ("cancelled", None)
        assert found.coverage.exhaustive == (found.coverage.stopped_by is None)
    found, _ = archive.find([start], end, Question(starts=(), ends=NOBODY, time_limit=0.0))
    assert (found.coverage.exhaustive, found.coverage.stopped_by) == (False, "time")
    again, _ = archive.find([start], end, Question(starts=(), ends=NOBODY))
    assert again.coverage.exhaustive, "a question that was stopped leaves nothing behind for the next"


def test_a_graph_that_needs_more_memory_than_allowed_is_refused_with_the_remedy() -> None:
    with pytest.raises(LimitError, match="Raise memory_limit"):
        Archive(generate(900, 0), Engine.JIT, memory_limit=1000)

"""A table derived towards a question holds the same routes as the whole table (P12, W8, W17)."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import ModuleType

import numpy as np
import pytest

from chipgraph.holdings import derive
from chipgraph.holdings.origins import Origins, first_routes, table_of_first
from chipgraph.holdings.towards import Bounds, Source
from chipgraph.holdings.ways import State
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Disputed, Question
from chipgraph.routes.result import Found
from chipgraph.routes.steps import ANY, Bool, StepTable
from chipgraph.routes.walk import Relations


def load_generator() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "generator.py"
    spec = importlib.util.spec_from_file_location("generator", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate: Callable[[int, int], Relations] = load_generator().generate


def answer(table: StepTable, starts: list[State], ends: Bool, random: Random) -> Found:
    """Ask one question about a table; the same seed asks the same question."""
    numbers = {pair: i for i, pair in enumerate(zip(table.holder.tolist(), table.product.tolist(), strict=True))}
    question = Question(
        starts=tuple(numbers[s] for s in starts if s in numbers),
        ends=ends[table.holder] & (table.holder != ANY),
        max_transfers=3,
        max_lineage=2,
        min_strength=random.choice([0, 0, 2]),
        disputed=random.choice(list(Disputed)),
        include_denied=random.random() < 0.3,
        include_hs_differs=True,
        min_days=random.choice([0, 0, 30]),
    )
    return Finder(table).find(question, effects=False)


@pytest.mark.parametrize("seed", range(4))
def test_pruning_loses_no_route(seed: int) -> None:
    relations = generate(900, seed)
    source, whole = Source(relations), derive(relations)
    random = Random(seed)
    routes = 0
    senders = relations.possessions.sender.tolist()
    for asked in range(40):
        start: State = (random.choice(senders), ANY)
        if asked % 5 == 0:
            start = (ANY, random.randrange(relations.products))
        ends = np.zeros(relations.parties, np.bool_)
        ends[random.choice(relations.possessions.recipient.tolist())] = True
        pruned = source.table([start], ends, Bounds(3, 2))
        one = answer(pruned, [start], ends, Random(asked))
        two = answer(whole, [start], ends, Random(asked))
        assert [(r.id, r.count, r.definite) for r in one.routes] == [(r.id, r.count, r.definite) for r in two.routes]
        assert [[o.marks for o in r.optima] for r in one.routes] == [[o.marks for o in r.optima] for r in two.routes]
        routes += len(one.routes)
    assert routes > 20


@pytest.mark.parametrize("seed", range(3))
def test_without_a_start_the_first_routes_by_marks_are_those_of_the_whole_table(seed: int) -> None:
    relations = generate(900, seed)
    source, whole = Source(relations), Finder(derive(relations))
    random = Random(seed)
    routes = 0
    for _ in range(12):
        ends = np.zeros(relations.parties, np.bool_)
        ends[random.choice(relations.possessions.recipient.tolist())] = True
        asked = Question(
            starts=None,
            ends=ends[whole.table.holder] & (whole.table.holder != ANY),
            max_transfers=3,
            max_lineage=2,
            max_marks=random.choice([0, 1, 2]),
            disputed=random.choice(list(Disputed)),
        )
        expected = whole.find(asked, effects=False)
        origins = Origins.of(source, asked)
        assert asked.max_marks is not None
        table, starts = table_of_first(source, origins, asked, ends, asked.max_marks)
        pairs = list(zip(table.holder.tolist(), table.product.tolist(), strict=True))
        here = replace(asked, starts=tuple(map(pairs.index, starts)), ends=ends[table.holder] & (table.holder != ANY))
        found = Finder(table).find(here, effects=False)
        assert [(r.id, r.count) for r in found.routes] == [(r.id, r.count) for r in expected.routes]
        routes += len(found.routes)
        first, _ = first_routes(source, origins, replace(asked, limit=3), ends)
        assert [r.id for r in first.routes] == [r.id for r in expected.routes[:3]] or len(expected.routes) < 3
        assert not first.coverage.exhaustive
    assert routes > 20

"""The scan finds the pairs that have a route and no others, each with the fewest transfers and the earliest arrival (W7)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.arrays.test_archive import NOBODY, names
from tests.routes.test_prune import generate

from chipgraph.arrays.choose import Engine
from chipgraph.arrays.ends import Ends
from chipgraph.arrays.engine import Archive
from chipgraph.arrays.scan import COLUMNS, Scan, _earliest, scan_to_parquet
from chipgraph.holdings import derive
from chipgraph.holdings.ways import State
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.steps import ANY
from chipgraph.routes.walk import Relations


def asked(random: Random) -> Question:
    return Question(
        starts=(),
        ends=NOBODY,
        max_transfers=3,
        max_lineage=random.choice([1, 2]),
        mode=random.choice([Mode.FOLLOW, Mode.FOLLOW, Mode.STRICT]),
        min_strength=random.choice([0, 0, 0, 2]),
        disputed=random.choice(list(Disputed)),
        include_denied=random.random() < 0.3,
        include_hs_differs=random.random() < 0.5,
        since=random.choice([None, None, 18_000]),
        min_days=random.choice([0, 0, 0, 30]),
    )


def chosen(random: Random, relations: Relations) -> tuple[list[State], list[int]]:
    products = sorted(set(relations.possessions.product.tolist()) - {ANY})
    senders = sorted(set(random.sample(relations.possessions.sender.tolist(), 6)))
    sources: list[State] = [(ANY, product) for product in random.sample(products, 8)]
    sources += [(sender, ANY) for sender in senders]
    return sources, sorted(set(random.sample(relations.possessions.recipient.tolist(), 12)))


@pytest.mark.parametrize("seed", range(4))
def test_each_pair_is_what_the_plain_finder_says_of_it(seed: int) -> None:
    relations, random = generate(600, seed), Random(seed)
    whole = Finder(derive(relations))
    numbers, question = names(whole.table), asked(random)
    sources, targets = chosen(random, relations)
    scan = Scan(Archive(relations, Engine.JIT), targets, question)
    pairs = {(p.source, p.target): p for batch in scan.batches(sources, size=5) for p in batch}
    found = 0
    for i, source in enumerate(sources):
        for target in targets:
            here = replace(question, starts=(numbers[source],), ends=Ends((target,)).of(whole.table))
            routes = whole.find(here, effects=False).routes
            pair = pairs.get((i, target))
            assert (pair is None) == (not routes)
            if pair is None:
                continue
            found += 1
            fewest = min(route.transfers for route in routes)
            arrivals = [_earliest(whole.table, question, route) for route in routes if route.transfers == fewest]
            assert (pair.transfers, pair.arrival) == (fewest, min(arrivals))
            (own,) = [route for route in routes if route.id == pair.route]
            assert (pair.marks, pair.verdict, pair.strength) == (own.best.marks, own.best.verdict, own.best.strength)
            assert pair.steps == len(own.steps)
    assert found == len(pairs) == scan.progress.pairs
    assert scan.progress.exhaustive


def test_pairs_are_streamed_to_parquet_and_a_stop_is_told(tmp_path: Path) -> None:
    relations, random = generate(900, 7), Random(7)
    sources, targets = chosen(random, relations)
    archive = Archive(relations, Engine.JIT)
    progress = scan_to_parquet(Scan(archive, targets, asked(random)), sources, tmp_path / "pairs.parquet")
    table = pq.read_table(tmp_path / "pairs.parquet")
    assert tuple(table.column_names) == COLUMNS
    assert table.num_rows == progress.pairs > 0
    stopped = Scan(archive, targets, replace(asked(random), cancel=lambda: True))
    assert list(np.concatenate([np.zeros(0), *stopped.batches(sources)])) == []
    assert (stopped.progress.exhaustive, stopped.progress.stopped_by) == (False, "cancelled")

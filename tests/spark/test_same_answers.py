"""The Spark program and the plain finder give one answer: the same pairs, transfers and days (W2 to W5, W7, W8, W12, W16)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.spark.graphs import Many, many

from chipgraph import schema
from chipgraph.arrays.scan import _earliest
from chipgraph.dates import parse
from chipgraph.grades import Grades
from chipgraph.holdings import step_table
from chipgraph.holdings.ways import State, Walker, Way
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.steps import ANY, StepTable
from chipgraph.spark.scan import Bounds, Pair, SparkScan, collect
from chipgraph.tables import folder
from chipgraph.tables.model import NONE
from chipgraph.tables.relations import TableRelations

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

GRAPHS = 50

# PySpark leaves the closing of its sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def start_of(columns: TableRelations, entity: int) -> State:
    """A party begins with what is not named yet, a product with whoever holds it (W1)."""
    party = int(columns.party_of[entity])
    return (party, ANY) if party != NONE else (ANY, int(columns.product_of[entity]))


def derived_from(walker: Walker, starts: list[State]) -> StepTable:
    """Every state that the starts reach; a start need not send anything (P12)."""
    found: dict[State, list[Way]] = {}
    open_states = list(starts)
    while open_states:
        state = open_states.pop()
        if state not in found:
            found[state] = [way for way in walker.ways(state) if way.target != state]
            open_states += [way.target for way in found[state]]
    return step_table(found, walker)


def by_finder(graphs: Many, own: list[list[int]], bounds: Bounds) -> list[Pair]:
    """Every simple route listed one by one; per pair the fewest transfers, then the earliest day."""
    columns = TableRelations(graphs.tables, schema.load(), Grades.load())
    walker, pairs = Walker(columns.relations), []
    for graph, sources in enumerate(own):
        starts = {source: start_of(columns, source) for source in sources}
        table = derived_from(walker, list(starts.values()))
        state = {pair: n for n, pair in enumerate(zip(table.holder.tolist(), table.product.tolist(), strict=True))}
        finder, nobody = Finder(table), np.zeros(len(table.holder), np.bool_)
        plain = Question((), nobody, bounds.max_transfers, bounds.max_lineage, since=bounds.since, until=bounds.until)
        for source, target in product(sources, graphs.parties(graph)):
            question = replace(plain, starts=(state[starts[source]],), ends=table.holder == columns.party_of[target])
            routes = finder.find(question, effects=False).routes
            if routes:
                best = min((r.transfers, _earliest(table, question, r)) for r in routes)
                pairs.append(Pair(source, target, *best))
    return pairs


@pytest.mark.parametrize(
    ("seed", "bounds", "parties_only"),
    [
        (1, Bounds(3, 2), False),
        (2, Bounds(3, 2, parse("2020-06-01").lo, parse("2023").hi), True),
    ],
)
def test_all_pairs_are_those_of_the_plain_finder(
    spark: SparkSession, tmp_path: Path, seed: int, bounds: Bounds, parties_only: bool
) -> None:
    graphs = many(GRAPHS, seed)
    path = folder.write(graphs.tables, tmp_path / "graph")
    own = [graphs.parties(g)[:3] + ([] if parties_only else graphs.products(g)) for g in range(GRAPHS)]
    sources = [n for numbers in own for n in numbers]
    targets = [n for g in range(GRAPHS) for n in graphs.parties(g)]
    scan = SparkScan(spark, path, schema.load(), Grades.load())
    pairs = collect(scan.pairs(sources, targets, bounds))
    assert pairs == by_finder(graphs, own, bounds)
    assert len(pairs) == scan.progress.pairs > GRAPHS
    assert not scan.progress.undecided

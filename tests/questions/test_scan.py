"""The scan: every pair that the oracle joins, with the steps and days of the oracle; streamed, stopped, saved (W21, W28)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.routes.oracle import Oracle
from tests.routes.tables import random_question, random_table

from chipgraph.errors import UsageError
from chipgraph.graph import Graph
from chipgraph.questions.pairs import Work, scan
from chipgraph.routes.finder import Finder


@pytest.mark.parametrize("seed", range(100))
def test_pairs_agree_with_the_oracle(seed: int) -> None:
    random = Random(seed)
    table = random_table(random)
    question = replace(random_question(random, table), include_impossible=False)
    count = len(table.holder)
    sources = [(state,) for state in range(count)]
    targets = list(np.eye(count, dtype=np.bool_))
    work = Work(question, count * count)
    found = {(i, j): pair for i, j, pair in scan(Finder(table), question, sources, targets, work)}
    for i in range(count):
        for j in range(count):
            routes = Oracle(table, replace(question, starts=sources[i], ends=targets[j])).routes()
            assert ((i, j) in found) == bool(routes), (i, j)
            if routes:
                pair = found[i, j]
                assert pair.best is not None
                assert (pair.routes, pair.fewest) == (len(routes), min(map(len, routes)))
                best = min(min((p[0], -p[1], -p[2]) for p in answer.points) for answer in routes.values())
                assert (pair.best.best.marks, -pair.best.best.verdict, -pair.best.best.strength) == best


def test_controlled_products_meet_restricted_parties(shipped: Graph, tmp_path: Path) -> None:
    rows = list(shipped.scan())
    joined = {(row["source"], row["target"]) for row in rows}
    assert ("product-die-sophgo-ordered", "firm-huawei") in joined
    assert {row["controlled"] for row in rows} <= {"yes", "may be"}
    assert [*shipped.scan().to_result()] == rows
    for told in shipped.scan().pairs():
        assert all(step["claims"] for step in told["best"]["steps"])
    file = shipped.scan().save_parquet(tmp_path / "pairs.parquet")
    assert pq.read_table(file).column("route").to_pylist() == [row["route"] for row in rows]
    about = json.loads(pq.read_metadata(file).metadata[b"chipgraph"])
    assert about["certificate"]["exhaustive"]
    assert about["certificate"]["licences"]


def test_each_pair_is_what_a_trace_of_it_finds(shipped: Graph) -> None:
    for row in shipped.scan(["TSMC", "SMIC", "Samsung"], ["Huawei", "CloudMatrix 384"]):
        routes = shipped.trace(str(row["source"]), str(row["target"]), limit=None).routes
        assert (row["routes"], row["route"]) == (len(routes), routes[0]["id"])


def test_a_scan_runs_once_and_stops_when_asked(shipped: Graph) -> None:
    scanned = shipped.scan("TSMC", "Huawei")
    assert len(scanned.to_result()) == 1
    with pytest.raises(UsageError, match="has been read"):
        list(scanned)
    stopped = shipped.scan("TSMC", cancel=lambda: True).to_result()
    assert stopped.rows == ()
    assert stopped.certificate["stopped_by"] == "cancelled"
    assert "stopped early" in stopped.note
    first = shipped.scan(limit=1).to_result()
    assert (len(first), first.certificate["stopped_by"]) == (1, "limit")

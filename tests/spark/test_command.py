"""Names in, Parquet and certificate out; what is wrong with a request is said before Spark starts (W26, W28)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from tests.spark.graphs import loops, many

from chipgraph import schema
from chipgraph.cli.main import root
from chipgraph.dates import parse
from chipgraph.errors import AmbiguousNameError, InputError, NameNotFoundError, StoreError, UsageError
from chipgraph.grades import Grades
from chipgraph.spark.names import resolve
from chipgraph.spark.scan import CERTIFICATE, Bounds, Pair, SparkScan, collect, write
from chipgraph.tables import folder

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


# PySpark leaves the closing of its sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def test_a_way_that_is_no_route_is_asked_again_and_pairs_are_written(spark: SparkSession, tmp_path: Path) -> None:
    tables = loops("2024-05-06")
    scan = SparkScan(spark, folder.write(tables, tmp_path / "graph"), schema.load(), Grades.load())
    sources, targets = resolve(scan.files, ["s1", "s2"]), resolve(scan.files, ["P2", "P1"])
    assert [(n.number, n.id) for n in (*sources, *targets)] == [(0, "s1"), (9, "s2"), (12, "P2"), (3, "P1")]
    bounds = Bounds(4, 1)
    pairs = scan.pairs([n.number for n in sources], [n.number for n in targets], bounds)
    assert collect(pairs) == [Pair(0, 3, 4, parse("2024-05-06").lo)]
    assert scan.progress.asked_again == 2
    certificate = scan.certificate(bounds, 2, 2)
    ids = {n.number: n.id for n in (*sources, *targets)}
    write(pairs, ids, certificate, tmp_path / "out")
    assert pq.read_table(tmp_path / "out").to_pylist() == [
        {"source": "s1", "target": "P1", "transfers": 4, "arrival": dt.date(2024, 5, 6)}
    ]
    told = json.loads((tmp_path / "out" / CERTIFICATE).read_text())
    assert (told["pairs"], told["exhaustive"], told["graph"]) == (1, True, tables.digest)
    with pytest.raises(UsageError, match="exists"):
        write(pairs, ids, certificate, tmp_path / "out")
    assert collect(scan.pairs([0, 9], [3, 12], bounds, most_exact=1)) == []
    assert scan.progress.undecided == ((0, 3), (9, 12))
    assert scan.certificate(bounds, 2, 2)["exhaustive"] is False


def test_a_name_that_nobody_or_several_bear_is_refused(spark: SparkSession, tmp_path: Path) -> None:
    tables = many(2, 6).tables
    caption = tables.entities.caption.copy()
    caption[[0, 1]] = "Same Name"
    tables = replace(tables, entities=replace(tables.entities, caption=caption))
    scan = SparkScan(spark, folder.write(tables, tmp_path / "graph"), schema.load(), Grades.load())
    (found,) = resolve(scan.files, ["G0-PARTY-4"])
    assert found.number == 4
    with pytest.raises(NameNotFoundError, match="nobody"):
        resolve(scan.files, ["g0-party-3", "nobody"])
    with pytest.raises(AmbiguousNameError, match="g0-party-1"):
        resolve(scan.files, ["Same Name"])
    with pytest.raises(UsageError, match="is a product"):
        scan.pairs([0], [7], Bounds(1, 0))
    (tmp_path / "graph" / "records.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"records\.parquet"):
        scan.pairs([0], [1], Bounds(1, 0))


def scanned(graph: Path, *more: str) -> None:
    arguments = ["--quiet", "spark", "scan", str(graph), "--to", "g0-party-1", "-o", str(graph.parent / "out"), *more]
    root.main(args=arguments, prog_name="chipgraph", standalone_mode=False)


def test_what_is_wrong_is_said_before_spark_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = folder.write(many(1, 7).tables, tmp_path / "graph")
    (tmp_path / "empty.txt").write_text("\n")
    with pytest.raises(InputError, match="no table graph"):
        scanned(tmp_path / "nothing", "--from", "g0-party-0")
    with pytest.raises(InputError, match=r"absent\.txt: there is no such file"):
        scanned(graph, "--from", f"@{tmp_path / 'absent.txt'}")
    with pytest.raises(InputError, match="holds no name"):
        scanned(graph, "--from", f"@{tmp_path / 'empty.txt'}")
    with pytest.raises(UsageError, match="--since"):
        scanned(graph, "--from", "g0-party-0", "--since", "soon")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(StoreError, match="needs Java"):
        scanned(graph, "--from", "g0-party-0")
    with pytest.raises(UsageError, match="one transfer"):
        Bounds(0, 0)

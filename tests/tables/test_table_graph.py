"""A table graph gives the answers of a loaded graph: the same routes, told the same, found on columns (P12)."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from chipgraph import settings
from chipgraph.errors import InputError, NameNotFoundError, UsageError
from chipgraph.table_graph import TableGraph
from chipgraph.tables import folder
from chipgraph.tables.model import RecordTables
from chipgraph.tables.scanning import TableScan
from chipgraph.tables.synthetic import DATASETS, generate
from chipgraph.tracing import TraceOptions


def opened(tables: RecordTables, path: Path) -> TableGraph:
    folder.write(tables, path)
    return TableGraph(path, settings.load({"home": str(path.parent / "home")}))


@pytest.mark.parametrize("seed", range(4))
def test_columns_and_rows_give_the_same_routes_in_the_same_words(seed: int, tmp_path: Path) -> None:
    graph = opened(generate(400, seed).tables, tmp_path / "graph")
    random, joined = Random(seed), 0
    r = graph.tables.records
    for _ in range(12):
        start = graph.tables.entities.key[random.choice(r.source.tolist())]
        end = graph.tables.entities.key[random.choice(r.target.tolist())]
        if start == end:
            continue
        options = TraceOptions(max_transfers=3, max_lineage=2, include=("denied",))
        by_rows = graph.trace(str(start), str(end), max_transfers=3, max_lineage=2, include=("denied",))
        by_columns = graph.table_tracer.trace([str(start)], [str(end)], options, graph.digests, graph.dataset_lines)
        assert by_columns.routes == by_rows.routes
        assert by_columns.denied_relations == by_rows.denied_relations
        for key in ("exhaustive", "routes_listed", "routes_in_all", "states", "steps"):
            assert by_columns.certificate[key] == by_rows.certificate[key], key
        joined += len(by_rows.routes)
    assert joined


def test_the_same_seed_gives_the_same_graph_and_another_another() -> None:
    assert generate(500, 3).tables.digest == generate(500, 3).tables.digest
    assert generate(500, 3).tables.digest != generate(500, 4).tables.digest


def test_a_made_up_graph_has_every_strength_and_denials(tmp_path: Path) -> None:
    graph = opened(generate(2000).tables, tmp_path / "graph")
    strengths = {str(p.status.strength.word) for p in graph.view().propositions.values()}
    assert strengths == {"none", "alleged", "reported", "observed", "official"}
    standings = {str(p.status.standing) for p in graph.view().propositions.values()}
    assert {"undisputed", "disputed", "denied"} <= standings
    assert len(graph.dataset_lines) == len(DATASETS)


def test_a_folder_reads_back_as_it_was_written(tmp_path: Path) -> None:
    tables = generate(300).tables
    folder.write(tables, tmp_path / "graph")
    assert folder.read(tmp_path / "graph").digest == tables.digest
    folder.write(generate(300, 1).tables, tmp_path / "graph")
    assert folder.read(tmp_path / "graph").digest != tables.digest, "a table graph is replaced by the next"


def test_what_is_no_table_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("mine")
    with pytest.raises(UsageError, match="no table graph"):
        folder.write(generate(100).tables, tmp_path / "other")
    with pytest.raises(InputError, match="no table graph here"):
        folder.read(tmp_path / "other")
    folder.write(generate(100).tables, tmp_path / "graph")
    part = tmp_path / "graph" / "records.parquet"
    part.write_bytes(part.read_bytes()[:-100])
    with pytest.raises(InputError, match=r"records\.parquet"):
        folder.read(tmp_path / "graph")
    with pytest.raises(UsageError, match="100 to"):
        generate(5)


def test_a_large_graph_says_what_needs_all_rows(tmp_path: Path, shared_large: TableGraph) -> None:
    with pytest.raises(UsageError, match="every record as a row"):
        shared_large.show("firm-1")
    with pytest.raises(UsageError, match="SPARQL"):
        shared_large.sparql("SELECT * { ?s ?p ?o }")
    with pytest.raises(NameNotFoundError):
        shared_large.entity("nobody at all")
    assert shared_large.entity("FIRM 1").id == "firm-1"
    assert shared_large.search("firm 1", 3)[0].entity.caption == "Firm 1"


def test_routes_of_a_large_graph_name_their_claims(shared_large: TableGraph) -> None:
    keys, r = shared_large.tables.entities.key, shared_large.tables.records
    row = int(np.flatnonzero((r.cls == 1) & (r.product >= 0) & (r.dataset == 1))[0])
    answer = shared_large.trace(str(keys[r.source[row]]), str(keys[r.target[row]]), max_transfers=1)
    steps = [step for route in answer.routes for step in route["steps"]]
    told = {one["record"] for step in steps for one in (step, *step["alternatives"])}
    assert f"synthetic-customs-record-{r.row[row]:010}" in told
    assert all(step["claims"] for step in steps)


@pytest.fixture(scope="module")
def shared_large(tmp_path_factory: pytest.TempPathFactory) -> TableGraph:
    """A graph with more records than are written as rows."""
    return opened(generate(120_000).tables, tmp_path_factory.mktemp("large") / "graph")


def test_a_scan_of_columns_joins_the_pairs_that_a_scan_of_rows_joins(tmp_path: Path) -> None:
    """The engine of pairs is tested by itself; here the numbers become the same ids, days and routes."""
    made = generate(600, 5)
    opened(made.tables, tmp_path / "graph")
    compiled = settings.load({"home": str(tmp_path / "home"), "engine": "jit"})
    graph = TableGraph(tmp_path / "graph", compiled)
    sources = [f"firm-{n}" for n in range(8)] + list(made.controlled[:3])
    targets = [f"firm-{n}" for n in range(20, 40)]
    bounds = TraceOptions(max_transfers=3, max_lineage=2)
    scan = TableScan(graph.table_tracer, sources, targets, bounds, graph.digests, graph.dataset_lines)
    by_columns = {(str(row["source"]), str(row["target"])): row for row in scan}
    by_rows = {
        (str(r["source"]), str(r["target"])) for r in graph.scan(sources, targets, max_transfers=3, max_lineage=2)
    }
    assert by_columns.keys() == by_rows
    assert by_columns
    for pair, row in by_columns.items():
        routes = graph.trace(*pair, max_transfers=3, max_lineage=2, limit=None).routes
        assert row["transfers"] == min(route["transfers"] for route in routes)
        assert row["route"] in {route["id"] for route in routes}
    assert scan.certificate["exhaustive"] is True


def test_a_scan_needs_both_ends_and_ends_at_parties(shared_large: TableGraph) -> None:
    with pytest.raises(UsageError, match="both ends"):
        shared_large.scan("firm-1")
    with pytest.raises(UsageError, match="is a product"):
        shared_large.scan("firm-1", "item-1")

"""The case as it ships: its rows, and a graph in which it is loaded with the territories and lists that it refers to."""

from __future__ import annotations

from pathlib import Path

import pytest

import chipgraph
from chipgraph import resources, schema
from chipgraph.graph import Graph
from chipgraph.records import Row
from chipgraph.sheets import read_sheet
from chipgraph.stores.disk import DatasetContent
from chipgraph_ingest.runner import collect
from chipgraph_ingest.spec import read_spec

SOURCES = resources.ontology().parent / "ingest" / "sources"
CASE = SOURCES / "curated" / "tsmc_sophgo_huawei"


@pytest.fixture(scope="session")
def case_rows() -> dict[str, Row]:
    return {row.id: row for row in read_sheet(CASE / "case", schema.load()).rows}


@pytest.fixture(scope="session")
def case_graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Load the case and the reference data, without the Entity List."""
    graph = chipgraph.open(Path(tmp_path_factory.mktemp("case")))
    changes: dict[str, DatasetContent | None] = {}
    for folder in (SOURCES / "reference" / "territories", SOURCES / "reference" / "us_lists", CASE):
        spec = read_spec(folder)
        rows, _, _ = collect(spec)
        changes[spec.name] = DatasetContent(tuple(rows), (), {})
    graph.put(changes)
    return graph

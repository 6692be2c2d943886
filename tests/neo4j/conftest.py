"""The case, loaded once into a graph of its own, as tables."""

from __future__ import annotations

from pathlib import Path

import pytest

import chipgraph
from chipgraph import resources
from chipgraph.graph import Graph
from chipgraph.projection import tables_of
from chipgraph.stores.disk import DatasetContent
from chipgraph.stores.protocol import GraphTables
from chipgraph_ingest.runner import collect
from chipgraph_ingest.spec import read_spec

SOURCES = resources.ontology().parent / "ingest" / "sources"


@pytest.fixture(scope="session")
def projected_graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Load the case with the reference data that it needs."""
    graph = chipgraph.open(Path(tmp_path_factory.mktemp("projected")))
    changes: dict[str, DatasetContent | None] = {}
    for name in ("reference/territories", "reference/us_lists", "curated/tsmc_sophgo_huawei"):
        spec = read_spec(SOURCES / name)
        changes[spec.name] = DatasetContent(tuple(collect(spec)[0]), (), {})
    graph.put(changes)
    return graph


@pytest.fixture(scope="session")
def projected(projected_graph: Graph) -> GraphTables:
    return tables_of(projected_graph.view())

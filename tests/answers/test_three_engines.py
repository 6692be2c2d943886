"""The same question gives the same answer in Python, SPARQL and Cypher, on the shipped data (G15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chipgraph import engines
from chipgraph.graph import Graph
from chipgraph.neo4j_server import Connection
from chipgraph.projection import tables_of
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.sparql import SparqlStore
from chipgraph.tracing import TraceOptions, Tracer

SMALL = {"max_transfers": 3, "max_lineage": 1}
"""SPARQL asks one query a length, and each tries every walk of that length: the bounds are kept where that takes seconds."""

QUESTIONS: list[tuple[tuple[str, ...] | None, tuple[str, ...], dict[str, Any]]] = [
    (("TSMC",), ("Huawei",), SMALL),
    (("TSMC",), ("Huawei",), {**SMALL, "include": ("denied",)}),
    (("TSMC",), ("Huawei",), {**SMALL, "min_strength": "reported"}),
    (("Sophgo",), ("Huawei",), {**SMALL, "disputed": "exclude"}),
    (("TSMC",), ("Huawei",), {**SMALL, "since": "2023", "until": "2024-06-30"}),
    (("TSMC",), ("Huawei",), {**SMALL, "mode": "strict"}),
    (("Samsung",), ("Huawei",), SMALL),
    (("SMIC",), ("Ascend 910C",), {"max_transfers": 1, "max_lineage": 1}),
    (None, ("Ascend 910C",), {"max_transfers": 1, "max_lineage": 1}),
    (("Bitmain",), ("Samsung",), SMALL),
]


@pytest.fixture(scope="module")
def neo4j(shipped: Graph, empty_neo4j_once: Connection) -> Iterator[Neo4jStore]:
    with Neo4jStore(empty_neo4j_once) as store:
        store.load(tables_of(shipped.view()))
        yield store


@pytest.fixture(scope="module")
def sparql(shipped: Graph) -> Iterator[SparqlStore]:
    with SparqlStore(shipped.store.generation() / "rdf") as store:
        yield store


@pytest.mark.parametrize(("start", "end", "bounds"), QUESTIONS)
def test_a_trace_is_the_same_in_three_engines(
    shipped: Graph,
    neo4j: Neo4jStore,
    sparql: SparqlStore,
    start: tuple[str, ...] | None,
    end: tuple[str, ...],
    bounds: dict[str, Any],
) -> None:
    options = TraceOptions.of(bounds, shipped.settings)
    tracer: Tracer = shipped.tracer(options)
    asked = engines.ask(tracer, start, end, options)
    found = engines.walks_in_python(tracer, tracer.finder.find(asked.question))
    assert engines.walks_in_sparql(sparql, asked) == found
    assert engines.walks_in_cypher(neo4j, asked) == found
    if start != ("Bitmain",) and bounds.get("disputed") != "exclude":
        assert found, "a question without an answer compares nothing"

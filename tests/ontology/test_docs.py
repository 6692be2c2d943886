"""The reference of the ontology follows from the Turtle, and its examples work (O18)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from chipgraph import ontology_docs, resources
from chipgraph.graph import Graph
from chipgraph.neo4j_server import Connection
from chipgraph.projection import tables_of
from chipgraph.schema import Schema, load
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.sparql import SparqlStore

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "ontology.md"
SCHEMA = load()
CLASSES = [c for c in SCHEMA.classes() if SCHEMA.has_individuals(c)]
BRACKETS = {"Entity", "Article", "Facility", "Product"}
PREFIXES = "".join(
    line + "\n"
    for line in (resources.ontology() / "chipgraph.ttl").read_text(encoding="utf-8").splitlines()
    if line.startswith("@prefix")
)


@pytest.fixture(scope="module")
def neo4j(shipped: Graph, empty_neo4j_once: Connection) -> Iterator[Neo4jStore]:
    with Neo4jStore(empty_neo4j_once) as store:
        store.load(tables_of(shipped.view()))
        yield store


@pytest.fixture(scope="module")
def sparql(shipped: Graph) -> Iterator[SparqlStore]:
    with SparqlStore(shipped.store.generation() / "rdf") as store:
        yield store


def test_the_page_is_up_to_date() -> None:
    """Run `chipgraph docs ontology -o docs/reference/ontology.md` where this fails."""
    assert PAGE.read_text(encoding="utf-8") == ontology_docs.reference()


def test_the_page_has_every_class_list_and_definition() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in (*CLASSES, *SCHEMA.schemes()):
        assert f"### {name}\n" in page, name
    for relation in SCHEMA.relations():
        assert f"|{relation.edge}|" in page, "the diagram has an arrow for each edge"


@pytest.mark.parametrize("cls", [c for c in CLASSES if c not in BRACKETS])
def test_every_class_has_an_example_that_parses_and_is_of_it(cls: str) -> None:
    example = ontology_docs.turtle_examples(resources.ontology(), SCHEMA)[cls]
    quads = list(ox.parse((PREFIXES + example).encode(), format=ox.RdfFormat.TURTLE))
    assert f"https://w3id.org/chipgraph/ontology#{cls}" in {
        q.object.value for q in quads if not isinstance(q.object, ox.Triple)
    }


def test_both_queries_of_every_class_give_the_same(sparql: SparqlStore, neo4j: Neo4jStore) -> None:
    answered = set()
    for cls in CLASSES:
        in_sparql = sparql.query(ontology_docs.sparql_example(SCHEMA, cls))
        in_cypher = neo4j.query(ontology_docs.cypher_example(SCHEMA, cls))
        assert in_sparql.columns == in_cypher.columns, cls
        assert len(in_sparql.rows) == len(in_cypher.rows), cls
        if in_sparql.rows:
            answered.add(cls)
    assert {
        "Foundry",
        "Fabrication",
        "Transfer",
        "Claim",
        "Pattern",
        "Statement",
        "ProductMeasure",
        "Source",
    } <= answered


def test_a_class_that_is_only_turtle_stands_in_the_reference(tmp_path: Path) -> None:
    extra = tmp_path / "loan.ttl"
    extra.write_text((Path(__file__).parent / "new_class.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    schema: Schema = load(extra=[extra])
    assert ontology_docs.cypher_example(schema, "Loan").startswith("MATCH (a:Entity)-[p:LENT_TO]->")
    assert "cg:Loan" in ontology_docs.sparql_example(schema, "Loan")
    assert "LENT_TO" in ontology_docs.cypher_example(schema, "Transfer")

"""One suite for every store of the View (O6): the same tables, the same answers, the same manners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chipgraph.errors import EmptyStoreError, LimitError, QueryError, RefusedError, ValidationError
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.protocol import EdgeRow, GraphTables, NodeRow, QueryLimits, ViewStore
from chipgraph.stores.sparql import SparqlStore


@dataclass(frozen=True)
class Language:
    """The same questions in the language of one store."""

    firms: str
    passed: str
    variants: str
    claims: str
    steps: str
    write: str
    nonsense: str
    endless: str


CYPHER = Language(
    firms="MATCH (n:Firm) RETURN n.id AS id, n.caption AS caption ORDER BY id",
    passed="MATCH (a)-[r:PASSED_TO]->(b) RETURN a.id AS a, b.id AS b, r.strength AS s, r.disputed AS d ORDER BY a",
    variants="MATCH (a)-[:VARIANT_OF]->(b) RETURN a.id AS a, b.id AS b",
    claims="MATCH (c:Claim), ()-[r:PASSED_TO]->() WHERE c.about IN r.records RETURN c.id AS c, r.id AS r ORDER BY c",
    steps="MATCH (a:Holding)-[s:STEP]->(b:Holding) RETURN a.id AS a, b.id AS b, s.s1 AS s1, s.e2 AS e2 ORDER BY a",
    write="CREATE (n:Firm {id: 'x'})",
    nonsense="MATCH (n RETURN n",
    endless="UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*) AS n",
)
SPARQL = Language(
    firms="SELECT ?id ?caption { ?n a cg:Firm ; cg:id ?id ; cg:caption ?caption } ORDER BY ?id",
    passed="SELECT ?a ?b ?s ?d { ?r a cg:Transfer ; cg:source/cg:id ?a ; cg:target/cg:id ?b ; cg:strength ?s ;"
    " cg:disputed ?d } ORDER BY ?a",
    variants="SELECT ?a ?b { ?x cg:variantOf ?y . ?x cg:id ?a . ?y cg:id ?b }",
    claims="SELECT ?c ?r { ?x a cg:Claim ; cg:about ?record ; cg:id ?c . ?p a cg:Transfer ; cg:record ?record ;"
    " cg:id ?r } ORDER BY ?c",
    steps="SELECT ?a ?b ?s1 ?e2 { ?s a cg:Step ; cg:leaves/cg:id ?a ; cg:enters/cg:id ?b ; cg:s1 ?s1 ; cg:e2 ?e2 }"
    " ORDER BY ?a",
    write="INSERT DATA { cgr:x a cg:Firm }",
    nonsense="SELECT ?n { ?n",
    endless="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }",
)

Case = tuple[ViewStore, Language]


@pytest.fixture(params=["neo4j", "sparql"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    if request.param == "neo4j":
        yield request.getfixturevalue("neo4j_store"), CYPHER
        return
    with SparqlStore(tmp_path / "rdf") as store:
        yield store, SPARQL


def test_each_store_keeps_to_the_protocol(case: Case) -> None:
    store: ViewStore = case[0]
    assert isinstance(store, Neo4jStore | SparqlStore)


def test_an_empty_store_says_so(case: Case) -> None:
    store, language = case
    assert store.digest() is None
    with pytest.raises(EmptyStoreError, match="chipgraph"):
        store.query(language.firms)


def test_what_is_loaded_is_read_back(case: Case, tables: GraphTables) -> None:
    """Names in two scripts, quotes, backslashes and line ends come back as they were."""
    store, language = case
    report = store.load(tables)
    assert (report.changed, report.digest, store.digest()) == (True, "digest-a", "digest-a")
    firms = [(n.id, n.properties["caption"]) for n in tables.nodes if "Firm" in n.labels]
    assert list(store.query(language.firms).rows) == firms
    assert store.query(language.passed).rows == (
        ("firm-0", "firm-1", "reported", False),
        ("firm-1", "firm-2", "reported", True),
    )
    assert store.query(language.variants).rows == (("die-x1", "die-x"),)
    assert store.query(language.claims).rows == (("claim-0", "prop-0"), ("claim-1", "prop-1"))
    assert store.query(language.steps).rows == (
        ("firm-0|die-x", "firm-1|die-x", 18262, 2**30),
        ("firm-1|die-x", "firm-2|die-x", 18263, 2**30),
    )


def test_columns_and_limits(case: Case, tables: GraphTables) -> None:
    store, language = case
    store.load(tables)
    answer = store.query(language.firms, limits=QueryLimits(rows=2))
    assert (answer.columns, len(answer.rows), answer.truncated) == (("id", "caption"), 2, True)
    assert not store.query(language.firms, limits=QueryLimits(rows=3)).truncated


def test_the_same_digest_changes_nothing(case: Case, tables: GraphTables) -> None:
    store, language = case
    store.load(tables)
    before = store.query(language.steps)
    assert not store.load(tables).changed
    assert store.query(language.steps) == before


def test_a_load_replaces_the_one_before(case: Case, tables: GraphTables, other_tables: GraphTables) -> None:
    store, language = case
    store.load(tables)
    store.load(other_tables)
    assert store.digest() == "digest-b"
    assert len(store.query(language.firms).rows) == 5
    store.load(tables)
    assert len(store.query(language.firms).rows) == 3


def test_a_load_that_is_stopped_leaves_the_one_before(
    case: Case, tables: GraphTables, other_tables: GraphTables
) -> None:
    store, language = case
    store.load(tables)

    def stop(what: str, done: int, all_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.load(other_tables, stop)
    assert store.digest() == "digest-a"
    store.load(other_tables)
    assert len(store.query(language.firms).rows) == 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: GraphTables([*t.nodes, t.nodes[0]], t.edges, "bad"),
        lambda t: GraphTables(t.nodes, [*t.edges, EdgeRow("e", "OWNS", "firm-0", "nobody", {})], "bad"),
        lambda t: GraphTables([*t.nodes, NodeRow("n", ("Entity",), {"id": "m"})], t.edges, "bad"),
    ],
)
def test_unsound_tables_are_refused(
    case: Case, tables: GraphTables, spoil: Callable[[GraphTables], GraphTables]
) -> None:
    store, language = case
    store.load(tables)
    with pytest.raises(ValidationError):
        store.load(spoil(tables))
    assert store.digest() == "digest-a"
    assert len(store.query(language.firms).rows) == 3


def test_a_write_is_refused(case: Case, tables: GraphTables) -> None:
    store, language = case
    store.load(tables)
    with pytest.raises(RefusedError):
        store.query(language.write)


def test_a_text_that_cannot_be_read(case: Case, tables: GraphTables) -> None:
    store, language = case
    store.load(tables)
    with pytest.raises(QueryError):
        store.query(language.nonsense)


def test_a_query_ends_at_its_time_limit(case: Case, tables: GraphTables) -> None:
    store, language = case
    store.load(tables)
    with pytest.raises(LimitError, match="time limit"):
        store.query(language.endless, limits=QueryLimits(seconds=1.5))
    assert len(store.query(language.firms).rows) == 3, "the next query is answered"

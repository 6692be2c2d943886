"""The SPARQL store: guards (F57), the process of the queries (F58), damaged files, named graphs."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from chipgraph import schema
from chipgraph.errors import QueryError, RefusedError, StoreError, UsageError, ValidationError
from chipgraph.records import Records, Row
from chipgraph.stores import rdf_view, sparql_guard
from chipgraph.stores.protocol import GraphTables, NodeRow, QueryLimits
from chipgraph.stores.rdf_view import PREFIXES
from chipgraph.stores.sparql import SparqlStore

SERVICE = "SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o }"
DATASET = "https://w3id.org/chipgraph/dataset/sheet"

SERVICES = {
    "plain": f"SELECT * {{ {SERVICE} }}",
    "silent": "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "a variable": "SELECT * { ?x a cg:Firm . SERVICE ?x { ?s ?p ?o } }",
    "lower case": "select * { service <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "union": f"SELECT * {{ {{ ?a ?b ?c }} UNION {{ {SERVICE} }} }}",
    "optional": f"SELECT * {{ ?a ?b ?c OPTIONAL {{ {SERVICE} }} }}",
    "minus": f"SELECT * {{ ?a ?b ?c MINUS {{ {SERVICE} }} }}",
    "graph": f"SELECT * {{ GRAPH ?g {{ {SERVICE} }} }}",
    "exists": f"SELECT * {{ ?a ?b ?c FILTER EXISTS {{ {SERVICE} }} }}",
    "not exists": f"SELECT * {{ ?a ?b ?c FILTER NOT EXISTS {{ {SERVICE} }} }}",
    "exists in bind": f"SELECT * {{ ?a ?b ?c BIND(EXISTS {{ {SERVICE} }} AS ?x) }}",
    "exists in a select": f"SELECT (EXISTS {{ {SERVICE} }} AS ?x) {{ ?a ?b ?c }}",
    "exists in having": f"SELECT ?a {{ ?a ?b ?c }} GROUP BY ?a HAVING(EXISTS {{ {SERVICE} }})",
    "exists in order": f"SELECT ?a {{ ?a ?b ?c }} ORDER BY (EXISTS {{ {SERVICE} }})",
    "exists in if": f"SELECT * {{ ?a ?b ?c FILTER(IF(EXISTS {{ {SERVICE} }}, true, false)) }}",
    "sub-select": f"SELECT * {{ {{ SELECT * {{ {SERVICE} }} }} }}",
    "lateral": f"SELECT * {{ ?a ?b ?c LATERAL {{ {SERVICE} }} }}",
    "construct": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {SERVICE} }}",
    "describe": f"DESCRIBE ?s WHERE {{ {SERVICE} }}",
    "ask": f"ASK {{ {SERVICE} }}",
}


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_refused_wherever_it_stands(name: str) -> None:
    with pytest.raises(RefusedError, match="SERVICE"):
        sparql_guard.check(SERVICES[name], PREFIXES, ())


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { cgr:a cg:name 'x' }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "CLEAR ALL",
        "DROP ALL",
        "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="chipgraph load"):
        sparql_guard.check(text, PREFIXES, ())


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_names_only_graphs_of_the_store(clause: str) -> None:
    sparql_guard.check(f"SELECT * {clause} <{DATASET}> {{ ?s ?p ?o }}", PREFIXES, {DATASET})
    with pytest.raises(RefusedError, match="no graph of this store"):
        sparql_guard.check(f"SELECT * {clause} <http://127.0.0.1:9/x> {{ ?s ?p ?o }}", PREFIXES, {DATASET})


@pytest.mark.parametrize(
    "text", ["", "SELECT", "SELECT * { ?a ?b }", "MATCH (n) RETURN n", "SELECT * { ?a nope:b ?c }"]
)
def test_what_is_no_query_is_an_error_of_the_query(text: str) -> None:
    with pytest.raises(QueryError):
        sparql_guard.check(text, PREFIXES, ())


def test_a_text_beyond_measure_is_refused() -> None:
    with pytest.raises(RefusedError, match="characters"):
        sparql_guard.check("SELECT * { ?a ?b '" + "x" * sparql_guard.LONGEST + "' }", PREFIXES, ())
    deep = "SELECT * " + "{" * 3000 + "?a ?b ?c" + "}" * 3000
    with pytest.raises((RefusedError, QueryError)):
        sparql_guard.check(deep, PREFIXES, ())


@pytest.fixture
def loaded(tmp_path: Path, tables: GraphTables) -> Path:
    records = Records([Row("firm-0", "sheet", ("Firm",), {"name_en": ("Firm 0",)})])
    SparqlStore.build(tmp_path / "rdf", tables, records, schema.load())
    return tmp_path / "rdf"


def test_a_service_is_never_called(loaded: Path) -> None:
    """What passes the guard by mistake still runs in a process without a network (F58)."""
    called = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)

        def listen() -> None:
            try:
                server.accept()[0].close()
                called.set()
            except TimeoutError:
                pass

        thread = threading.Thread(target=listen)
        thread.start()
        port = server.getsockname()[1]
        with SparqlStore(loaded) as store, pytest.raises(RefusedError):
            store.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        thread.join()
    assert not called.is_set()


def test_named_graphs_hold_the_records(loaded: Path) -> None:
    with SparqlStore(loaded) as store:
        graphs = store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
        assert graphs == ((DATASET,),)
        named = store.query(f"SELECT ?n FROM <{DATASET}> {{ cgr:firm-0 cg:name ?n }}").rows
        assert named == (("Firm 0",),)


def test_the_view_has_individuals_with_roles(loaded: Path) -> None:
    """A proposition is an individual of its class with the roles of the class, besides source and target."""
    with SparqlStore(loaded) as store:
        rows = store.query(
            "SELECT ?holder ?recipient ?product { cgr:prop-0 a cg:Proposition, cg:Transfer, cg:Relation ; "
            "cg:holder/cg:id ?holder ; cg:recipient/cg:id ?recipient ; cg:product/cg:id ?product }"
        ).rows
        assert rows == (("firm-0", "firm-1", "die-x"),)
        assert store.query("SELECT ?d { cgr:prop-0 cg:validFrom ?d }").rows == (("2020-01",),)
        assert store.query("SELECT ?q { ?c cg:quote ?q FILTER(lang(?q) = 'zh-hans') } LIMIT 1").rows == (("没有",),)


def test_the_forms_of_an_answer(loaded: Path) -> None:
    with SparqlStore(loaded) as store:
        assert store.query("ASK { ?s a cg:Firm }").rows == ((True,),)
        built = store.query("CONSTRUCT { ?s cg:caption ?n } WHERE { ?s a cg:Product ; cg:caption ?n }")
        assert built.columns == ("subject", "predicate", "object")
        assert built.rdf is not None
        assert len(list(ox.parse(built.rdf, format=ox.RdfFormat.N_TRIPLES))) == len(built.rows) == 2
        assert store.query("SELECT (1.5 AS ?a) (true AS ?b) ?c {}").rows == ((1.5, True, None),)
        with pytest.raises(UsageError, match="VALUES"):
            store.query("SELECT * { ?s ?p ?o }", {"s": "x"})


def test_a_query_that_runs_too_long_is_killed(loaded: Path) -> None:
    with SparqlStore(loaded) as store:
        store.query("ASK {}")
        with pytest.raises(Exception, match="time limit"):
            store.query(
                "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", limits=QueryLimits(0.3)
            )
        assert store.query("ASK { ?s a cg:Firm }").rows == ((True,),)


@pytest.mark.parametrize("kind", [".sst", "MANIFEST", "CURRENT", ".json"])
@pytest.mark.parametrize("how", ["cut", "gone"])
def test_a_damaged_store_says_what_to_do(loaded: Path, kind: str, how: str) -> None:
    name = (loaded / "CURRENT").read_text()
    inside = [p for p in (loaded / name).iterdir() if p.name.endswith(kind) or p.name.startswith(kind)]
    for path in inside if kind != ".json" else [loaded / f"{name}.json"]:
        if how == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with SparqlStore(loaded) as store, pytest.raises(StoreError, match="chipgraph load"):
        store.query("SELECT * { ?s ?p ?o }")


def test_readers_keep_the_old_load_while_another_is_written(loaded: Path, other_tables: GraphTables) -> None:
    seen: list[object] = []
    with SparqlStore(loaded) as store, SparqlStore(loaded) as reader:
        count = "SELECT (COUNT(*) AS ?n) { ?s a cg:Firm }"
        store.load(other_tables, lambda what, done, all_: seen.append(reader.query(count).rows[0][0]))
        assert seen == [3]
        assert reader.query(count).rows == ((5,),)
    assert len([p for p in loaded.iterdir() if p.is_dir()]) == 2, (
        "the old one stays for its readers until the next load"
    )


def test_a_key_without_a_term_is_an_error() -> None:
    """Nothing is dropped silently (P10)."""
    tables = GraphTables([NodeRow("a", ("Entity",), {"colour": "red"})], [], "d")
    with pytest.raises(ValidationError, match="colour"):
        list(rdf_view.quads(tables, schema.load()))

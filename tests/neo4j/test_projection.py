"""The View as tables (P11, P12), and the same rows from them in Cypher, in SPARQL and in Python (O6, G15)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chipgraph.claims import Standing
from chipgraph.dates import FIRST, LAST, day_text
from chipgraph.graph import Graph
from chipgraph.neo4j_server import Connection
from chipgraph.projection import tables_of
from chipgraph.routes.steps import Kind, Mark
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.protocol import GraphTables
from chipgraph.stores.sparql import SparqlStore
from chipgraph.tracing import Tracer
from chipgraph.view import View

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def neo4j(empty_neo4j_once: Connection, projected: GraphTables) -> Iterator[Neo4jStore]:
    with Neo4jStore(empty_neo4j_once) as store:
        store.load(projected)
        yield store


@pytest.fixture(scope="module")
def sparql(projected_graph: Graph) -> Iterator[SparqlStore]:
    with SparqlStore(projected_graph.store.generation() / "rdf") as store:
        yield store


@pytest.fixture(scope="module")
def view(projected_graph: Graph) -> View:
    return projected_graph.view()


def rows(store: Neo4jStore | SparqlStore, text: str) -> Rows:
    return sorted(store.query(text).rows, key=str)


def test_entities_have_all_their_classes_as_labels(view: View, projected: GraphTables) -> None:
    """P1: leaf classes as asserted, superclasses derived."""
    labels = {n.id: set(n.labels) for n in projected.nodes}
    assert {"Entity", "Agent", "Firm", "Foundry"} <= labels["firm-tsmc"]
    for entity in view.entities.values():
        assert labels[entity.id] == {c for t in entity.types for c in view.schema.superclasses(t)}


def test_claims_lie_on_no_path(projected: GraphTables) -> None:
    """P9: claims, sources and datasets join by id properties."""
    kinds = {n.id: n.kind for n in projected.nodes}
    for edge in projected.edges:
        ends = {kinds[edge.source], kinds[edge.target]}
        assert ends == ({"Holding"} if edge.type == "STEP" else {"Entity"}), edge


def test_claims_join_by_ids_of_the_view(view: View, projected: GraphTables) -> None:
    known = {n.id for n in projected.nodes} | set(view.records)
    claims = [n for n in projected.nodes if n.kind == "Claim"]
    assert len(claims) == len(view.claims) > 100
    for claim in claims:
        for key in ("made_by", "cites", "about"):
            assert claim.properties.get(key, "firm-tsmc") in known, (claim.id, key)


def test_bounds_that_are_not_known_are_no_dates(projected: GraphTables) -> None:
    """P4: days with a sentinel for comparing, dates only where something is stated."""
    for edge in projected.edges:
        for day, date in (("s1", "from_earliest"), ("s2", "from_latest"), ("e1", "to_earliest"), ("e2", "to_latest")):
            value = edge.properties.get(day)
            if isinstance(value, int):
                stated = value not in (FIRST, LAST)
                assert (date in edge.properties) == stated
                assert not stated or str(edge.properties[date]) == day_text(value)


def test_the_tables_depend_on_the_data_alone(projected_graph: Graph, projected: GraphTables) -> None:
    other = Graph(projected_graph.settings)
    assert tables_of(other.view()) == projected


def test_steps_of_a_trace_are_steps_of_the_tables(projected_graph: Graph, projected: GraphTables) -> None:
    """P12: the step ids of every engine are the same."""
    steps = [e for e in projected.edges if e.type == "STEP"]
    held = {(e.source, e.target, e.properties["kind"]) for e in steps}
    assert len(held) == len({e.properties["step_id"] for e in steps}) < len(steps)
    routes = projected_graph.trace("TSMC", "Huawei").routes
    assert routes
    for route in routes:
        for step in route["steps"]:
            states = (step["holding_from"], step["holding_to"])
            ends = [f"{state['holder'] or '*'}|{state['product'] or '*'}" for state in states]
            assert (*ends, step["kind"]) in held


def test_entities_are_the_same_in_three_languages(view: View, neo4j: Neo4jStore, sparql: SparqlStore) -> None:
    python: Rows = sorted(((e.id, e.caption) for e in view.entities.values()), key=str)
    assert rows(neo4j, "MATCH (n:Entity) RETURN n.id AS id, n.caption AS caption") == python
    assert rows(sparql, "SELECT ?id ?caption { ?n a cg:Entity ; cg:id ?id ; cg:caption ?caption }") == python


def test_propositions_are_the_same_in_three_languages(view: View, neo4j: Neo4jStore, sparql: SparqlStore) -> None:
    python: Rows = sorted(
        (
            (
                *(p.id, p.type, p.source, p.target, p.product),
                *(p.status.strength.word, p.status.standing.value, p.status.word.value),
                *(p.bounds.s1, p.bounds.s2, p.bounds.e1, p.bounds.e2),
            )
            for p in view.propositions.values()
        ),
        key=str,
    )
    cypher = (
        "MATCH (a:Entity)-[r]->(b:Entity) WHERE r.id IS NOT NULL RETURN r.id, r.class, a.id, b.id, r.product, "
        "r.strength, r.standing, r.status, r.s1, r.s2, r.e1, r.e2"
    )
    assert rows(neo4j, cypher) == python
    query = (
        "SELECT ?id ?class ?a ?b ?product ?strength ?standing ?status ?s1 ?s2 ?e1 ?e2 { ?p a cg:Proposition, ?c ;"
        " cg:id ?id ; cg:source/cg:id ?a ; cg:target/cg:id ?b ; cg:strength ?strength ; cg:standing ?standing ;"
        " cg:status ?status ; cg:s1 ?s1 ; cg:s2 ?s2 ; cg:e1 ?e1 ; cg:e2 ?e2 OPTIONAL { ?p cg:product/cg:id ?product }"
        " BIND(STRAFTER(STR(?c), '#') AS ?class) FILTER(?c NOT IN (cg:Proposition, cg:Relation, cg:Claimable)) }"
    )
    found = rows(sparql, query)
    assert {r for r in found if r in python} == set(python)
    assert {r[0] for r in found} == {r[0] for r in python}


def test_steps_are_the_same_in_three_languages(view: View, neo4j: Neo4jStore, sparql: SparqlStore) -> None:
    """P12 and its bounds, marks, strength and standing, alternative by alternative."""
    tracer = Tracer(view, "follow", {}, ())
    table, numbering = tracer.table, tracer.numbering
    python: Rows = []
    for i in range(len(table.source)):
        standing = (
            Standing.DENIED if table.denied[i] else Standing.DISPUTED if table.disputed[i] else Standing.UNDISPUTED
        )
        marks = sorted(m.name.lower() for m in Mark if m & int(table.marks[i]) and m.name)
        bounds = (int(table.s1[i]), int(table.s2[i]), int(table.e1[i]), int(table.e2[i]))
        python.append(
            (
                *(tracer.key(int(table.source[i])), tracer.key(int(table.target[i]))),
                *(Kind(int(table.kind[i])).name.lower(), numbering.records[table.record[i]]),
                *(numbering.propositions[table.proposition[i]], *bounds, int(table.strength[i]), standing.value),
                *(bool(table.capped[i]), " ".join(marks)),
            )
        )
    python.sort(key=str)
    cypher = (
        "MATCH (a:Holding)-[s:STEP]->(b:Holding) UNWIND CASE s.marks WHEN [] THEN [''] ELSE s.marks END AS m "
        "WITH a, s, b, m ORDER BY m WITH a, s, b, collect(m) AS ms RETURN a.id, b.id, s.kind, s.record, s.proposition, "
        "s.s1, s.s2, s.e1, s.e2, s.strength_rank, s.standing, s.capped, reduce(t = '', x IN ms | t + ' ' + x) AS marks"
    )
    assert sorted(((*r[:-1], str(r[-1]).strip()) for r in rows(neo4j, cypher)), key=str) == python
    query = (
        "SELECT ?a ?b ?kind ?record ?p ?s1 ?s2 ?e1 ?e2 ?rank ?standing ?capped (GROUP_CONCAT(?m; separator=' ') AS ?ms)"
        " { ?s a cg:Step ; cg:leaves/cg:id ?a ; cg:enters/cg:id ?b ; cg:stepKind ?kind ; cg:record ?r ;"
        " cg:proposition/cg:id ?p ; cg:s1 ?s1 ; cg:s2 ?s2 ; cg:e1 ?e1 ; cg:e2 ?e2 ; cg:strengthRank ?rank ;"
        " cg:standing ?standing ; cg:capped ?capped BIND(STRAFTER(STR(?r), '/id/') AS ?record) OPTIONAL { ?s cg:mark ?m } }"
        " GROUP BY ?s ?a ?b ?kind ?record ?p ?s1 ?s2 ?e1 ?e2 ?rank ?standing ?capped"
    )
    found = sorted(((*r[:-1], " ".join(sorted(str(r[-1] or "").split()))) for r in rows(sparql, query)), key=str)
    assert found == python


def test_claims_for_and_against_a_hop_are_the_same_in_two_languages(neo4j: Neo4jStore, sparql: SparqlStore) -> None:
    """Competency question 3, by the ids that claims carry."""
    cypher = (
        "MATCH (:Firm {caption: 'Sophgo'})-[r:PASSED_TO]->(:Firm {caption: 'Huawei'}) MATCH (c:Claim) "
        "WHERE c.about IN r.records RETURN c.id, c.stance, c.made_by"
    )
    query = (
        "SELECT ?c ?stance ?maker { ?p a cg:Transfer ; cg:source/cg:caption 'Sophgo' ; cg:target/cg:caption 'Huawei' ;"
        " cg:record ?record . ?claim cg:about ?record ; cg:id ?c ; cg:stance/cg:id? ?s ; cg:madeBy/cg:id ?maker"
        " BIND(STRAFTER(STR(?s), '/vocab/') AS ?stance) }"
    )
    found = rows(neo4j, cypher)
    assert found == rows(sparql, query)
    assert found


def test_names_in_any_script_are_found_by_the_index(neo4j: Neo4jStore) -> None:
    text = (
        "CALL db.index.fulltext.queryNodes('names', $name) YIELD node, score RETURN node.id ORDER BY score DESC LIMIT 1"
    )
    assert neo4j.query(text, {"name": "华为"}).rows == (("firm-huawei",),)
    assert neo4j.query(text, {"name": "Sophgo"}).rows == (("firm-sophgo",),)


def test_what_was_not_yet_published_is_not_in_the_tables(projected_graph: Graph) -> None:
    """O30: Cypher answers on a View built for a day."""
    early = tables_of(projected_graph.view("2023-01-01"))
    early.check()
    late = tables_of(projected_graph.view())
    assert early.digest != late.digest
    assert sum(n.kind == "Claim" for n in early.nodes) < sum(n.kind == "Claim" for n in late.nodes)

"""Cypher over HTTP on a real Neo4j: rows by parameters, and every bypass of the guard refused (F59, F94)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from tests.api.conftest import ProblemOf

from chipgraph import settings
from chipgraph.graph import Graph
from chipgraph.neo4j_server import Connection
from chipgraph.projection import tables_of
from chipgraph.sheets.template import write_template
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph_api import create_app


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, empty_neo4j_once: Connection) -> Iterator[TestClient]:
    """A service over a small case that a real Neo4j holds too."""
    folder = tmp_path_factory.mktemp("cypher")
    write_template("small", folder / "small.yaml")
    chosen = {
        "home": str(folder / "home"),
        "neo4j_uri": empty_neo4j_once.uri,
        "neo4j_user": empty_neo4j_once.user,
        "neo4j_password": empty_neo4j_once.password,
    }
    graph = Graph(settings.load(chosen))
    graph.load(folder / "small.yaml")
    with Neo4jStore(empty_neo4j_once) as store:
        store.load(tables_of(graph.view()))
    with TestClient(create_app(graph), base_url="http://127.0.0.1") as client:
        yield client


def test_rows_come_by_parameters(service: TestClient) -> None:
    query = "MATCH (f:Foundry {id: $id})-[r:FABRICATED_FOR]->(c) RETURN f.caption AS maker, r.strength AS strength"
    body = service.post("/api/v1/cypher", json={"query": query, "parameters": {"id": "firm-small-foundry"}}).json()
    assert body["columns"] == ["maker", "strength"]
    assert body["rows"][0][0] == "Example Foundry"
    assert body["certificate"]["digests"]["neo4j"]


def test_the_manifest_says_that_there_is_one(service: TestClient) -> None:
    assert service.get("/api/v1/manifest").json()["neo4j"] is True


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (n) RETURN n",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) SET n.caption = 'x'",
        "MATCH (n) FOREACH (x IN [1] | CREATE (:Evil))",
        "MATCH (n) WITH n LIMIT 1 CALL (n) { CREATE (:Evil) } RETURN n",
        "CALL { CREATE (:Evil) } IN TRANSACTIONS",
        "MERGE (n:Evil) RETURN n",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "LOAD CSV FROM 'http://127.0.0.1:1/' AS line RETURN line",
        "CALL apoc.load.json('http://127.0.0.1:1/') YIELD value RETURN value",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL db.index.fulltext.createNodeIndex('x', ['A'], ['b'])",
        "CREATE INDEX evil FOR (n:Entity) ON (n.x)",
        "DROP CONSTRAINT x IF EXISTS",
        "SHOW USERS",
        "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
        "EXPLAIN CREATE (n)",
        "PROFILE CREATE (n)",
        "USE system SHOW DATABASES",
        "/* MATCH */ CREATE (n)",
    ],
)
def test_what_writes_or_reaches_out_is_refused(service: TestClient, query: str) -> None:
    answer = service.post("/api/v1/cypher", json={"query": query})
    assert answer.status_code in (400, 403), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    count = service.post("/api/v1/cypher", json={"query": "MATCH (n:Evil) RETURN count(n)"}).json()
    assert count["rows"] == [[0]]


def test_malformed_cypher_is_a_sentence(service: TestClient, problem_of: ProblemOf) -> None:
    problem_of(service.post("/api/v1/cypher", json={"query": "MATCH (n RETURN n"}), 400)
    problem_of(service.post("/api/v1/cypher", json={"query": "RETURN $missing"}), 400)
    problem_of(service.post("/api/v1/cypher", json={"query": "RETURN 1", "parameters": {"a b": 1}}), 400)

"""Cypher that only reads (F59): what is refused, by whichever layer, and what must still be answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from neo4j import Driver

from chipgraph.errors import LimitError, QueryError, RefusedError, StoreError
from chipgraph.neo4j_server import Connection
from chipgraph.stores import cypher_guard
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.protocol import EdgeRow, GraphTables, NodeRow, QueryLimits

WRITES = [
    "CREATE (n:Firm {id: 'x'})",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n:Firm) SET n.caption = 'x' RETURN n",
    "MATCH (n:Firm) REMOVE n.caption",
    "MERGE (n:Firm {id: 'x'}) RETURN n",
    "MATCH (n:Firm) FOREACH (x IN [1] | SET n.x = x)",
    "MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS",
    "MATCH (n) CALL (n) { CREATE (m:Firm) RETURN m } RETURN m",
    "UNWIND [1] AS x CREATE (n:Firm) RETURN n",
    "/* RETURN */ CREATE (n:Firm)",
    "// RETURN 1\nCREATE (n:Firm)",
    "RETURN 1 AS x UNION CREATE (n:Firm) RETURN 1 AS x",
]
ELSEWHERE = [
    "LOAD CSV FROM 'http://127.0.0.1:9/' AS row RETURN row",
    "MATCH (n) LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
    "WITH 1 AS x LOAD CSV FROM 'http://127.0.0.1:9/' AS row RETURN row",
    "CALL { LOAD CSV FROM 'http://127.0.0.1:9/' AS row RETURN row } RETURN row",
    "CALL apoc.load.json('http://127.0.0.1:9/') YIELD value RETURN value",
    "CALL `apoc`.`load`.`json`('http://127.0.0.1:9/')",
    "CALL apoc . load . json('http://127.0.0.1:9/')",
    "CALL apoc/**/.load/**/.json('http://127.0.0.1:9/')",
    "CALL dbms.listConfig()",
    "CALL dbms.listConfig",
    "CALL dbms.killConnection('bolt-0')",
    "CALL fleetManagement.registerToken('x')",
    "CALL tx.setMetaData({a: 1})",
    "CALL db.createLabel('X')",
    "RETURN apoc.util.md5(['x'])",
    "RETURN apoc /* . */ . util . md5 (['x'])",
    "RETURN `apoc`.util.`md5`(['x'])",
    "RETURN linenumber()",
    "RETURN file()",
    "MATCH (n) WHERE apoc.meta.type(n) = 'x' RETURN n",
    "RETURN [x IN range(1, 3) | apoc.util.sleep(x)]",
    "RETURN {a: apoc.util.sleep(1)}",
    "MATCH (n {id: apoc.util.sleep(1)}) RETURN n",
    "SHOW DATABASES",
    "SHOW SETTINGS",
    "SHOW USERS",
    "SHOW TRANSACTIONS",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "CREATE USER x SET PASSWORD 'abcdefgh'",
    "DROP CONSTRAINT manifest",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n",
    "USE system RETURN 1",
    "CALL { USE system RETURN 1 AS x } RETURN x",
    "RETURN graph.byName('system')",
    r"RETURN \u0031",
    r"RETURN '\u0027' AS x",
    "(n) RETURN n",
]
READS = [
    "MATCH (n:Firm) RETURN n.caption ORDER BY n.caption LIMIT 1",
    "match (n) where n.caption in ['a', 'b'] and (n.id = 'a' or not (n.id = 'b')) return count(*)",
    "MATCH (a:Firm)-[r:SUPPLIED*1..3]->(b) RETURN [x IN r | x.id] AS ids, length(shortestPath((a)-[*]->(b))) AS n",
    "MATCH p = SHORTEST 2 PATHS (a:Firm {id: 'a'})(()-[r]->()){1,3}(b:Firm {id: 'b'}) RETURN length(p)",
    "MATCH p = ANY SHORTEST (a:Firm {id: 'a'})-[:SUPPLIED]->+(b:Firm) RETURN nodes(p), relationships(p)",
    "MATCH (n) WHERE EXISTS { MATCH (n)-->(m) WHERE m.id = 'b' } RETURN COUNT { (n)-->() } AS c",
    "MATCH (n) RETURN COLLECT { MATCH (n)-->(m) RETURN m.id } AS ids",
    "MATCH (n:Firm) CALL (n) { MATCH (n)-->(m) RETURN count(m) AS c } RETURN n.id, c",
    "CALL db.index.fulltext.queryNodes('names', 'A') YIELD node, score RETURN node.id, score > 0",
    "CALL db.labels() YIELD label RETURN label",
    "CALL db.labels",
    "WITH date('2024-02-29') AS d RETURN d, d.year, duration.between(d, date()).days > 0",
    "UNWIND range(1, 3) AS i WITH i ORDER BY (i) SKIP (1) RETURN CASE WHEN (i = 2) THEN ('x') ELSE ('y') END",
    "RETURN reduce(t = 0, x IN [1, 2] | t + x) AS t, all(x IN [1] WHERE x = 1), toUpper('a') + \"b('c')\" AS s",
    "RETURN 'CREATE (n)' AS text, '// no comment' AS c, \"it's apoc.load.json('x')\" AS q, '\\'' AS e",
    "MATCH (`a b`:Firm) RETURN `a b`.caption AS `x(y)`",
    "RETURN $value AS v, $`value` AS w",
    "RETURN 1 AS x UNION ALL RETURN 2 AS x",
    "OPTIONAL MATCH (n:Nothing) RETURN coalesce(n.id, 'none') AS id",
    "MATCH (n:Firm&!Holding) WHERE n:Firm|Holding RETURN n.id",
    "MATCH (n)-[r WHERE r.id STARTS WITH ('e')]->() RETURN r.id, type(r), labels(n), keys(n)",
    "MATCH (use:Firm) RETURN use.id AS load",
]


@pytest.fixture(scope="module")
def store(empty_neo4j_once: Connection) -> Iterator[Neo4jStore]:
    nodes = [NodeRow(i, ("Entity", "Firm"), {"caption": i.upper(), "names": (i.upper(),)}) for i in ("a", "b")]
    edges = [EdgeRow("e", "SUPPLIED", "a", "b", {})]
    with Neo4jStore(empty_neo4j_once) as store:
        store.load(GraphTables(nodes, edges, "digest-guard"))
        yield store


@pytest.mark.parametrize("text", WRITES)
def test_a_write_is_refused(store: Neo4jStore, neo4j_driver: Driver, text: str) -> None:
    everything = "MATCH (n) RETURN elementId(n) AS id, properties(n) AS p ORDER BY id"
    before = neo4j_driver.execute_query(everything).records
    with pytest.raises(RefusedError):
        store.query(text)
    assert neo4j_driver.execute_query(everything).records == before


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_reaches_beyond_the_graph_is_refused(store: Neo4jStore, text: str) -> None:
    with pytest.raises(RefusedError):
        store.query(text)


@pytest.mark.parametrize("text", READS)
def test_what_reads_is_answered(store: Neo4jStore, text: str) -> None:
    parameters = {"value": 1} if "$value" in text else None
    assert store.query(text, parameters).columns


def test_words_of_a_newer_cypher_are_no_functions() -> None:
    cypher_guard.check_text("CYPHER 25 MATCH p = SHORTEST 5 ACYCLIC PATHS (a)(()-[r]->()){1,6}(b) RETURN p")
    cypher_guard.check_text(
        "MATCH REPEATABLE ELEMENTS (a)-[]->(b) FILTER (a.x = 1) LET x = (1) RETURN x NEXT RETURN (x)"
    )


def test_the_place_of_a_mistake_is_that_of_the_text(store: Neo4jStore) -> None:
    with pytest.raises(QueryError, match=r"line 1, column 8 \(offset: 7\)\)$"):
        store.query("RETURN ]")


@pytest.mark.parametrize("text", WRITES + [t for t in ELSEWHERE if "LOAD CSV" in t or t.startswith(("SHOW", "TERM"))])
def test_the_plan_alone_refuses_it_too(store: Neo4jStore, neo4j_driver: Driver, text: str) -> None:
    """Each layer stands by itself: here the text was not looked at."""
    with neo4j_driver.session(default_access_mode="READ") as session:
        summary = session.run(f"EXPLAIN {text}").consume()
    with pytest.raises(RefusedError):
        cypher_guard.check_plan(summary.query_type, tuple(cypher_guard.operators(summary.plan)))


@pytest.mark.parametrize(
    "text", ["", "  // nothing\n", "MATCH (n RETURN n", "RETURN 'open", "MATCH (n) RETURN m", "RETURN 1/"]
)
def test_what_cannot_be_read(store: Neo4jStore, text: str) -> None:
    with pytest.raises(QueryError):
        store.query(text)


def test_values_of_every_kind_come_back_plain(store: Neo4jStore) -> None:
    row = store.query(
        "MATCH p = (n:Firm {id: 'a'})-[r]->() RETURN n, r, p, {k: [1]} AS m, [1, 'x'] AS l, date('2024-02-29') AS d, "
        "1.5 AS f, true AS b, null AS z, datetime('2024-02-29T00:00Z') AS t, duration('P1D') AS u"
    ).rows[0]
    assert row[0] == '{"id": "a", "labels": ["Entity", "Firm"], "properties": {"caption": "A", "names": ["A"]}}'
    assert row[1] == '{"id": "e", "properties": {}, "source": "a", "target": "b", "type": "SUPPLIED"}'
    assert row[3:9] == ('{"k": [1]}', (1, "x"), "2024-02-29", 1.5, True, None)


def test_a_query_without_end_is_ended(store: Neo4jStore) -> None:
    with pytest.raises(LimitError, match=r"0\.5 s"):
        store.query(
            "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*)", None, QueryLimits(0.5)
        )


def test_a_server_that_is_too_old(neo4j_connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is raised, because no older release runs on the Java of today."""
    monkeypatch.setattr("chipgraph.stores.neo4j.OLDEST", (9999, 0))
    with pytest.raises(StoreError, match=r"chipgraph needs 5\.26 or later.*Nothing was changed"):
        Neo4jStore(neo4j_connection)

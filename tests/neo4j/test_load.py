"""Loading into a real Neo4j: one load or the other, interrupted, repeated, two at once, foreign data (P13)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from neo4j import Driver

from chipgraph.errors import StoreBusyError, StoreError, UsageError, ValidationError
from chipgraph.neo4j_server import Connection
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.protocol import EdgeRow, GraphTables, NodeRow, PropertyValue


def ring(digest: str, size: int) -> GraphTables:
    """Firms in a ring, each with an edge to the next."""
    properties: dict[str, PropertyValue] = {"caption": digest}
    nodes = [NodeRow(f"firm-{i:05d}", ("Entity", "Firm"), properties) for i in range(size)]
    edges = [
        EdgeRow(f"prop-{i:05d}", "SUPPLIED", f"firm-{i:05d}", f"firm-{(i + 1) % size:05d}", {}) for i in range(size)
    ]
    return GraphTables(nodes, edges, digest)


CAPTIONS = "MATCH (n:Firm {load: $load}) RETURN DISTINCT n.caption, count(*)"
FREE = "MATCH (n:Firm) RETURN DISTINCT n.caption, count(*)"


class StoppedError(Exception):
    """Stands for whatever ends a loader that can still clean up."""


def stop_after(count: int) -> Iterator[None]:
    yield from (None for _ in range(count - 1))
    raise StoppedError


def load_partly(connection: Connection, tables: GraphTables, count: int) -> None:
    ticks = stop_after(count)
    with Neo4jStore(connection, batch=20) as store, pytest.raises(StoppedError):
        store.load(tables, lambda what, done, all_: next(ticks))


def test_the_same_digest_changes_nothing(neo4j_store: Neo4jStore, neo4j_driver: Driver) -> None:
    assert neo4j_store.load(ring("a", 30)).changed
    before = neo4j_driver.execute_query("MATCH (n) RETURN elementId(n) AS id ORDER BY id").records
    assert not neo4j_store.load(ring("a", 30)).changed
    assert neo4j_driver.execute_query("MATCH (n) RETURN elementId(n) AS id ORDER BY id").records == before


def test_a_new_load_replaces_the_old_one_whole(neo4j_store: Neo4jStore, neo4j_driver: Driver) -> None:
    neo4j_store.load(ring("a", 30))
    neo4j_store.load(ring("b", 7))
    assert neo4j_store.query(FREE).rows == (("b", 7),)
    records = neo4j_driver.execute_query("MATCH ()-[r]->() RETURN DISTINCT r.load AS load, count(*) AS n").records
    assert [tuple(r) for r in records] == [("b", 7)]
    assert not neo4j_store.manifest().mixed


def test_a_load_that_was_stopped_shows_the_old_one_and_goes_on(empty_neo4j: Connection) -> None:
    with Neo4jStore(empty_neo4j) as store:
        store.load(ring("a", 30))
        load_partly(empty_neo4j, ring("b", 100), 7)
        assert store.digest() == "a"
        assert store.query(CAPTIONS).rows == (("a", 30),)
        with pytest.raises(StoreBusyError, match="two loads"):
            store.query(FREE)
    done: list[int] = []
    with Neo4jStore(empty_neo4j, batch=20) as store:
        store.load(ring("b", 100), lambda what, number, all_: done.append(number) if "written" in what else None)
        assert done[0] == 8, "the batches that were in are not written again"
        assert store.query(FREE).rows == (("b", 100),)


def test_the_remains_of_a_stopped_load_go_when_another_is_loaded(empty_neo4j: Connection, neo4j_driver: Driver) -> None:
    load_partly(empty_neo4j, ring("b", 100), 6)
    with Neo4jStore(empty_neo4j) as store:
        store.load(ring("c", 9))
        assert store.query(FREE).rows == (("c", 9),)
    loads = neo4j_driver.execute_query("MATCH (n:Firm) RETURN collect(DISTINCT n.load) AS l").records[0]["l"]
    assert loads == ["c"]


def test_going_back_to_the_load_in_use_sweeps_the_remains(empty_neo4j: Connection) -> None:
    with Neo4jStore(empty_neo4j) as store:
        store.load(ring("a", 30))
        load_partly(empty_neo4j, ring("b", 100), 6)
        assert not store.load(ring("a", 30)).changed
        assert store.query(FREE).rows == (("a", 30),)


def test_a_sweep_that_was_stopped_is_finished_by_the_next_load(empty_neo4j: Connection) -> None:
    with Neo4jStore(empty_neo4j, batch=20) as store:
        store.load(ring("a", 30))

        def stop(what: str, done: int, all_: int) -> None:
            if "swept" in what:
                raise StoppedError

        with pytest.raises(StoppedError):
            store.load(ring("b", 10), stop)
        assert store.digest() == "b"
        assert store.query(CAPTIONS).rows == (("b", 10),)
        assert not store.load(ring("b", 10)).changed
        assert store.query(FREE).rows == (("b", 10),)


KILLED = """
import sys, time
from chipgraph.neo4j_server import Connection
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.protocol import GraphTables, NodeRow
nodes = [NodeRow(f"firm-{i:05d}", ("Entity", "Firm"), {"caption": "b"}) for i in range(1000)]
with Neo4jStore(Connection(*sys.argv[1:4]), batch=20) as store:
    store.load(GraphTables(nodes, [], "b"), lambda what, done, all_: (print(done, flush=True), time.sleep(0.05)))
"""


def start_loader(connection: Connection) -> subprocess.Popen[str]:
    """Start a loader in a process of its own, and give it when five batches are in."""
    arguments = [sys.executable, "-c", KILLED, connection.uri, connection.user, connection.password]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(5):
        assert process.stdout.readline()
    return process


def test_kill_9_in_the_middle_leaves_the_old_load(empty_neo4j: Connection) -> None:
    with Neo4jStore(empty_neo4j) as store:
        store.load(ring("a", 30))
        with start_loader(empty_neo4j) as process:
            os.kill(process.pid, signal.SIGKILL)
        assert store.digest() == "a"
        assert store.query(CAPTIONS).rows == (("a", 30),)
        assert store.manifest().mixed
        store.load(ring("b", 12))  # nobody has to wait: the process is gone
        assert store.query(FREE).rows == (("b", 12),)


def test_two_loaders_at_once(empty_neo4j: Connection) -> None:
    with Neo4jStore(empty_neo4j) as store:
        store.load(ring("a", 30))
        with start_loader(empty_neo4j) as process:
            with pytest.raises(StoreBusyError, match=str(process.pid)):
                store.load(ring("c", 5))
            assert store.query(CAPTIONS).rows == (("a", 30),), "readers are not held up"
            process.communicate(timeout=60)
        assert process.returncode == 0
        assert store.query(FREE).rows == (("b", 1000),)


def test_a_loader_that_lost_its_lock_writes_no_more(empty_neo4j: Connection, neo4j_driver: Driver) -> None:
    def steal(what: str, done: int, all_: int) -> None:
        neo4j_driver.execute_query("MATCH (m:Manifest) SET m.loader = 'another'")

    with Neo4jStore(empty_neo4j, batch=20) as store:
        with pytest.raises(StoreBusyError, match="took this load over"):
            store.load(ring("a", 100), steal)
        assert store.digest() is None


def test_readers_see_one_load_or_the_other(empty_neo4j: Connection) -> None:
    """Asked at every batch of a load, at the switch and during the sweep (P13)."""
    seen: list[tuple[tuple[object, ...], ...]] = []
    with Neo4jStore(empty_neo4j, batch=20) as store, Neo4jStore(empty_neo4j) as reader:
        store.load(ring("a", 30))
        store.load(ring("b", 50), lambda what, done, all_: seen.append(reader.query(CAPTIONS).rows))
    assert set(seen) == {(("a", 30),), (("b", 50),)}
    assert seen == sorted(seen)


@pytest.mark.parametrize("statement", ["CREATE (:Person {name: 'Ada'})", "CREATE (:A)-[:KNOWS]->(:B)"])
def test_foreign_data_are_refused_and_kept(empty_neo4j: Connection, neo4j_driver: Driver, statement: str) -> None:
    neo4j_driver.execute_query(statement)
    everything = "MATCH (n) RETURN elementId(n), labels(n), properties(n), count{(n)--()} ORDER BY elementId(n)"
    before = neo4j_driver.execute_query(everything).records
    with Neo4jStore(empty_neo4j) as store, pytest.raises(StoreError, match=r"did not load.*Nothing was changed"):
        store.load(ring("a", 5))
    assert neo4j_driver.execute_query(everything).records == before


def test_foreign_data_beside_ours_are_refused_and_kept(neo4j_store: Neo4jStore, neo4j_driver: Driver) -> None:
    neo4j_store.load(ring("a", 5))
    neo4j_driver.execute_query("MATCH (n:Firm {id: 'firm-00001'}) CREATE (n)-[:NOTED]->(:Note {text: 'mine'})")
    with pytest.raises(StoreError, match="Note"):
        neo4j_store.load(ring("b", 5))
    assert neo4j_store.digest() == "a"
    assert neo4j_driver.execute_query("MATCH (n:Note) RETURN count(n) AS n").records[0]["n"] == 1


def test_constraints_come_first(neo4j_store: Neo4jStore, neo4j_driver: Driver) -> None:
    for row in neo4j_driver.execute_query("SHOW CONSTRAINTS YIELD name").records:
        neo4j_driver.execute_query(f"DROP CONSTRAINT `{row['name']}`")
    neo4j_store.load(ring("a", 5))
    rows = neo4j_driver.execute_query("SHOW CONSTRAINTS YIELD labelsOrTypes, properties").records
    held = {(r["labelsOrTypes"][0], *r["properties"]) for r in rows}
    assert {("Entity", "load", "id"), ("SUPPLIED", "load", "id"), ("Manifest", "key")} <= held


def test_tables_that_are_not_sound_are_refused(neo4j_store: Neo4jStore) -> None:
    node = NodeRow("a", ("Entity",), {})
    for bad in (
        GraphTables([node, node], [], "d"),
        GraphTables([node], [EdgeRow("e", "OWNS", "a", "b", {})], "d"),
        GraphTables([node], [EdgeRow("e", "OWNS", "a", "a", {})] * 2, "d"),
        GraphTables([NodeRow("a", ("Entity",), {"load": "x"})], [], "d"),
        GraphTables([NodeRow("a", ("Entity",), {"n": 2**63})], [], "d"),
        GraphTables([NodeRow("a", ("Entity`) DETACH DELETE (n",), {})], [], "d"),
    ):
        with pytest.raises(ValidationError):
            neo4j_store.load(bad)
    assert neo4j_store.digest() is None


def test_the_load_parameter_is_ours(neo4j_store: Neo4jStore) -> None:
    neo4j_store.load(ring("a", 5))
    with pytest.raises(UsageError, match=r"\$load"):
        neo4j_store.query("RETURN $load", {"load": "b"})


def test_a_server_that_is_down(empty_neo4j: Connection) -> None:
    started = time.monotonic()
    with pytest.raises(StoreError, match=r"No Neo4j answers at bolt://127.0.0.1:1"):
        Neo4jStore(Connection("bolt://127.0.0.1:1", "neo4j", "x"))
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "uri", ["no-uri", "http://127.0.0.1:7474", "bolt:/x", "bolt://h:7687/db", "bolt://", "file:///x"]
)
def test_an_address_that_is_none(uri: str) -> None:
    with pytest.raises(UsageError, match=r"CHIPGRAPH_NEO4J_URI.*bolt://127"):
        Neo4jStore(Connection(uri, "neo4j", "x"))


def test_a_wrong_password(empty_neo4j: Connection) -> None:
    with pytest.raises(StoreError, match="CHIPGRAPH_NEO4J_PASSWORD"):
        Neo4jStore(Connection(empty_neo4j.uri, empty_neo4j.user, "wrong"))

"""Parts that the whole suite shares: one real Neo4j, started once, and one graph with all that ships, loaded once.

A run that cannot start it fails. It is never replaced by something else, and nothing is skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from chipgraph import neo4j_server as servers
from chipgraph import settings
from chipgraph.errors import ChipgraphError
from chipgraph.graph import Graph
from chipgraph.neo4j_server import Connection, Limits, Server
from chipgraph.neo4j_server.process import with_free_ports
from chipgraph.stores.neo4j import Neo4jStore


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a real Neo4j in an empty home, from the cached artifacts; the first run fetches them."""
    home = tmp_path_factory.mktemp("neo4j-home")
    # A server that lives for minutes starts in two thirds of the time if Java does not compile for the long run.
    quick = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    before = {key: os.environ.get(key) for key in quick}
    os.environ.update(quick)
    try:
        limits = with_free_ports(Limits(heap="512m", pages="128m"))
        server = servers.up(home, settings.load().cache, lambda question: True, limits)
    except ChipgraphError as problem:
        pytest.fail(f"The tests need a real Neo4j, and it could not be started. {problem}", pytrace=False)
    finally:
        for key, value in before.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})
    yield server
    servers.down(home)


@pytest.fixture(scope="session")
def neo4j_connection(neo4j_server: Server) -> Connection:
    """Give the address and the credentials of the test server."""
    return neo4j_server.connection


@pytest.fixture(scope="session")
def neo4j_driver(neo4j_connection: Connection) -> Iterator[Driver]:
    """Give the plain driver on the test server."""
    auth = (neo4j_connection.user, neo4j_connection.password)
    with GraphDatabase.driver(neo4j_connection.uri, auth=auth, notifications_min_severity="OFF") as driver:
        yield driver


def _empty(driver: Driver) -> None:
    """Take everything out of the test server; constraints and indexes stay, because they are the same for every load."""
    with driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


@pytest.fixture
def empty_neo4j(neo4j_driver: Driver, neo4j_connection: Connection) -> Connection:
    """Empty the test server and give its address."""
    _empty(neo4j_driver)
    return neo4j_connection


@pytest.fixture(scope="module")
def empty_neo4j_once(neo4j_driver: Driver, neo4j_connection: Connection) -> Connection:
    """Empty the test server once for a module that loads it once and then only reads."""
    _empty(neo4j_driver)
    return neo4j_connection


@pytest.fixture
def neo4j_store(empty_neo4j: Connection) -> Iterator[Neo4jStore]:
    """Give the store on an empty test server."""
    with Neo4jStore(empty_neo4j) as store:
        yield store


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Give a graph that holds every shipped source; it is only read. A test that loads makes a home of its own."""
    home = tmp_path_factory.mktemp("shipped-graph")
    program = Path(sys.executable).with_name("chipgraph")
    done = subprocess.run([program, "--home", str(home), "ingest"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"The shipped sources do not load. {done.stderr}", pytrace=False)
    return Graph(settings.load({"home": str(home)}))

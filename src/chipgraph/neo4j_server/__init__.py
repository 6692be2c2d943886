"""A Neo4j Community server for this machine: ``up``, ``status``, ``down``, and which server a command talks to.

``up`` uses Docker where an engine answers, else Neo4j's published Java artifacts with a Java runtime that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from chipgraph.errors import StoreBusyError, StoreError
from chipgraph.neo4j_server import artifacts, container, java, process, state
from chipgraph.neo4j_server.artifacts import Confirm
from chipgraph.neo4j_server.process import Limits
from chipgraph.neo4j_server.state import Connection, Server

__all__ = ["Connection", "Limits", "Server", "Status", "connection", "down", "status", "up"]

_USER = "neo4j"
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the server that ``up`` manages: whether it runs, and why it does not answer."""

    server: Server | None
    running: bool
    problem: str | None


def up(home: Path, cache: Path, confirm: Confirm, limits: Limits | None = None, version: str | None = None) -> Server:
    """Start a Neo4j and wait until it answers; one that runs already is given back as it is.

    Parameters
    ----------
    home, cache
        Folders of chipgraph: its data (``CHIPGRAPH_HOME``) and its downloads (``CHIPGRAPH_CACHE``).
    confirm
        Asked before anything is downloaded.
    version
        A release of Neo4j; it rules Docker out.

    Raises
    ------
    UsageError
        If the download was not agreed to, or a port that was asked for is taken.
    StoreError
        If there is neither Docker nor a fitting Java with Maven, or the server ends while it starts.
    """
    home = home.resolve()
    wanted = Limits() if limits is None else limits
    with _alone(home):
        present = status(home)
        if present.running and present.server is not None:
            _wait(home, present.server)
            return present.server
        if version is None and container.engine_answers():
            server = container.start(home, wanted, confirm)
        else:
            release, runtime = java.choose(java.find_javas(), version)
            folder = artifacts.jars(release, cache, confirm)
            return _start_java(lambda limits: process.start(release, runtime, folder, home, limits), home, wanted)
        state.write(home, server)
        _wait(home, server)
    return server


def _start_java(start: Callable[[Limits], Server], home: Path, limits: Limits) -> Server:
    """Start a server; once more on other ports if another program took the usual ones in the meantime."""
    for attempt in range(_ATTEMPTS):
        server = start(limits if attempt == 0 else process.with_free_ports(limits))
        state.write(home, server)
        try:
            _wait(home, server)
        except StoreError:
            if state.is_running(server) or not process.lost_its_port(server) or attempt == _ATTEMPTS - 1:
                raise
        else:
            return server
    raise AssertionError("the loop returns or raises")


def status(home: Path) -> Status:
    """Say whether the server that ``up`` started runs and answers."""
    server = state.read(home.resolve())
    if server is None:
        return Status(None, False, "It was not started. Start it: chipgraph neo4j up")
    if not state.is_running(server):
        return Status(server, False, "It has ended. Start it again: chipgraph neo4j up")
    return Status(server, True, process.unanswered(server.connection))


def down(home: Path) -> Server | None:
    """End the server that ``up`` started and give what ended; None if none ran. Its data stay."""
    home = home.resolve()
    with _alone(home):
        server = state.read(home)
        if server is None:
            return None
        running = state.is_running(server)
        (container.stop if server.kind == "docker" else process.stop)(server)
        state.forget(home)
        return server if running else None


def connection(home: Path, uri: str | None = None, user: str | None = None, password: str | None = None) -> Connection:
    """Give the server to talk to: the one that the settings name, else the one that ``up`` started.

    Raises
    ------
    StoreError
        If there is none.
    """
    if uri:
        return Connection(uri, user or _USER, password or "")
    present = status(home)
    if present.server is None or not present.running:
        raise StoreError(
            "No Neo4j runs for this graph. Start one: chipgraph neo4j up. Or name one that runs: "
            "CHIPGRAPH_NEO4J_URI, CHIPGRAPH_NEO4J_USER, CHIPGRAPH_NEO4J_PASSWORD."
        )
    return present.server.connection


def _wait(home: Path, server: Server) -> None:
    try:
        process.wait(server)
    except StoreError:
        if server.kind == "docker":
            lines = container.last_lines(server)
            raise StoreError(f"Neo4j in Docker does not answer. Its last lines:\n{lines}") from None
        if not state.is_running(server):
            state.forget(home)
        raise


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    lock = FileLock(state.folder(home) / ".lock")
    try:
        with lock.acquire(timeout=150):
            yield
    except Timeout:
        raise StoreBusyError(
            f"Another chipgraph starts or stops the Neo4j of {home} at this moment. Wait for it, then try again."
        ) from None

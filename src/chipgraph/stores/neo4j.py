"""Neo4j as a store of the View: connect, load, ask in Cypher (O7, P13, F59).

What a reader sees: every row carries ``load``, and the ``Manifest`` names the load in use. ``query`` gives each text the
parameter ``$load``. A text that matches ``{load: $load}`` sees that load alone, also while another is written. A text that
does not is answered whenever the rows of one load are present, which is always but during a load or after one that was
broken off; then it is told to wait or to use ``$load``. If a load switches while a query runs, the query runs again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from neo4j import READ_ACCESS, Driver, GraphDatabase, Query, Session
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError, ServiceUnavailable, TransientError
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from chipgraph.errors import (
    EmptyStoreError,
    LimitError,
    QueryError,
    RefusedError,
    StoreBusyError,
    StoreError,
    UsageError,
)
from chipgraph.neo4j_server import Connection, connection
from chipgraph.settings import Settings
from chipgraph.stores import cypher_guard, neo4j_load, neo4j_manifest
from chipgraph.stores.neo4j_manifest import Manifest
from chipgraph.stores.protocol import Answer, GraphTables, Progress, QueryLimits, ViewLoad, silent

OLDEST = (5, 26)
"""The oldest release that is supported."""

_ATTEMPTS = 3
_ADDRESS = re.compile(r"(bolt|neo4j)(\+s|\+ssc)?://[^/\s]+/?")
_EXPLAIN = "EXPLAIN "


class Neo4jStore:
    """A Neo4j that holds one View, as a ``ViewStore``.

    Parameters
    ----------
    address
        Where it is and as whom to ask: ``chipgraph.neo4j_server.connection``.
    database
        The database to use; the server's default if it is left out.
    batch
        Rows a transaction of a load.

    Raises
    ------
    UsageError
        If the address is none.
    StoreError
        If the server does not answer, does not let us in, or is too old.
    """

    def __init__(self, address: Connection, database: str | None = None, batch: int = neo4j_load.BATCH) -> None:
        if not _ADDRESS.fullmatch(address.uri):
            raise UsageError(
                f"{address.uri!r} is no address of a Neo4j. Set CHIPGRAPH_NEO4J_URI to one as bolt://127.0.0.1:7687 or "
                "neo4j+s://host:7687."
            )
        self._connection = address
        self._database = database
        self._batch = batch
        with _failures(address):
            self._driver: Driver = GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                connection_timeout=10.0,
                max_transaction_retry_time=20.0,
                notifications_min_severity="OFF",
            )
        try:
            with _failures(address):
                self._driver.verify_connectivity()
                self._check_version()
        except BaseException:
            self._driver.close()
            raise

    @classmethod
    def of(cls, chosen: Settings) -> Neo4jStore:
        """Connect to the server that the settings name, else to the one that ``chipgraph neo4j up`` started."""
        return cls(connection(chosen.home, chosen.neo4j_uri, chosen.neo4j_user, chosen.neo4j_password))

    def digest(self) -> str | None:
        """Give the digest of the load that readers see; None before the first."""
        return self.manifest().digest

    def manifest(self) -> Manifest:
        """Give what the manifest node says."""
        with _failures(self._connection), self._reading() as session:
            return neo4j_manifest.read(session)

    def load(self, tables: GraphTables, progress: Progress | None = None) -> ViewLoad:
        """Replace the View (P13); it can be interrupted and repeated, and the same digest changes nothing.

        Raises
        ------
        StoreError
            If the database holds nodes or edges that chipgraph did not load; they stay as they are.
        StoreBusyError
            If another process is loading.
        """
        with _failures(self._connection), self._driver.session(database=self._database) as session:
            self._refuse_foreign(session)
            return neo4j_load.load(session, tables, silent if progress is None else progress, self._batch)

    def query(
        self, text: str, parameters: Mapping[str, object] | None = None, limits: QueryLimits | None = None
    ) -> Answer:
        """Answer a Cypher query that only reads; ``$load`` is set to the load in use.

        Raises
        ------
        RefusedError
            If the query would do more than read the graph (F59).
        QueryError
            If Neo4j cannot read the text.
        EmptyStoreError
            If nothing is loaded.
        StoreBusyError
            If two loads are present and the text does not keep to one.
        LimitError
            If it runs longer than its time limit.
        """
        cypher_guard.check_text(text)
        given = dict(parameters or {})
        if "load" in given:
            raise UsageError("The parameter $load is set by chipgraph: the load in use. Give yours another name.")
        keeps = cypher_guard.names_load(text)
        bounds = limits or QueryLimits()
        for _ in range(_ATTEMPTS):
            with _failures(self._connection, bounds), self._reading() as session:
                before = self._usable(session, keeps)
                given["load"] = before.digest
                self._check_plan(session, text, given)
                answer = _run(session, text, given, bounds)
                after = neo4j_manifest.read(session)
            if after.switches == before.switches and (keeps or after.epoch == before.epoch):
                return answer
        raise StoreBusyError("The graph was loaded anew each time this query ran. Try again when the load has ended.")

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def __enter__(self) -> Neo4jStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _reading(self) -> Session:
        return self._driver.session(database=self._database, default_access_mode=READ_ACCESS)

    def _usable(self, session: Session, keeps: bool) -> Manifest:
        manifest = neo4j_manifest.read(session)
        if manifest.digest is None:
            raise EmptyStoreError("Nothing is loaded into this Neo4j. Load it: chipgraph neo4j load")
        if manifest.mixed and not keeps:
            raise StoreBusyError(
                "Rows of two loads are in this Neo4j: a load is under way, or was broken off. Wait, or finish it with "
                "chipgraph neo4j load, or keep to the load in use: MATCH (n:Entity {load: $load}) ... on every node "
                "and edge."
            )
        return manifest

    def _check_plan(self, session: Session, text: str, parameters: Mapping[str, object]) -> None:
        summary = session.run(Query(_EXPLAIN + text), dict(parameters)).consume()
        cypher_guard.check_plan(summary.query_type, tuple(cypher_guard.operators(summary.plan)))

    def _check_version(self) -> None:
        with self._reading() as session:
            kernel = session.run("CALL dbms.components() YIELD versions RETURN versions[0] AS v").peek()
        text = str(kernel["v"]) if kernel is not None else "unknown"
        numbers = tuple(int(n) for n in re.findall(r"\d+", text)[:2])
        if numbers < OLDEST:
            raise StoreError(
                f"The Neo4j at {self._connection.uri} is {text}; chipgraph needs 5.26 or later. Nothing was changed. "
                "Upgrade it, or start one: chipgraph neo4j up"
            )

    def _refuse_foreign(self, session: Session) -> None:
        ours = session.run("MATCH (m:Manifest {key: 'chipgraph'}) RETURN count(m) AS n").single(strict=True)["n"]
        nodes = "NOT n:Manifest AND n.load IS NULL OR n:Manifest AND coalesce(n.key, '') <> 'chipgraph'"
        node = session.run(f"MATCH (n) WHERE {nodes if ours else 'true'} RETURN labels(n) AS what LIMIT 1").single()
        edge = session.run("MATCH ()-[r]->() WHERE r.load IS NULL RETURN [type(r)] AS what LIMIT 1").single()
        foreign = node or edge
        if foreign is not None:
            what = ":".join(foreign["what"]) or "without a label"
            raise StoreError(
                f"The Neo4j at {self._connection.uri} holds data that chipgraph did not load (for example {what}). "
                "Nothing was changed. Use an empty database, move those data away, or start another: chipgraph neo4j up"
            )


def connect(chosen: Settings) -> Neo4jStore:
    """Connect as ``Neo4jStore.of`` does."""
    return Neo4jStore.of(chosen)


def _run(session: Session, text: str, parameters: Mapping[str, object], limits: QueryLimits) -> Answer:
    result = session.run(Query(text, timeout=limits.seconds), dict(parameters))
    columns = tuple(result.keys())
    records = result.fetch(limits.rows + 1)
    rows = tuple(tuple(plain(value) for value in record.values()) for record in records[: limits.rows])
    return Answer(columns, rows, truncated=len(records) > limits.rows)


def plain(value: object) -> object:
    """Turn a value of the driver into plain Python: dates are ISO text; nodes, edges, paths and maps are JSON text."""
    if isinstance(value, Node | Relationship | Path | dict):
        return json.dumps(_structure(value), ensure_ascii=False, sort_keys=True)
    if isinstance(value, list):
        return tuple(plain(v) for v in value)
    if isinstance(value, Date | DateTime | Time | Duration):
        return value.iso_format()
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _structure(value: object) -> object:
    if isinstance(value, Node):
        return {"id": value.get("id"), "labels": sorted(value.labels), "properties": _values(value)}
    if isinstance(value, Relationship):
        source, target = (None if node is None else node.get("id") for node in value.nodes)
        known = {"id": value.get("id"), "type": value.type, "source": source, "target": target}
        return {**known, "properties": _values(value)}
    if isinstance(value, Path):
        return {"nodes": [_structure(n) for n in value.nodes], "edges": [_structure(r) for r in value.relationships]}
    if isinstance(value, dict):
        return {key: _structure(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_structure(v) for v in value]
    return plain(value)


def _values(entity: Node | Relationship) -> dict[str, object]:
    return {key: _structure(value) for key, value in sorted(entity.items()) if key not in ("id", "load")}


@contextmanager
def _failures(connection: Connection, limits: QueryLimits | None = None) -> Iterator[None]:
    """Turn the driver's errors into ours, each with what to do."""
    where = connection.uri
    try:
        yield
    except AuthError as problem:
        raise StoreError(
            f"The Neo4j at {where} refuses the user {connection.user!r} ({problem.message or problem}). Set "
            "CHIPGRAPH_NEO4J_USER and CHIPGRAPH_NEO4J_PASSWORD."
        ) from problem
    except (ServiceUnavailable, DriverError, ValueError) as problem:
        raise StoreError(
            f"No Neo4j answers at {where}: {problem}. Start it (chipgraph neo4j up) or set CHIPGRAPH_NEO4J_URI."
        ) from problem
    except Neo4jError as problem:
        raise _ours(problem, where, limits) from problem


def _ours(
    problem: Neo4jError, where: str, limits: QueryLimits | None
) -> StoreError | QueryError | LimitError | RefusedError:
    code, message = problem.code or "", problem.message or str(problem)
    if "TransactionTimedOut" in code or "Terminated" in code:
        seconds = f" of {limits.seconds:g} s" if limits else ""
        return LimitError(f"The query ran into its time limit{seconds}. Narrow it, or raise the limit.")
    if "AccessMode" in code or "Forbidden" in code:
        return RefusedError(f"The query would write: {message}")
    if isinstance(problem, ClientError) and ".Statement." in code and limits is not None:
        return QueryError(f"Neo4j cannot answer this Cypher: {_without_explain(message)}")
    kind = "is short of memory or busy" if isinstance(problem, TransientError) else "failed"
    return StoreError(f"The Neo4j at {where} {kind}: {message} ({code}). The load in use stays; try again.")


def _without_explain(message: str) -> str:
    """Give the first line of a message with the place in the text as it was asked, before ``EXPLAIN`` stood in front."""

    def place(found: re.Match[str]) -> str:
        column, offset = (int(n) - len(_EXPLAIN) for n in found.groups())
        return f"line 1, column {column} (offset: {offset})"

    return re.sub(r"line 1, column (\d+) \(offset: (\d+)\)", place, message.splitlines()[0])

"""Neo4j Community in the comparison: a real server of its own, filled over Bolt or by the offline import, and two forms of Cypher.

*shortest*: the best form that was found, ``SHORTEST k ACYCLIC PATHS`` with the date order checked after; k exceeds the number of
paths. *allReduce*: the form that Neo4j documents for a state that is carried along a path.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.rivals_graph import SINCE, UNTIL, BareGraph, Edges, Engine, LateError, Pairs, resident_mib
from neo4j import Driver, GraphDatabase, Query
from neo4j.exceptions import Neo4jError

from chipgraph import neo4j_server as servers
from chipgraph import settings
from chipgraph.errors import StoreError
from chipgraph.neo4j_server import Connection, Limits, artifacts, java, process, state

IMPORT_FROM = 300_000
"""Edges from which the offline import is faster than Bolt."""
BATCH = 10_000

_USABLE = f"NOT r.off AND {SINCE} <= r.day AND r.day <= {UNTIL}"
_RISING = "all(i IN range(1, size(r) - 1) WHERE r[i - 1].day <= r[i].day)"
_EDGE = "CREATE (s)-[:E {id: row[0], day: row[3], off: row[4]}]->(t)"


class Shortest(Engine):
    """``SHORTEST k ACYCLIC PATHS``."""

    name = "neo4j shortest"
    form = "Cypher, SHORTEST 1000000 ACYCLIC PATHS, date order checked after"
    keeps_time = True

    def __init__(self, connection: Connection | None = None) -> None:
        self._given = connection
        self._home: Path | None = None
        self._process = "self"
        self._driver: Driver | None = None
        self._imported: float | None = None

    @property
    def driver(self) -> Driver:
        """The open driver.

        Raises
        ------
        StoreError
            If nothing was loaded.
        """
        if self._driver is None:
            raise StoreError("No graph was loaded into this Neo4j. Call load first.")
        return self._driver

    def start(self, graph: BareGraph) -> None:
        """Start a server where none is given; a large graph is imported before, because a server must not run meanwhile."""
        if self._given is None:
            self._home = Path(tempfile.mkdtemp(prefix="chipgraph-rival-"))
            if len(graph.source) >= IMPORT_FROM:
                began = perf_counter()
                _import(self._home, graph)
                self._imported = perf_counter() - began
            limits = process.with_free_ports(Limits(heap="3g", pages="1g"))
            server = servers.up(self._home, settings.load().cache, lambda question: True, limits)
            self._given, self._process = server.connection, server.process
        given = self._given
        self._driver = GraphDatabase.driver(
            given.uri, auth=(given.user, given.password), notifications_min_severity="OFF"
        )

    def load(self, graph: BareGraph) -> None:
        """Fill the server over Bolt, or take what was imported."""
        if self._imported is None:
            self._create(graph)
        self._run("CREATE CONSTRAINT rival_party IF NOT EXISTS FOR (p:P) REQUIRE p.id IS UNIQUE")
        self._run("CALL db.awaitIndexes(300)")

    def _create(self, graph: BareGraph) -> None:
        self._run("CREATE CONSTRAINT rival_party IF NOT EXISTS FOR (p:P) REQUIRE p.id IS UNIQUE")
        for at in range(0, graph.parties, BATCH):
            self._run("UNWIND range($a, $b) AS id CREATE (:P {id: id})", a=at, b=min(at + BATCH, graph.parties) - 1)
        rows = [list(row) for row in graph.rows()]
        for at in range(0, len(rows), BATCH):
            match = "MATCH (s:P {id: row[1]}), (t:P {id: row[2]})"
            self._run(f"UNWIND $rows AS row {match} {_EDGE}", rows=rows[at : at + BATCH])

    def _run(self, query: str, **parameters: object) -> list[list[object]]:
        """Run one query; the server ends it at the deadline."""
        left = self.deadline - perf_counter()
        if left <= 0:
            raise LateError
        limited = Query(query, timeout=None if left == float("inf") else left)
        try:
            with self.driver.session() as session:
                return [list(row.values()) for row in session.run(limited, parameters)]
        except Neo4jError as problem:
            if "TransactionTimedOut" in (problem.code or ""):
                raise LateError from None
            raise

    def load_seconds(self, measured: float) -> float:
        """With the seconds of the offline import."""
        return measured + (self._imported or 0.0)

    def version(self) -> str:
        """Of the server."""
        row = self._run("CALL dbms.components() YIELD versions, edition RETURN versions[0] + ' ' + edition")[0]
        return str(row[0])

    def memory_mib(self) -> float:
        """What the server takes: its heap and page cache are as large as they are allowed to grow."""
        return resident_mib(self._process)

    def _match(self, hops: int) -> str:
        return (
            f"CYPHER 25 MATCH (s:P {{id: $source}}), (t:P {{id: $target}}) "
            f"MATCH p = SHORTEST 1000000 ACYCLIC PATHS (s)(()-[r:E WHERE {_USABLE}]->()){{1,{hops}}}(t) "
            f"WITH r WHERE {_RISING} "
        )

    def count(self, source: int, target: int, hops: int) -> int:
        """Count in the server."""
        row = self._run(f"{self._match(hops)} RETURN count(*)", source=source, target=target)[0]
        return int(str(row[0]))

    def sequences(self, source: int, target: int, hops: int) -> Iterator[Edges]:
        """Fetch the numbers of the edges."""
        rows = self._run(f"{self._match(hops)} RETURN [e IN r | e.id]", source=source, target=target)
        return (tuple(int(number) for number in row[0]) for row in rows if isinstance(row[0], list))

    def scan(self, sources: Sequence[int], targets: Sequence[int], hops: int) -> Pairs:
        """One query a level for all sources; what is reached earlier than before goes on, and is kept outside the server."""
        best = {(source, source): SINCE for source in sources}
        level = dict(best)
        wanted, found = set(targets), dict[tuple[int, int], tuple[int, int]]()
        query = (
            f"UNWIND $rows AS row MATCH (:P {{id: row[1]}})-[r:E WHERE {_USABLE} AND r.day >= row[2]]->(t) "
            "RETURN row[0], t.id, min(r.day)"
        )
        for hop in range(1, hops + 1):
            rows = [[*pair, day] for pair, day in level.items()]
            level = {}
            for start, party, day in (
                (int(str(a)), int(str(b)), int(str(c))) for a, b, c in self._run(query, rows=rows)
            ):
                if day < best.get((start, party), UNTIL + 1):
                    level[start, party] = best[start, party] = day
                    if party in wanted and start != party:
                        found.setdefault((start, party), (hop, day))
        return found

    def close(self) -> None:
        """Close the driver, and end the server that ``load`` started."""
        if self._driver is not None:
            self._driver.close()
        if self._home is not None:
            servers.down(self._home)
            shutil.rmtree(self._home, ignore_errors=True)


class AllReduce(Shortest):
    """``allReduce`` in a quantified path."""

    name = "neo4j allReduce"
    form = "Cypher, ACYCLIC quantified path with allReduce"
    has_scan = False

    def _match(self, hops: int) -> str:
        return (
            f"CYPHER 25 MATCH (s:P {{id: $source}}), (t:P {{id: $target}}) "
            f"MATCH p = ACYCLIC (s)(()-[r:E WHERE {_USABLE}]->()){{1,{hops}}}(t) "
            "WHERE allReduce(last = $since, e IN r | CASE WHEN e.day >= last THEN e.day END, last IS NOT NULL) WITH r "
        ).replace("$since", str(SINCE))


def _import(root: Path, graph: BareGraph) -> None:
    """Write the tables, and let neo4j-admin make the database of them."""
    cache = settings.load().cache
    release, runtime = java.choose(java.find_javas())
    jars = artifacts.jars(release, cache, lambda question: True)
    home = state.folder(root) / release.version
    (home / "conf").mkdir(parents=True, exist_ok=True)
    nodes, edges = root / "nodes.csv", root / "edges.csv"
    with nodes.open("w", newline="") as file:
        csv.writer(file).writerows([["key:ID", "id:long", ":LABEL"], *([i, i, "P"] for i in range(graph.parties))])
    with edges.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([":START_ID", ":END_ID", "id:long", "day:long", "off:boolean", ":TYPE"])
        writer.writerows((s, t, n, day, str(off).lower(), "E") for n, s, t, day, off in graph.rows())
    arguments = ["database", "import", "full", "neo4j", "--overwrite-destination=true", "--id-type=integer"]
    done = process.admin(runtime, jars, home, [*arguments, f"--nodes={nodes}", f"--relationships={edges}"])
    if done.returncode:
        raise StoreError(f"neo4j-admin could not import {edges}: {(done.stderr or done.stdout).strip()[-400:]}")

"""The rivals that run inside one Python process: networkx, rustworkx, DuckDB and SPARQL on pyoxigraph.

The first three are pruned from both sides: the latest day from which the target is still reached is found for the last half of
the hops, and the search forward keeps to it. In networkx and rustworkx, which have no question about days, this is Python over
their adjacency; in DuckDB it is SQL. SPARQL has one query for each length, because a property path cannot compare days.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import pairwise

import duckdb
import networkx as nx
import pyarrow as pa
import pyoxigraph as ox
import rustworkx as rx
from benchmarks.rivals_graph import SINCE, UNTIL, BareGraph, Edges, Engine, Pairs

Out = tuple[int, int, int]
"""An edge as seen from one of its ends: the other end, its day, its number."""


class _Search(Engine):
    """Depth first in Python over an adjacency that a library holds."""

    @abstractmethod
    def _out(self, party: int) -> Iterable[Out]:
        """Edges that leave a party."""

    @abstractmethod
    def _in(self, party: int) -> Iterable[Out]:
        """Edges that reach a party."""

    def count(self, source: int, target: int, hops: int) -> int:
        """List and count."""
        return sum(1 for _ in self.sequences(source, target, hops))

    def sequences(self, source: int, target: int, hops: int) -> Iterator[Edges]:
        """Search forward, within the latest days."""
        latest = self._latest(target, hops // 2)
        yield from self._onward(source, SINCE, target, hops, latest, (), {source})

    def _latest(self, target: int, levels: int) -> list[dict[int, int]]:
        """Per number of hops left, the latest day on which a party may be reached."""
        labels = [{target: UNTIL}]
        for _ in range(levels):
            label = dict(labels[-1])
            for party, limit in labels[-1].items():
                for before, day, _ in self._in(party):
                    if SINCE <= day <= limit and day > label.get(before, SINCE - 1):
                        label[before] = day
            labels.append(label)
        return labels

    def _onward(
        self, at: int, since: int, target: int, left: int, latest: list[dict[int, int]], walked: Edges, seen: set[int]
    ) -> Iterator[Edges]:
        left -= 1
        label = latest[left] if left < len(latest) else None
        for party, day, number in self._out(at):
            limit = UNTIL if label is None else label.get(party, SINCE - 1)
            if day < since or day > limit or party in seen:
                continue
            if party == target:
                yield (*walked, number)
            elif left:
                seen.add(party)
                yield from self._onward(party, day, target, left, latest, (*walked, number), seen)
                seen.discard(party)

    def scan(self, sources: Sequence[int], targets: Sequence[int], hops: int) -> Pairs:
        """Earliest arrivals, level by level, from each source."""
        wanted, found = set(targets), dict[tuple[int, int], tuple[int, int]]()
        for source in sources:
            earliest, frontier = {source: SINCE}, {source: SINCE}
            for hop in range(1, hops + 1):
                reached: dict[int, int] = {}
                for party, since in frontier.items():
                    for after, day, _ in self._out(party):
                        if since <= day <= UNTIL and day < reached.get(after, earliest.get(after, UNTIL + 1)):
                            reached[after] = day
                for party in wanted & reached.keys():
                    found.setdefault((source, party), (hop, reached[party]))
                earliest |= reached
                frontier = reached
            found.pop((source, source), None)
        return found


class Networkx(_Search):
    """``MultiDiGraph``, pure Python."""

    name = "networkx"
    form = "MultiDiGraph, Python search pruned from both sides"

    def load(self, graph: BareGraph) -> None:
        """Add the edges that are not disputed."""
        self._nx: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        self._nx.add_nodes_from(range(graph.parties))
        for number, source, target, day, off in graph.rows():
            if not off:
                self._nx.add_edge(source, target, number, day=day)

    def _out(self, party: int) -> Iterator[Out]:
        for after, edges in self._nx.succ[party].items():
            for number, data in edges.items():
                yield after, data["day"], int(number)

    def _in(self, party: int) -> Iterator[Out]:
        for before, edges in self._nx.pred[party].items():
            for number, data in edges.items():
                yield before, data["day"], int(number)

    def version(self) -> str:
        """Of the package."""
        return version("networkx")


class Rustworkx(_Search):
    """``PyDiGraph``, adjacency in Rust."""

    name = "rustworkx"
    form = "PyDiGraph, Python search pruned from both sides"

    def load(self, graph: BareGraph) -> None:
        """Add the edges that are not disputed."""
        self._rx: rx.PyDiGraph[None, tuple[int, int]] = rx.PyDiGraph()
        self._rx.add_nodes_from([None] * graph.parties)
        self._rx.add_edges_from([(s, t, (day, number)) for number, s, t, day, off in graph.rows() if not off])

    def _out(self, party: int) -> Iterator[Out]:
        return ((after, day, number) for _, after, (day, number) in self._rx.out_edges(party))

    def _in(self, party: int) -> Iterator[Out]:
        return ((before, day, number) for before, _, (day, number) in self._rx.in_edges(party))

    def version(self) -> str:
        """Of the package."""
        return version("rustworkx")


class Duckdb(Engine):
    """SQL in memory, one thread more than the others: it uses both cores."""

    name = "duckdb"
    form = "recursive CTE that keeps lists, pruned from both sides"

    def load(self, graph: BareGraph) -> None:
        """Take in the columns, sorted by sender, and count them."""
        self._db = duckdb.connect()
        columns = pa.table({"source": graph.source, "target": graph.target, "day": graph.day, "off": graph.disputed})
        columns = columns.append_column("id", pa.array(range(len(graph.source)), pa.int32()))
        self._db.register("given", columns)
        self._db.execute(
            f"CREATE TABLE edge AS SELECT id, source, target, day FROM given "
            f"WHERE NOT off AND day BETWEEN {SINCE} AND {UNTIL} ORDER BY source, day"
        )
        self._db.unregister("given")

    def version(self) -> str:
        """Of the package."""
        return version("duckdb")

    def _walked(self, source: int, target: int, hops: int) -> str:
        levels = hops // 2
        labels = [f"late0 AS (SELECT {target}::INTEGER AS party, {UNTIL}::INTEGER AS latest)"]
        for i in range(1, levels + 1):
            labels.append(
                f"late{i} AS MATERIALIZED (SELECT party, max(latest) AS latest FROM (SELECT e.source AS party, e.day AS latest "
                f"FROM edge e JOIN late{i - 1} l ON e.target = l.party AND e.day <= l.latest "
                f"UNION ALL SELECT party, latest FROM late{i - 1}) GROUP BY party)"
            )
        late = " UNION ALL ".join(f"SELECT party, {i} AS remaining, latest FROM late{i}" for i in range(levels + 1))
        return f"""WITH RECURSIVE {", ".join(labels)}, late AS MATERIALIZED ({late}),
        walk(party, day, hops, seen, edges) AS (
          SELECT {source}::INTEGER, {SINCE}::INTEGER, 0, [{source}::INTEGER], []::INTEGER[]
          UNION ALL
          SELECT e.target, e.day, w.hops + 1, list_append(w.seen, e.target), list_append(w.edges, e.id)
          FROM walk w JOIN edge e ON e.source = w.party AND e.day >= w.day
          LEFT JOIN late l ON l.party = e.target AND l.remaining = {hops} - w.hops - 1
          WHERE w.hops < {hops} AND w.party <> {target} AND NOT list_contains(w.seen, e.target)
            AND ({hops} - w.hops - 1 > {levels} OR e.day <= l.latest))"""

    def count(self, source: int, target: int, hops: int) -> int:
        """Count in the database."""
        sql = f"{self._walked(source, target, hops)} SELECT count(*) FROM walk WHERE party = {target}"
        row = self._db.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def sequences(self, source: int, target: int, hops: int) -> Iterator[Edges]:
        """Fetch the lists."""
        sql = f"{self._walked(source, target, hops)} SELECT edges FROM walk WHERE party = {target}"
        return (tuple(row[0]) for row in self._db.execute(sql).fetchall())

    def scan(self, sources: Sequence[int], targets: Sequence[int], hops: int) -> Pairs:
        """One join a level, all sources at once; only parties that are reached earlier than before go on."""
        run = self._db.execute
        run("CREATE OR REPLACE TEMP TABLE best AS SELECT unnest($1::INTEGER[]) AS start, unnest($1::INTEGER[]) AS party, "
            f"{SINCE}::INTEGER AS day, 0 AS hops", [list(sources)])  # fmt: skip
        for hop in range(1, hops + 1):
            run(f"""INSERT INTO best SELECT f.start, e.target, min(e.day), {hop}
              FROM best f JOIN edge e ON e.source = f.party AND e.day >= f.day WHERE f.hops = {hop - 1}
              GROUP BY f.start, e.target
              HAVING min(e.day) < coalesce((SELECT min(b.day) FROM best b
                WHERE b.start = f.start AND b.party = e.target), {UNTIL + 1})""")
        rows = run("SELECT start, party, min(hops), arg_min(day, hops) FROM best WHERE hops > 0 AND start <> party "
                   "AND party IN (SELECT unnest($1::INTEGER[])) GROUP BY start, party", [list(targets)]).fetchall()  # fmt: skip
        return {(int(s), int(t)): (int(h), int(d)) for s, t, h, d in rows}


class Sparql(Engine):
    """pyoxigraph in memory; an edge is a node with a sender, a recipient and a day."""

    name = "sparql"
    form = "pyoxigraph, one query for each length"
    has_scan = False

    def load(self, graph: BareGraph) -> None:
        """Load N-Triples, the fastest way in."""
        lines = []
        for number, source, target, day, off in graph.rows():
            if not off and SINCE <= day <= UNTIL:
                lines.append(
                    f"<n:{source}> <p:out> <e:{number}> .\n<e:{number}> <p:in> <n:{target}> .\n"
                    f'<e:{number}> <p:day> "{day}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
                )
        self._store = ox.Store()
        self._store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_TRIPLES)
        self._store.optimize()

    def version(self) -> str:
        """Of the package."""
        return version("pyoxigraph")

    def count(self, source: int, target: int, hops: int) -> int:
        """Count the solutions of each length."""
        total = 0
        for length in range(1, hops + 1):
            rows = self._select(source, target, length, "(COUNT(*) AS ?count)")
            total += sum(int(row[0]) for row in rows)
        return total

    def sequences(self, source: int, target: int, hops: int) -> Iterator[Edges]:
        """Fetch the edges of each length."""
        for length in range(1, hops + 1):
            wanted = " ".join(f"?e{i}" for i in range(1, length + 1))
            for row in self._select(source, target, length, wanted):
                yield tuple(int(cell.removeprefix("e:")) for cell in row)

    def _select(self, source: int, target: int, length: int, wanted: str) -> Iterator[list[str]]:
        nodes = [f"<n:{source}>", *(f"?n{i}" for i in range(1, length)), f"<n:{target}>"]
        parts = [
            f"{a} <p:out> ?e{i} . ?e{i} <p:in> {b} ; <p:day> ?d{i} ." for i, (a, b) in enumerate(pairwise(nodes), 1)
        ]
        rising = [f"?d{i} <= ?d{i + 1}" for i in range(1, length)]
        apart = [
            f"{a} != {b}" for i, a in enumerate(nodes) for b in nodes[i + 1 :] if a.startswith("?") or b.startswith("?")
        ]
        tests = f"FILTER({' && '.join(rising + apart)})" if rising or apart else ""
        solutions = self._store.query(f"SELECT {wanted} WHERE {{ {' '.join(parts)} {tests} }}")
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("a SELECT gives solutions")
        for solution in solutions:
            yield [cell.value for cell in solution]

    def scan(self, sources: Sequence[int], targets: Sequence[int], hops: int) -> Pairs:
        """Not asked: SPARQL keeps no smallest day a party from one level to the next (see ``has_scan``)."""
        raise NotImplementedError(self.name)

"""Loading a View into Neo4j (O7, P13): constraints, the new rows in batches, the switch, the sweep of the old rows.

Each batch and the count of batches are written in one transaction. A load that is broken off, even by ``kill -9``, has
therefore changed nothing that readers see; loading the same View again goes on after the last batch that is in, loading
another one sweeps the remains first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from neo4j import ManagedTransaction, Session
from neo4j.exceptions import ClientError, DatabaseError

from chipgraph.errors import StoreError, ValidationError
from chipgraph.stores import neo4j_manifest
from chipgraph.stores.neo4j_manifest import Lock, Manifest
from chipgraph.stores.protocol import GraphTables, Progress, ViewLoad

BATCH = 2_000
"""Rows a transaction."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_INDEXES = (
    "CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Entity) ON EACH [n.caption, n.names]",
    "CREATE INDEX entity_caption IF NOT EXISTS FOR (n:Entity) ON (n.caption)",
    "CREATE INDEX claim_about IF NOT EXISTS FOR (n:Claim) ON (n.about)",
    "CREATE INDEX holding_holder IF NOT EXISTS FOR (n:Holding) ON (n.holder)",
    "CREATE INDEX holding_product IF NOT EXISTS FOR (n:Holding) ON (n.product)",
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that one Cypher statement writes."""

    statement: str
    rows: Sequence[Mapping[str, object]]


def load(session: Session, tables: GraphTables, progress: Progress, size: int = BATCH) -> ViewLoad:
    """Load a View; the same digest changes nothing.

    Raises
    ------
    StoreBusyError
        If another process is loading.
    ValidationError
        If the tables are not sound.
    """
    kinds = tables.check()
    prepare(session, sorted(set(kinds.values())), sorted({e.type for e in tables.edges if e.id is not None}))
    lock = Lock.take(session)
    try:
        return _Loader(session, lock, progress).run(tables, kinds, size)
    finally:
        lock.release(session)


@dataclass(frozen=True, slots=True)
class _Loader:
    session: Session
    lock: Lock
    progress: Progress

    def run(self, tables: GraphTables, kinds: Mapping[str, str], size: int) -> ViewLoad:
        manifest = neo4j_manifest.read(self.session)
        changed = manifest.digest != tables.digest
        if changed:
            work = tuple(batches(tables, kinds, size))
            plan = _plan(work)
            if manifest.partial != tables.digest or manifest.plan != plan:
                manifest = self._begin(self._sweep(manifest), tables.digest, sorted(set(kinds.values())), plan)
            self._write(work, manifest.written, tables.digest)
            self._compare(tables)
            manifest = self._change(
                "SET m.digest = $load, m.switches = m.switches + 1, m.epoch = m.epoch + 1 REMOVE m.partial, m.written, m.plan",
                load=tables.digest,
            )
        self._sweep(manifest)
        return ViewLoad(tables.digest, changed, len(tables.nodes), len(tables.edges))

    def _change(self, clause: str, **parameters: object) -> Manifest:
        def change(tx: ManagedTransaction) -> Manifest:
            return self.lock.change(tx, clause, **parameters)

        return self.session.execute_write(change)

    def _begin(self, manifest: Manifest, load: str, kinds: list[str], plan: str) -> Manifest:
        return self._change(
            "SET m.partial = $load, m.written = 0, m.plan = $plan, m.loads = $loads, m.kinds = $kinds, m.epoch = m.epoch + 1",
            load=load,
            plan=plan,
            loads=[*manifest.loads, load],
            kinds=sorted({*manifest.kinds, *kinds}),
        )

    def _write(self, work: Sequence[Batch], written: int, load: str) -> None:
        for number in range(written, len(work)):
            batch = work[number]

            def write(tx: ManagedTransaction, number: int = number, batch: Batch = batch) -> None:
                before = self.lock.change(tx, "").written
                if before > number:
                    return  # this batch went in, only its answer was lost
                summary = tx.run(batch.statement, rows=list(batch.rows), load=load).consume()
                made = summary.counters.nodes_created + summary.counters.relationships_created
                if made != len(batch.rows):
                    raise StoreError(
                        f"Neo4j wrote {made} of {len(batch.rows)} rows: somebody else changes this graph. Load again when "
                        "nobody writes to it."
                    )
                self.lock.change(tx, "SET m.written = $written", written=number + 1)

            self.session.execute_write(write)
            self.progress("batches written", number + 1, len(work))

    def _compare(self, tables: GraphTables) -> None:
        """Count what is in before readers see it."""
        nodes = self.session.run("MATCH (n) WHERE n.load = $load RETURN count(n) AS n", load=tables.digest).single(
            strict=True
        )["n"]
        edges = self.session.run(
            "MATCH ()-[r]->() WHERE r.load = $load RETURN count(r) AS n", load=tables.digest
        ).single(strict=True)["n"]
        if (nodes, edges) != (len(tables.nodes), len(tables.edges)):
            raise StoreError(
                f"Neo4j holds {nodes} nodes and {edges} edges of this load, not {len(tables.nodes)} and "
                f"{len(tables.edges)}: somebody else changes this graph. The old load stays. Load again when nobody writes."
            )

    def _sweep(self, manifest: Manifest) -> Manifest:
        """Delete the rows of every load that readers do not see."""
        for old in manifest.loads:
            if old == manifest.digest:
                continue
            for kind in manifest.kinds:
                self._sweep_kind(old, kind)
            manifest = self._change(
                "SET m.loads = [load IN m.loads WHERE load <> $old], m.epoch = m.epoch + 1 "
                "FOREACH (_ IN CASE WHEN m.partial = $old THEN [1] ELSE [] END | REMOVE m.partial, m.written, m.plan)",
                old=old,
            )
        return manifest

    def _sweep_kind(self, old: str, kind: str) -> None:
        statement = (
            f"MATCH (n:{kind}) WHERE n.load = $old AND n.id IS NOT NULL WITH n LIMIT $size DETACH DELETE n "
            "RETURN count(*) AS n"
        )

        def sweep(tx: ManagedTransaction) -> int:
            self.lock.change(tx, "")
            return int(tx.run(statement, old=old, size=BATCH).single(strict=True)["n"])

        gone = 0
        while found := self.session.execute_write(sweep):
            gone += found
            self.progress(f"old rows of {kind} swept", gone, gone)


def prepare(session: Session, kinds: Sequence[str], types: Sequence[str]) -> None:
    """Make the constraints and indexes, before any row is written; those that are there stay.

    An id is unique in its load for each kind of node and each type of edge. The edition that does not know constraints on
    edges does without them.
    """
    session.run("CREATE CONSTRAINT manifest IF NOT EXISTS FOR (m:Manifest) REQUIRE m.key IS UNIQUE").consume()
    for kind in kinds:
        session.run(
            f"CREATE CONSTRAINT {name(kind).lower()}_id IF NOT EXISTS FOR (n:{kind}) REQUIRE (n.load, n.id) IS UNIQUE"
        ).consume()
    for type_ in types:
        try:
            session.run(
                f"CREATE CONSTRAINT edge_{name(type_).lower()}_id IF NOT EXISTS FOR ()-[r:{type_}]-() "
                "REQUIRE (r.load, r.id) IS UNIQUE"
            ).consume()
        except (ClientError, DatabaseError) as problem:
            if "Edition" not in str(problem):
                raise
    for statement in _INDEXES:
        session.run(statement).consume()
    session.run("CALL db.awaitIndexes(300)").consume()


def batches(tables: GraphTables, kinds: Mapping[str, str], size: int) -> Iterator[Batch]:
    """Cut the tables into statements with rows, nodes first; the same tables are always cut in the same way."""
    by_labels: dict[tuple[str, ...], list[Mapping[str, object]]] = {}
    for node in tables.nodes:
        row = {**_plain(node.properties), "id": node.id, "load": tables.digest}
        by_labels.setdefault(node.labels, []).append(row)
    for labels, rows in sorted(by_labels.items()):
        statement = f"UNWIND $rows AS row CREATE (n:{':'.join(name(label) for label in labels)}) SET n = row"
        yield from _cut(statement, rows, size)
    by_type: dict[tuple[str, str, str], list[Mapping[str, object]]] = {}
    for edge in tables.edges:
        values = {**_plain(edge.properties), "load": tables.digest}
        if edge.id is not None:
            values["id"] = edge.id
        ends = (edge.type, kinds[edge.source], kinds[edge.target])
        by_type.setdefault(ends, []).append({"from": edge.source, "to": edge.target, "values": values})
    for (type_, source, target), rows in sorted(by_type.items()):
        statement = (
            f"UNWIND $rows AS row MATCH (a:{name(source)} {{load: $load, id: row.from}}) "
            f"MATCH (b:{name(target)} {{load: $load, id: row.to}}) CREATE (a)-[r:{name(type_)}]->(b) SET r = row.values"
        )
        yield from _cut(statement, rows, size)


def name(text: str) -> str:
    """Give a label or type as it stands in a statement; what is no plain name is an error, so nothing can be slipped in."""
    if not _NAME.fullmatch(text):
        raise ValidationError(
            f"{text!r} cannot be a label or an edge type.", "view", "Use letters, digits and _, a letter first."
        )
    return text


def _plain(properties: Mapping[str, object]) -> dict[str, object]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in properties.items()}


def _cut(statement: str, rows: list[Mapping[str, object]], size: int) -> Iterator[Batch]:
    for start in range(0, len(rows), size):
        yield Batch(statement, rows[start : start + size])


def _plan(work: Sequence[Batch]) -> str:
    state = hashlib.sha256()
    for batch in work:
        state.update(f"{batch.statement} {len(batch.rows)}\n".encode())
    return state.hexdigest()

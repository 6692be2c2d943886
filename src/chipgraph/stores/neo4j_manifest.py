"""The ``(:Manifest)`` node of a Neo4j that chipgraph loads: which load readers see, and who is loading (P13).

Its properties:

``digest``
    The load that readers see; missing until the first load is whole.
``loads``
    Every load of which rows may be present. More than one: a load is under way, or one was broken off.
``switches``, ``epoch``
    Counted up when ``digest`` changes, and at every change of what is present. A reader compares them before and after.
``partial``, ``written``, ``plan``
    The load that is being written, how many of its batches are in, and the hash of how it was cut into batches.
``loader``, ``host``, ``process``, ``beat``
    Who is loading; ``beat`` is the server's clock at its last batch.

All changes of it are made in one transaction with what they speak of.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from neo4j import ManagedTransaction, Session

from chipgraph.errors import StoreBusyError

STALE_AFTER = 120_000
"""Milliseconds after its last batch after which a loader on another machine is taken for dead."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the manifest node says."""

    digest: str | None
    loads: tuple[str, ...]
    kinds: tuple[str, ...]
    switches: int
    epoch: int
    partial: str | None
    written: int
    plan: str | None
    loading: bool

    @property
    def mixed(self) -> bool:
        """Whether rows of more than the one load that readers see may be present."""
        return any(load != self.digest for load in self.loads)


def manifest_of(node: Mapping[str, object] | None) -> Manifest:
    """Read the properties of the node; an empty manifest where there is none."""
    found = node or {}
    return Manifest(
        digest=_text(found.get("digest")),
        loads=_texts(found.get("loads")),
        kinds=_texts(found.get("kinds")),
        switches=_number(found.get("switches")),
        epoch=_number(found.get("epoch")),
        partial=_text(found.get("partial")),
        written=_number(found.get("written")),
        plan=_text(found.get("plan")),
        loading=found.get("loader") is not None,
    )


def read(session: Session) -> Manifest:
    """Read the manifest as it is at this moment."""
    return session.execute_read(_read)


def _read(tx: ManagedTransaction) -> Manifest:
    record = tx.run("MATCH (m:Manifest {key: 'chipgraph'}) RETURN properties(m) AS m").single()
    return manifest_of(None if record is None else record["m"])


@dataclass(frozen=True, slots=True)
class Lock:
    """The right to load, held by one process; it is lost when another finds its holder dead."""

    loader: str

    @classmethod
    def take(cls, session: Session) -> Lock:
        """Take the lock.

        Raises
        ------
        StoreBusyError
            If another process is loading.
        """
        me = cls(uuid.uuid4().hex)
        session.execute_write(me._take)
        return me

    def _take(self, tx: ManagedTransaction) -> None:
        node = tx.run(
            "MERGE (m:Manifest {key: 'chipgraph'}) ON CREATE SET m.loads = [], m.kinds = [], m.switches = 0, m.epoch = 0 "
            "SET m.locked = true REMOVE m.locked RETURN properties(m) AS m, timestamp() AS now"
        ).single(strict=True)
        held = node["m"]
        if held.get("loader") not in (None, self.loader) and _is_alive(held, node["now"]):
            raise StoreBusyError(
                f"Process {held.get('process')} on {held.get('host')} is loading this Neo4j. Wait until it has ended."
            )
        tx.run(
            "MATCH (m:Manifest {key: 'chipgraph'}) "
            "SET m.loader = $loader, m.host = $host, m.process = $process, m.beat = timestamp()",
            loader=self.loader,
            host=socket.gethostname(),
            process=os.getpid(),
        )

    def release(self, session: Session) -> None:
        """Give the lock back; what was written stays, for the next load to go on from or to sweep."""
        session.run(
            "MATCH (m:Manifest {key: 'chipgraph', loader: $loader}) REMOVE m.loader, m.host, m.process, m.beat",
            loader=self.loader,
        ).consume()

    def change(self, tx: ManagedTransaction, clause: str, **parameters: object) -> Manifest:
        """Change the manifest inside a transaction, if the lock is still held.

        Parameters
        ----------
        clause
            Cypher after ``MATCH (m:Manifest)``: a constant text of this package.

        Raises
        ------
        StoreBusyError
            If another loader has taken over.
        """
        record = tx.run(
            f"MATCH (m:Manifest {{key: 'chipgraph', loader: $loader}}) SET m.beat = timestamp() {clause} "
            "RETURN properties(m) AS m",
            {"loader": self.loader, **parameters},
        ).single()
        if record is None:
            raise StoreBusyError("Another process took this load over, because this one did not go on. Load again.")
        return manifest_of(record["m"])


def _is_alive(held: Mapping[str, object], now: int) -> bool:
    process = held.get("process")
    if held.get("host") == socket.gethostname() and isinstance(process, int):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, 0)
            return True
        return False
    return now - _number(held.get("beat")) < STALE_AFTER


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

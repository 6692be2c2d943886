"""The processes that answer SPARQL: a few, each asked by one request at a time (F58, F65)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from chipgraph.errors import OverloadedError
from chipgraph.stores.protocol import QueryLimits
from chipgraph.stores.sparql import SparqlStore
from chipgraph.stores.sparql_terms import Solutions

WORKERS = 2
PATIENCE = 5.0
"""Seconds that a query waits for a process that is free."""


class SparqlPool:
    """Stores over one folder, started when they are first needed."""

    def __init__(self, folder: Path, workers: int = WORKERS, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience
        self._free = threading.BoundedSemaphore(workers)
        self._idle: list[SparqlStore] = []
        self._lock = threading.Lock()
        self._closed = False

    def solve(
        self, text: str, limits: QueryLimits, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> Solutions:
        """Answer a query with typed terms.

        Raises
        ------
        OverloadedError
            If no process becomes free in time.
        """
        if not self._free.acquire(timeout=self._patience):
            raise OverloadedError("Too many SPARQL queries run at this moment. Ask again in a few seconds.")
        try:
            with self._lock:
                store = self._idle.pop() if self._idle else SparqlStore(self._folder)
            try:
                return store.solve(text, limits, default_graphs, named_graphs)
            finally:
                self._put_back(store)
        finally:
            self._free.release()

    def close(self) -> None:
        """End the processes that are idle; one that works ends with its query."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for store in idle:
            store.close()

    def _put_back(self, store: SparqlStore) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(store)
                return
        store.close()

"""The SPARQL store: pyoxigraph on disk, asked through a process that can be killed (O6, F57, F58).

Its default graph is the View; its named graphs are the records of each dataset. A folder holds generations of the store,
and ``CURRENT`` names the one in use: a load writes a new one beside it and switches the name last. The sizes of its files
are written down, so that a store that was cut short is found before it gives wrong answers.

::

    FOLDER/
      CURRENT              name of the generation in use
      <name>.json          digest of the View, counts, sizes of files
      <name>/              pyoxigraph's files
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

import chipgraph
from chipgraph import errors
from chipgraph.errors import EmptyStoreError, LimitError, StoreBusyError, StoreError, UsageError
from chipgraph.stores import sparql_terms
from chipgraph.stores.protocol import Answer, GraphTables, Progress, QueryLimits, ViewLoad, silent

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from chipgraph.records import Records
    from chipgraph.schema import Schema

_STARTING = 60.0
_BATCH = 20_000
_REMEDY = "The graph on disk is whole without it: build it again with chipgraph load."


class SparqlStore:
    """A SPARQL store that holds one View and the records behind it, as a ``ViewStore``.

    Parameters
    ----------
    folder
        Where its files are.
    schema
        The ontology, by which tables become RDF; read from the shipped files when it is first needed.
    """

    def __init__(self, folder: Path, schema: Schema | None = None) -> None:
        self._folder = Path(folder)
        self._schema = schema
        self._worker: _Worker | None = None

    @classmethod
    def build(
        cls,
        folder: Path,
        tables: GraphTables,
        records: Records | None,
        schema: Schema,
        progress: Progress | None = None,
    ) -> ViewLoad:
        """Write the store of a View, with the records of each dataset as a named graph."""
        with cls(folder, schema) as store:
            return store._load(tables, records, silent if progress is None else progress)

    def digest(self) -> str | None:
        """Give the digest of the View that readers see; None before the first load."""
        name = self._current()
        return None if name is None else str(self._manifest(name)["digest"])

    def load(self, tables: GraphTables, progress: Progress | None = None) -> ViewLoad:
        """Replace the View; readers see the old one until the new one is whole."""
        return self._load(tables, None, silent if progress is None else progress)

    def query(
        self, text: str, parameters: Mapping[str, object] | None = None, limits: QueryLimits | None = None
    ) -> Answer:
        """Answer a SPARQL query that only reads; ``CONSTRUCT`` and ``DESCRIBE`` give triples, also as ``rdf``.

        Raises
        ------
        RefusedError
            If the query would write, call a service or read from elsewhere (F57).
        QueryError
            If the text is no SPARQL query.
        LimitError
            If it runs longer than its time limit; its process is killed.
        StoreError
            If the files on disk are damaged.
        """
        if parameters:
            raise UsageError("SPARQL here takes no parameters. Write VALUES ?x { ... } into the query.")
        return _answer(self._ask({"text": text}, limits))

    def solve(
        self,
        text: str,
        limits: QueryLimits | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> sparql_terms.Solutions:
        """Answer a query as the SPARQL protocol has it: with typed terms, over the graphs that the request names (F71).

        Parameters
        ----------
        default_graphs, named_graphs
            IRIs of graphs of the store, in place of ``FROM`` and ``FROM NAMED``.

        Raises
        ------
        RefusedError, QueryError, LimitError, StoreError
            As for ``query``.
        """
        dataset = {"default_graphs": [*default_graphs], "named_graphs": [*named_graphs]}
        return sparql_terms.read(self._ask({"text": text, **dataset}, limits))

    def _ask(self, request: Mapping[str, object], limits: QueryLimits | None) -> Mapping[str, object]:
        from chipgraph.stores.rdf_view import PREFIXES

        bounds = limits or QueryLimits()
        worker = self._running()
        try:
            answer = worker.ask({**request, "prefixes": PREFIXES, "rows": bounds.rows}, bounds.seconds)
        except (LimitError, StoreError):
            self.close()
            raise
        _raise_error(answer, self._folder)
        return answer

    def close(self) -> None:
        """End the process of the queries."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def __enter__(self) -> SparqlStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _running(self) -> _Worker:
        name = self._current()
        if name is None:
            raise EmptyStoreError(f"Nothing is loaded in {self._folder}. Load a graph: chipgraph load")
        if self._worker is not None and (self._worker.name != name or not self._worker.alive):
            self.close()
        if self._worker is None:
            self._check_files(name)
            self._worker = _Worker(self._folder, name)
        return self._worker

    def _current(self) -> str | None:
        path = self._folder / "CURRENT"
        return path.read_text(encoding="utf-8").strip() if path.is_file() else None

    def _manifest(self, name: str) -> Mapping[str, object]:
        path = self._folder / f"{name}.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise StoreError(f"{path} cannot be read: {problem}. {_REMEDY}") from problem
        if not isinstance(found, dict) or not {"digest", "files"} <= found.keys():
            raise StoreError(f"{path} is not what it was when it was written. {_REMEDY}")
        return found

    def _check_files(self, name: str) -> None:
        files = self._manifest(name)["files"]
        assert isinstance(files, dict)
        for file, size in files.items():
            path = self._folder / name / file
            if not path.is_file() or path.stat().st_size != size:
                what = "is missing" if not path.is_file() else f"has {path.stat().st_size} bytes instead of {size}"
                raise StoreError(f"{path} {what}: the store is damaged. {_REMEDY}")

    def _load(self, tables: GraphTables, records: Records | None, progress: Progress) -> ViewLoad:
        tables.check()
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / "lock", timeout=0):
                changed = self._current() is None or self.digest() != tables.digest
                if changed:
                    self._write(tables, records, progress)
        except Timeout:
            raise StoreBusyError(f"Another process is loading {self._folder}. Wait until it has ended.") from None
        except OSError as problem:
            raise StoreError(
                f"{self._folder} cannot be written: {problem}. The load in use stays. Free some space and load again."
            ) from problem
        return ViewLoad(tables.digest, changed, len(tables.nodes), len(tables.edges))

    def _write(self, tables: GraphTables, records: Records | None, progress: Progress) -> None:
        from chipgraph import schema as ontology
        from chipgraph.stores import rdf_view

        self._schema = self._schema or ontology.load()
        self._sweep(keep={self._current()})
        name = uuid.uuid4().hex[:12]
        quads: Iterable[Quad] = rdf_view.quads(tables, self._schema)
        if records is not None:
            quads = _both(quads, rdf_view.record_quads(records, self._schema))
        count = _fill(self._folder / name, quads, progress)
        files = {p.name: p.stat().st_size for p in sorted((self._folder / name).iterdir()) if _is_data(p)}
        manifest = {"digest": tables.digest, "quads": count, "files": files}
        _write_whole(self._folder / f"{name}.json", json.dumps(manifest, indent=1))
        _write_whole(self._folder / "CURRENT", name)

    def _sweep(self, keep: set[str | None]) -> None:
        """Remove generations that are no longer in use; the last one stays for those who still read it."""
        for path in self._folder.iterdir():
            if path.stem in keep or path.name in ("CURRENT", "lock"):
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _both(first: Iterable[Quad], second: Iterable[Quad]) -> Iterable[Quad]:
    yield from first
    yield from second


def _fill(folder: Path, quads: Iterable[Quad], progress: Progress) -> int:
    """Write quads into a new store and close it, so that others can open it."""
    import pyoxigraph as ox

    store = ox.Store(str(folder))
    count, batch = 0, []
    for quad in quads:
        batch.append(quad)
        if len(batch) == _BATCH:
            store.bulk_extend(batch)
            count += len(batch)
            batch = []
            progress("statements written", count, count)
    store.bulk_extend(batch)
    count += len(batch)
    store.optimize()
    store.flush()
    progress("statements written", count, count)
    del store
    return count


def _is_data(path: Path) -> bool:
    """Whether a file is data, not one of the logs and locks that opening the store writes anew."""
    return path.suffix in (".sst", ".log") or path.name.startswith("MANIFEST") or path.name == "CURRENT"


def _write_whole(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.part")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


class _Worker:
    """The process that answers queries on one generation of the store."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        root = str(Path(chipgraph.__file__).parents[1])
        inherited = os.environ.get("PYTHONPATH")
        path = root if not inherited else f"{root}{os.pathsep}{inherited}"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "chipgraph.stores.sparql_worker", str(folder / name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._pending = b""
        try:
            _raise_error(self._receive(_STARTING), folder)
        except BaseException:
            self.end()
            raise

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: Mapping[str, object], seconds: float) -> Mapping[str, object]:
        """Send a query and wait for its answer, as long as it may take."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write((json.dumps(request) + "\n").encode())
            self._process.stdin.flush()
        except OSError as problem:
            raise StoreError(f"The process of the SPARQL store ended: {problem}. Ask again.") from problem
        return self._receive(seconds)

    def end(self) -> None:
        """Kill the process: it only reads, so it has nothing to finish."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _receive(self, seconds: float) -> Mapping[str, object]:
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._pending:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise LimitError(f"The query ran into its time limit of {seconds:g} s. Narrow it, or raise the limit.")
            chunk = os.read(descriptor, 1 << 20)
            if not chunk:
                code = self._process.wait()
                raise StoreError(
                    f"The process of the SPARQL store ended (exit code {code}): the query took more memory "
                    "than there is. Narrow it, and ask again."
                )
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        found = json.loads(line)
        assert isinstance(found, dict)
        return found


def _raise_error(answer: Mapping[str, object], folder: Path) -> None:
    kind, message = answer.get("error"), str(answer.get("message", ""))
    if kind == "StoreError":
        raise StoreError(f"The SPARQL store in {folder} is damaged: {message}. {_REMEDY}")
    if kind is not None:
        raise {"QueryError": errors.QueryError, "RefusedError": errors.RefusedError}[str(kind)](message)


def _answer(answer: Mapping[str, object]) -> Answer:
    columns, rows, rdf = answer["columns"], answer["rows"], answer.get("rdf")
    assert isinstance(columns, list)
    assert isinstance(rows, list)
    return Answer(
        tuple(columns),
        tuple(tuple(_value(term) for term in row) for row in rows),
        bool(answer["truncated"]),
        None if rdf is None else str(rdf),
    )


_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger"))
_FLOATS = frozenset(f"{_XSD}{name}" for name in ("decimal", "double", "float"))


def _value(term: list[object] | None) -> object:
    """Turn a term into plain Python: numbers and booleans by their datatype, all else text."""
    if term is None or term[0] == "boolean":
        return None if term is None else term[1]
    text = str(term[1])
    if term[0] != "literal":
        return text
    with contextlib.suppress(ValueError):
        if term[2] in _INTEGERS:
            return int(text)
        if term[2] in _FLOATS:
            return float(text)
    return text == "true" if term[2] == f"{_XSD}boolean" else text

"""A graph on disk: generations that are written whole and switched at once.

``CURRENT`` names the generation in use. A load writes a new one beside it and switches the name last, so that whoever
reads sees one graph or the other, and a load that breaks, is killed or fills the disk leaves the last good one. A load
that changes nothing has the digest of the current generation and writes nothing.

::

    HOME/
      lock                     held while loading
      CURRENT                  digest of the generation in use
      graphs/<digest>/
        manifest.json          datasets, counts, digests
        datasets/<name>/       rows.jsonl, quarantine.jsonl, stats.json
        rdf/                   the SPARQL store
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from chipgraph.errors import EmptyStoreError, StoreBusyError, StoreError
from chipgraph.records import Records, Row

FORMAT = 1
"""Version of the files of a generation; another one is rebuilt by loading again."""

_SCRATCH = ".loading"


@dataclass(frozen=True, slots=True)
class DatasetContent:
    """One dataset as it enters the graph: its rows, what was quarantined, and the statistics of its reading."""

    rows: tuple[Row, ...]
    quarantine: tuple[Mapping[str, Any], ...] = ()
    stats: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: ``changed`` is false if the graph already was what was asked for."""

    digest: str
    changed: bool
    datasets: Mapping[str, int]


def _lines(values: Sequence[str]) -> bytes:
    return "".join(f"{v}\n" for v in values).encode()


def _write(path: Path, content: bytes) -> str:
    """Write a file through to the disk; return its SHA-256."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest()


class DiskStore:
    """The graph under one home folder.

    Parameters
    ----------
    home
        The folder; made at the first load.
    """

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def current(self) -> str | None:
        """Digest of the generation in use; None before the first load."""
        try:
            return (self.home / "CURRENT").read_text().strip() or None
        except FileNotFoundError:
            return None

    def generation(self) -> Path:
        """Find the folder of the generation in use.

        Raises
        ------
        EmptyStoreError
            If nothing has been loaded.
        StoreError
            If its files are gone.
        """
        digest = self.current
        if digest is None:
            raise EmptyStoreError(
                f"Nothing is loaded in {self.home}. Run: chipgraph ingest (the shipped sources) or chipgraph load FILE"
            )
        folder = self.home / "graphs" / digest
        if not (folder / "manifest.json").is_file():
            raise StoreError(
                f"{folder}: the graph named in CURRENT is not there. Run: chipgraph ingest, to build it anew"
            )
        return folder

    def manifest(self) -> dict[str, Any]:
        """Read what the generation in use holds."""
        path = self.generation() / "manifest.json"
        try:
            manifest: dict[str, Any] = json.loads(path.read_bytes())
        except ValueError as error:
            raise StoreError(f"{path}: cut short or damaged ({error}). Run: chipgraph ingest") from error
        if manifest.get("format") != FORMAT:
            raise StoreError(
                f"{path}: written by another version of chipgraph. Run: chipgraph ingest, to build it anew"
            )
        return manifest

    def _present(self) -> dict[str, Any]:
        """The datasets that a load finds; none if nothing was loaded, or if the graph named in CURRENT is gone or damaged."""
        try:
            return dict(self.manifest()["datasets"])
        except StoreError:
            return {}

    def _whole(self, names: Mapping[str, Any]) -> bool:
        """Whether the datasets in use are as they were written: damaged ones are written anew by the same load."""
        try:
            for name in names:
                self.content(name)
        except (StoreError, ValueError):
            return False
        return True

    def content(self, name: str) -> DatasetContent:
        """Read one dataset of the generation in use, and check that its rows are the ones that were written."""
        folder = self.generation() / "datasets" / name
        path = folder / "rows.jsonl"
        try:
            raw = path.read_bytes()
            stated = self.manifest()["datasets"][name]["sha256"]
            if hashlib.sha256(raw).hexdigest() != stated:
                raise StoreError(f"{path}: cut short or changed since it was loaded. Load dataset {name!r} again")
            quarantine = tuple(json.loads(line) for line in (folder / "quarantine.jsonl").read_text().splitlines())
            stats = json.loads((folder / "stats.json").read_text())
        except FileNotFoundError as error:
            raise StoreError(f"{error.filename}: missing. Load dataset {name!r} again") from error
        rows = tuple(Row.from_json(line) for line in raw.decode().split("\n") if line)
        return DatasetContent(rows, quarantine, stats)

    def records(self) -> Records:
        """Read all rows of the generation in use; if a load switches it meanwhile, those of the next."""
        while True:
            digest = self.current
            try:
                return Records(row for name in self.manifest()["datasets"] for row in self.content(name).rows)
            except StoreError:
                if self.current == digest:
                    raise

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store for loading.

        Raises
        ------
        StoreBusyError
            If another process holds it.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.home / "lock")
            lock.acquire(timeout=0)
        except Timeout as error:
            raise StoreBusyError(
                f"Another chipgraph is loading into {self.home}. Wait until it ends, then run the command again"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self.home}: cannot be written ({error.strerror}). Choose another folder with --home"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def load(
        self,
        changes: Mapping[str, DatasetContent | None],
        *,
        salt: str = "",
        check: Callable[[Records], None],
        build: Callable[[Records, Path, str], None],
    ) -> LoadReport:
        """Put datasets in place of those of the same name, or remove them (None), and switch to the new graph.

        Parameters
        ----------
        changes
            Dataset name to its content.
        salt
            Digest of what else decides the graph: ontology, judgements, rules.
        check
            Raises if the records together break a rule; then nothing changes.
        build
            Writes what is derived (the SPARQL store) into the folder of the new generation, given its digest.
        """
        with self.locked():
            names = self._present()
            contents = {n: self.content(n) for n in names if n not in changes}
            contents.update({n: c for n, c in changes.items() if c is not None})
            records = Records(row for content in contents.values() for row in content.rows)
            digest = hashlib.sha256(f"{FORMAT}\n{salt}\n{records.digest}".encode()).hexdigest()[:32]
            counts = {name: len(content.rows) for name, content in sorted(contents.items())}
            if digest == self.current and names and self._whole(names):
                return LoadReport(digest, False, counts)
            check(records)
            try:
                self._write_generation(digest, contents, records, build)
            except OSError as error:
                raise StoreError(
                    f"{error.filename or self.home}: {error.strerror}. The graph loaded before is unchanged; "
                    "make room or choose another folder with --home, then load again"
                ) from error
            return LoadReport(digest, True, counts)

    def _write_generation(
        self,
        digest: str,
        contents: Mapping[str, DatasetContent],
        records: Records,
        build: Callable[[Records, Path, str], None],
    ) -> None:
        graphs = self.home / "graphs"
        scratch = graphs / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        try:
            datasets = {n: _write_dataset(scratch / "datasets" / n, c) for n, c in sorted(contents.items())}
            manifest = {"format": FORMAT, "digest": digest, "records": records.digest, "datasets": datasets}
            build(records, scratch, digest)
            _write(scratch / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode())
            target = graphs / digest
            shutil.rmtree(target, ignore_errors=True)
            scratch.rename(target)
            self._switch(digest)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        self._sweep(digest)

    def _switch(self, digest: str) -> None:
        pointer = self.home / "CURRENT.new"
        _write(pointer, f"{digest}\n".encode())
        pointer.replace(self.home / "CURRENT")

    def _sweep(self, keep: str) -> None:
        """Remove older generations: nothing refers to them any more."""
        for folder in (self.home / "graphs").iterdir():
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)


def _write_dataset(folder: Path, content: DatasetContent) -> dict[str, Any]:
    folder.mkdir(parents=True)
    sha256 = _write(folder / "rows.jsonl", _lines([r.to_json() for r in sorted(content.rows, key=lambda r: r.id)]))
    quarantine = [json.dumps(dict(q), ensure_ascii=False, sort_keys=True) for q in content.quarantine]
    _write(folder / "quarantine.jsonl", _lines(quarantine))
    _write(folder / "stats.json", json.dumps(dict(content.stats), indent=1, sort_keys=True).encode())
    return {"rows": len(content.rows), "quarantined": len(quarantine), "sha256": sha256}

"""The files of one ingested dataset: written whole beside the old ones, then put in their place.

A run that is killed leaves the last good files: either the switch has not begun, or ``recover`` ends or undoes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from chipgraph.errors import StoreBusyError, StoreError
from chipgraph.records import Row

FILES = ("rows.jsonl", "quarantine.jsonl", "stats.json")


@dataclass(frozen=True, slots=True)
class Output:
    """What one run made, as the bytes of its files."""

    rows: bytes
    quarantine: bytes
    stats: bytes

    @classmethod
    def of(cls, rows: Iterable[Row], quarantine: Iterable[Mapping[str, str]], stats: Mapping[str, object]) -> Output:
        """Write rows in the order of their ids, and the digest of the rows into the statistics."""
        lines = _lines(row.to_json() for row in sorted(rows, key=lambda r: r.id))
        digest = hashlib.sha256(lines).hexdigest()
        quarantined = _lines(json.dumps(dict(q), ensure_ascii=False, sort_keys=True) for q in quarantine)
        body = json.dumps({**stats, "rows_sha256": digest}, ensure_ascii=False, indent=1, sort_keys=True)
        return cls(lines, quarantined, f"{body}\n".encode())


def _lines(values: Iterable[str]) -> bytes:
    return "".join(f"{value}\n" for value in values).encode()


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold an output folder for one run.

    Raises
    ------
    StoreBusyError
        If another process writes there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / ".lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreBusyError(
            f"Another ingest writes to {out}. Wait until it ends, then run the command again"
        ) from error
    except OSError as error:
        raise StoreError(f"{out}: cannot be written ({error.strerror}). Choose another folder with --home") from error
    try:
        yield
    finally:
        lock.release()


def recover(out: Path, name: str) -> None:
    """Clear away what a killed run has left: unfinished files go, a switch that was half done is undone."""
    current, old, new = _places(out, name)
    if old.is_dir() and not current.is_dir():
        old.rename(current)
    for leftover in (old, new):
        shutil.rmtree(leftover, ignore_errors=True)


def write(out: Path, name: str, output: Output) -> bool:
    """Put the files in place; return whether anything changed.

    Raises
    ------
    StoreError
        If the disk is full or the folder cannot be written; the last good files stay.
    """
    current, old, new = _places(out, name)
    content = dict(zip(FILES, (output.rows, output.quarantine, output.stats), strict=True))
    if all((current / f).is_file() and (current / f).read_bytes() == c for f, c in content.items()):
        return False
    try:
        new.mkdir(parents=True)
        for file, raw in content.items():
            _write_through(new / file, raw)
        if current.is_dir():
            current.rename(old)
        new.rename(current)
    except OSError as error:
        recover(out, name)
        remedy = "The files of the last run are unchanged; make room, then run the command again"
        raise StoreError(f"{error.filename or new}: {error.strerror}. {remedy}") from error
    shutil.rmtree(old, ignore_errors=True)
    return True


def read(out: Path, name: str) -> tuple[tuple[Row, ...], tuple[dict[str, str], ...], dict[str, object]]:
    """Read the files of a dataset back: rows, quarantine, statistics.

    Raises
    ------
    StoreError
        If a file is missing, or its rows are not the ones that were written.
    """
    folder = out / name
    try:
        raw = (folder / "rows.jsonl").read_bytes()
        quarantine = tuple(json.loads(line) for line in (folder / "quarantine.jsonl").read_text("utf-8").splitlines())
        stats: dict[str, object] = json.loads((folder / "stats.json").read_bytes())
    except (FileNotFoundError, ValueError) as error:
        raise StoreError(f"{folder}: missing or damaged ({error}). Run: chipgraph ingest {name}") from error
    if hashlib.sha256(raw).hexdigest() != stats.get("rows_sha256"):
        raise StoreError(f"{folder / 'rows.jsonl'}: cut short or changed. Run: chipgraph ingest {name}")
    return tuple(Row.from_json(line) for line in raw.decode().split("\n") if line), quarantine, stats


def _places(out: Path, name: str) -> tuple[Path, Path, Path]:
    return out / name, out / f".{name}.old", out / f".{name}.new"


def _write_through(path: Path, raw: bytes) -> None:
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())

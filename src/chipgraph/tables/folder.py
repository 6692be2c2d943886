"""A table graph on disk: a folder of Parquet files, written whole or not at all.

::

    OUT/tables.json         format, digest, classes, datasets, customs codes
    OUT/entities.parquet    OUT/records.parquet    OUT/denials.parquet
    OUT/quarantine.jsonl    rows that could not be read: file, row, problem, remedy
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from chipgraph.errors import InputError, StoreError, UsageError
from chipgraph.tables.model import (
    DenialColumns,
    EntityColumns,
    RecordColumns,
    RecordTables,
    TableDataset,
)

FORMAT = 1
"""Version of the files; another one is written anew."""

_HEAD = "tables.json"
_QUARANTINE = "quarantine.jsonl"
_PARTS = {"entities": EntityColumns, "records": RecordColumns, "denials": DenialColumns}
_REMEDY = "Name a folder that `chipgraph generate` or `chipgraph load --map` wrote."


def is_table_graph(folder: Path) -> bool:
    """Whether a folder holds a table graph."""
    return (folder / _HEAD).is_file()


def write(tables: RecordTables, folder: Path, quarantine: Iterable[Mapping[str, Any]] = ()) -> Path:
    """Write a table graph; the folder appears when it is whole, in place of the one before.

    Raises
    ------
    UsageError
        If there is something else at that place.
    StoreError
        If the disk is full or the place cannot be written.
    """
    if folder.exists() and not is_table_graph(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is no table graph. Name another folder.")
    scratch = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        scratch.mkdir(parents=True)
        for name in _PARTS:
            _write_part(scratch / f"{name}.parquet", getattr(tables, name))
        with (scratch / _QUARANTINE).open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(dict(q), ensure_ascii=False, sort_keys=True)}\n" for q in quarantine)
        head = {
            "format": FORMAT,
            "digest": tables.digest,
            "classes": tables.classes,
            "hs_codes": tables.hs_codes,
            "datasets": [d.to_dict() for d in tables.datasets],
        }
        (scratch / _HEAD).write_text(json.dumps(head, ensure_ascii=False, indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        scratch.rename(folder)
    except OSError as error:
        raise StoreError(
            f"{error.filename or folder}: {error.strerror or error}. Make room, or name another folder."
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _write_part(path: Path, part: EntityColumns | RecordColumns | DenialColumns) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [field.name for field in fields(part)]
    arrays = [pa.array(getattr(part, name)) for name in names]
    pq.write_table(pa.table(dict(zip(names, arrays, strict=True))), path, compression="zstd")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands beside the columns: enough to read the Parquet files without loading them."""

    digest: str
    classes: tuple[str, ...]
    hs_codes: tuple[str, ...]
    datasets: tuple[TableDataset, ...]


def read_head(folder: Path) -> Head:
    """Read what a table graph says of itself.

    Raises
    ------
    InputError
        If the folder holds no table graph, or one of another format.
    """
    try:
        head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("there is no table graph here.", folder, _REMEDY) from error
    except ValueError as error:
        raise InputError(f"the file is damaged ({error}).", folder / _HEAD, "Write the folder anew.") from error
    if head.get("format") != FORMAT:
        raise InputError(f"its format is {head.get('format')!r}, not {FORMAT}.", folder, "Write the folder anew.")
    datasets = tuple(TableDataset(**d) for d in head["datasets"])
    return Head(head["digest"], tuple(head["classes"]), tuple(head["hs_codes"]), datasets)


def read(folder: Path) -> RecordTables:
    """Read a table graph.

    Raises
    ------
    InputError
        If the folder holds none, or a file of it is cut short.
    """
    head = read_head(folder)
    return RecordTables(
        classes=head.classes,
        hs_codes=head.hs_codes,
        datasets=head.datasets,
        entities=EntityColumns(*_read_part(folder, "entities")),
        records=RecordColumns(*_read_part(folder, "records")),
        denials=DenialColumns(*_read_part(folder, "denials")),
    )


def _read_part(folder: Path, name: str) -> list[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    wanted = [field.name for field in fields(_PARTS[name])]
    try:
        table = pq.read_table(path, columns=wanted)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"the table cannot be read ({error}).", path, "Write the folder anew.") from error
    missing = [column for column in wanted if column not in table.column_names]
    if missing:
        raise InputError(f"columns are missing: {', '.join(missing)}.", path, "Write the folder anew.")
    return [_array(table.column(column)) for column in wanted]


def _array(column: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_null(column.type):
        return np.asarray(column.to_pylist(), dtype=object)
    return column.to_numpy()


def quarantine_of(folder: Path) -> list[dict[str, Any]]:
    """List the rows that were set aside when the folder was written."""
    path = folder / _QUARANTINE
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []

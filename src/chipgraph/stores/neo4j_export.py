"""Files for ``neo4j-admin database import full``: the fast way into an empty Neo4j for a graph of millions of rows.

The files hold what ``chipgraph neo4j load`` writes, ``Manifest`` included. After the import, ``chipgraph neo4j load`` finds
the digest in place and only makes the constraints and indexes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chipgraph.errors import StoreError, ValidationError
from chipgraph.stores.neo4j_load import name
from chipgraph.stores.protocol import GraphTables, PropertyValue

ARRAY_DELIMITER = "\x1f"
"""Stands between the values of a list; no text of the data holds this control character."""

ARGUMENTS = "import.args"
"""The file with the arguments of the import, one a line."""

CERTIFICATE = "certificate.json"
"""The file that says what was exported, from which data, under which terms."""

_OPTIONS = (
    "--overwrite-destination=true",
    "--id-type=string",
    "--array-delimiter=U+001F",
    "--multiline-fields=true",
    "--ignore-empty-strings=false",
)

_Row = Mapping[str, PropertyValue]


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: the folder, the files, and the command that imports them."""

    folder: Path
    files: tuple[Path, ...]
    command: str


def export(
    tables: GraphTables, folder: Path, database: str = "neo4j", certificate: Mapping[str, object] | None = None
) -> Export:
    """Write the tables as import files and say how to import them; a certificate (F7) goes into a file beside them.

    Raises
    ------
    StoreError
        If the folder holds other files, or cannot be written.
    ValidationError
        If the tables are not sound, or a text holds the delimiter of lists.
    """
    kinds = tables.check()
    folder = folder.absolute()
    try:
        _prepare(folder)
        arguments = [*_OPTIONS, *_nodes(tables, folder), *_manifest(tables, sorted(set(kinds.values())), folder)]
        arguments += _edges(tables, folder)
        (folder / ARGUMENTS).write_text("".join(f"{_quoted(a)}\n" for a in arguments), encoding="utf-8")
        if certificate is not None:
            text = json.dumps(certificate, ensure_ascii=False, indent=1)
            (folder / CERTIFICATE).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise StoreError(
            f"{folder} cannot be written: {problem}. Choose another folder, or free some space."
        ) from problem
    files = tuple(sorted(folder.glob("*.csv")))
    return Export(folder, files, f"neo4j-admin database import full {database} {_quoted(f'@{folder / ARGUMENTS}')}")


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    present = sorted(p.name for p in folder.iterdir())
    if present and ARGUMENTS not in present:
        raise StoreError(f"{folder} holds other files ({present[0]}). Choose an empty folder, so that nothing is lost.")
    for path in (*folder.glob("nodes-*.csv"), *folder.glob("edges-*.csv"), folder / ARGUMENTS):
        path.unlink(missing_ok=True)


def _nodes(tables: GraphTables, folder: Path) -> Iterator[str]:
    by_labels: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for node in tables.nodes:
        by_labels[node.labels].append({"id": node.id, **node.properties, "load": tables.digest})
    number = 0
    for labels, rows in sorted(by_labels.items()):
        for part in _of_one_form(rows):
            number += 1
            path = folder / f"nodes-{number:03d}-{labels[-1]}.csv"
            columns = _columns(part)
            _write(path, ["id:ID", *(f"{k}:{t}" for k, t in columns.items() if k != "id")], part, ["id", *columns])
            yield f"--nodes={':'.join(map(name, labels))}={path}"


def _manifest(tables: GraphTables, kinds: Sequence[str], folder: Path) -> Iterator[str]:
    row: _Row = {
        "key": "chipgraph",
        "digest": tables.digest,
        "loads": (tables.digest,),
        "kinds": tuple(kinds),
        "switches": 1,
        "epoch": 1,
    }
    path = folder / "nodes-000-Manifest.csv"
    columns = _columns([row])
    _write(path, [":ID", *(f"{k}:{t}" for k, t in columns.items())], [{":id": "manifest", **row}], [":id", *columns])
    yield f"--nodes=Manifest={path}"


def _edges(tables: GraphTables, folder: Path) -> Iterator[str]:
    by_type: dict[str, list[_Row]] = defaultdict(list)
    for edge in tables.edges:
        head: dict[str, PropertyValue] = {":from": edge.source, ":to": edge.target}
        own = {} if edge.id is None else {"id": edge.id}
        by_type[edge.type].append({**head, **own, **edge.properties, "load": tables.digest})
    number = 0
    for type_, rows in sorted(by_type.items()):
        for part in _of_one_form(rows):
            number += 1
            path = folder / f"edges-{number:03d}-{type_}.csv"
            columns = {k: t for k, t in _columns(part).items() if k not in (":from", ":to")}
            header = [":START_ID", ":END_ID", *(f"{k}:{t}" for k, t in columns.items())]
            _write(path, header, part, [":from", ":to", *columns])
            yield f"--relationships={name(type_)}={path}"


def _of_one_form(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Split rows in which a key has one value here and a list there: a column of a file has one type."""
    types: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key, value in row.items():
            types[key].add(_type(value))
    unlike = sorted(key for key, found in types.items() if len(found) > 1)
    parts: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        parts[tuple(_type(row[key]) if key in row else "" for key in unlike)].append(row)
    return [parts[form] for form in sorted(parts)]


def _columns(rows: Sequence[_Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for key, value in row.items():
            found.setdefault(key, _type(value))
    return dict(sorted(found.items()))


def _type(value: PropertyValue) -> str:
    if isinstance(value, tuple):
        return "double[]" if value and isinstance(value[0], float) else "string[]"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "long"
    if isinstance(value, float):
        return "double"
    return "date" if isinstance(value, dt.date) else "string"


def _write(path: Path, header: Sequence[str], rows: Iterable[_Row], keys: Sequence[str]) -> None:
    keys = list(dict.fromkeys(keys))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(header) + "\n")
        for row in rows:
            file.write(",".join(_cell(row[key]) if key in row else "" for key in keys) + "\n")


def _cell(value: PropertyValue) -> str:
    """Write a value; a text is always quoted, so that an empty one is not taken for a missing one."""
    if isinstance(value, tuple):
        texts = [str(v) for v in value]
        if any(ARRAY_DELIMITER in text for text in texts):
            raise ValidationError("a text holds the control character U+001F.", "view", "Take it out of the source.")
        return _text(ARRAY_DELIMITER.join(texts))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _quoted(argument: str) -> str:
    """Quote an argument that has blanks in it, for a shell and for an argument file alike."""
    return json.dumps(argument, ensure_ascii=False) if any(c.isspace() for c in argument) else argument

"""Readers: JSON, JSON lines, CSV and XML files as rows that know where they stand and are used up field by field.

A crawler takes fields out of a row (``pop``); what is left at the end is something that nobody looked at, and is reported.
A file with a known flaw is refused, unless its YAML names the repair; what a repair leaves out is a ``Defect``, which is
quarantined.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chipgraph.errors import InputError, Place
from chipgraph_ingest.datafile import DataFile
from chipgraph_ingest.xml_rows import xml_entries

AS_PUBLISHED = "Use the file as published; if its columns have changed, change the source."
_END_MARK = "\x1a"


@dataclass(frozen=True, slots=True)
class InputRow:
    """One row of an input file: fields that are taken out one by one, and the place for messages."""

    fields: dict[str, object]
    place: Place
    raw: str

    def pop(self, name: str) -> str | None:
        """Take a text out; None where it is empty.

        Raises
        ------
        InputError
            If the row has no such field, or its value is no text.
        """
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise InputError(f"the field {name!r} holds {value!r}, no text.", self.place, "Correct the row.")
        return value.strip() or None

    def pop_required(self, name: str) -> str:
        """Take a text out that must not be empty."""
        value = self.pop(name)
        if value is None:
            raise InputError(f"the field {name!r} is empty.", self.place, "Fill it, or remove the row.")
        return value

    def pop_optional(self, name: str) -> str | None:
        """Take a text out that the row need not have: XML and JSON leave empty fields out."""
        return self.pop(name) if name in self.fields else None

    def pop_all(self, name: str) -> tuple[str, ...]:
        """Take a list of texts out; empty texts are left out."""
        value = self._take(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise InputError(f"the field {name!r} holds {value!r}, no list of texts.", self.place, "Correct the row.")
        return tuple(text for v in value if (text := v.strip()))

    def pop_group(self, name: str) -> list[dict[str, str]]:
        """Take out all fields below an XML element, one mapping for each time that the element stands there.

        The text of the element itself has the key ``""``, an attribute ``@name``, a child its own name.
        """
        pattern = re.compile(rf"{re.escape(name)}(\[\d+\])?(?:\.(.+)|(@.+))?")
        groups: dict[str, dict[str, str]] = {}
        for key in [k for k in self.fields if k.startswith(name)]:
            match = pattern.fullmatch(key)
            if match is not None:
                value = str(self.fields.pop(key)).strip()
                groups.setdefault(match[1] or "", {})[match[2] or match[3] or ""] = value
        return list(groups.values())

    def drop(self, prefixes: tuple[str, ...]) -> None:
        """Take out what the YAML says is of no use here, by the beginning of the field's name."""
        for key in [k for k in self.fields if k.startswith(prefixes)]:
            del self.fields[key]

    def _take(self, name: str) -> object:
        try:
            return self.fields.pop(name)
        except KeyError as error:
            raise InputError(f"the column {name!r} is missing.", self.place, AS_PUBLISHED) from error


@dataclass(frozen=True, slots=True)
class Defect:
    """A part of the file that a named repair left out: where, why, and its text."""

    place: Place
    reason: str
    raw: str


Found = Iterator[InputRow | Defect]


def read_rows(folder: Path, file: DataFile) -> Found:
    """Read a data file in the format that it states, or by the ending of its name.

    Raises
    ------
    InputError
        If the file is missing, empty, cut short, no UTF-8, not in its format, or lacks a column.
    """
    path = folder / file.path
    text = _text(path)
    reader = _READERS.get(file.kind)
    if reader is None:
        remedy = f"Use .csv, .json, .jsonl or .xml, packed with .gz or not, or state 'format': {', '.join(_READERS)}."
        raise InputError("no reader knows this ending.", path, remedy)
    first = True
    for row in reader(path, text, file):
        if first and isinstance(row, InputRow):
            _check_columns(row, file.columns)
            first = False
        yield row


def _text(path: Path) -> str:
    raw = _bytes(path)
    if not raw.strip():
        raise InputError("the file is empty.", path, "Download it again.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        place = Place(str(path), f"line {line}, byte {error.start}")
        raise InputError("this is no UTF-8.", place, "Save the file as UTF-8, or download it again.") from error


def _bytes(path: Path) -> bytes:
    try:
        if path.suffix != ".gz":
            return path.read_bytes()
        with gzip.open(path) as file:
            return file.read()
    except FileNotFoundError as error:
        raise InputError("the file is not there.", path, "Check its name in the YAML of the source.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"it is cut short or damaged ({error}).", path, "Download it again.") from error


def _row(fields: dict[str, object], place: Place) -> InputRow:
    return InputRow(fields, place, json.dumps(fields, ensure_ascii=False, sort_keys=True))


def _json_rows(path: Path, text: str, file: DataFile) -> Found:
    body = _json(path, text, 0)
    if file.entries is not None:
        if not isinstance(body, dict) or file.entries not in body:
            raise InputError(f"the key {file.entries!r} is missing.", path, "Use the file as published.")
        body = body[file.entries]
    if not isinstance(body, list):
        raise InputError("its rows are no list.", path, "Use the file as published.")
    for number, fields in enumerate(body):
        yield _json_row(fields, Place(path.name, f"{file.entries or ''}[{number}]"))


def _json_lines(path: Path, text: str, file: DataFile) -> Found:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _json_row(_json(path, line, number - 1), Place(path.name, f"line {number}"))


def _json(path: Path, text: str, above: int) -> object:
    try:
        body: object = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(str(path), f"line {above + error.lineno}, column {error.colno}")
        raise InputError(f"it is no JSON: {error.msg}.", place, "Download it again.") from error
    return body


def _json_row(fields: object, place: Place) -> InputRow:
    if not isinstance(fields, dict):
        raise InputError(f"{fields!r} is no row.", place, "Use the file as published.")
    return _row({str(k): v for k, v in fields.items()}, place)


def _xml_rows(path: Path, text: str, file: DataFile) -> Found:
    for number, fields in enumerate(xml_entries(path, text, file.entries or ""), 1):
        yield _row(fields, Place(path.name, f"{file.entries} {number}"))


def _csv_rows(path: Path, text: str, file: DataFile) -> Found:
    """Read CSV; a file without a header line has its names in the YAML."""
    if "end-mark" in file.repairs and text.rstrip("\r\n").endswith(_END_MARK):
        text = text.rstrip("\r\n").removesuffix(_END_MARK)
        yield Defect(Place(path.name, "end"), "an end mark (0x1A) stands after the last row", _END_MARK)
    reader = csv.reader(io.StringIO(text), strict=True)
    header = list(file.header)
    try:
        for cells in reader:
            place = Place(path.name, f"line {reader.line_num}")
            if not cells:
                continue
            if not header:
                header = [name.strip() for name in cells]
            elif not file.header and cells == header:
                yield _refuse(file, "repeated-header", "the header line stands twice", place, cells)
            elif len(cells) != len(header):
                if "cut-end" in file.repairs and next(reader, None) is None:
                    yield Defect(place, f"the last record is cut off after {len(cells)} fields", json.dumps(cells))
                    return
                problem = "the row has not as many cells as the header."
                raise InputError(
                    problem, place, "Quote cells that hold a comma; a file that is cut off, download again."
                )
            else:
                yield _row(dict(zip(header, cells, strict=True)), place)
    except csv.Error as error:
        place = Place(path.name, f"line {reader.line_num}")
        if "cut-end" in file.repairs and "unexpected end of data" in str(error):
            yield Defect(place, "the last record is cut off inside a cell", text[-200:].rpartition("\n")[2])
            return
        raise InputError(f"it is no CSV: {error}.", place, "Save it as CSV, or download it again.") from error


def _refuse(file: DataFile, repair: str, problem: str, place: Place, cells: list[str]) -> Defect:
    if repair not in file.repairs:
        remedy = f"Download it again; to read past this, write 'repairs: [{repair}]' in the YAML of the source."
        raise InputError(f"{problem}.", place, remedy)
    return Defect(place, problem, ",".join(cells))


def _check_columns(row: InputRow, columns: tuple[str, ...]) -> None:
    missing = [name for name in columns if name not in row.fields]
    if missing:
        raise InputError(f"the column {missing[0]!r} is missing.", row.place, AS_PUBLISHED)


_READERS: dict[str, Callable[[Path, str, DataFile], Found]] = {
    "csv": _csv_rows,
    "json": _json_rows,
    "jsonl": _json_lines,
    "xml": _xml_rows,
}

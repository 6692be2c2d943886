"""Readers: a JSON, JSON.gz or CSV file as rows that know where they stand and are used up field by field.

A crawler takes fields out of a row (``pop``); what is left at the end is something that nobody looked at, and is reported.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chipgraph.errors import InputError, Place


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

    def pop_all(self, name: str) -> tuple[str, ...]:
        """Take a list of texts out; empty texts are left out."""
        value = self._take(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise InputError(f"the field {name!r} holds {value!r}, no list of texts.", self.place, "Correct the row.")
        return tuple(text for v in value if (text := v.strip()))

    def _take(self, name: str) -> object:
        try:
            return self.fields.pop(name)
        except KeyError as error:
            remedy = "Use the file as published; if its columns have changed, change the source."
            raise InputError(f"the column {name!r} is missing.", self.place, remedy) from error


def read_rows(path: Path, columns: tuple[str, ...], entries: str | None) -> Iterator[InputRow]:
    """Read a file by the ending of its name.

    Parameters
    ----------
    columns
        Fields that the first row must have.
    entries
        The key under which a JSON object holds its rows; None if the rows are the whole of it.

    Raises
    ------
    InputError
        If the file is missing, empty, cut short, no UTF-8, not in its format, or lacks a column.
    """
    text = _text(path)
    if path.name.endswith((".json", ".json.gz")):
        rows = _json_rows(path, text, entries)
    elif path.name.endswith((".csv", ".csv.gz")):
        rows = _csv_rows(path, text)
    else:
        raise InputError("no reader knows this ending.", path, "Use .json, .csv, .json.gz or .csv.gz.")
    for number, row in enumerate(rows):
        if number == 0:
            _check_columns(row, columns)
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


def _json_rows(path: Path, text: str, entries: str | None) -> Iterator[InputRow]:
    try:
        body: object = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(str(path), f"line {error.lineno}, column {error.colno}")
        raise InputError(f"it is no JSON: {error.msg}.", place, "Download it again.") from error
    if entries is not None:
        if not isinstance(body, dict) or entries not in body:
            raise InputError(f"the key {entries!r} is missing.", path, "Use the file as published.")
        body = body[entries]
    if not isinstance(body, list):
        raise InputError("its rows are no list.", path, "Use the file as published.")
    for number, fields in enumerate(body):
        place = Place(path.name, f"{entries or ''}[{number}]")
        if not isinstance(fields, dict):
            raise InputError(f"{fields!r} is no row.", place, "Use the file as published.")
        yield InputRow(dict(fields), place, json.dumps(fields, ensure_ascii=False, sort_keys=True))


def _csv_rows(path: Path, text: str) -> Iterator[InputRow]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        for fields in reader:
            place = Place(path.name, f"line {reader.line_num}")
            if None in fields or None in fields.values():
                raise InputError(
                    "the row has not as many cells as the header.", place, "Quote cells that hold a comma."
                )
            yield InputRow(dict(fields), place, json.dumps(fields, ensure_ascii=False, sort_keys=True))
    except csv.Error as error:
        place = Place(path.name, f"line {reader.line_num}")
        raise InputError(f"it is no CSV: {error}.", place, "Save it as CSV again.") from error


def _check_columns(row: InputRow, columns: tuple[str, ...]) -> None:
    missing = [name for name in columns if name not in row.fields]
    if missing:
        remedy = "Use the file as published; if its columns have changed, change the source."
        raise InputError(f"the column {missing[0]!r} is missing.", row.place, remedy)

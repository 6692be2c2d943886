"""How a table of values is written: for a person, for a program, for a report (F81, F82)."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from chipgraph.results.result import Result

_WIDE = 10_000
"""Columns of a table that goes to a file: nothing is cut there."""

_READABLE = 20
"""Characters a line that a column needs to be read."""

_NAMESPACES = {
    "cg": "https://w3id.org/chipgraph/ontology#",
    "cgv": "https://w3id.org/chipgraph/vocab/",
    "cgr": "https://w3id.org/chipgraph/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def cell(value: object) -> str:
    """Write one value as text; what is not stated is empty, several values are joined."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return "; ".join(cell(v) for v in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_json)
    return str(value)


def _json(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _dump(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_json)


def write_table(result: Result, stream: TextIO) -> None:
    """Write a table for a person. On a terminal it takes the terminal's width; elsewhere no value is cut."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = stream.isatty()
    styled = bool(os.environ.get("FORCE_COLOR")) or (terminal and not os.environ.get("NO_COLOR"))
    console = Console(
        file=stream,
        width=None if terminal else _WIDE,
        color_system="auto" if styled else None,
        force_terminal=styled,
        highlight=False,
        markup=False,
        emoji=False,
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in result.columns:
        table.add_column(Text(name), overflow="fold")
    for row in result.rows:
        table.add_row(*(Text(_printable(cell(value))) for value in row))
    if terminal and _least_width(result) > console.width:
        _write_blocks(result, stream)
    elif result.columns:
        with console.capture() as capture:
            console.print(table)
        stream.write("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines() if line.strip()))
    if result.note:
        stream.write(f"{result.note}\n")


def _least_width(result: Result) -> int:
    """How wide a table must be to be read: each column shows its values, or 20 characters of them a line."""
    from rich.cells import cell_len

    columns = zip(result.columns, *([cell(v) for v in row] for row in result.rows), strict=True)
    return sum(min(_READABLE, max(map(cell_len, column))) + 2 for column in columns)


def _write_blocks(result: Result, stream: TextIO) -> None:
    """Write a block a row, a line a value: for a table that is wider than the terminal. What is not stated is left out."""
    width = max(map(len, result.columns))
    for number, row in enumerate(result.rows, 1):
        stream.write(f"{number} of {len(result)}\n")
        for column, value in zip(result.columns, row, strict=True):
            if text := _printable(cell(value)):
                stream.write(f"  {column.ljust(width)}  {text}\n")


def _printable(text: str) -> str:
    """Text from data must not steer the terminal: control characters are shown, not sent."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def write_json(result: Result, stream: TextIO) -> None:
    """Write one JSON document: the answer's own, else columns, rows and certificate."""
    document = result.document
    if document is None:
        document = {
            "columns": result.columns,
            "rows": [*result],
            "note": result.note,
            "certificate": result.certificate,
        }
    stream.write(_dump(document, 2) + "\n")


def write_jsonl(result: Result, stream: TextIO) -> None:
    """Write one row a line; where something was searched, the last line is its certificate (F4, F95)."""
    for row in result:
        stream.write(_dump(row) + "\n")
    if result.certificate:
        stream.write(_dump({"certificate": result.certificate, "note": result.note}) + "\n")


@dataclass(frozen=True, slots=True)
class _Lines:
    """Ends lines with a line feed. The writer must think otherwise: it quotes only the breaks that it uses itself."""

    stream: TextIO

    def write(self, line: str) -> None:
        self.stream.write(line.removesuffix("\r\n") + "\n")


def _separated(delimiter: str) -> Callable[[Result, TextIO], None]:
    def write(result: Result, stream: TextIO) -> None:
        writer = csv.writer(_Lines(stream), delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(result.columns)
        writer.writerows([cell(value) for value in row] for row in result.rows)

    return write


def write_markdown(result: Result, stream: TextIO) -> None:
    """Write a Markdown table; text from data never becomes markup."""
    stream.write(_line(result.columns))
    stream.write(_line(["---"] * len(result.columns), raw=True))
    for row in result.rows:
        stream.write(_line([cell(value) for value in row]))
    if result.note:
        stream.write(f"\n{result.note}\n")
    if result.certificate:
        stream.write(f"\n```json\n{_dump(result.certificate, 1)}\n```\n")


def _line(cells: Sequence[str], raw: bool = False) -> str:
    return "| " + " | ".join(c if raw else _escape(c) for c in cells) + " |\n"


def _escape(text: str) -> str:
    for character in "\\`*_[]<>|":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def to_turtle(quads: str, about: Mapping[str, object]) -> str:
    """Write N-Quads as Turtle, or as TriG if they stand in named graphs, with the project's prefixes.

    ``about`` (question, certificate, digests, licences) is the comment at its head (F7).
    """
    import pyoxigraph as ox

    parsed = sorted(ox.parse(quads, format=ox.RdfFormat.N_QUADS), key=str)
    named = any(not isinstance(q.graph_name, ox.DefaultGraph) for q in parsed)
    format = ox.RdfFormat.TRIG if named else ox.RdfFormat.TURTLE
    content = ox.serialize(parsed if named else [q.triple for q in parsed], format=format, prefixes=_NAMESPACES)
    assert content is not None
    head = "".join(f"# {line}\n" for line in _dump(about, 1).splitlines()) if about else ""
    return head + content.decode()


TABLES: Mapping[str, Callable[[Result, TextIO], None]] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "md": write_markdown,
}
"""Formats that every result has."""

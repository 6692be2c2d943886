"""Claim sheets as CSV: one file with the claims, or one file for each table in a folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from chipgraph.errors import InputError, Place
from chipgraph.sheets.columns import Columns
from chipgraph.sheets.tables import SECTIONS, Entry, Tables, column_name, looks_like_header
from chipgraph.sheets.yaml_file import read_text

_DELIMITERS = (",", ";", "\t")


def read_csv(path: Path, columns: Columns) -> Tables:
    """Read one CSV file: its name says which table it is, and any other name means the claims.

    Raises
    ------
    InputError
        If the file is empty, is no UTF-8, or its header is missing, doubled or repeated.
    """
    section = path.stem.lower() if path.stem.lower() in SECTIONS else "claims"
    tables = Tables(declared={section})
    tables.section(section).extend(_entries(path, section, columns))
    return tables


def delimiter_of(text: str) -> str:
    """Say what parts the cells of a CSV text: the mark that stands most often in its first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _entries(path: Path, section: str, columns: Columns) -> list[Entry]:
    text = read_text(path)
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise InputError("the file is empty.", path, "`chipgraph new case NAME` writes a template to start from.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        where = Place(str(path), f"line {reader.line_num}")
        raise InputError(f"this is no CSV: {error}.", where, "Check the quotation marks there.") from error
    filled = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    return entries(Place(str(path)), section, filled, columns)


def entries(file: Place, section: str, rows: list[tuple[int, list[str]]], columns: Columns) -> list[Entry]:
    """Turn numbered rows, the header first, into entries.

    Parameters
    ----------
    file
        The file and, for a workbook, the worksheet.
    section
        Which table of a sheet the rows are.

    Raises
    ------
    InputError
        If a column is unknown, missing, without a name or doubled, or if a second header follows.
    """

    def place(number: int) -> Place:
        return Place(file.file, f"row {number}" if file.row is None else f"{file.row}, row {number}")

    number, first = rows[0]
    header = [column_name(cell) for cell in first]
    while header and not header[-1]:
        header.pop()
    twice = sorted({c for c in header if header.count(c) > 1 and c})
    if twice:
        raise InputError(f"the column {twice[0]!r} stands twice.", place(number), "Keep one of them.")
    columns.check_header(section, header, place(number))
    known = columns.of(section) | set(header)
    found = []
    for number, row in rows[1:]:
        values = [cell.strip() for cell in row]
        if looks_like_header(values, known):
            raise InputError("this is a second header.", place(number), "Keep one row of column names, the first.")
        for i, value in enumerate(values):
            if value and (i >= len(header) or not header[i]):
                raise InputError(f"{value!r} stands in a column without a name.", place(number), "Name the column.")
        cells = {c: v for c, v in zip(header, values, strict=False) if v}
        if cells:
            found.append(Entry(place(number), cells))
    return found

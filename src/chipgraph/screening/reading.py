"""A shipment file as rows of cells: CSV or XLSX, nothing guessed (encoding, worksheet, merged cells).

A cell that cannot be read (a formula, an error value) spoils its own line and no other: the line goes to quarantine. What
makes all lines doubtful (no UTF-8, an open quotation mark, merged cells) is an error of the file.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chipgraph.errors import InputError, Place, UsageError

_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a file is read, where the file does not say it itself.

    Attributes
    ----------
    columns
        Header by field, for headers that no spelling covers.
    encoding
        Of a CSV file; by default UTF-8, or what its byte order mark says.
    worksheet
        Of a workbook with several.
    day_order
        ``dmy`` or ``mdy``, for dates such as 03/04/2023; without it such a date is not read.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    worksheet: str | None = None
    day_order: str | None = None


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands; ``flaw`` is what keeps it from being read, with its remedy."""

    number: int
    cells: tuple[str, ...]
    flaw: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file of rows.

    Attributes
    ----------
    columns
        The header as it stands, at row ``header_row``.
    delimiter, encoding
        Of a CSV file, so that the answer is written as the question was.
    sha256
        Of the bytes of the file, for the certificate.
    """

    path: Path
    columns: tuple[str, ...]
    header_row: int
    rows: tuple[RawRow, ...]
    sha256: str
    delimiter: str = ","
    encoding: str = "utf-8"
    worksheet: str | None = None

    @property
    def place(self) -> Place:
        """Where the header stands."""
        return Place(str(self.path), f"row {self.header_row}")


def read_rows(path: Path, options: ReadingOptions) -> RawFile:
    """Read a file whole.

    Raises
    ------
    InputError
        If it is missing, empty, no text in its encoding, no CSV or no workbook.
    UsageError
        If its suffix is none of those that are read, or an option does not fit it.
    """
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"{path}: a shipment file is CSV or XLSX. Save it as one of {', '.join(_SUFFIXES)}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}.", path, "Check its name and rights.") from error
    digest = hashlib.sha256(data).hexdigest()
    if not data.strip():
        raise InputError("the file is empty.", path, "Name a file with a header and lines.")
    found = _workbook(path, options, digest) if suffix == ".xlsx" else _text(path, data, options, digest)
    if not found.rows:
        raise InputError("there is no line below the header.", path, "Name a file with a header and lines.")
    return found


def _text(path: Path, data: bytes, options: ReadingOptions, digest: str) -> RawFile:
    from chipgraph.sheets.csv_file import delimiter_of

    if options.worksheet is not None:
        raise UsageError(f"{path} is no workbook, so it has no worksheet {options.worksheet!r}. Leave --sheet out")
    text, encoding = _decoded(path, data, options.encoding)
    delimiter = delimiter_of(text)
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[RawRow] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(RawRow(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"this is no CSV from here on: {error}.", Place(str(path), f"line {line}"), "Check the quotation marks."
        ) from error
    return _filed(path, rows, digest, delimiter=delimiter, encoding=encoding)


def _filed(
    path: Path,
    rows: list[RawRow],
    digest: str,
    delimiter: str = ",",
    encoding: str = "utf-8",
    worksheet: str | None = None,
) -> RawFile:
    """Part the header from the lines; a cell beyond the header belongs to no column, so its line cannot be read."""
    if not rows:
        raise InputError("the file is empty.", path, "Name a file with a header and lines.")
    head = rows[0]
    if head.flaw is not None:
        raise InputError(head.flaw[0], Place(str(path), f"row {head.number}"), head.flaw[1])
    columns = list(head.cells)
    while columns and not columns[-1].strip():
        columns.pop()
    width = len(columns)
    return RawFile(
        path=path,
        columns=tuple(c.strip() for c in columns),
        header_row=head.number,
        rows=tuple(_fitted(row, width) for row in rows[1:]),
        sha256=digest,
        delimiter=delimiter,
        encoding=encoding,
        worksheet=worksheet,
    )


def _fitted(row: RawRow, width: int) -> RawRow:
    beyond = [cell for cell in row.cells[width:] if cell.strip()]
    cells = (*row.cells[:width], *[""] * (width - len(row.cells)))
    if not beyond or row.flaw is not None:
        return RawRow(row.number, cells, row.flaw)
    problem = f"The line has more cells than the header has columns: {beyond[0]!r} belongs to none."
    return RawRow(row.number, cells, (problem, "Put a cell that holds the delimiter in quotation marks."))


def _decoded(path: Path, data: bytes, encoding: str | None) -> tuple[str, str]:
    chosen = encoding or next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode("utf-8-sig" if chosen.lower() in ("utf-8", "utf8") else chosen), chosen
    except LookupError as error:
        raise UsageError(f"There is no encoding {chosen!r}. Write it as gb18030, cp1252 or utf-16") from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"byte 0x{data[error.start]:02x} is no {chosen.upper()}.",
            Place(str(path), f"line {line}"),
            "Save the file as UTF-8, or name its encoding: --encoding gb18030",
        ) from error


def _workbook(path: Path, options: ReadingOptions, digest: str) -> RawFile:
    from chipgraph.sheets.xlsx_file import cell_text, is_blank, open_workbook

    if options.encoding is not None:
        raise UsageError(f"{path} is a workbook, which has no encoding of its own. Leave --encoding out")
    filled = {w.title: w for w in open_workbook(path).worksheets if not is_blank(w)}
    if not filled:
        raise InputError("the workbook is empty.", path, "Name a workbook with a header and lines.")
    names = ", ".join(filled)
    if options.worksheet is None and len(filled) > 1:
        raise UsageError(f"{path} has several worksheets ({names}). Say which holds the lines: --sheet NAME")
    title = options.worksheet or next(iter(filled))
    if title not in filled:
        raise UsageError(f"{path} has no worksheet {title!r} with lines. It has: {names}")
    worksheet = filled[title]
    merged = sorted(str(r) for r in worksheet.merged_cells.ranges)
    if merged:
        place = Place(str(path), f"sheet {title}")
        raise InputError(f"the cells {merged[0]} are merged.", place, "Unmerge them, with the value in each row.")
    rows = []
    for cells in worksheet.iter_rows():
        texts, flaw = [], None
        for cell in cells:
            try:
                texts.append(cell_text(cell, path, title))
            except InputError as error:
                texts.append(str(cell.value))
                flaw = flaw or (f"Cell {cell.coordinate}: {error.problem}", error.remedy)
        if any(texts):
            rows.append(RawRow(cells[0].row or 0, tuple(texts), flaw))
    return _filed(path, rows, digest, worksheet=title)

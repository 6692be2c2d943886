"""Claim sheets as XLSX: the worksheets claims, entities, sources and dataset, or a single one with the claims.

A cell counts as what it shows. What would have to be guessed is an error: a formula (its result may be stale), a merged
cell (to which rows does it belong?), a time of day, an error value.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from chipgraph.errors import InputError, Place
from chipgraph.sheets.columns import Columns
from chipgraph.sheets.csv_file import entries
from chipgraph.sheets.tables import SECTIONS, Entry, Tables

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    InvalidFileException,
)
"""What openpyxl raises on a file that is cut short or is something else; a system error is none of them."""

HELP = "help"
"""A worksheet of this name is for people and is not read."""


def read_xlsx(path: Path, columns: Columns) -> Tables:
    """Read a workbook.

    Raises
    ------
    InputError
        If it is no workbook, is empty, has a worksheet that no sheet has, a merged cell, a formula or an error value.
    """
    workbook = open_workbook(path)
    sheets = [w for w in workbook.worksheets if w.title.strip().lower() != HELP and not is_blank(w)]
    if not sheets:
        raise InputError("the workbook is empty.", path, "`chipgraph new case NAME --xlsx` writes a template.")
    tables = Tables()
    for worksheet in sheets:
        section = worksheet.title.strip().lower()
        if section not in SECTIONS:
            if len(sheets) > 1:
                raise InputError(
                    "no sheet of claims has a worksheet of this name.",
                    Place(str(path), f"sheet {worksheet.title}"),
                    f"Name it one of {', '.join(SECTIONS)}, or {HELP} if it is not to be read.",
                )
            section = "claims"
        tables.declared.add(section)
        tables.section(section).extend(_entries(path, worksheet, section, columns))
    return tables


def open_workbook(path: Path) -> Workbook:
    """Open a workbook.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on drop-down lists and the like, which are of no concern here
            return load_workbook(path)
    except _BROKEN as error:
        raise InputError("this is no XLSX workbook.", path, "Save it as .xlsx from the spreadsheet program.") from error


def is_blank(worksheet: Worksheet) -> bool:
    """Whether a worksheet has no value at all."""
    return all(cell.value is None for row in worksheet.iter_rows() for cell in row)


def _entries(path: Path, worksheet: Worksheet, section: str, columns: Columns) -> list[Entry]:
    title = worksheet.title
    merged = sorted(str(r) for r in worksheet.merged_cells.ranges)
    if merged:
        raise InputError(
            f"the cells {merged[0]} are merged.",
            Place(str(path), f"sheet {title}"),
            "Unmerge them and repeat the value in each row that it holds for.",
        )
    rows = [(row[0].row or 0, [cell_text(cell, path, title) for cell in row]) for row in worksheet.iter_rows()]
    filled = [(number, values) for number, values in rows if any(values)]
    return entries(Place(str(path), f"sheet {title}"), section, filled, columns)


def cell_text(cell: Cell | MergedCell, path: Path, title: str) -> str:
    """Read what a cell shows.

    Raises
    ------
    InputError
        If that would have to be guessed: a formula, an error value, a time of day.
    """
    value = cell.value
    place = Place(str(path), f"sheet {title}, row {cell.row}, cell {cell.coordinate}")
    if value is None:
        return ""
    if cell.data_type == "f":
        raise InputError(f"a formula stands here: {value}.", place, "Replace it by its value (paste as values).")
    if cell.data_type == "e":
        raise InputError(f"the error {value} stands here.", place, "Correct or empty the cell.")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise InputError(f"{value.isoformat(' ')} has a time of day.", place, "Write the date alone.")
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, (str, int)):
        return str(value).strip()
    raise InputError(f"{value} is neither text, number nor date.", place, "Format the cell as text.")

"""Templates to start a claim sheet from: commented YAML, or a workbook with the same example.

Both come from one file, ``case_template.yaml``; ``columns.csv`` says what each column holds and gives their order.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from chipgraph.errors import UsageError
from chipgraph.sheets.references import slug
from chipgraph.sheets.tables import SECTIONS, SEPARATOR, Entry, Tables
from chipgraph.sheets.xlsx_file import HELP
from chipgraph.sheets.yaml_file import parse_yaml

_PLACEHOLDER = "NAME"
_FOLDER = Path(__file__).parent
_ORDER = ("claims", "entities", "sources", "dataset")
_WIDTH = 24


def template(name: str) -> str:
    """Write the text of a commented YAML sheet, which loads as it is.

    Parameters
    ----------
    name
        The name of the case; its ids are made from it.

    Examples
    --------
    >>> "firm-my-case-foundry" in template("My case")
    True
    """
    if not name.strip():
        raise UsageError("The case has no name. Write: chipgraph new case my-case")
    text = (_FOLDER / "case_template.yaml").read_text(encoding="utf-8")
    return text.replace(_PLACEHOLDER, slug(name.strip()))


def write_template(name: str, path: Path) -> None:
    """Write a template to a file: a workbook if its name ends in ``.xlsx``, else YAML."""
    if path.suffix.lower() == ".xlsx":
        _workbook(name).save(path)
    else:
        path.write_text(template(name), encoding="utf-8")


def described_columns() -> Iterator[tuple[str, str, str]]:
    """List the columns that a curator meets: table, column, what it holds."""
    with (_FOLDER / "columns.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yield line["table"], line["column"], line["holds"]


def _workbook(name: str) -> Workbook:
    tables = parse_yaml(template(name), _FOLDER / "case_template.yaml")
    workbook = Workbook()
    for sheet in list(workbook.worksheets):
        workbook.remove(sheet)
    for section in _ORDER:
        _fill(workbook.create_sheet(section), section, tables)
    explain = workbook.create_sheet(HELP)
    _header(explain, ["table", "column", "holds"])
    for line in described_columns():
        explain.append(list(line))
    return workbook


def _fill(worksheet: Worksheet, section: str, tables: Tables) -> None:
    assert section in SECTIONS
    entries = tables.section(section)
    columns = [column for table, column, _ in described_columns() if table == section]
    used = {column for entry in entries for column in entry.cells}
    columns += sorted(used - set(columns))
    _header(worksheet, columns)
    holds = {column: text for table, column, text in described_columns() if table == section}
    for number, column in enumerate(columns, start=1):
        text = holds.get(column) or holds.get(column.split("_")[0])
        worksheet.cell(1, number).comment = None if text is None else Comment(text, "chipgraph")
    for row, entry in enumerate(entries, start=2):
        for number, column in enumerate(columns, start=1):
            cell = worksheet.cell(row, number, _text(entry, column))
            cell.number_format = "@"


def _header(worksheet: Worksheet, columns: Sequence[str]) -> None:
    worksheet.append(list(columns))
    worksheet.freeze_panes = "A2"
    for number in range(1, len(columns) + 1):
        worksheet.cell(1, number).font = Font(bold=True)
        worksheet.column_dimensions[get_column_letter(number)].width = _WIDTH


def _text(entry: Entry, column: str) -> str | None:
    cell = entry.cells.get(column)
    return f" {SEPARATOR} ".join(cell) if isinstance(cell, tuple) else cell

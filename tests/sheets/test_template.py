"""The template of ``chipgraph new case`` loads as it is, in both forms, and says what each column holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from chipgraph import schema, validate
from chipgraph.errors import UsageError
from chipgraph.sheets import read_sheet, template, write_template
from chipgraph.sheets.columns import Columns
from chipgraph.sheets.template import described_columns


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_the_template_loads(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"my-case{suffix}"
    write_template("My case", path)
    sheet = read_sheet(path, schema.load())
    assert sheet.dataset == "my-case"
    assert validate.check(sheet.rows, schema.load()) == []
    stances = {row.text("stance") for row in sheet.rows if row.types == ("Claim",)}
    assert stances == {"asserts", "denies", "silent"}


def test_both_templates_say_the_same(tmp_path: Path) -> None:
    for suffix in (".yaml", ".xlsx"):
        write_template("x", tmp_path / f"x{suffix}")
    first, second = (read_sheet(tmp_path / f"x{suffix}", schema.load()) for suffix in (".yaml", ".xlsx"))
    assert first == second


def test_the_workbook_tells_what_a_column_holds(tmp_path: Path) -> None:
    write_template("x", tmp_path / "x.xlsx")
    workbook = load_workbook(tmp_path / "x.xlsx")
    assert workbook.sheetnames == ["claims", "entities", "sources", "dataset", "help"]
    told = {(str(table), str(column)) for table, column, *_ in workbook["help"].iter_rows(min_row=2, values_only=True)}
    for name in ("claims", "entities", "sources", "dataset"):
        header = [cell.value for cell in workbook[name][1]]
        assert all((name, c) in told or (name, c.split("_")[0]) in told for c in map(str, header))


def test_each_described_column_is_one(tmp_path: Path) -> None:
    columns = Columns(schema.load())
    assert [c for t, c, _ in described_columns() if not columns.has(t, c)] == []


def test_a_case_without_a_name() -> None:
    with pytest.raises(UsageError, match="no name"):
        template("  ")

"""Files as rows: encodings, delimiters, workbooks; a cell spoils its line, a doubt about all lines is an error of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from chipgraph.errors import InputError, UsageError
from chipgraph.screening.reading import ReadingOptions, read_rows

TEXT = 'date;item;收货人\n2024-01-01;NVIDIA H100;算能\n\n2024-01-02;"two\nlines";b\n'


def rows(path: Path, **options: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(r.number, r.cells) for r in read_rows(path, ReadingOptions(**options)).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_or_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert rows(path) == [(2, ("2024-01-01", "NVIDIA H100", "算能")), (4, ("2024-01-02", "two\nlines", "b"))]


def test_another_encoding_is_named_and_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(InputError, match=r"line 1: byte .* is no UTF-8.*--encoding"):
        read_rows(path, ReadingOptions())
    assert rows(path, encoding="gb18030")[0][1][2] == "算能"
    with pytest.raises(UsageError, match="no encoding"):
        read_rows(path, ReadingOptions(encoding="klingon"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [("", "empty"), ("  \n", "empty"), ("date,item\n", "no line"), ('a,b\n1,"open\n2,3\n', "no CSV from here on")],
)
def test_a_file_without_lines_or_with_an_open_quotation_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_rows(path, ReadingOptions())


def test_a_missing_file_and_a_wrong_suffix_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Check its name"):
        read_rows(tmp_path / "nothing.csv", ReadingOptions())
    with pytest.raises(UsageError, match="CSV or XLSX"):
        read_rows(tmp_path / "lines.pdf", ReadingOptions())


def workbook(path: Path, *lines: tuple[str | int, ...], merge: str | None = None, second: bool = False) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "lines"
    for line in lines:
        sheet.append(line)
    if merge:
        sheet.merge_cells(merge)
    if second:
        book.create_sheet("more").append(["x"])
    book.save(path)
    return path


def test_a_formula_spoils_its_own_line_only(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", ("date", "item", "qty"), ("2024-01-01", "a", 3), ("2024-01-02", "b", "=1+1"))
    found = read_rows(path, ReadingOptions())
    assert [r.flaw is None for r in found.rows] == [True, False]
    assert found.rows[0].cells == ("2024-01-01", "a", "3")
    assert found.rows[1].flaw is not None
    assert "C3" in found.rows[1].flaw[0]


def test_merged_cells_make_all_lines_doubtful(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", ("date", "item"), ("2024-01-01", "a"), ("2024-01-02", "b"), merge="B2:B3")
    with pytest.raises(InputError, match="merged"):
        read_rows(path, ReadingOptions())


def test_of_several_worksheets_one_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", ("date", "item"), ("2024-01-01", "a"), second=True)
    with pytest.raises(UsageError, match="lines, more"):
        read_rows(path, ReadingOptions())
    assert len(rows(path, worksheet="lines")) == 1
    with pytest.raises(UsageError, match="no worksheet 'x'"):
        read_rows(path, ReadingOptions(worksheet="x"))


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    path.write_text("date,item\n", encoding="utf-8")
    with pytest.raises(InputError, match="no XLSX"):
        read_rows(path, ReadingOptions())

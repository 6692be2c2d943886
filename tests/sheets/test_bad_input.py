"""Bad input ends in an error that names file, sheet or row, and a remedy; nothing is half loaded (issue 3, point 13)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from chipgraph import schema
from chipgraph.errors import InputError, ValidationError
from chipgraph.sheets import read_sheet

_HEAD = "relation,from,to,starts,ends,stance,maker,source,method\n"
_GOOD = "Supply,A,B,2024,2025,asserts,C,D,named-source\n"
_ENTRY = "relation: Supply, from: A, to: B, stance: asserts, maker: C, source: D, method: named-source"


def _error(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_sheet(path, schema.load())
    assert str(path.name) in str(caught.value)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("", None, "empty"),
        ("\n \n", None, "empty"),
        ("relation,from,to,stance,maker,source,method,method\n", "row 1", "'method' stands twice"),
        ("relation,from,to,stance,maker,method\n", "row 1", "'source' is missing"),
        ("from,to,stance,maker,source\n", "row 1", "relation or statement"),
        ("relation,from,to,stance,maker,source,colour\n", "row 1", "no column 'colour'"),
        (_HEAD + _GOOD + _HEAD + _GOOD, "row 3", "second header"),
        (_HEAD + "Supply,A,B,2024,2025,asserts,C,D,named-source,more\n", "row 2", "without a name"),
        (_HEAD + _GOOD.replace("2024,", "2024-02-30,"), "row 2", "no day 30 in 2024-02"),
        (_HEAD + _GOOD.replace("2024,", "soon,"), "row 2", "'soon' is no date"),
        (_HEAD + _GOOD.replace("2025", "2023"), "row 2", "ends (2023) before it starts (2024)"),
        (_HEAD + _GOOD.replace(",D,", ",,"), "row 2", "source is missing"),
        (_HEAD + _GOOD.replace(",D,", ",none,"), "row 2", "no source, and its method is not inference"),
        (_HEAD + _GOOD.replace("asserts", ""), "row 2", "stance is missing"),
        (_HEAD + _GOOD.replace("asserts", "thinks"), "row 2", "stance is 'thinks'"),
        (_HEAD + _GOOD.replace("named-source", "hearsay"), "row 2", "method is 'hearsay'"),
        (_HEAD + _GOOD.replace("named-source", ""), "row 2", "asserts without a method"),
        (_HEAD + _GOOD.replace(",C,", ",,"), "row 2", "maker is missing"),
        (_HEAD + _GOOD.replace("Supply", "Smuggling"), "row 2", "'Smuggling' is no relation class"),
        (_HEAD + _GOOD.replace(",B,", ",,"), "row 2", "to is missing"),
        (_HEAD + "Shipment" + _GOOD.removeprefix("Supply"), "row 2", "Shipment has no starts"),
        (
            _HEAD.replace("starts", "occurred") + _GOOD.replace("Supply", "Transfer"),
            "row 2",
            "Transfer has no occurred",
        ),
        (_HEAD + '"Supply,A,B\n', "line", "no CSV"),
    ],
)
def test_a_csv_that_is_wrong(tmp_path: Path, text: str, row: str | None, problem: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    error = _error(path)
    assert problem in str(error)
    assert row is None or row in str(error.place)


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("", None, "empty"),
        ("# nothing\n", None, "empty"),
        ("just words\n", None, "no sections"),
        ("claim:\n  - {}\n", "line 2", "no section 'claim'"),
        (f"claims:\n  - {{{_ENTRY}, from: X}}\n", "line 2", "the key 'from' stands twice"),
        (f"claims:\n  - {{{_ENTRY}, colour: red}}\n", "claims entry 1, line 2", "no column 'colour'"),
        ("claims:\n  - &a {relation: Supply}\n  - *a\n", "line", "anchors and aliases are not read"),
        ("claims:\n  - {relation: Supply\n", "line", "no YAML"),
        ("claims: {a: b}\n", "line 1", "claims is no list"),
        (f"claims:\n  - {{{_ENTRY}, statement: also}}\n", "line 2", "relation and statement"),
        (f"claims:\n  - {{{_ENTRY}, quantity: many}}\n", "line 2", "'many' is no quantity"),
        (f"claims:\n  - {{{_ENTRY}, by: [{{stance: denies, maker: A, source: D}}]}}\n", "line 2", "again under by"),
        ("claims:\n  - {from: A, stance: denies, maker: B, source: C}\n", "line 2", "relation is missing beside from"),
        ("claims:\n  - {record: x, stance: denies, maker: B, source: C}\n", "line 2", "described nowhere"),
        ("claims:\n  - {stance: denies, maker: B, source: C}\n", "line 2", "about nothing"),
        ("entities:\n  firm-a: {class: Firm, name: A}\n", None, None),
        ("entities:\n  firm-a: {class: Ship, name: A}\n", "entities firm-a", "'Ship' is no class of entities"),
        ("entities:\n  firm-a: {class: Firm}\n", "entities firm-a", "name is missing"),
        ("entities:\n  TSMC: {class: Firm, name: A}\n", "entities TSMC", "'TSMC' is no id"),
        ("entities:\n  firm-a: {class: Firm, name: A, lei: [x, y]}\n", "entities firm-a", "2 values"),
        ("entities:\n  firm-a: {class: Firm, name: A, iso_code: X}\n", "entities firm-a", "Firm has no iso_code"),
        (f"entities: {{}}\nclaims:\n  - {{{_ENTRY}}}\n", "line 3", "no entity is called"),
        (f"sources: {{}}\nclaims:\n  - {{{_ENTRY}}}\n", "line 3", "no source is called"),
        (
            "dataset: {name: x, asserts: true}\nentities:\n  firm-a: {class: Firm, name: A}\n",
            "dataset",
            "asserts is true",
        ),
        ("dataset: {name: A b}\nentities:\n  firm-a: {class: Firm, name: A}\n", "dataset", "no name of a dataset"),
    ],
)
def test_a_yaml_that_is_wrong(tmp_path: Path, text: str, row: str | None, problem: str | None) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    if problem is None:
        assert read_sheet(path, schema.load()).rows
        return
    error = _error(path)
    assert problem in str(error)
    assert row is None or row in str(error.place)


@pytest.mark.parametrize("name", ["bad.yaml", "bad.csv"])
def test_bytes_that_are_no_utf8(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"# one\nrelation,\xff\xfe\n")
    error = _error(path)
    assert "line 2" in str(error.place)
    assert "UTF-8" in error.remedy


def _workbook(path: Path, *rows: list[object]) -> Workbook:
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.append(_HEAD.strip().split(","))
    for row in rows:
        worksheet.append(row)
    workbook.save(path)
    return workbook


def _good() -> list[object]:
    return list(_GOOD.strip().split(","))


def test_a_merged_cell(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    workbook = _workbook(path, _good(), _good())
    workbook.worksheets[0].merge_cells("B2:B3")
    workbook.save(path)
    error = _error(path)
    assert "B2:B3 are merged" in str(error)
    assert "sheet Sheet" in str(error.place)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("=A1", "a formula stands here: =A1"),
        (dt.datetime(2024, 5, 1, 12, 30), "has a time of day"),
        ("#REF!", "the error #REF! stands here"),
        (dt.time(12, 30), "neither text, number nor date"),
    ],
)
def test_a_cell_that_would_have_to_be_guessed(tmp_path: Path, value: object, problem: str) -> None:
    path = tmp_path / "bad.xlsx"
    row = _good()
    row[3] = value
    _workbook(path, row)
    error = _error(path)
    assert problem in str(error)
    assert "row 2, cell D2" in str(error.place)


def test_a_worksheet_of_another_name(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    workbook = _workbook(path, _good())
    workbook.worksheets[0].title = "claims"
    workbook.create_sheet("notes").append(["x"])
    workbook.save(path)
    assert "sheet notes" in str(_error(path).place)


def test_a_workbook_without_a_cell(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "bad.xlsx")
    assert "the workbook is empty" in str(_error(tmp_path / "bad.xlsx"))


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK not really")
    assert "no XLSX workbook" in str(_error(tmp_path / "bad.xlsx"))


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_that_is_cut_short(tmp_path: Path, part: float) -> None:
    path = tmp_path / "bad.xlsx"
    _workbook(path, _good())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    assert "no XLSX workbook" in str(_error(path))


def test_a_yaml_that_is_nested_too_deep(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("claims: " + "[" * 5000 + "]" * 5000)
    assert "nested too deep" in str(_error(tmp_path / "bad.yaml"))


@pytest.mark.parametrize(("name", "problem"), [("none.csv", "no such file"), ("sheet.docx", "is no .docx")])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, problem: str) -> None:
    assert problem in str(_error(tmp_path / name))


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "holds no claim sheet" in str(_error(tmp_path))


def test_two_entities_with_one_id(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("entities:\n  firm-a: {class: Firm, name: A}\n")
    (tmp_path / "b.yaml").write_text("entities:\n  firm-a: {class: Firm, name: B}\n")
    error = _error(tmp_path)
    assert "'firm-a' stands twice" in str(error)
    assert "b.yaml" in str(error.place)


def test_a_name_of_two_entities(tmp_path: Path) -> None:
    text = "entities:\n  firm-a: {class: Firm, name: A}\n  firm-b: {class: Firm, name: A}\n  firm-c: {class: Firm, name: C}\n"
    (tmp_path / "x.yaml").write_text(f"{text}claims:\n  - {{{_ENTRY.replace('to: B', 'to: firm-b')}}}\n")
    assert "is a name of firm-a and firm-b" in str(_error(tmp_path / "x.yaml"))


def test_a_party_where_a_product_belongs(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f"claims:\n  - {{{_ENTRY}, product: A}}\n")
    assert "'A' is a Firm and stands where a Product belongs" in str(_error(tmp_path / "x.yaml"))


def test_a_record_described_in_two_ways(tmp_path: Path) -> None:
    first, second = (f"  - {{{_ENTRY}, record: x, starts: {year}}}\n" for year in (2023, 2024))
    (tmp_path / "x.yaml").write_text(f"claims:\n{first}{second}")
    error = _error(tmp_path / "x.yaml")
    assert "described in two ways: valid_from" in str(error)
    assert "entry 2" in str(error.place)


def test_two_claims_with_one_number(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f"claims:\n  - {{{_ENTRY}, number: 1}}\n  - {{{_ENTRY}, number: 1}}\n")
    assert "stands twice" in str(_error(tmp_path / "x.yaml"))


def test_all_problems_are_told_at_once_and_nothing_is_read(tmp_path: Path) -> None:
    """A dataset is never half loaded: the first twenty problems stand in one error."""
    path = tmp_path / "bad.csv"
    path.write_text(_HEAD + _GOOD + _GOOD.replace(",D,", ",,") * 25, encoding="utf-8")
    error = _error(path)
    assert isinstance(error, ValidationError)
    text = str(error)
    assert text.count("source is missing") == 20
    assert "25 entries" in text
    assert "and 5 more" in text
    assert "row 3:" in text
    assert "Nothing of it was loaded" in text

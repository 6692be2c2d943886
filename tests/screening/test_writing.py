"""The answer as a file and as a page: everything that came in comes out, as text, and nothing half-written stays."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from tests.screening.conftest import HEADER, Screen

from chipgraph.errors import InputError, StoreError, UsageError
from chipgraph.screening import Screening
from chipgraph.screening.telling import COLUMNS, PREFIX
from chipgraph.screening.writing import as_text

EVIL = '=HYPERLINK("http://x.example";"a")'
NASTY = "</td><script>alert(1)</script>"


@pytest.fixture
def answer(screen: Screen) -> Screening:
    return screen(
        "2024-01-01,NVIDIA H100,8,pcs,Sender,Harbour Lights Computing,,US,SG",
        f'2024-01-02,{NASTY},8,pcs,"{EVIL.replace(chr(34), chr(34) * 2)}",@import,,US,CN',
        "03/04/2024,NVIDIA H100,8,pcs,Sender,+1 Receiver,,US,SG",
        "2024-01-03,NVIDIA L4,-1,pcs,Sender,Receiver,,NL,DE",
    )


def test_every_line_comes_out_in_its_place(answer: Screening, tmp_path: Path) -> None:
    path = answer.save(tmp_path / "out.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == [*HEADER.split(","), *(PREFIX + c for c in COLUMNS)]
    assert [row[0] for row in rows[1:]] == ["2024-01-01", "2024-01-02", "03/04/2024", "2024-01-03"]
    assert [row[9] for row in rows[1:]] == [line.added()["finding"] for line in answer.lines]
    assert [row[9] for row in rows[3:]] == ["quarantined", "quarantined"]
    assert rows[3][-2] == "The date '03/04/2024' can be two days."
    beside = json.loads((tmp_path / "out.csv.certificate.json").read_text(encoding="utf-8"))
    assert beside["certificate"]["digests"]["law"] == answer.certificate["digests"]["law"]
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_no_cell_of_a_csv_begins_a_formula(answer: Screening, tmp_path: Path) -> None:
    with answer.save(tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert f"'{EVIL}" in cells
    assert "'@import" in cells
    assert "-1" in cells, "a number stays a number"
    assert not [c for c in cells if c.startswith(("=", "@", "+", "\t", "\r")) or re.match(r"-(?!\d)", c)]


@pytest.mark.parametrize("text", ["=1", "+1+cmd", "-cmd", "@x", "\tx", "\rx", "＝1"])
def test_what_a_spreadsheet_takes_for_a_formula_is_marked(text: str) -> None:
    assert as_text(text) == f"'{text}"


def test_a_workbook_holds_text_and_no_formula(answer: Screening, tmp_path: Path) -> None:
    book = load_workbook(answer.save(tmp_path / "out.xlsx"))
    assert book.sheetnames == ["findings", "certificate"]
    cells = [cell for row in book["findings"].iter_rows() for cell in row if cell.value is not None]
    assert EVIL in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book["findings"].max_row == 5


def test_json_lines_end_with_the_certificate(answer: Screening, tmp_path: Path) -> None:
    text = answer.save(tmp_path / "out.jsonl").read_text(encoding="utf-8")
    documents = [json.loads(line) for line in text.splitlines()]
    assert [d.get("row") for d in documents] == [2, 3, 4, 5, None]
    assert documents[1]["line"]["shipper"] == EVIL
    assert documents[-1]["certificate"]["lines"] == 4
    first = documents[0]
    assert first["law"]["licence"] in ("required", "not_required", "may_be_required")
    assert {s["id"] for s in first["parties"][1]["possible"]} >= {"firm-harbour"}


def test_parquet_and_frames_have_the_same_rows(answer: Screening, tmp_path: Path) -> None:
    frame = pl.read_parquet(answer.save(tmp_path / "out.parquet"))
    assert frame["row"].to_list() == [2, 3, 4, 5]
    assert frame[PREFIX + "finding"].to_list() == [str(line.added()["finding"]) for line in answer.lines]
    assert answer.to_result().to_polars().columns == frame.columns


def test_delimiter_and_mark_are_those_of_the_file(listed_graph: object, tmp_path: Path) -> None:
    from chipgraph.graph import Graph

    assert isinstance(listed_graph, Graph)
    path = tmp_path / "in.csv"
    path.write_text("date;item;consignee;to\n2024-01-01;NVIDIA L4;算能;DE\n", encoding="utf-8-sig")
    out = listed_graph.screen(path).save(tmp_path / "out.csv").read_bytes()
    assert out.startswith(b"\xef\xbb\xbfdate;item;consignee;to;screen_finding;")


class Page(HTMLParser):
    """Collects what a page would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.links += [str(given[k]) for k in ("href", "src", "action") if k in given]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(given["content"])


def test_the_page_runs_and_loads_nothing(answer: Screening, tmp_path: Path) -> None:
    text = answer.save_summary(tmp_path / "page.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert "script" not in page.tags
    assert page.links == []
    assert page.policy.startswith("default-src 'none'; style-src 'sha256-")
    assert NASTY not in text
    assert "&lt;script&gt;" in text
    for part in (
        "possible match",
        "Certificate",
        "By rule",
        "By party",
        "can be two days",
        answer.certificate["digests"]["law"],
    ):
        assert part in text


def test_the_file_that_was_read_is_never_written(answer: Screening) -> None:
    before = answer.file.path.read_bytes()
    with pytest.raises(UsageError, match="that was read"):
        answer.save(answer.file.path)
    assert answer.file.path.read_bytes() == before


def test_an_earlier_answer_stays_if_writing_fails(answer: Screening, tmp_path: Path) -> None:
    folder = tmp_path / "out.csv"
    folder.mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        answer.save(folder)
    assert not list(tmp_path.glob(".*.part"))
    with pytest.raises(UsageError, match=r"\.csv, \.xlsx"):
        answer.save(tmp_path / "out.pdf")


def test_an_answer_is_not_screened_again(answer: Screening, listed_graph: object, tmp_path: Path) -> None:
    from chipgraph.graph import Graph

    assert isinstance(listed_graph, Graph)
    with pytest.raises(InputError, match="answer of this command"):
        listed_graph.screen(answer.save(tmp_path / "out.csv"))

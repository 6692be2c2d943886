"""Rows as lines: what is read, what goes to quarantine, and with which remedy. Nothing is a default."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screening.conftest import Screen, only

from chipgraph import dates
from chipgraph.errors import InputError, UsageError
from chipgraph.screening.findings import Flaw
from chipgraph.screening.lines import read_date
from chipgraph.sheets.tables import EntryError
from chipgraph.territories import load as load_territories

GOOD = "2024-03-01,NVIDIA H100,8,pcs,Sender,Receiver,,NL,DE"


@pytest.mark.parametrize(
    "text",
    ["2023-11-17", "2023/11/17", "2023.11.17", "20231117", "2023年11月17日", "17 Nov 2023", "17-Nov-2023", "Nov 17, 2023",
     "17/11/2023", "11/17/2023", "17.11.2023", "2023-11-17 00:00:00", "2023-11-17T00:00:00Z", "2023-11-17..2023-11-17"],
)  # fmt: skip
def test_one_day_in_many_spellings(text: str) -> None:
    found = read_date(text, None)
    assert (dates.day_text(found.lo), dates.day_text(found.hi)) == ("2023-11-17", "2023-11-17")


def test_a_month_stays_a_month() -> None:
    found = read_date("2023-11", None)
    assert (dates.day_text(found.lo), dates.day_text(found.hi)) == ("2023-11-01", "2023-11-30")


def test_the_order_of_day_and_month_is_never_guessed() -> None:
    with pytest.raises(EntryError, match="two days"):
        read_date("03/04/2024", None)
    assert dates.day_text(read_date("03/04/2024", "dmy").lo) == "2024-04-03"
    assert dates.day_text(read_date("03/04/2024", "mdy").lo) == "2024-03-04"
    assert dates.day_text(read_date("04/04/2024", None).lo) == "2024-04-04"


@pytest.mark.parametrize(
    "text", ["30/02/2023", "2023-13-01", "45247", "soon", "2023..", "..2023", "13/14/2023", "2023-11-17 14:30", "17 Foo 2023"]
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(EntryError) as refused:
        read_date(text, None)
    assert refused.value.remedy


@given(st.dates())
def test_the_year_first_is_read_as_written(day: object) -> None:
    assert dates.day_text(read_date(str(day), None).lo) == str(day)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("03/04/2024,NVIDIA H100,8,pcs,Sender,Receiver,,NL,DE", "two days"),
        (",NVIDIA H100,8,pcs,Sender,Receiver,,NL,DE", "date is missing"),
        ("unknown,NVIDIA H100,8,pcs,Sender,Receiver,,NL,DE", "date is missing"),
        ("2024-03-01,,8,pcs,Sender,Receiver,,NL,DE", "item is missing"),
        ("2024-03-01,n/a,8,pcs,Sender,Receiver,,NL,DE", "item is missing"),
        ("2024-03-01,NVIDIA H100,-8,pcs,Sender,Receiver,,NL,DE", "negative"),
        ("2024-03-01,NVIDIA H100,eight,pcs,Sender,Receiver,,NL,DE", "no quantity"),
        ('2024-03-01,NVIDIA H100,"2,5",pcs,Sender,Receiver,,NL,DE', "no quantity"),
        ("2024-03-01,NVIDIA H100,8,pcs,Sender,Receiver,,NL,Atlantis", "no territory"),
        ("2024-03-01,NVIDIA H100,8,pcs,Sender,Receiver,,XX,DE", "no territory"),
        ("2024-03-01,NVIDIA H100,8,pcs,Sender,Receiver,,NL,DE,more", "more cells"),
    ],
)
def test_a_bad_line_goes_to_quarantine_and_the_others_do_not(screen: Screen, line: str, problem: str) -> None:
    found = screen(GOOD, line, GOOD)
    assert [s.finding is None for s in found.lines] == [False, True, False]
    flaw = found.lines[1].outcome
    assert isinstance(flaw, Flaw)
    assert problem in flaw.problem
    assert flaw.remedy
    assert found.certificate["quarantined"] == [{"row": 3, "problem": flaw.problem, "remedy": flaw.remedy}]
    assert found.certificate["findings"]["quarantined"] == 1
    assert sum(found.certificate["findings"].values()) == found.certificate["lines"] == 3


def test_an_empty_cell_is_unknown_and_no_flaw(screen: Screen) -> None:
    finding = only(screen("2024-03-01,NVIDIA H100,,,,Receiver,,,")).finding
    assert finding is not None
    assert "the territory to which it goes" in finding.unknown
    assert "the territory from which it goes" in finding.unknown
    assert finding.label == "open"


@pytest.mark.parametrize(
    ("header", "missing"),
    [("item,consignee,to", "the date"), ("date,consignee,to", "the item"), ("date,item,to", "a party")],
)
def test_a_file_without_a_needed_column_is_refused(screen: Screen, header: str, missing: str) -> None:
    with pytest.raises(InputError, match=missing):
        screen("2024-03-01,x,y", header=header)


def test_headers_in_other_words_and_orders(screen: Screen) -> None:
    found = screen("DE;8;Receiver;NVIDIA H100;2024-03-01;note", header="Ziel;QTY;收货人;型号;Ship-Date;Bemerkung",
                   columns={"destination": "Ziel"})  # fmt: skip
    assert found.certificate["columns"] == {
        "destination": "Ziel", "quantity": "QTY", "consignee": "收货人", "item": "型号", "date": "Ship-Date"
    }  # fmt: skip
    assert found.certificate["columns_not_read"] == ["Bemerkung"]
    finding = only(found).finding
    assert finding is not None
    assert finding.law["destinations"] == ["DE"]


def test_two_columns_of_one_meaning_are_told_apart_by_the_user(screen: Screen) -> None:
    header = "date,item,buyer,importer,to"
    with pytest.raises(InputError, match="both mean consignee"):
        screen("2024-03-01,NVIDIA H100,One,Two,DE", header=header)
    found = screen("2024-03-01,NVIDIA H100,One,Two,DE", header=header, columns={"consignee": "importer"})
    finding = only(found).finding
    assert finding is not None
    assert [p.text for p in finding.parties] == ["Two"]


@pytest.mark.parametrize(("field", "header"), [("datum", "date"), ("date", "no such column")])
def test_a_wrong_mapping_is_an_error_of_use(screen: Screen, field: str, header: str) -> None:
    with pytest.raises(UsageError, match="--columns"):
        screen(GOOD, columns={field: header})


def test_territories_by_code_name_and_alias() -> None:
    places = load_territories()
    assert {places.find(t) for t in ("HK", "hong kong", "Hong Kong SAR", "Ｈong Ｋong")} == {"HK"}
    assert places.find("") is None
    assert places.find("Hongkon") is None
    assert places.nearest("Singapur")[0].startswith("SG")

"""``k_table.csv`` says which claim holds which row of the case, by whom, with what stance and method. Data and table agree."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chipgraph.records import Row

_TABLE = Path(__file__).parent / "k_table.csv"
_KEYS = {"about": "about", "maker": "made_by", "relayed_by": "relayed_by", "stance": "stance", "method": "method"}
_ROWS = [f"K{n}" for n in range(1, 28)] + ["K5b", "K16b"]
_SEED = ["S51", "S53", "S55", "S57", "S58", "S68", "S69", "S70", "S71", "S72", "S73", "S74"]


def _lines() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", [*_ROWS, *_SEED, "R03", "R05", "R15"])
def test_each_row_of_the_case_is_held(row: str) -> None:
    assert any(row in line["row"].split() for line in _lines())


@pytest.mark.parametrize("line", _lines(), ids=lambda line: line["claim"])
def test_each_line_is_a_claim_of_the_case(line: dict[str, str], case_rows: dict[str, Row]) -> None:
    claim = case_rows[line["claim"]]
    assert {column: claim.text(key) or "" for column, key in _KEYS.items()} == {c: line[c] for c in _KEYS}


def test_each_claim_of_the_case_is_a_line(case_rows: dict[str, Row]) -> None:
    claims = {id for id, row in case_rows.items() if row.types == ("Claim",)}
    assert {line["claim"] for line in _lines()} == claims


def test_each_claim_bears_a_number_of_its_own(case_rows: dict[str, Row]) -> None:
    """O12: a claim added above another must not change its id, so no number is left to the order of the file."""
    folder = Path(__file__).parents[2] / "ingest" / "sources" / "curated" / "tsmc_sophgo_huawei" / "case"
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.yaml"))
    claims = sum(row.types == ("Claim",) for row in case_rows.values())
    assert text.count("number: ") == claims


def test_each_claim_has_a_source_or_is_a_lead(case_rows: dict[str, Row]) -> None:
    """K23 alone is recalled, without a source."""
    without = [id for id, row in case_rows.items() if row.types == ("Claim",) and row.text("cites") is None]
    assert without == ["claim-tsmc_sophgo_huawei-lead-1"]
    assert case_rows[without[0]].text("method") == "inference"


def test_each_claim_says_how_sure_the_reading_is(case_rows: dict[str, Row]) -> None:
    claims = [row for row in case_rows.values() if row.types == ("Claim",)]
    assert {row.text("confidence") for row in claims} == {"H", "M", "L"}

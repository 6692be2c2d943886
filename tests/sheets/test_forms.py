"""One sheet in three forms is one set of rows: YAML, CSV and XLSX have the same columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from chipgraph import schema
from chipgraph.records import Row
from chipgraph.sheets import read_sheet

Table = Sequence[dict[str, str]]

_DATASET = [{"name": "demo", "title": "A demonstration", "language": "en"}]
_SOURCES = [{"id": "demo-article", "title": "Article: with a colon", "publisher": "Daily", "published": "2024-10-26"}]
_ENTITIES = [
    {
        "id": "firm-demo-a",
        "class": "Foundry",
        "name": "Foundry A",
        "name_zh_hans": "甲",
        "alias": "A | Firm, the first",
    },
    {"id": "firm-demo-b", "class": "Firm | SystemMaker", "name": "B"},
    {"id": "product-demo-die", "class": "DieDesign", "name": "Die"},
]
_SAID = {"maker": "B", "source": "demo-article"}
_CLAIMS = [
    {
        "record": "demo-made",
        "relation": "Fabrication",
        "from": "Foundry A",
        "to": "firm-demo-b",
        "product": "Die",
        "starts": "2023..2024-10",
        "ends": "2024-12-31",
        "quantity": ">= 2,000,000 dies",
        "stance": "asserts",
        "method": "named-source",
        "confidence": "M",
        "quote": 'she said "two million"',
        **_SAID,
    },
    {"record": "demo-made", "stance": "denies", "method": "party-statement", "maker": "甲", "source": "demo-article"},
    {
        "relation": "Proceeding",
        "from": "B",
        "to": "Foundry A",
        "occurred": "2024-02",
        "stage": "investigation",
        "stance": "asserts",
        "method": "anonymous",
        **_SAID,
    },
    {
        "pattern": "Relation",
        "from": "Foundry A",
        "to": "B",
        "both_directions": "true",
        "stance": "denies",
        "method": "party-statement",
        **_SAID,
    },
    {
        "statement_fr": "Rien à dire.",
        "mentions": "Foundry A | B",
        "stance": "asserts",
        "method": "named-source",
        **_SAID,
    },
    {
        "measure": "die-area",
        "product": "Die",
        "quantity": "600..700 mm2",
        "stance": "asserts",
        "method": "estimate",
        **_SAID,
    },
]
_TABLES: dict[str, Table] = {"dataset": _DATASET, "sources": _SOURCES, "entities": _ENTITIES, "claims": _CLAIMS}


def _header(table: Table) -> list[str]:
    return list(dict.fromkeys(column for row in table for column in row))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_yaml(path: Path, tables: dict[str, Table]) -> None:
    lines: list[str] = []
    for name, table in tables.items():
        lines.append(f"{name}:")
        for row in table:
            cells = {k: v for k, v in row.items() if k != "id" or name not in ("sources", "entities")}
            if name in ("sources", "entities"):
                lines.append(f"  {row['id']}:")
            first = "  - " if name == "claims" else "    " if name != "dataset" else "  "
            for column, value in cells.items():
                lines.append(f"{first}{column}: {_quoted(value)}")
                first = "    " if name != "dataset" else "  "
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_csv(folder: Path, tables: dict[str, Table]) -> None:
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _header(table))
            writer.writeheader()
            writer.writerows(table)


def write_xlsx(path: Path, tables: dict[str, Table]) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, table in tables.items():
        worksheet = workbook.create_sheet(name)
        header = _header(table)
        worksheet.append(header)
        for row in table:
            worksheet.append([row.get(column) for column in header])
    workbook.save(path)


def _read(path: Path) -> list[Row]:
    return sorted(read_sheet(path, schema.load()).rows, key=lambda row: row.id)


def test_three_forms_give_the_same_rows(tmp_path: Path) -> None:
    write_yaml(tmp_path / "demo.yaml", _TABLES)
    write_csv(tmp_path / "demo", _TABLES)
    write_xlsx(tmp_path / "demo.xlsx", _TABLES)
    rows = _read(tmp_path / "demo.yaml")
    assert len(rows) == 1 + 1 + 3 + 5 + 6
    assert _read(tmp_path / "demo") == rows
    assert _read(tmp_path / "demo.xlsx") == rows


def test_keys_of_rows_are_those_of_the_contract(tmp_path: Path) -> None:
    write_csv(tmp_path / "demo", _TABLES)
    rows = {row.id: row for row in _read(tmp_path / "demo")}
    assert dict(rows["rel-demo-made"].properties) == {
        "foundry": "firm-demo-a",
        "client": "firm-demo-b",
        "product": "product-demo-die",
        "valid_from": "2023..2024-10",
        "valid_to": "2024-12-31",
        "quantity_min": "2000000",
        "quantity_unit": "dies",
    }
    assert rows["firm-demo-a"].properties["alias"] == ("A", "Firm, the first")
    assert rows["firm-demo-a"].properties["name_zh_hans"] == ("甲",)
    assert rows["claim-demo-article-1"].properties["quote_en"] == 'she said "two million"'
    assert rows["dataset-demo"].properties["asserts"] is False
    assert (
        rows["statement-demo-1" if "statement-demo-1" in rows else "statement-demo"].properties["text_fr"]
        == "Rien à dire."
    )
    assert rows["firm-demo-b"].types == ("Firm", "SystemMaker")


def test_an_investigators_own_table_loads(tmp_path: Path) -> None:
    """Names become parties, firms by default; what stands under source becomes a source."""
    text = (
        "Relation;From;To;To class;Product;Starts;Stance;Maker;Source;Method\n"
        "Supply;Alpha Ltd;Beta GmbH;Distributor;Chip X;2024-05;asserts;Daily;https://example.org/a;named-source\n"
        "Supply;Alpha Ltd;firm-tsmc;;Chip X;2024-06;denies;Alpha Ltd;https://example.org/a;party-statement\n"
    )
    path = tmp_path / "My case.csv"
    path.write_text(text, encoding="utf-8-sig")
    sheet = read_sheet(path, schema.load())
    rows = {row.id: row for row in sheet.rows}
    assert sheet.dataset == "my_case"
    assert rows["my_case-alpha-ltd"].types == ("Firm",)
    assert rows["my_case-beta-gmbh"].types == ("Distributor",)
    assert rows["my_case-chip-x"].types == ("Product",)
    assert rows["my_case-daily"].properties["name_und"] == ("Daily",)
    assert [r.properties["url"] for r in sheet.rows if r.types == ("Source",)] == ["https://example.org/a"]
    assert {r.properties["customer"] for r in sheet.rows if r.types == ("Supply",)} == {
        "my_case-beta-gmbh",
        "firm-tsmc",
    }


def test_an_excel_date_is_a_date_and_a_number_a_number(tmp_path: Path) -> None:
    import datetime as dt

    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.append(
        ["relation", "from", "to", "starts", "ends", "quantity_min", "stance", "maker", "source", "method"]
    )
    worksheet.append(["Supply", "A", "B", dt.date(2024, 2, 29), 2025, 2000.0, "asserts", "C", "D", "named-source"])
    workbook.save(tmp_path / "x.xlsx")
    (supply,) = [r for r in _read(tmp_path / "x.xlsx") if r.types == ("Supply",)]
    stored = {k: supply.properties[k] for k in ("valid_from", "valid_to", "quantity_min")}
    assert stored == {"valid_from": "2024-02-29", "valid_to": "2025", "quantity_min": "2000"}


def test_makers_under_one_entry_share_its_record(tmp_path: Path) -> None:
    text = (
        "claims:\n"
        "  - {relation: Supply, from: A, to: B, by: [\n"
        "      {stance: asserts, maker: C, source: D, method: named-source},\n"
        "      {stance: denies, maker: A, source: D}]}\n"
    )
    (tmp_path / "x.yaml").write_text(text)
    rows = _read(tmp_path / "x.yaml")
    (supply,) = [r for r in rows if r.types == ("Supply",)]
    claims = [r for r in rows if r.types == ("Claim",)]
    assert [c.text("about") for c in claims] == [supply.id] * 2
    assert [c.text("stance") for c in claims] == ["asserts", "denies"]


def test_given_numbers_come_first_and_the_rest_finds_free_ones(tmp_path: Path) -> None:
    """The record is described by the first entry, whichever of its claims has a number."""
    text = (
        "record,relation,from,to,stance,maker,source,method,number\n"
        "x,Supply,A,B,asserts,C,D,named-source,\n"
        "x,,,,denies,A,D,,1\n"
    )
    (tmp_path / "x.csv").write_text(text)
    claims = {r.id: r.text("stance") for r in _read(tmp_path / "x.csv") if r.types == ("Claim",)}
    assert claims == {"claim-x-d-1": "denies", "claim-x-d-2": "asserts"}


def test_a_better_date_changes_no_id(tmp_path: Path) -> None:
    """O12: an id that the sheet mints is made from the parties, not from dates or products."""
    ids = []
    for extra in ("", ", starts: 2024-05", ", starts: 2023, product: X"):
        entry = f"relation: Supply, from: A, to: B, stance: asserts, maker: C, source: D, method: named-source{extra}"
        (tmp_path / "x.yaml").write_text(f"claims:\n  - {{{entry}}}\n")
        ids.append([r.id for r in _read(tmp_path / "x.yaml") if r.types in (("Supply",), ("Claim",))])
    assert ids[0] == ids[1] == ids[2]


def test_a_claim_on_a_record_of_another_dataset(tmp_path: Path) -> None:
    text = "about,stance,maker,source,method\nrel-sophgo-transfer-huawei,denies,firm-sophgo,Letter,party-statement\n"
    (tmp_path / "x.csv").write_text(text)
    (claim,) = [r for r in _read(tmp_path / "x.csv") if r.types == ("Claim",)]
    assert claim.text("about") == "rel-sophgo-transfer-huawei"


def test_a_claim_that_retracts_and_one_that_narrows(tmp_path: Path) -> None:
    """O21: a retraction names a claim and needs no record; a qualification names the key that it narrows."""
    text = (
        "record,relation,from,to,stance,maker,source,method,retracts,narrows\n"
        "x,Supply,A,B,asserts,C,D,named-source,,\n"
        ",,,,retracts,C,E,,claim-other-1,\n"
        "x,,,,qualifies,A,E,party-statement,,quantity\n"
    )
    (tmp_path / "x.csv").write_text(text)
    claims = {r.text("stance"): r for r in _read(tmp_path / "x.csv") if r.types == ("Claim",)}
    assert claims["retracts"].text("retracts") == "claim-other-1"
    assert claims["retracts"].text("about") is None
    assert (claims["qualifies"].text("narrows"), claims["qualifies"].text("about")) == ("quantity", "rel-x")


def test_yaml_scalars_stay_as_they_were_written(tmp_path: Path) -> None:
    """No octals, no booleans, no dates: an HS code 0101 keeps its zero, the name No stays a name."""
    entry = "relation: Shipment, from: No, to: 010, occurred: 2024-10, hs_code: 0101.21, stance: asserts"
    text = f"claims:\n  - {{{entry}, maker: C, source: D, method: customs-record}}\n"
    (tmp_path / "x.yaml").write_text(text)
    rows = _read(tmp_path / "x.yaml")
    (shipment,) = [r for r in rows if r.types == ("Shipment",)]
    assert shipment.text("hs_code") == "0101.21"
    assert shipment.text("occurred_on") == "2024-10"
    assert {r.texts("name_und")[0] for r in rows if r.types == ("Firm",)} == {"No", "010", "C"}


_WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="|"), min_size=1, max_size=20).map(
    str.strip
)
_NAMES = st.lists(_WORDS.filter(lambda w: any(c.isalnum() for c in w)), min_size=3, max_size=3, unique_by=str.casefold)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=_NAMES, note=_WORDS.filter(bool), number=st.integers(1, 10**9))
def test_forms_agree_on_any_text(tmp_path: Path, names: list[str], note: str, number: int) -> None:
    """Awkward texts come out of each form as they went in."""
    a, b, c = names
    entities = [{"id": f"firm-x-{i}", "class": "Firm", "name": name} for i, name in enumerate((a, b, c))]
    said = {"stance": "asserts", "maker": "firm-x-2", "source": "s", "method": "named-source"}
    claim = {"record": "x", "relation": "Supply", "from": "firm-x-0", "to": "firm-x-1", "note": note, **said}
    if note in ("~", "null") or note.startswith("="):
        return
    tables: dict[str, Table] = {
        "sources": [{"id": "s", "title": note}],
        "entities": entities,
        "claims": [{**claim, "quantity": f"{number} pieces"}],
    }
    write_yaml(tmp_path / "x.yaml", tables)
    write_csv(tmp_path / "x", tables)
    write_xlsx(tmp_path / "x.xlsx", tables)
    rows = _read(tmp_path / "x.yaml")
    assert {r.texts("name_und")[0] for r in rows if r.types == ("Firm",)} == set(names)
    assert _read(tmp_path / "x") == rows
    assert _read(tmp_path / "x.xlsx") == rows

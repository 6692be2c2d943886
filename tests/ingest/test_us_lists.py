"""The Consolidated Screening List and the SDN trio: flaws by name, dates as the rows say them, nothing on persons beyond the list."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from chipgraph import schema, validate
from chipgraph.errors import InputError, ValidationError
from chipgraph.records import Row
from chipgraph_ingest import find_source, read_spec, run
from chipgraph_ingest.output import read
from chipgraph_ingest.runner import collect

CSL = find_source("us/consolidated_screening_list")
SDN = find_source("us/ofac_sdn")
EXPECTED = Path(__file__).parent / "us_lists_stats.json"
OLDER = Path(__file__).parent / "fixtures" / "csl-2019-12.csv"

Collected = tuple[dict[str, Row], list[dict[str, str]], dict[str, object]]


def collected(folder: Path) -> Collected:
    rows, aside, stats = collect(read_spec(folder))
    return {row.id: row for row in rows}, aside, stats


@pytest.fixture(scope="module")
def csl() -> Collected:
    return collected(CSL)


@pytest.fixture(scope="module")
def sdn() -> Collected:
    return collected(SDN)


def copy_of(source: Path, tmp_path: Path, data: bytes | None = None, yaml: tuple[str, str] = ("", "")) -> Path:
    folder = tmp_path / source.name
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    path = folder / f"{source.name}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(*yaml), encoding="utf-8")
    if data is not None:
        (folder / "data" / "csl.csv.gz").write_bytes(gzip.compress(data, 1, mtime=0))
    return folder


def whole_rows() -> list[list[str]]:
    """The header and the whole records of the real file; a cell may hold a line break."""
    with gzip.open(CSL / "data" / "csl.csv.gz", "rt", encoding="utf-8", newline="") as file:
        cells = [row for row in csv.reader(file) if len(row) == 29]
    return cells[1:]


def as_csv(cells: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(cells)
    return text.getvalue().encode()


def test_the_numbers_of_the_real_files(csl: Collected, sdn: Collected) -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for _, _, stats in (csl, sdn):
        assert {key: stats[key] for key in expected[str(stats["source"])]} == expected[str(stats["source"])]


def test_every_whole_row_of_the_csl_is_a_listing_or_is_set_aside(csl: Collected) -> None:
    rows, aside, _ = csl
    listings = [r for r in rows.values() if r.types == ("Listing",)]
    vessels = [q for q in aside if "Vessel" in q["reason"]]
    assert len(listings) + len(vessels) == 4226
    assert Counter(r.text("listed_on") for r in listings)["list-us-bis-entity-list"] == 919
    assert len({r.text("listed_on") for r in listings}) == 13


def test_the_two_flaws_of_the_csl_are_set_aside_by_name(csl: Collected) -> None:
    reasons = Counter(q["reason"] for q in csl[1])
    assert reasons["the header line stands twice"] == 1
    assert reasons["the last record is cut off inside a cell"] == 1


def test_without_the_repairs_the_csl_is_refused_with_a_remedy(tmp_path: Path) -> None:
    folder = copy_of(CSL, tmp_path, yaml=("repairs: [repeated-header, cut-end]", ""))
    with pytest.raises(InputError, match=r"line 2: the header line stands twice.*repairs: \[repeated-header\]"):
        collect(read_spec(folder))


def test_a_start_is_a_day_only_where_an_order_gives_it(csl: Collected) -> None:
    rows = csl[0]
    denied = [r for r in rows.values() if r.text("listed_on") == "list-us-dpl"]
    assert not [r for r in denied if (r.text("valid_from") or "").startswith("..")]
    others = [r for r in rows.values() if r.types == ("Listing",) and r not in denied]
    assert all((r.text("valid_from") or "").startswith("..") for r in others)
    assert all(r.text("valid_to") == "2023-11-16.." for r in others)


def test_of_a_firm_the_uscc_is_read_and_of_a_person_no_paper(csl: Collected) -> None:
    rows = csl[0]
    telecom = rows["us-csl-cmic-30882"]
    assert telecom.text("uscc") == "9111000071093019X7"
    assert "CHINA TELECOM" in telecom.texts("alias")
    persons = [r for r in rows.values() if r.types == ("Person",)]
    assert len(persons) > 1000
    assert {key for r in persons for key in r.properties} <= {"name_en", "alias", "address"}


def test_a_file_without_ids_is_read_by_name(tmp_path: Path) -> None:
    older = OLDER.read_bytes()
    folder = copy_of(CSL, tmp_path, older, ("rows: {min: 3500", "rows: {min: 100"))
    path = folder / "consolidated_screening_list.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("Listing: {min: 3500}", "Listing: {min: 90}"))
    rows, aside, stats = collected(folder)
    assert b"_id" not in older.split(b"\n")[0]
    assert stats["rows_read"] == 115
    assert (
        len([r for r in rows.values() if r.types == ("Listing",)]) + sum(q["kept"] == "nothing" for q in aside) == 115
    )


def test_keys_do_not_depend_on_the_place_or_on_ids(csl: Collected, tmp_path: Path) -> None:
    header, *records = whole_rows()
    again = collected(copy_of(CSL, tmp_path, as_csv([header, *reversed(records)])))[0]
    assert {i: r for i, r in again.items() if not i.startswith("dataset-")} == {
        i: r for i, r in csl[0].items() if not i.startswith("dataset-")
    }


def test_a_download_that_lost_rows_is_reported_and_one_that_lost_half_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(copy_of(CSL, tmp_path), out).shrunk == ()
    rows = whole_rows()
    report = run(copy_of(CSL, tmp_path, as_csv(rows[:3701])), out)
    assert "rows read: 4226 before, 3700 now" in report.shrunk
    with pytest.raises(ValidationError, match="at least 3500 expected"):
        run(copy_of(CSL, tmp_path, as_csv(rows[:2000])), out)
    assert read(out, "us-csl")[2]["rows_read"] == 3700


def test_the_three_files_of_the_sdn_list_are_one_party(sdn: Collected) -> None:
    rows = sdn[0]
    bank = rows["us-ofac-sdn-306"]
    assert bank.texts("name_en") == ("BANCO NACIONAL DE CUBA",)
    assert "NATIONAL BANK OF CUBA" in bank.texts("alias")
    assert "Zweierstrasse 35, Zurich CH-8022, Switzerland" in bank.texts("address")
    assert bank.text("note") == "a.k.a. 'BNC'."
    assert rows["rel-us-ofac-sdn-306"].text("valid_from") == "..2021-07-07"


def test_an_empty_mark_is_no_value_and_the_end_mark_no_row(sdn: Collected) -> None:
    rows, aside, _ = sdn
    assert not [v for r in rows.values() for k in r.properties for v in r.texts(k) if v.strip() == "-0-"]
    assert Counter(q["file"] for q in aside if "end mark" in q["reason"]) == {
        "sdn.csv.gz": 1,
        "add.csv.gz": 1,
        "alt.csv.gz": 1,
    }
    assert len([r for r in rows.values() if r.types == ("Listing",)]) + 406 + 277 == 8976


def test_an_address_without_its_entry_is_an_error(tmp_path: Path) -> None:
    folder = copy_of(SDN, tmp_path)
    path = folder / "data" / "alt.csv.gz"
    with gzip.open(path) as file:
        content = file.read()
    path.write_bytes(gzip.compress(b'999999,1,"aka","NOBODY",-0- \r\n' + content, 1, mtime=0))
    with pytest.raises(InputError, match="the entry 999999 has addresses or names, and no row"):
        collect(read_spec(folder))


def test_the_rows_keep_to_the_ontology(csl: Collected, sdn: Collected) -> None:
    everything = [*csl[0].values(), *sdn[0].values(), *collected(find_source("reference/us_lists"))[0].values()]
    assert validate.check(everything, schema.load()) == []

"""The real Entity List: what is read, what is set aside, and what the rows of the case say (O22, O23)."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chipgraph import identity, schema, validate
from chipgraph.records import Records, Row
from chipgraph_ingest import find_source, run
from chipgraph_ingest.output import read

SOURCE = find_source("us/bis_entity_list")
DATASET = "us-bis-entity-list"
EXPECTED = Path(__file__).parent / "entity_list_stats.json"
HUAWEI = f"{DATASET}-cn-huawei-technologies-co-ltd-84fr22963"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ingested")
    run(SOURCE, folder)
    return folder


@pytest.fixture(scope="module")
def rows(out: Path) -> dict[str, Row]:
    return {row.id: row for row in read(out, DATASET)[0]}


@pytest.fixture(scope="module")
def aside(out: Path) -> list[dict[str, str]]:
    return list(read(out, DATASET)[1])


def entries() -> list[dict[str, Any]]:
    with gzip.open(SOURCE / "data" / "bis_entity_list.json.gz") as file:
        found: list[dict[str, Any]] = json.load(file)["entities"]
    return found


def copy_of_source(tmp_path: Path, changed: list[dict[str, Any]]) -> Path:
    folder = tmp_path / "bis_entity_list"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "data" / "bis_entity_list.json.gz").write_bytes(
        gzip.compress(json.dumps({"entities": changed}).encode(), mtime=0)
    )
    return folder


def party(rows: dict[str, Row], part: str) -> Row:
    (found,) = [row for id, row in rows.items() if part in id and not id.startswith("rel-")]
    return found


def test_the_numbers_of_the_real_file(out: Path) -> None:
    stats = read(out, DATASET)[2]
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert {key: stats[key] for key in expected} == expected


def test_every_row_is_a_party_with_a_listing_or_is_set_aside(rows: dict[str, Row], aside: list[dict[str, str]]) -> None:
    listed = Counter(
        row.text("listed") for row in rows.values() if row.types == ("Listing",) and row.text("footnote") is None
    )
    refused = sum(q["kept"] == "nothing" for q in aside)
    assert len(listed) + refused == len(entries()) == 3409
    assert set(listed.values()) == {1}
    assert all(q["file"] == "bis_entity_list.json.gz" and q["row"] and q["reason"] and q["raw"] for q in aside)


def test_the_dataset_speaks_for_bis_and_names_the_mirror_o22_o23(rows: dict[str, Row]) -> None:
    dataset = rows[f"dataset-{DATASET}"].properties
    assert (dataset["authority"], dataset["asserts"], dataset["absence"]) == ("body-bis", True, "ended")
    assert "nsfreg" in str(dataset["carrier"])
    assert dataset["published"] == "2026-07-09"


def test_a_listing_began_by_the_day_of_publication_and_never_on_it(rows: dict[str, Row]) -> None:
    huawei = rows[f"rel-{HUAWEI}"].properties
    assert huawei["valid_from"] == "..2019-05-21"
    assert huawei["published"] == "2019-05-21"
    assert huawei["valid_to"] == "2026-07-09.."
    assert "effective" not in huawei
    listings = [row for row in rows.values() if row.types == ("Listing",)]
    assert all((row.text("valid_from") or "").startswith("..") for row in listings)


def test_a_footnote_is_a_record_of_its_own_as_of_the_snapshot(rows: dict[str, Row]) -> None:
    footnote = rows[f"rel-{HUAWEI}-footnote-1"].properties
    assert footnote["footnote"] == "1"
    assert (footnote["valid_from"], footnote["valid_to"]) == ("..2026-07-09", "2026-07-09..")
    counts = Counter(row.text("footnote") for row in rows.values() if "footnote" in row.properties)
    assert counts == {"1": 130, "2": 130, "3": 773, "4": 96, "5": 16}


def test_the_licence_requirement_has_no_footnote_digits_left(rows: dict[str, Row]) -> None:
    scopes = {str(row.properties["scope"]) for row in rows.values() if "scope" in row.properties}
    assert "For all items subject to the EAR, see §§ 734.9(e) and 744.11 of the EAR" in scopes
    assert "For all items subject to the EAR. (See §§ 734.9(g), 746.8(a)(3), and 744.21(b) of the EAR)" in scopes
    assert not [s for s in scopes if s.endswith(tuple("0123456789"))]


def test_sophgo_and_its_affiliates_are_listed_on_one_day(rows: dict[str, Row]) -> None:
    of_the_rule = [row for row in rows.values() if row.text("citation") == "90 FR 4622"]
    assert len(of_the_rule) == 16
    assert {row.text("published") for row in of_the_rule} == {"2025-01-16"}
    sophgo = rows[f"{DATASET}-cn-sophgo-technologies-ltd-90fr4622"]
    assert "Beijing Suanneng Technology Co., Ltd" in sophgo.texts("alias")


def test_an_amendment_is_a_note_and_not_the_listing(rows: dict[str, Row]) -> None:
    wong = rows[f"rel-{DATASET}-cn-wong-yung-fai-75fr1701"]
    assert wong.text("citation") == "75 FR 1701"
    assert wong.text("valid_from") == "..2010-01-13"
    assert "85 FR 83769 (2020-12-23)" in (wong.text("note") or "")


def test_a_listed_address_is_an_unknown_party_without_a_seat(rows: dict[str, Row]) -> None:
    slots = [row for row in rows.values() if row.types == ("UnknownParty",)]
    assert len(slots) == 19
    assert {row.text("cardinality") for row in slots} == {"several"}
    seated = {row.text("seated") for row in rows.values() if row.types == ("Seat",)}
    assert not seated & {row.id for row in slots}
    assert party(rows, "cn-address-01-").texts("address") == (
        "Unit D, 16/F One Capital Place, 18 Luard Rd, Wan Chai, Hong Kong",
    )


def test_a_person_is_not_called_a_firm(rows: dict[str, Row]) -> None:
    assert party(rows, "af-abdul-satar-ghoura").types == ("Agent",)
    assert party(rows, "powerair").types == ("Firm",)


def test_addresses_are_split_and_references_become_a_note(rows: dict[str, Row]) -> None:
    ghoura = party(rows, "af-abdul-satar-ghoura")
    assert ghoura.texts("address") == (
        "501, 5th Floor, Amanullah Sancharaki Market Opp Chaman E Huzuri, Kabul, Afghanistan",
        "Flat No. 41 Block No. 24 Macroyan 3, Kabul, Afghanistan",
    )
    assert ghoura.text("note") == "See alternate addresses under Pakistan."


@pytest.mark.parametrize(
    ("key", "alias", "address"),
    [
        ("ru-apex-77fr", "APEX Ltd.", "26 General Belov St Office 415, Moscow, Russia 115583"),
        ("th-huawei-openlab-bangkok", "Huawei Bangkok OpenLab", "Bangkok, Thailand"),
        ("gb-huawei-technologies-uk-co", "Huawei Software Technologies Co. Ltd.", "300 South Oak Way, Green Park"),
        ("tw-enrich-ever", "Enrich Ever Technologies Co.", "9F No. 38 Ming-Fu 13th Street, Taoyuan, Taiwan"),
        ("sg-nel-electronics", "NEL Electronics Pte Ltd", "158 Kallang Way, #02-505 Kallang Basin, Singapore 349245"),
        ("ir-sabanican-company", "Sabanican Pad Co.", "Unit #23, Eighth Floor, No. 193 West Sarve Boulevard"),
    ],
)
def test_alias_and_address_are_told_apart(rows: dict[str, Row], key: str, alias: str, address: str) -> None:
    found = party(rows, key)
    assert alias in found.texts("alias")
    assert any(a.startswith(address) for a in found.texts("address"))


def test_no_alias_holds_a_reference_or_a_separator(rows: dict[str, Row]) -> None:
    aliases = [a for row in rows.values() for a in row.texts("alias")]
    as_written = {a for entry in entries() for a in entry["aliases"]}
    assert not {"Rabat", "Technology", "'"} & set(aliases)
    assert not [a for a in aliases if a.count("(") != a.count(")") and a not in as_written]
    assert not [a for a in aliases if ";" in a or "(See" in a or "the following" in a or a.endswith(("(", ","))]


def test_one_name_under_several_countries_is_several_parties(rows: dict[str, Row]) -> None:
    found = [id for id, row in rows.items() if row.texts("name_en") == ("NEL Electronics",)]
    assert len(found) == 2


def test_a_date_against_all_other_rows_of_its_page_is_corrected(
    rows: dict[str, Row], aside: list[dict[str, str]]
) -> None:
    published = {row.text("published") for row in rows.values() if row.text("citation") == "88 FR 38741"}
    assert published == {"2023-06-14"}
    assert "88 FR 38741, 06/12/23" in [q["raw"] for q in aside]


def test_a_volume_that_disagrees_with_its_year_gives_no_date(aside: list[dict[str, str]]) -> None:
    assert ("volume and year of a citation disagree", "83 FR 61541, 11/13/19") in [
        (q["reason"], q["raw"]) for q in aside
    ]


def test_a_row_inserted_above_changes_no_id(rows: dict[str, Row], tmp_path: Path) -> None:
    first = entries()[0] | {"name": "A New Entry Co., Ltd.", "federal_register": "91 FR 1, 1/2/26"}
    run(copy_of_source(tmp_path, [first, *reversed(entries())]), tmp_path / "out")
    changed = {row.id: row for row in read(tmp_path / "out", DATASET)[0]}
    added = changed.keys() - rows.keys()
    assert rows.keys() <= changed.keys()
    assert {id.split("91fr1")[0] for id in added} == {
        f"{DATASET}-af-a-new-entry-co-ltd-",
        f"rel-{DATASET}-af-a-new-entry-co-ltd-",
    }
    assert all(changed[id] == row for id, row in rows.items() if not id.startswith("dataset-"))


def test_bad_rows_are_set_aside_with_their_index(tmp_path: Path) -> None:
    spoiled = entries()
    spoiled[3] = spoiled[3] | {"country": "Atlantis"}
    spoiled[5] = spoiled[5] | {"federal_register": "see the gazette"}
    spoiled[7] = spoiled[7] | {"name": "  "}
    spoiled[9] = spoiled[9] | {"effective_date": "2020-01-01"}
    spoiled[11] = spoiled[11] | {"aliases": "one text"}
    del spoiled[13]["notes"]
    report = run(copy_of_source(tmp_path, spoiled), tmp_path / "out")
    aside = {q["row"]: q for q in read(tmp_path / "out", DATASET)[1]}
    assert aside["entities[3]"]["reason"] == "the heading 'Atlantis' is not known."
    assert "cites no page" in aside["entities[5]"]["reason"]
    assert aside["entities[7]"]["reason"] == "the field 'name' is empty."
    assert aside["entities[9]"]["reason"] == "the field 'effective_date' was not read"
    assert aside["entities[9]"]["kept"] == "all other fields"
    assert "no list of texts" in aside["entities[11]"]["reason"]
    assert aside["entities[13]"]["reason"] == "the column 'notes' is missing."
    assert report.rows_read == 3409
    assert read(tmp_path / "out", DATASET)[2]["rows_refused"] == 5


def test_the_rows_keep_to_the_ontology(rows: dict[str, Row], out: Path) -> None:
    everything = list(rows.values())
    for name in ("reference/territories", "reference/us_lists"):
        everything += read(out, run(find_source(name), out).name)[0]
    assert validate.check(everything, schema.load()) == []


def test_the_shipped_judgements_name_rows_that_exist(rows: dict[str, Row]) -> None:
    log = [j for j in identity.read_log() if j.place.file.endswith("entity_list.yaml")]
    assert all(j.right in rows for j in log)
    curated = [Row(i, "tsmc_sophgo_huawei", ("Firm",), {}) for i in {j.left for j in log}]
    resolved = identity.resolve(log, Records([*rows.values(), *curated]), schema.load())
    assert resolved.canonical(HUAWEI) == "firm-huawei"
    assert resolved.referents("firm-sophgo") == ("firm-sophgo", f"{DATASET}-cn-sophgo-technologies-ltd-90fr4622")
    assert resolved.canonical(f"{DATASET}-cn-chengdu-huawei-technologies-co-ltd-84fr22963") != "firm-huawei"
    assert sorted(resolved.canonical_of.values()) == ["firm-huawei", "firm-powerair", "firm-smic", "firm-sophgo"]

"""Federal Register, GLEIF and a FollowTheMoney stream: each format whole, each relation with its time, nothing guessed."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from tests.house.test_docs import play

from chipgraph import schema, validate
from chipgraph.records import Row
from chipgraph_ingest import find_source, read_spec
from chipgraph_ingest.catalogue import with_needs
from chipgraph_ingest.runner import collect

ROOT = Path(__file__).parents[2]
EXPECTED = Path(__file__).parent / "registers_stats.json"
NAMES = ("us/federal_register_bis", "gleif/level1", "gleif/level2", "ftm/parteispenden")


def collected(name: str) -> dict[str, Row]:
    return {row.id: row for row in collect(read_spec(find_source(name)))[0]}


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_the_real_file_and_its_rows_keep_to_the_ontology(name: str) -> None:
    rows: list[Row] = []
    for folder in with_needs([find_source(name)]):
        made, _, stats = collect(read_spec(folder))
        rows += made
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))[str(stats["source"])]
    assert {key: stats[key] for key in expected} == expected
    assert validate.check(rows, schema.load()) == []


def test_a_document_of_the_federal_register_is_found_by_its_number() -> None:
    rows = collected("us/federal_register_bis")
    sophgo = rows["us-federal-register-2025-00480"]
    assert sophgo.text("published") == "2025-01-16"
    assert "2025-00480" in sophgo.texts("alias")
    assert "effective" not in sophgo.properties
    page = rows["source-us-federal-register-2025-00480"]
    assert (page.text("url") or "").startswith("https://www.federalregister.gov/documents/2025/01/16/2025-00480/")
    for number in ("2025-00636", "2025-00711", "2022-21658", "2025-19001", "2025-19846"):
        assert f"us-federal-register-{number}" in rows


def test_rules_that_name_a_document_number_find_it_with_the_same_day() -> None:
    rows = collected("us/federal_register_bis")
    law = (ROOT / "ontology" / "law" / "instruments.yaml").read_text(encoding="utf-8")
    named = re.findall(r"citation: .*?\((\d{4}-\d{5})\).*?\n(?:    .*\n)*?    published: (\S+)", law)
    linked = [
        (rows[f"us-federal-register-{n}"].text("published"), d) for n, d in named if f"us-federal-register-{n}" in rows
    ]
    assert linked
    assert all(ours == theirs for ours, theirs in linked)


def test_an_lei_record_is_an_entity_with_two_seats() -> None:
    rows = collected("gleif/level1")
    fund = rows["gleif-001gpb6a9xpe8xjicc14"]
    assert fund.types == ("Agent",)
    assert fund.text("lei") == "001GPB6A9XPE8XJICC14"
    assert fund.texts("name_en") == ("Fidelity Advisor Leveraged Company Stock Fund",)
    assert fund.texts("alias") == ("FIDELITY ADVISOR SERIES I - Fidelity Advisor Leveraged Company Stock Fund",)
    assert "245 SUMMER STREET, BOSTON, 02210, US" in fund.texts("address")
    seats = [r for r in rows.values() if r.text("seated") == fund.id]
    assert {(r.text("kind"), r.text("territory")) for r in seats} == {
        ("registered", "territory-us"),
        ("headquarters", "territory-us"),
    }


def test_consolidation_is_control_without_a_share_and_has_its_period() -> None:
    rows = collected("gleif/level2")
    control = [r for r in rows.values() if r.types == ("Control",)]
    assert {r.text("control_type") for r in control} == {
        "direct accounting consolidation",
        "ultimate accounting consolidation",
    }
    managed = rows["rel-gleif-level2-001gpb6a9xpe8xjicc14-5493001z012ysb2a0k51-is-fund-managed-by"]
    assert managed.text("valid_from") == "2012-11-29"
    assert "valid_to" not in managed.properties
    assert managed.text("party") == "gleif-001gpb6a9xpe8xjicc14"
    assert not [r for r in rows.values() if r.types == ("Ownership",)]
    assert all("valid_from" in r.properties for r in control)


def test_an_exception_is_a_statement_with_its_reason() -> None:
    rows = collected("gleif/level2")
    reasons = Counter(r.text("value") for r in rows.values() if r.types == ("Statement",))
    assert reasons == {"NON_CONSOLIDATING": 6, "NO_KNOWN_PERSON": 3, "NON_PUBLIC": 1}


def test_a_payment_is_a_statement_that_mentions_both_parties() -> None:
    rows = collected("ftm/parteispenden")
    fdp = rows["statement-ftm-parteispenden-3b0f55460ac010625c09861f2e8fdda02cf75049"]
    assert (fdp.text("occurred_on"), fdp.text("value")) == ("2011-12-22", "80000 EUR")
    assert [rows[id].texts("name_und") for id in fdp.texts("mentions")] == [
        ("Verband der Bayerischen Metall- und Elektroindustrie e.V.",),
        ("FDP",),
    ]
    assert not [r for r in rows.values() if r.types == ("Person",)]
    assert "Max-Joseph-Straße 5, 80333 München" in rows[fdp.texts("mentions")[0]].texts("address")


def test_the_page_on_adding_a_source_can_be_followed(tmp_path: Path) -> None:
    folder = tmp_path / "donations"
    folder.mkdir()
    play(ROOT / "docs" / "how-to" / "add-a-source.md", folder, tmp_path / "home")


def test_the_page_of_sources_is_up_to_date() -> None:
    script = ROOT / "docs" / "reference" / "sources.py"
    spec = importlib.util.spec_from_file_location("sources_page", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = script.with_suffix(".md").read_text(encoding="utf-8")
    assert module.page() == written, "Run: python docs/reference/sources.py --write"

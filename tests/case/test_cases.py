"""The cases C1 to C3, C5, C10, C18 to C20: what is held, by whom, how it stands, and what does not follow from it.

``c_table.csv`` says which claim holds a part of which case, with maker, stance and method, and the strength and standing that
the View gives to what the claim is about. Data, View and table agree.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chipgraph import resources
from chipgraph.dates import parse
from chipgraph.graph import Graph
from chipgraph.view import View

_TABLE = Path(__file__).parent / "c_table.csv"
_DOCS = Path(__file__).parents[2] / "docs" / "cases"
_KEYS = {"held": "about", "maker": "made_by", "relayed_by": "relayed_by", "stance": "stance", "method": "method"}
_NEW = {
    "C5": "gatekeeper",
    "C10": "indosat_inf",
    "C18": "inspur",
    "C19": "nexperia_wingtech",
    "C20": "thatic_hygon",
}
_CASES = ["C1", "C2", "C3", *_NEW]


def _lines() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _status(view: View, held: str) -> tuple[str, str]:
    proposition = view.proposition_of.get(held)
    status = view.statement_status.get(held) if proposition is None else proposition.status
    return ("", "") if status is None else (status.strength.word, str(status.standing))


def _standing(graph: Graph, record: str) -> tuple[str, str]:
    return _status(graph.view(), f"rel-{record}")


@pytest.fixture(scope="module")
def view(shipped: Graph) -> View:
    return shipped.view()


@pytest.mark.parametrize("case", _CASES)
def test_each_case_is_held_and_has_a_page(case: str) -> None:
    assert any(line["row"] == case for line in _lines())
    (page,) = _DOCS.glob(f"{case.lower()}-*.md")
    text = page.read_text(encoding="utf-8")
    for heading in ("## What the sources support", "## What is open", "## What it tests"):
        assert heading in text


@pytest.mark.parametrize("line", _lines(), ids=lambda line: f"{line['row']}-{line['claim']}")
def test_each_line_is_a_claim_and_stands_as_said(line: dict[str, str], view: View) -> None:
    """O24 to O27 by the vocabulary of the domain."""
    claim = view.rows[line["claim"]]
    assert {column: claim.text(key) or "" for column, key in _KEYS.items()} == {c: line[c] for c in _KEYS}
    assert _status(view, line["held"]) == (line["strength"], line["standing"])


@pytest.mark.parametrize("case", list(_NEW))
def test_each_claim_of_a_case_is_a_line(case: str, view: View) -> None:
    claims = {row.id for row in view.rows if row.dataset == _NEW[case] and row.types == ("Claim",)}
    assert {line["claim"] for line in _lines() if line["row"] == case} == claims


# C5


def test_what_is_pleaded_is_reported_until_the_paper_of_the_court_is_cited(shipped: Graph) -> None:
    for record in ("plea-hsu", "plea-hao-global", "hao-global-transfer-h100", "hao-global-transfer-h200"):
        assert _standing(shipped, record) == ("reported", "undisputed")


def test_a_charge_is_reported_and_what_it_charges_is_alleged_and_denied(shipped: Graph) -> None:
    """Both pleaded not guilty: nothing of it is more than alleged, and all of it is disputed."""
    assert _standing(shipped, "charge-gong") == ("reported", "undisputed")
    for record in ("buyers-transfer-gong", "gong-logistics-firm", "gong-ai-firm", "yuan-logistics-firm"):
        assert _standing(shipped, record) == ("alleged", "disputed")


def test_a_plea_speaks_of_the_pleader_alone(view: View) -> None:
    """What the prosecutors say of the buyers is not pleaded by Hao Global."""
    for row in view.rows:
        if row.dataset == "gatekeeper" and row.text("method") == "plea":
            about = row.text("about")
            assert about is not None
            assert view.rows[about].text("recipient") != "firm-hao-global"
            assert not {"person-fanyue-gong", "person-benlin-yuan"} & set(view.rows[about].texts("mentions"))


def test_the_networks_are_not_one_conspiracy(view: View) -> None:
    """No relation ties Hsu to Gong or Yuan, or these two; the last two share a logistics firm and an AI firm alone."""
    neighbours: dict[str, set[str]] = {}
    for p in view.propositions.values():
        neighbours.setdefault(p.source, set()).add(p.target)
        neighbours.setdefault(p.target, set()).add(p.source)
    bodies = {"body-us-justice", "territory-us"}
    hsu = neighbours["person-alan-hao-hsu"] | neighbours["firm-hao-global"]
    gong, yuan = neighbours["person-fanyue-gong"], neighbours["person-benlin-yuan"]
    assert hsu & (gong | yuan) == {"body-us-justice"}
    assert not hsu & {"person-fanyue-gong", "person-benlin-yuan"}
    assert (gong & yuan) - bodies == {"unknown-hong-kong-logistics-firm", "unknown-china-ai-firm"}
    assert "person-benlin-yuan" not in gong


def test_the_two_tales_of_stated_destinations_both_stay(view: View) -> None:
    told = {}
    for page in ("thailand", "malaysia"):
        told[page] = set(view.rows[f"statement-gatekeeper-destinations-{page}"].texts("mentions"))
    assert told["thailand"] ^ told["malaysia"] == {"territory-th", "territory-my"}


# C10


def test_no_possession_goes_from_nvidia_to_inf_tech(shipped: Graph, view: View) -> None:
    """The negative control: INF Tech uses the racks and holds none of it. The goods go as far as Indosat."""
    assert not shipped.trace("Nvidia", "INF Tech").routes
    assert shipped.trace("Nvidia", "Indosat").routes
    (access,) = [p for p in view.propositions.values() if p.source == "firm-inf-tech" and p.type == "Access"]
    assert access.target == "facility-indosat-jakarta"
    flows = {p.type for p in view.propositions.values() if "firm-inf-tech" in (p.source, p.target)}
    assert flows == {"Access", "Seat"}


def test_the_negative_control_is_described_as_no_violation(view: View) -> None:
    assert _status(view, "statement-indosat-no-violation") == ("reported", "undisputed")
    parties = {"chips-firm-nvidia", "firm-aivres", "firm-indosat", "firm-inf-tech"}
    assert not [p for p in view.propositions.values() if p.type in ("Proceeding", "Listing") and p.target in parties]
    assert not [p for p in view.propositions.values() if p.type == "Listing" and p.source in parties]


def test_a_third_of_the_parent_is_a_minority(view: View) -> None:
    row = view.rows["rel-inspur-owns-parent-of-aivres"]
    assert (row.text("share_min"), row.text("share_max")) == ("33", "34")


# C18 to C20


def test_the_units_of_inspur_were_listed_two_years_after_the_group(view: View) -> None:
    """A later listing must not date back: between the two days the units are not on the list."""
    group = view.rows["rel-inspur-group-listed"].text("valid_from")
    assert group is not None
    units = [line["held"] for line in _lines() if line["row"] == "C18" and line["held"].endswith("-listed")]
    starts = {view.rows[u].text("valid_from") for u in units if u != "rel-inspur-group-listed"}
    assert starts == {"2025-03-25"}
    assert len(set(units)) == 10
    assert parse("2025-03-25").lo - parse(group).hi > 2 * 365


def test_units_keep_their_own_entries(view: View) -> None:
    entity = view.identity.canonical
    group = entity("us-bis-entity-list-cn-inspur-group-co-ltd-88fr13675")
    assert entity("firm-inspur-group") == group
    software = "us-bis-entity-list-cn-inspur-software-co-ltd-90fr14048"
    assert entity("firm-inspur-software") == entity(software) != group


def test_the_conflict_on_the_day_of_the_rule_is_kept(view: View) -> None:
    assert _status(view, "statement-affiliates-rule-effective") == ("official", "undisputed")
    assert _status(view, "statement-affiliates-rule-effective-mondaq") == ("reported", "undisputed")
    after = "statement-affiliates-rule-after-suspension"
    assert _status(view, after) == ("", ""), "a search that found nothing asserts nothing (U1)"


def test_shares_lie_on_both_sides_of_one_half(view: View) -> None:
    shares = {}
    for record in ("amd-owns-hmc", "thatic-owns-hmc", "amd-owns-hicd", "thatic-owns-hicd", "amd-owns-hmc-majority"):
        row = view.rows[f"rel-{record}"]
        shares[record] = (row.text("share_min"), row.text("share_max"))
    assert shares == {
        "amd-owns-hmc": ("51", "51"),
        "thatic-owns-hmc": ("49", "49"),
        "amd-owns-hicd": ("30", "30"),
        "thatic-owns-hicd": ("70", "70"),
        "amd-owns-hmc-majority": ("50", None),
    }


def test_what_is_licensed_is_technology(shipped: Graph, view: View) -> None:
    """Designs pass from AMD to HICD; no chip of AMD does."""
    assert "Technology" in view.rows["technology-amd-zen"].types
    route = next(r for r in shipped.trace("AMD", "HICD").routes if len(r["steps"]) == 2)
    assert {step["holding_to"]["product"] for step in route["steps"]} == {"technology-amd-zen"}


def test_cases_are_part_of_the_default_load() -> None:
    folder = resources.ontology().parent / "ingest" / "sources" / "curated"
    assert all((folder / name / f"{name}.yml").is_file() for name in _NEW.values())

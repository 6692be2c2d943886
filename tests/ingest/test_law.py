"""The law stands in the graph as it stands in its files: each instrument, version, limb, condition, letter and state (O31 to O33)."""

from __future__ import annotations

import re

import pytest

from chipgraph import law
from chipgraph.dates import parse
from chipgraph.graph import Graph
from chipgraph.identity import Verdict, read_log
from chipgraph.law.model import Limb, Rule
from chipgraph.records import Row

LAW = law.load()
VERSIONS = [(p.id, v) for p in LAW.provisions.values() for v in p.versions]


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def part(rows: dict[str, Row], whole: str, cls: str) -> list[Row]:
    return [r for r in rows.values() if cls in r.types and r.text("part_of") == whole]


@pytest.fixture(scope="module")
def rows(shipped: Graph) -> dict[str, Row]:
    return {row.id: row for row in shipped.records if row.dataset == "law"}


@pytest.mark.parametrize("number", LAW.instruments)
def test_an_instrument_keeps_its_four_dates_and_its_states(rows: dict[str, Row], number: str) -> None:
    instrument, row = LAW.instruments[number], rows[f"instrument-{number.lower()}"]
    for key in ("announced", "published", "effective", "compliance"):
        assert parse(row.text(key)) == getattr(instrument, key), key
    assert parse(row.text("valid_to")) == instrument.ends
    assert (row.text("title"), row.text("citation"), row.text("kind")) == (
        instrument.title,
        instrument.citation,
        instrument.kind,
    )
    for cls, stated in (("TextStatus", instrument.text_status), ("EnforcementStatus", instrument.enforcement_status)):
        states = [r for r in rows.values() if cls in r.types and r.text("status_of") == row.id]
        told = {(r.text("legal_status"), parse(r.text("valid_from")), parse(r.text("valid_to"))) for r in states}
        assert told == {(s.status, s.start, s.end) for s in stated}


@pytest.mark.parametrize(("provision", "version"), VERSIONS, ids=lambda x: x.id if isinstance(x, Rule) else "")
def test_a_version_keeps_its_days_and_all_that_it_asks(rows: dict[str, Row], provision: str, version: Rule) -> None:
    row = rows[f"rule-{slug(version.id)}"]
    assert (row.text("part_of"), row.text("enacted_by")) == (
        f"provision-{slug(provision)}",
        f"instrument-{version.made_by.lower()}",
    )
    assert parse(row.text("valid_from")) == version.starts
    limbs = part(rows, row.id, "Limb")
    assert sorted(told(rows, limb) for limb in limbs) == sorted(map(asked, (*version.limbs, *version.destinations)))


def asked(limb: Limb) -> tuple[str, list[tuple[str, str, str, tuple[str, ...]]]]:
    found = ((c.of, c.name, c.op, tuple(sorted(set(c.value)))) for c in limb.conditions)
    return limb.outcome, sorted(found)


def told(rows: dict[str, Row], limb: Row) -> tuple[str, list[tuple[str, str, str, tuple[str, ...]]]]:
    found = [
        (c.text("subject_role") or "", c.text("tested") or "", c.text("comparison") or "", c.texts("compared_with"))
        for c in part(rows, limb.id, "Condition")
    ]
    return limb.text("outcome") or "", sorted(found)


def test_a_letter_names_its_addressees_as_parties_of_the_graph(rows: dict[str, Row], shipped: Graph) -> None:
    assert {r.id for r in rows.values() if "Letter" in r.types} == {letter.id for letter in LAW.letters}
    for letter in LAW.letters:
        found = sorted(shipped.entity(id).id for id in rows[letter.id].texts("addressee"))
        assert found == sorted(shipped.entity(name).id for name in letter.addressees)


def test_a_state_of_force_is_said_by_who_read_it_and_tells_where(shipped: Graph) -> None:
    view = shipped.view()
    states = [r for r in view.rows if "TextStatus" in r.types or "EnforcementStatus" in r.types]
    assert len(states) > 80
    for state in states:
        claims = view.claims_about[state.id]
        assert [(c.made_by, c.cites is not None) for c in claims] == [("agent-chipgraph-curators", True)]
        assert view.statement_status[state.id].strength.word == "reported"


def test_an_instrument_is_the_document_of_the_federal_register_that_it_cites_and_no_other() -> None:
    pairs = [(j.left, j.right) for j in read_log() if j.right.startswith("us-federal-register-")]
    assert len(pairs) >= 13
    assert {j.verdict for j in read_log() if j.left.startswith("instrument-")} == {Verdict.SAME}
    for left, right in pairs:
        citation = LAW.instruments[left.removeprefix("instrument-").upper()].citation
        assert f"({right.removeprefix('us-federal-register-')})" in citation


def test_what_the_article_says_of_the_diffusion_rule_leads_to_it(shipped: Graph) -> None:
    shown = shipped.show("R16")
    words = [next(iter(s["text"].values())) for s in shown["statements"] if s["id"].startswith("statement-seed-")]
    assert len(words) == 6
    assert all("iffusion" in word for word in words)


def test_a_limb_is_no_answer_to_a_search(shipped: Graph) -> None:
    found = {t for hit in shipped.search("3A090") for t in hit.entity.types}
    assert {"Provision", "Rule"} <= found
    assert not found & {"Limb", "Condition"}

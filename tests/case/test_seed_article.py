"""Each of the 82 statements of the article is reachable, by the one who makes it, and questions across them have answers.

``s_table.csv`` says which claim holds which row, about what, by whom, with what stance and method, and which instrument of the
law the row speaks of. Data and table agree.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from chipgraph import law, resources, schema
from chipgraph.graph import Graph
from chipgraph.records import Row
from chipgraph.sheets import read_sheet

_TABLE = Path(__file__).parent / "s_table.csv"
_SHEET = Path(__file__).parents[2] / "ingest" / "sources" / "curated" / "seed_article" / "article"
_KEYS = {"held": "about", "maker": "made_by", "relayed_by": "relayed_by", "stance": "stance", "method": "method"}
_ROWS = [f"S{n}" for n in range(1, 83)]
_HELD_BY = {
    "relation": {36, 51, 52, 55, 57, 58, 70, 71, 72, 73},
    "measure": {37, 38, 60, 61, 62},
    "rule": {20, 31, 32, 47},
    "denial": {9, 23},
    "unrecoverable": {49},
}
_PREFIXES = "PREFIX cg: <https://w3id.org/chipgraph/ontology#> PREFIX cgr: <https://w3id.org/chipgraph/id/> "


def _lines() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows(case_rows: dict[str, Row]) -> Mapping[str, Row]:
    """The article and the case that holds some of its statements."""
    return {**case_rows, **{row.id: row for row in read_sheet(_SHEET, schema.load()).rows}}


@pytest.mark.parametrize("row", _ROWS)
def test_each_statement_is_held_and_s49_is_unrecoverable(row: str) -> None:
    lines = [line for line in _lines() if line["row"] == row]
    assert lines
    assert all(bool(line["claim"]) != (row == "S49") for line in lines)


@pytest.mark.parametrize("kind", list(_HELD_BY))
def test_what_holds_a_row_is_what_the_inventory_says(kind: str) -> None:
    """A row that a relation or a measure holds may have a statement beside it (the announcement, the comparison)."""
    found = {line["row"] for line in _lines() if line["kind"] == kind}
    assert {f"S{n}" for n in _HELD_BY[kind]} <= found
    # S53 is a statement; the case holds besides that Huawei makes the 910C.
    assert found - {f"S{n}" for n in _HELD_BY[kind]} <= {"S53"}


def test_sixty_rows_are_statements_alone() -> None:
    others = {f"S{n}" for numbers in _HELD_BY.values() for n in numbers}
    statements = {line["row"] for line in _lines() if line["kind"] == "statement"} - others
    assert len(statements) == 60
    assert statements | others == set(_ROWS)


@pytest.mark.parametrize("line", [x for x in _lines() if x["claim"]], ids=lambda line: f"{line['row']}-{line['claim']}")
def test_each_line_is_a_claim(line: dict[str, str], rows: Mapping[str, Row]) -> None:
    claim = rows[line["claim"]]
    assert {column: claim.text(key) or "" for column, key in _KEYS.items()} == {c: line[c] for c in _KEYS}
    assert line["held"] in rows


def test_each_claim_that_cites_the_article_is_a_line(rows: Mapping[str, Row]) -> None:
    cited = {r.id for r in rows.values() if r.types == ("Claim",) and r.text("cites") == "source-seed-article-2025-05"}
    assert cited <= {line["claim"] for line in _lines()}


def test_each_row_but_two_has_the_printed_words(rows: Mapping[str, Row]) -> None:
    """French as printed, on the statement or on the claim. S18 is from outside the article, S49 is stray markup."""
    printed = set()
    for line in _lines():
        if line["claim"] and (rows[line["claim"]].text("quote_fr") or rows[line["held"]].text("text_fr")):
            printed.add(line["row"])
    assert set(_ROWS) - printed == {"S18", "S49"}


def test_each_statement_of_the_article_is_corrected_into_english(rows: Mapping[str, Row]) -> None:
    own = [row for row in rows.values() if row.dataset == "seed_article" and row.types == ("Statement",)]
    assert len(own) == 68
    assert all(row.text("text_en") for row in own)
    garbled = [row.id for row in own if "stands for" in (row.text("note") or "")]
    assert len(garbled) >= 15


def test_nothing_is_made_of_stray_markup(rows: Mapping[str, Row]) -> None:
    own = [row for row in rows.values() if row.dataset == "seed_article"]
    assert not any("Contraste" in str(value) for row in own for value in row.properties.values())


def test_the_cut_sentence_is_kept_as_printed_and_alleged(rows: Mapping[str, Row]) -> None:
    """S39: no sense is guessed."""
    statement, claim = rows["statement-seed-s39"], rows["claim-seed_article-seed-article-2025-05-39"]
    assert statement.text("text_fr") == "après une baisse de la Chine"
    assert statement.text("value") is None
    assert claim.text("method") == "inference"


@pytest.mark.parametrize("line", [x for x in _lines() if x["law"]], ids=lambda line: f"{line['row']}-{line['law']}")
def test_rules_of_which_the_article_speaks_are_law(line: dict[str, str]) -> None:
    assert line["law"] in law.load().instruments


def test_the_date_of_the_article_for_the_diffusion_rule_is_the_day_of_compliance(rows: Mapping[str, Row]) -> None:
    printed = rows["statement-seed-s20"].text("occurred_on")
    text = (resources.ontology() / "law" / "instruments.yaml").read_text(encoding="utf-8")
    entry = text[text.index("- id: R16") : text.index("- id: R17")]
    assert f"compliance: {printed}" in entry


@pytest.mark.parametrize(
    ("statement", "strength", "standing"),
    [
        ("seed-s5", "reported", "undisputed"),  # Anthropic's position, relayed
        ("seed-s14", "alleged", "disputed"),  # S9, S23
        ("seed-s15", "alleged", "disputed"),
        ("seed-s21", "alleged", "undisputed"),
        ("seed-s24", "reported", "undisputed"),
        ("seed-s34", "admitted", "undisputed"),  # a verbatim quote on the body's own rule
        ("seed-s39", "alleged", "undisputed"),
        ("seed-s42", "alleged", "undisputed"),  # press that nobody names
        ("seed-s60", "alleged", "undisputed"),
        ("seed-s67", "admitted", "undisputed"),  # a verbatim quote on its own plan
        ("article-on-huawei-denial", "reported", "undisputed"),  # the article's paraphrase
    ],
)
def test_status_follows_from_who_says_it(shipped: Graph, statement: str, strength: str, standing: str) -> None:
    """O24 to O27 on the article, by the vocabulary of the domain."""
    found = shipped.view().statement_status[f"statement-{statement}"]
    assert (found.strength.word, str(found.standing)) == (strength, standing)


def test_the_article_makes_nothing_of_the_case_more_certain(shipped: Graph) -> None:
    """The same words cited twice are one origin: the transfer by Sophgo stays alleged and disputed (K5b, K9, S70)."""
    status = shipped.view().proposition_of["rel-sophgo-transfer-huawei"].status
    assert (status.strength.word, str(status.standing)) == ("alleged", "disputed")


def test_what_huawei_announced_after_the_h20_ban(shipped: Graph) -> None:
    found = shipped.sparql(
        _PREFIXES
        + """SELECT DISTINCT ?statement ?product WHERE {
          ?statement a cg:Statement ; cg:mentions cgr:firm-huawei, ?product ; cg:occurredOn ?day .
          ?claim cg:about ?statement ; cg:madeBy cgr:agent-seed-article .
          ?product a ?class . FILTER(?class IN (cg:Accelerator, cg:Cluster)) FILTER(STR(?day) >= "2025-04")
        }"""
    )
    ids = {tuple(re.sub(".*/id/", "", str(cell)) for cell in row) for row in found.rows}
    assert {statement for statement, _ in ids} == {"statement-seed-s52", "statement-seed-s53", "statement-seed-s57"}
    assert {"chips-huawei-ascend-920-announced", "product-cloudmatrix-384"} <= {product for _, product in ids}


def test_what_cloudmatrix_384_is_made_of(shipped: Graph) -> None:
    found = shipped.sparql(
        _PREFIXES
        + """SELECT ?low ?high WHERE { ?p a cg:Composition ; cg:source ?chip ; cg:target cgr:product-cloudmatrix-384 ;
          cg:quantityMin ?low ; cg:quantityMax ?high . ?chip cg:alias "910C" }"""
    )
    assert {(float(str(low)), float(str(high))) for low, high in found.rows} == {(384.0, 384.0)}


def test_cloudmatrix_384_beside_gb200_nvl72(shipped: Graph) -> None:
    """S60 to S62: more compute and memory, far more power; each figure is an estimate by SemiAnalysis, told by WinBuzzer."""
    found = shipped.sparql(
        _PREFIXES
        + """SELECT ?metric ?product ?value WHERE { ?m a cg:ProductMeasure ; cg:product ?product ; cg:metric ?metric ;
          cg:valueMin ?value . FILTER(?product IN (cgr:product-gb200-nvl72, cgr:product-cloudmatrix-384)) }"""
    )
    figures: dict[tuple[str, str], float] = {}
    for metric, product, value in found.rows:
        figures[str(metric).rpartition("/")[2], str(product).rpartition("/")[2]] = float(str(value))
    ratios = {
        metric: round(figures[metric, "product-cloudmatrix-384"] / figures[metric, "product-gb200-nvl72"], 1)
        for metric in ("dense-rate-fp16", "memory-capacity", "power")
    }
    assert ratios == {"dense-rate-fp16": 1.7, "memory-capacity": 3.6, "power": 3.9}


def test_which_chips_met_which_rule_when(shipped: Graph) -> None:
    """What the article says of chips and rules; the law itself is asked elsewhere."""
    view = shipped.view()
    found: set[tuple[str, str, str | None]] = set()
    for line in (x for x in _lines() if x["law"] and x["held"].startswith("statement-")):
        row = view.rows[line["held"]]
        chips = (m for m in row.texts("mentions") if "Accelerator" in view.rows[m].types)
        found.update((chip, line["law"], row.text("occurred_on")) for chip in chips)
    assert found == {
        ("chips-nvidia-h20", "R11", "2023"),
        ("chips-nvidia-h20", "R21", "2025-04-15"),
        ("chips-amd-instinct-mi308", "R21", "2025-04-15"),
    }

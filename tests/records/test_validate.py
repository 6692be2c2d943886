"""Each rule that rows are held against has a row that breaks it (O5, O15, O17, O20 to O23, P1 to P10, W10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from chipgraph import resources
from chipgraph.rdf import read_turtle
from chipgraph.records import Row, Value
from chipgraph.schema import load
from chipgraph.validate import Finding, check, check_shapes

SCHEMA = load()
EXAMPLES = resources.ontology() / "examples"


@cache
def good(*names: str) -> tuple[Row, ...]:
    """The examples of these names with what they share."""
    files = [EXAMPLES / f"{name}.ttl" for name in ("common", *names)]
    return tuple(row for file in files for row in read_turtle(file, "examples", SCHEMA))


def changed(rows: Sequence[Row], id: str, drop: Sequence[str] = (), **properties: Value) -> list[Row]:
    """The rows with one of them changed."""
    found = []
    for row in rows:
        if row.id == id:
            kept = {k: v for k, v in row.properties.items() if k not in drop}
            row = replace(row, properties=kept | properties)
        found.append(row)
    assert list(rows) != found
    return found


def findings(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    return [(f.rule, f.id, f.problem) for f in check(rows, SCHEMA)]


def sole(rows: Sequence[Row]) -> Finding:
    found = check(rows, SCHEMA)
    assert len(found) == 1, found
    assert found[0].remedy.endswith(".")
    return found[0]


def test_all_examples_pass() -> None:
    rows = [row for file in sorted(EXAMPLES.glob("*.ttl")) for row in read_turtle(file, "examples", SCHEMA)]
    assert check(rows, SCHEMA) == []


# Fabrication, broken in one place each: (keys left out, keys set, rule, words of the problem)
BROKEN: list[tuple[tuple[str, ...], Mapping[str, Value], str, str]] = [
    ((), {"valid_from": "2024-02-30"}, "O17", "no day 30"),
    ((), {"valid_from": "2024-13"}, "O17", "no month 13"),
    ((), {"valid_from": "spring"}, "O17", "no date"),
    ((), {"valid_from": ".."}, "O17", "'..'"),
    ((), {"valid_from": " 2024"}, "O17", "' 2024'"),
    ((), {"valid_from": "2025"}, "W10", "before it starts"),
    ((), {"valid_from": "2024-11", "valid_to": "2024-10"}, "W10", "before it starts"),
    ((), {"occurred_on": "2024"}, "O5", "occurred_on is no date of a Fabrication"),
    ((), {"hs_code": "8542"}, "P10", "hs_code is nothing"),
    ((), {"supplier": "firm-foundry"}, "P10", "supplier is nothing"),
    ((), {"nope": "x"}, "P10", "'nope'"),
    (("foundry",), {}, "O15", "foundry is missing"),
    ((), {"foundry": ("firm-buyer", "firm-foundry")}, "O15", "2 values"),
    ((), {"foundry": "firm-nobody"}, "P8", "does not exist"),
    ((), {"foundry": "product-die"}, "P8", "class Agent belongs"),
    ((), {"product": "firm-foundry"}, "P8", "class Product belongs"),
    ((), {"quantity_min": "many"}, "P2", "'many'"),
    ((), {"quantity_min": "2,000"}, "P2", "'2,000'"),
    ((), {"quantity_min": "1.0"}, "P2", "'1.0'"),
    ((), {"quantity_min": 5}, "P2", "no decimal"),
    ((), {"quantity_min": "-5"}, "O17", "less than nothing"),
    ((), {"quantity_min": "10", "quantity_max": "9.5"}, "O17", "more than"),
    ((), {"quantity_basis": "guess"}, "P5", "'guess'"),
    ((), {"quantity_basis": "shared-founder"}, "P5", "'shared-founder'"),
    ((), {"note": 5}, "P2", "no text"),
    ((), {"note": "\udcff"}, "P2", "half a character"),
]


@pytest.mark.parametrize(("drop", "properties", "rule", "words"), BROKEN)
def test_a_broken_record_is_found(
    drop: tuple[str, ...], properties: Mapping[str, Value], rule: str, words: str
) -> None:
    finding = sole(changed(good("fabrication"), "rel-example-fabrication", drop, **properties))
    assert (finding.rule, finding.id, finding.dataset) == (rule, "rel-example-fabrication", "examples")
    assert words in finding.problem


def test_dates_that_may_be_in_order_pass() -> None:
    """The end may be before the start only if no reading of the two puts it after (W10)."""
    rows = good("fabrication")
    for start, end in (("2024", "2024-01"), ("2023..2025", "2024"), ("..2030", "2024"), ("2024-10", "2024-10-01")):
        assert check(changed(rows, "rel-example-fabrication", valid_from=start, valid_to=end), SCHEMA) == []


def test_shares_are_per_cent() -> None:
    assert "whole" in sole(changed(good("ownership"), "rel-example-ownership", share_max="100.1")).problem


def test_an_event_has_a_day_and_no_span() -> None:
    assert sole(changed(good("shipment"), "rel-example-shipment", valid_from="2024")).rule == "O5"


def test_a_reference_to_what_is_known_elsewhere_passes() -> None:
    rows = changed(good("fabrication"), "rel-example-fabrication", foundry="firm-elsewhere")
    assert check(rows, SCHEMA, known={"firm-elsewhere"}) == []


@pytest.mark.parametrize(
    ("types", "words"),
    [
        ((), "no class"),
        (("Nope",), "'Nope'"),
        (("Firm", "Foundry"), "Firm follows from Foundry"),
        (("Foundry", "ChipDesigner"), "not in order"),
        (("Claimable",), "claimable"),
        (("Relation",), "relation"),
        (("Claim", "Source"), "do not go together"),
        (("Fabrication", "Supply"), "do not go together"),
        (("Firm", "Supply"), "do not go together"),
    ],
)
def test_classes_that_cannot_be_are_found(types: tuple[str, ...], words: str) -> None:
    finding = sole([Row("x", "examples", types, {"name_en": ("X",)})])
    assert finding.rule == "P1"
    assert words in finding.problem


def test_roles_of_a_firm_go_together() -> None:
    assert check([Row("firm-x", "examples", ("Foundry", "MemoryMaker"), {"name_ko": ("삼성전자",)})], SCHEMA) == []


def test_an_entity_has_a_name_unless_it_is_unknown() -> None:
    assert sole([Row("firm-x", "examples", ("Firm",), {})]).problem == "it has no name."
    assert check([Row("unknown-x", "examples", ("UnknownParty",), {"reason": "withheld"})], SCHEMA) == []


def test_lists_are_lists_and_sorted() -> None:
    for alias in ("a", ("b", "a"), ("a", "a"), ()):
        row = Row("firm-x", "examples", ("Firm",), {"name_en": ("X",), "alias": alias})
        assert sole([row]).rule == "P2", alias


def test_an_id_is_a_local_name() -> None:
    assert sole([Row("firm x", "examples", ("Firm",), {"name_en": ("X",)})]).rule == "O12"


# Circles


def test_a_composition_that_goes_round_is_found_once() -> None:
    def composed(id: str, component: str, assembly: str) -> list[Row]:
        claim = {
            "about": id,
            "cites": "source-paper",
            "made_by": "firm-paper",
            "method": "teardown",
            "stance": "asserts",
        }
        return [
            Row(id, "examples", ("Composition",), {"component": component, "assembly": assembly}),
            Row(f"claim-{id}", "examples", ("Claim",), dict(claim)),
        ]

    rows = [
        *good(),
        *composed("rel-1", "product-die", "product-accelerator"),
        *composed("rel-2", "product-accelerator", "product-accelerator-b"),
        *composed("rel-3", "product-accelerator-b", "product-die"),
    ]
    finding = sole(rows)
    assert finding.id in ("rel-1", "rel-2", "rel-3")
    assert "Composition goes round in a circle" in finding.problem
    assert "product-die" in finding.problem
    assert "product-die" in sole([*good(), *composed("rel-4", "product-die", "product-die")]).problem


def test_a_variant_of_itself_is_found() -> None:
    rows = changed(good(), "product-accelerator", variant_of="product-accelerator-b")
    assert "variant_of goes round in a circle" in sole(rows).problem


def test_two_ways_to_one_product_are_no_circle() -> None:
    names = [f"product-{n}" for n in range(6)]
    rows = [Row(name, "examples", ("Accelerator",), {"name_en": (name,)}) for name in names]
    edges = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    for n, (a, b) in enumerate(edges):
        rows.append(Row(f"rel-{n}", "examples", ("Composition",), {"component": names[a], "assembly": names[b]}))
    assert {f.rule for f in check(rows, SCHEMA)} == {"O23"}


# Claims


CLAIM = "claim-fabrication-1"


@pytest.mark.parametrize(
    ("drop", "properties", "rule", "words"),
    [
        (("cites",), {}, "O19", "no source"),
        (("cites",), {"method": "inference"}, "O19", "no source"),
        (("cites",), {"made_by": "agent-curator"}, "O19", "no source"),
        (("made_by",), {}, "P2", "made_by is missing"),
        ((), {"retracts": "claim-fabrication-2"}, "O21", "stance is asserts"),
        ((), {"confidence": "very"}, "P5", "'very'"),
        ((), {"method": "rumour"}, "P5", "'rumour'"),
        ((), {"cites": "firm-paper"}, "P8", "class Citable belongs"),
        ((), {"quote_en": ("a", "b")}, "P2", "2 values"),
        ((), {"ongoing": "true"}, "P2", "no boolean"),
    ],
)
def test_a_broken_claim_is_found(drop: tuple[str, ...], properties: Mapping[str, Value], rule: str, words: str) -> None:
    rows = list(good("fabrication"))
    other = next(row for row in rows if row.id == CLAIM)
    rows.append(replace(other, id="claim-fabrication-2"))
    finding = sole(changed(rows, CLAIM, drop, **properties))
    assert (finding.rule, finding.id) == (rule, CLAIM)
    assert words in finding.problem


def test_only_the_curators_own_inference_needs_no_source() -> None:
    """K23: recalled, without any document."""
    rows = changed(good("fabrication"), CLAIM, ("cites",), made_by="agent-curator", method="inference")
    assert check(rows, SCHEMA) == []


def test_a_retraction_names_a_claim() -> None:
    rows = good("statement-and-measure")
    finding = sole(changed(rows, "claim-statement-2", ("retracts",), about="statement-position"))
    assert (finding.rule, finding.problem) == ("O21", "it retracts nothing by name.")


def test_a_claim_is_about_something() -> None:
    rows = changed(good("statement-and-measure"), "claim-measure-2", ("about",))
    assert sole(rows).problem == "it is about nothing."


def test_a_record_of_a_dataset_that_does_not_assert_needs_a_claim() -> None:
    rows = [row for row in good("fabrication") if row.id != CLAIM]
    assert sole(rows).rule == "O23"
    assert check(changed(rows, "dataset-examples", asserts=True), SCHEMA) == []
    silent = changed(good("fabrication"), CLAIM, stance="silent")
    assert sole(silent).problem == "nobody asserts or denies it."


def test_a_dataset_asserts_in_somebodys_name() -> None:
    assert sole(changed(good(), "dataset-examples", ("authority",), asserts=True)).rule == "O23"


def test_a_pattern_names_a_relation_class() -> None:
    rows = changed(good("transfer"), "pattern-no-dealings", relation_class="Firm")
    assert sole(rows).rule == "O20"


def test_a_measure_has_a_value() -> None:
    rows = changed(good("statement-and-measure"), "measure-die-area", ("value_min", "value_max"))
    assert sole(rows).rule == "O17"


# Shapes


def paths(rows: Sequence[Row]) -> set[tuple[str, str]]:
    return {(f.id, f.problem.split(":")[0]) for f in check_shapes(rows, SCHEMA)}


def test_shapes_pass_what_the_columns_pass() -> None:
    """The whole sample: every class and every key stands in it (the hygiene test says so)."""
    rows = [row for file in sorted(EXAMPLES.glob("*.ttl")) for row in read_turtle(file, "examples", SCHEMA)]
    assert check_shapes(rows, SCHEMA) == []


def test_shapes_and_columns_find_the_same_breaches() -> None:
    """One graph with many breaches that both can say; each must be found by both, at the same row and key (section 11)."""
    rows: list[Row] = list(good("fabrication", "ownership", "shipment", "seat", "proceeding", "transfer", "supply"))
    expected: set[tuple[str, str]] = set()

    def breach(id: str, key: str, drop: Sequence[str] = (), **properties: Value) -> None:
        nonlocal rows
        rows = changed(rows, id, drop, **properties)
        expected.add((id, key))

    breach("rel-example-fabrication", "foundry", ("foundry",))
    breach("rel-example-fabrication", "product", product="firm-client")
    breach("rel-example-fabrication", "occurred_on", occurred_on="2024")
    breach("rel-example-fabrication", "quantity_basis", quantity_basis="family")
    breach("rel-example-ownership", "owned", owned="product-die")
    breach("rel-example-ownership", "share_basis", share_basis="stated")
    breach("rel-example-shipment", "valid_from", valid_from="2024")
    breach("rel-example-shipment", "item", item="product-die")
    breach("rel-example-supply", "holder", holder="firm-buyer")
    breach("rel-example-seat", "kind", kind="mailbox")
    breach("rel-example-proceeding", "stage", ("stage",))
    breach("claim-seat-1", "made_by", ("made_by",))
    breach("claim-transfer-2", "about", about="firm-client")
    breach("unknown-broker", "reason", ("reason",))
    by_columns = {(f.id, key) for f in check(rows, SCHEMA) for key in [f.problem.split(" ")[0]]}
    assert by_columns == expected
    by_shapes = {(id, key) for id, key in paths(rows) if key in {k for _, k in expected}}
    assert by_shapes == expected


def test_shapes_and_columns_agree_on_every_relation_class() -> None:
    """Each class in one sample, broken in six places: an end missing, an end or product of a wrong class, a wrong date, a wrong code."""
    rows = [row for file in sorted(EXAMPLES.glob("*.ttl")) for row in read_turtle(file, "examples", SCHEMA)]
    claims = {row.text("about"): row for row in rows if row.types == ("Claim",) and row.text("stance") == "asserts"}
    sample, expected = list(rows), set()
    for row in rows:
        if SCHEMA.kind(row.types[0]) != "record":
            continue
        relation = SCHEMA.relation(row.types[0])
        date = "valid_from" if relation.temporal == "event" else "occurred_on"
        broken: list[tuple[str, Value | None]] = [
            (relation.from_role, None), (relation.to_role, None), (relation.to_role, "source-paper"),
            ("product", "firm-foundry"), (date, "2024"), ("quantity_basis", "family"),
        ]  # fmt: skip
        for number, (key, value) in enumerate(broken):
            id = f"{row.id}-{number}"
            properties = {k: v for k, v in row.properties.items() if k != key} | ({} if value is None else {key: value})
            claim = claims[row.id]
            sample.append(replace(row, id=id, properties=properties))
            sample.append(replace(claim, id=f"claim-{id}", properties={**claim.properties, "about": id}))
            expected.add((id, key))
    assert len(expected) == 6 * 26
    assert {(f.id, f.problem.split(" ")[0]) for f in check(sample, SCHEMA)} == expected
    # A shape of a class holds for the classes below it, so that Transfer's can neither ask for its roles nor forbid a day.
    wider = {e for e in expected if e[0] in {f"rel-example-transfer-{n}" for n in (0, 1, 4)}}
    by_shapes = paths(sample)
    assert {(id, key) for id, key in by_shapes if key not in ("from", "to")} == expected - wider
    assert {id for id, key in by_shapes if key in ("from", "to")} == {id for id, _ in expected if id[-1] in "01"}


def test_shapes_and_columns_agree_on_whole_rows() -> None:
    """What concerns no single key: a claim without source or target, a retraction without a name, a record without a claim."""
    rows = list(good("fabrication", "statement-and-measure", "seat"))
    rows = changed(rows, "claim-fabrication-1", ("cites",))
    rows = changed(rows, "claim-measure-2", ("about",))
    rows = changed(rows, "claim-statement-2", ("retracts",), about="statement-position")
    rows = changed(rows, "measure-die-area", ("value_min", "value_max"))
    rows = changed(rows, "firm-buyer", ("name_en", "alias"))
    rows = [row for row in rows if row.id != "claim-seat-1"]
    broken = {"claim-fabrication-1", "claim-measure-2", "claim-statement-2", "measure-die-area", "firm-buyer"}
    assert {f.id for f in check(rows, SCHEMA)} == broken | {"rel-example-seat"}
    assert {f.id for f in check_shapes(rows, SCHEMA)} == broken | {"rel-example-seat"}


def test_shapes_find_ends_that_are_doubled_or_missing_in_a_new_role() -> None:
    rows = changed(good("supply"), "rel-example-supply", ("supplier",), holder="firm-buyer")
    assert {f.id for f in check_shapes(rows, SCHEMA)} == {"rel-example-supply"}


def test_the_schema_is_read_from_the_shipped_files() -> None:
    assert all(isinstance(path, Path) and path.suffix == ".ttl" for path in SCHEMA.files)

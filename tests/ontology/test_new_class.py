"""O18: a relation class that is only Turtle goes all the way, and no line of code changes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chipgraph import identity, resources
from chipgraph.errors import ValidationError
from chipgraph.grades import Grades
from chipgraph.rdf import digest, from_quads, read_turtle, to_quads
from chipgraph.records import Records, Row
from chipgraph.schema import RelationClass, Schema, Tie, load
from chipgraph.validate import check, check_shapes
from chipgraph.view.build import build

TURTLE = Path(__file__).parent / "new_class.ttl"

EXAMPLE = """
@prefix cg:  <https://w3id.org/chipgraph/ontology#> .
@prefix cgr: <https://w3id.org/chipgraph/id/> .
@prefix cgv: <https://w3id.org/chipgraph/vocab/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

cgr:rel-loan a cg:Loan ;
    cg:lender cgr:firm-buyer ;
    cg:borrower cgr:firm-client ;
    cg:product cgr:product-accelerator ;
    cg:validFrom "2024-05"^^xsd:gYearMonth ;
    cg:daysLent 90 ;
    cg:remark "to be returned"@en , "须归还"@zh-hans ;
    cg:ground cgv:trial .

cgr:claim-loan-1 a cg:Claim ;
    cg:about cgr:rel-loan ;
    cg:stance cgv:asserts ;
    cg:madeBy cgr:firm-paper ;
    cg:cites cgr:source-paper ;
    cg:method cgv:named-source .
"""


@pytest.fixture
def extended(tmp_path: Path) -> Schema:
    file = tmp_path / "loan.ttl"
    shutil.copy(TURTLE, file)
    return load(extra=[file])


@pytest.fixture
def rows(extended: Schema, tmp_path: Path) -> list[Row]:
    file = tmp_path / "example.ttl"
    file.write_text(EXAMPLE, encoding="utf-8")
    common = read_turtle(resources.ontology() / "examples" / "common.ttl", "examples", extended)
    return [*common, *read_turtle(file, "examples", extended)]


def find(rows: list[Row], id: str) -> Row:
    return next(row for row in rows if row.id == id)


def test_the_shipped_ontology_does_not_know_it() -> None:
    assert not load().is_class("Loan")


def test_schema_answers_for_it(extended: Schema) -> None:
    assert extended.kind("Loan") == "record"
    assert extended.superclasses("Loan") == ("Loan", "Transfer", "Relation", "Claimable")
    assert extended.relation("Loan") == RelationClass(
        "Loan", "LENT_TO", "lender", "borrower", "possession", "state", True, (Tie("from", "product", False),)
    )
    assert extended.fills("lender", "from")
    assert extended.fills("borrower", "to")
    assert (extended.property("days_lent").kind, extended.property("ground").range) == ("integer", "ground")
    assert extended.label("Loan") == "loan"
    assert extended.digest != load().digest


def test_a_record_of_it_becomes_a_row_and_quads_again(extended: Schema, rows: list[Row]) -> None:
    loan = find(rows, "rel-loan")
    assert loan.properties == {
        "lender": "firm-buyer",
        "borrower": "firm-client",
        "product": "product-accelerator",
        "valid_from": "2024-05",
        "days_lent": 90,
        "remark_en": "to be returned",
        "remark_zh_hans": "须归还",
        "ground": "trial",
    }
    quads = list(to_quads(rows, extended))
    again = from_quads(quads, extended)
    assert again == sorted(rows, key=lambda r: r.id)
    assert digest(to_quads(again, extended)) == digest(quads)


@pytest.mark.parametrize("days", [2**63, -(2**63) - 1, True, "90"])
def test_an_integer_fits_into_64_bits_or_is_an_error(extended: Schema, rows: list[Row], days: int) -> None:
    loan = find(rows, "rel-loan")
    broken = replace(loan, properties={**loan.properties, "days_lent": days})
    with pytest.raises(ValidationError, match="days_lent"):
        list(to_quads([broken], extended))
    assert [f.rule for f in check([broken if r is loan else r for r in rows], extended)] == ["P2"]


def test_it_is_validated_in_columns_and_by_its_shape(extended: Schema, rows: list[Row]) -> None:
    assert check(rows, extended) == []
    assert check_shapes(rows, extended) == []
    loan = find(rows, "rel-loan")
    properties = {k: v for k, v in loan.properties.items() if k != "borrower"} | {"occurred_on": "2024"}
    broken = [replace(r, properties=properties) if r is loan else r for r in rows]
    assert [(f.rule, f.problem) for f in check(broken, extended)] == [
        ("O15", "borrower is missing."),
        ("O5", "occurred_on is no date of a Loan."),
    ]
    assert {f.problem.split(":")[0] for f in check_shapes(broken, extended)} >= {"borrower", "occurred_on"}


def test_it_reaches_the_view_with_a_status(extended: Schema, rows: list[Row]) -> None:
    records = Records(rows)
    view = build(records, extended, identity.resolve([], records, extended), Grades.load())
    record = view.records["rel-loan"]
    assert (record.source, record.target, record.product) == ("firm-buyer", "firm-client", "product-accelerator")
    assert str(record.status.word) == "reported"
    assert view.schema.relation(record.type).edge == "LENT_TO"

"""What the schema answers, how fast, and what it refuses (O5, O11, O18)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chipgraph import resources
from chipgraph.errors import InputError, UsageError
from chipgraph.schema import load, snake

SCHEMA = load()
HEADER = """
@prefix cg:   <https://w3id.org/chipgraph/ontology#> .
@prefix cgv:  <https://w3id.org/chipgraph/vocab/> .
@prefix csh:  <https://w3id.org/chipgraph/shapes#> .
@prefix owl:  <http://www.w3.org/2002/07/owl#> .
@prefix rdf:  <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh:   <http://www.w3.org/ns/shacl#> .
@prefix xsd:  <http://www.w3.org/2001/XMLSchema#> .
"""


def extra(folder: Path, turtle: str) -> list[Path]:
    file = folder / "extra.ttl"
    file.write_text(HEADER + turtle, encoding="utf-8")
    return [file]


@pytest.mark.parametrize(
    ("cls", "kind"),
    [
        ("Foundry", "entity"), ("Territory", "entity"), ("Lot", "entity"), ("RestrictedPartyList", "entity"),
        ("Shipment", "record"), ("Claim", "claim"), ("Pattern", "pattern"), ("Statement", "statement"),
        ("ProductMeasure", "measure"), ("Source", "source"), ("Dataset", "dataset"), ("Transformation", "transformation"),
    ],
)  # fmt: skip
def test_the_root_tells_the_kind(cls: str, kind: str) -> None:
    assert SCHEMA.kind(cls) == kind


def test_superclasses_are_ordered_and_inherited() -> None:
    assert SCHEMA.superclasses("Foundry") == ("Foundry", "Firm", "Agent", "Entity")
    assert SCHEMA.is_a("Shipment", "Transfer")
    assert not SCHEMA.is_a("Transfer", "Shipment")
    assert not SCHEMA.is_a("Nope", "Entity")


def test_the_five_annotations_and_the_ties() -> None:
    fabrication = SCHEMA.relation("Fabrication")
    assert (fabrication.edge, fabrication.from_role, fabrication.to_role) == ("FABRICATED_FOR", "foundry", "client")
    assert (fabrication.flow, fabrication.temporal, fabrication.directed) == ("possession", "state", True)
    assert [(t.party, t.product, t.client) for t in fabrication.ties] == [
        ("from", "product", False),
        ("to", "product", True),
    ]
    contribution = SCHEMA.relation("Contribution")
    assert [(t.party, t.product) for t in contribution.ties] == [("performer", "to")]
    assert [r.name for r in SCHEMA.relations() if not r.directed] == ["Affiliation", "DesignMatch"]
    assert [r.name for r in SCHEMA.relations() if r.acyclic] == ["Composition"]
    assert len(SCHEMA.relations()) == 25


def test_no_transfer_but_a_supply_ties_a_sender() -> None:
    """To pass goods on is not to supply them (O16, W3)."""
    assert SCHEMA.relation("Transfer").ties == ()
    assert SCHEMA.relation("Shipment").ties == ()
    assert len(SCHEMA.relation("Supply").ties) == 1


def test_roles_lie_below_from_and_to() -> None:
    for role, end in (("foundry", "from"), ("supplier", "from"), ("client", "to"), ("consignee", "to")):
        assert SCHEMA.fills(role, end)  # type: ignore[arg-type]
    assert not SCHEMA.fills("product", "from")


def test_a_key_tells_property_and_language() -> None:
    found = SCHEMA.field("name_zh_hans")
    assert found is not None
    assert (found[0].key, found[1]) == ("name", "zh-hans")
    assert SCHEMA.field("valid_from") == (SCHEMA.property("valid_from"), None)
    for key in ("name", "name_", "name_EN", "name_zh__x", "nope", "nope_en", "caption"):
        assert SCHEMA.field(key) is None, key
    assert SCHEMA.key("https://w3id.org/chipgraph/ontology#hsCode") == "hs_code"
    assert [snake(n) for n in ("validFrom", "sha256", "hsCode", "isoCode", "variantOf")] == [
        "valid_from", "sha256", "hs_code", "iso_code", "variant_of",
    ]  # fmt: skip


def test_single_and_many_follow_from_the_shapes() -> None:
    assert {p.key for p in SCHEMA.properties() if not p.single} == {
        "name", "alias", "address", "mentions", "addressee", "base_number", "compared_with", "covers_model", "destination",
        "headquarters_in", "unconfirmed",
    }  # fmt: skip
    assert (SCHEMA.property("cites").kind, SCHEMA.property("cites").range) == ("object", "Citable")
    assert (SCHEMA.property("stance").kind, SCHEMA.property("stance").range) == ("concept", "stance")
    assert SCHEMA.property("share_min").kind == "decimal"
    assert SCHEMA.constraints("Shipment")["holder"].most == 0
    assert SCHEMA.constraints("Seat")["kind"].values == ("registered", "headquarters")
    assert "vendor" in SCHEMA.constraints("ProductMeasure")["basis"].values


def test_code_lists() -> None:
    assert [c.notation for c in SCHEMA.concepts("confidence")] == ["L", "M", "H"]
    concept = SCHEMA.concept("status", "denied")
    assert concept is not None
    assert SCHEMA.notation("status", concept.iri) == "denied"
    assert SCHEMA.notation("standing", concept.iri) is None
    assert SCHEMA.concept("status", "proven") is None


def test_what_is_not_there_is_a_usage_error_that_says_what_is() -> None:
    for ask in (
        lambda: SCHEMA.kind("Nope"),
        lambda: SCHEMA.kind("Claimable"),
        lambda: SCHEMA.relation("Firm"),
        lambda: SCHEMA.property("nope"),
        lambda: SCHEMA.concepts("nope"),
        lambda: SCHEMA.constraints("Nope"),
    ):
        with pytest.raises(UsageError):
            ask()


def test_the_shipped_ontology_is_read_once() -> None:
    assert load() is load()
    assert load(resources.ontology()).digest == load().digest


def test_a_changed_file_changes_the_digest(tmp_path: Path) -> None:
    shutil.copytree(resources.ontology(), tmp_path / "ontology")
    with (tmp_path / "ontology" / "vocab" / "stance.ttl").open("a") as file:
        file.write("# changed\n")
    assert load(tmp_path / "ontology").digest != load().digest


def test_a_folder_without_turtle_and_bad_turtle_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=str(tmp_path)):
        load(tmp_path)
    with pytest.raises(InputError, match=r"extra\.ttl"):
        load(extra=extra(tmp_path, "cg:x a ; ."))


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("cg:Loan a owl:Class ; rdfs:subClassOf cg:Relation .", "five annotations"),
        (
            "cg:nameShort a owl:DatatypeProperty ; rdfs:range xsd:string .\n"
            "csh:X a sh:NodeShape ; sh:targetClass cg:Firm ; sh:property [ sh:path cg:nameShort ; sh:maxCount 1 ] .",
            "language tag",
        ),
        (
            "csh:X a sh:NodeShape ; sh:targetClass cg:Statement ; sh:property [ sh:path cg:lei ] .",
            "only one",
        ),
    ],
)
def test_turtle_that_breaks_the_house_rules_is_refused(tmp_path: Path, turtle: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        load(extra=extra(tmp_path, turtle))


def test_reading_takes_no_rdflib_and_little_time() -> None:
    """60 ms is the aim on a quiet machine; the bound here leaves room for a busy one."""
    program = (
        "import sys, time\n"
        "from chipgraph import schema, validate, rdf\n"
        "assert 'rdflib' not in sys.modules and 'pyshacl' not in sys.modules\n"
        "times = []\n"
        "for _ in range(5):\n"
        "    start = time.process_time(); schema._default.cache_clear(); schema.load()\n"
        "    times.append(time.process_time() - start)\n"
        "print(min(times))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.12

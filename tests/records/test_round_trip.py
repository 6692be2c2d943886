"""Rows and RDF are two spellings of the same thing: there and back is the identity, on generated graphs (P1 to P10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from tests.records.generated import rows as generated_rows

from chipgraph.canonical import canonical, canonical_decimal
from chipgraph.errors import InputError, UsageError, ValidationError
from chipgraph.rdf import digest, from_quads, read_turtle, to_quads, write_turtle
from chipgraph.records import Records, Row
from chipgraph.schema import CG, CGR, DATASET, Schema, load

SCHEMA = load()
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Projector = Callable[[Iterable[ox.Quad], Schema], list[Row]]


def hold_round_trip(rows: Sequence[Row], projector: Projector) -> None:
    """Rows → quads → rows, and quads → rows → quads, must both be the identity."""
    quads = list(to_quads(rows, SCHEMA))
    back = projector(quads, SCHEMA)
    assert back == list(rows)
    again = list(to_quads(back, SCHEMA))
    assert set(again) == set(quads)
    assert digest(again) == digest(quads)


@QUICK
@given(generated_rows(SCHEMA))
def test_there_and_back_is_the_identity(rows: list[Row]) -> None:
    hold_round_trip(rows, from_quads)


@QUICK
@given(generated_rows(SCHEMA), st.randoms(use_true_random=False))
def test_the_order_of_quads_means_nothing(rows: list[Row], random: object) -> None:
    quads = list(to_quads(rows, SCHEMA))
    random.shuffle(quads)  # type: ignore[attr-defined]
    assert from_quads([*quads, *quads[:3]], SCHEMA) == rows
    assert digest([*quads, *quads[:3]]) == digest(to_quads(rows, SCHEMA))


@settings(QUICK, max_examples=40)
@given(generated_rows(SCHEMA, max_size=5))
def test_graphs_are_isomorphic_to_another_library_too(rows: list[Row]) -> None:
    """rdflib reads what pyoxigraph wrote, writes it, and it comes back as the same rows, graph by graph."""
    for name in {row.dataset for row in rows}:
        triples = [q.triple for q in to_quads([r for r in rows if r.dataset == name], SCHEMA)]
        graph = Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
        text = graph.serialize(format="nt", encoding="utf-8")
        place = ox.NamedNode(DATASET + name)
        quads = [
            ox.Quad(t.subject, t.predicate, t.object, place) for t in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
        ]
        back = from_quads(quads, SCHEMA)
        assert back == [row for row in rows if row.dataset == name]
        again = ox.serialize((q.triple for q in to_quads(back, SCHEMA)), format=ox.RdfFormat.N_TRIPLES) or b""
        assert isomorphic(graph, Graph().parse(data=again, format="nt"))


@QUICK
@given(generated_rows(SCHEMA))
def test_rows_survive_their_json(rows: list[Row]) -> None:
    assert [Row.from_json(row.to_json()) for row in rows] == rows


@QUICK
@given(generated_rows(SCHEMA))
def test_generated_rows_are_canonical_already(rows: list[Row]) -> None:
    assert [canonical(row, SCHEMA) for row in rows] == rows


def merge_parallel_records(quads: Iterable[ox.Quad], schema: Schema) -> list[Row]:
    """A broken projector, as property-graph loaders do it: one edge for each class and pair of ends."""
    kept: dict[tuple[object, ...], Row] = {}
    for row in from_quads(quads, schema):
        key: tuple[object, ...] = (row.id, row.dataset)
        if schema.kind(row.types[0]) == "record":
            relation = schema.relation(row.types[0])
            ends = (row.properties.get(relation.from_role), row.properties.get(relation.to_role))
            key = (row.types, *ends) if None not in ends else key
        kept[key] = row
    return sorted(kept.values(), key=lambda r: (r.id, r.dataset))


def parallel(id: str, year: str) -> Row:
    properties = {"supplier": "firm-a", "customer": "firm-b", "valid_from": year}
    return Row(id, "case", ("Supply",), dict(sorted(properties.items())))


def test_the_property_catches_a_projector_that_merges_parallel_records() -> None:
    rows = [parallel("rel-1", "2023"), parallel("rel-2", "2024")]
    hold_round_trip(rows, from_quads)
    with pytest.raises(AssertionError):
        hold_round_trip(rows, merge_parallel_records)


def test_generated_graphs_are_dense_enough_to_catch_it() -> None:
    """The generator itself must find the merging projector, without being shown parallel records."""
    supplies = st.lists(
        st.tuples(st.sampled_from(["firm-a", "firm-b"]), st.sampled_from(["firm-a", "firm-b"])), min_size=1, max_size=6
    )

    @settings(QUICK, database=None)
    @given(supplies)
    def run(ends: list[tuple[str, str]]) -> None:
        rows = [
            Row(f"rel-{n}", "case", ("Supply",), {"customer": to, "supplier": source})
            for n, (source, to) in enumerate(ends)
        ]
        hold_round_trip(rows, merge_parallel_records)

    with pytest.raises(AssertionError):
        run()


# Single forms


def one(properties: dict[str, object], types: tuple[str, ...] = ("Firm",), dataset: str = "case") -> Row:
    return Row("firm-a", dataset, types, properties)  # type: ignore[arg-type]


def objects(row: Row) -> dict[str, str]:
    return {q.predicate.value.removeprefix(CG): str(q.object) for q in to_quads([row], SCHEMA)}


def test_datatypes_follow_from_the_range_never_from_the_look_of_the_value() -> None:
    row = one({"alias": ("a@en", "x^^date"), "lei": "2024-10-26", "name_zh_hans": ("算能",), "name_und": ("1.0",)})
    terms = {str(q.object) for q in to_quads([row], SCHEMA)}
    assert {'"a@en"', '"x^^date"', '"2024-10-26"', '"算能"@zh-hans', '"1.0"@und'} <= terms


@pytest.mark.parametrize(
    ("date", "datatype"),
    [("2024", "gYear"), ("2024-10", "gYearMonth"), ("2024-10-26", "date"), ("2023..", "dateRange")],
)
def test_the_form_of_a_date_gives_its_datatype(date: str, datatype: str) -> None:
    row = Row("rel-1", "case", ("Ownership",), {"valid_from": date})
    assert objects(row)["validFrom"].endswith(f"#{datatype}>")


def test_a_code_is_its_concept_and_an_object_its_individual() -> None:
    row = Row("claim-1", "case", ("Claim",), {"confidence": "H", "made_by": "firm-a", "ongoing": True})
    found = objects(row)
    assert found["confidence"] == "<https://w3id.org/chipgraph/vocab/high>"
    assert found["madeBy"] == f"<{CGR}firm-a>"
    assert found["ongoing"].startswith('"true"^^')


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"nope": "x"}, "nope"),
        ({"name": ("x",)}, "name"),
        ({"caption": "x"}, "caption"),
        ({"alias": "x"}, "list"),
        ({"alias": ("b", "a")}, "order"),
        ({"lei": ("a", "b")}, "one is allowed"),
        ({"lei": 5}, "no text"),
        ({"lei": "\ud800"}, "surrogate"),
        ({"name_EN": ("x",)}, "name_EN"),
    ],
)
def test_what_cannot_be_written_is_an_error_that_names_the_key(properties: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as error:
        list(to_quads([one(properties)], SCHEMA))
    assert "dataset case, Firm firm-a" in str(error.value)


@pytest.mark.parametrize(
    ("cls", "key", "value"),
    [
        ("Ownership", "share_min", "1.0"),
        ("Ownership", "share_min", "1e3"),
        ("Ownership", "share_min", "+1"),
        ("Ownership", "share_min", "-0"),
        ("Ownership", "valid_from", "24"),
        ("Ownership", "valid_from", "2024-1"),
        ("Ownership", "share_basis", "guess"),
        ("Ownership", "owner", "a b"),
        ("Claim", "ongoing", "true"),
    ],
)
def test_only_canonical_forms_are_written(cls: str, key: str, value: str) -> None:
    with pytest.raises(ValidationError, match=key):
        list(to_quads([Row("x", "case", (cls,), {key: value})], SCHEMA))


def test_types_must_be_known_and_in_order() -> None:
    for types in ((), ("Foundry", "ChipDesigner"), ("Firm", "Firm"), ("Nope",)):
        with pytest.raises(ValidationError):
            list(to_quads([one({}, types)], SCHEMA))


TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
GRAPH = f"<{DATASET}case>"
FIRM = f"<{CGR}firm-a> {TYPE} <{CG}Firm> {GRAPH} .\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f'<{CGR}firm-a> <{CG}nope> "x" {GRAPH} .', "ontology#nope"),
        (f'<{CGR}firm-a> <http://schema.org/name> "x" {GRAPH} .', "schema.org/name"),
        (f'<{CGR}firm-a> <{CG}caption> "x" {GRAPH} .', "ontology#caption"),
        (f"<{CGR}firm-a> {TYPE} <http://schema.org/Firm> {GRAPH} .", "schema.org/Firm"),
        (f'<{CGR}firm-a> <{CG}name> "x" {GRAPH} .', "ontology#name"),
        (f'<{CGR}firm-a> <{CG}alias> "x"@en {GRAPH} .', "ontology#alias"),
        (f"<{CGR}firm-a> <{CG}note> <http://example.org/> {GRAPH} .", "ontology#note"),
        (f"<{CGR}firm-a> <{CG}about> <http://example.org/> {GRAPH} .", "ontology#about"),
        (f"<{CGR}firm-a> <{CG}about> _:b {GRAPH} .", "O10"),
        (f'_:b <{CG}alias> "x" {GRAPH} .', "O10"),
        (f'<{CGR}firm-a> <{CG}alias> "x" .', "graph"),
        (f'<{CGR}firm-a> <{CG}lei> "x" {GRAPH} .\n<{CGR}firm-a> <{CG}lei> "y" {GRAPH} .', "one is allowed"),
        (f'<{CGR}firm-a> <{CG}shareMin> "1.0"^^<http://www.w3.org/2001/XMLSchema#decimal> {GRAPH} .', "shareMin"),
        (f'<{CGR}firm-a> <{CG}validFrom> "2024"^^<http://www.w3.org/2001/XMLSchema#date> {GRAPH} .', "validFrom"),
        (f"<{CGR}firm-a> <{CG}stance> <https://w3id.org/chipgraph/vocab/high> {GRAPH} .", "stance"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_the_predicate(line: str, words: str) -> None:
    quads = list(ox.parse(FIRM + line, format=ox.RdfFormat.N_QUADS))
    with pytest.raises(ValidationError, match=words):
        from_quads(quads, SCHEMA)


def test_an_individual_without_a_class_is_an_error() -> None:
    quads = list(ox.parse(f'<{CGR}x> <{CG}alias> "x" {GRAPH} .', format=ox.RdfFormat.N_QUADS))
    with pytest.raises(ValidationError, match="no class"):
        from_quads(quads, SCHEMA)


def test_a_blank_node_has_no_digest() -> None:
    with pytest.raises(ValidationError, match="O10"):
        digest([ox.Quad(ox.BlankNode("b"), ox.NamedNode("a:p"), ox.Literal("x"))])


# Files


def test_hand_written_turtle_is_made_canonical(tmp_path: Path) -> None:
    file = tmp_path / "case.ttl"
    file.write_text(
        f"@prefix cg: <{CG}> . @prefix cgr: <{CGR}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'cgr:firm-a a cg:Firm ; cg:name "Sophgo"@EN , "算能" .\n'
        "cgr:own-1 a cg:Ownership ; cg:owner cgr:firm-a ; cg:owned cgr:firm-a ;\n"
        '  cg:shareMin 020.50 ; cg:shareMax 51 ; cg:validFrom "2019" .\n'
        'cgr:claim-1 a cg:Claim ; cg:ongoing "1"^^xsd:boolean .\n',
        encoding="utf-8",
    )
    rows = {row.id: row for row in read_turtle(file, "case", SCHEMA)}
    assert rows["firm-a"].properties == {"name_en": ("Sophgo",), "name_und": ("算能",)}
    owned = {"owner": "firm-a", "owned": "firm-a", "share_min": "20.5", "share_max": "51", "valid_from": "2019"}
    assert rows["own-1"].properties == owned
    assert rows["claim-1"].properties == {"ongoing": True}


@settings(QUICK, max_examples=40)
@given(rows=generated_rows(SCHEMA, max_size=5))
def test_turtle_is_read_as_it_was_written(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> None:
    single = sorted({r.id: replace(r, dataset="case") for r in rows}.values(), key=lambda r: r.id)
    file = tmp_path_factory.mktemp("turtle") / "case.ttl"
    write_turtle(single, file, SCHEMA)
    first = file.read_bytes()
    assert read_turtle(file, "case", SCHEMA) == single
    write_turtle(list(reversed(single)), file, SCHEMA)
    assert file.read_bytes() == first


def test_bad_turtle_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_bytes(b"cgr:x a \xff .")
    with pytest.raises(InputError, match=r"bad\.ttl"):
        read_turtle(file, "case", SCHEMA)
    with pytest.raises(InputError, match=r"missing\.ttl"):
        read_turtle(tmp_path / "missing.ttl", "case", SCHEMA)


def test_a_typed_literal_that_is_no_number_names_the_predicate(tmp_path: Path) -> None:
    file = tmp_path / "case.ttl"
    number = '"x"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    file.write_text(f"<{CGR}own-1> a <{CG}Ownership> ; <{CG}shareMin> {number} .", encoding="utf-8")
    with pytest.raises(ValidationError, match=r"case\.ttl.*shareMin"):
        read_turtle(file, "case", SCHEMA)


def test_turtle_holds_one_dataset_only(tmp_path: Path) -> None:
    rows = [one({}), replace(one({}), dataset="other")]
    with pytest.raises(UsageError, match="one dataset"):
        write_turtle(rows, tmp_path / "x.ttl", SCHEMA)


def test_the_examples_round_trip() -> None:
    folder = Path(load().files[0]).parent / "examples"
    rows = [row for path in sorted(folder.glob("*.ttl")) for row in read_turtle(path, "examples", SCHEMA)]
    hold_round_trip(list(Records(rows)), from_quads)


# Canonical forms


def test_canonical_sorts_joins_and_normalises() -> None:
    row = Row(
        "firm-a",
        "case",
        ("Foundry", "ChipDesigner", "Foundry"),
        {"alias": ("b", "a", "b"), "note": ("x",), "name_EN": "A", "name_en": ("B",), "address": ()},
    )
    tidy = canonical(row, SCHEMA)
    assert tidy.types == ("ChipDesigner", "Foundry")
    assert tidy.properties == {"alias": ("a", "b"), "note": "x", "name_en": ("A", "B")}
    assert canonical(tidy, SCHEMA) == tidy


@pytest.mark.parametrize(
    ("text", "form"),
    [("+1.50", "1.5"), ("-0", "0"), ("0.0", "0"), ("1e3", "1000"), ("007", "7"), (" 2 ", "2"), ("-.5", "-0.5")],
)
def test_a_decimal_has_one_form(text: str, form: str) -> None:
    assert canonical_decimal(text) == form


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1,5", "1e999999"])
def test_what_is_no_number_has_none(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        canonical_decimal(text)

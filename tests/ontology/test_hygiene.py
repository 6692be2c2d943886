"""The list of section 11 of the ontology's rules: what every term, file and shape must have."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from chipgraph import resources
from chipgraph.claims import Stance, Standing, StatusWord, Strength
from chipgraph.routes.steps import Kind, Mark, Temporal
from chipgraph.schema import CG, CGR, CGV, Schema, load, snake, turtle_files
from chipgraph.stores import rdf_view

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
CSH = "https://w3id.org/chipgraph/shapes#"
FOLDER = resources.ontology()
EXAMPLES = sorted((FOLDER / "examples").glob("*.ttl"))


def read(files: Iterable[Path]) -> ox.Store:
    store = ox.Store()
    for path in files:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def ontology() -> ox.Store:
    return read(turtle_files(FOLDER))


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load()


def texts(store: ox.Store, subject: ox.NamedNode, predicate: str) -> list[str]:
    found = store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)
    return [q.object.value for q in found if isinstance(q.object, ox.Literal)]


def terms(store: ox.Store) -> list[ox.NamedNode]:
    """Everything that the ontology declares: classes, properties, annotations, datatypes, lists and their entries."""
    wanted = {
        *(f"{OWL}{t}" for t in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Ontology")),
        *(f"{SKOS}{t}" for t in ("Concept", "ConceptScheme")),
        f"{RDFS}Datatype",
    }
    quads = store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), None, None)
    found = {q.subject for q in quads if isinstance(q.object, ox.NamedNode) and q.object.value in wanted}
    return sorted((t for t in found if isinstance(t, ox.NamedNode)), key=lambda t: t.value)


def test_every_term_has_one_label_and_one_definition(ontology: ox.Store) -> None:
    for term in terms(ontology):
        labels = texts(ontology, term, f"{RDFS}label") + texts(ontology, term, f"{SKOS}prefLabel")
        definitions = texts(ontology, term, f"{SKOS}definition")
        assert (len(labels), len(definitions)) == (1, 1), term
        assert definitions[0].endswith("."), term
        assert len(definitions[0].split()) >= 3, term


def test_no_definition_contains_its_own_label(ontology: ox.Store) -> None:
    guilty = []
    for term in terms(ontology):
        labels = texts(ontology, term, f"{RDFS}label") + texts(ontology, term, f"{SKOS}prefLabel")
        definition = texts(ontology, term, f"{SKOS}definition")[0]
        if term.value != "https://w3id.org/chipgraph/ontology" and re.search(
            rf"\b{re.escape(labels[0])}\b", definition, re.IGNORECASE
        ):
            guilty.append((term.value, definition))
    assert guilty == []


def test_no_two_definitions_are_the_same(ontology: ox.Store) -> None:
    counted = Counter(texts(ontology, t, f"{SKOS}definition")[0] for t in terms(ontology))
    assert [d for d, n in counted.items() if n > 1] == []


def test_no_reference_leads_to_an_undeclared_term(ontology: ox.Store) -> None:
    store = read([*turtle_files(FOLDER), *EXAMPLES])
    declared = {q.subject.value for q in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), None, None)}  # type: ignore[union-attr]
    used = set()
    for quad in store:
        for node in (quad.subject, quad.predicate, quad.object):
            if isinstance(node, ox.NamedNode) and node.value.startswith((CG, CGV, CGR, CSH)):
                used.add(node.value)
    used |= {
        q.object.datatype.value
        for q in store
        if isinstance(q.object, ox.Literal) and q.object.datatype.value.startswith(CG)
    }
    assert sorted(used - declared) == []


@pytest.mark.parametrize("relation", [f"{RDFS}subClassOf", f"{RDFS}subPropertyOf"])
def test_no_circle_among_terms(ontology: ox.Store, relation: str) -> None:
    query = f"ASK {{ ?term <{relation}>+ ?term }}"
    assert not bool(ontology.query(query))


def test_every_relation_class_has_its_annotations_once(ontology: ox.Store, schema: Schema) -> None:
    for relation in schema.relations():
        node = ox.NamedNode(CG + relation.name)
        for annotation in ("edge", "edgeFrom", "edgeTo", "flow", "temporal"):
            found = list(ontology.quads_for_pattern(node, ox.NamedNode(CG + annotation), None, None))
            assert len(found) == 1, (relation.name, annotation)
        assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", relation.edge), relation
        assert schema.fills(relation.from_role, "from"), relation
        assert schema.fills(relation.to_role, "to"), relation
        assert relation.flow in ("possession", "lineage", "none"), relation
        assert relation.temporal in {t.name.lower() for t in Temporal}, relation


def test_every_relation_class_has_a_shape_with_its_ends(ontology: ox.Store, schema: Schema) -> None:
    target = ox.NamedNode("http://www.w3.org/ns/shacl#targetClass")
    for relation in schema.relations():
        assert list(ontology.quads_for_pattern(None, target, ox.NamedNode(CG + relation.name), None)), relation
        constraints = schema.constraints(relation.name)
        for role in (relation.from_role, relation.to_role):
            assert constraints[role].most == 1, relation
            assert schema.property(role).kind == "object", relation


def test_ties_name_roles_that_the_class_has(schema: Schema) -> None:
    for relation in schema.relations():
        for tie in relation.ties:
            assert tie.product in ("from", "to", "product"), relation
            assert tie.party in ("from", "to") or tie.party in schema.constraints(relation.name), relation


def test_names_are_unique_after_case_conversion(schema: Schema) -> None:
    for names in (
        [c.lower() for c in schema.classes()],
        [snake(p.iri.removeprefix(CG)) for p in schema.properties()],
        [r.edge for r in schema.relations()],
    ):
        assert len(names) == len(set(names))


def test_every_concept_has_one_notation_and_a_rank_of_its_own(ontology: ox.Store, schema: Schema) -> None:
    concepts = ontology.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SKOS}Concept"), None)
    for quad in concepts:
        assert isinstance(quad.subject, ox.NamedNode)
        assert len(texts(ontology, quad.subject, f"{SKOS}notation")) == 1, quad.subject
    for scheme in schema.schemes():
        found = schema.concepts(scheme)
        assert [c.rank for c in found] == list(range(len(found))), scheme
        assert len({c.notation for c in found}) == len(found), scheme
        assert (FOLDER / "vocab" / f"{scheme}.ttl").is_file(), scheme


def test_prefixes_are_the_same_in_every_file() -> None:
    blocks = {}
    for path in [*turtle_files(FOLDER), *EXAMPLES]:
        lines = path.read_text(encoding="utf-8").splitlines()
        blocks[path.name] = [line for line in lines if line.lower().startswith(("@prefix", "prefix", "@base", "base"))]
    expected = blocks["chipgraph.ttl"]
    assert len(expected) == 12
    assert [name for name, block in blocks.items() if block != expected] == []


def notations(schema: Schema, scheme: str) -> list[str]:
    return [c.notation for c in schema.concepts(scheme)]


def test_words_in_code_are_those_of_the_lists(schema: Schema) -> None:
    assert notations(schema, "mark") == [m.name.lower() for m in Mark if m.name]
    assert [(c.notation, c.rank) for c in schema.concepts("strength")] == [(s.word, int(s)) for s in sorted(Strength)]
    assert set(notations(schema, "standing")) == {str(s) for s in Standing}
    assert set(notations(schema, "stance")) == {str(s) for s in Stance}
    assert set(notations(schema, "status")) == {str(s) for s in StatusWord}
    assert notations(schema, "temporal") == [t.name.lower() for t in Temporal]
    assert set(notations(schema, "flow")) - {"none"} == {k.name.lower() for k in Kind} & {"possession", "lineage"}


def test_marks_are_worded_as_the_rules_word_them(schema: Schema) -> None:
    labels = {c.notation: c.label for c in schema.concepts("mark")}
    assert labels["product_not_stated"] == "product not stated"
    assert labels["within_group"] == "within one group, transfer not stated"
    assert labels["before_product_known"] == "before the product is known"
    assert labels["delivery_not_stated"] == "delivery to performer not stated"


def test_every_method_has_a_grade(schema: Schema) -> None:
    with (FOLDER / "rules" / "grades.csv").open(encoding="utf-8") as file:
        graded = [row["method"] for row in csv.DictReader(file)]
    assert sorted(graded) == sorted(notations(schema, "method"))


def test_every_class_and_key_stands_in_an_example(schema: Schema) -> None:
    store = read(EXAMPLES)
    classes = {q.object.value for q in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), None, None)}  # type: ignore[union-attr]
    missing = [c for c in schema.classes() if schema.has_individuals(c) and CG + c not in classes]
    brackets = {"Entity", "Article", "Facility", "Product", "PackagingPlant"}
    assert sorted(set(missing) - brackets) == []
    used = {q.predicate.value for q in store}
    assert sorted(p.key for p in schema.properties() if p.iri not in used) == []


def test_every_term_of_the_rdf_view_is_declared(ontology: ox.Store, schema: Schema) -> None:
    """What the View adds in RDF stands in projection.ttl, and rows do not have it (P10)."""
    declared = {t.value for t in terms(ontology)}
    names = {t.name for t in (*rdf_view.DERIVED.values(), *rdf_view._STEP.values(), *rdf_view._HOLDING.values())}
    for name in (*names, "id", "source", "target", "leaves", "enters", "Proposition", "Step", "Holding"):
        assert CG + name in declared, name
        assert schema.field(snake(name)) is None, name


def test_the_readme_lists_every_class_and_list(schema: Schema) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in (*(c for c in schema.classes() if schema.has_individuals(c)), *schema.schemes()):
        assert f"`{name}`" in readme, name
    for scheme in set(schema.schemes()) - {"metric"}:
        assert f"| `{scheme}` | {' '.join(f'`{n}`' for n in notations(schema, scheme))} |" in readme, scheme

"""The JSON-LD context follows from the Turtle, and rows come back through it unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from chipgraph import jsonld, resources
from chipgraph.rdf import read_turtle, to_quads
from chipgraph.schema import load

FOLDER = resources.ontology()
EXAMPLES = sorted((FOLDER / "examples").glob("*.ttl"))
SCHEMA = load()


def test_the_context_is_up_to_date() -> None:
    """Run `chipgraph docs context -o ontology/context.jsonld` where this fails."""
    assert (FOLDER / "context.jsonld").read_text(encoding="utf-8") == jsonld.context_text(SCHEMA)


def test_it_has_every_class_key_and_notation() -> None:
    terms = jsonld.context(SCHEMA)["@context"]
    assert isinstance(terms, dict)
    for name in (c for c in SCHEMA.classes() if SCHEMA.has_individuals(c)):
        assert terms[name] == f"cg:{name}"
    for found in SCHEMA.properties():
        assert terms[found.key]["@id"] == f"cg:{found.iri.rpartition('#')[2]}"
        if found.kind == "concept":
            assert set(terms[found.key]["@context"]) == {c.notation for c in SCHEMA.concepts(found.range or "")}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by the reader of JSON-LD within rdflib
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_comes_back_from_json_as_it_was(path: Path) -> None:
    rows = read_turtle(path, "examples", SCHEMA)
    graph = rdflib.Graph()
    graph.parse(data=json.dumps(jsonld.document(rows, SCHEMA)), format="json-ld")
    again = {str(q) for q in ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)}
    assert again == {str(ox.Quad(q.subject, q.predicate, q.object)) for q in to_quads(rows, SCHEMA)}

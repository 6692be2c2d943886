"""Alignments map and assert nothing: loading one changes no answer (O8)."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from chipgraph import identity, resources
from chipgraph.grades import Grades
from chipgraph.ontology_docs import sparql_example
from chipgraph.projection import tables_of
from chipgraph.rdf import read_turtle
from chipgraph.records import Records
from chipgraph.schema import CG, Schema, load, turtle_files
from chipgraph.stores import rdf_view
from chipgraph.stores.protocol import GraphTables
from chipgraph.validate import check
from chipgraph.view.build import build

FOLDER = resources.ontology()
FILES = sorted((FOLDER / "alignments").glob("*.ttl"))
MATCHES = {f"http://www.w3.org/2004/02/skos/core#{m}Match" for m in ("close", "broad", "narrow", "related")}


def tables(schema: Schema, tmp_path: Path) -> GraphTables:
    files = sorted((FOLDER / "examples").glob("*.ttl"))
    listed = [row for file in files for row in read_turtle(file, "examples", schema)]
    assert check(listed, schema) == []
    rows = Records(listed)
    resolved = identity.resolve(identity.read_log(tmp_path), rows, schema)
    return tables_of(build(rows, schema, resolved, Grades.load(), None, "fixed"))


def test_there_is_one_for_each_vocabulary_that_the_rules_name() -> None:
    assert {"followthemoney", "gleif", "prov", "org"} <= {p.stem for p in FILES}
    readme = (FOLDER / "alignments" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{p.name}`" in readme for p in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_it_holds_matches_of_our_terms_to_those_of_others_and_no_more(path: Path) -> None:
    declared = {q.subject.value for f in turtle_files(FOLDER) for q in ox.parse(f.read_bytes(), format=ox.RdfFormat.TURTLE)
                if isinstance(q.subject, ox.NamedNode)}  # fmt: skip
    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        assert quad.predicate.value in MATCHES, quad
        assert isinstance(quad.subject, ox.NamedNode)
        assert quad.subject.value in declared, quad
        assert isinstance(quad.object, ox.NamedNode)
        assert not quad.object.value.startswith(CG), quad


def test_loading_them_changes_no_answer(tmp_path: Path) -> None:
    """Neither what Python makes of the records, nor what SPARQL finds where the matches are in the store too."""
    plain, aligned = load(), load(extra=FILES)
    assert plain.classes() == aligned.classes()
    assert plain.properties() == aligned.properties()
    assert plain.relations() == aligned.relations()
    assert all(plain.superclasses(c) == aligned.superclasses(c) for c in plain.classes())
    before, after = tables(plain, tmp_path), tables(aligned, tmp_path)
    assert (list(before.nodes), list(before.edges)) == (list(after.nodes), list(after.edges))
    without, with_ = ox.Store(), ox.Store()
    for store in (without, with_):
        store.extend(rdf_view.quads(before, plain))
    for path in FILES:
        with_.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    answers = 0
    for cls in plain.classes():
        if plain.has_individuals(cls):
            query = sparql_example(plain, cls)
            found = [rows(store, query) for store in (without, with_)]
            assert found[0] == found[1], cls
            answers += len(found[0])
    assert answers > 50


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query, prefixes=dict(rdf_view.PREFIXES))
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(str(solution[v]) for v in found.variables) for solution in found]

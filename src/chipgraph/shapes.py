"""Runs the SHACL shapes of the ontology over rows, through pySHACL: for curated data and for samples of the rest.

It takes a hundred times as long as ``validate.check`` and says less of dates, circles and references; it is what other
people's tools do with the published shapes. rdflib and pySHACL are imported only when it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from chipgraph.errors import InputError
from chipgraph.rdf import to_quads
from chipgraph.records import Row
from chipgraph.schema import CG, CGR, Schema

if TYPE_CHECKING:
    from rdflib import Graph


def results(rows: Sequence[Row], schema: Schema) -> Iterator[tuple[str, str, str]]:
    """Run the shapes; each result is (id, key of the property or empty, message), sorted and without doubles."""
    from pyshacl import validate
    from rdflib import RDFS, SH, SKOS, Graph

    ontology = Graph()
    for path in schema.files:
        ontology.parse(path, format="turtle")
    data = _data(rows, schema)
    for predicate in (RDFS.subClassOf, SKOS.inScheme):
        data += ontology.triples((None, predicate, None))
    _, report, _ = validate(data, shacl_graph=ontology, inference="none")
    if not isinstance(report, Graph):
        raise InputError(f"pySHACL cannot run the shapes: {report}.", "ontology/shapes", "Correct the shapes.")
    found = set()
    for result in report.subjects(SH.resultSeverity):
        about = str(report.value(result, SH.resultPath) or "")
        key = schema.key(about) or about.removeprefix(CG)
        messages = sorted(str(m) for m in report.objects(result, SH.resultMessage))
        focus = str(report.value(result, SH.focusNode)).removeprefix(CGR)
        found.add((focus, key, messages[0] if messages else ""))
    yield from sorted(found)


def _data(rows: Sequence[Row], schema: Schema) -> Graph:
    """Write all rows as one graph, with what shapes cannot see: the dataset of a record, and which end a role is."""
    from rdflib import Graph

    described = {row.dataset: row.id for row in rows if "Dataset" in row.types}
    belongs = ox.NamedNode(f"{CG}inDataset")
    ends = {
        property_.iri: [ox.NamedNode(CG + end) for end in ("from", "to") if schema.fills(property_.key, end)]
        for property_ in schema.properties()
    }
    triples = set()
    for quad in to_quads(rows, schema):
        triples.add(ox.Triple(quad.subject, quad.predicate, quad.object))
        triples.update(ox.Triple(quad.subject, end, quad.object) for end in ends.get(quad.predicate.value, ()))
    for row in rows:
        if row.dataset in described and schema.kind(row.types[0]) == "record":
            triples.add(ox.Triple(ox.NamedNode(CGR + row.id), belongs, ox.NamedNode(CGR + described[row.dataset])))
    graph = Graph()
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph

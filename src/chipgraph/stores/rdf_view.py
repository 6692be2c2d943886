"""The View as RDF (O6): the default graph of the SPARQL store, made from the same tables as Neo4j.

A node is an individual of its classes. An edge with an id is an individual too: a proposition of its relation class with
``cg:source`` and ``cg:target`` and the two roles of the class, or a ``cg:Step`` that ``cg:leaves`` one holding and
``cg:enters`` another. An edge without properties is one statement. Keys that the ontology knows become its properties with
their datatypes; the few that the View adds are listed in ``DERIVED``; any other key is an error (P10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from chipgraph.errors import ValidationError
from chipgraph.schema import CG, CGR, CGV
from chipgraph.stores.protocol import NUMBER, EdgeRow, GraphTables, NodeRow, PropertyValue

if TYPE_CHECKING:
    from chipgraph.records import Records
    from chipgraph.schema import Property, Schema

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

PREFIXES: Mapping[str, str] = {
    "cg": CG,
    "cgv": CGV,
    "cgr": CGR,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": _XSD,
}
"""Prefixes that every query may use without declaring them."""


@dataclass(frozen=True, slots=True)
class _Term:
    """How a key that the View adds is written: its property, and whether its values are ids of individuals."""

    name: str
    ids: bool = False


DERIVED: Mapping[str, _Term] = {
    "caption": _Term("caption"),
    "referents": _Term("referent", ids=True),
    "records": _Term("record", ids=True),
    "record": _Term("record", ids=True),
    "proposition": _Term("proposition", ids=True),
    "named": _Term("named", ids=True),
    "strength": _Term("strength"),
    "strength_rank": _Term("strengthRank"),
    "standing": _Term("standing"),
    "status": _Term("status"),
    "disputed": _Term("disputed"),
    "denied": _Term("denied"),
    "capped": _Term("capped"),
    "marks": _Term("mark"),
    "step_id": _Term("stepId"),
    **{bound: _Term(bound) for bound in ("s1", "s2", "e1", "e2")},
    "marked": _Term("marked"),
    "mark_count": _Term("markCount"),
    "untied": _Term("untied"),
    "hs_differs": _Term("hsDiffers"),
    "named_enter": _Term("namedEnter"),
    "named_leave": _Term("namedLeave"),
    "variant_enter": _Term("variantEnter"),
    "variant_leave": _Term("variantLeave"),
}
"""Keys of the View that are no property of a record, with their terms."""

_STEP = {"kind": _Term("stepKind"), "type": _Term("relationType"), "temporal": _Term("stepTemporal")}
_HOLDING = {"holder": _Term("heldBy", ids=True), "product": _Term("heldProduct", ids=True)}

LEFT_OUT = frozenset(
    {
        "class", "datasets", "names", "temporal", "marks_bits", "from_earliest", "from_latest", "to_earliest", "to_latest",
        "asserting_makers", "denying_makers", "origins_known", "origins_at_most", "claims_for", "claims_against",
        "shown_denials", "silent", "own_maker",
    }
)  # fmt: skip
"""Keys that repeat what other statements say, for queries that cannot join or compare days."""


def quads(tables: GraphTables, schema: Schema) -> Iterator[ox.Quad]:
    """Write the tables as the statements of the default graph.

    Raises
    ------
    ValidationError
        If a key has no term, or a value does not fit its property (P10).
    """
    writer = _Writer(schema)
    for node in tables.nodes:
        yield from writer.node(node)
    for edge in tables.edges:
        yield from writer.edge(edge)


def record_quads(records: Records, schema: Schema) -> Iterator[ox.Quad]:
    """Write the records, each in the named graph of its dataset (P1 to P10)."""
    from chipgraph.rdf import to_quads

    yield from to_quads(records, schema)


def individual(id: str) -> ox.NamedNode:
    """Give the IRI of an id; what an IRI cannot hold is percent-encoded."""
    return ox.NamedNode(CGR + quote(id, safe="-._~!$&'()*+,;=:@/"))


class _Writer:
    """Writes rows as quads of the default graph."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def node(self, row: NodeRow) -> Iterator[ox.Quad]:
        me = individual(row.id)
        terms: Mapping[str, _Term] = _HOLDING if row.kind == "Holding" else {}
        yield from self._head(me, row.id, row.labels)
        for key, value in row.properties.items():
            if not (terms and value == "*"):
                yield from self._statements(me, key, value, terms)

    def edge(self, row: EdgeRow) -> Iterator[ox.Quad]:
        source, target = individual(row.source), individual(row.target)
        if row.id is None:
            property_ = self._schema.property(row.type.lower())
            yield ox.Quad(source, ox.NamedNode(property_.iri), target)
            return
        me = individual(row.id)
        terms: Mapping[str, _Term] = {}
        classes: tuple[str, ...] = ("Step",)
        ends = (("leaves", source), ("enters", target))
        if row.type == "STEP":
            terms = _STEP
        else:
            name = str(row.properties["class"])
            roles = self._schema.relation(name)
            classes = ("Proposition", *self._schema.superclasses(name))
            ends = (("source", source), ("target", target))
            yield ox.Quad(me, self._iri(roles.from_role), source)
            yield ox.Quad(me, self._iri(roles.to_role), target)
        yield from self._head(me, row.id, classes)
        for name, end in ends:
            yield ox.Quad(me, ox.NamedNode(CG + name), end)
        for key, value in row.properties.items():
            yield from self._statements(me, key, value, terms)

    def _iri(self, key: str) -> ox.NamedNode:
        return ox.NamedNode(self._schema.property(key).iri)

    def _head(self, me: ox.NamedNode, id: str, classes: Iterable[str]) -> Iterator[ox.Quad]:
        for name in classes:
            yield ox.Quad(me, _RDF_TYPE, ox.NamedNode(CG + name))
        yield ox.Quad(me, ox.NamedNode(CG + "id"), ox.Literal(id))

    def _statements(
        self, me: ox.NamedNode, key: str, value: PropertyValue, terms: Mapping[str, _Term]
    ) -> Iterator[ox.Quad]:
        values = value if isinstance(value, tuple) else (value,)
        term = terms.get(key) or DERIVED.get(key)
        if term is not None:
            predicate = ox.NamedNode(CG + term.name)
            for item in values:
                yield ox.Quad(me, predicate, individual(str(item)) if term.ids else _plain(item))
            return
        if key in LEFT_OUT or key.endswith(NUMBER):
            return
        found = self._schema.field(key)
        if found is None:
            raise ValidationError(
                f"the key {key!r} of {me.value} has no term in the ontology (P10).", "view", "Report this as a defect."
            )
        property_, language = found
        for item in values:
            yield ox.Quad(me, ox.NamedNode(property_.iri), self._object(property_, language, item))

    def _object(self, property_: Property, language: str | None, value: object) -> ox.NamedNode | ox.Literal:
        text = str(value)
        if property_.kind == "object":
            return individual(text)
        if property_.kind == "concept":
            concept = self._schema.concept(property_.range or "", text)
            if concept is None:
                raise ValidationError(
                    f"{text!r} is no code of the list {property_.range!r}.", "view", "Run chipgraph validate."
                )
            return ox.NamedNode(concept.iri)
        if property_.kind == "lang":
            return ox.Literal(text, language=language or "und")
        if property_.kind == "date":
            return ox.Literal(text, datatype=_date_type(text))
        if property_.kind in ("integer", "decimal"):
            return ox.Literal(text, datatype=ox.NamedNode(_XSD + property_.kind))
        if property_.kind == "boolean":
            return ox.Literal(text.lower(), datatype=ox.NamedNode(_XSD + "boolean"))
        return ox.Literal(text)


def _plain(value: object) -> ox.Literal:
    if isinstance(value, bool):
        return ox.Literal(value)
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "integer"))
    return ox.Literal(str(value))


_FORMS = (
    (re.compile(r"\d{4}"), _XSD + "gYear"),
    (re.compile(r"\d{4}-\d{2}"), _XSD + "gYearMonth"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), _XSD + "date"),
)


def _date_type(text: str) -> ox.NamedNode:
    """Give the datatype of a partial date by its form; a range has one of our own."""
    return ox.NamedNode(next((iri for form, iri in _FORMS if form.fullmatch(text)), CG + "dateRange"))

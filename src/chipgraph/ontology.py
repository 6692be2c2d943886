"""Reads the Turtle of the ontology into its parts: classes, annotations, properties, counts, code lists (O5, O11).

The files are parsed with pyoxigraph: importing rdflib takes longer than reading the whole ontology. ``schema`` puts the
parts together and answers questions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from chipgraph.errors import InputError

CG = "https://w3id.org/chipgraph/ontology#"
"""Terms."""

CGV = "https://w3id.org/chipgraph/vocab/"
"""Code lists."""

CGR = "https://w3id.org/chipgraph/id/"
"""Individuals."""

DATASET = "https://w3id.org/chipgraph/dataset/"
"""Datasets, each of which is a named graph."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SH = "http://www.w3.org/ns/shacl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_OWL = "http://www.w3.org/2002/07/owl#"

_ROLE_ROOTS = (f"{CG}from", f"{CG}to")
_PROPERTY_TYPES = (f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty")

ClassKind = Literal[
    "entity", "record", "claim", "pattern", "statement", "measure", "source", "dataset", "transformation"
]
RangeKind = Literal["text", "lang", "date", "integer", "decimal", "boolean", "concept", "object"]

_RANGES: dict[str, RangeKind] = {
    f"{_XSD}string": "text",
    f"{_RDF}langString": "lang",
    f"{CG}partialDate": "date",
    f"{_XSD}integer": "integer",
    f"{_XSD}decimal": "decimal",
    f"{_XSD}boolean": "boolean",
    f"{_SKOS}Concept": "concept",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a code list; ``rank`` counts from the lowest."""

    notation: str
    iri: str
    label: str
    rank: int


@dataclass(frozen=True, slots=True)
class Property:
    """What a key of a row means.

    Attributes
    ----------
    range
        For an object, the local name of the class that a value must have; for a concept, the name of its code list.
    single
        Whether the shapes allow one value (for a text with a language: one for each language), so that a row holds a
        scalar (P2).
    acyclic
        Whether following it must never lead back (``cg:acyclic``).
    """

    key: str
    iri: str
    kind: RangeKind
    range: str | None
    single: bool
    acyclic: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """Which party a record ties to which product (W3).

    ``party`` is ``from``, ``to`` or the key of a role beside the ends; ``product`` is ``from``, ``to`` or ``product``.
    """

    party: str
    product: str
    client: bool


@dataclass(frozen=True, slots=True)
class RelationClass:
    """A relation class with its annotations (O5); roles are keys of rows."""

    name: str
    edge: str
    from_role: str
    to_role: str
    flow: str
    temporal: str
    directed: bool
    ties: tuple[Tie, ...]
    acyclic: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the shapes of one class say of one key: how many values, and which (notations or texts; any if empty)."""

    key: str
    least: int
    most: int | None
    values: tuple[str, ...]


def snake(name: str) -> str:
    """Turn the local name of a property into its key (P2): ``validFrom`` into ``valid_from``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


class Triples:
    """Triples by subject and predicate: all that reading an ontology takes. Terms are texts; blank nodes start with _:."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self._with: dict[str, list[str]] = defaultdict(list)
        self._files = 0

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Take in the triples of one more file."""
        self._files += 1
        blank = f"_:{self._files}/"
        for quad in quads:
            s, o = quad.subject, quad.object
            subject = blank + s.value if isinstance(s, ox.BlankNode) else s.value  # type: ignore[union-attr]
            value = blank + o.value if isinstance(o, ox.BlankNode) else o.value  # type: ignore[union-attr]
            predicates, predicate = self._values[subject], quad.predicate.value
            if predicate not in predicates:
                predicates[predicate] = []
                self._with[predicate].append(subject)
            predicates[predicate].append(value)

    def subjects(self, predicate: str) -> list[str]:
        """List what has a predicate, in the order of reading."""
        return self._with.get(predicate, [])

    def all(self, subject: str, predicate: str) -> list[str]:
        """List the values of a predicate, in the order of reading."""
        return self._values.get(subject, {}).get(predicate, [])

    def one(self, subject: str, predicate: str) -> str | None:
        """Give the first value of a predicate; None if there is none."""
        values = self.all(subject, predicate)
        return values[0] if values else None

    def text(self, subject: str, predicate: str) -> str:
        """Give the first value of a predicate; empty if there is none."""
        return self.one(subject, predicate) or ""

    def items(self, head: str | None) -> list[str]:
        """Read an RDF list."""
        found: list[str] = []
        while head is not None and head != f"{_RDF}nil":
            found.extend(self.all(head, f"{_RDF}first"))
            head = self.one(head, f"{_RDF}rest")
        return found


def local(iri: str) -> str:
    """Give what stands after the last # or / of an IRI."""
    return re.split(r"[#/]", iri)[-1]


def read_concepts(triples: Triples) -> dict[str, list[Concept]]:
    """Read the code lists, by name, lowest rank first."""
    schemes: dict[str, list[Concept]] = defaultdict(list)
    for iri in triples.subjects(f"{_SKOS}notation"):
        concept = Concept(
            triples.text(iri, f"{_SKOS}notation"),
            iri,
            triples.text(iri, f"{_SKOS}prefLabel"),
            int(triples.one(iri, f"{CG}rank") or 0),
        )
        for scheme in triples.all(iri, f"{_SKOS}inScheme"):
            schemes[local(scheme)].append(concept)
    return {name: sorted(cs, key=lambda c: (c.rank, c.notation)) for name, cs in schemes.items()}


def read_classes(triples: Triples) -> dict[str, tuple[str, ...]]:
    """Read the classes, each with itself and all above it, nearest first."""
    own = [s for s in triples.subjects(f"{_RDF}type") if f"{_OWL}Class" in triples.all(s, f"{_RDF}type")]
    found: dict[str, tuple[str, ...]] = {}
    for cls in own:
        order = [cls]
        for name in order:
            order.extend(s for s in triples.all(name, f"{RDFS}subClassOf") if s.startswith(CG) and s not in order)
        found[local(cls)] = tuple(local(c) for c in order)
    return found


def read_properties(triples: Triples, shapes: Mapping[str, Mapping[str, Constraint]]) -> dict[str, Property]:
    """Read the properties that rows can have: those that a shape speaks of."""
    single = {k for s in shapes.values() for k, c in s.items() if c.most == 1}
    many = {k for s in shapes.values() for k, c in s.items() if c.most is None}
    found: dict[str, Property] = {}
    for iri in triples.subjects(f"{_RDF}type"):
        if not any(t in _PROPERTY_TYPES for t in triples.all(iri, f"{_RDF}type")):
            continue
        key = snake(local(iri))
        if key not in single and key not in many:
            continue  # of the RDF view alone, or a root of roles: no row has it
        range_ = triples.text(iri, f"{RDFS}range")
        kind = _RANGES.get(range_, "object")
        target = local(range_) if kind == "object" else None
        if kind == "concept":
            target = local(triples.text(iri, f"{CG}codes"))
        if key in single and key in many:
            raise InputError(
                f"one shape allows many values of cg:{local(iri)}, another only one.",
                "ontology/shapes",
                "Set the same sh:maxCount in both: it decides the form of the key in every row (P2).",
            )
        found[key] = Property(key, iri, kind, target, key in single, triples.one(iri, f"{CG}acyclic") == "true")
    return found


def read_parent_roles(triples: Triples) -> dict[str, tuple[str, ...]]:
    """Read which roles lie below which, by key."""
    found = {}
    for iri in triples.subjects(f"{RDFS}subPropertyOf"):
        above = [iri]
        for name in above:
            above.extend(p for p in triples.all(name, f"{RDFS}subPropertyOf") if p not in above)
        found[snake(local(iri))] = tuple(snake(local(p)) for p in above)
    return found


def read_relations(triples: Triples, supers: Mapping[str, tuple[str, ...]]) -> dict[str, RelationClass]:
    """Read the annotations of the relation classes (O5); a class without them is an error."""
    found = {}
    for iri in triples.subjects(f"{CG}edge"):
        name = local(iri)
        roles = [snake(local(triples.text(iri, f"{CG}{end}"))) for end in ("edgeFrom", "edgeTo")]
        found[name] = RelationClass(
            name=name,
            edge=triples.text(iri, f"{CG}edge"),
            from_role=roles[0],
            to_role=roles[1],
            flow=triples.text(triples.text(iri, f"{CG}flow"), f"{_SKOS}notation"),
            temporal=triples.text(triples.text(iri, f"{CG}temporal"), f"{_SKOS}notation"),
            directed=triples.one(iri, f"{CG}directed") != "false",
            ties=tuple(_ties(triples, iri, roles)),
            acyclic=triples.one(iri, f"{CG}acyclic") == "true",
        )
    for name, above in supers.items():
        if "Relation" in above[1:] and name not in found:
            raise InputError(f"cg:{name} has no cg:edge.", "ontology", "Give it the five annotations (O5).")
    return found


def _ties(triples: Triples, iri: str, roles: list[str]) -> Iterable[Tie]:
    ends = {roles[0]: "from", roles[1]: "to"}
    for predicate, client in ((f"{CG}tie", False), (f"{CG}tieAsClient", True)):
        for text in triples.all(iri, predicate):
            party, product = (snake(word) for word in text.split())
            yield Tie(ends.get(party, party), ends.get(product, product), client)


# Reading shapes


def read_shapes(triples: Triples) -> dict[str, dict[str, Constraint]]:
    """Read the property shapes of each class that a node shape targets directly; no row has ``from`` or ``to`` itself."""
    found: dict[str, dict[str, Constraint]] = defaultdict(dict)
    for shape in triples.subjects(f"{_SH}targetClass"):
        for cls in triples.all(shape, f"{_SH}targetClass"):
            for node in triples.all(shape, f"{_SH}property"):
                path = triples.text(node, f"{_SH}path")
                if path.startswith(CG) and path not in _ROLE_ROOTS:
                    constraint = _constraint(triples, node, snake(local(path)))
                    found[local(cls)][constraint.key] = constraint
    return dict(found)


def _constraint(triples: Triples, node: str, key: str) -> Constraint:
    most = triples.one(node, f"{_SH}maxCount")
    if triples.one(node, f"{_SH}uniqueLang") == "true":
        most = "1"
    values = [triples.one(v, f"{_SKOS}notation") or v for v in triples.items(triples.one(node, f"{_SH}in"))]
    least = int(triples.one(node, f"{_SH}minCount") or 0)
    return Constraint(key, least, None if most is None else int(most), tuple(values))


def inherit(
    shapes: Mapping[str, Mapping[str, Constraint]], supers: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, Constraint]]:
    """Join the constraints of a class with those of the classes above it; all of them hold."""
    found: dict[str, dict[str, Constraint]] = {}
    for cls, above in supers.items():
        joined: dict[str, Constraint] = {}
        for name in above:
            for key, more in shapes.get(name, {}).items():
                joined[key] = _both(joined[key], more) if key in joined else more
        found[cls] = joined
    return found


def _both(a: Constraint, b: Constraint) -> Constraint:
    most = min((m for m in (a.most, b.most) if m is not None), default=None)
    values = a.values or b.values
    if a.values and b.values:
        values = tuple(v for v in a.values if v in b.values)
    return Constraint(a.key, max(a.least, b.least), most, values)

"""The ontology as Python reads it: classes, the five annotations, roles, ranges, counts, notations (O5, O11, O18).

Everything downstream asks here what a class or a property is, so that a class which is only Turtle needs no code. The
files are parsed with pyoxigraph: importing rdflib takes longer than reading the whole ontology.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from chipgraph import resources
from chipgraph.errors import InputError, UsageError

CG = "https://w3id.org/chipgraph/ontology#"
"""Terms."""

CGV = "https://w3id.org/chipgraph/vocab/"
"""Code lists."""

CGR = "https://w3id.org/chipgraph/id/"
"""Individuals."""

DATASET = "https://w3id.org/chipgraph/dataset/"
"""Datasets, each of which is a named graph."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SH = "http://www.w3.org/ns/shacl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_OWL = "http://www.w3.org/2002/07/owl#"

_FOLDERS = (".", "vocab", "shapes")
_PROPERTY_TYPES = (f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty")

ClassKind = Literal[
    "entity", "record", "claim", "pattern", "statement", "measure", "source", "dataset", "transformation"
]
RangeKind = Literal["text", "lang", "date", "integer", "decimal", "boolean", "concept", "object"]

_ROOTS: dict[str, ClassKind] = {
    "Entity": "entity",
    "Relation": "record",
    "Claim": "claim",
    "Pattern": "pattern",
    "Statement": "statement",
    "ProductMeasure": "measure",
    "Source": "source",
    "Dataset": "dataset",
    "Transformation": "transformation",
}
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
    """

    key: str
    iri: str
    kind: RangeKind
    range: str | None
    single: bool


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


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the shapes of one class say of one key: how many values, and which (notations or texts; any if empty)."""

    key: str
    least: int
    most: int | None
    values: tuple[str, ...]


class Schema:
    """Answers what a class, a key or a notation is. Built by ``load``; never changes."""

    def __init__(self, triples: _Triples, digest: str) -> None:
        self.digest = digest
        self._labels = {_local(s): triples.text(s, f"{_RDFS}label") for s in triples.subjects(f"{_RDFS}label")}
        self._concepts = _read_concepts(triples)
        self._supers = _read_classes(triples)
        shapes = _read_shapes(triples)
        self._properties = _read_properties(triples, shapes)
        self._keys = {p.iri: p.key for p in self._properties.values()}
        self._relations = _read_relations(triples, self._supers)
        self._constraints = _inherit(shapes, self._supers)
        self._by_notation = {(scheme, c.notation): c for scheme, cs in self._concepts.items() for c in cs}
        self._lang_keys = sorted((k for k, p in self._properties.items() if p.kind == "lang"), key=len, reverse=True)
        self._parents = _read_parent_roles(triples)
        self._reject_ambiguous_keys()

    def _reject_ambiguous_keys(self) -> None:
        for key in self._properties:
            if any(key.startswith(f"{lang}_") for lang in self._lang_keys):
                raise InputError(
                    f"the property {key!r} reads like a text with a language tag (P3).",
                    "ontology",
                    "Give it another name.",
                )

    # Classes

    def kind(self, cls: str) -> ClassKind:
        """Tell what sort of individual a class has, by its root."""
        for name in self.superclasses(cls):
            if name in _ROOTS:
                return _ROOTS[name]
        raise UsageError(f"{cls!r} has no individuals of its own: use one of its subclasses.")

    def superclasses(self, cls: str) -> tuple[str, ...]:
        """List a class and all above it, nearest first."""
        found = self._supers.get(cls)
        if found is None:
            raise UsageError(f"{cls!r} is no class of the ontology. See ontology/README.md for the list.")
        return found

    def is_a(self, cls: str, other: str) -> bool:
        """Whether a class is another or lies under it; false for a class that is not known."""
        return other in self._supers.get(cls, ())

    def is_class(self, cls: str) -> bool:
        """Whether the ontology has this class."""
        return cls in self._supers

    def classes(self, kind: ClassKind | None = None) -> tuple[str, ...]:
        """List all classes, or those of one kind, by name."""
        root = next((r for r, k in _ROOTS.items() if k == kind), None)
        return tuple(sorted(c for c, above in self._supers.items() if root is None or root in above))

    def label(self, cls: str) -> str:
        """Give the label of a class or property, by its local name; the name itself where there is none."""
        return self._labels.get(cls, cls)

    # Relation classes

    def relation(self, cls: str) -> RelationClass:
        """Give the annotations of a relation class (O5)."""
        found = self._relations.get(cls)
        if found is None:
            raise UsageError(f"{cls!r} is no relation class. Relation classes: {', '.join(sorted(self._relations))}.")
        return found

    def relations(self) -> tuple[RelationClass, ...]:
        """List the relation classes, by name."""
        return tuple(self._relations[name] for name in sorted(self._relations))

    # Properties

    def property(self, key: str) -> Property:
        """Give what a key means: a property's own key, without a language (see ``field`` for those of rows)."""
        found = self._properties.get(key)
        if found is None:
            raise UsageError(f"{key!r} is no property of the ontology. See docs/background/structure.md for the keys.")
        return found

    def field(self, key: str) -> tuple[Property, str | None] | None:
        """Split a key of a row into its property and its language tag (P3); None if no property fits.

        >>> load().field("name_zh_hans")[1]
        'zh-hans'
        """
        found = self._properties.get(key)
        if found is not None:
            return None if found.kind == "lang" else (found, None)
        for lang in self._lang_keys:
            tag = key[len(lang) + 1 :].replace("_", "-")
            if key.startswith(f"{lang}_") and _TAG.fullmatch(tag):
                return self._properties[lang], tag
        return None

    def properties(self) -> tuple[Property, ...]:
        """List the properties, by key."""
        return tuple(self._properties[key] for key in sorted(self._properties))

    def key(self, iri: str) -> str | None:
        """Give the key of a property IRI; None if the ontology has no such property."""
        return self._keys.get(iri)

    def fills(self, key: str, end: Literal["from", "to"]) -> bool:
        """Whether a key is a role below ``cg:from`` or ``cg:to``."""
        return end in self._parents.get(key, ())

    def constraints(self, cls: str) -> Mapping[str, Constraint]:
        """Give what the shapes say of an individual of a class, its superclasses' shapes included, by key."""
        self.superclasses(cls)
        return self._constraints.get(cls, {})

    # Code lists

    def schemes(self) -> tuple[str, ...]:
        """List the names of the code lists."""
        return tuple(sorted(self._concepts))

    def concepts(self, scheme: str) -> list[Concept]:
        """List a code list, lowest rank first."""
        if scheme not in self._concepts:
            raise UsageError(f"{scheme!r} is no code list. Code lists: {', '.join(self.schemes())}.")
        return list(self._concepts[scheme])

    def concept(self, scheme: str, notation: str) -> Concept | None:
        """Find an entry of a code list by its notation."""
        return self._by_notation.get((scheme, notation))


_TAG = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*")


def snake(name: str) -> str:
    """Turn the local name of a property into its key (P2): ``validFrom`` into ``valid_from``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def load(folder: Path | None = None, extra: Sequence[Path] = ()) -> Schema:
    """Read the ontology.

    Parameters
    ----------
    folder
        The ontology folder; the shipped one if None, which is read once.
    extra
        Further Turtle files with classes, properties, shapes or codes (O18).
    """
    if folder is None and not extra:
        return _default()
    return _read(resources.ontology() if folder is None else folder, extra)


@cache
def _default() -> Schema:
    return _read(resources.ontology(), ())


def turtle_files(folder: Path) -> list[Path]:
    """List the files that define terms, codes and shapes, in a fixed order."""
    return [path for part in _FOLDERS for path in sorted((folder / part).glob("*.ttl"))]


def _read(folder: Path, extra: Sequence[Path]) -> Schema:
    files = turtle_files(folder)
    if not files:
        raise InputError("there is no Turtle file here.", folder, "Install chipgraph again, or name another folder.")
    triples, state = _Triples(), hashlib.sha256()
    for path in (*files, *extra):
        try:
            data = path.read_bytes()
            triples.add(ox.parse(data, format=ox.RdfFormat.TURTLE))
        except (OSError, SyntaxError, ValueError) as error:
            raise InputError(f"this is no Turtle: {error}.", path, "Correct the file.") from error
        state.update(path.name.encode() + b"\0" + data)
    return Schema(triples, state.hexdigest())


# Reading triples


class _Triples:
    """Triples by subject and predicate: all that reading an ontology takes. Terms are texts; blank nodes start with _:."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self._with: dict[str, list[str]] = defaultdict(list)
        self._files = 0

    def add(self, quads: Iterable[ox.Quad]) -> None:
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
        return self._with.get(predicate, [])

    def all(self, subject: str, predicate: str) -> list[str]:
        return self._values.get(subject, {}).get(predicate, [])

    def one(self, subject: str, predicate: str) -> str | None:
        values = self.all(subject, predicate)
        return values[0] if values else None

    def text(self, subject: str, predicate: str) -> str:
        return self.one(subject, predicate) or ""

    def items(self, head: str | None) -> list[str]:
        """Read an RDF list."""
        found: list[str] = []
        while head is not None and head != f"{_RDF}nil":
            found.extend(self.all(head, f"{_RDF}first"))
            head = self.one(head, f"{_RDF}rest")
        return found


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _read_concepts(triples: _Triples) -> dict[str, list[Concept]]:
    schemes: dict[str, list[Concept]] = defaultdict(list)
    for iri in triples.subjects(f"{_SKOS}notation"):
        concept = Concept(
            triples.text(iri, f"{_SKOS}notation"),
            iri,
            triples.text(iri, f"{_SKOS}prefLabel"),
            int(triples.one(iri, f"{CG}rank") or 0),
        )
        for scheme in triples.all(iri, f"{_SKOS}inScheme"):
            schemes[_local(scheme)].append(concept)
    return {name: sorted(cs, key=lambda c: (c.rank, c.notation)) for name, cs in schemes.items()}


def _read_classes(triples: _Triples) -> dict[str, tuple[str, ...]]:
    own = [s for s in triples.subjects(f"{_RDF}type") if f"{_OWL}Class" in triples.all(s, f"{_RDF}type")]
    found: dict[str, tuple[str, ...]] = {}
    for cls in own:
        order = [cls]
        for name in order:
            order.extend(s for s in triples.all(name, f"{_RDFS}subClassOf") if s.startswith(CG) and s not in order)
        found[_local(cls)] = tuple(_local(c) for c in order)
    return found


def _read_properties(triples: _Triples, shapes: Mapping[str, Mapping[str, Constraint]]) -> dict[str, Property]:
    """Read the properties that rows can have: those that a shape speaks of."""
    single = {k for s in shapes.values() for k, c in s.items() if c.most == 1}
    many = {k for s in shapes.values() for k, c in s.items() if c.most is None}
    found: dict[str, Property] = {}
    for iri in triples.subjects(f"{_RDF}type"):
        if not any(t in _PROPERTY_TYPES for t in triples.all(iri, f"{_RDF}type")):
            continue
        key = snake(_local(iri))
        if key not in single and key not in many:
            continue  # of the RDF view alone, or a root of roles: no row has it
        range_ = triples.text(iri, f"{_RDFS}range")
        kind = _RANGES.get(range_, "object")
        target = _local(range_) if kind == "object" else None
        if kind == "concept":
            target = _local(triples.text(iri, f"{CG}codes"))
        if key in single and key in many:
            raise InputError(
                f"one shape allows many values of cg:{_local(iri)}, another only one.",
                "ontology/shapes",
                "Set the same sh:maxCount in both: it decides the form of the key in every row (P2).",
            )
        found[key] = Property(key, iri, kind, target, key in single)
    return found


def _read_parent_roles(triples: _Triples) -> dict[str, tuple[str, ...]]:
    found = {}
    for iri in triples.subjects(f"{_RDFS}subPropertyOf"):
        above = [iri]
        for name in above:
            above.extend(p for p in triples.all(name, f"{_RDFS}subPropertyOf") if p not in above)
        found[snake(_local(iri))] = tuple(snake(_local(p)) for p in above)
    return found


def _read_relations(triples: _Triples, supers: Mapping[str, tuple[str, ...]]) -> dict[str, RelationClass]:
    found = {}
    for iri in triples.subjects(f"{CG}edge"):
        name = _local(iri)
        roles = [snake(_local(triples.text(iri, f"{CG}{end}"))) for end in ("edgeFrom", "edgeTo")]
        found[name] = RelationClass(
            name=name,
            edge=triples.text(iri, f"{CG}edge"),
            from_role=roles[0],
            to_role=roles[1],
            flow=triples.text(triples.text(iri, f"{CG}flow"), f"{_SKOS}notation"),
            temporal=triples.text(triples.text(iri, f"{CG}temporal"), f"{_SKOS}notation"),
            directed=triples.one(iri, f"{CG}directed") != "false",
            ties=tuple(_ties(triples, iri, roles)),
        )
    for name, above in supers.items():
        if "Relation" in above[1:] and name not in found:
            raise InputError(f"cg:{name} has no cg:edge.", "ontology", "Give it the five annotations (O5).")
    return found


def _ties(triples: _Triples, iri: str, roles: list[str]) -> Iterable[Tie]:
    ends = {roles[0]: "from", roles[1]: "to"}
    for predicate, client in ((f"{CG}tie", False), (f"{CG}tieAsClient", True)):
        for text in triples.all(iri, predicate):
            party, product = (snake(word) for word in text.split())
            yield Tie(ends.get(party, party), ends.get(product, product), client)


# Reading shapes


def _read_shapes(triples: _Triples) -> dict[str, dict[str, Constraint]]:
    """Read the property shapes of each class that a node shape targets directly."""
    found: dict[str, dict[str, Constraint]] = defaultdict(dict)
    for shape in triples.subjects(f"{_SH}targetClass"):
        for cls in triples.all(shape, f"{_SH}targetClass"):
            for node in triples.all(shape, f"{_SH}property"):
                path = triples.text(node, f"{_SH}path")
                if path.startswith(CG):
                    constraint = _constraint(triples, node, snake(_local(path)))
                    found[_local(cls)][constraint.key] = constraint
    return dict(found)


def _constraint(triples: _Triples, node: str, key: str) -> Constraint:
    most = triples.one(node, f"{_SH}maxCount")
    if triples.one(node, f"{_SH}uniqueLang") == "true":
        most = "1"
    values = [triples.one(v, f"{_SKOS}notation") or v for v in triples.items(triples.one(node, f"{_SH}in"))]
    least = int(triples.one(node, f"{_SH}minCount") or 0)
    return Constraint(key, least, None if most is None else int(most), tuple(values))


def _inherit(
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

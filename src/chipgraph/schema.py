"""The ontology as Python asks it: what a class, a key or a notation is (O5, O11, O18).

Everything downstream asks here, so that a class which is only Turtle needs no code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from chipgraph import resources
from chipgraph.errors import InputError, UsageError
from chipgraph.ontology import (
    CG,
    CGR,
    CGV,
    DATASET,
    RDFS,
    ClassKind,
    Concept,
    Constraint,
    Property,
    RangeKind,
    RelationClass,
    Tie,
    Triples,
    inherit,
    local,
    read_classes,
    read_concepts,
    read_parent_roles,
    read_properties,
    read_relations,
    read_shapes,
    snake,
)

__all__ = [
    "CG",
    "CGR",
    "CGV",
    "DATASET",
    "ClassKind",
    "Concept",
    "Constraint",
    "Property",
    "RangeKind",
    "RelationClass",
    "Schema",
    "Tie",
    "load",
    "snake",
    "turtle_files",
]

_FOLDERS = (".", "vocab", "shapes")
_TAG = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*")
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


class Schema:
    """Answers what a class, a key or a notation is. Built by ``load``; never changes.

    Attributes
    ----------
    digest
        SHA-256 over the files.
    files
        The Turtle files it was read from: terms, codes and shapes.
    """

    def __init__(self, triples: Triples, digest: str, files: tuple[Path, ...] = ()) -> None:
        self.digest = digest
        self.files = files
        self._labels = {local(s): triples.text(s, f"{RDFS}label") for s in triples.subjects(f"{RDFS}label")}
        self._concepts = read_concepts(triples)
        self._supers = read_classes(triples)
        shapes = read_shapes(triples)
        self._properties = read_properties(triples, shapes)
        self._keys = {p.iri: p.key for p in self._properties.values()}
        self._relations = read_relations(triples, self._supers)
        self._constraints = inherit(shapes, self._supers)
        self._by_notation = {(scheme, c.notation): c for scheme, cs in self._concepts.items() for c in cs}
        self._notations = {(scheme, c.iri): c.notation for scheme, cs in self._concepts.items() for c in cs}
        self._lang_keys = sorted((k for k, p in self._properties.items() if p.kind == "lang"), key=len, reverse=True)
        self._parents = read_parent_roles(triples)
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

    def has_individuals(self, cls: str) -> bool:
        """Whether something can be of this class and no narrower one: not of a mere bracket such as ``Claimable``."""
        above = self.superclasses(cls)
        return any(root in above for root in _ROOTS) and ("Relation" not in above or cls in self._relations)

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

    def notation(self, scheme: str, iri: str) -> str | None:
        """Find the notation of a concept IRI in a code list (P5)."""
        return self._notations.get((scheme, iri))


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
    triples, state = Triples(), hashlib.sha256()
    for path in (*files, *extra):
        try:
            data = path.read_bytes()
            triples.add(ox.parse(data, format=ox.RdfFormat.TURTLE))
        except (OSError, SyntaxError, ValueError) as error:
            raise InputError(f"this is no Turtle: {error}.", path, "Correct the file.") from error
        state.update(path.name.encode() + b"\0" + data)
    return Schema(triples, state.hexdigest(), (*files, *extra))

"""Rows and RDF quads are two spellings of the same thing; this module goes both ways without loss (P1 to P10).

How a value is written follows from the range of its property, never from how it looks: ``a@en`` in a text is text. What
cannot be mapped is an error that names the predicate; nothing is dropped (P10). ``to_quads`` and ``from_quads`` take
canonical forms only, so that a round trip is the identity; ``canonical.canonical`` and ``read_turtle`` make them so.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from chipgraph.canonical import canonical_decimal, value_order
from chipgraph.errors import InputError, Place, UsageError, ValidationError
from chipgraph.records import Row, Scalar, Value
from chipgraph.schema import CG, CGR, CGV, DATASET, Property, Schema

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_BOOLEAN = ox.NamedNode(f"{_XSD}boolean")
_DECIMAL = ox.NamedNode(f"{_XSD}decimal")
_INTEGER = ox.NamedNode(f"{_XSD}integer")
_STRING = ox.NamedNode(f"{_XSD}string")
_DATE_RANGE = ox.NamedNode(f"{CG}dateRange")
_DATE_FORMS = (
    (re.compile(r"\d{4}"), ox.NamedNode(f"{_XSD}gYear")),
    (re.compile(r"\d{4}-\d{2}"), ox.NamedNode(f"{_XSD}gYearMonth")),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), ox.NamedNode(f"{_XSD}date")),
    (re.compile(r"(\d{4}(-\d{2}){0,2})?\.\.(\d{4}(-\d{2}){0,2})?"), _DATE_RANGE),
)
_DECIMAL_FORM = re.compile(r"0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9]")
_LOCAL = re.compile(r"[^\x00-\x20<>\"{}|\\^`/#?%]+")
_INT64 = range(-(2**63), 2**63)

PREFIXES = {"cg": CG, "cgr": CGR, "cgv": CGV, "xsd": _XSD}
"""Short names for written Turtle."""

Term = ox.NamedNode | ox.Literal


class _UnmappedError(ValueError):
    """A value that has no counterpart: what is wrong, and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def is_local(name: str) -> bool:
    """Whether a text can be an id or the name of a dataset: a flat local name (O11, O12)."""
    return _LOCAL.fullmatch(name) is not None


def is_canonical_decimal(text: str) -> bool:
    """Whether a text is a number in canonical form (P2)."""
    return _DECIMAL_FORM.fullmatch(text) is not None


def _node(namespace: str, name: str) -> ox.NamedNode:
    if not is_local(name):
        raise _UnmappedError(f"{name!r} cannot be part of an IRI.", "Use letters, digits, hyphens and dots.")
    try:
        return ox.NamedNode(namespace + name)
    except ValueError as error:
        raise _UnmappedError(f"{name!r} cannot be part of an IRI.", "Use letters, digits, hyphens and dots.") from error


# Rows to quads


def to_quads(rows: Iterable[Row], schema: Schema) -> Iterator[ox.Quad]:
    """Write rows as quads, each dataset in its own named graph.

    Raises
    ------
    ValidationError
        If a class, key or value has no counterpart in RDF, or is not in canonical form.
    """
    return _Writer(schema).quads(rows)


class _Writer:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._fields: dict[str, tuple[Property, str | None, ox.NamedNode]] = {}
        self._types: dict[str, ox.NamedNode] = {}
        self._graphs: dict[str, ox.NamedNode] = {}

    def quads(self, rows: Iterable[Row]) -> Iterator[ox.Quad]:
        for row in rows:
            key = None
            try:
                graph = self._graph(row.dataset)
                subject = _node(CGR, row.id)
                for cls in self._checked_types(row.types):
                    yield ox.Quad(subject, _TYPE, cls, graph)
                for key in sorted(row.properties):
                    field, tag, predicate = self._field(key)
                    for value in _values(row.properties[key], field):
                        yield ox.Quad(subject, predicate, self._term(value, field, tag), graph)
            except _UnmappedError as error:
                problem = f"{error}" if key is None else f"{key}: {error}"
                raise ValidationError(problem, _place(row), error.remedy) from None

    def _graph(self, dataset: str) -> ox.NamedNode:
        if dataset not in self._graphs:
            self._graphs[dataset] = _node(DATASET, dataset)
        return self._graphs[dataset]

    def _checked_types(self, types: Sequence[str]) -> Iterator[ox.NamedNode]:
        if not types or list(types) != sorted(set(types)):
            raise _UnmappedError("the classes are none, doubled or not in order.", "List each class once, sorted.")
        for cls in types:
            if cls not in self._types:
                if not self._schema.is_class(cls):
                    raise _UnmappedError(f"{cls!r} is no class.", "Use a class of ontology/README.md, or add one.")
                self._types[cls] = ox.NamedNode(CG + cls)
            yield self._types[cls]

    def _field(self, key: str) -> tuple[Property, str | None, ox.NamedNode]:
        if key not in self._fields:
            found = self._schema.field(key)
            if found is None:
                raise _UnmappedError(
                    "no property has this key.", "Correct the key, or add the property to the ontology."
                )
            self._fields[key] = (*found, ox.NamedNode(found[0].iri))
        return self._fields[key]

    def _term(self, value: Scalar, field: Property, tag: str | None) -> Term:
        match field.kind:
            case "boolean" if isinstance(value, bool):
                return ox.Literal("true" if value else "false", datatype=_BOOLEAN)
            case "integer" if isinstance(value, int) and not isinstance(value, bool):
                if value not in _INT64:
                    raise _UnmappedError(f"{value} does not fit into 64 bits (P2).", "Use a decimal property.")
                return ox.Literal(str(value), datatype=_INTEGER)
            case _ if not isinstance(value, str):
                raise _UnmappedError(f"{value!r} is no {field.kind}.", "Write it in the form that the range asks for.")
            case "concept":
                return self._concept(value, field)
            case "object":
                return _node(CGR, value)
            case _:
                return _literal(value, field, tag)

    def _concept(self, notation: str, field: Property) -> ox.NamedNode:
        concept = self._schema.concept(field.range or "", notation)
        if concept is None:
            raise _UnmappedError(
                f"{notation!r} is not in the list {field.range}.", f"See ontology/vocab/{field.range}.ttl."
            )
        return ox.NamedNode(concept.iri)


def has_surrogates(text: str) -> bool:
    """Whether a text holds half a character: it was read in a wrong encoding, and RDF cannot hold it."""
    return not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)


def _literal(value: str, field: Property, tag: str | None) -> ox.Literal:
    if has_surrogates(value):
        raise _UnmappedError("half a surrogate pair is no text.", "Read the source in its right encoding.")
    if field.kind == "text":
        return ox.Literal(value)
    if field.kind == "lang":
        return ox.Literal(value, language=tag)
    if field.kind == "date":
        for form, datatype in _DATE_FORMS:
            if form.fullmatch(value):
                return ox.Literal(value, datatype=datatype)
        raise _UnmappedError(
            f"{value!r} is no date.", "Write 2024, 2024-10, 2024-10-26 or two of them as 2023..2024-10."
        )
    if field.kind == "decimal" and _DECIMAL_FORM.fullmatch(value):
        return ox.Literal(value, datatype=_DECIMAL)
    raise _UnmappedError(
        f"{value!r} is no canonical {field.kind}.", "Write digits with a point, without needless zeros."
    )


def _values(value: Value, field: Property) -> tuple[Scalar, ...]:
    if field.single:
        if isinstance(value, tuple):
            raise _UnmappedError(f"{len(value)} values, one is allowed.", "Write one value.")
        return (value,)
    if not isinstance(value, tuple) or not value:
        raise _UnmappedError("the value is no list.", "Write a list, even of one value (P2).")
    if list(value) != sorted(set(value), key=value_order):
        raise _UnmappedError("the values are doubled or not in order.", "Sort them, each once.")
    return value


def _place(row: Row) -> Place:
    return Place(f"dataset {row.dataset}", f"{'/'.join(row.types)} {row.id}")


# Quads to rows


def from_quads(quads: Iterable[ox.Quad], schema: Schema, file: str | None = None) -> list[Row]:
    """Read quads back into rows, sorted by id and dataset.

    Parameters
    ----------
    file
        Named in errors; the dataset if None.

    Raises
    ------
    ValidationError
        If a quad has no counterpart in rows: it names the subject and the predicate (P10).
    """
    grouped: dict[tuple[str, str], list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        try:
            dataset = _local(quad.graph_name, DATASET, "the graph")
            grouped[_local(quad.subject, CGR, "the subject"), dataset].append(quad)
        except _UnmappedError as error:
            place = Place(file or str(quad.graph_name), f"{quad.subject} {quad.predicate}")
            raise ValidationError(str(error), place, error.remedy) from None
    return [_row(id, dataset, group, schema, file) for (id, dataset), group in sorted(grouped.items())]


def _row(id: str, dataset: str, quads: Sequence[ox.Quad], schema: Schema, file: str | None) -> Row:
    types: set[str] = set()
    values: dict[str, set[Scalar]] = defaultdict(set)
    fields: dict[str, Property] = {}
    try:
        for quad in quads:
            predicate = quad.predicate
            if predicate == _TYPE:
                types.add(_read_class(quad.object, schema))
                continue
            key, value, field = _read_value(quad, schema)
            values[key].add(value)
            fields[key] = field
        if not types:
            raise _UnmappedError("it has no class.", "Give it a class of the ontology.")
        properties = {key: _joined(key, found, fields[key]) for key, found in sorted(values.items())}
    except _UnmappedError as error:
        raise ValidationError(str(error), Place(file or f"dataset {dataset}", id), error.remedy) from None
    return Row(id, dataset, tuple(sorted(types)), properties)


def _joined(key: str, found: set[Scalar], field: Property) -> Value:
    if not field.single:
        return tuple(sorted(found, key=value_order))
    if len(found) > 1:
        raise _UnmappedError(f"{key} ({field.iri}) has {len(found)} values, one is allowed.", "Keep one.")
    return next(iter(found))


def _local(term: object, namespace: str, what: str) -> str:
    if isinstance(term, ox.NamedNode) and term.value.startswith(namespace):
        name = term.value[len(namespace) :]
        if is_local(name):
            return name
    raise _UnmappedError(
        f"{what} {term} is not under <{namespace}>.", "Foreign IRIs are texts; blank nodes get an id (O10)."
    )


def _read_class(term: object, schema: Schema) -> str:
    name = term.value[len(CG) :] if isinstance(term, ox.NamedNode) and term.value.startswith(CG) else ""
    if not schema.is_class(name):
        raise _UnmappedError(f"rdf:type: {term} is no class of the ontology (P1).", "Use a cg: class.")
    return name


def _read_value(quad: ox.Quad, schema: Schema) -> tuple[str, Scalar, Property]:
    predicate, term = quad.predicate, quad.object
    key = schema.key(predicate.value)
    if key is None:
        raise _UnmappedError(
            f"the predicate {predicate} is not in the ontology (P10).", "Add it there, or remove it here."
        )
    field = schema.property(key)
    if field.kind == "object":
        return key, _local(term, CGR, f"{predicate}: the value"), field
    if field.kind == "concept":
        found = schema.notation(field.range or "", term.value) if isinstance(term, ox.NamedNode) else None
        if found is None:
            raise _UnmappedError(
                f"{predicate}: {term} is not in the list {field.range}.", f"See vocab/{field.range}.ttl."
            )
        return key, found, field
    if not isinstance(term, ox.Literal):
        raise _UnmappedError(f"{predicate}: {term} is no literal.", f"Write a {field.kind}.")
    if field.kind == "lang" and term.language is not None and term.direction is None:
        lang_key = f"{key}_{term.language.lower().replace('-', '_')}"
        if schema.field(lang_key) == (field, term.language.lower()):
            return lang_key, term.value, field
    return key, _read_literal(term, field), field


def _read_literal(term: ox.Literal, field: Property) -> Scalar:
    text, datatype = term.value, term.datatype
    problem = _UnmappedError(f"<{field.iri}>: {term} is no canonical {field.kind}.", "Write it in canonical form (P2).")
    if field.kind == "text" and datatype == _STRING:
        return text
    if field.kind == "date" and any(datatype == d and form.fullmatch(text) for form, d in _DATE_FORMS):
        return text
    if field.kind == "decimal" and datatype == _DECIMAL and _DECIMAL_FORM.fullmatch(text):
        return text
    if field.kind == "boolean" and datatype == _BOOLEAN and text in ("true", "false"):
        return text == "true"
    if field.kind == "integer" and datatype == _INTEGER:
        if not re.fullmatch(r"0|-?[1-9]\d*", text) or int(text) not in _INT64:
            raise problem
        return int(text)
    raise problem


# Files and digests


def digest(quads: Iterable[ox.Quad]) -> str:
    """SHA-256 of the sorted N-Quads (O10): equal for equal graphs, in whatever order.

    Raises
    ------
    ValidationError
        If there is a blank node: it has no name that could be sorted.
    """
    lines = set()
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            raise ValidationError("blank nodes have no digest (O10).", str(quad.graph_name), "Give each node an id.")
        lines.add(f"{quad} .\n")
    state = hashlib.sha256()
    for line in sorted(lines):
        state.update(line.encode())
    return state.hexdigest()


def read_turtle(path: Path, dataset: str, schema: Schema) -> list[Row]:
    """Read the individuals of a Turtle file as rows of one dataset, made canonical (P2 to P4).

    Raises
    ------
    InputError
        If the file is no Turtle; ``ValidationError`` if it says something that rows cannot hold.
    """
    try:
        triples = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise InputError(f"this is no Turtle: {error}.", path, "Correct the file.") from error
    graph = ox.NamedNode(DATASET + dataset)
    quads = (ox.Quad(t.subject, t.predicate, _tidied(t, schema), graph) for t in triples)
    return from_quads(quads, schema, str(path))


def _tidied(quad: ox.Quad, schema: Schema) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """Give a hand-written literal the canonical form of its property's range; what does not fit stays as it is."""
    term, key = quad.object, schema.key(quad.predicate.value)
    if key is None or not isinstance(term, ox.Literal):
        return term
    text = term.value.strip()
    match schema.property(key).kind:
        case "lang" if term.language is None and term.datatype == _STRING:
            return ox.Literal(term.value, language="und")
        case "date":
            return next((ox.Literal(text, datatype=d) for form, d in _DATE_FORMS if form.fullmatch(text)), term)
        case "decimal" if term.datatype in (_DECIMAL, _INTEGER):
            with contextlib.suppress(ValueError):  # from_quads names what is no number
                return ox.Literal(canonical_decimal(text), datatype=_DECIMAL)
            return term
        case "boolean" if term.datatype == _BOOLEAN:
            return ox.Literal({"1": "true", "0": "false"}.get(text, text), datatype=_BOOLEAN)
        case _:
            return term


def write_turtle(rows: Sequence[Row], path: Path, schema: Schema) -> None:
    """Write the rows of one dataset as Turtle, the same bytes for the same rows.

    Raises
    ------
    UsageError
        If the rows are of several datasets: Turtle has no named graphs.
    """
    if len({row.dataset for row in rows}) > 1:
        raise UsageError("Turtle holds one dataset. Write one file for each.")
    quads = sorted(to_quads(rows, schema), key=str)
    triples = (ox.Triple(q.subject, q.predicate, q.object) for q in quads)
    ox.serialize(triples, str(path), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)

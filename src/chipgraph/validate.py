"""Holds rows against the rules of the model: in columns for all of them, through SHACL for curated data.

``check`` is driven by the schema and the shapes, so that a class which is only Turtle is checked too (O18). It also does what
SHACL cannot: compare partial dates, find circles, look across datasets. ``check_shapes`` runs the shapes themselves; on
what both can say, a test holds them to the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chipgraph.canonical import value_order
from chipgraph.circles import circles
from chipgraph.dates import DateError, parse
from chipgraph.rdf import has_surrogates, is_canonical_decimal, is_local
from chipgraph.records import Row, Scalar, Value
from chipgraph.schema import Constraint, Property, Schema

_SPANS = (("quantity_min", "quantity_max"), ("share_min", "share_max"), ("value_min", "value_max"))
_NOT_NEGATIVE = ("quantity_min", "quantity_max", "share_min", "share_max")
_STATE_KEYS = ("valid_from", "valid_to")
_EVENT_KEYS = ("occurred_on",)


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule by one row: the number of the rule, what is wrong, and what to do."""

    rule: str
    id: str
    problem: str
    remedy: str
    dataset: str


@dataclass(frozen=True, slots=True)
class _Breach:
    rule: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Profile:
    """All that the schema says of individuals with one set of classes."""

    kind: str
    constraints: Mapping[str, Constraint]
    required: frozenset[str]
    ends: tuple[str, str] | None
    wrong_dates: tuple[str, ...]
    breaches: tuple[_Breach, ...]


def check(rows: Sequence[Row], schema: Schema, known: Container[str] = ()) -> list[Finding]:
    """Find every breach of a rule, in the order of the rows.

    Parameters
    ----------
    rows
        All rows that are to stand together: a reference must lead to one of them.
    known
        Further ids that may be referred to; their classes are not looked at.
    """
    checker = _Checker(rows, schema, known)
    found: list[Finding] = []
    for row in rows:
        found.extend(Finding(b.rule, row.id, b.problem, b.remedy, row.dataset) for b in checker.breaches(row))
    for row, name, circle in circles(rows, schema):
        problem = f"{name} goes round in a circle: {' → '.join((*circle, circle[0]))}."
        found.append(Finding("O5", row.id, problem, "Remove or correct one of them.", row.dataset))
    return found


def check_shapes(rows: Sequence[Row], schema: Schema) -> list[Finding]:
    """Run the SHACL shapes over rows that stand by themselves: for curated data, or a sample.

    Raises
    ------
    ValidationError
        If a row cannot be written as RDF at all; ``check`` says so more gently.
    """
    from chipgraph.shapes import results

    datasets = {row.id: row.dataset for row in rows}
    return [
        Finding("SHACL", id, f"{key}: {message}" if key else message, "See ontology/shapes.", datasets.get(id, ""))
        for id, key, message in results(rows, schema)
    ]


class _Checker:
    def __init__(self, rows: Sequence[Row], schema: Schema, known: Container[str]) -> None:
        self._schema = schema
        self._known = known
        self._types = {row.id: row.types for row in rows}
        self._profiles: dict[tuple[str, ...], _Profile] = {}
        self._fields: dict[str, tuple[Property, str | None] | None] = {}
        self._fits: dict[tuple[tuple[str, ...], str], bool] = {}
        self._asserting, self._authority = _datasets(rows, schema)
        claims = frozenset(schema.classes("claim"))
        self._stood_on = {
            str(row.properties.get("about"))
            for row in rows
            if not claims.isdisjoint(row.types) and row.properties.get("stance") in ("asserts", "denies")
        }

    def breaches(self, row: Row) -> Iterator[_Breach]:
        profile = self._profile(row.types)
        yield from profile.breaches
        if not is_local(row.id):
            yield _Breach("O12", f"{row.id!r} is no id.", "Use letters, digits, hyphens and dots, without spaces.")
        if not is_local(row.dataset):
            yield _Breach("O11", f"its dataset is {row.dataset!r}.", "Name it with letters, digits, hyphens and dots.")
        if profile.breaches:
            return
        yield from self._counts(row, profile)
        for key, value in row.properties.items():
            yield from self._value(row, key, value, profile)
        yield from _spans(row)
        if profile.kind == "record":
            yield from self._record(row)
        elif profile.kind == "claim":
            yield from self._claim(row)
        elif profile.kind == "pattern":
            yield from self._pattern(row)
        elif profile.kind == "measure" and not {"value_min", "value_max"} & row.properties.keys():
            yield _Breach("O17", "it has no value.", "State value_min, value_max or both.")
        elif profile.kind == "dataset" and row.properties.get("asserts") is True and "authority" not in row.properties:
            yield _Breach("O23", "it asserts in nobody's name.", "State its authority.")
        elif profile.kind == "entity" and not self._is_named(row):
            yield _Breach("P3", "it has no name.", "State a name or an alias.")

    # Classes

    def _profile(self, types: tuple[str, ...]) -> _Profile:
        if types not in self._profiles:
            self._profiles[types] = self._make_profile(types)
        return self._profiles[types]

    def _make_profile(self, types: tuple[str, ...]) -> _Profile:
        breaches = tuple(self._class_breaches(types))
        if breaches:
            return _Profile("", {}, frozenset(), None, (), breaches)
        kind = self._schema.kind(types[0])
        joined: dict[str, Constraint] = {}
        for cls in types:
            for key, constraint in self._schema.constraints(cls).items():
                least = max(constraint.least, joined[key].least) if key in joined else constraint.least
                joined[key] = Constraint(key, least, constraint.most, constraint.values)
        relation = self._schema.relation(types[0]) if kind == "record" else None
        return _Profile(
            kind,
            joined,
            frozenset(k for k, c in joined.items() if c.least > 0),
            (relation.from_role, relation.to_role) if relation else None,
            () if relation is None else _STATE_KEYS if relation.temporal == "event" else _EVENT_KEYS,
            (),
        )

    def _class_breaches(self, types: tuple[str, ...]) -> Iterator[_Breach]:
        schema = self._schema
        unknown = [t for t in types if not schema.is_class(t)]
        if unknown or not types:
            problem = f"{unknown[0]!r} is no class." if unknown else "it has no class."
            yield _Breach("P1", problem, "Use a class that ontology/README.md lists.")
            return
        if list(types) != sorted(set(types)):
            yield _Breach("P1", "its classes are doubled or not in order.", "List each once, sorted.")
        for cls in types:
            wider = [t for t in types if t != cls and schema.is_a(cls, t)]
            if wider:
                yield _Breach("P1", f"{wider[0]} follows from {cls}.", f"State {cls} alone.")
        concrete = [t for t in types if schema.has_individuals(t)]
        if len(concrete) < len(types):
            abstract = next(t for t in types if t not in concrete)
            yield _Breach("P1", f"nothing is just a {schema.label(abstract)}.", f"Use a class under {abstract}.")
        elif len(types) > 1 and {schema.kind(t) for t in types} != {"entity"}:
            yield _Breach("P1", f"{' and '.join(types)} do not go together.", "Only entities have several classes.")

    # Keys and values

    def _field(self, key: str) -> tuple[Property, str | None] | None:
        if key not in self._fields:
            self._fields[key] = self._schema.field(key)
        return self._fields[key]

    def _counts(self, row: Row, profile: _Profile) -> Iterator[_Breach]:
        for key in sorted(profile.required - row.properties.keys()):
            rule = "O15" if profile.ends and key in profile.ends else "P2"
            yield _Breach(rule, f"{key} is missing.", f"State {key}.")
        for key in profile.ends or ():
            if key not in row.properties and key not in profile.required:
                yield _Breach("O15", f"{key} is missing.", f"State {key}; an UnknownParty if it is not known.")

    def _value(self, row: Row, key: str, value: Value, profile: _Profile) -> Iterator[_Breach]:
        found = self._field(key)
        if found is None:
            yield _Breach(
                "P10", f"no property has the key {key!r}.", "Correct it; docs/background/structure.md lists all."
            )
            return
        if key in profile.wrong_dates:
            right = "occurred_on" if profile.wrong_dates == _STATE_KEYS else "valid_from and valid_to"
            yield _Breach("O5", f"{key} is no date of a {row.types[0]}.", f"Its dates are {right}.")
            return
        field = found[0]
        constraint = profile.constraints.get(field.key)
        if constraint is None or constraint.most == 0:
            yield _Breach("P10", f"{key} is nothing that a {'/'.join(row.types)} has.", self._where(field, row))
            return
        if field.single and isinstance(value, tuple):
            rule = "O15" if profile.ends and key in profile.ends else "P2"
            yield _Breach(rule, f"{key} has {len(value)} values, one is allowed.", "Make a row for each.")
        elif not field.single and not isinstance(value, tuple):
            yield _Breach("P2", f"{key} is no list.", "Write a list, even of one value.")
        values = value if isinstance(value, tuple) else (value,)
        if not values or (len(values) > 1 and list(values) != sorted(set(values), key=value_order)):
            yield _Breach("P2", f"the values of {key} are none, doubled or not in order.", "Sort them, each once.")
        for one in values:
            breach = self._single(key, one, field)
            if breach is not None:
                yield breach
            elif constraint.values and one not in constraint.values:
                yield _Breach("P5", f"{key} is {one!r}.", f"Write one of {', '.join(constraint.values)}.")

    def _where(self, field: Property, row: Row) -> str:
        kind = self._schema.kind(row.types[0])
        fitting = [
            c for c in self._schema.classes(kind) if (x := self._schema.constraints(c).get(field.key)) and x.most != 0
        ]
        return f"{field.key} belongs to {', '.join(fitting[:6])}." if fitting else "Leave it out."

    def _single(self, key: str, value: Scalar, field: Property) -> _Breach | None:
        if field.kind == "boolean":
            fits = isinstance(value, bool)
        elif field.kind == "integer":
            fits = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
        else:
            fits = isinstance(value, str)
        if not fits:
            return _Breach("P2", f"{key} is {value!r}, which is no {field.kind}.", f"Write a {field.kind}.")
        if isinstance(value, str) and has_surrogates(value):
            return _Breach("P2", f"{key} holds half a character.", "Read the source in its right encoding.")
        test = _TESTS.get(field.kind)
        return test(self, key, str(value), field) if test else None

    def _date(self, key: str, value: str, field: Property) -> _Breach | None:
        try:
            parse(value)
        except DateError as error:
            return _Breach("O17", f"{key}: {error}", "Correct the date.")
        if not any(c.isdigit() for c in value) or value != value.strip():
            return _Breach("O17", f"{key} is {value!r}.", "Write a date without spaces, or leave it out.")
        return None

    def _decimal(self, key: str, value: str, field: Property) -> _Breach | None:
        if not is_canonical_decimal(value):
            return _Breach("P2", f"{key} is {value!r}.", "Write a plain number, with a point and no needless zeros.")
        if key in _NOT_NEGATIVE and value.startswith("-"):
            return _Breach("O17", f"{key} is {value}, less than nothing.", "Correct the number.")
        if key.startswith("share_") and Decimal(value) > 100:
            return _Breach("O17", f"{key} is {value} per cent, more than the whole.", "Correct the number.")
        return None

    def _concept(self, key: str, value: str, field: Property) -> _Breach | None:
        if self._schema.concept(field.range or "", value) is None:
            words = ", ".join(c.notation for c in self._schema.concepts(field.range or ""))
            return _Breach("P5", f"{key} is {value!r}.", f"Write one of {words}.")
        return None

    def _object(self, key: str, value: str, field: Property) -> _Breach | None:
        types = self._types.get(value)
        if types is None:
            if value in self._known:
                return None
            return _Breach(
                "P8", f"{key} names {value!r}, which does not exist.", "Correct the id, or add what it names."
            )
        wanted = field.range or "Entity"
        fits = self._fits.get((types, wanted))
        if fits is None:
            fits = self._fits[types, wanted] = any(self._schema.is_a(t, wanted) for t in types)
        if not fits:
            problem = f"{key} names {value!r}, a {'/'.join(types)}, where a thing of class {wanted} belongs."
            return _Breach("P8", problem, f"Name a thing of class {wanted}, or correct the class of {value!r}.")
        return None

    def _is_named(self, row: Row) -> bool:
        if any(self._schema.is_a(t, "UnknownParty") for t in row.types):
            return True
        return any((f := self._field(k)) and f[0].key in ("name", "alias", "title") for k in row.properties)

    # Records, claims, patterns

    def _record(self, row: Row) -> Iterator[_Breach]:
        if not self._asserting.get(row.dataset, False) and row.id not in self._stood_on:
            yield _Breach("O23", "nobody asserts or denies it.", "Add a claim about it, or remove it.")

    def _claim(self, row: Row) -> Iterator[_Breach]:
        facts = row.properties
        retracts = facts.get("stance") == "retracts"
        if retracts and "retracts" not in facts:
            yield _Breach("O21", "it retracts nothing by name.", "Name the claim in retracts.")
        if not retracts and "retracts" in facts:
            yield _Breach(
                "O21", f"it names a claim in retracts, yet its stance is {facts.get('stance')}.", "Make them agree."
            )
        if "about" not in facts and "retracts" not in facts:
            yield _Breach("O19", "it is about nothing.", "State about.")
        if "cites" not in facts:
            curator = self._authority.get(row.dataset)
            if facts.get("method") != "inference" or curator is None or facts.get("made_by") != curator:
                remedy = "State cites. Only the curator's own inference needs no source."
                yield _Breach("O19", "it has no source.", remedy)

    def _pattern(self, row: Row) -> Iterator[_Breach]:
        name = row.properties.get("relation_class")
        if isinstance(name, str) and not self._schema.is_a(name, "Relation"):
            problem = f"relation_class is {name!r}, which is no relation class."
            yield _Breach("O20", problem, "Name a relation class, or Relation for any.")


_TESTS: Mapping[str, Callable[[_Checker, str, str, Property], _Breach | None]] = {
    "date": _Checker._date,
    "decimal": _Checker._decimal,
    "concept": _Checker._concept,
    "object": _Checker._object,
}


def _datasets(rows: Iterable[Row], schema: Schema) -> tuple[dict[str, bool], dict[str, str]]:
    """Read of each dataset whether it asserts its records, and in whose name it speaks (O23).

    Of several rows in it that describe datasets, the one with its own name counts.
    """
    asserting: dict[str, bool] = {}
    authority: dict[str, str] = {}
    classes = frozenset(schema.classes("dataset"))
    described = [row for row in rows if not classes.isdisjoint(row.types)]
    for row in sorted(described, key=lambda r: r.id in (r.dataset, f"dataset-{r.dataset}")):
        asserting[row.dataset] = row.properties.get("asserts") is True
        if "authority" in row.properties:
            authority[row.dataset] = str(row.properties["authority"])
    return asserting, authority


def _spans(row: Row) -> Iterator[_Breach]:
    facts = row.properties
    for low, high in _SPANS:
        if low in facts and high in facts:
            least, most = str(facts[low]), str(facts[high])
            if is_canonical_decimal(least) and is_canonical_decimal(most) and Decimal(least) > Decimal(most):
                yield _Breach("O17", f"{low} is {least}, more than {high}, {most}.", "Exchange or correct them.")
    if "valid_from" in facts and "valid_to" in facts:
        try:
            start, end = parse(str(facts["valid_from"])), parse(str(facts["valid_to"]))
        except DateError:
            return
        if start.lo > end.hi:
            problem = f"it ends ({facts['valid_to']}) before it starts ({facts['valid_from']}) in every reading."
            yield _Breach("W10", problem, "Correct valid_from or valid_to.")

"""The View as tables of nodes and edges, from which Neo4j, its import files and the RDF view are loaded (P11 to P13).

Nodes: entities with all their classes as labels, claims, patterns, sources, datasets, statements, measures, holdings.
Edges: propositions under the name of their class (``FABRICATED_FOR``), plain properties between entities
(``VARIANT_OF``, P6), and one ``STEP`` per alternative between holdings (P12). Claims join by id properties, never by
edges, so that they lie on no path (P9).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeVar

from chipgraph import dates
from chipgraph.claims import Standing, Strength
from chipgraph.dates import Bounds
from chipgraph.holdings import derive
from chipgraph.records import Row
from chipgraph.routes.columns import holding_columns, step_columns
from chipgraph.routes.result import step_id
from chipgraph.routes.steps import ANY, Kind, Mark, StepTable
from chipgraph.schema import Schema
from chipgraph.status import Status
from chipgraph.stores.protocol import NUMBER, EdgeRow, GraphTables, NodeRow, PropertyValue
from chipgraph.view import Entity, Proposition, View
from chipgraph.view.walkable import Numbering, walkable

_LABELS = {
    "claim": "Claim",
    "pattern": "Pattern",
    "source": "Source",
    "dataset": "Dataset",
    "statement": "Statement",
    "measure": "ProductMeasure",
    "transformation": "Transformation",
}
"""Kinds of rows that are nodes beside the entities: the root class is their label."""

_MARKS = tuple(Mark)
_ANY = "*"

T = TypeVar("T")


def tables_of(view: View) -> GraphTables:
    """Derive the holdings of a view and write both as tables."""
    relations, numbering = walkable(view)
    return graph_tables(view, derive(relations), numbering)


def graph_tables(view: View, steps: StepTable, numbering: Numbering) -> GraphTables:
    """Write the View and its holdings as tables.

    Parameters
    ----------
    steps, numbering
        The unfiltered holdings of this view: ``holdings.derive`` over ``view.walkable.walkable``.
    """
    writer = _Writer(view, steps, numbering)
    nodes = [*writer.entities(), *writer.others(), *writer.holdings()]
    edges = [*writer.propositions(), *writer.plain_edges(), *writer.steps()]
    return GraphTables(nodes, edges, view.digest)


class _Writer:
    """Writes one kind of row after the other, each in the order of its ids."""

    def __init__(self, view: View, steps: StepTable, numbering: Numbering) -> None:
        self._view = view
        self._schema: Schema = view.schema
        self._steps = steps
        self._numbering = numbering

    # Nodes

    def entities(self) -> Iterator[NodeRow]:
        for entity in _sorted(self._view.entities):
            above = {name for leaf in entity.types for name in self._schema.superclasses(leaf)}
            properties: dict[str, PropertyValue] = {
                "caption": entity.caption,
                "names": entity.names,
                "referents": entity.referents,
                "datasets": entity.datasets,
            }
            for key, value in entity.properties.items():
                if self._kind(key) != "object":
                    properties.update(_typed(key, value, self._kind(key)))
            yield NodeRow(entity.id, ("Entity", *sorted(above - {"Entity"})), properties)

    def others(self) -> Iterator[NodeRow]:
        for row in self._view.rows:
            label = _LABELS.get(self._schema.kind(row.types[0]))
            if label is None or not self._is_known(row, label):
                continue
            properties: dict[str, PropertyValue] = {"datasets": (row.dataset,)}
            for key, value in row.properties.items():
                properties.update(_typed(key, self._resolved(key, value), self._kind(key)))
            status = self._view.statement_status.get(row.id)
            if status is not None:
                properties.update(_status(status))
            yield NodeRow(row.id, (label, *(t for t in row.types if t != label)), properties)

    def holdings(self) -> Iterator[NodeRow]:
        for state in range(len(self._steps.holder)):
            holder, _, product = self._holding(state).partition("|")
            properties: dict[str, PropertyValue] = {"holder": holder, "product": product}
            properties.update(holding_columns(self._steps, state))
            yield NodeRow(f"{holder}|{product}", ("Holding",), properties)

    # Edges

    def propositions(self) -> Iterator[EdgeRow]:
        for proposition in _sorted(self._view.propositions):
            relation = self._schema.relation(proposition.type)
            properties: dict[str, PropertyValue] = {
                "class": proposition.type,
                "temporal": relation.temporal,
                "records": proposition.records,
                "datasets": proposition.datasets,
                **_status(proposition.status),
                **_bounds(proposition.bounds),
                **self._qualifiers(proposition),
            }
            if proposition.product is not None:
                properties["product"] = proposition.product
            if proposition.episode:
                properties["episode"] = proposition.episode
            yield EdgeRow(proposition.id, relation.edge, proposition.source, proposition.target, properties)

    def plain_edges(self) -> Iterator[EdgeRow]:
        for entity in _sorted(self._view.entities):
            for key, target in self._links(entity):
                yield EdgeRow(None, key.upper(), entity.id, target, {})

    def steps(self) -> Iterator[EdgeRow]:
        steps, numbering = self._steps, self._numbering
        names = [self._holding(state) for state in range(len(steps.holder))]
        alternatives: dict[str, int] = defaultdict(int)
        for row in range(len(steps.source)):
            source, target = names[steps.source[row]], names[steps.target[row]]
            kind = Kind(int(steps.kind[row]))
            step = step_id(kind, source, target)
            number = alternatives[step]
            alternatives[step] += 1
            record = numbering.records[steps.record[row]]
            bounds = Bounds(int(steps.s1[row]), int(steps.s2[row]), int(steps.e1[row]), int(steps.e2[row]))
            properties: dict[str, PropertyValue] = {
                "step_id": step,
                "type": self._view.records[record].type,
                "record": record,
                "proposition": numbering.propositions[steps.proposition[row]],
                **_marks(int(steps.marks[row])),
                **_walked(int(steps.strength[row]), bool(steps.disputed[row]), bool(steps.denied[row])),
                **_bounds(bounds),
                **step_columns(steps, row),
            }
            if steps.named[row] != ANY:
                properties["named"] = numbering.products[steps.named[row]]
            yield EdgeRow(f"{step}-{number}", "STEP", source, target, properties)

    # Values

    def _kind(self, key: str) -> str:
        field = self._schema.field(key)
        return "text" if field is None else field[0].kind

    def _holding(self, state: int) -> str:
        holder, product = self._steps.holder[state], self._steps.product[state]
        parts = (
            _ANY if holder == ANY else self._numbering.parties[holder],
            _ANY if product == ANY else self._numbering.products[product],
        )
        return "|".join(parts)

    def _is_known(self, row: Row, label: str) -> bool:
        """Whether a row was known on the day of the view (O30): a claim by itself, what is said by its claims."""
        view = self._view
        if view.known_on is None:
            return True
        if label == "Claim":
            return row.id in view.claims
        if label in ("Statement", "ProductMeasure"):
            return row.id in view.statement_status or row.id in view.claims_about
        return True

    def _resolved(self, key: str, value: object) -> object:
        """Give ids of entities as the ids of the View (O14)."""
        if self._kind(key) != "object":
            return value
        canonical = self._view.identity.canonical
        if isinstance(value, tuple):
            return tuple(sorted({canonical(str(v)) for v in value}))
        return canonical(str(value))

    def _links(self, entity: Entity) -> Iterator[tuple[str, str]]:
        for key, value in sorted(entity.properties.items()):
            if self._kind(key) == "object":
                resolved = self._resolved(key, value)
                for target in resolved if isinstance(resolved, tuple) else (str(resolved),):
                    if target in self._view.entities or self._view.known_on is None:
                        yield key, target

    def _qualifiers(self, proposition: Proposition) -> dict[str, PropertyValue]:
        """Give what the records say beside ends, product and episode: all values, because records may differ."""
        relation = self._schema.relation(proposition.type)
        ends = {relation.from_role, relation.to_role, "product", "episode"}
        found: dict[str, set[str]] = defaultdict(set)
        for record in proposition.records:
            for key, value in self._view.records[record].row.properties.items():
                if key not in ends:
                    resolved = self._resolved(key, value)
                    found[key].update(map(str, resolved if isinstance(resolved, tuple) else (resolved,)))
        typed: dict[str, PropertyValue] = {}
        for key, values in sorted(found.items()):
            typed.update(_typed(key, tuple(sorted(values)), self._kind(key)))
        return typed


def _sorted(rows: Mapping[str, T]) -> Iterator[T]:
    return (rows[id] for id in sorted(rows))


def _typed(key: str, value: object, kind: str) -> dict[str, PropertyValue]:
    """Give a value in stored form; a decimal is text, with a number beside it to compare (P2)."""
    if isinstance(value, tuple):
        texts = tuple(str(v) for v in value)
        return {key: texts, f"{key}{NUMBER}": tuple(map(float, texts))} if kind == "decimal" else {key: texts}
    if kind == "decimal":
        return {key: str(value), f"{key}{NUMBER}": float(str(value))}
    return {key: value if isinstance(value, int) else str(value)}


def _status(status: Status) -> dict[str, PropertyValue]:
    return {
        "strength": status.strength.word,
        "strength_rank": int(status.strength),
        "standing": status.standing.value,
        "status": status.word.value,
        "disputed": status.standing == Standing.DISPUTED,
        "denied": status.standing == Standing.DENIED,
        "own_maker": status.own_maker,
        "asserting_makers": status.asserting_makers,
        "denying_makers": status.denying_makers,
        "origins_known": status.origins[0],
        "origins_at_most": status.origins[1],
        "claims_for": status.asserting,
        "claims_against": status.denying,
        "shown_denials": status.shown_denials,
        "silent": status.silent,
    }


def _walked(strength: int, disputed: bool, denied: bool) -> dict[str, PropertyValue]:
    standing = Standing.DENIED if denied else Standing.DISPUTED if disputed else Standing.UNDISPUTED
    return {
        "strength": Strength(strength).word,
        "strength_rank": strength,
        "standing": standing.value,
        "disputed": disputed,
        "denied": denied,
    }


def _marks(bits: int) -> dict[str, PropertyValue]:
    return {"marks": tuple(m.name.lower() for m in _MARKS if bits & m and m.name), "marks_bits": bits}


def _bounds(bounds: Bounds) -> dict[str, PropertyValue]:
    """Give the four bounds in days, and as dates where they are known (P4)."""
    days = {"s1": bounds.s1, "s2": bounds.s2, "e1": bounds.e1, "e2": bounds.e2}
    names = {"s1": "from_earliest", "s2": "from_latest", "e1": "to_earliest", "e2": "to_latest"}
    known: dict[str, dt.date | None] = {names[key]: dates.from_day(day) for key, day in days.items()}
    return {**days, **{name: date for name, date in known.items() if date is not None}}

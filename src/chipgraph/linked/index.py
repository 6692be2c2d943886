"""Which relations an entity has, by kind and direction, in a fixed order: what an expansion would bring (F27, F44, F75)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chipgraph.errors import UsageError
from chipgraph.linked.legend import Legend
from chipgraph.view import Proposition, View

OUT, IN, BOTH = "out", "in", "both"
DIRECTIONS = (OUT, IN, BOTH)
"""Read from the entity: it is the *from* end, the *to* end, or either (no direction, or it is the product that moves)."""


@dataclass(frozen=True, slots=True)
class LinkType:
    """One kind of link of an entity, with its count before it is opened."""

    type: str
    cls: str
    label: str
    direction: str
    count: int

    def to_dict(self) -> dict[str, object]:
        """The kind of link as plain values."""
        return {
            "type": self.type,
            "class": self.cls,
            "label": self.label,
            "direction": self.direction,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: its propositions, how many there are in all, and the cursor of the next part."""

    propositions: tuple[Proposition, ...]
    in_all: int
    next: str | None


class LinkIndex:
    """The relations of each entity of one view."""

    def __init__(self, view: View, legend: Legend) -> None:
        self._view = view
        self._legend = legend

    @cached_property
    def _touching(self) -> Mapping[str, tuple[Proposition, ...]]:
        touching: dict[str, list[Proposition]] = {}
        for proposition in sorted(self._view.propositions.values(), key=self._rank):
            for id in {proposition.source, proposition.target, proposition.product} - {None}:
                touching.setdefault(str(id), []).append(proposition)
        return {id: tuple(found) for id, found in touching.items()}

    def _rank(self, p: Proposition) -> tuple[object, ...]:
        """The order of every list: by class, the best established first, then by captions."""
        view = self._view
        return (p.type, -int(p.status.strength), view.caption(p.source), view.caption(p.target), p.episode, p.id)

    def degree(self, id: str) -> int:
        """Count the relations in which an entity is an end or the product."""
        return len(self._touching.get(id, ()))

    def direction(self, id: str, proposition: Proposition) -> str:
        """Say how an entity stands in a relation of its own."""
        if not self._view.schema.relation(proposition.type).directed or id not in (
            proposition.source,
            proposition.target,
        ):
            return BOTH
        return OUT if id == proposition.source else IN

    def links(self, id: str) -> tuple[LinkType, ...]:
        """List the kinds of link of an entity with their counts, by name of the class."""
        counts: dict[tuple[str, str], int] = {}
        for proposition in self._touching.get(id, ()):
            key = (proposition.type, self.direction(id, proposition))
            counts[key] = counts.get(key, 0) + 1
        return tuple(self._link_type(id, cls, direction, n) for (cls, direction), n in sorted(counts.items()))

    def _link_type(self, id: str, cls: str, direction: str, count: int) -> LinkType:
        relation = self._view.schema.relation(cls)
        label = self._legend.heading(relation, direction != IN)
        if direction == BOTH and relation.directed:
            label = f"as the product: {label}"
        return LinkType(relation.edge, cls, label, direction, count)

    def of(self, id: str, type: str | None = None, direction: str | None = None) -> tuple[Proposition, ...]:
        """List the relations of an entity, of one kind (edge or class) and direction if these are given.

        Raises
        ------
        UsageError
            If the ontology has no such kind of relation.
        """
        cls = None if type is None else self.class_of(type)
        return tuple(
            p
            for p in self._touching.get(id, ())
            if (cls is None or p.type == cls) and (direction is None or self.direction(id, p) == direction)
        )

    def class_of(self, type: str) -> str:
        """Find a relation class by its name or by its edge.

        Raises
        ------
        UsageError
            If there is none.
        """
        for relation in self._view.schema.relations():
            if type in (relation.edge, relation.name):
                return relation.name
        known = ", ".join(r.edge for r in self._view.schema.relations())
        raise UsageError(f"There is no relation type {type!r}. Types: {known}.")

    def among(self, ids: Sequence[str]) -> tuple[Proposition, ...]:
        """List the relations that have both ends in a set of entities, in the order of every list."""
        wanted = set(ids)
        found = {p.id: p for id in ids for p in self._touching.get(id, ()) if {p.source, p.target} <= wanted}
        return tuple(sorted(found.values(), key=self._rank))


def page(found: Sequence[Proposition], limit: int, after: str | None) -> Page:
    """Cut a list: ``limit`` entries after the one that the cursor names.

    Raises
    ------
    UsageError
        If the cursor is not in the list, as when the data have changed since.
    """
    start = 0
    if after is not None:
        start = next((n for n, p in enumerate(found, 1) if p.id == after), 0)
        if start == 0:
            raise UsageError(
                f"The cursor {after!r} is not in this list: the data have changed. Start again without it."
            )
    part = tuple(found[start : start + limit])
    more = start + len(part) < len(found)
    return Page(part, len(found), part[-1].id if more and part else None)

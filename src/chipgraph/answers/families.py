"""Families in words: routes that differ only in who and what, with an exemplar and a count (W31, G13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from chipgraph.routes.families import Family, Pattern, Trait, families
from chipgraph.routes.result import FoundRoute
from chipgraph.routes.steps import ANY, StepTable
from chipgraph.view import View
from chipgraph.view.walkable import Numbering


class FamilyTeller:
    """Sorts routes into families by what the view knows of their parties and products."""

    def __init__(self, view: View, numbering: Numbering, table: StepTable) -> None:
        self._view = view
        self._numbering = numbering
        self._table = table

    def tell(self, routes: Iterable[FoundRoute]) -> tuple[Mapping[str, Any], ...]:
        """Describe the families of these routes, in the order of their exemplars; each route is in exactly one."""
        return tuple(self._describe(family) for family in families(routes, self._trait))

    def _trait(self, state: int) -> Trait:
        holder, product = int(self._table.holder[state]), int(self._table.product[state])
        party = None if holder == ANY else self._numbering.parties[holder]
        return Trait(
            classes=() if party is None else self._types(party),
            territory=None if party is None else self._territories.get(party),
            product_class=None if product == ANY else ", ".join(self._types(self._numbering.products[product])) or None,
        )

    def _types(self, id: str) -> tuple[str, ...]:
        entity = self._view.entities.get(id)
        return () if entity is None else entity.types

    @cached_property
    def _territories(self) -> Mapping[str, str]:
        """Where each party has its seat; several seats in several territories stand side by side."""
        seats: dict[str, set[str]] = {}
        for proposition in self._view.propositions.values():
            if self._view.schema.is_a(proposition.type, "Seat") and proposition.status.asserting:
                seats.setdefault(proposition.source, set()).add(self._view.caption(proposition.target))
        return {party: ", ".join(sorted(places)) for party, places in seats.items()}

    def _describe(self, family: Family) -> Mapping[str, Any]:
        return {
            "pattern": _words(family.pattern),
            "routes": family.count,
            "exemplar": family.exemplar.id,
            "varies": list(family.varies),
            "members": [route.id for route in family.routes],
        }


def _words(pattern: Pattern) -> Sequence[str]:
    """One text a position: the step that leads there, the classes and the territory of the holder, the class of the product."""
    texts = []
    for kind, trait in pattern:
        holder = " and ".join(trait.classes) or "whoever holds it"
        place = f" in {trait.territory}" if trait.territory else ""
        goods = f" with a {trait.product_class}" if trait.product_class else ""
        step = f"{kind.name.lower()} to " if kind is not None else ""
        texts.append(f"{step}{holder}{place}{goods}")
    return texts

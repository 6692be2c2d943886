"""Families: routes that differ only in who and what, not in the pattern (W31).

Thousands of routes collapse into a few patterns, each with its best route as exemplar. The engine does not know what a party
or a product is; the caller describes a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from chipgraph.routes.result import FoundRoute
from chipgraph.routes.steps import Kind


class Trait(NamedTuple):
    """What a state has in common with others: sorted classes of its holder, its territory, the class of its product."""

    classes: tuple[str, ...]
    territory: str | None
    product_class: str | None


Pattern = tuple[tuple[Kind | None, Trait], ...]
"""For each state of a route, the kind of the step that leads to it (None for the first) and its trait."""


@dataclass(frozen=True, slots=True)
class Family:
    """Routes of one pattern, best first.

    ``varies`` tells, for each position on the route, how many different states stand there; 1 means that all agree.
    """

    pattern: Pattern
    exemplar: FoundRoute
    routes: tuple[FoundRoute, ...]
    varies: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many routes belong to it."""
        return len(self.routes)


def pattern_of(route: FoundRoute, describe: Callable[[int], Trait]) -> Pattern:
    """Give the key of the family of a route (W31)."""
    first = (None, describe(route.steps[0].source))
    return (first, *((step.kind, describe(step.target)) for step in route.steps))


def families(routes: Iterable[FoundRoute], describe: Callable[[int], Trait]) -> tuple[Family, ...]:
    """Sort routes into families; each route is in exactly one.

    The exemplar is the first of its family in the order of W21, and families stand in the order of their exemplars.
    """
    groups: dict[Pattern, list[FoundRoute]] = {}
    for route in sorted(routes, key=FoundRoute.order):
        groups.setdefault(pattern_of(route, describe), []).append(route)
    return tuple(Family(pattern, members[0], tuple(members), _variety(members)) for pattern, members in groups.items())


def _variety(members: list[FoundRoute]) -> tuple[int, ...]:
    chains = [(route.steps[0].source, *(step.target for step in route.steps)) for route in members]
    return tuple(len(set(position)) for position in zip(*chains, strict=True))

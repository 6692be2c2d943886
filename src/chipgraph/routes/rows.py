"""What Cypher and SPARQL give back for a walk, put together to the same answer as the finder's (G15).

Both languages match one alternative a step, so a row says: this sequence of steps, taken through some combination of
alternatives, bears so many marks, has this verdict and this strength, and so many combinations are like it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from chipgraph.routes.result import FoundRoute

Point = tuple[int, int, int]
"""(marks, verdict, strength); 1 is *possible*, 2 *definite* (``windows.Verdict``)."""


class WalkRow(NamedTuple):
    """One row of either language."""

    steps: tuple[str, ...]
    marks: int
    verdict: int
    strength: int
    choices: int


@dataclass(frozen=True, slots=True)
class Walk:
    """One route as the languages know it: step ids, Pareto set and counts (W20)."""

    steps: tuple[str, ...]
    optima: tuple[Point, ...]
    count: int
    definite: int


def collect(rows: Iterable[WalkRow]) -> dict[tuple[str, ...], Walk]:
    """Join the rows of each route."""
    of_route: dict[tuple[str, ...], list[WalkRow]] = {}
    for row in rows:
        of_route.setdefault(row.steps, []).append(row)
    return {
        steps: Walk(
            steps=steps,
            optima=_pareto({(row.marks, row.verdict, row.strength) for row in own}),
            count=sum(row.choices for row in own),
            definite=sum(row.choices for row in own if row.verdict == 2),
        )
        for steps, own in of_route.items()
    }


def as_walk(route: FoundRoute, step_ids: tuple[str, ...]) -> Walk:
    """Say of a found route what the languages can say of it."""
    optima = tuple((best.marks, int(best.verdict), best.strength) for best in route.optima)
    return Walk(step_ids, optima, route.count, route.definite)


def _pareto(points: set[Point]) -> tuple[Point, ...]:
    kept: list[Point] = []
    for point in sorted(points, key=lambda p: (p[0], -p[1], -p[2])):
        if not any(other[1] >= point[1] and other[2] >= point[2] for other in kept):
            kept.append(point)
    return tuple(kept)

"""What an answer says, without the numbers of states and rows: so that two tables of one graph can be compared."""

from __future__ import annotations

from chipgraph.routes.result import Found, FoundRoute, Optimum
from chipgraph.routes.steps import StepTable

Told = tuple[object, ...]

SAID = [
    "s1",
    "s2",
    "e1",
    "e2",
    "temporal",
    "strength",
    "disputed",
    "denied",
    "marks",
    "capped",
    "named",
    "record",
    "proposition",
]


def alternative(table: StepTable, row: int) -> Told:
    return tuple(int(getattr(table, name)[row]) for name in SAID)


def witness(table: StepTable, optimum: Optimum) -> Told:
    return tuple(alternative(table, row) for row in optimum.witness)


def route(table: StepTable, found: FoundRoute) -> Told:
    optima = tuple(
        (o.marks, o.verdict, o.strength, o.disputed, o.arrival, o.windows, o.breaks, *witness(table, o))
        for o in found.optima
    )
    choices = tuple(tuple(alternative(table, row) for row in rows) for rows in found.alternatives)
    return found.id, found.count, found.definite, optima, choices


def told(table: StepTable, found: Found) -> Told:
    """Everything but the time that it took."""
    c = found.coverage
    coverage = (c.starts, c.states, c.steps, c.routes_listed, c.routes_in_all, c.filters, c.exhaustive, c.explored)
    return (*(route(table, r) for r in found.routes), coverage)

"""Families: each route in exactly one, the best of them as exemplar (W31)."""

from __future__ import annotations

import numpy as np
from tests.routes.tables import alternative, table_of

from chipgraph.routes.families import Trait, families
from chipgraph.routes.finder import find
from chipgraph.routes.question import Question
from chipgraph.routes.steps import ANY

TERRITORY = ["TW", "SG", "SG", "MY", "CN"]


def describe(state: int) -> Trait:
    return Trait(("Firm",), TERRITORY[state], "Die")


def test_each_route_is_in_one_family() -> None:
    rows = [alternative(0, via, strength=via) for via in (1, 2, 3)] + [
        alternative(via, 4, strength=5) for via in (1, 2, 3)
    ]
    table = table_of([(h, 0) for h in range(5)], [ANY], rows)
    found = find(table, Question(starts=(0,), ends=np.arange(5) == 4))
    grouped = families(reversed(found.routes), describe)
    assert sorted(route.id for family in grouped for route in family.routes) == sorted(r.id for r in found.routes)
    assert [(family.count, family.varies) for family in grouped] == [(1, (1, 1, 1)), (2, (1, 2, 1))]
    assert [family.exemplar.steps[0].target for family in grouped] == [3, 2]

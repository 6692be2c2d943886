"""The few classes that the tests of this folder need, as the schema offers them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from chipgraph.claims import ClassTree

PARENTS = {
    "Supply": "Transfer",
    "Transfer": "Relation",
    "Fabrication": "Relation",
    "Affiliation": "Relation",
    "Listing": "Relation",
    "Firm": "Agent",
    "PublicBody": "Agent",
    "UnknownParty": "Agent",
}


@dataclass(frozen=True)
class Tree:
    """Which class lies under which."""

    def is_a(self, name: str, ancestor: str) -> bool:
        return name == ancestor or (name in PARENTS and self.is_a(PARENTS[name], ancestor))


@pytest.fixture
def schema() -> ClassTree:
    return Tree()

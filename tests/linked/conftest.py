"""One viewer over the shipped data, for the whole folder."""

from __future__ import annotations

import pytest

from chipgraph.graph import Graph
from chipgraph.linked.payload import Viewer


@pytest.fixture(scope="session")
def viewer(shipped: Graph) -> Viewer:
    """Give the viewer of the shipped graph."""
    return Viewer(shipped.view(), {"data": shipped.digest, "ontology": shipped.schema.digest, "law": "x"})

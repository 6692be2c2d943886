"""Parts of the tests of what was known on a day: the case as it ships, as the tests of flags load it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.flags.conftest import CASE, REFERENCE, contents

import chipgraph
from chipgraph.graph import Graph


@pytest.fixture(scope="session")
def case_graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Load the case, the chips and the reference data, without the Entity List."""
    graph = chipgraph.open(Path(tmp_path_factory.mktemp("known")))
    graph.put(contents(*REFERENCE, CASE))
    return graph

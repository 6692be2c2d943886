"""The ontology that ships, for every test of this folder."""

from __future__ import annotations

import pytest

from chipgraph.schema import Schema, load


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load()

"""Parts of the tests of judged routes.

Strategy: the case as it ships, with the chips and the reference data, judged by the law as it ships; and small sheets of
made-up parties for what the case does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import chipgraph
from chipgraph import resources
from chipgraph.graph import Graph
from chipgraph.sheets import read_sheet
from chipgraph.stores.disk import DatasetContent
from chipgraph_ingest.runner import collect
from chipgraph_ingest.spec import read_spec

SOURCES = resources.ontology().parent / "ingest" / "sources"
REFERENCE = tuple(SOURCES / "reference" / name for name in ("territories", "us_lists", "chips"))
CASE = SOURCES / "curated" / "tsmc_sophgo_huawei"

Loaded = Callable[[str], Graph]


def contents(*folders: Path) -> dict[str, DatasetContent | None]:
    """Read sources as they are loaded."""
    changes: dict[str, DatasetContent | None] = {}
    for folder in folders:
        spec = read_spec(folder)
        rows, _, _ = collect(spec)
        changes[spec.name] = DatasetContent(tuple(rows), (), {})
    return changes


@pytest.fixture(scope="session")
def case_graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Load the case, the chips and the reference data, without the Entity List."""
    graph = chipgraph.open(Path(tmp_path_factory.mktemp("judged")))
    graph.put(contents(*REFERENCE, CASE))
    return graph


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Give a function that loads a sheet, written as text, beside the reference data."""

    def load(sheet: str) -> Graph:
        folder = tmp_path_factory.mktemp("sheet")
        path = folder / "case.yaml"
        path.write_text(sheet, encoding="utf-8")
        graph = chipgraph.open(folder / "home")
        content = read_sheet(path, graph.schema)
        graph.put({**contents(*REFERENCE, CASE), content.dataset: DatasetContent(tuple(content.rows), (), {})})
        return graph

    return load

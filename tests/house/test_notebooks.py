"""Notebooks run from top to bottom, offline, on the shipped sources and a real Neo4j (F54, G15)."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from tests.house.conftest import chipgraph, clean_environment

from chipgraph.neo4j_server import Connection

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
# The messaging library of Jupyter warns of its own event loop; what our cells do is not affected.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq", "ignore::DeprecationWarning:jupyter_client")
def test_a_notebook_runs(path: Path, shipped_home: Path, empty_neo4j: Connection, tmp_path: Path) -> None:
    server = {
        "CHIPGRAPH_NEO4J_URI": empty_neo4j.uri,
        "CHIPGRAPH_NEO4J_USER": empty_neo4j.user,
        "CHIPGRAPH_NEO4J_PASSWORD": empty_neo4j.password,
    }
    loaded = chipgraph("neo4j", "load", home=shipped_home, environment=server)
    assert loaded.returncode == 0, loaded.stderr
    notebook = read(path)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env=clean_environment(shipped_home, **server))
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in shown if output.output_type == "error"]
    assert any("<svg" in str(output.get("data", {}).get("text/html", "")) for output in shown)
    assert any("the same in all three" in str(output) for output in shown)


def read(path: Path) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def test_notebooks_are_kept_without_outputs() -> None:
    """An output that is kept goes stale with the data, and would say what no source says any more."""
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        for cell in read(path).cells:
            assert not cell.get("outputs"), f"{path.name}: clear the outputs before you commit"
            assert cell.get("execution_count") is None

"""Notebooks run from top to bottom, offline, on the shipped sources and a real Neo4j, and what is kept is what they give (F53, F54, G15).

``CHIPGRAPH_WRITE_NOTEBOOKS=1 pytest tests/house/test_notebooks.py`` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from tests.house.conftest import chipgraph, clean_environment

from chipgraph.neo4j_server import Connection

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
_CERTIFICATE = re.compile(r"<details>.*?</details>", re.DOTALL)
_TO_PASS_ON = re.compile(r"<p>To pass it on: .*?</p>", re.DOTALL)
"""What a result says of the data as a whole: it changes with every load and is in no kept output."""

Output = dict[str, str]


def kept(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give what is kept of an output: the rendered form alone, without what changes with every load of data."""
    data = output.get("data", {})
    if "text/html" in data:
        html = _TO_PASS_ON.sub("", _CERTIFICATE.sub("", str(data["text/html"])))
        data.clear()
        data["text/html"] = html
    return output


def told(notebook: nbformat.NotebookNode) -> list[tuple[str, Output]]:
    """Give the kept outputs of a notebook, cell by cell."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            texts = {kind: "".join(text) for kind, text in kept(output).get("data", {}).items()}
            found.append((cell.id, texts or {"text": str(output.get("text", ""))}))
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
# The messaging library of Jupyter warns of its own event loop; what our cells do is not affected.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq", "ignore::DeprecationWarning:jupyter_client")
def test_a_notebook_runs_and_gives_what_is_kept(
    path: Path, shipped_home: Path, empty_neo4j: Connection, tmp_path: Path
) -> None:
    server = {
        "CHIPGRAPH_NEO4J_URI": empty_neo4j.uri,
        "CHIPGRAPH_NEO4J_USER": empty_neo4j.user,
        "CHIPGRAPH_NEO4J_PASSWORD": empty_neo4j.password,
    }
    notebook = read(path)
    before = told(notebook)
    if any("g.cypher(" in cell.source for cell in notebook.cells):
        loaded = chipgraph("neo4j", "load", home=shipped_home, environment=server)
        assert loaded.returncode == 0, loaded.stderr
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute(env=clean_environment(shipped_home, **server))
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in shown if output.output_type == "error"]
    after = told(notebook)
    assert any("<svg" in texts.get("text/html", "") for _, texts in after)
    if os.environ.get("CHIPGRAPH_WRITE_NOTEBOOKS"):
        write(path, notebook)
        return
    assert before == after, f"{path.name} keeps outputs that it does not give. Write them anew (see above)."


def test_three_engines_agree_in_the_notebook_of_the_case() -> None:
    (case,) = [path for path in NOTEBOOKS if path.stem == "sophgo_case"]
    assert any("the same in all three" in text for _, texts in told(read(case)) for text in texts.values())


def read(path: Path) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def write(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a notebook with the outputs that are kept: the same answers, the same bytes."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [kept(output) for output in cell.outputs]
    notebook.metadata.get("language_info", {}).pop("version", None)
    notebook.metadata.pop("widgets", None)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    path.write_text(text.rstrip() + "\n", encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_with_pictures_and_needs_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "traceback" not in text
    for cell in read(path).cells:
        for _, texts in [(cell.id, dict(output.get("data", {}))) for output in cell.get("outputs", [])]:
            html = "".join(texts.get("text/html", ""))
            assert "<script" not in html
            assert not re.search(r"(?:src|href)=.https?:", html)

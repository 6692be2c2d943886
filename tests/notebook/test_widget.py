"""The widget of a live notebook: the linked view of the answer's own data, and the static picture for every other reader (F9, F20, F53)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import chipgraph
from chipgraph import resources
from chipgraph.errors import StoreError
from chipgraph.graph import Graph
from chipgraph.notebook import widget as module
from chipgraph.notebook.widget import LinkedWidget, maker
from chipgraph.results import Result

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def answer(shipped: Graph) -> Result:
    return shipped.trace("TSMC", "Huawei").to_result()


@pytest.fixture(scope="module")
def made(shipped: Graph, answer: Result) -> LinkedWidget:
    widget = maker(lambda: [shipped])("graph", answer)
    assert isinstance(widget, LinkedWidget)
    return widget


def test_the_payload_holds_every_relation_of_the_routes_and_what_is_denied_beside_them(
    made: LinkedWidget, answer: Result, shipped: Graph
) -> None:
    document: Any = answer.document
    walked = {step["proposition"] for route in document["routes"] for step in route["steps"]}
    denied = {relation["proposition"] for relation in document["denied_relations"]}
    assert denied
    edges = {edge["key"]: edge["attributes"] for edge in made.payload["graph"]["edges"]}
    assert walked | denied <= edges.keys()
    for id, attributes in edges.items():
        status = shipped.view().propositions[id].status
        assert (attributes["strength"], attributes["standing"]) == (
            status.strength.name.lower(),
            str(status.standing),
        )
    assert made.payload["digests"]["data"] == shipped.digest
    assert made.payload["certificate"]["digests"] == dict(shipped.digests)
    assert made.seeds == [end["id"] for key in ("start", "end") for end in document["question"][key]]


def test_what_the_browser_sends_comes_back_and_what_python_sets_goes_out(made: LinkedWidget) -> None:
    state = made.get_state()
    assert {"payload", "seeds", "selection", "sheet", "_esm"} <= state.keys()
    assert state["payload"] == made.payload
    chosen = [made.payload["graph"]["edges"][0]["key"]]
    made.set_state({"selection": chosen})
    assert made.selection == chosen
    made.selection = []
    assert made.get_state("selection") == {"selection": []}


def test_script_and_style_are_those_of_the_page(made: LinkedWidget) -> None:
    assert made.get_state("_esm")["_esm"] == (resources.page() / "widget.js").read_text(encoding="utf-8")
    assert made.sheet == (resources.page() / "widget.css").read_text(encoding="utf-8")
    # In a shadow tree the root is the host; a rule for the whole page would be lost.
    assert ":root" not in made.sheet
    assert ":host{" in made.sheet


def test_a_reader_that_runs_no_script_gets_the_static_picture(made: LinkedWidget) -> None:
    bundle = made._repr_mimebundle_()
    assert bundle is not None
    data, _ = bundle
    assert data[WIDGET]["model_id"] == made.model_id
    assert data["image/svg+xml"].startswith("<svg")
    assert data["image/svg+xml"] in data["text/html"]
    assert "<script" not in data["text/html"]


def test_a_day_of_knowledge_shows_what_was_known_on_it(shipped: Graph) -> None:
    then = shipped.trace("TSMC", "Huawei", known_on="2024-11")
    widget = maker(lambda: [shipped])("graph", then.to_result())
    assert isinstance(widget, LinkedWidget)
    view = shipped.view("2024-11")
    for edge in widget.payload["graph"]["edges"]:
        status = view.propositions[edge["key"]].status
        assert edge["attributes"]["strength"] == status.strength.name.lower()
        assert edge["attributes"]["standing"] == str(status.standing)


def test_an_answer_of_other_data_rows_alone_and_other_kinds_stay_static(
    shipped: Graph, answer: Result, tmp_path: Path
) -> None:
    make = maker(lambda: [shipped])
    assert make("timeline", answer) is None
    assert make("graph", Result(("a",), (("b",),))) is None
    nothing = shipped.trace("TSMC", "Huawei", min_strength="official")
    assert not nothing.routes
    assert make("graph", nothing.to_result()) is None
    assert maker(list)("graph", answer) is None
    # A graph in which nothing is loaded gave no answer.
    assert maker(lambda: [chipgraph.open(tmp_path)])("graph", answer) is None


def test_a_missing_file_of_the_page_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "page", lambda: tmp_path)
    with pytest.raises(StoreError, match=r"widget\.js is missing.*make web"):
        module._shipped("widget.js")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq", "ignore::DeprecationWarning:jupyter_client")
def test_in_a_live_notebook_the_graph_is_the_widget_with_the_picture_beside_it(shipped: Graph, tmp_path: Path) -> None:
    code = f"%load_ext chipgraph\nimport chipgraph\ng = chipgraph.open({str(shipped.settings.home)!r})\n"
    sources = (f"{code}%trace TSMC Huawei --as graph", "g.trace('TSMC', 'Huawei').to_result().graph()")
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"cell{n}",
            "source": source,
            "metadata": {},
            "execution_count": None,
            "outputs": [],
        }
        for n, source in enumerate(sources)
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for cell in notebook.cells:
        (output,) = cell.outputs
        assert output.output_type == "execute_result"
        assert "model_id" in output.data[WIDGET]
        assert "<svg" in output.data["text/html"]

"""The linked views of the page as a widget: what ``.graph()`` gives in a live notebook (F9, F51, F53, decision 0029).

Its script and style are built with the page and ship with the package, so that nothing is fetched. A saved notebook keeps the
static picture beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from chipgraph import resources
from chipgraph.errors import StoreError
from chipgraph.graph import Graph
from chipgraph.linked.payload import LinkedView, Viewer
from chipgraph.linked.questions import of_trace
from chipgraph.results import Result
from chipgraph.results.pictures import Maker, Picture
from chipgraph.results.pictures import graph as static_graph


def _shipped(name: str) -> Path:
    """Find one file of the page.

    Raises
    ------
    StoreError
        If the installation lacks it.
    """
    path = resources.page() / name
    if not path.is_file():
        raise StoreError(f"{path} is missing. Install chipgraph again; in a checkout run: make web")
    return path


class LinkedWidget(anywidget.AnyWidget):
    """Graph, timeline and table over one payload, with one selection (F20).

    Attributes
    ----------
    payload
        A linked view as plain values; a new one replaces what is shown.
    seeds
        Ids of the entities that were asked about: no filter hides them.
    selection
        Ids of the selected nodes and edges, in both directions: read it in the next cell, or set it.
    """

    _esm = _shipped("widget.js")
    payload = traitlets.Dict().tag(sync=True)
    seeds = traitlets.List(traitlets.Unicode()).tag(sync=True)
    selection = traitlets.List(traitlets.Unicode()).tag(sync=True)
    sheet = traitlets.Unicode().tag(sync=True)

    def __init__(self, view: LinkedView, picture: Picture, seeds: Iterable[str] = ()) -> None:
        # By way of JSON, so that Python and the browser hold the same values: a tuple is a list in both.
        payload = json.loads(json.dumps(view.to_dict(), ensure_ascii=False))
        sheet = _shipped("widget.css").read_text(encoding="utf-8")
        super().__init__(payload=payload, seeds=[*seeds], sheet=sheet)
        self._picture = picture

    def _repr_mimebundle_(self, **kwargs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Give the widget, and for a reader that runs no script the static picture (F53)."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        still = {"text/html": self._picture._repr_html_(), "image/svg+xml": self._picture.svg}
        return {**data, **still, "text/plain": f"Graph of {len(self.payload['graph']['edges'])} relations"}, metadata


def maker(graphs: Callable[[], Iterable[Graph]]) -> Maker:
    """Make the widget of a trace for ``chipgraph.results.pictures.use``.

    The linked view is worked out from the graph that gave the answer, which the digests in its certificate name (W26). An answer
    of other data, or one without a document of routes, gets the static picture: a status of today beside an answer of
    yesterday could accuse wrongly.
    """

    def make(kind: str, result: Result) -> LinkedWidget | None:
        document = result.document or {}
        if kind != "graph" or not document.get("routes") or "denied_relations" not in document:
            return None
        source = next((graph for graph in graphs() if _gave(graph, document)), None)
        if source is None:
            return None
        return LinkedWidget(linked_view(source, document), static_graph(result), _asked(document))

    return make


def linked_view(graph: Graph, document: Mapping[str, Any]) -> LinkedView:
    """Work out the linked view of a trace, over what was known on the day of the question (O30)."""
    digests = graph.digests
    known = {"data": digests["graph"], "ontology": digests["ontology"], "law": digests["law"]}
    return of_trace(Viewer(graph.view(document["certificate"]["bounds"]["known_on"]), known), document)


def _gave(graph: Graph, document: Mapping[str, Any]) -> bool:
    return graph.store.current is not None and dict(graph.digests) == dict(document["certificate"]["digests"])


def _asked(document: Mapping[str, Any]) -> list[str]:
    question = document["question"]
    return [end["id"] for key in ("start", "end") for end in question.get(key) or ()]

"""How a router reaches the graph."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from chipgraph.graph import Graph


def _graph(request: Request) -> Graph:
    graph = request.app.state.graph
    assert isinstance(graph, Graph)
    return graph


GraphOf = Annotated[Graph, Depends(_graph)]
"""The graph that the app was built over."""

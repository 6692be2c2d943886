"""How a linked view and claims are written: one list of formats for each (F72 to F74)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from io import StringIO

from chipgraph.linked import exports
from chipgraph.linked.payload import LinkedView
from chipgraph.results import Result
from chipgraph_api.negotiation import Format, to_json


def _view_json(view: LinkedView) -> str:
    return to_json(view.to_dict())


def _document(write: Callable[[LinkedView], object]) -> Callable[[LinkedView], str]:
    return lambda view: to_json(write(view))


VIEWS: Sequence[Format[LinkedView]] = (
    Format("json", "application/json", _view_json),
    Format("graphology", "application/vnd.graphology+json", _document(LinkedView.graph)),
    Format("cytoscape", "application/vnd.cytoscape+json", _document(exports.to_cytoscape)),
    Format("node-link", "application/vnd.node-link+json", _document(exports.to_node_link)),
    Format("jgf", "application/vnd.jgf+json", _document(exports.to_jgf)),
    Format("geojson", "application/geo+json", _document(exports.to_geojson)),
    Format("gexf", "application/gexf+xml", exports.to_gexf),
    Format("graphml", "application/graphml+xml", exports.to_graphml),
    Format("csv", "text/csv; charset=utf-8", exports.to_edges_csv),
    Format("nodes.csv", "text/csv; charset=utf-8; header=present", exports.to_nodes_csv),
)
"""Formats of a linked view; CSV is a pair of files, edges and nodes."""


def result_text(result: Result, format: str) -> str:
    """Write a result in one of its own formats."""
    stream = StringIO(newline="")
    result.write(format, stream)
    return stream.getvalue()


def pretty(document: Mapping[str, object]) -> str:
    """Write a document as JSON with a line a member."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=str)

"""The graph in a result, and the files that other tools read it from: GEXF (Gephi) and GraphML (yEd, Cytoscape)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    import networkx as nx

    MultiDiGraph = nx.MultiDiGraph[str]

_GEXF = "{http://www.gexf.net/1.2draft}"


@dataclass(frozen=True, slots=True)
class Node:
    """One entity or holding: its id, what to write on it, and further values."""

    id: str
    caption: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation or step. ``strength`` and ``standing`` are not optional: no face shows an edge without them (F2).

    ``denials`` are sentences that name maker, source and date; they travel with the edge into every file (F3).
    """

    id: str
    source: str
    target: str
    type: str
    strength: str
    standing: str
    denials: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResultGraph:
    """Nodes and edges in an order that depends on the data alone."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def to_networkx(self) -> MultiDiGraph:
        """Build a networkx graph: parallel edges stay apart, keyed by their ids."""
        import networkx as nx

        graph: MultiDiGraph = nx.MultiDiGraph()
        for node in self.nodes:
            graph.add_node(node.id, label=node.caption, **dict(node.values))
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, key=edge.id, **edge_values(edge))
        return graph


def edge_values(edge: Edge) -> dict[str, object]:
    """Lay out all values of an edge under plain names; those of the model win over further ones."""
    model = {"type": edge.type, "strength": edge.strength, "standing": edge.standing, "denials": edge.denials}
    return {**edge.values, **model, "label": edge.type.replace("_", " ").lower()}


def _plain(graph: ResultGraph) -> MultiDiGraph:
    """The graph with the values that XML formats take: text, numbers, booleans; what is not stated is left out."""
    full = graph.to_networkx()
    # A fresh graph, because the attribute views of networkx are shared.
    import networkx as nx

    plain: MultiDiGraph = nx.MultiDiGraph()
    for id, values in full.nodes(data=True):
        plain.add_node(id, **_flat(values))
    for source, target, key, values in full.edges(keys=True, data=True):
        plain.add_edge(source, target, key=key, **_flat(values))
    return plain


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    return {key: _xml_value(value) for key, value in values.items() if value is not None and value != ()}


def _xml_value(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else _joined(value)
    # XML 1.0 has no place for control characters, not even escaped.
    return "".join(c if c >= " " or c in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _joined(value: object) -> str:
    if isinstance(value, tuple | list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def to_gexf(graph: ResultGraph, about: Mapping[str, object]) -> str:
    """Write GEXF; ``about`` (question, certificate, digests) is its description (F7). Same graph, same bytes."""
    import networkx as nx

    stream = io.BytesIO()
    nx.write_gexf(_plain(graph), stream)
    ElementTree.register_namespace("", _GEXF.strip("{}"))
    root = ElementTree.fromstring(stream.getvalue())
    meta = root.find(f"{_GEXF}meta")
    assert meta is not None
    # networkx writes today's date there: the same graph would be another file tomorrow.
    meta.attrib.pop("lastmodifieddate", None)
    description = ElementTree.SubElement(meta, f"{_GEXF}description")
    description.text = str(_xml_value(json.dumps(about, ensure_ascii=False, sort_keys=True, default=str)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def to_graphml(graph: ResultGraph, about: Mapping[str, object]) -> str:
    """Write GraphML; ``about`` is a value of the graph (F7)."""
    import networkx as nx

    plain = _plain(graph)
    plain.graph["certificate"] = _xml_value(json.dumps(about, ensure_ascii=False, sort_keys=True, default=str))
    stream = io.BytesIO()
    nx.write_graphml_xml(plain, stream)  # not write_graphml: its bytes depend on whether lxml is installed
    return stream.getvalue().decode() + "\n"

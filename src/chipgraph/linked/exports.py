"""A linked view in the formats of other tools; question, digests and certificate travel along (F7, F38, F73, F74, F96)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from chipgraph import licences
from chipgraph.linked.payload import Document, LinkedView
from chipgraph.results.formats import cell
from chipgraph.results.graphs import Edge, Node, ResultGraph
from chipgraph.results.graphs import to_gexf as gexf
from chipgraph.results.graphs import to_graphml as graphml

_NODE_COLUMNS = ("id", "label", "class", "group", "names", "places", "degree", "tier")
_EDGE_COLUMNS = (
    "id",
    "source",
    "target",
    "type",
    "class",
    "product",
    "date",
    "earliest",
    "latest",
    "precision",
    "strength",
    "standing",
    "status",
    "makers",
    "denials",
    "sources",
    "marks",
    "sentence",
)


def about(view: LinkedView) -> Document:
    """What every export carries: question, digests, licences, certificate, and what is left out (F7).

    Raises
    ------
    RefusedError
        If the view holds what may not be passed on.
    """
    licences.refuse(view.licences)
    body = view.to_dict()
    return {key: body[key] for key in ("question", "digests", "licences", "certificate", "shown")}


def _attributes(drawn: Mapping[str, object]) -> dict[str, object]:
    attributes = drawn["attributes"]
    assert isinstance(attributes, Mapping)
    return dict(attributes)


def _denials(attributes: Mapping[str, object]) -> tuple[str, ...]:
    denials = attributes["denials"]
    assert isinstance(denials, Sequence)
    return tuple(str(line["sentence"]) for line in denials)


def _places(attributes: Mapping[str, object]) -> tuple[str, ...]:
    places = attributes["places"]
    assert isinstance(places, Sequence)
    return tuple(f"{p['label']} ({p['territory']}) {p['point'][1]} {p['point'][0]}" for p in places)


def result_graph(view: LinkedView) -> ResultGraph:
    """The graph as every result has it, for the formats that those have."""
    nodes = []
    for drawn in view.nodes:
        values = _attributes(drawn)
        label = str(values.pop("label"))
        values |= {"places": _places(values), "names": tuple(map(str, _list(values["names"])))}
        nodes.append(Node(str(drawn["key"]), label, values))
    edges = []
    for drawn in view.edges:
        values = _attributes(drawn)
        denials = _denials(values)
        model = {name: str(values.pop(name)) for name in ("type", "strength", "standing")}
        for name in ("denials", "label"):
            values.pop(name)
        values |= {name: tuple(map(str, _list(values[name]))) for name in ("makers", "marks")}
        ends = (str(drawn["key"]), str(drawn["source"]), str(drawn["target"]))
        edges.append(Edge(*ends, model["type"], model["strength"], model["standing"], denials, values))
    return ResultGraph(tuple(nodes), tuple(edges))


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def to_gexf(view: LinkedView) -> str:
    """Write GEXF for Gephi."""
    return gexf(result_graph(view), about(view))


def to_graphml(view: LinkedView) -> str:
    """Write GraphML for yEd and Cytoscape."""
    return graphml(result_graph(view), about(view))


def to_cytoscape(view: LinkedView) -> Document:
    """Write the elements of Cytoscape and Cytoscape.js."""
    return {
        "data": about(view),
        "elements": {
            "nodes": [{"data": {"id": n["key"], **_attributes(n)}} for n in view.nodes],
            "edges": [
                {"data": {"id": e["key"], "source": e["source"], "target": e["target"], **_attributes(e)}}
                for e in view.edges
            ],
        },
    }


def to_node_link(view: LinkedView) -> Document:
    """Write node-link data, as ``networkx.node_link_graph(..., edges="edges")`` reads it."""
    return {
        "directed": True,
        "multigraph": True,
        "graph": about(view),
        "nodes": [{"id": n["key"], **_attributes(n)} for n in view.nodes],
        "edges": [
            {"key": e["key"], "source": e["source"], "target": e["target"], **_attributes(e)} for e in view.edges
        ],
    }


def to_jgf(view: LinkedView) -> Document:
    """Write the JSON Graph Format, version 2."""
    nodes = {str(n["key"]): {"label": _attributes(n)["label"], "metadata": _attributes(n)} for n in view.nodes}
    edges = [
        {
            "id": e["key"],
            "source": e["source"],
            "target": e["target"],
            "relation": _attributes(e)["type"],
            "directed": not e.get("undirected", False),
            "metadata": _attributes(e),
        }
        for e in view.edges
    ]
    return {"graph": {"directed": True, "metadata": about(view), "nodes": nodes, "edges": edges}}


def to_geojson(view: LinkedView) -> Document:
    """Write GeoJSON; what has no place is listed beside the features (F5)."""
    return {**view.map(), "chipgraph": {**about(view), "unplaced": list(view.unplaced), "undated": list(view.undated)}}


def to_nodes_csv(view: LinkedView) -> str:
    """Write the nodes, a line each."""
    licences.refuse(view.licences)
    return _csv(_NODE_COLUMNS, (_node_values(n) for n in view.nodes))


def _node_values(drawn: Mapping[str, object]) -> dict[str, object]:
    attributes = _attributes(drawn)
    return {**attributes, "id": drawn["key"], "places": _places(attributes)}


def to_edges_csv(view: LinkedView) -> str:
    """Write the edges, a line each, with their denials in words."""
    licences.refuse(view.licences)
    return _csv(_EDGE_COLUMNS, (_edge_values(e) for e in view.edges))


def _edge_values(drawn: Mapping[str, object]) -> dict[str, object]:
    attributes = _attributes(drawn)
    ends = {"id": drawn["key"], "source": drawn["source"], "target": drawn["target"]}
    return {**attributes, **ends, "denials": _denials(attributes)}


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return stream.getvalue()

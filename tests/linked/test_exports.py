"""The view in the formats of other tools: each reads back with the same nodes, edges, axes and denials (F7, F38, F73, F96)."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import networkx as nx
import pytest

from chipgraph.errors import RefusedError
from chipgraph.linked import exports, questions
from chipgraph.linked.payload import LinkedView, Viewer


@pytest.fixture(scope="module")
def view(viewer: Viewer) -> LinkedView:
    return questions.among(viewer, ["firm-tsmc", "firm-sophgo", "firm-huawei"], depth=1)


def edge_ids(view: LinkedView) -> set[str]:
    return {str(e["key"]) for e in view.edges}


def disputed(view: LinkedView) -> str:
    return next(str(row["id"]) for row in view.rows if row["standing"] == "disputed")


def test_gexf_and_graphml_read_back(view: LinkedView, tmp_path: object) -> None:
    for text, read in ((exports.to_gexf(view), nx.read_gexf), (exports.to_graphml(view), nx.read_graphml)):
        graph = read(io.BytesIO(text.encode()))
        assert set(graph.nodes) == {str(n["key"]) for n in view.nodes}
        assert graph.number_of_edges() == len(view.edges)
        for _, _, values in graph.edges(data=True):
            assert values["strength"]
            assert values["standing"]
        assert any("Sophgo denies" in str(values.get("denials", "")) for _, _, values in graph.edges(data=True))
        assert str(view.digests["data"]) in text


def test_node_link_is_what_networkx_reads(view: LinkedView) -> None:
    graph = nx.node_link_graph(json.loads(json.dumps(exports.to_node_link(view))), edges="edges")
    assert {key for ends in graph.edges for key in graph.get_edge_data(*ends[:2])} == edge_ids(view)


def test_cytoscape_and_jgf_have_the_same_edges(view: LinkedView) -> None:
    elements = exports.to_cytoscape(view)["elements"]
    assert isinstance(elements, dict)
    assert {e["data"]["id"] for e in elements["edges"]} == edge_ids(view)
    graph = exports.to_jgf(view)["graph"]
    assert isinstance(graph, dict)
    assert {e["id"] for e in graph["edges"]} == edge_ids(view)
    assert all({"strength", "standing", "denials"} <= e["metadata"].keys() for e in graph["edges"])
    assert graph["metadata"]["licences"]


def test_csv_is_a_pair_with_denials_in_words(view: LinkedView) -> None:
    edges = list(csv.DictReader(io.StringIO(exports.to_edges_csv(view))))
    nodes = list(csv.DictReader(io.StringIO(exports.to_nodes_csv(view))))
    assert {e["id"] for e in edges} == edge_ids(view)
    assert {n["id"] for n in nodes} >= {e["source"] for e in edges} | {e["target"] for e in edges}
    assert "Sophgo denies" in next(e["denials"] for e in edges if e["id"] == disputed(view))


def test_geojson_is_rfc_7946_and_counts_the_unplaced(view: LinkedView) -> None:
    document = exports.to_geojson(view)
    assert document["type"] == "FeatureCollection"
    features = document["features"]
    assert isinstance(features, list)
    for feature in features:
        geometry = feature["geometry"]
        points = [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"]
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points)
        if geometry["type"] == "LineString":
            assert {"strength", "standing", "precision", "denials"} <= feature["properties"].keys()
    beside = document["chipgraph"]
    assert isinstance(beside, dict)
    assert beside["unplaced"] == list(view.unplaced)


def test_what_may_not_be_passed_on_is_refused_in_every_export(view: LinkedView) -> None:
    bound = replace(view, licences=({"id": "x", "licence": "secret", "redistribution": "not-allowed"},))
    for write in (
        exports.to_gexf,
        exports.to_graphml,
        exports.to_cytoscape,
        exports.to_node_link,
        exports.to_jgf,
        exports.to_geojson,
        exports.to_edges_csv,
        exports.to_nodes_csv,
    ):
        with pytest.raises(RefusedError):
            write(bound)

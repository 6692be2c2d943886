"""The routes of section 6.5 are found in the data of the case (W1 to W9)."""

from __future__ import annotations

from chipgraph.graph import Graph


def _routes(graph: Graph, start: str | None, end: str) -> list[list[str]]:
    return [[step["record"] for step in route["steps"]] for route in graph.trace(start, end).routes]


def test_the_logic_die(case_graph: Graph) -> None:
    """Route 1: by two products tied by the design match."""
    assert [
        "rel-tsmc-fabrication-sophgo",
        "rel-sophgo-transfer-huawei",
        "rel-match-sophgo-die-910b-die",
        "rel-die-910b-in-910c-teardown",
        "rel-910c-in-cloudmatrix",
    ] in _routes(case_graph, None, "CloudMatrix 384")


def test_the_memory(case_graph: Graph) -> None:
    """Route 3: four steps of possession, four of lineage."""
    found = _routes(case_graph, "Samsung", "CloudMatrix 384")
    told = [
        "rel-samsung-transfer-coasia",
        "rel-coasia-transfer-faraday",
        "rel-hbm-into-dummy-package",
        "rel-faraday-transfer-buyer",
        "rel-buyer-transfer-huawei",
        "rel-dummy-package-into-hbm",
    ]
    assert any(route[:6] == told and route[-1] == "rel-910c-in-cloudmatrix" and len(route) == 8 for route in found), (
        found
    )


def test_powerair_and_the_counter_claim(case_graph: Graph) -> None:
    """Routes 2 and 5."""
    assert ["rel-tsmc-fabrication-powerair", "rel-powerair-transfer-huawei"] in _routes(case_graph, "TSMC", "Huawei")
    assert ["rel-smic-fabrication-huawei"] in _routes(case_graph, "SMIC", "Huawei")


def test_the_design_files(case_graph: Graph) -> None:
    """Route 4, which the curators infer."""
    found = _routes(case_graph, "Huawei", "TSMC")
    assert ["rel-huawei-design-files-sophgo", "rel-sophgo-design-files-tsmc"] in found

"""A small View as tables, for every store."""

from __future__ import annotations

import datetime as dt

import pytest

from chipgraph.stores.protocol import EdgeRow, GraphTables, NodeRow, PropertyValue


def small_tables(digest: str, firms: int = 3) -> GraphTables:
    """A chain of firms, each of which passes one die on to the next, in two scripts, with claims and holdings."""
    nodes = [
        NodeRow("die-x", ("Entity", "Product", "DieDesign"), {"caption": "Die X", "names": ("Die X", "芯片 X")}),
        NodeRow("die-x1", ("Entity", "Product", "DieDesign"), {"caption": "Die X1", "names": ("Die X1",)}),
    ]
    edges = [EdgeRow(None, "VARIANT_OF", "die-x1", "die-x", {})]
    for i in range(firms):
        caption = f'Firm {i} "quoted" \\ back, comma; 半导体\nline'
        nodes.append(NodeRow(f"firm-{i}", ("Entity", "Firm"), {"caption": caption, "names": (caption, f"Firm-{i}")}))
        nodes.append(NodeRow(f"firm-{i}|die-x", ("Holding",), {"holder": f"firm-{i}", "product": "die-x"}))
    for i in range(firms - 1):
        about = f"rel-{i}"
        nodes.append(
            NodeRow(
                f"claim-{i}",
                ("Claim",),
                {"about": about, "stance": "asserts", "made_by": "firm-0", "quote_zh_hans": "没有"},
            )
        )
        bounds: dict[str, PropertyValue] = {
            "from_earliest": dt.date(2020, 1, 1 + i % 28),
            "quantity_min": ("0.5",),
            "quantity_min_number": (0.5,),
            "valid_from": ("2020-01",),
            "disputed": bool(i % 2),
        }
        edges.append(
            EdgeRow(
                f"prop-{i}",
                "PASSED_TO",
                f"firm-{i}",
                f"firm-{i + 1}",
                {"class": "Transfer", "records": (about,), "strength": "reported", "product": "die-x", **bounds},
            )
        )
        edges.append(
            EdgeRow(
                f"step-{i}",
                "STEP",
                f"firm-{i}|die-x",
                f"firm-{i + 1}|die-x",
                {"step_id": f"s{i}", "kind": "possession", "s1": 18262 + i, "e2": 2**30, "marks": (), "marks_bits": 0},
            )
        )
    return GraphTables(nodes, edges, digest)


@pytest.fixture
def tables() -> GraphTables:
    return small_tables("digest-a")


@pytest.fixture
def other_tables() -> GraphTables:
    return small_tables("digest-b", firms=5)

"""The scan of the whole graph: ordered, labelled, with a certificate and rows to take away (W25, W27)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import chipgraph
from chipgraph.answers.trace import Trace
from chipgraph.cli.main import root
from chipgraph.errors import UsageError
from chipgraph.flags.judging import LABELS
from chipgraph.flags.telling import COLUMNS, law_result
from chipgraph.graph import Graph


@pytest.fixture(scope="module")
def found(case_graph: Graph) -> Trace:
    return case_graph.flags()


def test_the_flagged_stand_first_and_nothing_else_is_listed(found: Trace) -> None:
    labels = [route["label"] for route in found.routes]
    assert labels == sorted(labels, key=LABELS.index)
    assert set(labels) == {"flagged", "open"}
    passed = [[s["to"] for s in route["steps"]] for route in found.routes if route["label"] == "flagged"]
    assert ["firm-sophgo", "firm-huawei"] in passed


def test_what_is_behind_a_restricted_party_is_found_too(found: Trace) -> None:
    """Sophgo is an end of its own; the route through it to Huawei is another, and only that one is flagged."""
    by_parties = {tuple(s["to"] for s in route["steps"]): route["label"] for route in found.routes}
    assert by_parties["firm-sophgo",] == "open"
    assert by_parties["firm-sophgo", "firm-huawei"] == "flagged"


def test_the_certificate_counts(found: Trace) -> None:
    certificate = found.certificate
    assert certificate["exhaustive"] is True
    assert sum(certificate["labels"].values()) == certificate["routes_in_all"]
    assert certificate["routes_listed"] == len(found.routes)
    assert {"firm-huawei", "firm-sophgo"} <= {end["id"] for end in certificate["ends"]}
    assert len(certificate["digests"]["law"]) == 64


def test_rows_hold_a_hook_each(found: Trace) -> None:
    result = law_result(found)
    assert tuple(result.columns) == COLUMNS
    rows = [row for row in result if row["rule"] == "734.9(e)(1)" and row["applies"] == "applies"]
    assert rows
    assert all(row["citation"] and row["party_strength"] for row in rows)


def test_command(case_graph: Graph, tmp_path: Path) -> None:
    home = ["--home", str(case_graph.settings.home)]
    done = CliRunner().invoke(root, [*home, "flags", "-f", "json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["routes"][0]["label"] == "flagged"
    target = tmp_path / "flags.csv"
    done = CliRunner().invoke(root, [*home, "flags", "-o", str(target), "--exit-code"])
    assert done.exit_code == 1
    assert target.read_text(encoding="utf-8").startswith("route,label,")


def test_without_lists_there_is_nothing_to_ask(tmp_path: Path) -> None:
    graph = chipgraph.open(tmp_path)
    graph.put({})
    with pytest.raises(UsageError, match="No party of any route is on a list"):
        graph.flags()

"""Snapshots are the same bytes for the same content; a diff names the ingredient that changed the answer."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import chipgraph
from chipgraph.claims import Strength
from chipgraph.diff import DATA, IDENTITY, STATUS_RULE, Change, Diff, Scope
from chipgraph.errors import InputError, NameNotFoundError
from chipgraph.grades import Grades
from chipgraph.graph import Graph
from chipgraph.identity import Verdict
from chipgraph.matching import Desk
from chipgraph.snapshot import opened, write_snapshot

SHEET = """
dataset: {{name: probe, title: What a paper says, language: en}}
sources:
  probe-daily: {{title: A story, publisher: Example Daily, published: 2024-01-05, origin: probe-daily}}
entities:
  firm-probe-daily: {{class: Firm, name: Example Daily}}
  firm-probe-maker: {{class: Firm, name: Probe Maker}}
  firm-probe-trader: {{class: Firm, name: Probe Trader}}
  firm-probe-trading: {{class: Firm, name: Probe Trading House}}
  firm-probe-lab: {{class: Firm, name: Probe Lab}}
claims:
  - record: probe-second
    relation: Supply
    from: firm-probe-trading
    to: firm-probe-lab
    starts: 2024-02
    by:
      - {{stance: asserts, maker: firm-probe-daily, method: named-source, source: probe-daily, number: 2}}
  - record: probe-first
    relation: Supply
    from: firm-probe-maker
    to: firm-probe-trader
    starts: 2024-01
    by:
      - {{stance: asserts, maker: firm-probe-daily, method: named-source, source: probe-daily, number: 1}}
{more}"""

DENIAL = "      - {stance: denies, maker: firm-probe-maker, method: party-statement, source: probe-daily, number: 3}\n"

ROUTE = Scope(route=("Probe Maker", "Probe Lab"))


def load(graph: Graph, folder: Path, more: str = "") -> None:
    path = folder / "probe.yaml"
    path.write_text(SHEET.format(more=more), encoding="utf-8")
    graph.load(path)


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    opened_graph = chipgraph.open(tmp_path / "home")
    load(opened_graph, tmp_path)
    return opened_graph


def since(before: Path, graph: Graph, scope: Scope) -> list[Change]:
    with opened(str(before), graph) as old, opened("current", graph) as new:
        return Diff(old, new, graph.settings).changes(scope)


def test_a_snapshot_has_the_same_bytes_and_differs_in_nothing_from_its_graph(graph: Graph, tmp_path: Path) -> None:
    first = write_snapshot(graph, tmp_path / "a.zip")
    assert write_snapshot(graph, tmp_path / "b.zip").read_bytes() == first.read_bytes()
    assert since(first, graph, Scope()) == []


def test_a_denial_that_was_added_changes_the_standing_by_data(graph: Graph, tmp_path: Path) -> None:
    before = write_snapshot(graph, tmp_path / "a.zip")
    load(graph, tmp_path, DENIAL)
    found = since(before, graph, Scope())
    (changed,) = [c for c in found if c.what == "proposition"]
    assert (changed.change, changed.cause) == ("changed", DATA)
    assert changed.before is not None
    assert changed.before.endswith("undisputed")
    assert changed.after is not None
    assert changed.after.endswith(", disputed")
    assert {c.change for c in found if c.what == "row"} >= {"added"}


def test_a_judgement_makes_a_route_by_identity_and_undo_takes_it_away(graph: Graph, tmp_path: Path) -> None:
    before = write_snapshot(graph, tmp_path / "a.zip")
    desk = Desk(graph)
    desk.judge("firm-probe-trader", "firm-probe-trading", Verdict.SAME, "One register number.", "tester")
    (route,) = since(before, graph, ROUTE)
    assert (route.what, route.change, route.cause) == ("route", "added", IDENTITY)
    assert {c.what for c in since(before, graph, Scope(party="Probe Trader"))} == {"judgement", "proposition"}
    merged = write_snapshot(graph, tmp_path / "b.zip")
    desk.undo()
    (route,) = since(merged, graph, ROUTE)
    assert (route.change, route.cause) == ("removed", IDENTITY)
    assert since(before, graph, ROUTE) == []


def test_two_ingredients_that_are_both_needed_are_named_together(graph: Graph, tmp_path: Path) -> None:
    load(graph, tmp_path)
    before = write_snapshot(graph, tmp_path / "a.zip")
    load(graph, tmp_path, DENIAL)
    Desk(graph).judge("firm-probe-trader", "firm-probe-trading", Verdict.SAME, "One number.", "tester")
    (route,) = since(before, graph, ROUTE)
    assert route.change == "added"
    assert route.cause.startswith("together"), "neither the denial nor the judgement alone gives a disputed route"


def test_another_table_of_grades_changes_status_by_the_status_rule(graph: Graph, tmp_path: Path) -> None:
    path = write_snapshot(graph, tmp_path / "a.zip")
    with opened(str(path), graph) as old:
        rule = old.grades.rules["named-source"]
        lower = Grades(
            {**old.grades.rules, "named-source": replace(rule, grade=Strength.ALLEGED, otherwise=Strength.ALLEGED)}
        )
        new = replace(old, grades=lower)
        found = Diff(old, new, graph.settings).changes(Scope())
    assert {(c.what, c.cause) for c in found} == {("proposition", STATUS_RULE)}


def test_law_is_told_by_entry(graph: Graph, tmp_path: Path) -> None:
    path = write_snapshot(graph, tmp_path / "a.zip")
    with opened(str(path), graph) as old:
        rules = old.files["law/rules.yaml"].replace(b"id: 3A090-2022\n", b"id: 3A090-2022\n        remark: changed\n")
        assert rules != old.files["law/rules.yaml"]
        new = replace(old, files={**old.files, "law/rules.yaml": rules})
        (change,) = Diff(old, new, graph.settings).changes(Scope())
    assert (change.what, change.change, change.cause, change.id) == ("law", "changed", "law", "3A090-2022")


def test_what_is_no_snapshot_is_refused_and_an_unknown_party_is_named(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not there"), opened(str(tmp_path / "none.zip"), graph):
        pass
    (tmp_path / "text.zip").write_text("no zip", encoding="utf-8")
    with pytest.raises(InputError, match="no snapshot"), opened(str(tmp_path / "text.zip"), graph):
        pass
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("other.txt", "x")
    with pytest.raises(InputError, match="no snapshot"), opened(str(tmp_path / "other.zip"), graph):
        pass
    with pytest.raises(NameNotFoundError):
        since(write_snapshot(graph, tmp_path / "a.zip"), graph, Scope(party="Nobody At All"))

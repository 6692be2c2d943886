"""Scheduled changes under a simulated clock (G18): what flips, on which day, by which provision, and what is not verified."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.flags.conftest import Loaded

from chipgraph import resources
from chipgraph.cli.main import root
from chipgraph.dates import day_text, parse
from chipgraph.errors import UsageError
from chipgraph.flags.watch import Watch, watch
from chipgraph.graph import Graph
from chipgraph.law import load, shipped
from chipgraph.law.schedule import changes
from chipgraph.tracing import TraceOptions


def flips(answer: Watch, kind: str) -> set[tuple[str, str, str | None]]:
    return {(f["day"], f["subject"], f["rule"]) for f in answer.flips if f["kind"] == kind}


def test_the_hooks_of_the_case_flip_on_their_days(case_graph: Graph) -> None:
    """Seen from 2024-11: the third hook on 2025-01-16, the fourth on 2025-01-31 (case file 6.5)."""
    answer = case_graph.watch("2025-02-10", on="2024-11-01")
    hop = "TSMC → Sophgo [Die that Sophgo ordered from TSMC]"
    assert {(day, rule) for day, subject, rule in flips(answer, "hop") if subject == hop} == {
        ("2025-01-16", "734.9(e)(2)"),
        ("2025-01-31", "3A090 Note 1"),
    }
    for flip in answer.flips:
        assert flip["was"] != flip["becomes"]
        assert flip["citation"]
        assert "2024-11-01" < flip["day"] <= "2025-02-10"
    assert answer.certificate["exhaustive"] is True


def test_the_clock_decides_what_is_still_to_come(case_graph: Graph) -> None:
    """On the evening of a day its flip has happened; on the day before it is still to come."""
    before = {f["day"] for f in case_graph.watch("2025-02-10", on="2025-01-30").flips if f["kind"] == "hop"}
    after = {f["day"] for f in case_graph.watch("2025-02-10", on="2025-01-31").flips if f["kind"] == "hop"}
    assert (before, after) == ({"2025-01-31"}, set())


OWNED = """
dataset: {name: made-up, title: made-up}
sources:
  made-up-paper: {title: Paper, publisher: Somebody, published: 2024-06-01}
entities:
  firm-made-up-paper: {class: Firm, name: Somebody}
  firm-made-up-daughter: {class: Firm, name: Made-up Daughter}
  firm-made-up-cousin: {class: Firm, name: Made-up Cousin}
claims:
  - {relation: Seat, from: firm-made-up-daughter, to: territory-sg, by: [BY]}
  - {relation: Seat, from: firm-made-up-cousin, to: territory-sg, by: [BY]}
  - {relation: Ownership, from: firm-huawei, to: firm-made-up-daughter, share: 60, starts: 2020-01-01, ends: 2027-03-01, by: [BY]}
  - {relation: Ownership, from: firm-huawei, to: firm-made-up-cousin, share: 30, starts: 2020-01-01, by: [BY]}
""".replace("BY", "{stance: asserts, maker: firm-made-up-paper, method: register, source: made-up-paper}")


def test_what_is_not_verified_shows_both_readings(loaded: Loaded) -> None:
    """The stay of the Affiliates Rule ends on 2026-11-09; what follows is not verified, and an answer never picks one (U1)."""
    answer = loaded(OWNED).watch("2027-04-01", on="2026-11-01")
    (flip,) = [f for f in answer.flips if f["day"] == "2026-11-10" and f["subject"] == "Made-up Daughter"]
    assert flip["was"] == "covered, the rule: text stayed, enforcement stayed"
    assert flip["becomes"] == "covered, the rule: text unverified, enforcement unverified"
    assert [r["licence"] for r in flip["readings"]] == ["required", "not_required"]
    assert [q["id"] for q in flip["unconfirmed"]] == ["U1"]
    assert ("2026-11-10", "Made-up Cousin", "744.11(a)(1)") in flips(answer, "coverage")  # undetermined, so told too
    sold = [f["becomes"] for f in answer.flips if f["day"] == "2027-03-02" and f["subject"] == "Made-up Daughter"]
    assert [word.partition(",")[0] for word in sold] == ["undetermined"]


def test_grace_periods_and_lapsing_approvals_are_changes() -> None:
    found = {(day_text(c.day), c.kind, c.subject) for c in changes(load(), parse("2026-11-24").lo, parse("2028").hi)}
    assert ("2027-01-01", "version", "3A090 Note 1") in found
    assert ("2027-04-07", "list", "G42 in supplement-8") in found


def test_a_scheduled_version_flips_the_classes_of_chips(tmp_path: Path, case_graph: Graph) -> None:
    """Data alone: a version that starts on a later day flips the H20 on it, and nothing before."""
    version = """
      - id: 3A090-test
        made_by: R33
        supersedes: 3A090-2024
        starts: 2027-03-01
        citation: made up for the test
        otherwise: not_controlled
        limbs:
          - {outcome: 3A090.a.1, all: [{of: item, metric: tpp, op: '>=', value: 2000}]}
"""
    folder = tmp_path / "law"
    shutil.copytree(resources.ontology() / "law", folder)
    text = (folder / "rules.yaml").read_text(encoding="utf-8")
    edited = text.replace("\n  - id: 4A090\n", f"{version}\n  - id: 4A090\n", 1)
    (folder / "rules.yaml").write_text(edited, encoding="utf-8")
    law = load(folder)
    options = TraceOptions.of({}, case_graph.settings)
    judge, view = case_graph.judge().under(law), case_graph.view()
    answer = watch(case_graph.tracer(options), judge, view, shipped(), options, "2027-04-01", "2026-11-24")
    (flip,) = [f for f in answer.flips if f["subject"] == "NVIDIA H20 (96GB)"]
    assert (flip["day"], flip["was"].split()[0], flip["becomes"]) == ("2027-03-01", "not_controlled", "3A090.a.1")
    assert flip["version"] == "3A090-test"


@pytest.mark.parametrize(("until", "on"), [("2024-01-01", "2025-01-01"), ("2024", "2023-01-01"), ("soon", None)])
def test_bad_days(case_graph: Graph, until: str, on: str | None) -> None:
    with pytest.raises(UsageError):
        case_graph.watch(until, on=on)


def test_command(case_graph: Graph) -> None:
    line = ["--home", str(case_graph.settings.home), "watch", "--on", "2025-01-20", "--until", "2025-02-10"]
    done = CliRunner().invoke(root, [*line, "-f", "json", "--exit-code"])
    assert done.exit_code == 1, done.output
    assert json.loads(done.stdout)["question"] == {"on": "2025-01-20", "until": "2025-02-10", "known_on": None}
    text = CliRunner().invoke(root, [*line, "-f", "table"]).stdout
    assert "Foundry due diligence rule: text and enforcement: effective_not_due → in_force" in text
    assert "does not reach it → applies" in text

"""Judgements from the desk: reversible, append-only, by rule only if asked (O35, O36)."""

from __future__ import annotations

import pytest

from chipgraph import identity
from chipgraph.errors import UsageError, ValidationError
from chipgraph.graph import Graph
from chipgraph.identity import Verdict
from chipgraph.matching import Desk

PAIR = ("firm-one-sophgo", "firm-two-suanneng")


def pairs(desk: Desk) -> set[tuple[str, str]]:
    return {(c.left.id, c.right.id) for c in desk.candidates()}


def merged(graph: Graph) -> set[str]:
    """Ids of this graph that another stands for; judgements that ship speak of ids that are not loaded here."""
    return {id for id in graph.view().identity.canonical_of if id in graph.records}


def test_the_pinyin_of_a_chinese_name_is_a_candidate_and_a_slot_is_not(graph: Graph) -> None:
    desk = Desk(graph)
    assert PAIR in pairs(desk)
    assert not any("unknown-one-buyer" in pair for pair in pairs(desk)), (
        "a party that nobody names is never merged (O36)"
    )


def test_nothing_merges_by_its_score(graph: Graph) -> None:
    before = graph.digest
    assert Desk(graph).candidates()
    assert graph.digest == before
    assert merged(graph) == set()


def test_undo_gives_the_earlier_answer_back(graph: Graph) -> None:
    desk = Desk(graph)
    before = graph.view()
    desk.judge(*PAIR, Verdict.SAME, "One register number.", "tester")
    assert graph.view().identity.canonical(PAIR[1]) == graph.view().identity.canonical(PAIR[0])
    kept = desk.path.read_text(encoding="utf-8")
    desk.undo()
    after = graph.view()
    assert desk.path.read_text(encoding="utf-8").startswith(kept), "the log is append-only"
    assert (after.entities, after.identity.unsure, after.identity.canonical_of) == (
        before.entities,
        before.identity.unsure,
        before.identity.canonical_of,
    )
    assert [e.undone for e in desk.log()] == [True, False]
    with pytest.raises(UsageError, match="no judgement"):
        desk.undo()


def test_undo_restores_what_was_judged_before_on_the_pair(graph: Graph) -> None:
    desk = Desk(graph)
    desk.judge(*PAIR, Verdict.UNSURE, "The papers differ.", "tester")
    desk.judge(*PAIR, Verdict.SAME, "One register number.", "tester")
    desk.undo()
    assert PAIR in graph.view().identity.unsure
    assert merged(graph) == set()
    desk.undo()
    assert PAIR not in graph.view().identity.unsure


def test_pairs_judged_different_are_no_candidates_any_more(graph: Graph) -> None:
    desk = Desk(graph)
    desk.judge(*PAIR, Verdict.DIFFERENT, "Two registers.", "tester")
    assert PAIR not in pairs(desk)


def test_a_judgement_that_the_graph_refuses_leaves_the_log_as_it_was(graph: Graph) -> None:
    desk = Desk(graph)
    desk.judge(*PAIR, Verdict.SAME, "One register number.", "tester")
    kept, digest = desk.path.read_bytes(), graph.digest
    with pytest.raises(ValidationError, match="never merged"):
        desk.judge("firm-one-sophgo", "unknown-one-buyer", Verdict.SAME, "They say so.", "tester")
    assert desk.path.read_bytes() == kept
    assert graph.digest == digest


def test_a_judgement_says_why_and_keeps_the_score_and_its_features(graph: Graph) -> None:
    desk = Desk(graph)
    with pytest.raises(UsageError, match="why"):
        desk.judge(*PAIR, Verdict.SAME, " ", "tester")
    made = desk.judge(*PAIR, Verdict.SAME, "One register number.", "tester")
    read = identity.read_judgements(desk.path)[0]
    assert read == made
    assert read.score is not None
    assert read.features["name"] in ("pinyin", "brand")


def test_a_rule_merges_only_when_it_is_run_and_is_undone_like_a_person(graph: Graph) -> None:
    desk = Desk(graph)
    would = desk.apply_rule("equal-lei", dry_run=True)
    assert [(c.left.id, c.right.id) for c in would] == [("firm-one-tianjin", "firm-two-phytium")]
    assert desk.log() == []
    desk.apply_rule("equal-lei")
    assert [e.judgement.who for e in desk.log()] == ["rule equal-lei"]
    assert merged(graph) == {"firm-two-phytium"}
    desk.undo()
    assert merged(graph) == set()
    with pytest.raises(UsageError, match="no rule"):
        desk.apply_rule("by-score")

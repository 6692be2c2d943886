"""``chipgraph law`` on a loaded graph: any party and any product of it; wrong and ambiguous names end with 4 (F79)."""

from __future__ import annotations

import pytest
from tests.flags.conftest import Loaded

from chipgraph.errors import AmbiguousNameError, NameNotFoundError, outcome
from chipgraph.graph import Graph
from chipgraph.law.asking import HopAsked

DIE = "Die that Sophgo ordered from TSMC"
TWINS = """
dataset: {name: made-up, title: made-up}
sources:
  made-up-paper: {title: Paper, publisher: Somebody, published: 2024-06-01}
entities:
  firm-made-up-one: {class: Firm, name: Made-up Twin}
  firm-made-up-two: {class: Firm, name: Made-up Twin}
claims:
  - {relation: Seat, from: firm-made-up-one, to: territory-cn, by: [{stance: asserts, maker: firm-reuters, method: register, source: made-up-paper}]}
"""


@pytest.mark.parametrize(
    ("on", "rules"),
    [
        ("2023-10-01", ["734.9(e)(1)"]),
        ("2023-11-17", ["734.9(e)(1)", "734.9(h)"]),
        ("2025-01-16", ["734.9(e)(1)", "734.9(e)(2)", "734.9(h)"]),
        ("2025-01-31", ["3A090 Note 1", "734.9(e)(1)", "734.9(e)(2)", "734.9(h)"]),
    ],
)
def test_the_four_hooks_of_one_hop(case_graph: Graph, on: str, rules: list[str]) -> None:
    """Case file 6.5 on parties and products of the graph, each by its name there."""
    told = case_graph.judgement(HopAsked(DIE, "TW", ("CN",), ("算能", "Huawei"), "TSMC"), on)
    assert sorted(hook["rule"] for hook in told["hooks"]) == rules
    assert any("by design match" in note for note in told["notes"])


def test_any_party_and_any_product_of_the_graph(case_graph: Graph) -> None:
    told = case_graph.judgement(
        HopAsked("Huawei CloudMatrix 384", "CN", ("MY",), ("CoAsia Electronics",)), "2025-06-01"
    )
    assert told["parties"] == ["CoAsia Electronics"]
    assert told["classes"] == ["4A090.a"]


def test_what_was_not_known_is_not_used(case_graph: Graph) -> None:
    """O30: before the match was published the die has no figures, so its class is open."""
    asked = HopAsked(DIE, "TW", ("CN",), ("Sophgo",))
    known = case_graph.judgement(asked, "2024-01-01")["classes"]
    before = case_graph.judgement(asked, "2024-01-01", "2024-10-25")
    assert len(before["classes"]) > len(known) or not any("design match" in n for n in before["notes"])


@pytest.mark.parametrize("asked", [HopAsked("H100", parties=("Nobody at all",)), HopAsked("Nothing at all")])
def test_a_wrong_name_ends_with_four(case_graph: Graph, asked: HopAsked) -> None:
    with pytest.raises(NameNotFoundError) as caught:
        case_graph.judgement(asked, "2024-01-01")
    assert outcome(caught.value).exit_code == 4


def test_an_ambiguous_name_ends_with_four(loaded: Loaded) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        loaded(TWINS).judgement(HopAsked("H100", parties=("Made-up Twin",)), "2024-01-01")
    assert outcome(caught.value).exit_code == 4
    assert {id for id, _, _ in caught.value.candidates} == {"firm-made-up-one", "firm-made-up-two"}


def test_a_firm_is_no_product(case_graph: Graph) -> None:
    with pytest.raises(NameNotFoundError):
        case_graph.judgement(HopAsked("Sophgo"), "2024-01-01")

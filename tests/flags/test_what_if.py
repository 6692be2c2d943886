"""Counterfactual law (G17): what moves, what stays, and which routes would be judged otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.flags.conftest import Loaded
from tests.flags.test_judging import BY, LICENSED

from chipgraph.cli.main import root
from chipgraph.dates import parse, within
from chipgraph.errors import NameNotFoundError, UsageError
from chipgraph.flags.what_if import WhatIf, compare
from chipgraph.graph import Graph
from chipgraph.law import Law, load
from chipgraph.law.shift import shifted


def day(text: str) -> int:
    return parse(text).lo


def on_hops(answer: WhatIf) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Give each gained rule with the hop that it would reach."""
    return [
        (hop["from"], hop["to"], hook) for route in answer.routes for hop in route["steps"] for hook in hop["gained"]
    ]


def test_a_listing_moved_back_would_have_caught_the_order(case_graph: Graph) -> None:
    """Sophgo was listed on 2025-01-16; its footnote 4 began with the listing, and moves along."""
    answer = case_graph.what_if(listing=("Sophgo", "entity-list"), in_force_from="2023-01-01")
    caught = [r for r in answer.routes if (r["was"], r["would_be"]) == ("open", "flagged")]
    assert [[(s["from"], s["to"]) for s in r["steps"]] for r in caught] == [[("firm-tsmc", "firm-sophgo")]]
    (hook,) = caught[0]["steps"][0]["gained"]
    assert (hook["rule"], hook["limb"], hook["party"]) == ("734.9(e)(2)", "footnote 4", "Sophgo")
    assert caught[0]["steps"][0]["was"]["label"] == "open"  # the law of its days stands beside
    assert answer.question["supposed"]["in_fact"] == "2025-01-16"


def test_a_rule_moved_back_says_which_hop_and_which_limb(case_graph: Graph) -> None:
    answer = case_graph.what_if("TSMC", "Huawei", rule="R17", in_force_from="2023-01-01")
    found = {(start, end, hook["rule"], hook["version"]) for start, end, hook in on_hops(answer)}
    assert ("firm-tsmc", "firm-sophgo", "3A090 Note 1", "foundry-2025") in found
    assert all(hook["citation"] and hook["limb"] for _, _, hook in on_hops(answer))
    assert answer.certificate["digests"]["law"] != answer.certificate["digests"]["law_as_supposed"]


def test_a_party_that_is_on_no_list_can_be_supposed_on_it(loaded: Loaded) -> None:
    """Goods from the US are subject to the EAR, so the list reaches them; the routes to the party are asked though no list has it."""
    graph = loaded(LICENSED.replace("BY", BY))
    answer = graph.what_if(listing=("Made-up Buyer", "entity-list"), in_force_from="2024-01-01")
    assert answer.question["supposed"]["in_fact"] is None
    assert [(to, hook["rule"], hook["applies"]) for _, to, hook in on_hops(answer)] == [
        ("firm-made-up-buyer", "744.11", "applies")
    ]
    later = graph.what_if(listing=("Made-up Buyer", "entity-list"), in_force_from="2024-01-13")
    assert later.routes == ()


def test_a_list_alone_does_not_reach_what_is_made_abroad(case_graph: Graph) -> None:
    """W24: without a footnote the list asks whether the item is subject to the EAR, and nothing says that this memory is."""
    answer = case_graph.what_if(listing=("Faraday Technology", "entity-list"), in_force_from="2020-01-01")
    assert not any(hook["party"] == "Faraday Technology" for _, _, hook in on_hops(answer))


def test_a_rule_on_its_own_day_changes_nothing(case_graph: Graph) -> None:
    """R11 is in force from 2023-11-17 in fact: to suppose it changes no route."""
    answer = case_graph.what_if(rule="R11", in_force_from="2023-11-17")
    assert answer.routes == ()
    assert answer.certificate["routes_in_all"] > 0


def test_the_law_of_the_day_stays_as_it_is(case_graph: Graph) -> None:
    before = case_graph.flags().routes
    case_graph.what_if(rule="R17", in_force_from="2020-01-01")
    case_graph.what_if(listing=("Sophgo", "entity-list"), in_force_from="2020-01-01")
    assert case_graph.flags().routes == before
    assert load().digest == case_graph.judge().law.digest


@pytest.mark.parametrize(
    ("rule", "listing", "since", "word"),
    [
        ("R18", None, "2023-01-01", "--listing PARTY LIST"),
        ("R99", None, "2023-01-01", "There is no rule"),
        ("R22", None, "2023-01-01", "made no version"),
        ("R11", None, "2023", "not one day"),
        ("R11", None, "last year", "no date"),
        ("FDP-footnote-1-2020-05", None, "2024-01-01", "ended on 2020-08-16"),
        ("3A090-2022", None, "2024-01-01", "ended on 2023-11-16"),
        (None, ("Sophgo", "Huawei"), "2023-01-01", "No rule asks for the list"),
        (None, None, "2023-01-01", "Suppose one thing"),
        ("R11", ("Sophgo", "entity-list"), "2023-01-01", "Suppose one thing"),
    ],
)
def test_bad_suppositions(
    case_graph: Graph, rule: str | None, listing: tuple[str, str] | None, since: str, word: str
) -> None:
    with pytest.raises(UsageError, match=word):
        case_graph.what_if(rule=rule, listing=listing, in_force_from=since)


def test_a_wrong_name_is_not_found(case_graph: Graph) -> None:
    with pytest.raises(NameNotFoundError):
        case_graph.what_if(listing=("Nobody at all", "entity-list"), in_force_from="2023-01-01")


def test_command(case_graph: Graph) -> None:
    line = ["--home", str(case_graph.settings.home), "what-if", "--listing", "Sophgo", "entity-list"]
    done = CliRunner().invoke(root, [*line, "--from", "2023-01-01", "-f", "json", "--exit-code"])
    assert done.exit_code == 1, done.output
    assert json.loads(done.stdout)["routes"][0]["would_be"] == "flagged"
    text = CliRunner().invoke(root, [*line, "--from", "2023-01-01", "-f", "table"]).stdout
    assert "open → flagged" in text
    assert "nobody broke a rule that was not in force" in text
    assert "denies any dealing" in text  # a denial stands beside its step (F3)


RULES = [v.id for p in load().provisions.values() for v in p.versions]


@given(
    rule=st.sampled_from(RULES), on=st.integers(day("2018-01-01"), day("2030-01-01")), asked=st.integers(17000, 22500)
)
def test_one_version_holds_on_a_day_and_the_moved_one_from_its_day(rule: str, on: int, asked: int) -> None:
    """However a version moves, versions of one provision do not overlap, and nothing else moves (brute force by days)."""
    law = load()
    try:
        moved = shifted(law, rule, on)
    except UsageError:
        last = next(v for p in law.provisions.values() for v in p.versions if v.id == rule).ends
        assert last.known
        assert last.hi < on
        return
    for id, provision in moved.provisions.items():
        certain = [v.id for v in provision.versions if v.in_force(asked)]
        assert len(certain) <= 1
        if not any(v.id == rule for v in law.provisions[id].versions):
            assert provision == law.provisions[id]
    (head,) = (v for p in moved.provisions.values() for v in p.versions if v.id == rule)
    assert head.starts.lo == head.starts.hi == on
    if asked == on:
        assert head.in_force(asked) is True
        assert moved.statuses(head, asked)[1] == "in_force"
    if asked < on:
        assert head.in_force(asked) is False


def test_what_was_announced_for_later_keeps_its_day() -> None:
    """The Affiliates Rule, supposed from 2023, is still stayed on 2025-11-10 and not verified from 2026-11-10."""
    law = shifted(load(), "R27", day("2023-01-01"))
    rule = law.provisions["744.11(a)(1)"].versions[0]
    told = [law.statuses(rule, day(on))[1] for on in ("2023-01-01", "2025-11-09", "2025-11-10", "2026-11-10")]
    assert told == ["in_force", "in_force", "stayed", "unverified"]


def test_a_postponed_rule_lets_the_one_before_last() -> None:
    law = shifted(load(), "R11", day("2025-06-01"))
    versions = {v.id: v for v in law.provisions["742.6(a)(6)"].versions}
    assert versions["RS-2023-01"].in_force(day("2025-05-31")) is True
    assert versions["RS-2023-11"].in_force(day("2025-05-31")) is False
    assert versions["RS-2023-11"].in_force(day("2025-06-01")) is True
    assert within(day("2026-07-10"), versions["RS-2026-07"].starts, versions["RS-2026-07"].ends) is True


def test_the_same_judgement_is_no_change(case_graph: Graph) -> None:
    route = case_graph.judge().judge(case_graph.trace("TSMC", "Huawei").routes[0])
    assert compare(route, route) is None


def test_the_digest_tells_laws_apart() -> None:
    law: Law = load()
    digests = {shifted(law, "R11", day("2023-01-01")).digest, shifted(law, "R11", day("2023-01-02")).digest, law.digest}
    assert len(digests) == 3
    assert replace(law, digest="x").provisions is law.provisions

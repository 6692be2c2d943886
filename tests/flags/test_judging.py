"""Every hop judged on the days on which it can have happened, and routes labelled (W22 to W25, case file 6.5, C10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.flags.conftest import CASE, REFERENCE, SOURCES, Loaded, contents

import chipgraph
from chipgraph.answers.trace import Trace
from chipgraph.cli.trace import trace_lines
from chipgraph.dates import Interval, parse
from chipgraph.errors import NameNotFoundError, UsageError
from chipgraph.flags.asking import GraphNames
from chipgraph.flags.parties import merged
from chipgraph.graph import Graph
from chipgraph.law import Listed

HUAWEI, SOPHGO = ("734.9(e)(1)", "Huawei"), ("734.9(e)(2)", "Sophgo")
ADVANCED, PRESUMED = ("734.9(h)", None), ("3A090 Note 1", None)


def through_sophgo(found: Trace) -> Mapping[str, Any]:
    """Give the route TSMC, Sophgo, Huawei."""
    (route,) = [r for r in found.routes if any(s["to"] == "firm-sophgo" for s in r["steps"])]
    return route


def hooks(law: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    return {(hook["rule"], hook["party"]) for hook in law["hooks"]}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2023-10-01", {HUAWEI}),
        ("2023-11-16", {HUAWEI}),
        ("2023-11-17", {HUAWEI, ADVANCED}),
        ("2023-12-01", {HUAWEI, ADVANCED}),
        ("2025-01-15", {HUAWEI, ADVANCED}),
        ("2025-01-16", {HUAWEI, ADVANCED, SOPHGO}),
        ("2025-01-31", {HUAWEI, ADVANCED, SOPHGO, PRESUMED}),
    ],
)
def test_as_of_tests_on_the_route(case_graph: Graph, on: str, expected: set[tuple[str, str | None]]) -> None:
    """The four hooks of 6.5 on the first hop, from the listings, seats and design match of the graph itself."""
    first = through_sophgo(case_graph.trace("TSMC", "Huawei", law=on))["steps"][0]["law"]
    assert hooks(first) == expected
    assert first["item"]["basis"] == "design match"
    assert first["item"]["figures_of"] == "Huawei Ascend 910B"
    assert first["item"]["records"] == ["rel-match-sophgo-die-910b-die"]
    assert any("design match" in note for note in first["notes"])
    for hook in first["hooks"]:
        assert hook["citation"]
        assert hook["version"]
        assert hook["text_status"]
        assert hook["enforcement_status"]
        assert hook["applies"] == "applies" or hook["unknown"]


def test_on_its_own_days_the_hop_is_flagged_because_of_the_later_holder(case_graph: Graph) -> None:
    """W22, W23: Huawei comes later, and the hook says how well that is known."""
    route = through_sophgo(case_graph.trace("TSMC", "Huawei", law=True))
    first, second = (step["law"] for step in route["steps"])
    assert route["label"] == "flagged"
    assert (first["label"], second["label"]) == ("flagged", "open")
    assert first["days"] == ["2023-01-01", "2024-12-31"]
    (hook,) = [h for h in first["hooks"] if h["party"] == "Huawei"]
    assert (hook["applies"], hook["party_role"], hook["party_strength"]) == ("applies", "later holder", "alleged")
    assert hook["applies_from"] == "2023-12-31"  # the first day that every reading of 2023..2024 has
    assert not any(h["party"] == "Sophgo" and h["applies"] == "applies" for h in first["hooks"])


@pytest.mark.parametrize(
    ("on", "state", "classes"),
    [("2023-06-01", "fits", ["not_controlled"]), (None, "open", ["3A090.a.1", "not_controlled"])],
)
def test_an_explanation_fits_a_hop_with_an_open_day_only_if_it_does_on_each(
    case_graph: Graph, on: str | None, state: str, classes: list[str]
) -> None:
    """Sophgo to Huawei has no last day: the die is below every threshold before 2023-11-17, and perhaps not after (W24, G10)."""
    hop = case_graph.trace("Sophgo", "Huawei", law=on or True).routes[0]["steps"][0]["law"]
    below = next(e for e in hop["explanations"] if e["id"] == "below-threshold")
    assert below["state"] == state
    assert ("the day of the hop" in below["unknown"]) is (on is None)
    assert set(classes) <= set(hop["item"]["classes"])
    assert (len(hop["item"]["classes"]) == 1) is (on is not None)


def test_a_plain_trace_has_no_law(case_graph: Graph) -> None:
    route = through_sophgo(case_graph.trace("TSMC", "Huawei"))
    assert "label" not in route
    assert all("law" not in step for step in route["steps"])


def test_lines_stand_beside_the_hop(case_graph: Graph) -> None:
    text = "\n".join(trace_lines(case_graph.trace("TSMC", "Huawei", law="2023-12-01").to_dict()))
    assert "734.9(e)(1) because of Huawei (later holder, alleged) applies" in text
    assert "by design match with Huawei Ascend 910B" in text
    assert "not known: class of the item" in text


def test_without_the_match_nothing_stands_in(case_graph: Graph) -> None:
    """O30: before anybody published the match, the die has no figures, and no later knowledge leaks in."""
    match = case_graph.view().records["rel-match-sophgo-die-910b-die"]
    published = min(c.published.lo for c in case_graph.view().claims_about[match.id])
    assert published > parse("2024-09-30").lo
    found = case_graph.judge("2024-09-30").items.item("product-die-sophgo-ordered")
    assert (found.basis, found.item.by_design_match) == ("none", None)


def test_a_product_without_figures_only_may_be_controlled(case_graph: Graph) -> None:
    """W24: unknown figures give *may apply*, with what is missing, and never a default."""
    found = case_graph.trace("TSMC", "PowerAIR", law="2024-01-10").routes[0]
    law = found["steps"][0]["law"]
    assert law["item"]["basis"] == "none"
    assert {"tpp", "die_area"} <= set(law["item"]["settled_by"])
    assert "not_controlled" in law["item"]["classes"]
    assert len(law["item"]["classes"]) > 1
    assert all(h["applies"] == "may_apply" and h["unknown"] for h in law["hooks"])
    assert found["label"] != "flagged"


def test_remote_use_through_indonesia_is_not_shown_to_apply(tmp_path_factory: pytest.TempPathFactory) -> None:
    """C10, the negative control: the last link is use, not possession, and no rule reaches the hops before it (W25).

    It holds on all days on which the racks can have gone, and says that the groups of Indonesia before 2025-10 are recalled.
    """
    graph = chipgraph.open(tmp_path_factory.mktemp("c10"))
    cases = (SOURCES / "curated" / name for name in ("seed_article", "inspur", "indosat_inf"))
    graph.put(contents(*REFERENCE, SOURCES / "reference" / "law", CASE, *cases))
    for law in (True, "2024-01-01", "2025-05-14", "2025-10-15"):
        routes = graph.trace(to="Indosat", law=law).routes
        assert routes
        assert {route["label"] for route in routes} == {"not shown to apply"}
    sale = graph.trace("Aivres", "Indosat", law="2024-06-01").routes[0]["steps"][0]["law"]
    assert any("recalled" in note for note in sale["notes"])
    assert sale["item"]["basis"] == "contained"
    assert sale["item"]["figures_of"] == "NVIDIA GB200 (per GPU)"
    assert sale["item"]["classes"] == ["4A090.a"]
    assert not any("firm-indosat" in [s["to"] for s in r["steps"]] for r in graph.flags().routes)


def test_a_day_must_be_one(case_graph: Graph) -> None:
    with pytest.raises(UsageError, match="not one day"):
        case_graph.trace("TSMC", "Huawei", law="2023")


def listed(start: str, end: str, name: str = "entity-list") -> Listed:
    return Listed(name, parse(start), parse(end), start)


def test_a_list_read_later_does_not_blur_the_day_of_the_rule() -> None:
    """A row that says "on it by 2025-01-16" and a rule that says "from 2025-01-16" are one listing."""
    (one,) = merged([listed("..2025-01-16", "2026-07-09.."), listed("2025-01-16", "")])
    assert one.start == parse("2025-01-16")
    assert one.end.lo == parse("2026-07-09").lo


def test_listings_that_cannot_be_one_stay_apart() -> None:
    found = merged([listed("2019", "2020"), listed("2022", ""), listed("2022", "", "4")])
    assert sorted((e.name, e.start) for e in found) == [
        ("4", parse("2022")),
        ("entity-list", parse("2019")),
        ("entity-list", Interval(parse("2022").lo, parse("2022").hi)),
    ]


def test_an_assembly_takes_its_class_from_what_it_contains(case_graph: Graph) -> None:
    """O31, decision 0017: CloudMatrix 384 holds the 910C; nothing of it is controlled before the rule for assemblies."""
    judge = case_graph.judge()
    found = judge.items.item(case_graph.entity("Huawei CloudMatrix 384").id)
    assert (found.basis, found.source) == ("contained", "Huawei Ascend 910C")
    assert found.records[0].startswith("rel-")
    classes = {on: judge.items.classes(found, parse(on).lo, judge.law)[0] for on in ("2022-01-01", "2024-01-01")}
    assert classes["2022-01-01"] == ("not_controlled",)
    assert all(outcome.startswith("4A090") or outcome == "not_controlled" for outcome in classes["2024-01-01"])


ASSEMBLED = """
dataset: {name: made-up, title: made-up}
sources:
  made-up-paper: {title: Paper, publisher: Somebody, published: 2024-06-01}
entities:
  firm-made-up-paper: {class: Firm, name: Somebody}
  product-made-up-known: {class: Server, name: Server of H100}
  product-made-up-below: {class: Server, name: Server of a chip below the thresholds}
  product-made-up-empty: {class: Server, name: Server of whatever}
claims:
  - {relation: Composition, from: chips-nvidia-h100-sxm5-80gb, to: product-made-up-known, by: [BY]}
  - {relation: Composition, from: chips-nvidia-h20-96gb, to: product-made-up-below, by: [BY]}
"""


def test_classify_takes_a_product_that_only_the_graph_has(case_graph: Graph) -> None:
    found = GraphNames(case_graph.view(), case_graph.judge()).classification(
        "Huawei CloudMatrix 384", parse("2024-06-01").lo
    )
    assert found.item == "Huawei CloudMatrix 384"
    assert found.outcomes
    assert set(found.outcomes) <= {"4A090.a", "4A090", "4A090.b", "not_controlled"}
    assert "what it contains" in found.notes[0]
    with pytest.raises(NameNotFoundError):
        GraphNames(case_graph.view(), case_graph.judge()).classification("no such thing", 0)


def test_an_assembly_is_three_valued(loaded: Loaded) -> None:
    """Controlled by an IC that is, not by one that is not, and open where nobody says what is inside."""
    judge = loaded(ASSEMBLED.replace("BY", BY)).judge()
    on = parse("2024-01-01").lo
    told = {
        name: judge.items.classes(judge.items.item(f"product-made-up-{name}"), on, judge.law)[0]
        for name in ("known", "below", "empty")
    }
    assert told["known"] == ("4A090.a",)
    assert told["below"] == ("not_controlled",)
    assert told["empty"] == ("4A090.a", "4A090.b", "not_controlled")


LICENSED = """
dataset: {name: made-up, title: made-up}
sources:
  made-up-paper: {title: Paper, publisher: Somebody, published: 2024-06-01}
entities:
  firm-made-up-seller: {class: Distributor, name: Made-up Seller}
  firm-made-up-buyer: {class: Firm, name: Made-up Buyer}
  firm-made-up-paper: {class: Firm, name: Somebody}
claims:
  - {relation: Seat, from: firm-made-up-seller, to: territory-us, by: [BY]}
  - {relation: Seat, from: firm-made-up-buyer, to: territory-cn, by: [BY]}
  - {relation: Transfer, from: firm-made-up-seller, to: firm-made-up-buyer, product: chips-nvidia-h100-sxm5-80gb, starts: 2024-01-10, ends: 2024-01-12, by: [BY]}
"""
LICENCE = """
  - {relation: Licence, from: firm-made-up-buyer, to: chips-nvidia-h100-sxm5-80gb, starts: 2023-12-01, ends: 2024-12-31, by: [BY]}
"""


BY = "{stance: asserts, maker: firm-made-up-paper, method: register, source: made-up-paper}"


def test_a_licence_on_record_takes_the_flag_away(loaded: Loaded) -> None:
    """W25, G10: the same hop is flagged without the licence; with it the hook stands, and the explanation fits."""
    names = ("Made-up Seller", "Made-up Buyer")
    (flagged,) = loaded(LICENSED.replace("BY", BY)).trace(*names, law=True).routes
    (covered,) = loaded((LICENSED + LICENCE.lstrip("\n")).replace("BY", BY)).trace(*names, law=True).routes
    assert (flagged["label"], covered["label"]) == ("flagged", "not shown to apply")
    law = covered["steps"][0]["law"]
    assert law["licence_on_record"] is True
    assert law["hooks"]
    assert [(e["id"], e["state"]) for e in law["explanations"] if e["id"] == "licence-on-record"] == [
        ("licence-on-record", "fits")
    ]

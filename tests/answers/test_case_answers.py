"""What the case must answer: routes, denials, and nothing that the sources do not say (issue 3, point 11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from chipgraph.errors import AmbiguousNameError, NameNotFoundError, UsageError
from chipgraph.graph import Graph

Route = Mapping[str, Any]


def path(route: Route) -> list[str]:
    """The records that a route walks."""
    return [step["record"] for step in route["steps"]]


def holders(route: Route) -> list[str | None]:
    """Who holds what, in order."""
    states = [route["steps"][0]["holding_from"], *(step["holding_to"] for step in route["steps"])]
    return [state["holder"] for state in states]


def through(routes: tuple[Route, ...], *parties: str) -> Route:
    """The first route whose holders are these, each once."""
    return next(r for r in routes if list(dict.fromkeys(holders(r))) == list(parties))


@pytest.fixture(scope="module")
def to_huawei(shipped: Graph) -> tuple[Route, ...]:
    return shipped.trace("TSMC", "Huawei").routes


@pytest.fixture(scope="module")
def to_910c(shipped: Graph) -> tuple[Route, ...]:
    return shipped.trace(to="Ascend 910C").routes


def test_the_logic_die_route_is_alleged_and_disputed_with_the_narrow_denials_beside_it(
    to_huawei: tuple[Route, ...],
) -> None:
    route = through(to_huawei, "firm-tsmc", "firm-sophgo", "firm-huawei")
    assert (route["verdict"], route["strength"], route["disputed"], route["marks"]) == ("possible", "alleged", True, [])
    made, passed = route["steps"]
    assert (made["type"], made["strength"], made["standing"]) == ("Fabrication", "reported", "undisputed")
    assert (passed["type"], passed["strength"], passed["standing"]) == ("Transfer", "alleged", "disputed")
    denials = {d["maker"]: d for d in route["denials"]}
    assert "direct or indirect business relationship with Huawei" in str(denials["firm-sophgo"]["quote"])
    assert denials["firm-sophgo"]["reach"] == "of this step"
    assert denials["firm-sophgo"]["counted"]
    assert not denials["firm-huawei"]["counted"], "Huawei spoke of TSMC, not of Sophgo (case file, 6.4)"
    assert denials["firm-huawei"]["reach"] == "between parties of the route"


def test_each_step_names_dates_claims_and_sources(to_huawei: tuple[Route, ...]) -> None:
    for route in to_huawei:
        for step in route["steps"]:
            assert step["claims"], step["record"]
            assert all(c["source"] for c in step["claims"] if c["maker"] != "agent-chipgraph-curators")
            assert {"starts", "ends", "from_earliest", "to_latest"} <= set(step["window"])


def test_supply_by_sophgo_is_asserted_by_nobody(shipped: Graph) -> None:
    """O16: a teardown is no delivery; the second hop is a transfer by means that nobody states."""
    relations = shipped.show("Sophgo")["relations"]
    assert not [r for r in relations if r["type"] in ("Supply", "Shipment") and r["from"] == "firm-sophgo"]


def test_tsmc_to_huawei_until_2020_is_admitted_and_later_denials_do_not_count(to_huawei: tuple[Route, ...]) -> None:
    route = through(to_huawei, "firm-tsmc", "firm-huawei")
    (step,) = route["steps"]
    assert (step["strength"], step["standing"], step["status"]) == ("admitted", "undisputed", "admitted")
    assert step["window"]["ends"] == "2020-09"
    denying = {c["maker"] for c in step["claims"] if c["stance"] == "denies"}
    assert denying == {"firm-huawei", "firm-tsmc"}
    assert not any(c["counted"] for c in step["claims"] if c["stance"] == "denies")


def test_tsmc_to_huawei_after_2020_is_denied_only_and_walked_only_on_request(shipped: Graph) -> None:
    answer = shipped.trace("TSMC", "Huawei")
    (denied,) = answer.denied_relations
    assert (denied["type"], denied["standing"], denied["strength"]) == ("Fabrication", "denied", "none")
    assert set(denied["denying_makers"]) == {"firm-tsmc", "firm-huawei"}
    assert not denied["asserting_makers"]
    walked = {r for route in answer.routes for r in path(route)}
    assert not walked & set(denied["records"])
    on_request = shipped.trace("TSMC", "Huawei", include=("denied",)).routes
    (route,) = [r for r in on_request if path(r) == denied["records"]]
    assert (route["strength"], route["steps"][0]["standing"]) == ("none", "denied")


def test_powerair_is_suspected_not_established_and_was_asked(to_huawei: tuple[Route, ...]) -> None:
    route = through(to_huawei, "firm-tsmc", "firm-powerair", "firm-huawei")
    last = route["steps"][1]
    assert last["strength"] == "alleged"
    assert [c["method"] for c in last["claims"] if c["stance"] == "asserts"] == ["suspicion"]
    silent = [c for c in last["claims"] if c["stance"] == "silent"]
    assert [c["maker"] for c in silent] == ["firm-powerair"]
    assert last["standing"] == "undisputed", "silence is no denial (O21)"


def test_smics_counter_claim_stands_beside_and_is_not_merged(to_910c: tuple[Route, ...], shipped: Graph) -> None:
    assert through(to_910c, "firm-smic", "firm-huawei")["strength"] == "reported"
    assert through(to_910c, "firm-tsmc", "firm-sophgo", "firm-huawei")
    made = [r for r in shipped.show("firm-huawei")["relations"] if r["type"] == "Fabrication"]
    assert {r["from"] for r in made} == {"firm-smic", "firm-tsmc"}


def test_the_ordered_die_and_the_found_die_are_two_products_tied_by_the_design_match(
    to_910c: tuple[Route, ...],
) -> None:
    route = through(to_910c, "firm-tsmc", "firm-sophgo", "firm-huawei")
    match = next(s for s in route["steps"] if s["type"] == "DesignMatch")
    assert match["marks"] == ["by_design_match"]
    assert match["holding_from"]["product"] != match["holding_to"]["product"]


def test_memory_reaches_the_910c_by_coasia_and_by_the_repackaging_at_faraday(to_910c: tuple[Route, ...]) -> None:
    short = through(to_910c, "firm-samsung", "firm-coasia-electronics", "firm-huawei")
    assert short["marks"] == []
    long = next(
        r
        for r in to_910c
        if [h for h in dict.fromkeys(holders(r)) if h][:3]
        == ["firm-samsung", "firm-coasia-electronics", "firm-faraday-technology"]
        and holders(r)[-1] == "firm-huawei"
    )
    assert any(str(h).startswith("unknown-") for h in holders(long)), "the buyer is not named"
    assert long["strength"] == "alleged"


def test_all_branches_go_on_to_cloudmatrix_384(shipped: Graph, to_910c: tuple[Route, ...]) -> None:
    routes = shipped.trace(to="CloudMatrix 384").routes
    ends = {tuple(dict.fromkeys(holders(r))) for r in routes}
    for parties in (
        ("firm-smic", "firm-huawei"),
        ("firm-tsmc", "firm-sophgo", "firm-huawei"),
        ("firm-samsung", "firm-coasia-electronics", "firm-huawei"),
    ):
        assert parties in ends


@pytest.mark.parametrize("product", ["Ascend 910C", "CloudMatrix 384"])
def test_routes_that_sources_tell_come_before_those_put_together_from_marks(shipped: Graph, product: str) -> None:
    """Section 7 of the route rules; what counts as a mark: decision 0007."""
    routes = shipped.trace(to=product).routes
    granted = [[m for m in r["marks"] if m != "by_design_match"] for r in routes]
    assert [len(m) for m in granted] == sorted(len(m) for m in granted)
    told = [tuple(dict.fromkeys(holders(r))) for r, m in zip(routes, granted, strict=True) if not m]
    assert ("firm-smic", "firm-huawei") in told
    assert ("firm-tsmc", "firm-sophgo", "firm-huawei") in told
    assert ("firm-samsung", "firm-coasia-electronics", "firm-huawei") in told


def test_what_no_source_says_bears_a_mark(shipped: Graph, to_910c: tuple[Route, ...]) -> None:
    """Issue 3, point 11: the design-file leg and the last hop of the repackaged memory are the curators' conclusions."""
    for route in to_910c:
        for step in route["steps"]:
            makers = {c["maker"] for c in step["claims"] if c["stance"] == "asserts" and c["active"]}
            assert ("inferred" in step["marks"]) == (makers == {"agent-chipgraph-curators"}), step["record"]
    assert any("inferred" in route["marks"] for route in to_910c)


def test_huawei_and_its_row_on_the_entity_list_are_one_party(shipped: Graph) -> None:
    """O35: merged by a judgement, under the curated id; subsidiaries on the list stay parties of their own."""
    entity = shipped.entity("us-bis-entity-list-cn-huawei-technologies-co-ltd-84fr22963")
    assert entity.id == "firm-huawei"
    assert len(entity.referents) == 2
    listings = [r for r in shipped.show("Huawei")["relations"] if r["type"] == "Listing"]
    assert listings
    assert all(r["strength"] == "official" for r in listings)


def test_what_was_known_before_the_teardown_knows_no_route_to_huawei_by_sophgo(shipped: Graph) -> None:
    """O30: no later thing leaks into an earlier answer."""
    answer = shipped.trace("TSMC", "Huawei", known_on="2024-09-30")
    assert "firm-sophgo" not in {h for r in answer.routes for h in holders(r)}
    later = shipped.trace("TSMC", "Huawei", known_on="2025-12-31")
    assert "firm-sophgo" in {h for r in later.routes for h in holders(r)}


def test_filters_say_what_they_removed_and_whether_a_route_exists_without_them(shipped: Graph) -> None:
    answer = shipped.trace("Sophgo", "Huawei", disputed="exclude")
    assert not answer.routes
    effect = next(f for f in answer.certificate["filters"] if f["name"] == "disputed")
    assert effect["steps_removed"] > 0
    assert effect["route_without"] == "yes"
    assert answer.why_not is not None
    assert any(m["constraint"] == "disputed" for m in answer.why_not["misses"])


def test_the_certificate_writes_out_every_bound_and_names_the_holes(shipped: Graph) -> None:
    certificate = shipped.trace("TSMC", "Huawei").certificate
    assert certificate["exhaustive"]
    assert certificate["bounds"]["max_transfers"] == 6
    assert certificate["bounds"]["mode"] == "follow"
    assert certificate["routes_listed"] == certificate["routes_in_all"]
    assert certificate["holes"]["quarantined_rows"] > 0
    assert {d["name"] for d in certificate["datasets"]} >= {"us-bis-entity-list", "tsmc_sophgo_huawei"}


def test_no_route_is_an_answer_that_says_what_is_missing(shipped: Graph) -> None:
    answer = shipped.trace("Bitmain", "Samsung")
    assert answer.routes == ()
    assert answer.certificate["exhaustive"]
    assert answer.why_not is not None
    assert answer.why_not["misses"]


@pytest.mark.parametrize("name", ["华为", "HUAWEI", "firm-huawei", "Huawei"])
def test_names_resolve_in_any_script(shipped: Graph, name: str) -> None:
    assert shipped.entity(name).id == "firm-huawei"


def test_sophgo_is_found_by_its_chinese_name(shipped: Graph) -> None:
    assert shipped.entity("算能").id == "firm-sophgo"


def test_a_wrong_name_lists_the_nearest_and_an_ambiguous_one_its_candidates(shipped: Graph) -> None:
    with pytest.raises(NameNotFoundError) as missing:
        shipped.entity("Sophgoo")
    assert any("ophgo" in n for n in missing.value.nearest)
    with pytest.raises(AmbiguousNameError) as several:
        shipped.entity("Huawei Technology")
    assert len(several.value.candidates) == 2


@pytest.mark.parametrize(
    "bounds", [{"mode": "guess"}, {"since": "2024-02-30"}, {"nonsense": 1}, {"since": "2025", "until": "2024"}]
)
def test_a_bound_that_cannot_be_is_refused(shipped: Graph, bounds: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        shipped.trace("TSMC", "Huawei", **bounds)


def test_the_same_question_gives_the_same_bytes(shipped: Graph) -> None:
    assert shipped.trace("TSMC", "Huawei").to_json() == Graph(shipped.settings).trace("TSMC", "Huawei").to_json()


def test_a_trace_becomes_frames_and_a_graph_with_its_denials(shipped: Graph) -> None:
    trace = shipped.trace("TSMC", "Huawei")
    frame = trace.to_polars()
    assert frame.height == sum(len(r["steps"]) for r in trace.routes)
    assert trace.to_pandas().shape[0] == frame.height
    edges = trace.to_networkx().edges(data=True)
    assert any("denies" in str(values["denials"]) for *_, values in edges)


def test_an_entry_was_known_from_the_day_that_it_was_published(shipped: Graph) -> None:
    """O30: the snapshot is of 2026, the entry of SMIC was published on 2020-12-22."""
    row = "us-bis-entity-list-cn-semiconductor-manufacturing-international-corporation-smic-85fr83420"
    smic = shipped.records[next(r.id for r in shipped.records if r.id.startswith(row[:60]) and "Firm" in r.types)]
    for day, listed in (("2020-12-01", False), ("2021-01-01", True)):
        view = shipped.view(day)
        listings = [p for p in view.propositions.values() if p.type == "Listing" and p.source == smic.id]
        assert bool(listings) == listed
        assert (smic.id in view.entities) == listed
        ends = {e for p in view.propositions.values() for e in (p.source, p.target)}
        assert ends <= set(view.entities), "no relation hangs in the air"

"""Expansions and views, against a plain walk over all propositions (F4, F5, F14, F20, F27, F44, F75, O14)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipgraph.errors import NameNotFoundError, UsageError
from chipgraph.graph import Graph
from chipgraph.linked import questions
from chipgraph.linked.index import BOTH, page
from chipgraph.linked.payload import LinkedView, Viewer

HUAWEI, TSMC, SOPHGO, LIST = "firm-huawei", "firm-tsmc", "firm-sophgo", "list-us-bis-entity-list"
SOME = [HUAWEI, TSMC, SOPHGO, LIST, "firm-smic", "territory-cn", "product-ascend-910b", "product-die-ascend-910b"]


def keys(view: LinkedView) -> list[str]:
    return [str(edge["key"]) for edge in view.edges]


def touching(viewer: Viewer, id: str) -> set[str]:
    """Brute force: every proposition in which an entity is an end or the product."""
    return {p.id for p in viewer.view.propositions.values() if id in (p.source, p.target, p.product)}


@pytest.mark.parametrize("id", SOME)
def test_the_counts_before_an_expansion_are_those_of_the_expansion(viewer: Viewer, id: str) -> None:
    links = viewer.index.links(id)
    assert sum(link.count for link in links) == viewer.index.degree(id) == len(touching(viewer, id))
    for link in links:
        found = viewer.index.of(id, link.type, link.direction)
        assert len(found) == link.count
        assert {p.type for p in found} == {link.cls}


@pytest.mark.parametrize("id", SOME)
def test_paging_gives_every_relation_once(viewer: Viewer, id: str) -> None:
    seen: list[str] = []
    after = None
    while True:
        view = questions.expand(viewer, id, limit=500, after=after)
        seen.extend(keys(view))
        assert view.edges_in_all == len(touching(viewer, id))
        after = view.next
        if after is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == touching(viewer, id)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), limit=st.integers(1, 7))
def test_any_two_pages_follow_each_other(viewer: Viewer, data: st.DataObject, limit: int) -> None:
    id = data.draw(st.sampled_from(SOME[:3]))
    whole = viewer.index.of(id)
    start = data.draw(st.integers(0, len(whole) - 1))
    after = None if start == 0 else whole[start - 1].id
    part = page(whole, limit, after)
    assert part.propositions == whole[start : start + limit]
    assert (part.next is None) == (start + limit >= len(whole))


def test_a_cursor_of_other_data_says_so(viewer: Viewer) -> None:
    with pytest.raises(UsageError, match="Start again without it"):
        questions.expand(viewer, HUAWEI, after="prop-of-long-ago")


@settings(max_examples=40, deadline=None)
@given(ids=st.lists(st.sampled_from(SOME), min_size=1, max_size=5, unique=True))
def test_a_view_has_all_relations_with_both_ends_in_the_set(viewer: Viewer, ids: list[str]) -> None:
    wanted = {p.id for p in viewer.view.propositions.values() if {p.source, p.target} <= set(ids)}
    view = questions.among(viewer, ids)
    assert set(keys(view)) == wanted
    assert {str(n["key"]) for n in view.nodes} == set(ids)


def test_depth_one_brings_the_neighbours_and_counts_what_is_left_out(viewer: Viewer) -> None:
    view = questions.among(viewer, [HUAWEI], depth=1, limit=5)
    assert len(view.edges) == 5
    assert view.edges_in_all == len(touching(viewer, HUAWEI))


def test_all_parts_of_a_view_speak_of_the_same_ids(viewer: Viewer) -> None:
    view = questions.among(viewer, [HUAWEI, TSMC, SOPHGO], depth=1)
    nodes, edges = {str(n["key"]) for n in view.nodes}, set(keys(view))
    assert {row["id"] for row in view.rows} == edges
    assert {str(t["id"]) for t in view.timeline} | set(view.undated) == edges
    assert not {str(t["id"]) for t in view.timeline} & set(view.undated)
    for feature in view.features:
        properties = feature["properties"]
        assert isinstance(properties, dict)
        assert properties.get("node", HUAWEI) in nodes
        assert properties.get("edge", next(iter(edges))) in edges
    drawn = {f["properties"]["node"] for f in view.features if "node" in f["properties"]}  # type: ignore[index, operator]
    assert drawn | set(view.unplaced) == nodes
    assert not drawn & set(view.unplaced)


def test_every_edge_has_both_axes_and_its_denials(viewer: Viewer) -> None:
    view = questions.among(viewer, [SOPHGO, HUAWEI])
    attributes = {str(e["key"]): e["attributes"] for e in view.edges}
    for id, told in attributes.items():
        assert isinstance(told, dict)
        status = viewer.view.propositions[id].status
        assert (told["strength"], told["standing"]) == (status.strength.word, str(status.standing))
        if str(status.standing) in ("disputed", "denied"):
            assert told["denials"]
    disputed = [a for a in attributes.values() if isinstance(a, dict) and a["disputed"]]
    assert disputed
    line = disputed[0]["denials"][0]
    assert line["maker_caption"] == "Sophgo"
    assert "denies" in line["sentence"]


def test_an_old_id_is_what_it_is_now_and_an_unknown_one_is_named(viewer: Viewer) -> None:
    merged = next(e for e in viewer.view.entities.values() if len(e.referents) > 1)
    old = next(r for r in merged.referents if r != merged.id)
    view = questions.among(viewer, [old, "firm-of-other-data"])
    assert [n["key"] for n in view.nodes] == [merged.id]
    assert view.question["unknown"] == ["firm-of-other-data"]
    assert view.question["renamed"] == {old: merged.id}


def test_only_unknown_ids_are_an_error(viewer: Viewer) -> None:
    with pytest.raises(NameNotFoundError):
        questions.among(viewer, ["nobody"])
    with pytest.raises(NameNotFoundError):
        questions.expand(viewer, "nobody")


def test_the_view_of_a_trace_has_its_steps_its_tiers_and_what_is_denied(viewer: Viewer, shipped: Graph) -> None:
    answer = shipped.trace("TSMC", "Huawei").to_dict()
    view = questions.of_trace(viewer, answer)
    steps = [s for route in answer["routes"] for s in route["steps"]]
    assert {s["proposition"] for s in steps} <= set(keys(view))
    assert {r["proposition"] for r in answer["denied_relations"]} <= set(keys(view))
    tiers = {str(n["key"]): n["attributes"]["tier"] for n in view.nodes}  # type: ignore[index]
    assert tiers[TSMC] == 0
    for route in answer["routes"]:
        for number, step in enumerate(route["steps"]):
            assert tiers[step["from"]] >= number
            assert tiers[step["to"]] >= number + 1
    assert view.certificate == answer["certificate"]


def test_the_views_of_reach_and_lineage_have_every_relation_they_name(viewer: Viewer, shipped: Graph) -> None:
    reached = shipped.reach("Sophgo")
    document = {**(reached.document or {}), "certificate": dict(reached.certificate)}
    steps = {s["proposition"] for h in document["holdings"] for s in h["best"]["steps"]}  # type: ignore[attr-defined]
    assert steps
    assert steps <= set(keys(questions.of_document(viewer, document)))
    line = shipped.lineage("Ascend 910B")
    told = {**(line.document or {}), "certificate": dict(line.certificate)}
    assert keys(questions.of_document(viewer, told))


def test_a_product_is_expanded_by_the_relations_in_which_it_moves(viewer: Viewer) -> None:
    moved = [p for p in viewer.view.propositions.values() if p.product is not None and p.type == "Fabrication"]
    product = str(moved[0].product)
    kinds = {(link.type, link.direction) for link in viewer.index.links(product)}
    assert ("FABRICATED_FOR", BOTH) in kinds
    assert moved[0].id in keys(questions.expand(viewer, product, type="Fabrication", direction=BOTH))


def test_an_unknown_kind_of_relation_lists_those_there_are(viewer: Viewer) -> None:
    with pytest.raises(UsageError, match="FABRICATED_FOR"):
        questions.expand(viewer, HUAWEI, type="SMUGGLED_TO")

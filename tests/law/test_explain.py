"""Lawful explanations are offered when facts fit, with what supports and what contradicts them (O34, G10)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.law.conftest import day

from chipgraph.law import Chips, Hop, Law, Party, item_of
from chipgraph.law.explain import explain


def hop(chips: Chips, on: str, item: str, origin: str, destination: str, *parties: Party) -> Hop:
    return Hop(day(on), day(on), item_of(chips.find(item), chips), origin, (destination,), parties)


def offered(law: Law, asked: Hop) -> dict[str, str]:
    return {o.id: o.state for o in explain(asked, asked.first, law)}


def test_below_the_threshold(law: Law, chips: Chips) -> None:
    found = explain(hop(chips, "2024-06-01", "H20", "US", "CN"), day("2024-06-01"), law)
    assert [(o.id, o.state) for o in found] == [("below-threshold", "fits")]
    assert found[0].supports
    assert found[0].supported_by
    assert "below-threshold" not in offered(law, hop(chips, "2024-06-01", "H100", "US", "CN"))


@pytest.mark.parametrize(
    ("flags", "id"),
    [
        ({"remote_use": True}, "use-not-possession"),
        ({"produced_before_rule": True}, "grandfathered"),
        ({"licence_on_record": True}, "licence-on-record"),
    ],
)
def test_a_stated_fact_offers_its_explanation(law: Law, chips: Chips, flags: dict[str, bool], id: str) -> None:
    asked = hop(chips, "2024-06-01", "H100", "US", "CN")
    assert offered(law, asked) == {}
    assert offered(law, replace(asked, flags=flags)) == {id: "fits"}


def test_no_export(law: Law, chips: Chips) -> None:
    assert offered(law, hop(chips, "2024-06-01", "H100", "US", "US"))["no-export"] == "fits"
    assert offered(law, hop(chips, "2024-06-01", "H100", "CN", "HK"))["no-export"] == "fits"


def test_an_exempt_destination_is_contradicted_by_a_seat(law: Law, chips: Chips) -> None:
    local = Party("a", "A", headquarters="MX", ultimate_parent="MX")
    seated = Party("b", "B", headquarters="CN")
    unknown = Party("c", "C", headquarters="MX")
    on = "2026-09-24"
    assert offered(law, hop(chips, on, "H100", "US", "MX", local))["exempt-destination"] == "fits"
    assert offered(law, hop(chips, on, "H100", "US", "MX", unknown))["exempt-destination"] == "open"
    (found,) = explain(hop(chips, on, "H100", "US", "MX", seated), day(on), law)
    assert (found.id, found.state) == ("exempt-destination", "contradicted")
    assert found.contradicts

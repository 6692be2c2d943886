"""O20: what a denied pattern counts for, what it is only shown beside, what it is not about. W19: beside a route."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from chipgraph.claims import ClassTree, Pattern
from chipgraph.dates import ALWAYS, LAST, UNKNOWN, Interval, event_bounds, parse, state_bounds
from chipgraph.patterns import Between, Reach, Target, between, reach

Found = Callable[..., Reach]

FAMILY = {"910b1": ("910b", "ascend"), "910b": ("ascend",)}


@pytest.fixture
def found(schema: ClassTree) -> Found:
    """Ask ``reach`` with the schema and the variant tree of these tests."""

    def ask(pattern: Pattern, target: Target, said: Interval = SAID) -> Reach:
        return reach(pattern, said, target, schema, ancestors=ancestors)

    return ask


def ancestors(product: str) -> Sequence[str]:
    return FAMILY.get(product, ())


def record(
    source: str = "sophgo",
    target: str = "huawei",
    *,
    cls: str = "Transfer",
    product: str | None = "die",
    start: str | None = "2023",
    asserted: str | None = None,
    undirected: bool = False,
) -> Target:
    bounds = state_bounds(parse(start), UNKNOWN)
    return Target(cls, source, target, product, bounds, parse(asserted).hi, undirected)


ANY_BUSINESS = Pattern("p", "case", "Relation", "sophgo", "huawei", indirect=True, both_directions=True)
"""K9: never engaged in any direct or indirect business relationship with Huawei."""
SAID = parse("2024-10-26..2024-10-27")


def test_the_denial_of_any_business_reaches_the_transfer(found: Found) -> None:
    """K9 reaches K5b, whose start is stated by month and was reported by the day of the denial."""
    k5b = record(start="2023..2024-10", asserted="2024-10-26")
    assert found(ANY_BUSINESS, k5b) == Reach.COUNTS


def test_what_began_after_the_day_of_the_denial_is_shown(found: Found) -> None:
    assert found(ANY_BUSINESS, record(start="2025")) == Reach.SHOWN
    assert found(ANY_BUSINESS, record(start="2024-10-27")) == Reach.COUNTS
    assert found(ANY_BUSINESS, record(start="2024-10-28")) == Reach.SHOWN


def test_an_unknown_start_is_bounded_by_the_earliest_assertion(found: Found) -> None:
    assert found(ANY_BUSINESS, record(start=None, asserted="2024-10-20")) == Reach.COUNTS
    assert found(ANY_BUSINESS, record(start=None, asserted="2025-05")) == Reach.SHOWN
    assert found(ANY_BUSINESS, record(start=None)) == Reach.SHOWN


def test_a_denial_with_a_window_spares_what_began_before(found: Found) -> None:
    """K11, K19: nothing since 2020-09; the supply until 2020 is another matter."""
    since = Pattern("p", "case", "Fabrication", "tsmc", "huawei", valid_from=parse("2020-09"))
    assert found(since, record("tsmc", "huawei", cls="Fabrication", start="..2020-08")) == Reach.SHOWN
    assert found(since, record("tsmc", "huawei", cls="Fabrication", start="2019")) == Reach.SHOWN
    assert found(since, record("tsmc", "huawei", cls="Fabrication", start="2021")) == Reach.COUNTS
    closed = replace(since, valid_to=parse("2022"))
    assert found(closed, record("tsmc", "huawei", cls="Fabrication", start="2023")) == Reach.SHOWN


def test_class_by_the_tree(found: Found) -> None:
    supply = replace(ANY_BUSINESS, relation_class="Supply")
    transfer = replace(ANY_BUSINESS, relation_class="Transfer")
    assert found(supply, record(cls="Transfer")) == Reach.NOT_ABOUT
    assert found(transfer, record(cls="Supply")) == Reach.COUNTS
    assert found(transfer, record(cls="Fabrication")) == Reach.NOT_ABOUT


def test_direction(found: Found) -> None:
    one_way = replace(ANY_BUSINESS, both_directions=False)
    back = record("huawei", "sophgo")
    assert found(one_way, back) == Reach.NOT_ABOUT
    assert found(ANY_BUSINESS, back) == Reach.COUNTS
    assert found(one_way, record("huawei", "sophgo", cls="Affiliation", undirected=True)) == Reach.COUNTS


def test_any_end(found: Found) -> None:
    """Nothing made for Huawei, by anybody; nothing sold by Sophgo, to anybody."""
    assert found(replace(ANY_BUSINESS, source=None, both_directions=False), record("smic")) == Reach.COUNTS
    assert found(replace(ANY_BUSINESS, target=None, both_directions=False), record(target="x")) == Reach.COUNTS
    assert found(replace(ANY_BUSINESS, source=None, both_directions=False), record("huawei", "x")) == Reach.NOT_ABOUT


@pytest.mark.parametrize(
    ("denied", "stated", "wanted"),
    [
        (None, None, Reach.COUNTS),
        (None, "die", Reach.COUNTS),
        ("910b", "910b", Reach.COUNTS),
        ("910b", "910b1", Reach.COUNTS),
        ("ascend", "910b1", Reach.COUNTS),
        ("910b1", "910b", Reach.SHOWN),
        ("910b", None, Reach.SHOWN),
        ("910b", "die", Reach.NOT_ABOUT),
    ],
)
def test_products(found: Found, denied: str | None, stated: str | None, wanted: Reach) -> None:
    assert found(replace(ANY_BUSINESS, product=denied), record(product=stated)) == wanted


def test_events_and_timeless_relations(found: Found) -> None:
    shipped = replace(record(), bounds=event_bounds(parse("2024-03")))
    assert found(ANY_BUSINESS, shipped) == Reach.COUNTS
    assert found(ANY_BUSINESS, replace(record(), bounds=ALWAYS)) == Reach.COUNTS
    assert found(ANY_BUSINESS, replace(shipped, bounds=event_bounds(UNKNOWN))) == Reach.SHOWN


def test_identity(schema: ClassTree) -> None:
    merged = {"bis-4711": "huawei"}
    named = replace(ANY_BUSINESS, target="bis-4711")
    assert reach(named, SAID, record(), schema, lambda id: merged.get(id, id)) == Reach.COUNTS
    assert reach(named, SAID, record(), schema) == Reach.NOT_ABOUT


def test_an_undated_denial_speaks_of_all_days(found: Found) -> None:
    assert found(ANY_BUSINESS, record(start="2030"), UNKNOWN) == Reach.COUNTS
    assert UNKNOWN.hi == LAST


def test_beside_a_route() -> None:
    route = ("tsmc", "sophgo", "broker", "huawei")
    assert between(ANY_BUSINESS, route) == Between.INDIRECT
    assert between(replace(ANY_BUSINESS, indirect=False), route) == Between.PARTIES
    assert between(replace(ANY_BUSINESS, source="huawei", target="sophgo"), route) == Between.INDIRECT
    one_way = replace(ANY_BUSINESS, source="huawei", target="sophgo", both_directions=False)
    assert between(one_way, route) == Between.PARTIES
    assert between(ANY_BUSINESS, ("tsmc", "huawei")) is None
    assert between(replace(ANY_BUSINESS, source=None), route) is None

"""Parties and stakes taken from a View: readings of one listing are joined, what is denied does not count (W23, P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.law.conftest import day

from chipgraph.coverage import cover_on, coverage
from chipgraph.dates import FIRST, LAST, Bounds, Interval
from chipgraph.law import Chips, Hop, Law, item_of, judge
from chipgraph.law.of_view import ViewParties, listings_of, spans, stakes_of

if TYPE_CHECKING:
    from chipgraph.graph import Graph


def test_a_record_that_names_the_day_narrows_one_that_says_listed_by() -> None:
    exact = Bounds(100, 100, FIRST, LAST)
    listed_by = Bounds(FIRST, 100, 500, LAST)
    assert spans([listed_by, exact]) == [(Interval(100, 100), Interval(500, LAST))]
    assert spans([exact, listed_by]) == spans([listed_by, exact])


def test_two_listings_that_cannot_be_one_stay_two() -> None:
    first, second = Bounds(100, 100, 200, 200), Bounds(300, 300, FIRST, LAST)
    assert len(spans([first, second])) == 2


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2023-10-01", ["734.9(e)(1)"]),
        ("2023-12-01", ["734.9(h)", "734.9(e)(1)"]),
        ("2025-01-16", ["734.9(h)", "734.9(e)(2)", "734.9(e)(1)"]),
        ("2025-01-31", ["734.9(h)", "3A090 Note 1", "734.9(e)(2)", "734.9(e)(1)"]),
    ],
)
def test_as_of_tests_of_the_case_on_the_graph(
    shipped: Graph, law: Law, chips: Chips, on: str, expected: list[str]
) -> None:
    """Case file 6.5 again, with listings, footnotes and roles from the graph, the mirror of the list included."""
    parties = ViewParties(shipped.view(), law)
    at = day(on)
    hop = Hop(
        first=at,
        last=at,
        item=item_of(chips.find("Sophgo-ordered TSMC die (Ascend 910B match)"), chips),
        origin="TW",
        destinations=("CN",),
        parties=(parties.party("firm-sophgo", at), parties.party("firm-huawei", at)),
        exporter=parties.party("firm-tsmc", at),
    )
    assert [h.rule for h in judge(hop, law).hooks] == expected


def test_coverage_on_the_graph(shipped: Graph, law: Law) -> None:
    """C2: Powerair (BVI) owns PowerAIR; nobody is said to own 50 % of Sophgo. All of it stays undetermined."""
    view = shipped.view()
    stakes = stakes_of(view)
    covered = cover_on(stakes, listings_of(view, law), day("2025-10-01"))
    assert len(stakes.ids) >= 2
    assert "covered" not in {coverage(covered, id).answer for id in stakes.ids if not covered.listed[stakes.index[id]]}

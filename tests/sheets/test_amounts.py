"""Quantities as they are written (O17)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.sheets.amounts import Amount, canonical_decimal, parse_amount
from chipgraph.sheets.tables import EntryError


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        (">= 2000000 dies", "2000000", None, "dies"),
        ("> 20 %", "20", None, "%"),
        ("≤ 5", None, "5", None),
        ("384", "384", "384", None),
        ("2 000 000 dies", "2000000", "2000000", "dies"),
        ("11400000..13000000 stacks", "11400000", "13000000", "stacks"),
        ("..5 %", None, "5", "%"),
        ("1.50 mm2", "1.5", "1.5", "mm2"),
    ],
)
def test_what_a_quantity_means(text: str, low: str | None, high: str | None, unit: str | None) -> None:
    assert parse_amount(text) == Amount(low, high, unit)


@pytest.mark.parametrize("text", ["", "dies", "2,5 %", "5 6", "> 1..2", "9..8", "about 5", "1e6", "-3", "..", "nan"])
def test_what_is_no_quantity(text: str) -> None:
    """``2,5`` is refused, as it may mean 2.5 or be a slip for 2,500."""
    with pytest.raises(EntryError):
        parse_amount(text)


@given(st.decimals(min_value=0, max_value=10**15, allow_nan=False, allow_infinity=False, places=4))
def test_a_number_keeps_its_value_and_has_one_form(number: Decimal) -> None:
    """P2: canonical lexical forms only."""
    text = canonical_decimal(format(number, "f"))
    assert Decimal(text) == number
    assert canonical_decimal(text) == text
    assert not ("." in text and text.endswith(("0", ".")))

"""Quantities and shares as a curator writes them: ``>= 2000000 dies``, ``11400000..13000000 stacks``, ``> 20 %`` (O17)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from chipgraph.sheets.tables import EntryError

_NUMBER = r"(?:\d{1,3}(?:[,_\ ]\d{3})+|\d+)(?:\.\d+)?"
"""Digits, in groups of three or in one run: ``2,5`` is refused, since it could mean 2.5."""

_AMOUNT = re.compile(
    r"""(?P<sign>>=|<=|>|<|=|≥|≤)?\s*
        (?P<low>NUMBER)?
        (?P<dots>\.\.)?
        (?P<high>NUMBER)?
        \s*(?![eE]\d)(?P<unit>[^\d\s=<>.,].*)?""".replace("NUMBER", _NUMBER),
    re.VERBOSE,
)

_REMEDY = "Write `3000000 dies`, `>= 2000000 dies`, `<= 5 %` or `1100..1300 stacks`."


@dataclass(frozen=True, slots=True)
class Amount:
    """A span of numbers and what is counted; None where a side is not stated."""

    low: str | None
    high: str | None
    unit: str | None


def canonical_decimal(text: str) -> str:
    """Bring a number to the one form in which it is stored: no separators, no needless zeros.

    >>> canonical_decimal("2,000,000.50")
    '2000000.5'
    """
    plain = re.sub(r"[,_ ]", "", text)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise EntryError(f"{text!r} is no number.", "Write digits, with a point before decimals.") from None
    if not number.is_finite():
        raise EntryError(f"{text!r} is no finite number.", "Write digits.")
    shown = format(number, "f")
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown in ("-0", "") else shown


def parse_amount(text: str) -> Amount:
    """Read a quantity.

    ``>`` and ``>=`` both set the lower bound: the words themselves belong into ``original_value``.

    >>> parse_amount(">= 2,000,000 dies")
    Amount(low='2000000', high=None, unit='dies')
    >>> parse_amount("11400000..13000000 stacks")
    Amount(low='11400000', high='13000000', unit='stacks')
    >>> parse_amount("384")
    Amount(low='384', high='384', unit=None)
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or not (match["low"] or match["high"]):
        raise EntryError(f"{text!r} is no quantity.", _REMEDY)
    sign, dots = match["sign"], match["dots"]
    if (sign and dots) or (match["high"] and not dots):
        raise EntryError(f"{text!r} is no quantity.", _REMEDY)
    low = canonical_decimal(match["low"]) if match["low"] else None
    high = canonical_decimal(match["high"]) if match["high"] else None
    if not dots:
        low, high = {">": (low, None), "<": (None, low)}.get((sign or "=").translate(_SIGNS)[0], (low, low))
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        raise EntryError(f"{text!r}: the upper bound is below the lower.", "Exchange them.")
    return Amount(low, high, match["unit"].strip() if match["unit"] else None)


_SIGNS = str.maketrans("≥≤", "><")

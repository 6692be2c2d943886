"""Ranges of a figure, and the cells into which thresholds cut them (classification rule 3.8).

A threshold test is constant on the thresholds themselves and on the open intervals between them. So one value of each
such cell stands for all of it, whatever the operator, and a class in the middle is found that no corner shows.
Figures are exact fractions: 5.92 is 5.92, and a computed density that equals a threshold meets it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | float
"""An exact figure; the only floats are the infinities."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values from ``lo`` to ``hi`` that a figure may have; ``lo_open``, ``hi_open`` leave an end out."""

    lo: Number
    hi: Number
    lo_open: bool = False
    hi_open: bool = False

    @property
    def is_point(self) -> bool:
        """Whether the figure is known exactly."""
        return self.lo == self.hi

    @property
    def is_empty(self) -> bool:
        """Whether no value is left."""
        return self.lo > self.hi or (self.is_point and (self.lo_open or self.hi_open))

    def __contains__(self, value: Number) -> bool:
        above = value > self.lo or (value == self.lo and not self.lo_open)
        return above and (value < self.hi or (value == self.hi and not self.hi_open))

    def __str__(self) -> str:
        if self.is_point:
            return plain(self.lo)
        if self.hi == math.inf:
            return "unknown" if self.lo == 0 else f"at least {plain(self.lo)}"
        return f"{plain(self.lo)}..{plain(self.hi)}"


UNKNOWN = Range(Fraction(0), math.inf, lo_open=True, hi_open=True)
"""A figure of which nothing is known but that it is above nought."""


def plain(value: Number) -> str:
    """Write a figure for people: at most four decimals, no trailing noughts."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def point(value: str | int | float | Fraction) -> Range:
    """Make the range of one known figure; text keeps its decimals exactly.

    >>> point("5.92").lo
    Fraction(148, 25)
    """
    exact = value if isinstance(value, Fraction) else Fraction(str(value))
    return Range(exact, exact)


def parse(text: str) -> Range:
    """Read ``2368``, ``456.25..1228``, ``2368..`` or ``unknown``.

    >>> str(parse("456.25..1228"))
    '456.25..1228'

    Raises
    ------
    ValueError
        If it is no figure, is below nought, or its end is below its start.
    """
    text = text.strip()
    if text == "unknown":
        return UNKNOWN
    low, dots, high = text.partition("..")
    try:
        lo = Fraction(low) if low else Fraction(0)
        hi: Number = Fraction(high) if high else (math.inf if dots else lo)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is no figure. Write 2368, 456.25..1228, 2368.. or unknown.") from None
    if lo < 0 or (not low and not high):
        raise ValueError(f"{text!r} is no figure. Write 2368, 456.25..1228, 2368.. or unknown.")
    if lo > hi:
        raise ValueError(f"{text!r}: the end is below the start.")
    return Range(lo, hi, lo_open=not low, hi_open=hi == math.inf)


def cells(range: Range, thresholds: Iterable[Number]) -> Iterator[Range]:
    """Cut a range at thresholds: each threshold inside is a cell of its own, and so is what lies between.

    >>> [str(c) for c in cells(parse("2000..5000"), [Fraction(2400), Fraction(4800)])]
    ['2000', '2000..2400', '2400', '2400..4800', '4800', '4800..5000', '5000']
    """
    if range.is_empty:
        return
    ends = {end for end in (range.lo, range.hi) if end in range}
    cuts = sorted(ends | {t for t in thresholds if t in range})
    previous = range.lo
    for cut in cuts:
        if cut > previous:
            yield Range(previous, cut, lo_open=True, hi_open=True)
        yield Range(cut, cut)
        previous = cut
    if range.hi > previous or not cuts:
        yield Range(previous, range.hi, lo_open=True, hi_open=True)


def inside(cell: Range) -> Number:
    """Give one value of a cell: itself, or one between its ends."""
    if cell.is_point:
        return cell.lo
    if cell.hi == math.inf:
        return cell.lo * 2 + 1
    return (cell.lo + cell.hi) / 2


def ratio(upper: Range, lower: Range) -> Range:
    """Give all quotients of two ranges of figures that are not below nought."""
    lo: Number = Fraction(0) if lower.hi == math.inf else upper.lo / lower.hi
    hi: Number = math.inf if upper.hi == math.inf or lower.lo == 0 else upper.hi / lower.lo
    lo_open = upper.lo_open or lower.hi_open or lower.hi == math.inf
    hi_open = upper.hi_open or lower.lo_open or hi == math.inf
    return Range(lo, hi, lo_open and upper.hi > 0, hi_open)


def total(ranges: Iterable[Range]) -> Range:
    """Give all sums of ranges."""
    summed = Range(Fraction(0), Fraction(0))
    for part in ranges:
        summed = Range(
            summed.lo + part.lo, summed.hi + part.hi, summed.lo_open or part.lo_open, summed.hi_open or part.hi_open
        )
    return summed

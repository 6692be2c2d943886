"""Partial dates and the intervals of days that they mean (O17, W10, P4).

A date is an ISO prefix (``2024``, ``2024-10``, ``2024-10-26``) or ``lo..hi`` of two prefixes, where either side may be
empty: not stated. Days are numbered from 1970-01-01, so that engines compare integers; ``FIRST`` and ``LAST`` stand for
minus and plus infinity.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

_EPOCH = dt.date(1970, 1, 1).toordinal()

FIRST = -(2**30)
"""Before every day: an unknown lower bound of an outer window."""

LAST = 2**30
"""After every day: an unknown upper bound of an outer window."""

_PREFIX = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class DateError(ValueError):
    """A text is no date; the message says which part is wrong."""


def to_day(date: dt.date) -> int:
    """Number a date in days from 1970-01-01."""
    return date.toordinal() - _EPOCH


def from_day(day: int) -> dt.date | None:
    """Turn a day number back into a date; None for ``FIRST`` and ``LAST``."""
    return None if day in (FIRST, LAST) else dt.date.fromordinal(day + _EPOCH)


def day_text(day: int) -> str | None:
    """Write a day number as an ISO date; None for ``FIRST`` and ``LAST``."""
    date = from_day(day)
    return None if date is None else date.isoformat()


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The days ``lo..hi`` that a text can mean; ``FIRST`` or ``LAST`` where a side is not stated."""

    lo: int
    hi: int

    @property
    def known(self) -> bool:
        """Whether anything at all is stated."""
        return self.lo != FIRST or self.hi != LAST


UNKNOWN = Interval(FIRST, LAST)


def _parse_prefix(text: str) -> Interval:
    match = _PREFIX.fullmatch(text)
    if match is None:
        raise DateError(f"{text!r} is no date. Write 2024, 2024-10, 2024-10-26 or two of them as 2023..2024-10.")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if year == 0:
        raise DateError(f"{text!r}: there is no year 0000.")
    if month is not None and not 1 <= month <= 12:
        raise DateError(f"{text!r}: there is no month {month:02d}.")
    if month is not None and day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise DateError(f"{text!r}: there is no day {day} in {year}-{month:02d}.")
    first = dt.date(year, month or 1, day or 1)
    last_month = month or 12
    last = dt.date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return Interval(to_day(first), to_day(last))


@lru_cache(maxsize=65536)
def parse(text: str | None) -> Interval:
    """Read a prefix or ``lo..hi`` as the interval of days it can mean (W10).

    >>> day_text(parse("2024-02").hi)
    '2024-02-29'
    >>> parse("..2019-05-21").lo == FIRST
    True

    Raises
    ------
    DateError
        If the text is no date, or its end is before its start.
    """
    if text is None or not text.strip():
        return UNKNOWN
    text = text.strip()
    if ".." not in text:
        return _parse_prefix(text)
    low, _, high = text.partition("..")
    lo = _parse_prefix(low).lo if low else FIRST
    hi = _parse_prefix(high).hi if high else LAST
    if lo > hi:
        raise DateError(f"{text!r}: the end is before the start.")
    return Interval(lo, hi)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The four bounds of a record: its start lies in ``[s1, s2]``, its end in ``[e1, e2]`` (W10).

    The outer window is ``[s1, e2]``. The inner window of a state is ``[s2, e1]``: with ``s2`` unknown it is ``LAST``, with
    ``e1`` unknown ``FIRST``, so that an unknown bound makes the inner window empty without a special case (W11).
    """

    s1: int
    s2: int
    e1: int
    e2: int


ALWAYS = Bounds(FIRST, FIRST, LAST, LAST)
"""Timeless without dates: both windows unbounded (W11)."""


def event_bounds(occurred: Interval) -> Bounds:
    """Bounds of an event: one unknown moment inside its interval."""
    return Bounds(occurred.lo, occurred.hi, occurred.lo, occurred.hi)


def state_bounds(start: Interval, end: Interval, ongoing: int = FIRST) -> Bounds:
    """Bounds of a state from when it started and ended.

    Parameters
    ----------
    start, end
        The stated intervals; ``UNKNOWN`` where nothing is stated.
    ongoing
        The day of the latest claim that it was still going on: it did not end before (W10).
    """
    return Bounds(start.lo, start.hi, max(end.lo, ongoing), end.hi)


def within(day: int, start: Interval, end: Interval) -> bool | None:
    """Whether a day lies between a start and an end, each of them an interval of days; None if they leave it open.

    A start that is not stated is unknown. An end that is not stated lies after every day, as law lasts until it is changed.

    >>> within(parse("2023-03-05").lo, parse("..2023-03-06"), UNKNOWN) is None
    True
    """
    last_lo = LAST if end == UNKNOWN else end.lo
    if day < start.lo or day > end.hi:
        return False
    return True if start.hi <= day <= last_lo else None

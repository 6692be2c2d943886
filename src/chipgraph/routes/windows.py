"""Time: whether a sequence of dated steps is definite, possible or impossible (W10 to W16).

Everything here is one pass over the steps in walking order. A pass carries two days: ``cur``, the earliest moment at which
the walk can be where it is, and ``last``, the moment of the last possession step that has dates (for ``min_days``). Both
passes map (``cur``, ``last``) monotonically: who is not later in either can take every way that the other can. That is the
one dominance rule on which the engine relies (W17).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from chipgraph.dates import FIRST, LAST

Label = tuple[int, int]
"""(``cur``, ``last``)."""

BEGIN: Label = (FIRST, FIRST)
"""Nothing has happened yet."""


class Verdict(IntEnum):
    """Whether the dates allow a route; larger is better (W12 to W14)."""

    IMPOSSIBLE = 0
    POSSIBLE = 1
    DEFINITE = 2


class Window(NamedTuple):
    """What the passes read of one alternative.

    ``event`` is false for states and timeless relations, which have an inner window (W11). ``capped`` holds the verdict
    down to *possible* (W3, W4, W5, W16). ``dated`` says that it is a possession step with a date, to which ``min_days``
    applies (W16).
    """

    event: bool
    s1: int
    s2: int
    e1: int
    e2: int
    capped: bool = False
    dated: bool = False


def _plus(day: int, days: int) -> int:
    """Add days; what is unknown stays unknown."""
    return day if day in (FIRST, LAST) else day + days


def step_possible(label: Label, window: Window, min_days: int = 0) -> Label | None:
    """Take one step of the pass of W12; None where no moment is left."""
    cur, last = label
    moment = max(cur, window.s1)
    if window.dated and min_days:
        moment = max(moment, _plus(last, min_days))
    if moment > window.e2:
        return None
    return moment, (moment if window.dated else last)


def step_definite(label: Label, window: Window, min_days: int = 0) -> Label | None:
    """Take one step of the pass of W13; None where some reading breaks the order. ``capped`` is not looked at."""
    cur, last = label
    ready = max(cur, _plus(last, min_days)) if window.dated and min_days else cur
    if window.event:
        if ready > window.s1:
            return None
        moment = window.e2
    else:
        moment = max(ready, window.s2)
        if window.s2 > window.e1 or moment > window.e1:
            return None
    return moment, (moment if window.dated else last)


def arrival(windows: Sequence[Window], min_days: int = 0) -> int | None:
    """Find the earliest day of arrival; None if the sequence is impossible. ``FIRST`` where no step has a date."""
    label = BEGIN
    for window in windows:
        after = step_possible(label, window, min_days)
        if after is None:
            return None
        label = after
    return label[0]


def verdict(windows: Sequence[Window], min_days: int = 0) -> Verdict:
    """Judge a sequence of alternatives by W12, W13 and the caps."""
    if arrival(windows, min_days) is None:
        return Verdict.IMPOSSIBLE
    label = BEGIN
    for window in windows:
        after = None if window.capped else step_definite(label, window, min_days)
        if after is None:
            return Verdict.POSSIBLE
        label = after
    return Verdict.DEFINITE


def first_break(windows: Sequence[Window], min_days: int = 0) -> tuple[int, int] | None:
    """Find the first pair of steps that breaks the order (W14); None if the sequence is possible.

    The second of the pair is the first step at which no moment is left; the first is the step that made it too late.
    """
    label: Label = BEGIN
    since = last_dated = 0
    for index, window in enumerate(windows):
        after = step_possible(label, window, min_days)
        if after is None:
            only_the_gap = max(label[0], window.s1) <= window.e2
            return (last_dated if only_the_gap else since), index
        if after[0] > label[0]:
            since = index
        if window.dated:
            last_dated = index
        label = after
    return None


def hop_windows(windows: Sequence[Window]) -> tuple[tuple[int, int], ...]:
    """Give the days on which each step can have happened in this sequence (W22)."""
    earliest: list[int] = []
    latest: list[int] = []
    day = FIRST
    for window in windows:
        day = max(day, window.s1)
        earliest.append(day)
    day = LAST
    for window in reversed(windows):
        day = min(day, window.e2)
        latest.append(day)
    return tuple(zip(earliest, reversed(latest), strict=True))

"""The loops of coverage, compiled: the same fixpoints as in ``fixpoint``, for ownership of a whole register (3.7).

Imported only for many stakes and where the extra ``fast`` is installed: to compile or load costs more than a small graph takes.
"""

from __future__ import annotations

import numpy as np

from chipgraph.arrays.jit import compiled
from chipgraph.coverage.stakes import HALF, WHOLE, Bool, Int32, Int64

_SWEEPS = 3
"""Rounds over all parties that are left, before the rest is followed stake by stake from who was added last."""


@compiled
def on_day(
    pairs: Int64, s1: Int32, s2: Int32, e1: Int32, e2: Int32, low: Int64, high: Int64, day: int
) -> tuple[Int64, Int64]:
    """Give the least and the most of each pair on a day: what its records say inside their inner and outer windows."""
    count = len(pairs)
    least, most = np.empty(count, np.int64), np.empty(count, np.int64)
    if count == len(s1):  # one record a pair: without branches, because a processor cannot guess dates
        for r in range(count):
            least[r] = low[r] * ((s2[r] <= day) & (day <= e1[r]))
            most[r] = high[r] * ((s1[r] <= day) & (day <= e2[r]))
        return least, most
    for pair in range(count):
        end = pairs[pair + 1] if pair + 1 < count else len(s1)
        lowest, highest = WHOLE + 1, 0
        for r in range(pairs[pair], end):
            if s1[r] <= day and day <= e2[r]:
                highest = max(highest, high[r])
                if s2[r] <= day and day <= e1[r]:
                    lowest = min(lowest, low[r])
            elif s2[r] <= day and day <= e1[r]:
                lowest = min(lowest, low[r])
        least[pair] = 0 if lowest > WHOLE else lowest
        most[pair] = highest
    return least, most


@compiled
def spread(
    covered: Bool, can_be: Bool, holders: Int64, held_by: Int64, by_owner: Int64, owner: Int32, owned: Int32,
    minimum: Int64, maximum: Int64, held: Int64, residual: Int64,
) -> None:  # fmt: skip
    """Add to ``covered`` every party that may be covered by those in it, until nothing changes."""
    left = np.empty(len(covered), np.int64)
    count = 0
    for party in range(len(covered)):
        if can_be[party] and not covered[party]:
            left[count] = party
            count += 1
    for _ in range(_SWEEPS):
        kept = 0
        for place in range(count):
            party = left[place]
            most, elsewhere = residual[party], held[party]
            for r in range(holders[party], holders[party + 1]):
                counts = np.int64(covered[owner[r]])
                most += maximum[r] * counts
                elsewhere -= minimum[r] * counts
            met = (most >= HALF) & (elsewhere <= WHOLE - HALF)
            covered[party] = met
            left[kept] = party
            kept += int(not met)
        if kept == count:
            return
        count = kept
    _follow(covered, left[:count], holders, held_by, by_owner, owner, owned, minimum, maximum, held, residual)


@compiled
def _follow(
    covered: Bool, left: Int64, holders: Int64, held_by: Int64, by_owner: Int64, owner: Int32, owned: Int32,
    minimum: Int64, maximum: Int64, held: Int64, residual: Int64,
) -> None:  # fmt: skip
    """Follow each added party to what it holds, once: a chain of owners is as long as its stakes, whatever their order."""
    most, elsewhere = residual.copy(), held.copy()
    waiting = np.zeros(len(covered), np.bool_)
    for party in left:
        waiting[party] = True
        for r in range(holders[party], holders[party + 1]):
            if covered[owner[r]]:
                most[party] += maximum[r]
                elsewhere[party] -= minimum[r]
    queue = np.empty(len(left), np.int64)
    end = 0
    for party in left:
        if most[party] >= HALF and elsewhere[party] <= WHOLE - HALF:
            queue[end] = party
            end += 1
    for place in range(end):
        covered[queue[place]] = True
        waiting[queue[place]] = False
    at = 0
    while at < end:
        party = queue[at]
        at += 1
        for place in range(held_by[party], held_by[party + 1]):
            r = by_owner[place]
            firm = owned[r]
            if not waiting[firm]:
                continue
            most[firm] += maximum[r]
            elsewhere[firm] -= minimum[r]
            if most[firm] >= HALF and elsewhere[firm] <= WHOLE - HALF:
                covered[firm] = True
                waiting[firm] = False
                queue[end] = firm
                end += 1

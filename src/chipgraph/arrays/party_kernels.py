"""Pruning on parties in compiled loops: who can be reached when, and until when an end can still be reached (W8, W12, W17).

Products are ignored and no filter is applied, so that every record of every route survives. Both sides grow by one transfer
at a time, the one with fewer records first, until together they have used the bounds; then the latest moments are carried on
over the parties that the start reaches, and over no others.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.ground import E2, OTHER, S1, Ground, Runs
from chipgraph.arrays.jit import compiled, inner

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int32]

FIRST = -(2**30)
LAST = 2**30
NEVER = LAST + 1
TOO_LATE = FIRST - 1


@inner
def _back_over(moves: Runs, party: int, level: int, dates: int, latest: Labels, stamp: I32, found: I32, n: int) -> int:
    moment = latest[party, level - 1]
    for i in range(moves.first[party], moves.first[party + 1]):
        at = min(moment, moves.rows[i, E2]) if dates else LAST
        if dates and moves.rows[i, S1] > at:
            continue
        other = moves.rows[i, OTHER]
        if at <= latest[other, level]:
            continue
        for more in range(level, latest.shape[1]):
            latest[other, more] = max(latest[other, more], at)
        if stamp[other] != level:
            stamp[other] = level
            found[n] = other
            n += 1
    return n


@compiled
def back(ground: Ground, level: int, dates: int, latest: Labels, stamp: I32, frontier: I32, found: I32, n: int) -> int:
    """Go back over the moves into these parties; add to ``found`` whose latest moment grew, from its n-th place on."""
    for party in frontier:
        n = _back_over(ground.into, party, level, dates, latest, stamp, found, n)
        n = _back_over(ground.groups_into, party, level, dates, latest, stamp, found, n)
        n = _back_over(ground.services_into, party, level, dates, latest, stamp, found, n)
    return n


@inner
def _forth_over(
    moves: Runs, party: int, level: int, dates: int, earliest: Labels, stamp: I32, found: I32, n: int
) -> int:
    moment = earliest[party, level - 1]
    for i in range(moves.first[party], moves.first[party + 1]):
        at = max(moment, moves.rows[i, S1]) if dates else FIRST
        if dates and at > moves.rows[i, E2]:
            continue
        other = moves.rows[i, OTHER]
        if at >= earliest[other, level]:
            continue
        for more in range(level, earliest.shape[1]):
            earliest[other, more] = min(earliest[other, more], at)
        if stamp[other] != level:
            stamp[other] = level
            found[n] = other
            n += 1
    return n


@compiled
def forth(
    ground: Ground, level: int, dates: int, earliest: Labels, stamp: I32, frontier: I32, found: I32, n: int
) -> int:
    """Go on over the moves out of these parties; add to ``found`` whose earliest moment shrank."""
    for party in frontier:
        n = _forth_over(ground.out, party, level, dates, earliest, stamp, found, n)
        n = _forth_over(ground.groups, party, level, dates, earliest, stamp, found, n)
        n = _forth_over(ground.services, party, level, dates, earliest, stamp, found, n)
    return n


@inner
def _carry_over(moves: Runs, party: int, left: int, dates: int, moment: int, latest: Labels) -> None:
    best = latest[party, left]
    for i in range(moves.first[party], moves.first[party + 1]):
        onward = latest[moves.rows[i, OTHER], left - 1]
        if onward == TOO_LATE:
            continue
        at = min(onward, moves.rows[i, E2]) if dates else LAST
        if at > best and (not dates or max(moment, moves.rows[i, S1]) <= at):
            best = at
    for more in range(left, latest.shape[1]):
        latest[party, more] = max(latest[party, more], best)


@compiled
def carry(ground: Ground, left: int, dates: int, earliest: Labels, latest: Labels, reached: I32) -> None:
    """Carry the latest moments with so many transfers left over the parties that a start reaches with the others."""
    used = latest.shape[1] - 1 - left
    for party in reached:
        moment = earliest[party, used]
        if moment == NEVER:
            continue
        _carry_over(ground.out, party, left, dates, moment, latest)
        _carry_over(ground.groups, party, left, dates, moment, latest)
        _carry_over(ground.services, party, left, dates, moment, latest)


@compiled
def degrees(ground: Ground, parties: I32, outward: int) -> int:
    """How many moves leave these parties, or come to them."""
    total = 0
    for party in parties:
        if outward:
            total += ground.out.first[party + 1] - ground.out.first[party]
            total += ground.groups.first[party + 1] - ground.groups.first[party]
        else:
            total += ground.into.first[party + 1] - ground.into.first[party]
            total += ground.groups_into.first[party + 1] - ground.groups_into.first[party]
    return total


@compiled
def clear(labels: Labels, parties: I32, value: int) -> None:
    """Set the labels of these parties back."""
    for party in parties:
        labels[party] = value

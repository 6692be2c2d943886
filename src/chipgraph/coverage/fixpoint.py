"""Which firms are certainly and which possibly covered: two least fixpoints on arrays (classification.md 3.7).

Both sets grow round by round from the listed parties; a round looks only at the stakes of the parties that the round
before added. So a cycle of cross-holdings adds nothing by itself, and a million stakes take milliseconds. Many stakes are
asked by compiled loops where the extra ``fast`` is installed (``kernels``); the answer is the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chipgraph.coverage.stakes import HALF, WHOLE, Bool, Int32, Int64, Stakes

_FEW = 50
"""A round that adds less than one party in so many follows their stakes alone; a larger one sweeps over all."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Who is covered on one day.

    Attributes
    ----------
    stakes, day
        The question.
    minimum, maximum
        Each stake on that day.
    certain, possible
        Per party; ``not_covered`` is what is not possible, ``undetermined`` what is possible and not certain.
    listed, perhaps_listed
        Where both started.
    held
        What identified holders own at least, per party.
    residual
        What holders that nobody has identified may own, per party.
    """

    stakes: Stakes
    day: int
    minimum: Int64
    maximum: Int64
    certain: Bool
    possible: Bool
    listed: Bool
    perhaps_listed: Bool
    held: Int64
    residual: Int64


def cover(stakes: Stakes, listed: Int32, perhaps_listed: Int32, day: int) -> Covered:
    """Compute both sets for a day.

    Parameters
    ----------
    stakes
        All stakes.
    listed
        Numbers of the parties that are on a list on every reading of its dates.
    perhaps_listed
        Numbers of those that are on it on some reading; those of ``listed`` are added.
    day
        Day number.
    """
    count = len(stakes.ids)
    surely, perhaps = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    surely[listed] = True
    perhaps[perhaps_listed] = True
    perhaps |= surely
    minimum, maximum = stakes.on(day)
    held = stakes.summed(minimum)
    residual = np.where(stakes.complete, 0, np.maximum(WHOLE - held, 0))
    certain = _certain(stakes, minimum, surely)
    possible = _possible(stakes, minimum, maximum, held, residual, perhaps | certain)
    return Covered(stakes, day, minimum, maximum, certain, possible, surely, perhaps, held, residual)


def _rows(first: Int64, order: Int64, parties: Int64) -> Int64:
    """Find the rows of some parties."""
    sizes = first[parties + 1] - first[parties]
    offsets = np.repeat(first[parties] - (np.cumsum(sizes) - sizes), sizes)
    return np.asarray(order[offsets + np.arange(len(offsets))], dtype=np.int64)


def _certain(stakes: Stakes, minimum: Int64, listed: Bool) -> Bool:
    covered = listed.copy()
    sums = np.zeros(len(covered), dtype=np.int64)
    can_be = stakes.ownable & ~stakes.perhaps_domestic
    new = np.flatnonzero(covered)
    while len(new):
        rows = _rows(stakes.held_by, stakes.by_owner, new)
        owned = stakes.owned[rows]
        np.add.at(sums, owned, minimum[rows])
        new = np.unique(owned[(sums[owned] >= HALF) & can_be[owned] & ~covered[owned]])
        covered[new] = True
    return covered


def _possible(stakes: Stakes, minimum: Int64, maximum: Int64, held: Int64, residual: Int64, listed: Bool) -> Bool:
    can_be = stakes.ownable & ~stakes.domestic
    covered = np.asarray(listed | ((residual >= HALF) & (held <= WHOLE - HALF) & can_be), dtype=bool)
    if stakes.compiled:
        from chipgraph.coverage.kernels import spread

        spread(
            covered, can_be, stakes.holders, stakes.held_by, stakes.by_owner, stakes.owner, stakes.owned,
            minimum, maximum, held, residual,
        )  # fmt: skip
        return covered
    most, elsewhere = residual.copy(), held.copy()
    new = np.flatnonzero(covered)
    if len(new) * _FEW >= len(covered):
        new = _sweep(stakes, can_be, covered, minimum, maximum, most, elsewhere)
    while len(new):
        rows = _rows(stakes.held_by, stakes.by_owner, new)
        rows = rows[~covered[stakes.owned[rows]]]
        owned = stakes.owned[rows]
        np.add.at(most, owned, maximum[rows])
        np.subtract.at(elsewhere, owned, minimum[rows])
        met = (most[owned] >= HALF) & (elsewhere[owned] <= WHOLE - HALF) & can_be[owned]
        new = np.unique(owned[met])
        covered[new] = True
    return covered


def _sweep(
    stakes: Stakes, can_be: Bool, covered: Bool, minimum: Int64, maximum: Int64, most: Int64, elsewhere: Int64
) -> Int64:
    """Take rounds over all that are left while a round adds many; give back what the last round added.

    ``covered``, ``most`` and ``elsewhere`` are changed in place; the last round's members are not yet counted in sums.
    """
    wanted = can_be & ~covered
    left = np.flatnonzero(wanted)
    sizes = np.diff(stakes.holders)[left]
    rows = np.flatnonzero(np.take(wanted, stakes.owned))
    owner, low, high = np.take(stakes.owner, rows), np.take(minimum, rows), np.take(maximum, rows)
    base, rest = elsewhere[left], most[left]
    while True:
        counts = np.take(covered, owner)
        upper, lower = rest + _by_size(high * counts, sizes), base - _by_size(low * counts, sizes)
        grown = (upper >= HALF) & (lower <= WHOLE - HALF)
        new, kept = left[grown], ~grown
        covered[new] = True
        if len(new) * _FEW < len(covered):
            most[left], elsewhere[left] = upper, lower
            return new
        of_kept = np.repeat(kept, sizes)
        owner, low, high = owner[of_kept], low[of_kept], high[of_kept]
        left, sizes, base, rest = left[kept], sizes[kept], base[kept], rest[kept]


def _by_size(amount: Int64, sizes: Int64) -> Int64:
    """Add up runs of given sizes, one after the other."""
    running = np.zeros(len(amount) + 1, dtype=np.int64)
    np.cumsum(amount, out=running[1:])
    ends = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return np.diff(running[ends])

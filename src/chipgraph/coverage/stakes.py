"""Stakes: who owns what share of whom on a day, as intervals (classification.md 3.7, W10, W11).

Several records of one owner and one firm are several readings of one stake: they are joined, never added up.

Shares are whole millionths of a per cent, so that 33.3333 % and a third stay apart and sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.choose import has_numba
from chipgraph.dates import ALWAYS, Bounds
from chipgraph.errors import Place, ValidationError

Int64 = npt.NDArray[np.int64]
Int32 = npt.NDArray[np.int32]
Bool = npt.NDArray[np.bool_]

PER_CENT = 1_000_000
"""Units in one per cent."""

WHOLE = 100 * PER_CENT
COMPILED_FROM = 50_000
"""Records from which the compiled loops are used; below, NumPy is done before they are loaded."""

HALF = 50 * PER_CENT
"""The share from which a firm is covered."""


def share(text: str | int | Decimal) -> int:
    """Read a share in per cent as units.

    >>> share("33.3333")
    33333300

    Raises
    ------
    ValueError
        If it is no number, below nought or above a hundred.
    """
    try:
        units = Decimal(str(text)) * PER_CENT
    except InvalidOperation:
        raise ValueError(f"{text!r} is no share. Write per cent, as 33.5.") from None
    if not units.is_finite() or not 0 <= units <= WHOLE:
        raise ValueError(f"a share of {text} % is not between 0 and 100.")
    return int(units)


def per_cent(units: int) -> float:
    """Write units as per cent."""
    return units / PER_CENT


@dataclass(frozen=True, slots=True)
class Stake:
    """What one record says that one party owns of another.

    Attributes
    ----------
    owner, owned
        Ids of the two parties.
    minimum, maximum
        Units; 0 and ``WHOLE`` where no size is stated.
    bounds
        When (W10).
    record
        Which record says so.
    """

    owner: str
    owned: str
    minimum: int = 0
    maximum: int = WHOLE
    bounds: Bounds = ALWAYS
    record: str = ""


@dataclass(frozen=True, slots=True)
class Nature:
    """What kind of party one is, as far as ownership rules ask.

    Attributes
    ----------
    ownable
        False for persons, states and public bodies: nobody can own them.
    domestic
        True for a firm of the country whose rule it is: it is not covered, whoever owns it. None: not known.
    complete
        Whether a source says that the list of its holders is complete.
    """

    ownable: bool = True
    domestic: bool | None = False
    complete: bool = False


FIRM = Nature()
PERSON = Nature(ownable=False)


class Stakes:
    """All stakes as columns, sorted by what is owned; one instance serves every day.

    ``owner`` and ``owned`` have one place a pair; the sizes and bounds behind them one a record.
    """

    def __init__(self, stakes: Sequence[Stake], natures: Mapping[str, Nature] | None = None) -> None:
        natures = natures or {}
        for stake in stakes:
            _check(stake)
        ids = sorted({s.owner for s in stakes} | {s.owned for s in stakes} | set(natures))
        index = {id: i for i, id in enumerate(ids)}
        limits = [(s.bounds.s1, s.bounds.s2, s.bounds.e1, s.bounds.e2) for s in stakes]
        self._set(
            ids,
            np.array([index[s.owner] for s in stakes], dtype=np.int32),
            np.array([index[s.owned] for s in stakes], dtype=np.int32),
            np.array([s.minimum for s in stakes], dtype=np.int64),
            np.array([s.maximum for s in stakes], dtype=np.int64),
            np.array(limits, dtype=np.int32).reshape(-1, 4),
        )
        kinds = [natures.get(id, FIRM) for id in ids]
        self.ownable = np.array([k.ownable for k in kinds], dtype=bool)
        self.domestic = np.array([k.domestic is True for k in kinds], dtype=bool)
        self.perhaps_domestic = np.array([k.domestic is not False for k in kinds], dtype=bool)
        self.complete = np.array([k.complete or not k.ownable for k in kinds], dtype=bool)

    @classmethod
    def from_arrays(
        cls, count: int, owner: Int32, owned: Int32, minimum: Int64, maximum: Int64, bounds: Int32
    ) -> Stakes:
        """Take records that are arrays already: parties ``0..count-1``, all of them firms; bounds as four columns."""
        made = cls.__new__(cls)
        made._set([str(i) for i in range(count)], owner, owned, minimum, maximum, bounds)
        made.ownable = np.ones(count, dtype=bool)
        made.domestic, made.perhaps_domestic, made.complete = (np.zeros(count, dtype=bool) for _ in range(3))
        return made

    def _set(self, ids: list[str], owner: Int32, owned: Int32, minimum: Int64, maximum: Int64, bounds: Int32) -> None:
        """Sort records by pair; note where each pair, the holders of a party and its own stakes stand."""
        self.ids = ids
        self.index = {id: i for i, id in enumerate(ids)}
        order = np.lexsort((owner, owned))
        owner, owned = owner[order], owned[order]
        self._minimum, self._maximum = minimum[order], maximum[order]
        self.s1, self.s2, self.e1, self.e2 = (np.ascontiguousarray(bounds[order, i]) for i in range(4))
        differs = np.ones(len(owner), dtype=bool)
        differs[1:] = (owner[1:] != owner[:-1]) | (owned[1:] != owned[:-1])
        self._pairs = np.flatnonzero(differs)
        self.owner, self.owned = owner[self._pairs], owned[self._pairs]
        parties = np.arange(len(ids) + 1)
        self.holders = np.searchsorted(self.owned, parties)
        self.by_owner = np.argsort(self.owner, kind="stable")
        self.held_by = np.searchsorted(self.owner[self.by_owner], parties)
        self.compiled = len(owner) >= COMPILED_FROM and has_numba()

    def summed(self, amount: Int64) -> Int64:
        """Add an amount a stake up to one a party, over its holders: by differences of running sums."""
        running = np.zeros(len(amount) + 1, dtype=np.int64)
        np.cumsum(amount, out=running[1:])
        return np.diff(running[self.holders])

    @property
    def boundaries(self) -> tuple[int, ...]:
        """Give the days on which the stakes of a day can change."""
        ends = (self.s1, self.s2, self.e1.astype(np.int64) + 1, self.e2.astype(np.int64) + 1)
        return tuple(int(d) for d in np.unique(np.concatenate(ends)))

    def on(self, day: int) -> tuple[Int64, Int64]:
        """Give the least and the most that each stake can be on a day.

        A record says inside its inner window what it states, in its outer window alone nought to the most, else nothing.
        Of several records of one pair the least and the most count.
        """
        if self.compiled:
            from chipgraph.coverage.kernels import on_day

            bounds = (self.s1, self.s2, self.e1, self.e2)
            return on_day(self._pairs, *bounds, self._minimum, self._maximum, day)
        outer = (self.s1 <= day) & (day <= self.e2)
        inner = (self.s2 <= day) & (day <= self.e1)
        minimum, maximum = self._minimum * inner, self._maximum * outer
        if len(self._pairs) == len(inner):
            return minimum, maximum
        least = np.minimum.reduceat(np.where(inner, self._minimum, WHOLE + 1), self._pairs)
        return np.where(least > WHOLE, 0, least), np.maximum.reduceat(maximum, self._pairs)

    def number(self, ids: Iterable[str]) -> Int32:
        """Number parties; those that no stake names are left out."""
        return np.array(sorted(self.index[i] for i in ids if i in self.index), dtype=np.int32)


def _check(stake: Stake) -> None:
    if not 0 <= stake.minimum <= stake.maximum <= WHOLE:
        raise ValidationError(
            f"{stake.owner} owns {per_cent(stake.minimum):g} to {per_cent(stake.maximum):g} % of {stake.owned}.",
            Place("stakes", stake.record or None),
            "Write shares from 0 to 100, the smaller first.",
        )

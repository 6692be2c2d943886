"""Pruning on parties: the latest moment at each from which an end can be reached, kept between questions (W17).

The labels of a graph of 1.4 million parties take tens of megabytes; they are made once and only what a question has touched
is set back for the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chipgraph.arrays import party_kernels as kernels
from chipgraph.arrays.ground import Ground

Labels = npt.NDArray[np.int32]
Parties = npt.NDArray[np.int32]
Look = Callable[[], bool]
"""Asked now and then; true if the work must stop."""

TURN = 400_000
"""Moves looked at between two looks at the clock."""


@dataclass(slots=True)
class _Side:
    """One direction: labels by level, who was last changed, and who was ever touched."""

    labels: Labels
    empty: int
    stamp: Parties
    frontier: Parties
    touched: list[Parties]
    levels: int = 0

    @classmethod
    def of(cls, parties: int, transfers: int, empty: int) -> _Side:
        labels = np.full((parties, transfers + 1), empty, np.int32)
        return cls(labels, empty, np.zeros(parties, np.int32), np.empty(0, np.int32), [])

    def begin(self, at: Parties, moment: int) -> None:
        for touched in self.touched:
            kernels.clear(self.labels, touched, self.empty)
            self.stamp[touched] = 0
        self.labels[at] = moment
        self.frontier, self.touched, self.levels = at, [at], 0


class PartyLabels:
    """Labels of all parties for one bound of transfers; asked for one question after another."""

    def __init__(self, ground: Ground, transfers: int) -> None:
        self.ground = ground
        self.transfers = transfers
        self._back = _Side.of(ground.parties, transfers, kernels.TOO_LATE)
        self._forth = _Side.of(ground.parties, transfers, kernels.NEVER)
        self._found = np.empty(ground.parties, np.int32)

    @property
    def latest(self) -> Labels:
        """``latest[party, left]``: until when an end can be reached with so many transfers left."""
        return self._back.labels

    @property
    def earliest(self) -> Labels:
        """``earliest[party, used]``: when a start has reached the party, as far as ``between`` or ``forward`` went."""
        return self._forth.labels

    def between(self, starts: Parties | None, ends: Parties, dates: bool, look: Look) -> None:
        """Prune from both sides; without starts, back from the ends alone.

        Whoever holds something may see it deployed at an operator, so with operators no party is later than the latest
        of them (W3), and the start says nothing of where one can be.
        """
        starts = None if len(self.ground.operators) else starts
        self._back.begin(ends, kernels.LAST)
        self._forth.begin(np.empty(0, np.int32) if starts is None else starts, kernels.FIRST)
        reached = [self._forth.frontier]
        while self._forth.levels + self._back.levels < self.transfers and not look():
            if starts is not None and self._forward_is_shorter():
                self._grow(self._forth, True, dates, look)
                reached.append(np.unique(np.concatenate([reached[-1], self._forth.frontier])))
            else:
                self._grow(self._back, False, dates, look)
        for left in range(self._back.levels + 1, self.transfers + 1):
            if look():
                return
            of = reached[min(self.transfers - left, len(reached) - 1)]
            self._back.touched.append(of)
            kernels.carry(self.ground, left, int(dates), self.earliest, self.latest, of)
        if len(self.ground.operators):
            self._back.touched.append(np.arange(self.ground.parties, dtype=np.int32))
            np.maximum(self.latest, self.latest[self.ground.operators].max(axis=0), out=self.latest)

    def backward(self, ends: Parties, dates: bool, look: Look) -> None:
        """The latest departure of every party to one of the ends, by transfers left."""
        self.between(None, ends, dates, look)

    def forward(self, starts: Parties, dates: bool, look: Look) -> None:
        """The earliest arrival at every party from one of the starts, by transfers used."""
        self._forth.begin(starts, kernels.FIRST)
        while self._forth.levels < self.transfers and len(self._forth.frontier) and not look():
            self._grow(self._forth, True, dates, look)

    def _forward_is_shorter(self) -> bool:
        outward = kernels.degrees(self.ground, self._forth.frontier, 1)
        return bool(outward < kernels.degrees(self.ground, self._back.frontier, 0))

    def _grow(self, side: _Side, outward: bool, dates: bool, look: Look) -> None:
        """Take one more transfer on one side, a part of the frontier at a time."""
        kernel = kernels.forth if outward else kernels.back
        side.levels += 1
        found = 0
        for part in _parts(self.ground, side.frontier, outward):
            found = kernel(self.ground, side.levels, int(dates), side.labels, side.stamp, part, self._found, found)
            if look():
                break
        side.frontier = self._found[:found].copy()
        side.touched.append(side.frontier)


def _parts(ground: Ground, frontier: Parties, outward: bool) -> list[Parties]:
    """Split a frontier so that each part has about ``TURN`` moves."""
    first = ground.out.first if outward else ground.into.first
    moves = np.cumsum(first[frontier + 1] - first[frontier])
    if not len(moves) or moves[-1] <= TURN:
        return [frontier]
    return np.split(frontier, np.searchsorted(moves, np.arange(TURN, int(moves[-1]), TURN), "right"))

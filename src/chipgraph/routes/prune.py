"""Pruning a large graph on parties, before any holding is derived (W8, W12, W17).

Products are ignored and filters are not applied, so that every record of every route survives: what goes from party to party
in some order of time, within the bounds, from a start to an end. Whoever is earlier at a party, having used no more
transfers, can do all that the other can; the same backwards with the latest moment at which the end can still be reached.
Lineage leaves the holder where it is, except that a deployment hands over to its operator: an operator counts as reached from
anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.cone import NEVER, TOO_LATE
from chipgraph.routes.network import Index
from chipgraph.routes.steps import ANY, Bool, Int32
from chipgraph.routes.walk import Relations

Labels = list[npt.NDArray[np.int32]]


def _ranges(low: Index, count: Index) -> Index:
    """Write out several ranges of numbers one after another."""
    before = np.cumsum(count) - count
    return np.repeat(low - before, count) + np.arange(int(count.sum()))


@dataclass(frozen=True, slots=True)
class _Side:
    """Moves sorted by one of their ends, so that those at a party stand together."""

    first: Index
    other: Int32
    s1: Int32
    e2: Int32
    move: Index

    @classmethod
    def of(cls, here: Int32, other: Int32, s1: Int32, e2: Int32, parties: int) -> _Side:
        order = np.argsort(here, kind="stable")
        first = np.searchsorted(here[order], np.arange(parties + 1))
        return cls(first, other[order], s1[order], e2[order], order)

    def at(self, parties: Index) -> tuple[Index, Index]:
        """Positions of all moves at the given parties, and the party of each."""
        low, count = self.first[parties], self.first[parties + 1] - self.first[parties]
        return _ranges(low, count), np.repeat(parties, count)


@dataclass(frozen=True, slots=True)
class PartyMoves:
    """Every record that can bring something from one party to another, sorted both ways; made once for a graph.

    The records stand in the order possessions, groups, services; ``edges`` are the two borders between them. ``named`` is
    the product that a record names; ``pairs`` are sender and recipient as one sorted key, ``by_pair`` the records so sorted.
    """

    parties: int
    edges: tuple[int, int]
    out: _Side
    into: _Side
    source: Int32
    target: Int32
    named: Int32
    pairs: npt.NDArray[np.int64]
    by_pair: Index
    operators: Index

    @classmethod
    def of(cls, relations: Relations) -> PartyMoves:
        """Sort the moves of a graph."""
        possessions, groups, services = relations.possessions, relations.groups, relations.services
        source = np.concatenate([possessions.sender, groups.source, services.client])
        target = np.concatenate([possessions.recipient, groups.target, services.performer])
        always = np.full(len(services.client), FIRST, np.int32)
        s1 = np.concatenate([possessions.columns.s1, groups.columns.s1, always])
        e2 = np.concatenate([possessions.columns.e2, groups.columns.e2, services.columns.e2])
        operators = np.unique(relations.lineages.operator)
        unnamed = np.full(len(source) - len(possessions.sender), ANY, np.int32)
        pairs = source * np.int64(relations.parties) + target
        by_pair = np.argsort(pairs, kind="stable")
        return cls(
            parties=relations.parties,
            edges=(len(possessions.sender), len(possessions.sender) + len(groups.source)),
            out=_Side.of(source, target, s1, e2, relations.parties),
            into=_Side.of(target, source, s1, e2, relations.parties),
            source=source,
            target=target,
            named=np.concatenate([possessions.product, unnamed]),
            pairs=pairs[by_pair],
            by_pair=by_pair,
            operators=operators[operators >= 0].astype(np.intp),
        )

    def split(self, rows: Index) -> tuple[Index, Index, Index]:
        """Turn sorted numbers of moves into rows of possessions, groups and services."""
        low, high = self.edges
        possessions, groups, services = np.split(rows, np.searchsorted(rows, [low, high]))
        return possessions, groups - low, services - high

    def parallel(self, rows: Index) -> Index:
        """Give all moves between the same two parties as one of the given, sorted."""
        keys = np.unique(self.source[rows] * np.int64(self.parties) + self.target[rows])
        low, high = np.searchsorted(self.pairs, keys), np.searchsorted(self.pairs, keys, "right")
        return np.sort(self.by_pair[_ranges(low, high - low)])

    def entries(self, party: int) -> Iterator[tuple[int, int, int, int, int]]:
        """List the moves into a party: number, sender, product named, ``s1``, ``e2``."""
        at = slice(int(self.into.first[party]), int(self.into.first[party + 1]))
        moves = self.into.move[at]
        columns = (moves, self.into.other[at], self.named[moves], self.into.s1[at], self.into.e2[at])
        return zip(*(column.tolist() for column in columns), strict=True)


@dataclass(frozen=True, slots=True)
class Survivors:
    """What can lie on a route.

    Attributes
    ----------
    possessions, groups, services
        Rows of the relations that survive.
    latest
        ``latest[r][party]``: the latest moment at the party from which an end is reached with at most r more transfers.
    """

    possessions: Index
    groups: Index
    services: Index
    latest: Labels


def prune(moves: PartyMoves, starts: Bool, ends: Bool, transfers: int) -> Survivors:
    """Keep the records that can lie on a walk from a start party to an end party within the bounds.

    Every record between two parties of which one can stays: it is an alternative of the same step, though out of time (W9).
    """
    earliest = _earliest(moves, starts, transfers)
    kept = np.zeros(len(moves.into.move), np.bool_)
    latest = [np.where(ends, LAST, TOO_LATE).astype(np.int32)]
    _hand_over(moves, latest[0])
    before = np.full(moves.parties, TOO_LATE, np.int32)
    for left in range(1, transfers + 1):
        changed = np.flatnonzero(latest[-1] > before)
        at, party = moves.into.at(changed)
        moment = np.minimum(moves.into.e2[at], latest[-1][party])
        source = moves.into.other[at]
        fits = np.maximum(earliest[transfers - left][source], moves.into.s1[at]) <= moment
        kept[at[fits]] = True
        after = latest[-1].copy()
        np.maximum.at(after, source[fits], moment[fits])
        _hand_over(moves, after)
        before = latest[-1]
        latest.append(after)
    return Survivors(*moves.split(moves.parallel(moves.into.move[kept])), latest)


def _earliest(moves: PartyMoves, starts: Bool, transfers: int) -> Labels:
    """The earliest moment at each party after at most so many transfers."""
    earliest = [np.where(starts, FIRST, NEVER).astype(np.int32)]
    before = np.full(moves.parties, NEVER, np.int32)
    for _ in range(1, transfers):
        if len(moves.operators):
            earliest[-1][moves.operators] = earliest[-1].min()
        changed = np.flatnonzero(earliest[-1] < before)
        at, party = moves.out.at(changed)
        moment = np.maximum(moves.out.s1[at], earliest[-1][party])
        fits = moment <= moves.out.e2[at]
        after = earliest[-1].copy()
        np.minimum.at(after, moves.out.other[at[fits]], moment[fits])
        before = earliest[-1]
        earliest.append(after)
    if len(moves.operators):
        earliest[-1][moves.operators] = earliest[-1].min()
    return earliest


def _hand_over(moves: PartyMoves, latest: npt.NDArray[np.int32]) -> None:
    """Whoever holds something may see it deployed at an operator."""
    if len(moves.operators):
        np.maximum(latest, latest[moves.operators].max(), out=latest)

"""The step table in walking order, and what of it a question lets through (W9, W16, W18).

``Network`` sorts the alternatives once, by step and then by all they say, so that no answer depends on the order of the
input (W21). ``Walkable`` is the network under one question: a mask, the windows cut to the days asked for, and the
alternatives of a step as Python values, made when a step is first looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.steps import ANY, UNTIED, Bool, Int32, Kind, Mark, StepTable, Temporal, count_marks
from chipgraph.routes.windows import Window

Index = npt.NDArray[np.intp]

_CONTENT = (
    "s1",
    "e2",
    "s2",
    "e1",
    "temporal",
    "strength",
    "disputed",
    "denied",
    "marks",
    "capped",
    "named",
    "proposition",
    "record",
)


class Way(NamedTuple):
    """One alternative that passes the filters; ``row`` is its number in the step table, ``marks`` how many count (W20)."""

    row: int
    window: Window
    strength: int
    disputed: bool
    marks: int
    untied: bool
    named: int


@dataclass(frozen=True, slots=True)
class Ways:
    """The alternatives of one step that pass the filters, earliest start first."""

    all: tuple[Way, ...]
    starts: tuple[int, ...]
    usable_until: tuple[int, ...]
    named: frozenset[int]
    always_untied: bool
    fewest_marks: int

    def earliest(self, cur: int) -> int | None:
        """Find the earliest moment at which the step can be taken at or after ``cur``.

        The first alternative, by start, that is still open at ``cur`` is the earliest: later ones start no sooner.
        ``usable_until`` is the running maximum of the ends, so that a binary search finds it.
        """
        position = bisect_left(self.usable_until, cur)
        return None if position == len(self.starts) else max(cur, self.starts[position])


@dataclass(frozen=True, slots=True)
class Network:
    """Alternatives sorted by step; steps sorted by source, kind and target.

    ``order`` gives the row of the table for each sorted position; ``first[k] .. first[k + 1]`` are the positions of step k,
    ``out[v] .. out[v + 1]`` the steps that leave state v.
    """

    table: StepTable
    order: Index
    step_of: Index
    first: Index
    source: Int32
    target: Int32
    kind: npt.NDArray[np.uint8]
    out: Index

    @classmethod
    def of(cls, table: StepTable) -> Network:
        """Sort a step table."""
        keys = [getattr(table, name) for name in reversed(_CONTENT)]
        order = np.lexsort([*keys, table.target, table.kind, table.source])
        source, kind, target = table.source[order], table.kind[order], table.target[order]
        new = np.ones(len(order), np.bool_)
        new[1:] = (source[1:] != source[:-1]) | (kind[1:] != kind[:-1]) | (target[1:] != target[:-1])
        starts = np.flatnonzero(new)
        states = len(table.holder)
        return cls(
            table=table,
            order=order,
            step_of=np.cumsum(new) - 1,
            first=np.append(starts, len(order)),
            source=source[starts],
            target=target[starts],
            kind=kind[starts],
            out=np.searchsorted(source[starts], np.arange(states + 1)),
        )

    def match(self, a: int, b: int) -> bool:
        """Whether two products match (W2)."""
        return self.table.matches(a, b)


class Walkable:
    """A network under one question (W16, W18).

    Attributes
    ----------
    passes
        Per sorted position, whether the alternative passes the filters and has a day left.
    s1, s2, e1, e2, capped
        The bounds after ``since`` and ``until`` have cut them (W16), in sorted order.
    """

    def __init__(self, network: Network, question: Question) -> None:
        self.network = network
        self.question = question
        table, order = network.table, network.order
        self.event: Bool = table.temporal[order] == Temporal.EVENT
        self.s1, self.s2, self.e1, self.e2 = (getattr(table, c)[order] for c in ("s1", "s2", "e1", "e2"))
        dated = (self.s1 != FIRST) | (self.e2 != LAST)
        self.dated: Bool = dated & (table.kind[order] == Kind.POSSESSION)
        self.capped: Bool = table.capped[order].copy()
        self._cut_windows()
        self.passes: Bool = _accepted(table, question)[order] & (self.s1 <= self.e2)
        self._ways: dict[int, Ways] = {}

    def _cut_windows(self) -> None:
        """Cut states and timeless relations to the days asked for; an event partly outside is at most possible (W16)."""
        first = FIRST if self.question.since is None else self.question.since
        last = LAST if self.question.until is None else self.question.until
        if first == FIRST and last == LAST:
            return
        self.capped |= self.event & ((self.s1 < first) | (self.e2 > last))
        self.s1, self.s2 = np.maximum(self.s1, np.int32(first)), np.maximum(self.s2, np.int32(first))
        self.e1, self.e2 = np.minimum(self.e1, np.int32(last)), np.minimum(self.e2, np.int32(last))

    def open_steps(self) -> Bool:
        """Tell per step whether some alternative passes."""
        count = len(self.network.source)
        return np.bincount(self.network.step_of[self.passes], minlength=count).astype(np.bool_)

    def asks(self) -> tuple[Bool, Bool]:
        """Tell per step whether each alternative that passes is untied, and whether some one names a product (W3)."""
        count = len(self.network.source)
        step, rows = self.network.step_of[self.passes], self.network.order[self.passes]
        tied = (self.network.table.marks[rows] & np.uint32(UNTIED)) == 0
        naming = self.network.table.named[rows] != ANY
        return (
            np.bincount(step[tied], minlength=count) == 0,
            np.bincount(step[naming], minlength=count).astype(np.bool_),
        )

    def ways(self, step: int) -> Ways:
        """Give the alternatives of a step that pass."""
        found = self._ways.get(step)
        if found is None:
            found = self._ways[step] = self._make_ways(step)
        return found

    def _make_ways(self, step: int) -> Ways:
        low, high = int(self.network.first[step]), int(self.network.first[step + 1])
        ways = [self._way(i) for i in range(low, high) if self.passes[i]]
        ways.sort(key=lambda way: way.window.s1)
        latest = FIRST - 1
        until = []
        for way in ways:
            latest = max(latest, way.window.e2)
            until.append(latest)
        return Ways(
            all=tuple(ways),
            starts=tuple(way.window.s1 for way in ways),
            usable_until=tuple(until),
            named=frozenset(way.named for way in ways if way.named != ANY),
            always_untied=all(way.untied for way in ways),
            fewest_marks=min((way.marks for way in ways), default=0),
        )

    def _way(self, i: int) -> Way:
        row = int(self.network.order[i])
        table = self.network.table
        bounds = (int(self.s1[i]), int(self.s2[i]), int(self.e1[i]), int(self.e2[i]))
        marks = int(table.marks[row])
        return Way(
            row=row,
            window=Window(bool(self.event[i]), *bounds, bool(self.capped[i]), bool(self.dated[i])),
            strength=int(table.strength[row]),
            disputed=bool(table.disputed[row]),
            marks=count_marks(marks),
            untied=bool(marks & UNTIED),
            named=int(table.named[row]),
        )


def _accepted(table: StepTable, question: Question) -> Bool:
    """Which rows of the table the question walks, dates aside (W2, W6, W18)."""
    strong = table.strength >= question.min_strength
    if question.include_denied and question.min_strength <= 1:
        strong = strong | table.denied
    accepted = strong & (table.denied <= question.include_denied)
    if question.disputed is Disputed.EXCLUDE:
        accepted &= ~table.disputed
    if question.mode is Mode.STRICT:
        accepted &= table.marks == 0
    if not question.include_hs_differs:
        accepted &= (table.marks & np.uint32(Mark.HS_CODE_DIFFERS)) == 0
    return accepted


def open_starts(walkable: Walkable) -> tuple[int, ...]:
    """List the origins: every (A, p) where A sends p by a record that names p, and none brings p to A (W7).

    Read on the table: the state has a holder and a product; a walked possession alternative that leaves it names exactly
    its product; no walked possession alternative that arrives at it does. See decision 0008.
    """
    table, order = walkable.network.table, walkable.network.order
    rows = order[walkable.passes & (table.kind[order] == Kind.POSSESSION)]
    rows = rows[table.named[rows] != ANY]
    sources, targets, named = table.source[rows], table.target[rows], table.named[rows]
    origin = np.zeros(len(table.holder), np.bool_)
    origin[sources[named == table.product[sources]]] = True
    origin[targets[named == table.product[targets]]] = False
    origin &= table.holder != ANY
    return tuple(int(state) for state in np.flatnonzero(origin))

"""The finder over arrays: the same questions and answers as the plain finder, in compiled loops (W1 to W21, W26 to W29).

Cone and search run in numba; a search is left and taken up again every few milliseconds, to look at the clock, to ask whether
it is cancelled and to tell how far it is. Of all routes only the keys of W21 are kept, and of the routes that are shown the
whole Pareto set is told by ``routes.judge``, as the plain finder does. So an answer that shows a hundred of ten million
routes holds a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import numpy as np
import numpy.typing as npt

from chipgraph.arrays import cone_kernels, walk_kernels
from chipgraph.routes.cone import Cone
from chipgraph.routes.finder import Finder
from chipgraph.routes.judge import Judgement, judge
from chipgraph.routes.network import Index, Walkable
from chipgraph.routes.question import Question
from chipgraph.routes.result import Answer, FoundRoute, route_id, step_id
from chipgraph.routes.search import Budget
from chipgraph.routes.steps import ANY, TOLD, UNTIED, Kind

WORK = 1 << 16
"""Steps and alternatives tried between two looks at the clock: one to five milliseconds."""

BUFFER = 1 << 14
"""Routes that one turn of the search may write."""

HUGE = 2**62
KEYS = 6


@dataclass(slots=True)
class _Kept:
    """The walks that may still be shown, with their keys."""

    walks: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int64]

    def add(self, walks: npt.NDArray[np.int32], keys: npt.NDArray[np.int64], limit: int | None) -> None:
        """Take in more walks; forget those that so many others stand before."""
        self.walks = np.concatenate([self.walks, walks])
        self.keys = np.concatenate([self.keys, keys])
        if limit is None or len(self.keys) <= 2 * limit + BUFFER:
            return
        if not limit:
            self.walks, self.keys = self.walks[:0], self.keys[:0]
            return
        order = np.lexsort(self.keys.T[::-1])
        last = self.keys[order[limit - 1]]
        behind = np.flatnonzero((self.keys[order] != last).any(axis=1))
        behind = behind[behind >= limit]
        order = order[: behind[0]] if len(behind) else order
        self.walks, self.keys = self.walks[order], self.keys[order]


class ArrayFinder(Finder):
    """Answers questions about one ``StepTable`` in compiled loops."""

    engine = "compiled finder"

    def cone(self, walkable: Walkable, starts: tuple[int, ...]) -> Cone:
        """Compute the cone; the labels are those of ``routes.cone``."""
        question, network = walkable.question, self.network
        at, move = _moves(walkable)
        step = network.step_of[at].astype(np.int64)
        source, target = network.source[step], network.target[step]
        s1, e2 = walkable.s1[at], walkable.e2[at]
        if question.include_impossible:
            s1, e2 = np.full_like(s1, walk_kernels.FIRST), np.full_like(e2, walk_kernels.LAST)
        shape = (2, question.max_transfers + 1, question.max_lineage + 1, len(question.ends))
        labels, earliest = np.empty(shape, np.int32), np.empty(shape, np.int32)
        ends = question.ends.astype(np.uint8)
        cone_kernels.onward(source, target, s1, e2, move, ends, labels)
        kept = np.zeros(len(network.source), np.uint8)
        begin = np.asarray(starts, np.int64)
        cone_kernels.inside(source, target, s1, e2, move, step, begin, ends, labels, earliest, kept)
        steps = np.flatnonzero(kept)
        states = np.unique(np.concatenate([network.source[steps], network.target[steps]])).astype(np.intp)
        return Cone(labels, steps, states)

    def first(
        self, walkable: Walkable, cone: Cone, starts: tuple[int, ...], budget: Budget
    ) -> tuple[tuple[FoundRoute, ...], int]:
        """Search all, keep the keys of W21, and tell the routes that are shown."""
        question = walkable.question
        kept = _Kept(
            np.empty((0, question.max_transfers + question.max_lineage), np.int32), np.empty((0, KEYS), np.int64)
        )
        for walks, keys in _turns(walkable, cone, starts, budget):
            kept.add(walks, keys, question.limit)
        shown = self._cut(kept, cone, question.limit)
        routes = sorted(self.told(_judged(walkable, shown)), key=FoundRoute.order)
        return tuple(routes[: question.limit]), budget.routes

    def any(self, walkable: Walkable, cone: Cone, starts: tuple[int, ...]) -> Answer:
        """Decide whether there is a route, within the budget of the question."""
        budget = Budget(walkable.question)
        for _ in _turns(walkable, cone, starts, budget, buffer=1):
            return Answer.YES
        return Answer.NO if budget.stopped_by is None else Answer.NOT_DECIDED

    def _cut(self, kept: _Kept, cone: Cone, limit: int | None) -> Index:
        """Give the first walks in order, as numbers of steps; among equal keys the id decides."""
        steps: Index = np.append(cone.steps, -1)
        if limit is None or len(kept.keys) <= limit:
            every: Index = steps[kept.walks]
            return every
        order = np.lexsort(kept.keys.T[::-1])
        last = kept.keys[order[limit - 1]] if limit else None
        equal = np.flatnonzero((kept.keys[order] == last).all(axis=1)) if limit else np.empty(0, np.intp)
        sure = order[: equal[0]] if limit else order[:0]
        ids = self._ids(steps[kept.walks[order[equal]]])
        chosen = sorted(range(len(equal)), key=ids.__getitem__)[: limit - len(sure)]
        shown: Index = steps[kept.walks[np.concatenate([sure, order[equal[chosen]]])]]
        return shown

    def _ids(self, walks: Index) -> list[str]:
        network, ids = self.network, {}
        for step in np.unique(walks).tolist():
            if step >= 0:
                source, target = int(network.source[step]), int(network.target[step])
                ids[step] = step_id(Kind(int(network.kind[step])), self.key(source), self.key(target))
        return [route_id([ids[step] for step in walk if step >= 0]) for walk in walks.tolist()]


def _judged(walkable: Walkable, walks: Index) -> Iterator[tuple[tuple[int, ...], Judgement]]:
    for row in walks.tolist():
        walk = tuple(step for step in row if step >= 0)
        judgement = judge(walkable, walk)
        if judgement is not None:
            yield walk, judgement


def _moves(walkable: Walkable) -> tuple[Index, npt.NDArray[np.uint8]]:
    """The alternatives that pass, and what each does to the question of untied steps (W3)."""
    network = walkable.network
    untied, naming = walkable.asks()
    kind = network.kind
    move = np.where(naming, cone_kernels.NAMING, cone_kernels.UNNAMED)
    move = np.where(kind == Kind.GROUP, cone_kernels.GROUP, move)
    move = np.where(kind == Kind.LINEAGE, np.where(untied, cone_kernels.ASKS, cone_kernels.TIED), move)
    at = np.flatnonzero(walkable.passes)
    return at, move.astype(np.uint8)[network.step_of[at]]


def web_of(walkable: Walkable, cone: Cone) -> walk_kernels.Web:
    """Write the steps of a cone and their ways as the loops read them."""
    network, table = walkable.network, walkable.network.table
    local = np.full(len(network.source), -1, np.int64)
    local[cone.steps] = np.arange(len(cone.steps))
    at = np.flatnonzero(walkable.passes & (local[network.step_of] >= 0))
    step = local[network.step_of[at]]
    by_start = np.lexsort((walkable.s1[at], step))
    at, step = at[by_start], step[by_start]
    rows = network.order[at]
    first = np.searchsorted(step, np.arange(len(cone.steps) + 1))
    untied, _ = walkable.asks()
    marks = _count_marks(table.marks[rows])
    named = np.flatnonzero(table.named[rows] != ANY)
    source = network.source[cone.steps]
    none = not len(rows)
    return walk_kernels.Web(
        out=np.searchsorted(source, np.arange(len(table.holder) + 1)).astype(np.int64),
        source=source,
        target=network.target[cone.steps],
        kind=network.kind[cone.steps],
        always_untied=untied[cone.steps].astype(np.uint8),
        fewest=marks[:0] if none else np.minimum.reduceat(marks, first[:-1]),
        first=first.astype(np.int64),
        s1=walkable.s1[at],
        s2=walkable.s2[at],
        e1=walkable.e1[at],
        e2=walkable.e2[at],
        until=_running_maximum(walkable.e2[at], first),
        flags=_flags(walkable, at, rows),
        strength=table.strength[rows],
        marks=marks,
        names_first=np.searchsorted(step[named], np.arange(len(cone.steps) + 1)).astype(np.int64),
        names=table.named[rows[named]],
        product=table.product,
        enter=table.enter,
        leave=table.leave,
        ends=walkable.question.ends.astype(np.uint8),
        onward=cone.onward,
    )


def _count_marks(marks: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    """``count_marks`` of many (W20)."""
    count = np.zeros(len(marks), np.int32)
    for bit in range(32):
        if not (1 << bit) & int(TOLD):
            count += ((marks >> np.uint32(bit)) & np.uint32(1)).astype(np.int32)
    return count


def _running_maximum(e2: npt.NDArray[np.int32], first: Index) -> npt.NDArray[np.int32]:
    """The latest end so far within each step: one running maximum over ends lifted by the number of their step."""
    lift = np.repeat(np.arange(len(first) - 1, dtype=np.int64) << 34, np.diff(first))
    return (np.maximum.accumulate(e2 + lift) - lift).astype(np.int32)


def _flags(walkable: Walkable, at: Index, rows: Index) -> npt.NDArray[np.uint8]:
    untied = (walkable.network.table.marks[rows] & np.uint32(UNTIED)) != 0
    flags = np.zeros(len(at), np.uint8)
    flags[walkable.event[at]] |= walk_kernels.EVENT
    flags[walkable.capped[at]] |= walk_kernels.CAPPED
    flags[walkable.dated[at]] |= walk_kernels.DATED
    flags[untied] |= walk_kernels.UNTIED
    return flags


def _turns(
    walkable: Walkable, cone: Cone, starts: tuple[int, ...], budget: Budget, buffer: int = BUFFER
) -> Iterator[tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]]:
    """Search turn by turn; give the walks of each, as numbers of the cone's steps, with their keys."""
    question = walkable.question
    web, asked = web_of(walkable, cone), asked_of(question)
    depth = question.max_transfers + question.max_lineage
    stack = new_stack(depth, len(question.ends))
    walks = np.empty((buffer, depth), np.int32)
    keys, ranks = np.empty((buffer, KEYS), np.int64), np.empty(buffer, np.uint8)
    begin = np.asarray(starts, np.int32)
    while True:
        why, written = walk_kernels.search(web, asked, begin, stack, WORK, walks, keys, ranks)
        budget.explored = int(stack.at[2])
        if written:
            kept = _ranked(walkable, cone, walks[:written], keys[:written], ranks[:written])
            budget.routes += len(kept)
            if len(kept):
                yield walks[kept], keys[kept]
        if why == walk_kernels.SPENT:
            budget.stopped_by = "explored"
        elif why != walk_kernels.DONE:
            _look(budget)
        if why == walk_kernels.DONE or budget.stopped_by is not None:
            return


def _look(budget: Budget) -> None:
    question = budget.question
    if question.progress is not None:
        question.progress(budget.explored, budget.routes)
    if question.cancel is not None and question.cancel():
        budget.stopped_by = "cancelled"
    elif question.time_limit is not None and monotonic() - budget.began > question.time_limit:
        budget.stopped_by = "time"


def _ranked(
    walkable: Walkable,
    cone: Cone,
    walks: npt.NDArray[np.int32],
    keys: npt.NDArray[np.int64],
    ranks: npt.NDArray[np.uint8],
) -> Index:
    """Rank by ``judge`` what the loops had no room for; give the rows that are routes."""
    keep = np.ones(len(ranks), np.bool_)
    for row in np.flatnonzero(ranks == walk_kernels.UNRANKED).tolist():
        judgement = judge(walkable, [int(cone.steps[step]) for step in walks[row] if step >= 0])
        most = walkable.question.max_marks
        keep[row] = judgement is not None and (most is None or judgement.optima[0].marks <= most)
        if judgement is not None:
            best = judgement.optima[0]
            arrival = walk_kernels.FIRST if best.arrival is None else best.arrival
            keys[row, :3] = best.marks, -best.verdict, -best.strength
            keys[row, 5] = walk_kernels.NO_ARRIVAL if arrival == walk_kernels.FIRST else arrival
    return np.flatnonzero(keep)


def asked_of(question: Question) -> walk_kernels.Asked:
    """Write the bounds of a question as the loops read them."""
    return walk_kernels.Asked(
        transfers=question.max_transfers,
        lineage=question.max_lineage,
        min_days=question.min_days,
        dates=int(not question.include_impossible),
        max_marks=HUGE if question.max_marks is None else question.max_marks,
        max_explored=HUGE if question.explored_limit is None else question.explored_limit,
    )


def new_stack(depth: int, states: int) -> walk_kernels.Stack:
    """Make the memory of one search."""

    def numbers(size: int) -> npt.NDArray[np.int32]:
        return np.zeros(size, np.int32)

    at = np.zeros(4, np.int64)
    at[1] = -1
    size = depth + 2
    return walk_kernels.Stack(
        at=at,
        state=numbers(size),
        step=np.zeros(size, np.int64),
        cur=numbers(size),
        transfers=numbers(size),
        lineage=numbers(size),
        base=numbers(size),
        top=numbers(size),
        path=numbers(size),
        held=numbers(size),
        seen=np.zeros(states, np.uint8),
        labels=np.zeros((2, walk_kernels.LABELS, 5), np.int32),
        drop=np.zeros(size, np.uint8),
    )

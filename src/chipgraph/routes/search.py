"""The search: every simple walk inside the cone, depth first (W7, W8, W17).

A walk goes on only while its earliest moment is not too late for the steps that it has left, by the labels of the cone. What
remains to be asked of a whole walk (ties, alternatives, ``min_days``) is asked by ``judge``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from chipgraph.dates import FIRST
from chipgraph.routes.cone import Cone
from chipgraph.routes.network import Walkable
from chipgraph.routes.question import Question
from chipgraph.routes.steps import Kind

_LOOK_EVERY = 64
"""Steps tried between two looks at the clock: judging what they lead to stays well below the 0.2 s of a cancellation."""


@dataclass(slots=True)
class Budget:
    """What a search may use, what it has used, and what stopped it (W28)."""

    question: Question
    explored: int = 0
    routes: int = 0
    stopped_by: str | None = None
    began: float = field(default_factory=time.monotonic)

    def spent(self) -> bool:
        """Count one step tried; say whether the search must stop."""
        if self.stopped_by is not None:
            return True
        question = self.question
        if question.explored_limit is not None and self.explored >= question.explored_limit:
            self.stopped_by = "explored"
            return True
        self.explored += 1
        if self.explored % _LOOK_EVERY == 0:
            self._look()
        return self.stopped_by is not None

    def _look(self) -> None:
        question = self.question
        if question.progress is not None:
            question.progress(self.explored, self.routes)
        if question.cancel is not None and question.cancel():
            self.stopped_by = "cancelled"
        elif question.time_limit is not None and time.monotonic() - self.began > question.time_limit:
            self.stopped_by = "time"


class Search:
    """A depth-first walk; ``walks`` gives each as a list of step numbers that must be copied to be kept."""

    def __init__(self, walkable: Walkable, cone: Cone, budget: Budget) -> None:
        network = walkable.network
        self._walkable = walkable
        self._budget = budget
        self._onward = cone.onward
        self._ends: list[bool] = walkable.question.ends.tolist()
        self._dates = not walkable.question.include_impossible
        self._product = network.table.product
        self._next: dict[int, list[tuple[int, int, int]]] = {}
        for step in cone.steps.tolist():
            entry = (step, int(network.target[step]), int(network.kind[step]))
            self._next.setdefault(int(network.source[step]), []).append(entry)
        self._marks_left = walkable.question.max_marks
        self._path: list[int] = []
        self._seen: set[int] = set()

    def walks(self, start: int) -> Iterator[list[int]]:
        """Walk from one start; each walk ends on the first end that it arrives at (W7)."""
        self._path = []
        self._seen = {start}
        question = self._walkable.question
        yield from self._from(start, FIRST, question.max_transfers, question.max_lineage, frozenset())

    def _from(self, state: int, cur: int, transfers: int, lineage: int, asked: frozenset[int]) -> Iterator[list[int]]:
        """Go on from a state; ``asked`` are the products of untied steps that the next named one must differ from."""
        for step, target, kind in self._next.get(state, ()):
            if target in self._seen:
                continue
            if self._budget.spent():
                return
            is_lineage = kind == Kind.LINEAGE
            left = (transfers, lineage - 1) if is_lineage else (transfers - 1, lineage)
            still = self._ask(step, state, kind, asked)
            if still is None:
                continue
            moment = self._arrive(step, target, cur, left, bool(still))
            if moment is None or not self._can_bear(step):
                continue
            self._path.append(step)
            if self._ends[target]:
                yield self._path
            else:
                self._seen.add(target)
                yield from self._from(target, moment, *left, still)
                self._seen.discard(target)
            self._path.pop()

    def _arrive(self, step: int, target: int, cur: int, left: tuple[int, int], asked: bool) -> int | None:
        if min(left) < 0:
            return None
        moment = self._walkable.ways(step).earliest(cur) if self._dates else FIRST
        return None if moment is None or moment > self._onward[int(asked)][left][target] else moment

    def _can_bear(self, step: int) -> bool:
        """Whether the walk stays within ``max_marks`` even at its fewest marks."""
        if self._marks_left is None:
            return True
        ways = self._walkable.ways
        return sum(ways(k).fewest_marks for k in (*self._path, step)) <= self._marks_left

    def _ask(self, step: int, state: int, kind: int, asked: frozenset[int]) -> frozenset[int] | None:
        """Carry the question of untied steps on (W3); None if this step answers it with no.

        Only steps without any tied alternative are asked about here: the others are judged with their whole route.
        """
        if kind == Kind.LINEAGE:
            return asked | {int(self._product[state])} if self._walkable.ways(step).always_untied else asked
        if not asked or kind == Kind.GROUP:
            return asked
        named = self._walkable.ways(step).named
        match = self._walkable.network.match
        return None if any(all(match(held, name) for name in named) for held in asked) else frozenset()

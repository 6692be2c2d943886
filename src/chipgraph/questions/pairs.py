"""Pairs: what the routes from one set of states to another come to, and all pairs of two lists (W12, W17, W21).

A pair is the small answer, by which a long list is read: the best route, the fewest steps, the earliest arrival, the latest
departure. ``scan`` is the seam to a faster engine: whoever yields the same pairs can stand in its place.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.finder import Finder
from chipgraph.routes.network import Walkable
from chipgraph.routes.question import Question
from chipgraph.routes.result import Coverage, FoundRoute
from chipgraph.routes.steps import Bool
from chipgraph.routes.windows import Label, Window, step_possible


@dataclass(frozen=True, slots=True)
class Pair:
    """What lies between two sets of states.

    Attributes
    ----------
    best
        The first route in the order of W21; None if there is none.
    fewest
        Steps of the shortest route.
    earliest
        First day on which any route can arrive; ``FIRST`` if nothing bounds it from below. Of the routes that were looked
        at, unless ``coverage.exhaustive``.
    latest
        Last day on which it can leave and still arrive; ``LAST`` if nothing bounds it from above.
    routes
        How many there are; *at least* so many unless ``coverage.exhaustive``.
    """

    best: FoundRoute | None
    fewest: int
    earliest: int
    latest: int
    routes: int
    coverage: Coverage


STEPS_EACH = 200_000
"""Steps that one of many searches may try, unless the question says otherwise: one busy pair must not take the time of all."""


class Work:
    """What the searches of one question share: time, cancellation, progress, and what stopped them (W28)."""

    def __init__(self, question: Question, parts: int) -> None:
        self._question = question
        self._parts = parts
        self._done = 0
        self._began = time.monotonic()
        self._coverages: list[Coverage] = []
        self.stopped_by: str | None = None

    def share(self) -> Question | None:
        """Give the question for the next search with the time that is left; None if the work must stop."""
        question = self._question
        if question.progress is not None:
            question.progress(self._done, self._parts)
        left = None
        if question.time_limit is not None:
            left = question.time_limit - (time.monotonic() - self._began)
        if question.cancel is not None and question.cancel():
            self.stopped_by = "cancelled"
        elif left is not None and left <= 0:
            self.stopped_by = self.stopped_by or "time"
        if self.stopped_by is not None:
            return None
        steps = STEPS_EACH if question.explored_limit is None else question.explored_limit
        return replace(question, time_limit=left, explored_limit=steps, progress=None, include_impossible=False)

    def note(self, coverage: Coverage) -> None:
        """Take note of a search that is done. One that ran into its count of steps lets the others go on."""
        self._done += 1
        self._coverages.append(coverage)

    def coverage(self, listed: int, in_all: int) -> Coverage:
        """Join what was covered: of states and steps the largest cone, of the limits the first that was hit."""
        own = self._coverages
        stopped = self.stopped_by or next((c.stopped_by for c in own if c.stopped_by), None)
        return Coverage(
            starts=max((c.starts for c in own), default=0),
            states=max((c.states for c in own), default=0),
            steps=max((c.steps for c in own), default=0),
            routes_listed=listed,
            routes_in_all=in_all,
            filters=(),
            exhaustive=stopped is None,
            stopped_by=stopped,
            explored=sum(c.explored for c in own),
            seconds=time.monotonic() - self._began,
        )


def find_pair(finder: Finder, question: Question) -> Pair:
    """Find what the routes of one question come to; every route is looked at, because the best is seldom the earliest."""
    question = replace(question, limit=None, include_impossible=False)
    found = finder.find(question, effects=False)
    if not found.routes:
        return Pair(None, 0, LAST, FIRST, 0, found.coverage)
    walkable = Walkable(finder.network, question)
    return Pair(
        best=found.routes[0],
        fewest=min(len(route.steps) for route in found.routes),
        earliest=min(earliest_arrival(walkable, route) for route in found.routes),
        latest=max(latest_departure(walkable, route) for route in found.routes),
        routes=len(found.routes),
        coverage=found.coverage,
    )


def scan(
    finder: Finder, question: Question, sources: Sequence[tuple[int, ...]], targets: Sequence[Bool], work: Work
) -> Iterator[tuple[int, int, Pair]]:
    """Join every source with every target, each pair as soon as it is found, in the order of the lists."""
    for i, starts in enumerate(sources):
        for j, ends in enumerate(targets):
            share = work.share()
            if share is None:
                return
            pair = find_pair(finder, replace(share, starts=starts, ends=ends))
            work.note(pair.coverage)
            if pair.best is not None:
                yield i, j, pair


def earliest_arrival(walkable: Walkable, route: FoundRoute) -> int:
    """The first day on which a route can arrive, through whichever of its alternatives (W12)."""
    min_days = walkable.question.min_days
    labels: set[Label] = {(FIRST, FIRST)}
    for windows in _windows(walkable, route):
        reached = (step_possible(label, window, min_days) for label in labels for window in windows)
        labels = _smallest({label for label in reached if label is not None})
    return min(label[0] for label in labels)


def latest_departure(walkable: Walkable, route: FoundRoute) -> int:
    """The last day on which a route can leave its start and still arrive: the pass of W12 run backwards.

    Time is turned round, so that the pass is the same one: what was latest is earliest.
    """
    min_days = walkable.question.min_days
    labels: set[Label] = {(FIRST, FIRST)}
    for windows in reversed(_windows(walkable, route)):
        turned = [w._replace(s1=_turned(w.e2), e2=_turned(w.s1)) for w in windows]
        reached = (step_possible(label, window, min_days) for label in labels for window in turned)
        labels = _smallest({label for label in reached if label is not None})
    return _turned(min(label[0] for label in labels))


def _turned(day: int) -> int:
    return {FIRST: LAST, LAST: FIRST}.get(day, -day)


def _smallest(labels: set[Label]) -> set[Label]:
    """Keep the labels that no other one is nowhere larger than (W17)."""
    return {a for a in labels if not any(b != a and b[0] <= a[0] and b[1] <= a[1] for b in labels)}


def _windows(walkable: Walkable, route: FoundRoute) -> list[list[Window]]:
    """Per step, the windows of the alternatives through which the route may be taken, as the question cuts them."""
    found = []
    for step, rows in zip(route.steps, route.alternatives, strict=True):
        number = step_number(walkable, step.source, step.target, int(step.kind))
        allowed = set(rows)
        found.append([way.window for way in walkable.ways(number).all if way.row in allowed])
    return found


def step_number(walkable: Walkable, source: int, target: int, kind: int) -> int:
    """Find the number that a step has in the network."""
    network = walkable.network
    for number in range(int(network.out[source]), int(network.out[source + 1])):
        if network.target[number] == target and network.kind[number] == kind:
            return number
    raise KeyError((source, target, kind))

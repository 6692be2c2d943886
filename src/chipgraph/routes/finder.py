"""The finder: a question to its routes and the certificate of the search (W1 to W21, W26 to W29).

``Finder`` sorts a ``StepTable`` once and then answers any number of questions. It enumerates every route inside the cone; it
is right before it is fast, and another engine replaces it behind the same two types.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chipgraph.routes.cone import Cone, find_cone
from chipgraph.routes.judge import Judgement, judge
from chipgraph.routes.network import Network, Walkable, open_starts
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.result import Answer, Coverage, FilterEffect, Found, FoundRoute, Step, route_id, step_id
from chipgraph.routes.search import Budget, Search
from chipgraph.routes.steps import Kind, StepTable

Key = Callable[[int], str]
"""Gives a state its name in View ids, so that ids of routes do not depend on numbers (W9)."""

DECIDE_WITHIN = 100_000
"""Steps tried to decide whether a route exists without a filter (W27); beyond, the answer is *not decided*."""

LIFTED: dict[str, Callable[[Question], Question]] = {
    "denied": lambda q: replace(q, include_denied=True),
    "disputed": lambda q: replace(q, disputed=Disputed.INCLUDE),
    "min-strength": lambda q: replace(q, min_strength=0),
    "strict": lambda q: replace(q, mode=Mode.FOLLOW) if q.mode is Mode.STRICT else q,
    "hs-code-differs": lambda q: replace(q, include_hs_differs=True),
    "from-to": lambda q: replace(q, since=None, until=None),
    "min-days": lambda q: replace(q, min_days=0),
}
"""Each filter by name, and the same question without it."""


class Finder:
    """Answers questions about one ``StepTable``."""

    engine = "plain finder"
    """What a certificate calls it (W26)."""

    def __init__(self, table: StepTable, key: Key | None = None) -> None:
        self.table = table
        self.network = Network.of(table)
        self.key = key or self._numbers

    def _numbers(self, state: int) -> str:
        return f"{self.table.holder[state]}|{self.table.product[state]}"

    def find(self, question: Question, *, effects: bool = True) -> Found:
        """Find all routes of a question; ``effects`` says whether to lift each filter for the certificate (W27)."""
        began = time.monotonic()
        walkable = Walkable(self.network, question)
        starts = _starts(walkable)
        cone = self.cone(walkable, starts)
        budget = Budget(question)
        listed, in_all = self.first(walkable, cone, starts, budget)
        coverage = Coverage(
            starts=len(starts),
            states=len(cone.states),
            steps=len(cone.steps),
            routes_listed=len(listed),
            routes_in_all=in_all,
            filters=self._filter_effects(walkable, bool(in_all)) if effects else (),
            exhaustive=budget.stopped_by is None,
            stopped_by=budget.stopped_by,
            explored=budget.explored,
            seconds=time.monotonic() - began,
        )
        return Found(listed, coverage)

    def exists(self, question: Question, within: int = DECIDE_WITHIN) -> Answer:
        """Decide whether a question has any route, trying at most ``within`` steps."""
        question = replace(question, explored_limit=within)
        walkable = Walkable(self.network, question)
        starts = _starts(walkable)
        return self.any(walkable, self.cone(walkable, starts), starts)

    def cone(self, walkable: Walkable, starts: tuple[int, ...]) -> Cone:
        """Compute the cone of a question; another engine does it in its own way."""
        return find_cone(walkable, starts)

    def first(
        self, walkable: Walkable, cone: Cone, starts: tuple[int, ...], budget: Budget
    ) -> tuple[tuple[FoundRoute, ...], int]:
        """Give the routes that are shown, in the order of W21, and how many there are in all."""
        judged = _judged(walkable, cone, starts, budget)
        routes = sorted(self.told(judged), key=FoundRoute.order)
        return tuple(routes[: walkable.question.limit]), len(routes)

    def any(self, walkable: Walkable, cone: Cone, starts: tuple[int, ...]) -> Answer:
        """Decide whether there is a route, within the budget of the question."""
        budget = Budget(walkable.question)
        if next(_judged(walkable, cone, starts, budget), None) is not None:
            return Answer.YES
        return Answer.NO if budget.stopped_by is None else Answer.NOT_DECIDED

    def told(self, judged: Iterable[tuple[tuple[int, ...], Judgement]]) -> Iterator[FoundRoute]:
        """Write walks and what was found out about them as routes, named by the ids of their steps (W9)."""
        network = self.network
        ids: dict[int, str] = {}
        for walk, judgement in judged:
            steps = tuple(
                Step(int(network.source[k]), int(network.target[k]), Kind(int(network.kind[k]))) for k in walk
            )
            for number, step in zip(walk, steps, strict=True):
                if number not in ids:
                    ids[number] = step_id(step.kind, self.key(step.source), self.key(step.target))
            yield FoundRoute(
                id=route_id([ids[k] for k in walk]),
                steps=steps,
                optima=judgement.optima,
                alternatives=tuple(tuple(way.row for way in own) for own in judgement.alternatives),
                count=judgement.count,
                definite=judgement.definite,
            )

    def _filter_effects(self, walkable: Walkable, found: bool) -> tuple[FilterEffect, ...]:
        """Lift each filter that is on, alone, and see what it removed from the cone and whether it left a route (W27)."""
        question = walkable.question
        still_open = walkable.open_steps()
        effects = []
        for name, lift in LIFTED.items():
            lifted = lift(question)
            if _same_filters(lifted, question):
                continue
            wider = Walkable(self.network, replace(lifted, explored_limit=DECIDE_WITHIN, progress=None))
            starts = _starts(wider)
            cone = self.cone(wider, starts)
            removed = int((~still_open[cone.steps]).sum())
            fixed = question.starts is not None
            answer = Answer.YES if found and fixed else self.any(wider, cone, starts)
            effects.append(FilterEffect(name, removed, answer))
        return tuple(effects)


def _starts(walkable: Walkable) -> tuple[int, ...]:
    question = walkable.question
    return open_starts(walkable) if question.starts is None else tuple(sorted(set(question.starts)))


def _judged(
    walkable: Walkable, cone: Cone, starts: tuple[int, ...], budget: Budget
) -> Iterator[tuple[tuple[int, ...], Judgement]]:
    """Search, and judge each walk; what is no route is left out."""
    search = Search(walkable, cone, budget)
    for start in starts:
        for walk in search.walks(start):
            judgement = judge(walkable, walk)
            if judgement is not None and bearable(judgement, walkable.question):
                budget.routes += 1
                yield tuple(walk), judgement


def bearable(judgement: Judgement, question: Question) -> bool:
    """Whether the best optimum of a route bears no more marks than the question allows."""
    return question.max_marks is None or judgement.optima[0].marks <= question.max_marks


def _same_filters(a: Question, b: Question) -> bool:
    names = ("include_denied", "disputed", "min_strength", "mode", "include_hs_differs", "since", "until", "min_days")
    return all(getattr(a, name) == getattr(b, name) for name in names)


def find(table: StepTable, question: Question, key: Key | None = None) -> Found:
    """Answer one question about a table. For several questions about one table, keep a ``Finder``."""
    return Finder(table, key).find(question)

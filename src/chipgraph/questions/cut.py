"""Cut: the fewest things that, if wrong, leave no route (W33, G6).

Each alternative of a step stands on some **keys**: its relation, or the origins of what asserts it. An alternative falls when
all its keys are taken away, and a cut is a set of keys without which no route is left. The smallest cut is searched for up to
a stated size; beyond, the answer is a pair of bounds, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chipgraph.questions.pairs import step_number
from chipgraph.routes.cone import find_cone
from chipgraph.routes.finder import Finder
from chipgraph.routes.judge import judge
from chipgraph.routes.network import Walkable, open_starts
from chipgraph.routes.question import Question
from chipgraph.routes.result import Coverage, FoundRoute
from chipgraph.routes.steps import ANY, UNTIED, Kind

EXACT_UP_TO = 4
"""Cuts up to this size are searched for one by one; a larger one is exact only where its two bounds meet (W33)."""

Key = str
Keys = Mapping[int, frozenset[Key]]
"""For each row of the step table, what it stands on."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The smallest set of keys without which no route is left.

    Attributes
    ----------
    keys
        A cut of the smallest size known; empty if there is no route.
    at_least, at_most
        Bounds of the smallest size; equal if it is exact.
    exact
        Whether no smaller cut exists: proven, not hoped for.
    others
        If one key is enough: the other keys that alone are enough, too.
    """

    keys: tuple[Key, ...]
    at_least: int
    at_most: int
    exact: bool
    others: tuple[Key, ...] = ()


class Cutter:
    """Cuts some routes of one question.

    Parameters
    ----------
    finder, question
        The question has its starts written out: what is taken away makes no new ones.
    routes
        The routes to cut: all of the question, or one of them.
    whole
        Whether these are all that are to be cut; if not, more may exist than were found.
    """

    def __init__(self, finder: Finder, question: Question, routes: Sequence[FoundRoute], whole: bool = True) -> None:
        walkable = Walkable(finder.network, question)
        self._finder = finder
        self._question = question
        self._whole = whole
        self.routes = tuple(routes)
        self._steps = [
            tuple(step_number(walkable, s.source, s.target, int(s.kind)) for s in r.steps) for r in self.routes
        ]

    def smallest(self, keys: Keys) -> Cut:
        """Find the smallest cut over these keys.

        Parameters
        ----------
        keys
            What each row of the step table stands on; at least one key each.
        """
        if not self.routes:
            return Cut((), 0, 0, self._whole)
        wide = self._reduced(keys, self._by_steps(keys))
        lower = self._apart(keys)
        for size in range(lower, min(len(wide), EXACT_UP_TO + 1)):
            chosen = self._search(keys, frozenset(), size, set())
            if chosen is not None:
                return self._answer(keys, chosen, size)
            if self._stopped():
                return Cut(tuple(sorted(wide)), lower, len(wide), exact=False)
            lower = size + 1
        exact = lower == len(wide) and self._whole
        return self._answer(keys, wide, lower) if exact else Cut(tuple(sorted(wide)), lower, len(wide), exact=False)

    def _apart(self, keys: Keys) -> int:
        """Count routes that stand on no key of each other: every cut takes at least one key of each."""
        taken: frozenset[Key] = frozenset()
        count = 0
        while (rows := self._survivor(keys, taken)) is not None:
            taken = taken.union(*(keys[row] for row in rows))
            count += 1
        return count

    def _answer(self, keys: Keys, chosen: frozenset[Key], size: int) -> Cut:
        """A cut of the routes that were found; if they are not all, it bounds the smallest from below only."""
        if not self._whole:
            wide = self._by_steps(keys)
            return Cut(tuple(sorted(wide)), size, len(wide), exact=size == len(wide))
        if size == 1:
            every = sorted(frozenset().union(*keys.values()))
            alone = [key for key in every if self._survivor(keys, frozenset({key})) is None]
            return Cut((alone[0],), 1, 1, exact=True, others=tuple(alone[1:]))
        return Cut(tuple(sorted(chosen)), size, size, exact=True)

    def _stopped(self) -> bool:
        cancel = self._question.cancel
        return cancel is not None and cancel()

    def _search(
        self, keys: Keys, taken: frozenset[Key], left: int, tried: set[frozenset[Key]]
    ) -> frozenset[Key] | None:
        """Take away the keys of one row of a route that is left, each row in turn, as long as the size allows.

        Every cut takes all keys of one of these rows: if it took of none, the route would be left.
        """
        if taken in tried or self._stopped():
            return None
        tried.add(taken)
        rows = self._survivor(keys, taken)
        if rows is None:
            return taken
        options = sorted({keys[row] - taken for row in rows}, key=lambda more: (len(more), sorted(more)))
        for more in options:
            if len(more) <= left:
                found = self._search(keys, taken | more, left - len(more), tried)
                if found is not None:
                    return found
        return None

    def _survivor(self, keys: Keys, taken: frozenset[Key]) -> list[int] | None:
        """Give the rows on which one of the routes that are left stands; None if none is left."""
        walkable = Walkable(self._finder.network, self._question)
        order = self._finder.network.order
        gone = [row for row, own in keys.items() if own <= taken]
        walkable.passes &= ~np.isin(order, gone)
        for steps in self._steps:
            judged = judge(walkable, steps)
            if judged is not None:
                witness = judged.optima[0].witness
                return [*witness, *self._answering(walkable, steps, witness)]
        return None

    def _answering(self, walkable: Walkable, steps: Sequence[int], witness: Sequence[int]) -> Iterator[int]:
        """Rows that name what an untied step asks for: they hold the route up without being taken (W3)."""
        network, table = self._finder.network, self._finder.table
        for i, row in enumerate(witness):
            if network.kind[steps[i]] != Kind.LINEAGE or not int(table.marks[row]) & UNTIED:
                continue
            held = int(table.product[network.source[steps[i]]])
            later = (k for k in steps[i + 1 :] if network.kind[k] in (Kind.POSSESSION, Kind.SERVICE))
            following = next(later, None)
            if following is not None:
                ways = walkable.ways(following).all
                yield next(w.row for w in ways if w.named != ANY and not network.match(held, w.named))

    def _by_steps(self, keys: Keys) -> frozenset[Key]:
        """A cut through whole steps: a minimum cut of the network, each step as dear as the keys that it stands on.

        It takes no notice of dates and repeats, which leave fewer routes: so it cuts all, and may be larger than needed.
        """
        import networkx as nx

        walkable = Walkable(self._finder.network, self._question)
        network = self._finder.network
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(("start", "end"))
        under: dict[tuple[str, str], set[Key]] = {}
        for step in self._all_steps(walkable):
            target = int(network.target[step])
            last = bool(self._question.ends[target])
            ends = (f"at {network.source[step]}", f"last {target}" if last else f"at {target}")
            under.setdefault(ends, set()).update(*(keys[way.row] for way in walkable.ways(step).all))
            if last:
                graph.add_edge(ends[1], "end")
        for (source, end), own in under.items():
            graph.add_edge(source, end, capacity=len(own))
        graph.add_edges_from(("start", f"at {state}") for state in self._question.starts or ())
        _, (near, _) = nx.minimum_cut(graph, "start", "end")
        return frozenset(k for (a, b), own in under.items() if a in near and b not in near for k in own)

    def _all_steps(self, walkable: Walkable) -> list[int]:
        if self._whole:
            return sorted({step for steps in self._steps for step in steps})
        return [int(step) for step in find_cone(walkable, self._question.starts or ()).steps]

    def _reduced(self, keys: Keys, wide: frozenset[Key]) -> frozenset[Key]:
        """Leave out what the cut does not need; only where all routes are known can that be seen."""
        if self._whole:
            for key in sorted(wide):
                if self._survivor(keys, wide - {key}) is None:
                    wide = wide - {key}
        return wide


def all_routes(finder: Finder, question: Question) -> tuple[Cutter, Coverage]:
    """Find all routes of a question, to cut them."""
    starts = open_starts(Walkable(finder.network, question)) if question.starts is None else question.starts
    question = replace(question, starts=starts, limit=None, include_impossible=False)
    found = finder.find(question, effects=False)
    return Cutter(finder, question, found.routes, found.coverage.exhaustive), found.coverage


def weakest(route: FoundRoute, origins: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The steps of one route with the fewest independent origins: (known, at most) of each step (W33)."""
    fewest = min(origins)
    return tuple(i for i in range(len(route.steps)) if origins[i] == fewest)

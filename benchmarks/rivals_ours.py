"""chipgraph in the comparison: its compiled engine on the bare graph, with the routes told as it tells them to a user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from benchmarks.generator import generate
from benchmarks.rivals_graph import SINCE, UNTIL, BareGraph, Edges, Engine, Pairs

from chipgraph import __version__, settings
from chipgraph.arrays.choose import Engine as Choice
from chipgraph.arrays.ends import Ends
from chipgraph.arrays.engine import Archive
from chipgraph.arrays.scan import Scan
from chipgraph.routes.question import Disputed, Question
from chipgraph.routes.result import Found
from chipgraph.routes.steps import ANY, StepTable, Temporal
from chipgraph.routes.walk import Columns, Groups, Lineages, Possessions, Relations, Services, Ties

OFFICIAL = 5
SEARCH_SECONDS = 10.0
"""After so many seconds a search in the whole graph stops, and its certificate says so."""


def columns(graph: BareGraph, rows: slice = slice(None)) -> Columns:
    """One day is all that a bare edge has: an official, undisputed event."""
    day = graph.day[rows]
    number = np.arange(len(graph.day), dtype=np.int32)[rows]
    none = np.zeros(len(day), np.bool_)
    strength = np.full(len(day), OFFICIAL, np.uint8)
    temporal = np.full(len(day), int(Temporal.EVENT), np.uint8)
    return Columns(day, day, day, day, temporal, strength, graph.disputed[rows], none, number, number, none)


def relations(graph: BareGraph) -> Relations:
    """The bare graph as what the engine walks: possessions of no stated product, and nothing else."""
    no, ints, flags = slice(0), np.zeros(0, np.int32), np.zeros(0, np.bool_)
    unstated = np.full(len(graph.source), ANY, np.int32)
    identified = np.zeros(len(graph.source), np.bool_)
    goods = Possessions(graph.source, graph.target, unstated, None, identified, columns(graph))
    empty = columns(graph, no)
    return Relations(
        parties=graph.parties,
        products=1,
        parent=np.full(1, ANY, np.int32),
        product_hs=None,
        possessions=goods,
        lineages=Lineages(ints, ints, ints, flags, flags, empty),
        services=Services(ints, ints, ints, empty),
        ties=Ties(ints, ints, flags, flags, ints.astype(np.uint8), flags, ints, ints, ints, ints),
        groups=Groups(ints, ints, empty),
    )


def question(hops: int, ends: int = 0) -> Question:
    """Ask in bare mode: in the window, disputed edges left out."""
    return Question(
        starts=(),
        ends=np.zeros(ends, np.bool_),
        max_transfers=hops,
        max_lineage=0,
        disputed=Disputed.EXCLUDE,
        since=SINCE,
        until=UNTIL,
    )


class Chipgraph(Engine):
    """The compiled engine, asked through the door that ``Graph.trace`` uses."""

    name = "chipgraph"
    form = "Archive.find: routes as objects with optima, witnesses and counts"

    def start(self, graph: BareGraph) -> None:
        """Sort a small graph, so that the loops are there."""
        Archive(relations(BareGraph.made(1_000, 0)), Choice.JIT, code=settings.load().cache)

    def load(self, graph: BareGraph) -> None:
        """Sort the graph."""
        self._graph = graph
        self._archive = Archive(relations(graph), Choice.JIT, code=settings.load().cache)

    def version(self) -> str:
        """Its own."""
        return __version__

    def _find(self, source: int, target: int, hops: int) -> tuple[Found, StepTable]:
        return self._archive.find([(source, ANY)], Ends((target,)), question(hops), effects=False)

    def count(self, source: int, target: int, hops: int) -> int:
        """Add up the exact counts of the routes."""
        return sum(route.count for route in self._find(source, target, hops)[0].routes)

    def sequences(self, source: int, target: int, hops: int) -> Iterable[Edges]:
        """Spell out the alternatives of each route."""
        found, table = self._find(source, target, hops)
        for route in found.routes:
            yield from _spelled(table, route.alternatives)

    def scan(self, sources: Sequence[int], targets: Sequence[int], hops: int) -> Pairs:
        """Scan in batches."""
        return self._scanned(question(hops), sources, targets)

    def _scanned(self, asked: Question, sources: Sequence[int], targets: Sequence[int]) -> Pairs:
        scan = Scan(self._archive, targets, asked)
        states = [(source, ANY) for source in sources]
        found = (pair for pairs in scan.batches(states) for pair in pairs)
        return {(sources[p.source], p.target): (p.transfers, p.arrival) for p in found}


class Whole(Chipgraph):
    """The same engine on the whole graph: what the semantics cost beside the bare mode."""

    name = "chipgraph, whole semantics"
    form = "products, states, partial dates, marks; the first 100 routes told, all counted, every filter lifted"
    is_compared = False

    def start(self, graph: BareGraph) -> None:
        """Make the whole graph."""
        super().start(graph)
        self._relations = generate(graph.records, graph.seed)

    def load(self, graph: BareGraph) -> None:
        """Sort it."""
        self._archive = Archive(self._relations, Choice.JIT, code=settings.load().cache)

    def _asked(self, hops: int) -> Question:
        bounds = replace(question(hops), disputed=Disputed.INCLUDE, max_lineage=6)
        return replace(bounds, limit=100, time_limit=SEARCH_SECONDS)

    def count(self, source: int, target: int, hops: int) -> int:
        """Routes in all."""
        found, _ = self._archive.find([(source, ANY)], Ends((target,)), self._asked(hops))
        return found.coverage.routes_in_all

    def scan(self, sources: Sequence[int], targets: Sequence[int], hops: int) -> Pairs:
        """Scan with the best route of each pair judged."""
        return self._scanned(self._asked(hops), sources, targets)


def _spelled(table: StepTable, alternatives: Sequence[tuple[int, ...]]) -> Iterator[Edges]:
    """Every choice of one alternative a step whose days do not fall."""
    for rows in product(*alternatives):
        days = [int(table.s1[row]) for row in rows]
        if days == sorted(days):
            yield tuple(int(table.record[row]) for row in rows)

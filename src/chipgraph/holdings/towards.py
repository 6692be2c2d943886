"""Deriving only what a question can use, for a graph whose holdings would not fit (P12, W8, W17).

Records are pruned on parties first (``routes.prune``); over what survives the start states are closed forward, and a state is
taken in only if an end can still be reached from it in time. The result is part of the table that ``derive`` would write,
and holds every route of the question, whatever its filters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from chipgraph.dates import FIRST, LAST
from chipgraph.holdings import step_table
from chipgraph.holdings.ways import State, Walker, Way
from chipgraph.routes.cone import NEVER, TOO_LATE
from chipgraph.routes.network import Index
from chipgraph.routes.prune import PartyMoves, Survivors, prune
from chipgraph.routes.steps import ANY, UNTIED, Bool, Int32, Kind, StepTable
from chipgraph.routes.walk import Groups, Relations, Services


@dataclass(frozen=True, slots=True)
class Bounds:
    """Transfers and lineage steps, at most (W8)."""

    transfers: int
    lineage: int


class Source:
    """A large graph, sorted and indexed once, from which the table of any question is derived."""

    def __init__(self, relations: Relations) -> None:
        self.relations = relations
        self.moves = PartyMoves.of(relations)
        self.walker = _Walker(_without_moves(relations))
        self.walker.known_from(relations)

    def table(self, starts: Sequence[State], ends: Bool | None, bounds: Bounds) -> StepTable:
        """Derive the table of one question.

        Parameters
        ----------
        starts
            States from which routes begin.
        ends
            One truth value a party: a route ends on its first arrival there (W7). None if it ends elsewhere, at a product.
        """
        begins = np.zeros(self.relations.parties, np.bool_)
        for holder, _ in starts:
            begins[slice(None) if holder == ANY else holder] = True
        anywhere = np.ones(self.relations.parties, np.bool_)
        survivors = prune(self.moves, begins, anywhere if ends is None else ends, bounds.transfers)
        products = [product for holder, product in starts if holder == ANY]
        if products:
            survivors = replace(survivors, possessions=self._with_naming(survivors, products, bounds.lineage))
        return self.close(starts, survivors, bounds, ends)

    def _with_naming(self, survivors: Survivors, products: list[int], depth: int) -> Index:
        """Add the records by which anyone can pass these products on: all of them are alternatives of one step (W9)."""
        passed = self.walker.outputs(products, depth)
        naming = np.flatnonzero(np.isin(self.relations.possessions.product, sorted(passed)))
        return np.union1d(survivors.possessions, naming)

    def close(self, starts: Sequence[State], survivors: Survivors, bounds: Bounds, ends: Bool | None) -> StepTable:
        """Derive the table over the records that survive."""
        walker = self.walker.over(_keep(self.relations, survivors))
        return _Closure(walker, survivors, bounds, ends).table(starts)


class _Walker(Walker):
    """The ways over surviving records. What holds of products alone is indexed once and shared."""

    def __init__(self, relations: Relations) -> None:
        super().__init__(relations)
        self.hands_over = any(operator != ANY for operator in self._operator)
        self._matched = any(self._design_match)
        self._tied = {holder for holder, _ in self._ties}
        self._clients: set[int] = set()
        self._inputs: dict[tuple[int, int], frozenset[int]] = {}
        self._comes_from: dict[int, set[int]] = {}
        for source, ways in self._goes_into.items():
            for _, target in ways:
                self._comes_from.setdefault(target, set()).add(source)

    def over(self, relations: Relations) -> _Walker:
        """Give the same walker over fewer records that move something; since when a product is known stays (W2)."""
        walker = copy(self)
        walker._index_possessions(relations)
        walker._index_services(relations)
        walker._index_groups(relations)
        walker._first_named = self._first_named
        walker._clients = {*relations.services.client.tolist()}
        return walker

    def naming(self) -> _Walker:
        """Give the same walker without what names no product: unnamed records and services."""
        walker = copy(self)
        walker.sends_unnamed = defaultdict(list)
        walker._serves = defaultdict(list)
        return walker

    def makes_something(self, holder: int) -> bool:
        """Whether a holder is tied to any product, so that a lineage step of its may bear no mark."""
        return self._matched or holder in self._tied

    def carries_any(self, holder: int) -> bool:
        """Whether something leaves a holder whatever product it is: an unnamed record or a service."""
        return holder == ANY or holder in self.sends_unnamed or holder in self._clients

    def group_of(self, holder: int) -> frozenset[int]:
        """A holder, and whom group steps lead to from it."""
        found = {holder}
        level = [holder]
        while level:
            level = [other for member in level for _, other in self._related.get(member, ()) if other not in found]
            found.update(level)
        return frozenset(found)

    def products_sent(self, holder: int) -> set[int]:
        """The products that records out of a holder name."""
        return {product for _, product in self._sends.get(holder, ())}

    def inputs(self, product: int, depth: int) -> frozenset[int]:
        """Products that match this one or can become it in so many lineage steps."""
        cached = self._inputs.get((product, depth))
        if cached is None:
            found = set(self.matching(product))
            level = found
            for _ in range(depth):
                level = {kin for p in level for q in self._comes_from.get(p, ()) for kin in self.matching(q)} - found
                found = found | level
            cached = self._inputs[product, depth] = frozenset(found)
        return cached

    def outputs(self, products: Sequence[int], depth: int) -> set[int]:
        """What matches these products or what they can become in so many lineage steps."""
        found = {kin for product in products for kin in self.matching(product)}
        level = found
        for _ in range(depth):
            level = {kin for p in level for _, q in self._goes_into.get(p, ()) for kin in self.matching(q)} - found
            found = found | level
        return found

    def known_from(self, relations: Relations) -> None:
        """Find the first day on which any record names each product or one that matches it (W2)."""
        possessions, columns = relations.possessions, relations.possessions.columns
        told = np.flatnonzero((possessions.product != ANY) & ~columns.denied & (columns.s1 != FIRST))
        first = np.full(relations.products, LAST, np.int32)
        np.minimum.at(first, possessions.product[told], columns.s1[told])
        known: dict[int, int] = {}
        for product in np.flatnonzero(first < LAST).tolist():
            day = int(first[product])
            for kin in self.matching(product):
                known[kin] = min(known.get(kin, LAST), day)
        self._first_named = known


Arrival = tuple[State, bool]
"""A state, and whether an untied step has led to it that a record must still answer (W3)."""


class _Closure:
    """Closes start states forward; one earliest moment per (arrival, transfers) decides whether it is taken in (W17).

    Lineage steps are counted only since the last transfer, which takes in no less than counting them all. After an untied
    step only what names a product can follow, or lineage and group steps, so nothing else is looked at.
    """

    def __init__(self, walker: _Walker, survivors: Survivors, bounds: Bounds, ends: Bool | None) -> None:
        self._walker = walker
        self._naming = walker.naming()
        self._bounds = bounds
        self._ends: set[int] = set() if ends is None else {*np.flatnonzero(ends).tolist()}
        self._stops = ends is not None
        self._begins: frozenset[State] = frozenset()
        self._useful: dict[int, frozenset[int]] = {}
        self._latest = [_finite(labels) for labels in survivors.latest]
        self._ways: dict[Arrival, list[Way]] = {}
        self._earliest: dict[Arrival, int] = {}

    def table(self, starts: Sequence[State]) -> StepTable:
        """Close the states and write the table."""
        layer: dict[Arrival, int] = {(state, False): FIRST for state in starts}
        self._begins = frozenset(starts)
        for left in range(self._bounds.transfers, -1, -1):
            layer = self._layer(layer, left)
        free = {state for state, asked in self._earliest if not asked}
        taken = {state for state, _ in self._earliest}
        found = {s: [way for way in self._all_out(s, s not in free) if way.target in taken] for s in taken}
        return step_table(found, self._walker)

    def _layer(self, arrived: dict[Arrival, int], left: int) -> dict[Arrival, int]:
        """Take in the arrivals of one number of transfers; give those that one more transfer leads to."""
        onward: dict[Arrival, int] = {}
        level = arrived
        for depth in range(self._bounds.lineage + 1):
            deeper: dict[Arrival, int] = {}
            for (state, asked), moment in level.items():
                if self._known(state, asked) <= moment:
                    continue
                self._earliest[state, asked] = moment
                for way in self._out(state, asked):
                    if way.kind is Kind.LINEAGE:
                        if depth < self._bounds.lineage:
                            self._go(way, asked or bool(way.marks & UNTIED), moment, left, deeper)
                    elif left:
                        self._go(way, asked and way.kind is Kind.GROUP, moment, left - 1, onward)
            level = deeper
        return onward

    def _known(self, state: State, asked: bool) -> int:
        """The earliest moment so far; who is asked nothing can do all that the other can."""
        free = self._earliest.get((state, False), NEVER)
        return min(free, self._earliest.get((state, True), NEVER)) if asked else free

    def _go(self, way: Way, asked: bool, moment: int, left: int, reached: dict[Arrival, int]) -> None:
        moment = max(moment, way.bounds.s1)
        holder = way.target[0]
        latest = LAST if holder == ANY else self._latest[left].get(holder, TOO_LATE)
        if moment > way.bounds.e2 or moment > latest or moment >= reached.get((way.target, asked), NEVER):
            return
        if self._is_useful(way.target, asked):
            reached[way.target, asked] = moment

    def _is_useful(self, state: State, asked: bool) -> bool:
        """Whether anything can follow: an end, a move that carries any product, or one that names what this can become."""
        holder, product = state
        if not self._stops or ANY in state or self._walker.hands_over:
            return True
        members = self._walker.group_of(holder)
        if not self._ends.isdisjoint(members):
            return True
        if not asked and any(self._walker.carries_any(member) for member in members):
            return True
        useful = self._useful.get(holder)
        if useful is None:
            sent = {product for member in members for product in self._walker.products_sent(member)}
            inputs = (self._walker.inputs(product, self._bounds.lineage) for product in sent)
            useful = self._useful[holder] = frozenset().union(*inputs)
        return product in useful

    def _all_out(self, state: State, asked: bool) -> list[Way]:
        """All alternatives of the steps that leave a state; with one that names a product go those that name none (W9)."""
        ways = self._out(state, asked)
        targets = {way.target for way in ways if way.kind is Kind.POSSESSION} if asked else set()
        if not targets:
            return ways
        every = (way for way in self._walker.ways(state) if way.target != state)
        return [
            w for w in every if w.kind is not Kind.SERVICE and (w.kind is not Kind.POSSESSION or w.target in targets)
        ]

    def _out(self, state: State, asked: bool) -> list[Way]:
        if state[0] in self._ends and state not in self._begins:
            return []
        ways = self._ways.get((state, asked))
        if ways is None:
            walker = self._naming if asked else self._walker
            ways = self._ways[state, asked] = [way for way in walker.ways(state) if way.target != state]
        return ways


def _finite(labels: Int32) -> dict[int, int]:
    """The parties that reach an end at all, with their latest moment."""
    parties = np.flatnonzero(labels != TOO_LATE)
    return dict(zip(parties.tolist(), labels[parties].tolist(), strict=True))


def _without_moves(relations: Relations) -> Relations:
    none = np.empty(0, np.intp)
    return _keep(relations, Survivors(none, none, none, []))


def _keep(relations: Relations, survivors: Survivors) -> Relations:
    groups, services = relations.groups, relations.services
    g, s = survivors.groups, survivors.services
    kept = relations.keep_possessions(survivors.possessions)
    return replace(
        kept,
        groups=Groups(groups.source[g], groups.target[g], groups.columns.take(g)),
        services=Services(services.performer[s], services.client[s], services.output[s], services.columns.take(s)),
    )

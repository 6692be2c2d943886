"""Routes without a start in a large graph: the first ones in order, without the rest (W7, W20, W21).

From half a million origins there are more routes to a busy firm than anybody counts, most of them put together from marks.
The order of W21 begins with the fewest marks, so the search goes back from the end with a budget of marks, 0, 1, 2, ..., and
stops when enough routes are found: those are the first of all, and the certificate says *at least*.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST
from chipgraph.holdings.towards import Bounds, Source
from chipgraph.holdings.ways import State
from chipgraph.routes.finder import Finder
from chipgraph.routes.prune import Survivors
from chipgraph.routes.question import Disputed, Question
from chipgraph.routes.result import Found
from chipgraph.routes.steps import ANY, Bool, StepTable

Need = tuple[int, int, int]
"""(party, product that it must hold or make, or ``ANY``, marks used from here to the end)."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Which (party, product) pairs are origins under some filters, as sorted keys ``party * products + product``."""

    keys: npt.NDArray[np.int64]
    products: int

    @classmethod
    def of(cls, source: Source, question: Question) -> Origins:
        """Find all origins: a record that names p goes out and none comes in (W7, decision 0008)."""
        possessions, columns = source.relations.possessions, source.relations.possessions.columns
        walked = (possessions.product != ANY) & (columns.strength >= question.min_strength)
        walked &= ~columns.denied | question.include_denied
        if question.disputed is Disputed.EXCLUDE:
            walked &= ~columns.disputed
        if question.since is not None:
            walked &= columns.e2 >= question.since
        if question.until is not None:
            walked &= columns.s1 <= question.until
        products = source.relations.products
        named = possessions.product[walked].astype(np.int64)
        sent, came = possessions.sender[walked] * np.int64(products), possessions.recipient[walked] * np.int64(products)
        return cls(np.setdiff1d(np.unique(sent + named), np.unique(came + named), assume_unique=True), products)

    def at(self, party: int) -> list[int]:
        """Give the products of which a party is an origin."""
        low, high = np.searchsorted(self.keys, [party * self.products, (party + 1) * self.products])
        return [int(key) % self.products for key in self.keys[low:high]]


class Backwards:
    """Goes back from the end parties, with a budget of marks; what it meets is what those routes can use."""

    def __init__(self, source: Source, ends: Bool, bounds: Bounds, marks: int) -> None:
        self._source = source
        self._bounds = bounds
        self._marks = marks
        self._known: dict[Need, int] = {}
        self._met: set[int] = set()
        self._latest: list[dict[int, int]] = []
        self._moves = source.moves
        self._ends = {*np.flatnonzero(ends).tolist()}

    def survivors(self) -> Survivors:
        """Go back, and give what is met, with every parallel record (W9)."""
        layer: dict[Need, int] = dict.fromkeys(((party, ANY, 0) for party in self._ends), LAST)
        best: dict[int, int] = {}
        for _ in range(self._bounds.transfers):
            self._note(layer, best)
            layer = self._back(layer)
        self._note(layer, best)
        self._known |= {need: moment for need, moment in layer.items() if need not in self._known}
        rows = np.asarray(sorted(self._met), np.intp)
        possessions, groups, services = self._moves.split(self._moves.parallel(rows))
        latest = [self._labels(level) for level in self._latest]
        return Survivors(possessions, groups, services, latest)

    def starts(self, origins: Origins) -> list[State]:
        """Give the origins that hold, or can make, what is needed where something was met."""
        found: set[State] = set()
        at: dict[int, list[int]] = {}
        for party, product, used in self._known:
            if party not in at:
                at[party] = origins.at(party)
            for held in at[party]:
                cost = self._cost(party, held, product)
                if cost is not None and used + cost <= self._marks:
                    found.add((party, held))
        return sorted(found)

    def _cost(self, party: int, held: int, needed: int) -> int | None:
        """The fewest marks by which a party that holds one product comes to have another; None if it cannot."""
        walker = self._source.walker
        if needed == ANY or held in walker.matching(needed):
            return 0
        if held not in walker.inputs(needed, self._bounds.lineage):
            return None
        return 0 if walker.makes_something(party) else 1

    def _note(self, layer: dict[Need, int], best: dict[int, int]) -> None:
        for (party, _, _), moment in layer.items():
            best[party] = max(best.get(party, FIRST - 1), moment)
        self._latest.append(dict(best))

    def _labels(self, level: dict[int, int]) -> npt.NDArray[np.int32]:
        labels = np.full(self._moves.parties, FIRST - 1, np.int32)
        labels[list(level)] = list(level.values())
        return labels

    def _back(self, layer: dict[Need, int]) -> dict[Need, int]:
        before: dict[Need, int] = {}
        for (party, product, used), moment in layer.items():
            if any(self._known.get((party, product, u), FIRST - 1) >= moment for u in range(used + 1)):
                continue
            self._known[party, product, used] = moment
            for move, sender, named, cost, latest in self._into(party, product, moment):
                total = used + cost
                if total > self._marks:
                    continue
                self._met.add(move)
                need = (sender, product if named == ANY else named, total)
                if sender not in self._ends and latest > before.get(need, FIRST - 1):
                    before[need] = latest
        return before

    def _into(self, party: int, product: int, moment: int) -> Iterator[tuple[int, int, int, int, int]]:
        """Moves into a party in time: (move, sender, product named, marks at least, latest moment at the sender)."""
        for move, sender, named, s1, e2 in self._moves.entries(party):
            latest = min(e2, moment)
            if s1 > latest:
                continue
            if named == ANY:
                yield move, sender, ANY, 1, latest
            elif (cost := self._cost(party, named, product)) is not None:
                yield move, sender, named, cost, latest


def table_of_first(
    source: Source, origins: Origins, question: Question, ends: Bool, marks: int
) -> tuple[StepTable, list[State]]:
    """Derive the table of all routes without a start that bear at most so many marks, and list their origins."""
    bounds = Bounds(question.max_transfers, question.max_lineage)
    backwards = Backwards(source, ends, bounds, marks)
    survivors = backwards.survivors()
    starts = backwards.starts(origins)
    return source.close(starts, survivors, bounds, ends), starts


MOST_MARKS = 4
"""The largest budget of marks that ``first_routes`` tries; beyond, a route says more about the marks than about goods."""


def first_routes(source: Source, origins: Origins, question: Question, ends: Bool) -> tuple[Found, StepTable]:
    """Find the first routes without a start in the order of W21, ``question.limit`` of them, without the rest.

    Returns
    -------
    The routes with their coverage, and the table whose states and rows they name. ``exhaustive`` is false, and ``stopped_by``
    says what ended the search: *enough* routes, the *marks* of ``MOST_MARKS``, or a limit of the question.
    """
    wanted = question.limit or 1
    began = time.monotonic()
    for marks in range(MOST_MARKS + 1):
        table, starts = table_of_first(source, origins, question, ends, marks)
        numbers = {pair: i for i, pair in enumerate(zip(table.holder.tolist(), table.product.tolist(), strict=True))}
        asked = replace(
            question,
            starts=tuple(numbers[state] for state in starts),
            ends=ends[table.holder] & (table.holder != ANY),
            max_marks=marks,
            limit=wanted,
        )
        found = Finder(table).find(asked, effects=False)
        stopped = found.coverage.stopped_by
        late = question.time_limit is not None and time.monotonic() - began > question.time_limit
        if stopped is None and late:
            stopped = "time"
        if found.coverage.routes_in_all >= wanted or stopped is not None:
            break
    reason = stopped or ("enough" if found.coverage.routes_in_all >= wanted else "marks")
    coverage = replace(found.coverage, exhaustive=False, stopped_by=reason, seconds=time.monotonic() - began)
    return Found(found.routes, coverage), table

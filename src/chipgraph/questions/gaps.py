"""Gaps: which one relation more would complete a route (W34, G19).

What is reached from the start and what reaches the end are found apart; a missing relation joins the two. Each is tried by
adding it to what may be walked and asking the route engine, so that a gap that is told does complete a route, within the bounds
and by all rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from chipgraph.dates import FIRST, LAST
from chipgraph.holdings import derive
from chipgraph.questions.lineage import Lineage, Way, passing
from chipgraph.routes.finder import Finder
from chipgraph.routes.network import Walkable, open_starts
from chipgraph.routes.question import Question
from chipgraph.routes.result import FoundRoute
from chipgraph.routes.steps import ANY, Bool, Int32, Kind, StepTable, Temporal
from chipgraph.routes.walk import Columns, Lineages, Possessions, Relations

State = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """One relation that nobody states.

    Attributes
    ----------
    kind
        ``POSSESSION``: party ``source`` passes ``product`` to party ``target``. ``LINEAGE``: product ``source`` goes into product
        ``target``, and ``product`` is ``ANY``.
    """

    kind: Kind
    source: int
    target: int
    product: int


@dataclass(frozen=True, slots=True)
class Sides:
    """What is reached from the start, with the earliest day, and from what the end is reached, with the latest day."""

    before: dict[State, int]
    after: dict[State, int]
    end_parties: frozenset[int]
    end_products: frozenset[int]


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of the question by what they are, which outlives the numbers of states (W1, W7)."""

    starts: tuple[State, ...] | None
    parties: frozenset[int]
    products: frozenset[int]

    def question(self, table: StepTable, question: Question) -> Question:
        """Put the question to another table."""
        states = list(zip(table.holder.tolist(), table.product.tolist(), strict=True))
        wanted = set(self.starts or ())
        starts = None if self.starts is None else tuple(n for n, s in enumerate(states) if s in wanted)
        return replace(question, starts=starts, ends=np.asarray([self.holds(*s) for s in states], np.bool_))

    def holds(self, party: int, product: int) -> bool:
        """Whether a route ends at a state; ``products`` holds every product that matches the end (W7)."""
        return party in self.parties or product in self.products


def sides(finder: Finder, question: Question, ends: Ends) -> Sides:
    """Find what lies on the near and on the far side of a gap, within the bounds."""
    walkable = Walkable(finder.network, question)
    table = finder.table
    starts = open_starts(walkable) if question.starts is None else question.starts
    reached = _earliest(walkable, starts)
    names = list(zip(table.holder.tolist(), table.product.tolist(), strict=True))
    before = dict.fromkeys(ends.starts or (), FIRST)
    before |= {names[v]: day for v, day in sorted(reached.items()) if not question.ends[v]}
    return Sides(
        before=before,
        after={names[v]: day for v, day in sorted(_latest(walkable).items())},
        end_parties=ends.parties,
        end_products=ends.products,
    )


def _earliest(walkable: Walkable, starts: Iterable[int]) -> dict[int, int]:
    """Earliest day at every state that open steps reach in time; ends are not passed (W7)."""
    network, ends = walkable.network, walkable.question.ends
    days = dict.fromkeys(starts, FIRST)
    queue = list(days)
    while queue:
        here = queue.pop()
        for step in range(int(network.out[here]), int(network.out[here + 1])):
            there = int(network.target[step])
            ways = walkable.ways(step)
            day = ways.earliest(days[here]) if ways.all else None
            if day is not None and day < days.get(there, LAST + 1):
                days[there] = day
                if not ends[there]:
                    queue.append(there)
    return days


def _latest(walkable: Walkable) -> dict[int, int]:
    """Latest day at every state from which open steps reach an end in time; an end is there at any time."""
    network = walkable.network
    days = dict.fromkeys((int(state) for state in np.flatnonzero(walkable.question.ends)), LAST)
    into: dict[int, list[int]] = defaultdict(list)
    for step in np.flatnonzero(walkable.open_steps()).tolist():
        into[int(network.target[step])].append(step)
    queue = list(days)
    while queue:
        here = queue.pop()
        for step in into[here]:
            there = int(network.source[step])
            fitting = (min(way.window.e2, days[here]) for way in walkable.ways(step).all if way.window.s1 <= days[here])
            day = max(fitting, default=FIRST - 1)
            if day > days.get(there, FIRST - 1):
                days[there] = day
                queue.append(there)
    return days


def candidates(relations: Relations, found: Sides, question: Question) -> list[Gap]:
    """List the relations that join the two sides and that no record states, in a fixed order."""
    lineage = Lineage(relations, passing(relations.lineages.columns, question))
    return sorted({*_possessions(relations, found, question, lineage), *_lineages(relations, found, question, lineage)})


def _by_holder(states: Iterable[State]) -> dict[int, set[int]]:
    held: dict[int, set[int]] = defaultdict(set)
    for party, product in states:
        held[party].add(product)
    return held


def _possessions(relations: Relations, found: Sides, question: Question, lineage: Lineage) -> Iterator[Gap]:
    """A holds p before the gap, and B has a use for p after it: it passes p on, makes something of it, or is the end.

    Left out is what would add nothing: B is reached with p already, or passed it to this side of the gap, or gets from A what
    becomes p or comes of it.
    """
    before, after = _by_holder(found.before), _by_holder(found.after)
    moved = _Moved(relations, lineage, question)
    of_ends = _useful(lineage, found.end_products, question.max_lineage)
    uses = {b: of_ends | _useful(lineage, after.get(b, ()), question.max_lineage) for b in {*after} - {ANY}}
    for a, held in before.items():
        if a == ANY:
            continue
        named = (held - {ANY}) | (moved.known_of(a) if ANY in held else set())
        for b in sorted(({*after} | found.end_parties) - {ANY, a}):
            useful = uses.get(b, of_ends)
            open_to = set(named) if b in found.end_parties else named & useful
            if ANY in held:
                open_to |= (
                    {p for p in useful | moved.alone if moved.lacks(b, p)}
                    if b in found.end_parties
                    else {p for p in useful if moved.lacks(b, p)}
                )
            there = before.get(b, set())
            reached = moved.came_from(b, {*before}) | _matching(
                lineage, (there - {ANY}) | (moved.sent[b] if ANY in there else set())
            )
            for product in sorted(open_to - reached):
                if not moved.passed(a, b, product):
                    yield Gap(Kind.POSSESSION, a, b, product)


class _Moved:
    """Who is said to have passed what to whom, and who lacks a source of what."""

    def __init__(self, relations: Relations, lineage: Lineage, question: Question) -> None:
        self._lineage, self._depth = lineage, question.max_lineage
        own = relations.possessions
        own = own.take(np.flatnonzero(passing(own.columns, question)))
        self.sent: dict[int, set[int]] = defaultdict(set)
        self._taken: dict[int, set[int]] = defaultdict(set)
        self._pairs: dict[tuple[int, int], set[int]] = defaultdict(set)
        for sender, taker, product in zip(
            own.sender.tolist(), own.recipient.tolist(), own.product.tolist(), strict=True
        ):
            self._pairs[sender, taker].add(product)
            self._taken[taker].add(product)
            if product != ANY:
                self.sent[sender].add(product)
        ties = relations.ties
        made = zip(ties.party.tolist(), ties.product.tolist(), ties.client.tolist(), strict=True)
        self._makers = {(party, product) for party, product, client in made if not client}
        spoken = {*own.product.tolist(), *relations.lineages.source.tolist(), *relations.lineages.target.tolist()}
        self.alone = set(range(relations.products)) - spoken - {product for _, product in self._makers}
        self._related: dict[int, set[int]] = {}

    def known_of(self, party: int) -> set[int]:
        """What a party is said to send, to get or to make: what *something not named* may be (W1)."""
        made = {product for maker, product in self._makers if maker == party}
        return (self.sent[party] | self._taken[party] | made) - {ANY}

    def related(self, product: int) -> set[int]:
        """What matches a product, what becomes it and what it becomes."""
        if product not in self._related:
            near = self._lineage.products(product, Way.INPUTS, self._depth) | self._lineage.products(
                product, Way.OUTPUTS, self._depth
            )
            self._related[product] = _matching(self._lineage, {product, *near})
        return self._related[product]

    def passed(self, sender: int, taker: int, product: int) -> bool:
        """Whether a record already passes the product, what becomes it or what comes of it, or something not named."""
        moved = self._pairs.get((sender, taker), set())
        return ANY in moved or bool(moved & self.related(product))

    def came_from(self, sender: int, parties: set[int]) -> set[int]:
        """Products that a party is said to have passed to some of these: they do not go back to where they came from."""
        passed = {p for (a, b), own in self._pairs.items() if a == sender and b in parties for p in own - {ANY}}
        return _matching(self._lineage, passed)

    def lacks(self, taker: int, product: int) -> bool:
        """Whether nobody is said to bring a product to a party."""
        return not self._taken[taker].intersection(self._lineage.kin(product))


def _matching(lineage: Lineage, products: Iterable[int]) -> set[int]:
    return {kin for product in products for kin in lineage.kin(product)}


def _useful(lineage: Lineage, products: Iterable[int], depth: int) -> set[int]:
    """Products that match some of these, or of which some of these are made."""
    wanted = _matching(lineage, (p for p in products if p != ANY))
    return wanted | {p for q in wanted for p in lineage.products(q, Way.INPUTS, depth)}


def _lineages(relations: Relations, found: Sides, question: Question, lineage: Lineage) -> Iterator[Gap]:
    """A holds p before the gap, and q after it leads on: A has a use for q, or q leads to the end whoever holds it."""
    after = _by_holder(found.after)
    depth = question.max_lineage
    anyone = _useful(lineage, found.end_products | (after.get(ANY, set()) - {ANY}), depth)
    known = set(zip(relations.lineages.source.tolist(), relations.lineages.target.tolist(), strict=True))
    known |= {(b, a) for a, b in known}
    reached = _by_holder(found.before)
    of_holder = {a: anyone | _useful(lineage, after.get(a, set()), depth) for a in {a for a, _ in found.before}}
    for holder, product in found.before:
        if product == ANY:
            continue
        kin = set(lineage.kin(product))
        known_to_become = lineage.products(product, Way.OUTPUTS, depth) | reached[holder]
        for target in of_holder[holder] - kin - known_to_become:
            if not known & {(p, target) for p in kin}:
                yield Gap(Kind.LINEAGE, product, target, ANY)


HYPOTHETICAL = -2
"""Record and proposition of the relation that is tried: nobody states it, and it never leaves this module as a fact."""

STRONGEST = 5
"""Strength of the relation that is tried, so that no filter takes it away."""


def _with_row(columns: Columns) -> Columns:
    """Add a relation without dates that is as strong as any: a gap is not asked how well it is established."""

    def add(name: str, value: int) -> Any:
        column = getattr(columns, name)
        return np.append(column, value).astype(column.dtype)

    return Columns(
        s1=add("s1", FIRST),
        s2=add("s2", FIRST),
        e1=add("e1", LAST),
        e2=add("e2", LAST),
        temporal=add("temporal", int(Temporal.TIMELESS)),
        strength=add("strength", STRONGEST),
        disputed=add("disputed", 0),
        denied=add("denied", 0),
        record=add("record", HYPOTHETICAL),
        proposition=add("proposition", HYPOTHETICAL),
        inferred=add("inferred", 0),
    )


def _add(column: Int32, value: int) -> Int32:
    return np.append(column, np.int32(value)).astype(np.int32)


def with_gap(relations: Relations, gap: Gap) -> Relations:
    """Add the relation of a gap to what may be walked."""
    if gap.kind is Kind.POSSESSION:
        own = relations.possessions
        possessions = Possessions(
            sender=_add(own.sender, gap.source),
            recipient=_add(own.recipient, gap.target),
            product=_add(own.product, gap.product),
            hs=None if own.hs is None else (*own.hs, ""),
            identified=np.append(own.identified, np.False_),
            columns=_with_row(own.columns),
        )
        return replace(relations, possessions=possessions)
    joined = relations.lineages
    lineages = Lineages(
        source=_add(joined.source, gap.source),
        target=_add(joined.target, gap.target),
        operator=_add(joined.operator, ANY),
        design_match=np.append(joined.design_match, np.False_),
        direct=np.append(joined.direct, np.True_),
        columns=_with_row(joined.columns),
    )
    return replace(relations, lineages=lineages)


def completed(relations: Relations, gap: Gap, question: Question, ends: Ends) -> tuple[FoundRoute, StepTable] | None:
    """Give the best route that the relation of a gap completes, with the table it is numbered in; None if there is none."""
    table = derive(with_gap(relations, gap))
    finder = Finder(table)
    asked = replace(ends.question(table, question), limit=None, include_impossible=False, progress=None)
    if question.starts is None:
        asked = replace(asked, starts=open_starts(Walkable(finder.network, asked)))
    used: Bool = table.record == HYPOTHETICAL
    for route in finder.find(asked, effects=False).routes:
        if any(used[row] for row in route.best.witness):
            return route, table
    return None


def best_first(gaps: Sequence[Gap], facts: Sequence[int], lineage: Lineage) -> list[tuple[Gap, ...]]:
    """Order gaps by how many facts fit, then by what they are; those that say nearly the same stand together, best first.

    Between two parties the products are one group; between two products, whatever matches the one (W2, design matches).
    """
    groups: dict[tuple[Kind, object, object], list[Gap]] = {}
    for _, gap in sorted(zip((-n for n in facts), gaps, strict=True)):
        source: object = gap.source
        if gap.kind is Kind.LINEAGE:
            source = frozenset(lineage.matched(gap.source))
        groups.setdefault((gap.kind, source, gap.target), []).append(gap)
    return [tuple(group) for group in groups.values()]

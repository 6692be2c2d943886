"""Why not: for a question without a route, the nearest misses (W30).

Each constraint is lifted alone, and it is told whether a route then exists, which one, and at which of its steps the
constraint stood in the way. Beside it stands how far a walk comes from the start, and from how far back the end is reached.
If no constraint alone is to blame, a relation is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from chipgraph.routes.finder import DECIDE_WITHIN, LIFTED, Finder
from chipgraph.routes.network import Walkable, open_starts
from chipgraph.routes.parties import merge_products
from chipgraph.routes.question import Question
from chipgraph.routes.result import Answer, Found, FoundRoute, Step
from chipgraph.routes.steps import ANY, UNTIED, Kind
from chipgraph.routes.windows import Verdict

DATES = "dates"
BOUNDS = "bounds"
TIES = "ties"
PRODUCTS = "products"

_WIDER = 2
"""How many times the bounds of W8 are tried when *bounds* is lifted."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What lifting one constraint does.

    Attributes
    ----------
    constraint
        A filter (``finder.LIFTED``), ``dates`` (W12), ``bounds`` (W8) or ``ties`` (W3).
    answer
        Whether a route exists without it.
    example
        The best such route.
    stopped_at
        The steps of the example, from 0, at which the constraint stood in the way; of ``dates``, the first pair that
        breaks the order (W14). Empty for ``bounds``: the route is too long as a whole.
    """

    constraint: str
    answer: Answer
    example: FoundRoute | None
    stopped_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A chain of parties that exists only if products are ignored.

    ``parties[at]`` holds something of ``held`` when it is reached, and what goes on from it to the next is said to be
    ``sent``, which does not match.
    """

    parties: tuple[int, ...]
    at: int
    held: tuple[int, ...]
    sent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The nearest misses of a question without a route.

    Attributes
    ----------
    relaxations
        One for each constraint that is on.
    mismatch
        Where the products do not fit, if the parties are connected without them.
    prefix, suffix
        The longest of the shortest walks from the start, and the same towards the end; filters hold, dates are ignored.
    from_start, to_end
        How many states these reach.
    missing_relation
        True if no constraint alone is to blame: nothing in the data connects the two.
    """

    relaxations: tuple[Relaxation, ...]
    mismatch: Mismatch | None
    prefix: tuple[Step, ...]
    suffix: tuple[Step, ...]
    from_start: int
    to_end: int
    missing_relation: bool


def explain(finder: Finder, question: Question) -> WhyNot:
    """Look for the nearest misses of a question that has no route."""
    question = replace(question, explored_limit=DECIDE_WITHIN, limit=1, progress=None, include_impossible=False)
    relaxations = tuple(_relaxations(finder, question))
    mismatch = _mismatch(finder, question)
    walkable = Walkable(finder.network, question)
    starts = open_starts(walkable) if question.starts is None else question.starts
    ends = [int(state) for state in np.flatnonzero(question.ends)]
    prefix, from_start = _reach(walkable, starts, forward=True)
    suffix, to_end = _reach(walkable, ends, forward=False)
    to_blame = mismatch is not None or any(r.answer is not Answer.NO for r in relaxations)
    return WhyNot(relaxations, mismatch, prefix, suffix, from_start, to_end, not to_blame)


def _relaxations(finder: Finder, question: Question) -> Iterable[Relaxation]:
    walkable = Walkable(finder.network, question)
    for name, lift in LIFTED.items():
        lifted = lift(question)
        if _changes(lifted, question):
            yield _relax(name, finder, lifted, lambda route: _closed_steps(finder, walkable, route))
    yield _relax(DATES, finder, replace(question, include_impossible=True), _order_broken)
    wider = replace(
        question, max_transfers=question.max_transfers * _WIDER, max_lineage=max(1, question.max_lineage * _WIDER)
    )
    yield _relax(BOUNDS, finder, wider, lambda route: ())
    untied = finder.table.marks & np.uint32(UNTIED) != 0
    if bool(untied.any()):
        free = Finder(replace(finder.table, marks=np.where(untied, np.uint32(0), finder.table.marks)), finder.key)
        yield _relax(TIES, free, question, lambda route: _untied_steps(finder, route))


def _relax(
    name: str, finder: Finder, question: Question, stopped: Callable[[FoundRoute], tuple[int, ...]]
) -> Relaxation:
    found = finder.find(question, effects=False)
    if not found.routes:
        return Relaxation(name, _none(found), None, ())
    best = found.routes[0]
    return Relaxation(name, Answer.YES, best, stopped(best))


def _none(found: Found) -> Answer:
    return Answer.NO if found.coverage.exhaustive else Answer.NOT_DECIDED


def _changes(lifted: Question, question: Question) -> bool:
    names = set(Question.__dataclass_fields__) - {"ends"}
    return any(getattr(lifted, name) != getattr(question, name) for name in names)


def _closed_steps(finder: Finder, walkable: Walkable, route: FoundRoute) -> tuple[int, ...]:
    """Steps of a route that the question itself leaves no alternative for."""
    passing = {int(row) for row in finder.network.order[walkable.passes]}
    return tuple(i for i, rows in enumerate(route.alternatives) if not passing.intersection(rows))


def _order_broken(route: FoundRoute) -> tuple[int, ...]:
    best = route.best
    return best.breaks if best.verdict is Verdict.IMPOSSIBLE and best.breaks is not None else ()


def _untied_steps(finder: Finder, route: FoundRoute) -> tuple[int, ...]:
    marks = finder.table.marks
    return tuple(
        i
        for i, row in enumerate(route.best.witness)
        if route.steps[i].kind is Kind.LINEAGE and int(marks[row]) & UNTIED
    )


def _reach(walkable: Walkable, begin: Iterable[int], *, forward: bool) -> tuple[tuple[Step, ...], int]:
    """Search in breadth over open steps; give the walk to the farthest state, and how many states are reached."""
    network = walkable.network
    following: dict[int, list[int]] = {}
    near, far = (network.source, network.target) if forward else (network.target, network.source)
    for step in np.flatnonzero(walkable.open_steps()).tolist():
        following.setdefault(int(near[step]), []).append(step)
    level = sorted(set(begin))
    came: dict[int, int | None] = dict.fromkeys(level)
    last = level
    while level:
        last = level
        level = []
        for state in last:
            for step in following.get(state, ()):
                if (other := int(far[step])) not in came:
                    came[other] = step
                    level.append(other)
    walk: list[Step] = []
    at = last[0] if last else None
    while at is not None and (number := came[at]) is not None:
        walk.append(Step(int(network.source[number]), int(network.target[number]), Kind(int(network.kind[number]))))
        at = int(near[number])
    return tuple(reversed(walk)) if forward else tuple(walk), len(came)


def _mismatch(finder: Finder, question: Question) -> Mismatch | None:
    """Find a chain of parties that the products forbid, and the party at which they do not fit."""
    table = finder.table
    starts = question.starts
    if not starts or any(table.holder[state] == ANY for state in starts):
        return None
    parties = merge_products(table, question)
    found = Finder(parties.table).find(parties.question, effects=False)
    for route in found.routes:
        chain = (route.steps[0].source, *(step.target for step in route.steps))
        holders = tuple(int(parties.table.holder[state]) for state in chain)
        return _follow(finder, Walkable(finder.network, question), starts, holders)
    return None


def _follow(finder: Finder, walkable: Walkable, starts: tuple[int, ...], holders: tuple[int, ...]) -> Mismatch | None:
    """Follow a chain of parties over holdings until no step leads on; a product may change at each party."""
    network, table = finder.network, finder.table
    open_steps = np.flatnonzero(walkable.open_steps())
    source, target = network.source[open_steps], network.target[open_steps]
    here = set(starts)
    for at, holder in enumerate(holders[1:]):
        grown = True
        while grown:
            inside = np.isin(source, list(here)) & (table.holder[target] == holders[at])
            more = set(target[inside].tolist()) - here
            here |= more
            grown = bool(more)
        onward = np.isin(source, list(here)) & (table.holder[target] == holder)
        if not onward.any():
            held = sorted({int(table.product[state]) for state in here if table.product[state] != ANY})
            between = (table.holder[source] == holders[at]) & (table.holder[target] == holder)
            rows = walkable.passes & np.isin(network.step_of, open_steps[between])
            named = {int(n) for n in table.named[network.order[rows]] if n != ANY}
            return Mismatch(holders, at, tuple(held), tuple(sorted(named)))
        here = set(target[onward].tolist())
    return None

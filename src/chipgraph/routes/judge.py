"""One route: which alternatives its steps may be taken through, its Pareto set, and how many choices fit (W3, W12, W13, W20).

The optima are found by sweeping a line over the six strengths: at each line, and for each verdict, the fewest marks. Inside
a line the labels are (marks, moments); one that is nowhere larger than another can take every way that the other can (W17).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.network import Walkable, Way
from chipgraph.routes.result import Optimum
from chipgraph.routes.steps import Kind
from chipgraph.routes.windows import (
    BEGIN,
    Label,
    Verdict,
    Window,
    first_break,
    hop_windows,
    step_definite,
    step_possible,
)

Choice = tuple[Way, ...]
Chain = tuple["Chain | None", Way]
Mark = tuple[int, ...]

_EVERY = BEGIN * 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is found out about one route; see ``result.FoundRoute``."""

    optima: tuple[Optimum, ...]
    alternatives: tuple[Choice, ...]
    count: int
    definite: int


def allowed(walkable: Walkable, steps: Sequence[int]) -> tuple[Choice, ...] | None:
    """Give, per step, the ways that the route may be taken through; None if a step has none.

    An untied lineage way out of p stays only if the next possession or service step has some alternative that names a
    product which does not match p (W3). Lineage and group steps in between do not answer the question; without a later
    possession or service step nothing is asked.
    """
    network = walkable.network
    ways: list[Choice] = []
    named: frozenset[int] | None = None
    for step in reversed(steps):
        found = walkable.ways(step)
        own = found.all
        kind = network.kind[step]
        if kind == Kind.LINEAGE and named is not None and any(way.untied for way in own):
            held = int(network.table.product[network.source[step]])
            if all(network.match(held, name) for name in named):
                own = tuple(way for way in own if not way.untied)
        elif kind in (Kind.POSSESSION, Kind.SERVICE):
            named = found.named
        if not own:
            return None
        ways.append(own)
    return tuple(reversed(ways))


def judge(walkable: Walkable, steps: Sequence[int]) -> Judgement | None:
    """Judge one sequence of steps; None if it is no route under the question."""
    ways = allowed(walkable, steps)
    if ways is None:
        return None
    min_days = walkable.question.min_days
    count = count_choices(ways, lambda label, way: step_possible(label, way.window, min_days))
    if not count:
        if not walkable.question.include_impossible:
            return None
        return Judgement(_impossible_optima(ways, min_days), ways, 0, 0)
    definite = count_choices(ways, lambda label, way: _definite(label, way, min_days))
    optima = _single(ways, min_days, definite) if all(len(w) == 1 for w in ways) else _optima(ways, min_days, definite)
    return Judgement(optima, ways, count, definite)


def count_choices(ways: Sequence[Choice], take: Callable[[Label, Way], Label | None]) -> int:
    """Count the combinations of ways that a pass lets through, by the label that they lead to (W20)."""
    counts: Counter[Label] = Counter({BEGIN: 1})
    for own in ways:
        after: Counter[Label] = Counter()
        for label, count in counts.items():
            for way in own:
                reached = take(label, way)
                if reached is not None:
                    after[reached] += count
        counts = after
    return counts.total()


def _definite(label: Label, way: Way, min_days: int) -> Label | None:
    return None if way.window.capped else step_definite(label, way.window, min_days)


def _single(ways: Sequence[Choice], min_days: int, definite: int) -> tuple[Optimum, ...]:
    verdict = Verdict.DEFINITE if definite else Verdict.POSSIBLE
    return (_optimum(tuple(own[0] for own in ways), verdict, min_days),)


def _optima(ways: Sequence[Choice], min_days: int, definite: int) -> tuple[Optimum, ...]:
    """Sweep the strengths from the strongest down; keep what nothing found before is at least as good as."""
    kept: list[Optimum] = []
    for line in _lines(ways):
        strong = [tuple(way for way in own if way.strength >= line) for own in ways]
        for verdict in (Verdict.DEFINITE, Verdict.POSSIBLE):
            if verdict is Verdict.DEFINITE and not definite:
                continue
            choice = _fewest_marks(strong, verdict, min_days)
            if choice is None:
                continue
            marks = sum(way.marks for way in choice)
            if not any(best.marks <= marks and best.verdict >= verdict for best in kept):
                kept.append(_best_witness(_optimum(choice, verdict, min_days), choice, strong, min_days))
    return tuple(sorted(kept, key=lambda best: (best.marks, -best.verdict, -best.strength)))


def _impossible_optima(ways: Sequence[Choice], min_days: int) -> tuple[Optimum, ...]:
    """The same sweep without dates: no choice is possible, so strength and marks alone decide (W14)."""
    kept: list[Optimum] = []
    for line in _lines(ways):
        choice = tuple(min((w for w in own if w.strength >= line), key=lambda w: w.marks) for own in ways)
        marks = sum(way.marks for way in choice)
        if not any(best.marks <= marks for best in kept):
            kept.append(_optimum(choice, Verdict.IMPOSSIBLE, min_days))
    return tuple(sorted(kept, key=lambda best: (best.marks, -best.strength)))


def _lines(ways: Sequence[Choice]) -> list[int]:
    """The strengths at which every step still has an alternative, strongest first."""
    ceiling = min(max(way.strength for way in own) for own in ways)
    return sorted({way.strength for own in ways for way in own if way.strength <= ceiling}, reverse=True)


def _fewest_marks(ways: Sequence[Choice], verdict: Verdict, min_days: int) -> Choice | None:
    """Find the choice of this verdict with the fewest marks, then the earliest arrival; None if there is none."""
    labels: dict[Mark, Chain | None] = {(0, *_EVERY): None}
    for own in ways:
        after: dict[Mark, Chain | None] = {}
        for label, chain in labels.items():
            for way in own:
                reached = _advance(label, way, verdict, min_days)
                if reached is not None and reached not in after:
                    after[reached] = (chain, way)
        labels = _undominated(after)
    if not labels:
        return None
    return _unwind(labels[min(labels)])


def _best_witness(best: Optimum, choice: Choice, ways: Sequence[Choice], min_days: int) -> Optimum:
    """Take each step through its strongest, then dated alternative, as long as the optimum stays what it is (W20).

    Which alternative stands for a step is seen by a reader: a rumour must not stand where a report says the same.
    """
    for position, own in enumerate(ways):
        for way in sorted(own, key=lambda w: (-w.strength, w.window.s1 == FIRST and w.window.e2 == LAST)):
            if way is choice[position]:
                break
            tried = (*choice[:position], way, *choice[position + 1 :])
            other = _tried(tried, best, min_days)
            if other is not None:
                best, choice = other, tried
                break
    return best


def _tried(choice: Choice, best: Optimum, min_days: int) -> Optimum | None:
    """The optimum with another witness; None if that is worth less or arrives later."""
    label: Label | None = BEGIN
    sure: Label | None = BEGIN
    for way in choice:
        label = None if label is None else step_possible(label, way.window, min_days)
        sure = None if sure is None else _definite(sure, way, min_days)
    if label is None or (best.verdict is Verdict.DEFINITE and sure is None):
        return None
    other = _optimum(choice, best.verdict, min_days)
    same = (other.marks, other.strength, other.arrival) == (best.marks, best.strength, best.arrival)
    return other if same else None


def _advance(label: Mark, way: Way, verdict: Verdict, min_days: int) -> Mark | None:
    marks, cur, last, sure, sure_last = label
    possible = step_possible((cur, last), way.window, min_days)
    if possible is None:
        return None
    if verdict is Verdict.POSSIBLE:
        return (marks + way.marks, *possible, FIRST, FIRST)
    definite = _definite((sure, sure_last), way, min_days)
    return None if definite is None else (marks + way.marks, *possible, *definite)


def _undominated(labels: dict[Mark, Chain | None]) -> dict[Mark, Chain | None]:
    """Drop labels that another one is nowhere larger than."""
    kept: list[Mark] = []
    for label in sorted(labels):
        if not any(all(a <= b for a, b in zip(other, label, strict=True)) for other in kept):
            kept.append(label)
    return {label: labels[label] for label in kept}


def _unwind(chain: Chain | None) -> Choice:
    choice: list[Way] = []
    while chain is not None:
        chain, way = chain
        choice.append(way)
    return tuple(reversed(choice))


def _optimum(choice: Choice, verdict: Verdict, min_days: int) -> Optimum:
    windows: list[Window] = [way.window for way in choice]
    label: Label | None = BEGIN
    for window in windows:
        label = None if label is None else step_possible(label, window, min_days)
    return Optimum(
        marks=sum(way.marks for way in choice),
        verdict=verdict,
        strength=min(way.strength for way in choice),
        disputed=any(way.disputed for way in choice),
        witness=tuple(way.row for way in choice),
        arrival=None if label is None else label[0],
        windows=hop_windows(windows),
        breaks=first_break(windows, min_days) if verdict is Verdict.IMPOSSIBLE else None,
    )

"""The evaluator: ordered limbs over everything that unknown figures may be (O31, classification rule 3.8).

A *world* gives each figure and flag one value. The worlds of an item are one for each combination of cells into which the
thresholds of the rules cut its ranges; so the outcomes found are exactly those that some values in the ranges have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from chipgraph.law.figures import Figures
from chipgraph.law.model import Condition, Limb, Metric, Rule, Vocabulary
from chipgraph.law.ranges import Number, Range, cells, inside, ratio, total

CLASS = "class"
Value = Number | bool | str | None
"""A figure, a flag, a class; None for a ratio that does not exist (no die counts, so there is no density)."""


@dataclass(frozen=True, slots=True)
class World:
    """One way in which things may be: a value for each name, and the cell from which it was taken."""

    values: Mapping[str, Value]
    cells: Mapping[str, str]

    def holds(self, condition: Condition) -> bool:
        """Whether a condition on the item holds in this world."""
        if condition.kind == "metric":
            value = self.values[condition.name]
            return value is not None and compare(value, condition.op, threshold(condition.value[0]))
        if condition.kind == "flag":
            return self.values[condition.name] is (condition.value[0] == "yes")
        return is_class(str(self.values.get(CLASS)), condition.value) is (condition.op == "in")


@lru_cache(maxsize=1024)
def threshold(text: str) -> Fraction:
    """Read a threshold; each is read once, because a condition is asked in thousands of worlds."""
    return Fraction(text)


def compare(value: Value, op: str, threshold: Fraction) -> bool:
    """Compare a figure with a threshold."""
    assert isinstance(value, Fraction | float)
    if op == ">=":
        return value >= threshold
    if op == ">":
        return value > threshold
    if op == "<=":
        return value <= threshold
    return value < threshold if op == "<" else value == threshold


def is_class(outcome: str, classes: Iterable[str]) -> bool:
    """Whether an outcome is one of some classes or a paragraph of one: 3A090.a.1 is 3A090.a."""
    return any(outcome == c or outcome.startswith(f"{c}.") or (c == "z" and outcome.endswith(".z")) for c in classes)


def first(limbs: Sequence[Limb], holds: Callable[[Condition], bool]) -> Limb | None:
    """Find the first limb whose conditions all hold."""
    return next((limb for limb in limbs if all(holds(c) for c in limb.conditions)), None)


def item_worlds(
    conditions: Iterable[Condition], figures: Figures, vocabulary: Vocabulary, rules: Sequence[Rule] = ()
) -> list[World]:
    """Give the worlds of an item, each with its class by the rules that are given.

    Parameters
    ----------
    conditions
        What will be asked; only metrics and flags named there are varied.
    rules
        Versions of the classification; several if it is open which is in force. None of them: no class is asked.
    """
    asked = [c for c in conditions if c.of == "item"]
    asked += [c for rule in rules for limb in rule.limbs for c in limb.conditions]
    thresholds: dict[str, set[Number]] = {}
    for condition in asked:
        if condition.kind == "metric":
            thresholds.setdefault(condition.name, set()).add(threshold(condition.value[0]))
    flags = sorted({c.name for c in asked if c.kind == "flag"})
    axes = _Axes(figures, vocabulary, thresholds)
    found = []
    for values, names in axes.combinations(flags):
        classes = {_class(rule, values, names) for rule in rules} or {""}
        found += [World({**values, CLASS: c}, names if len(classes) == 1 else {**names, "rule": c}) for c in classes]
    return found


def _class(rule: Rule, values: Mapping[str, Value], names: Mapping[str, str]) -> str:
    limb = first(rule.limbs, World(values, names).holds)
    return rule.otherwise if limb is None else limb.outcome


class _Axes:
    """Combines the cells of all metrics and flags that are asked."""

    def __init__(self, figures: Figures, vocabulary: Vocabulary, thresholds: Mapping[str, set[Number]]) -> None:
        self._figures = figures
        self._thresholds = thresholds
        asked = [vocabulary.metrics[name] for name in sorted(thresholds)]
        stated = [m for m in asked if m.derivation is None or m.name in figures.metrics]
        self._derived = [m for m in asked if m not in stated]
        self._stated = [m.name for m in stated if m.derivation is None]
        self._given = [m.name for m in stated if m.derivation is not None]
        needed = {name for m in self._derived for name in m.inputs} - set(self._stated)
        self._ranges = {name: figures.metric(name) for name in needed}

    def combinations(self, flags: Sequence[str]) -> Iterator[tuple[dict[str, Value], dict[str, str]]]:
        if any(m.derivation == "ratio" for m in self._derived):
            flags = sorted({*flags, "nonplanar"})
        known = {name: self._figures.flag(name) for name in flags}
        start: list[tuple[dict[str, Value], dict[str, str], dict[str, Range]]] = [({}, {}, dict(self._ranges))]
        for name in (*self._stated, *self._given):
            start = [
                ({**v, name: inside(cell)}, {**n, name: str(cell)}, {**r, name: cell})
                for v, n, r in start
                for cell in cells(self._figures.metric(name), self._thresholds[name])
            ]
        for name, flag in known.items():
            options = (True, False) if flag is None else (flag,)
            start = [({**v, name: o}, {**n, name: str(o)}, r) for v, n, r in start for o in options]
        for values, names, ranges in start:
            yield from self._with_derived(values, names, ranges, self._derived)

    def _with_derived(
        self, values: dict[str, Value], names: dict[str, str], ranges: Mapping[str, Range], left: Sequence[Metric]
    ) -> Iterator[tuple[dict[str, Value], dict[str, str]]]:
        if not left:
            yield values, names
            return
        metric, rest = left[0], left[1:]
        for value, name in self._derived_cells(metric, values, ranges):
            yield from self._with_derived({**values, metric.name: value}, {**names, metric.name: name}, ranges, rest)

    def _derived_cells(
        self, metric: Metric, values: Mapping[str, Value], ranges: Mapping[str, Range]
    ) -> Iterator[tuple[Value, str]]:
        parts = [ranges[name] for name in metric.inputs]
        if metric.derivation == "sum":
            computed = total(parts)
        elif values["nonplanar"] is False:
            yield None, "none"
            return
        else:
            computed = ratio(parts[0], parts[1])
        for cell in cells(computed, self._thresholds[metric.name]):
            yield inside(cell), str(cell)


def settling(worlds: Sequence[World], outcome: Callable[[World], str]) -> tuple[str, ...]:
    """Find the smallest set of inputs that, once known, leave one outcome; empty if there is only one."""
    outcomes = [outcome(world) for world in worlds]
    if len(set(outcomes)) <= 1:
        return ()
    names = sorted({n for w in worlds for n in w.cells if len({v.cells.get(n) for v in worlds}) > 1})
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            if _settles(worlds, outcomes, chosen):
                return chosen
    return tuple(names)


def _settles(worlds: Sequence[World], outcomes: Sequence[str], chosen: Sequence[str]) -> bool:
    found: dict[tuple[str | None, ...], str] = {}
    for world, outcome in zip(worlds, outcomes, strict=True):
        key = tuple(world.cells.get(name) for name in chosen)
        if found.setdefault(key, outcome) != outcome:
            return False
    return True

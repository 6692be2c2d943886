"""Ordered limbs under unknown answers: every outcome that some completion of the unknowns leads to (O31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Generic, TypeVar

from chipgraph.law.context import Context
from chipgraph.law.evaluate import first, item_worlds
from chipgraph.law.figures import Figures
from chipgraph.law.hop import Item, remembered
from chipgraph.law.loading import Law
from chipgraph.law.model import Condition, Limb, Rule, Tri, Vocabulary

Vector = Mapping[Condition, bool]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the limbs of a rule lead to.

    Attributes
    ----------
    limbs
        The limbs that are reached in some completion, None for the rule's ``otherwise``.
    certain
        The limbs whose conditions hold in every completion, whether or not another limb is reached before.
    unknown
        The conditions whose answer would change the outcome.
    unanswered
        Conditions that nothing indicates, and that were therefore not asked.
    granted
        Conditions that were taken as met.
    """

    limbs: tuple[Limb | None, ...]
    certain: tuple[Limb, ...]
    unknown: tuple[str, ...]
    unanswered: tuple[str, ...]
    granted: tuple[str, ...]

    def outcomes(self, otherwise: str) -> frozenset[str]:
        """Give the outcomes that are possible."""
        return frozenset(otherwise if limb is None else limb.outcome for limb in self.limbs)


class _Same(Generic[T]):
    """A thing that is equal to itself alone: a key for what is the same object in every question."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


def item_vectors(conditions: Sequence[Condition], item: Item, law: Law, versions: Sequence[Rule]) -> list[Vector]:
    """Give the distinct ways in which conditions on figures and class can be true together, over all variants."""
    key = (law.digest, tuple(conditions), tuple(rule.id for rule in versions))
    return remembered(item, key, lambda: _vectors(conditions, item, law, versions))


def _vectors(conditions: Sequence[Condition], item: Item, law: Law, versions: Sequence[Rule]) -> list[Vector]:
    found: dict[tuple[bool, ...], None] = {}
    rules, vocabulary = tuple(_Same(rule) for rule in versions), _Same(law.vocabulary)
    for figures in item.variants:
        found.update(dict.fromkeys(_truths(tuple(conditions), _Same(figures), vocabulary, rules)))
    return [dict(zip(conditions, truths, strict=True)) for truths in found]


@lru_cache(maxsize=8192)
def _truths(
    conditions: tuple[Condition, ...],
    figures: _Same[Figures],
    vocabulary: _Same[Vocabulary],
    versions: tuple[_Same[Rule], ...],
) -> tuple[tuple[bool, ...], ...]:
    """Answer conditions in every world of some figures; kept, because one item is asked about on many days and hops."""
    worlds = item_worlds(conditions, figures.value, vocabulary.value, [rule.value for rule in versions])
    return tuple(dict.fromkeys(tuple(world.holds(c) for c in conditions) for world in worlds))


def answer(limbs: Sequence[Limb], otherwise: str, context: Context, item: Item, versions: Sequence[Rule]) -> Answer:
    """Evaluate ordered limbs on a hop.

    Parameters
    ----------
    limbs
        In order; the first whose conditions all hold counts.
    otherwise
        The outcome if none does.
    context
        Answers every condition that does not depend on figures.
    item
        What moves; conditions on metrics and class are answered by its figures.
    versions
        Versions of the classification in force, for conditions on the class.
    """
    figured, others = _conditions(_Same(limbs))
    asked = tuple(context.decide(c) for c in others)
    vectors = _vectors_of(limbs, figured, item, context.law, versions)
    found = _led_to(_Same(limbs), otherwise, asked, vectors)
    return Answer(
        limbs=found.limbs,
        certain=found.certain,
        unknown=tuple(dict.fromkeys(context.describe(c) for c in found.unknown)),
        unanswered=tuple(context.describe(c) for c in found.unanswered),
        granted=tuple(context.describe(c) for c in found.granted),
    )


Truths = tuple[bool, ...]
"""How the conditions on figures and class are true together, in the order of ``_conditions``."""


@lru_cache(maxsize=1024)
def _conditions(limbs: _Same[Sequence[Limb]]) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Part the conditions of limbs: those that figures answer, and those that the hop does."""
    conditions = dict.fromkeys(c for limb in limbs.value for c in limb.conditions)
    figured = tuple(c for c in conditions if c.kind in ("metric", "class"))
    return figured, tuple(c for c in conditions if c not in figured)


def _vectors_of(
    limbs: Sequence[Limb], figured: Sequence[Condition], item: Item, law: Law, versions: Sequence[Rule]
) -> tuple[Truths, ...]:
    if not figured:
        return ((),)
    key = (law.digest, _Same(limbs), tuple(rule.id for rule in versions))
    return remembered(item, key, lambda: tuple(tuple(v.values()) for v in _vectors(figured, item, law, versions)))


@dataclass(frozen=True, slots=True)
class _Led:
    """An ``Answer`` with its conditions not yet in words."""

    limbs: tuple[Limb | None, ...]
    certain: tuple[Limb, ...]
    unknown: tuple[Condition, ...]
    unanswered: tuple[Condition, ...]
    granted: tuple[Condition, ...]


@lru_cache(maxsize=65536)
def _led_to(same: _Same[Sequence[Limb]], otherwise: str, truths: tuple[Tri, ...], ways: tuple[Truths, ...]) -> _Led:
    """Say where limbs lead for given answers: the same answers lead to the same, whatever the hop (kept for many hops)."""
    limbs = same.value
    figured, others = _conditions(same)
    vectors: list[Vector] = [dict(zip(figured, way, strict=True)) for way in ways]
    asked = dict(zip(others, truths, strict=True))
    decided = {c: _assumed(c) if truth is None else truth for c, truth in asked.items()}
    open_ones = [c for c, truth in decided.items() if truth is None]
    reached: dict[Key, Limb | None] = {}
    for vector in vectors:
        for guess in product((True, False), repeat=len(open_ones)):
            known = {**decided, **vector, **dict(zip(open_ones, guess, strict=True))}
            reached[tuple(vector.values()), guess] = _reached(limbs, known)
    unknown = [c for i, c in enumerate(open_ones) if _matters(reached, i)]
    if _by_vector(reached):
        unknown += [c for c in figured if len({v[c] for v in vectors}) > 1]
    outcomes = {otherwise if limb is None else limb.outcome for limb in reached.values()}
    at_stake = _at_stake([limb for limb in limbs if {limb.outcome} != outcomes], decided, vectors)
    used = {c for limb in reached.values() if limb is not None for c in limb.conditions}
    assumed = [c for c, truth in asked.items() if truth is None and c not in open_ones]
    return _Led(
        limbs=tuple(dict.fromkeys(reached.values())),
        certain=tuple(m for m in limbs if all(v.get(c, decided.get(c)) is True for v in vectors for c in m.conditions)),
        unknown=tuple(unknown),
        unanswered=tuple(c for c in assumed if c.if_unknown != "granted" and c in at_stake),
        granted=tuple(c for c in assumed if c.if_unknown == "granted" and c in used),
    )


def _assumed(condition: Condition) -> Tri:
    """What an unknown answer counts as: open, not so, or met, as the condition itself says."""
    return {"may-apply": None, "granted": True}.get(condition.if_unknown, False)


def _reached(limbs: Sequence[Limb], known: Mapping[Condition, Tri]) -> Limb | None:
    return first(limbs, lambda condition: known[condition] is True)


def _at_stake(
    limbs: Sequence[Limb], decided: Mapping[Condition, Tri], vectors: Sequence[Vector]
) -> frozenset[Condition]:
    """Conditions of limbs that nothing else rules out: only there does an answer matter."""
    found: set[Condition] = set()
    for limb in limbs:
        others = [c for c in limb.conditions if c.if_unknown == "may-apply"]
        if any(all(v.get(c, decided.get(c)) is not False for c in others) for v in vectors):
            found |= set(limb.conditions)
    return frozenset(found)


Key = tuple[tuple[bool, ...], tuple[bool, ...]]


def _outcome(limb: Limb | None) -> str:
    return "" if limb is None else limb.outcome


def _matters(reached: Mapping[Key, Limb | None], place: int) -> bool:
    """Whether the answer to one open condition changes an outcome, all else being equal."""
    return any(
        _outcome(limb) != _outcome(reached[(vector, (*guess[:place], not guess[place], *guess[place + 1 :]))])
        for (vector, guess), limb in reached.items()
    )


def _by_vector(reached: Mapping[Key, Limb | None]) -> list[Limb | None]:
    """The outcomes of all ways of the figures, for the first guess under which they differ."""
    for guess in dict.fromkeys(guess for _, guess in reached):
        limbs = [limb for (_, g), limb in reached.items() if g == guess]
        if len({_outcome(limb) for limb in limbs}) > 1:
            return limbs
    return []

"""Lawful explanations beside the hooks: what supports each, what contradicts it, what is open (O34, G10).

An explanation is offered when its first condition holds: that is what occasions it. It clears nobody: the hooks stand, and
both are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chipgraph.law.assemblies import versions_on
from chipgraph.law.context import Context
from chipgraph.law.hop import DAY_OPEN, Hop
from chipgraph.law.limbs import item_vectors
from chipgraph.law.loading import Law
from chipgraph.law.model import Condition, Rule, Tri

FITS, OPEN, CONTRADICTED = "fits", "open", "contradicted"
_STATES = (FITS, OPEN, CONTRADICTED)


@dataclass(frozen=True, slots=True)
class Offered:
    """One lawful explanation for a hop.

    Attributes
    ----------
    state
        ``fits`` (all that it needs is so), ``open`` (nothing contradicts it), ``contradicted``.
    supports, contradicts, unknown
        What it needs, by answer, in words.
    supported_by
        Which paper would show it.
    """

    id: str
    text: str
    citation: str
    state: str
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    unknown: tuple[str, ...]
    supported_by: str


def explain(hop: Hop, day: int, law: Law) -> tuple[Offered, ...]:
    """Give the lawful explanations that a fact of the hop occasions, those that fit wholly first."""
    context = Context(hop, day, law)
    versions = [rule for rule, _ in versions_on(law, day, hop.item)]
    offered = []
    for explanation in law.explanations:
        answers = [(c, _truth(c, context, versions)) for c in explanation.conditions]
        if answers[0][1] is not True:
            continue
        truths = {truth for _, truth in answers}
        state = CONTRADICTED if False in truths else (OPEN if None in truths else FITS)
        offered.append(
            Offered(
                id=explanation.id,
                text=explanation.text,
                citation=explanation.citation,
                state=state,
                supports=tuple(context.describe(c, truth) for c, truth in answers if truth),
                contradicts=tuple(context.describe(c, truth) for c, truth in answers if truth is False),
                unknown=tuple(context.describe(c) for c, truth in answers if truth is None),
                supported_by=explanation.supported_by,
            )
        )
    return tuple(sorted(offered, key=lambda o: _STATES.index(o.state)))


def explain_over(hop: Hop, days: Sequence[int], law: Law) -> tuple[Offered, ...]:
    """Give the explanations of a hop whose day is open: one fits only if it does on each of the days (W24)."""
    found: dict[str, list[Offered]] = {}
    for day in days:
        for offered in explain(hop, day, law):
            found.setdefault(offered.id, []).append(offered)
    joined = (_joined(offers, everywhere=len(offers) == len(days)) for offers in found.values())
    return tuple(sorted(joined, key=lambda o: _STATES.index(o.state)))


def _joined(offers: Sequence[Offered], *, everywhere: bool) -> Offered:
    """Join what one explanation comes to on several days; what differs between them is open for want of the day."""
    states = {offered.state for offered in offers}
    same = everywhere and len(states) == 1
    state = offers[0].state if same or states == {CONTRADICTED} else OPEN

    def told(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for offered in offers for text in getattr(offered, name)))

    unknown = told("unknown") if same else (*told("unknown"), DAY_OPEN)
    return replace(offers[0], state=state, supports=told("supports"), contradicts=told("contradicts"), unknown=unknown)


def _truth(condition: Condition, context: Context, versions: list[Rule]) -> Tri:
    if condition.kind not in ("metric", "class"):
        return context.decide(condition)
    found = {v[condition] for v in item_vectors([condition], context.hop.item, context.law, versions)}
    return found.pop() if len(found) == 1 else None

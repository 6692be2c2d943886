"""Parts of the tests of coverage.

Strategy: regulators' examples as a file; random ownership against an oracle that follows the definition with fractions and
recomputes everything until nothing changes; and against completions in which every unknown has a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from chipgraph.coverage import Nature, Stake
from chipgraph.coverage.stakes import WHOLE


def summed(stakes: Iterable[Stake], owned: str, owners: set[str] | None, most: bool) -> Fraction:
    found = Fraction(0)
    for stake in stakes:
        if stake.owned == owned and (owners is None or stake.owner in owners):
            found += Fraction(stake.maximum if most else stake.minimum)
    return found


def joined(stakes: Iterable[Stake]) -> list[Stake]:
    """Join several records of one pair: the least and the most of them."""
    pairs: dict[tuple[str, str], list[Stake]] = {}
    for stake in stakes:
        pairs.setdefault((stake.owner, stake.owned), []).append(stake)
    return [Stake(a, b, min(s.minimum for s in p), max(s.maximum for s in p)) for (a, b), p in pairs.items()]


def oracle(
    stakes: Sequence[Stake], natures: Mapping[str, Nature], listed: set[str], perhaps: set[str]
) -> tuple[set[str], set[str]]:
    """The two least sets, by the definition, one party at a time until nothing changes.

    What is certainly covered is possibly so too, also where shares add up to more than the whole.
    """
    stakes = joined(stakes)
    parties = {s.owner for s in stakes} | {s.owned for s in stakes} | set(natures)
    half = Fraction(WHOLE, 2)
    certain, possible = set(listed), set(listed) | set(perhaps)
    changed = True
    while changed:
        changed = False
        for e in sorted(parties):
            nature = natures.get(e, Nature())
            rest = Fraction(0)
            if nature.ownable and not nature.complete:
                rest = max(WHOLE - summed(stakes, e, None, most=False), Fraction(0))
            least = summed(stakes, e, certain, most=False)
            if e not in certain and nature.ownable and nature.domestic is False and least >= half:
                certain.add(e)
                changed = True
            if e in certain:
                possible.add(e)
            others = summed(stakes, e, parties - possible, most=False)
            most = min(summed(stakes, e, possible, most=True) + rest, WHOLE - others)
            if e not in possible and nature.ownable and nature.domestic is not True and most >= half:
                possible.add(e)
                changed = True
    return certain, possible

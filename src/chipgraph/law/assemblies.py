"""Computers and assemblies take their class from the ICs that they contain: 4A090, or the .z paragraph of their own ECCN (O31).

The rule that classifies an assembly is put together from the version that classifies the IC and the version that says what an
assembly with such an IC is. So it is evaluated as any other: three-valued, over everything that the figures of the IC may be.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from chipgraph.law.classify import assembled
from chipgraph.law.hop import Item
from chipgraph.law.loading import Law
from chipgraph.law.model import Rule


def versions_on(law: Law, day: int, item: Item) -> tuple[tuple[Rule, bool], ...]:
    """Give the versions by which an item is classified on a day, each with whether it is certain that it is in force."""
    own = tuple(found for p in law.of_kind("classification") for found in p.on(day))
    if item.contains is None:
        return own
    assemblies = [found for p in law.of_kind("assembly") for found in p.on(day)]
    return tuple((composed(rule, by), sure and certain) for by, certain in assemblies for rule, sure in own)


@lru_cache(maxsize=256)
def composed(contained: Rule, assembly: Rule) -> Rule:
    """Put the rule for an assembly together: the limbs of the IC's rule, each with what it makes of the assembly."""
    limbs = tuple(replace(limb, outcome=assembled(assembly, limb.outcome)) for limb in contained.limbs)
    return replace(
        contained,
        id=f"{assembly.id} by {contained.id}",
        made_by=assembly.made_by,
        limbs=limbs,
        otherwise=assembled(assembly, contained.otherwise),
    )

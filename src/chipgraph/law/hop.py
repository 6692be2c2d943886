"""One hop as the law sees it, in plain inputs: days, item, places, parties (W22, W23).

Routes fill a ``Hop`` for each of their hops; a shipment line or a command line fills one directly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from chipgraph.law.chips import Chip, Chips
from chipgraph.law.classify import matched_figures
from chipgraph.law.figures import Figures
from chipgraph.law.model import Tri
from chipgraph.law.parties import Party

DAY_OPEN = "the day of the hop"
"""What is unknown where an answer differs between the days on which a hop can have happened (W24)."""


@dataclass(frozen=True, slots=True)
class Item:
    """What moves: one set of figures for a model, several for the variants of a family.

    ``by_design_match`` names the product whose figures stand in; every result names that step (case file, 6.5).
    ``contains`` names the ICs of an assembly, whose figures these then are: its class follows from theirs (decision 0017).
    ``memo`` keeps what its figures come to under a law, for the next day and the next hop.
    """

    name: str
    variants: tuple[Figures, ...]
    by_design_match: str | None = None
    designer: Party | None = None
    contains: str | None = None
    memo: dict[object, object] = field(init=False, default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop.

    Attributes
    ----------
    first, last
        The days on which it can have happened (W22); one day: both the same.
    inner
        For a state: the days on which every reading has it; None for an event, or where no day is certain (W24).
    is_state
        Whether it is a state; an event happens once, at an unknown moment.
    item
        What moves.
    origin, destinations
        Territories by ISO code; None or empty is unknown, several destinations give several answers (W23).
    parties
        Both ends and every later holder, as possible consignees or end users (W23).
    exporter, designer
        Who sends it, who designed it, where known; without a designer, the item's own counts.
    flags
        Facts that the figures of the item do not hold: end use, attestations, licences.
    """

    first: int
    last: int
    item: Item
    origin: str | None
    destinations: tuple[str, ...]
    parties: tuple[Party, ...]
    exporter: Party | None = None
    designer: Party | None = None
    flags: Mapping[str, Tri] = field(default_factory=dict)
    licence_on_record: Tri = None
    is_state: bool = False
    inner: tuple[int, int] | None = None


T = TypeVar("T")


def remembered(item: Item, key: object, compute: Callable[[], T]) -> T:
    """Compute something of an item once; the key names the law as well as what is asked."""
    if key not in item.memo:
        item.memo[key] = compute()
    return cast(T, item.memo[key])


def item_of(chip: Chip, chips: Chips) -> Item:
    """Make the item of a chip: its own figures, its variants', or those that a design match lends it."""
    designer = Party(chip.designer, chip.designer, headquarters=chip.designer_hq) if chip.designer else None
    stand_in = chips.by_name.get(chip.by_design_match or "")
    if stand_in is not None:
        variants = chips.variants(stand_in) or (stand_in,)
        return Item(chip.name, tuple(matched_figures(chip, v) for v in variants), stand_in.name, designer)
    variants = chips.variants(chip)
    return Item(chip.name, tuple(v.figures for v in variants) or (chip.figures,), None, designer)

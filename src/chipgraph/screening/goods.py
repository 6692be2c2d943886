"""What an item of a line is: a chip or product by its name, figures that the line states, or not known (W23).

A name in a longer text ("NVIDIA H20 PCIe card, 96GB") is a *possible match*: the class of the line stays open, and a reading
beside it says what would follow. Figures of the line never replace those of the data: both count as possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chipgraph.flags.items import FoundItem, LegalItems
from chipgraph.law.chips import Chip, Chips, with_units
from chipgraph.law.figures import Figure, Figures
from chipgraph.law.hop import Item, item_of
from chipgraph.law.model import Tri, Vocabulary
from chipgraph.law.ranges import Range
from chipgraph.names import fold
from chipgraph.screening.words import Words
from chipgraph.view import View

_SHORTEST = 3
"""Letters of the shortest name that is looked for inside a text."""

_MOST_WORDS = 7
"""Words of the longest name that is looked for inside a text."""

_ON_THE_LINE = "figures of the line"
_UNKNOWN = "item not known"


@dataclass(frozen=True, slots=True)
class Goods:
    """An item as the law is asked of it.

    Attributes
    ----------
    found
        What is judged, and from where its figures are.
    match
        The name in the data that is the one on the line; None if there is none.
    product
        Its id in the graph, where the graph has it.
    possible
        Names in the data that stand within the text, or that it is short for.
    reading
        What would be judged if the possible match were right.
    """

    found: FoundItem
    match: str | None = None
    product: str | None = None
    possible: tuple[str, ...] = ()
    reading: FoundItem | None = None


Stated = tuple[tuple[str, Range], ...]
Flags = tuple[tuple[str, bool], ...]


class GoodsFinder:
    """Finds items; what comes again is looked up once."""

    def __init__(self, chips: Chips, items: LegalItems, view: View, words: Words, vocabulary: Vocabulary) -> None:
        self._chips, self._items, self._vocabulary = chips, items, vocabulary
        self._products: defaultdict[str, list[str]] = defaultdict(list)
        for entity in view.entities.values():
            if view.is_a(entity.id, "Product"):
                for name in {fold(n) for n in (entity.id, *entity.names)}:
                    self._products[name].append(entity.id)
        self._known: dict[tuple[str | None, Stated, Flags], Goods] = {}
        self._blanks: dict[Flags, Figures] = {}
        self._within: defaultdict[tuple[str, ...], list[Chip]] = defaultdict(list)
        for chip in chips.by_name.values():
            for told in {tuple(fold(name).split()) for name in _told(chip, words.no_names)}:
                self._within[told].append(chip)

    def find(self, text: str | None, figures: Stated, flags: Flags) -> Goods:
        """Find the item of a line by its name, its figures and its flags."""
        key = (text, figures, flags)
        if key not in self._known:
            self._known[key] = self._find(text, figures, flags)
        return self._known[key]

    def _find(self, text: str | None, figures: Stated, flags: Flags) -> Goods:
        stated = (self._stated(figures, flags),) if figures else ()
        named = Goods(self._without(text, flags)) if text is None else self._named(text, flags)
        if not stated:
            return named
        if named.match is None:
            return Goods(FoundItem(Item(text or _ON_THE_LINE, stated), _ON_THE_LINE), possible=named.possible)
        item = named.found.item
        both = replace(item, variants=(*item.variants, *stated))
        return Goods(
            FoundItem(both, f"{named.found.basis}, and {_ON_THE_LINE}", named.found.source), named.match, named.product
        )

    def _named(self, text: str, flags: Flags) -> Goods:
        chips = self._exact(text)
        if len(chips) == 1:
            return Goods(self._of_chip(chips[0]), chips[0].name, self._product(chips[0].name))
        if not chips:
            product = self._product(text)
            if product is not None:
                found = self._items.item(product)
                return Goods(found, found.item.name, product)
            chips = self._inside(text)
        blank = self._without(text, flags)
        if not chips:
            return Goods(blank)
        reading = self._together(chips)
        either = Item(text, (*reading.item.variants, *blank.item.variants))
        found = FoundItem(either, "possible match")
        return Goods(found, possible=tuple(sorted(c.name for c in chips)), reading=reading)

    def _exact(self, text: str) -> list[Chip]:
        wanted = fold(text).replace(" ", "")
        chips = self._chips.by_name.values()
        return [c for c in chips if wanted in {fold(n).replace(" ", "") for n in (c.name, *c.aliases)}]

    def _inside(self, text: str) -> list[Chip]:
        """Give the chips whose name is the longest that stands in the text as whole words."""
        words = fold(text).split()
        for length in range(min(_MOST_WORDS, len(words)), 0, -1):
            parts = (tuple(words[i : i + length]) for i in range(len(words) - length + 1))
            found = {c.name: c for part in parts for c in self._within.get(part, ())}
            if found:
                return [*found.values()]
        return []

    def _of_chip(self, chip: Chip) -> FoundItem:
        item = item_of(chip, self._chips)
        if item.by_design_match is not None:
            return FoundItem(item, "design match", item.by_design_match)
        return FoundItem(item, "variants" if self._chips.variants(chip) else "own")

    def _together(self, chips: Iterable[Chip]) -> FoundItem:
        items = [self._of_chip(chip).item for chip in chips]
        designers = {i.designer for i in items}
        name = " or ".join(sorted(i.name for i in items))
        variants = tuple(figures for i in items for figures in i.variants)
        return FoundItem(Item(name, variants, None, designers.pop() if len(designers) == 1 else None), "possible match")

    def _product(self, name: str) -> str | None:
        """Find the product of the graph that bears a name; several or none are None."""
        found = self._products.get(fold(name), [])
        return found[0] if len(found) == 1 else None

    def _stated(self, stated: Stated, flags: Flags) -> Figures:
        metrics = dict(stated)
        memory = "memory_bandwidth_density" in metrics
        kinds: dict[str, Tri] = {"hbm": memory, "processing_dominant": not memory, **dict(flags)}
        units = self._vocabulary.metrics
        sources = tuple(Figure(n, r, units[n].unit, _ON_THE_LINE) for n, r in metrics.items())
        return Figures(_ON_THE_LINE, with_units(metrics), kinds, sources)

    def _without(self, text: str | None, flags: Flags) -> FoundItem:
        if flags not in self._blanks:
            known: dict[str, Tri] = dict(flags)
            self._blanks[flags] = Figures("no figures", {}, known)
        return FoundItem(Item(text or _UNKNOWN, (self._blanks[flags],)), "none")


def _told(chip: Chip, no_names: frozenset[str]) -> Iterable[str]:
    """Give the names by which a text may mean a chip: its own, and those without the maker that still tell the model."""
    for name in (chip.name, *chip.aliases):
        yield name
        words = name.partition(" (")[0].split()
        yield from (" ".join(words[i:]) for i in range(1, len(words)) if _telling(words[i:], no_names))


def _telling(words: list[str], no_names: frozenset[str]) -> bool:
    """Whether words can stand for a chip: they begin with a letter or a model, and hold a figure that is no size or form."""
    folded = [fold(w) for w in words]
    kept = [w for w in folded if w not in no_names and not w.endswith(("gb", "tb"))]
    told = "".join(kept)
    begins = folded[0] in kept and any(c.isalpha() for c in folded[0])
    return begins and len(told) >= _SHORTEST and any(c.isdigit() for c in told)

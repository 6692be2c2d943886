"""Products of a view as the law sees them: own figures, those of variants or of the parent, of a design match or of the ICs inside (W23).

A product without figures stays without: its class is open and the answer names what is missing. Nothing is a default.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from chipgraph.flags.parties import Ties
from chipgraph.flags.terms import Terms
from chipgraph.law.chips import Chip, Chips, with_units
from chipgraph.law.classify import Classification, classify, classify_assembly, matched_figures
from chipgraph.law.figures import Figure, Figures
from chipgraph.law.hop import Item
from chipgraph.law.loading import Law
from chipgraph.law.model import Tri
from chipgraph.law.ranges import Range, parse
from chipgraph.records import Row
from chipgraph.view import Entity, Record, View

NOT_STATED = "product not stated"


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item, and from where its figures are.

    Attributes
    ----------
    basis
        *own*, *variants*, *parent*, *design match*, *contained* or *none*.
    source
        The product whose figures stand in; None for its own.
    records
        The records of the step from one product to the other: ``DesignMatch``, ``Composition``.
    """

    item: Item
    basis: str
    source: str | None = None
    records: tuple[str, ...] = ()


class LegalItems:
    """Finds the figures of products of one view; answers are kept."""

    def __init__(self, view: View, law: Law, chips: Chips, terms: Terms, ties: Ties) -> None:
        self._view, self._law, self._chips, self._terms, self._ties = view, law, chips, terms, ties
        self._known: dict[str | None, FoundItem] = {}
        # The figures are kept with their answer: an id that is free again would stand for other figures.
        self._classified: dict[tuple[int, tuple[tuple[str, bool], ...], str], tuple[Figures, Classification]] = {}
        self._measures = _measures(view)
        self._variants: dict[str, list[str]] = defaultdict(list)
        for entity in view.entities.values():
            for parent in _parents(view, entity):
                self._variants[parent].append(entity.id)

    def item(self, product: str | None) -> FoundItem:
        """Give the item of a product; None is a product that nobody names."""
        if product not in self._known:
            self._known[product] = self._find(product)
        return self._known[product]

    def classes(self, found: FoundItem, day: int, law: Law) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the classes that an item can have on a day, and what would settle it."""
        rules = tuple((r.id, certain) for p in law.of_kind("classification") for r, certain in p.on(day))
        answers = []
        for figures in found.item.variants:
            key = (id(figures), rules, law.digest)
            if key not in self._classified:
                self._classified[key] = (figures, classify(figures, day, law))
            answers.append(self._classified[key][1])
        outcomes = {o for a in answers for o in self._assembled(a, found, law)}
        return tuple(sorted(outcomes)), tuple(dict.fromkeys(s for a in answers for s in a.settled_by))

    def _assembled(self, answer: Classification, found: FoundItem, law: Law) -> tuple[str, ...]:
        return answer.outcomes if found.item.contains is None else classify_assembly(answer, None, law)

    def _find(self, product: str | None) -> FoundItem:
        entity = None if product is None else self._view.entities.get(product)
        if entity is None:
            return FoundItem(Item(NOT_STATED, (_blank({}),)), "none")
        below = self._below(entity.id)
        if below:  # a family has no class of its own: its answer is the set of its variants' (rule 3.8)
            return FoundItem(Item(entity.caption, below), "variants")
        own = self._figures(entity)
        if own:
            return FoundItem(Item(entity.caption, own), "own")
        for parent in _parents(self._view, entity):
            found = self._figures(self._view.entities[parent]) or self._below(parent)
            if found:
                return FoundItem(Item(entity.caption, found), "parent", self._view.caption(parent))
        return self._by_match(entity) or self._by_contents(entity) or self._without(entity)

    def _below(self, family: str) -> tuple[Figures, ...]:
        return tuple(f for i in sorted(self._variants[family]) for f in self._figures(self._view.entities[i]))

    def _without(self, entity: Entity) -> FoundItem:
        return FoundItem(Item(entity.caption, (_blank(self._flags(entity)),)), "none")

    def _by_contents(self, entity: Entity) -> FoundItem | None:
        """Let the ICs of an assembly say its class: 4A090, or .z; several of them are several ways in which it may be (decision 0017)."""
        if not any(self._view.is_a(entity.id, cls) for cls in self._terms.assemblies):
            return None
        inside = [c for c in self._ties.into("Composition", entity.id) if self._is_ic(c.source)]
        parts = {c.source: self.item(c.source) for c in inside}
        own = self._flags(entity)
        figures = tuple(replace(f, flags={**f.flags, **own}) for part in parts.values() for f in part.item.variants)
        name = ", ".join(part.item.name for part in parts.values()) or "ICs that nobody names"
        match = next((part.item.by_design_match for part in parts.values() if part.item.by_design_match), None)
        item = Item(entity.caption, figures or (_blank(own),), match, contains=name)
        records = (*(c.id for c in inside), *(r for part in parts.values() for r in part.records))
        return FoundItem(item, "contained", name if parts else None, records)

    def _is_ic(self, product: str) -> bool:
        return any(self._view.is_a(product, cls) for cls in self._terms.contained)

    def _by_match(self, entity: Entity) -> FoundItem | None:
        """Let the figures of the product with the same design stand in; without a record of the match nothing does."""
        chip = self._chip(entity)
        matches = (*self._ties.of("DesignMatch", entity.id), *self._ties.into("DesignMatch", entity.id))
        for match in matches:
            for id in self._reached(match, entity.id, chip):
                other = self._view.entities[id]
                lent = self._below(id) or self._figures(other)
                if not lent or (chip is not None and chip.by_design_match not in (None, *other.names)):
                    continue
                left = chip.not_carried_over if chip and chip.by_design_match else self._terms.not_carried_over
                blank = _chip(lent[0], left)
                figures = tuple(matched_figures(blank, _chip(f)) for f in lent)
                return FoundItem(
                    Item(entity.caption, figures, other.caption), "design match", other.caption, (match.id,)
                )
        return None

    def _reached(self, match: Record, id: str, chip: Chip | None) -> Iterable[str]:
        """Give the other design; where a reading names the part that stands in, also what is assembled from it."""
        other = match.target if match.source == id else match.source
        yield other
        if chip is not None and chip.by_design_match is not None:
            yield from sorted({c.target for c in self._ties.of("Composition", other)})

    def _chip(self, entity: Entity) -> Chip | None:
        found = [self._chips.by_name[n] for n in entity.names if n in self._chips.by_name]
        return found[0] if len(found) == 1 else None

    def _figures(self, entity: Entity) -> tuple[Figures, ...]:
        """Give the figures of a product itself: those of the file of chips, with what is known of their traps, else measured."""
        chip = self._chip(entity)
        if chip is not None and self._tells(chip.figures.metrics):
            return (chip.figures,)
        rows = [row for id in (entity.id, *entity.referents) for row in self._measures.get(id, ())]
        metrics, sources = self._ranges(list({r.id: r for r in rows}.values()))
        if not self._tells(metrics):
            return ()
        return (Figures(entity.caption, with_units(metrics), self._flags(entity), sources),)

    def _tells(self, metrics: Mapping[str, Range]) -> bool:
        """Whether figures say anything of the class: a process node alone does not."""
        return any(name in metrics for name in self._terms.class_figures)

    def _ranges(self, rows: Iterable[Row]) -> tuple[dict[str, Range], tuple[Figure, ...]]:
        """Read measures; several of one metric are the whole span of them, because neither is preferred (rule 3.8)."""
        by_notation = {m.notation: m for m in self._law.vocabulary.metrics.values() if m.notation}
        metrics: dict[str, Range] = {}
        sources = []
        for row in rows:
            metric = by_notation.get(row.text("metric") or "")
            if metric is None:
                continue
            low, high = row.text("value_min"), row.text("value_max")
            found = parse(low if low and low == high else f"{low or ''}..{high or ''}")
            known = metrics.get(metric.name)
            metrics[metric.name] = found if known is None else Range(min(known.lo, found.lo), max(known.hi, found.hi))
            sources.append(Figure(metric.name, found, metric.unit, row.id, None, row.text("basis")))
        if {"tpp", "die_area"} <= set(metrics):
            metrics.pop("performance_density", None)  # it follows from the two
        return metrics, tuple(sources)

    def _flags(self, entity: Entity) -> Mapping[str, Tri]:
        flags: dict[str, Tri] = {}
        for cls, stated in self._terms.product_flags.items():
            if self._view.is_a(entity.id, cls):
                flags.update(stated)
        return flags


@cache
def _blank_of(flags: tuple[tuple[str, Tri], ...]) -> Figures:
    return Figures("no figures", {}, dict(flags))


def _blank(flags: Mapping[str, Tri]) -> Figures:
    """Give figures of which nothing is known; one object for all products of a kind, so that answers are kept."""
    return _blank_of(tuple(sorted(flags.items())))


def _chip(figures: Figures, not_carried_over: tuple[str, ...] = ()) -> Chip:
    return Chip(figures.name, None, (), "", None, figures, (), "L", not_carried_over=not_carried_over)


def _parents(view: View, entity: Entity) -> tuple[str, ...]:
    stated = entity.properties.get("variant_of")
    listed = stated if isinstance(stated, tuple) else (() if stated is None else (stated,))
    ids = {view.identity.canonical(str(p)) for p in listed}
    return tuple(sorted(i for i in ids - {entity.id} if i in view.entities))


def _measures(view: View) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in view.rows:
        if "ProductMeasure" in row.types and row.text("product"):
            status = view.statement_status.get(row.id)
            if status is None or status.strength > 0:
                found[row.text("product") or ""].append(row)
    return found

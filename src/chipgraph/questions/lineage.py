"""Lineage: what went into a product and what it went into, as a tree over the walked lineage records (W2, W3, G2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from chipgraph.routes.question import Disputed, Question
from chipgraph.routes.steps import Bool
from chipgraph.routes.walk import Columns, Relations, variant_tree


class Way(StrEnum):
    """``INPUTS``: what went into it. ``OUTPUTS``: what it went into."""

    INPUTS = "inputs"
    OUTPUTS = "outputs"


@dataclass(frozen=True, slots=True)
class Branch:
    """One product next to another in the tree.

    Attributes
    ----------
    product
        The product at the far end.
    joined
        The product that the records name at the near end: the one above, or a variant or family of it (W2).
    rows
        Lineage records that say so, as rows of ``Relations.lineages``.
    by_design_match
        Whether a design match joins them: it holds both ways.
    below
        What lies beyond; ``cut`` tells whether more does, past the depth.
    """

    product: int
    joined: int
    rows: tuple[int, ...]
    by_design_match: bool
    below: tuple[Branch, ...]
    cut: bool


def passing(columns: Columns, question: Question) -> Bool:
    """Which records the filters of a question let through (W18); a window leaves out what lies outside it (W16)."""
    passes: Bool = ~columns.denied | question.include_denied
    passes &= (columns.strength >= question.min_strength) | (columns.denied & (question.min_strength <= 1))
    if question.disputed is Disputed.EXCLUDE:
        passes &= ~columns.disputed
    if question.since is not None:
        passes &= columns.e2 >= question.since
    if question.until is not None:
        passes &= columns.s1 <= question.until
    return passes


class Lineage:
    """Answers for any product; the records are indexed once."""

    def __init__(self, relations: Relations, passes: Bool) -> None:
        self._enter, self._leave = variant_tree(relations.parent)
        lineages = relations.lineages
        self._match: list[bool] = lineages.design_match.tolist()
        self._next: dict[Way, dict[int, list[tuple[int, int]]]] = {way: defaultdict(list) for way in Way}
        source, target = lineages.source.tolist(), lineages.target.tolist()
        for row in np.flatnonzero(passes).tolist():
            ends = [(source[row], target[row])]
            if self._match[row]:
                ends.append((target[row], source[row]))
            for start, end in ends:
                self._next[Way.OUTPUTS][start].append((row, end))
                self._next[Way.INPUTS][end].append((row, start))

    def span(self, product: int) -> tuple[int, int]:
        """The span of a product in the variant tree: a family holds the spans of its variants (W2)."""
        return int(self._enter[product]), int(self._leave[product])

    def kin(self, product: int) -> list[int]:
        """All products that match one: itself, its variants, its families (W2)."""
        enter, leave = self._enter, self._leave
        below = (enter[product] <= enter) & (leave <= leave[product])
        above = (enter <= enter[product]) & (leave[product] <= leave)
        return [int(p) for p in np.flatnonzero(below | above)]

    def tree(self, product: int, way: Way, depth: int) -> tuple[Branch, ...]:
        """Give the branches of a product; no product stands twice on one path."""
        return self._branches(product, way, depth, frozenset({product}))

    def products(self, product: int, way: Way, depth: int) -> set[int]:
        """All products of its tree, itself left out."""
        found: set[int] = set()
        stack = [*self.tree(product, way, depth)]
        while stack:
            branch = stack.pop()
            found.add(branch.product)
            stack.extend(branch.below)
        return found

    def matched(self, product: int) -> set[int]:
        """All products that stand for one: its kin, and what design matches join with them, however often."""
        found: set[int] = set()
        queue = [product]
        while queue:
            here = queue.pop()
            if here in found:
                continue
            found.add(here)
            queue.extend(self.kin(here))
            queue.extend(end for row, end in self._next[Way.OUTPUTS].get(here, ()) if self._match[row])
        return found

    def _branches(self, product: int, way: Way, depth: int, above: frozenset[int]) -> tuple[Branch, ...]:
        if not depth:
            return ()
        branches = []
        for (joined, end, match), rows in sorted(self._joined(product, way).items()):
            if end in above:
                continue
            below = self._branches(end, way, depth - 1, above | {end})
            more = depth == 1 and any(far not in above for _, far, _ in self._joined(end, way))
            branches.append(Branch(end, joined, tuple(sorted(rows)), match, below, more))
        return tuple(branches)

    def _joined(self, product: int, way: Way) -> Mapping[tuple[int, int, bool], list[int]]:
        """Records next to a product or its kin, by (product named, far end, design match)."""
        rows: dict[tuple[int, int, bool], list[int]] = defaultdict(list)
        for kin in self.kin(product):
            for row, end in self._next[way].get(kin, ()):
                rows[kin, end, self._match[row]].append(row)
        return rows

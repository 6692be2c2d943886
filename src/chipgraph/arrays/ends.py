"""Where a route ends, in numbers of parties and products (W7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chipgraph.routes.steps import ANY, Bool, Int32, StepTable


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a route ends: at one of these parties, or with a product that matches one of these."""

    parties: tuple[int, ...] = ()
    products: tuple[int, ...] = ()

    def of(self, table: StepTable) -> Bool:
        """One truth value a state of a table."""
        return self.among(table.holder, table.product, table.enter, table.leave)

    def among(self, holder: Int32, product: Int32, enter: Int32, leave: Int32) -> Bool:
        """One truth value a state; ``enter`` and ``leave`` are the spans of the products in the variant tree."""
        mask: Bool = np.isin(holder, self.parties) & (holder != ANY)
        for end in self.products:
            above = (enter <= enter[end]) & (leave >= leave[end])
            below = (enter >= enter[end]) & (leave <= leave[end])
            mask |= (product != ANY) & (above | below)[product]
        return mask

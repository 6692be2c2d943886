"""Why there is no route, in words: the nearest misses with names (W30, G21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chipgraph.routes.result import FoundRoute, Step
from chipgraph.routes.steps import ANY, StepTable
from chipgraph.routes.whynot import Mismatch, Relaxation, WhyNot
from chipgraph.view import View
from chipgraph.view.walkable import Numbering

_LIFTED = {
    "dates": "A route exists if the order of dates is set aside",
    "bounds": "A longer route exists, beyond the bounds",
    "ties": "A route exists if a holder need not be tied to what it hands on",
    "denied": "A route exists over relations that are denied and asserted by nobody",
    "disputed": "A route exists over disputed relations",
    "min-strength": "A route exists over weaker relations",
    "strict": "A route exists if something is taken for granted (mode follow)",
    "hs-code-differs": "A route exists over records whose HS code does not fit the product",
    "from-to": "A route exists outside the window",
    "min-days": "A route exists with fewer days between the steps",
}


class MissTeller:
    """Tells misses with the names of one view."""

    def __init__(self, view: View, numbering: Numbering, table: StepTable) -> None:
        self._view = view
        self._numbering = numbering
        self._table = table

    def tell(self, why: WhyNot) -> dict[str, Any]:
        """Describe all misses: a list of sentences with the data behind each."""
        misses = [m for r in why.relaxations if (m := self._relaxation(r)) is not None]
        if why.mismatch is not None:
            misses.append(self._mismatch(why.mismatch))
        if why.missing_relation:
            misses.append(self._missing(why))
        return {"misses": misses, "missing_relation": why.missing_relation}

    def _state(self, state: int) -> str:
        holder, product = int(self._table.holder[state]), int(self._table.product[state])
        party = "whoever holds it" if holder == ANY else self._view.caption(self._numbering.parties[holder])
        return party if product == ANY else f"{party} with {self._view.caption(self._numbering.products[product])}"

    def _path(self, steps: Sequence[Step]) -> str:
        states = [steps[0].source, *(s.target for s in steps)] if steps else []
        return " → ".join(map(self._state, states))

    def _relaxation(self, relaxation: Relaxation) -> Mapping[str, Any] | None:
        if str(relaxation.answer) == "no":
            return None
        sentence = _LIFTED.get(relaxation.constraint, f"A route exists without {relaxation.constraint}")
        if relaxation.example is None:
            return {
                "constraint": relaxation.constraint,
                "text": f"{relaxation.constraint}: not decided within its limit",
            }
        where = list(self._stops(relaxation.example, relaxation.stopped_at))
        stopped = f"; stopped at {', '.join(where)}" if where else ""
        return {
            "constraint": relaxation.constraint,
            "route": relaxation.example.id,
            "stopped_at": list(relaxation.stopped_at),
            "text": f"{sentence}: {self._path(relaxation.example.steps)}{stopped}.",
        }

    def _stops(self, route: FoundRoute, positions: Sequence[int]) -> Iterator[str]:
        for position in positions:
            row = route.best.witness[position]
            yield self._numbering.records[int(self._table.record[row])]

    def _mismatch(self, mismatch: Mismatch) -> Mapping[str, Any]:
        parties = [self._numbering.parties[p] for p in mismatch.parties]
        chain = " → ".join(map(self._view.caption, parties))
        at = self._view.caption(parties[mismatch.at])
        text = (
            f"The parties are connected ({chain}), but not by one product: {at} is reached by "
            f"{self._products(mismatch.held)} and passes on {self._products(mismatch.sent)}."
        )
        return {"constraint": "product", "parties": parties, "text": text}

    def _products(self, products: Sequence[int]) -> str:
        return ", ".join(self._view.caption(self._numbering.products[p]) for p in products) or "nothing named"

    def _missing(self, why: WhyNot) -> Mapping[str, Any]:
        reached = self._path(why.prefix) or "nothing leaves the start"
        back = self._path(why.suffix) or "nothing reaches the end"
        text = (
            f"No relation in the data connects the two. From the start: {reached} ({why.from_start} states). "
            f"Towards the end: {back} ({why.to_end} states)."
        )
        return {"constraint": "relation", "text": text}

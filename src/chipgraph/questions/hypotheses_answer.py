"""Hypotheses: competing routes to one product side by side, with what each explains and what speaks against it (W34, G21).

A hypothesis is an origin: the party and product from which routes to the product begin. Hypotheses compete where they account
for the same input of the product; a die from one foundry competes with a die from another, and not with memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chipgraph.answers.export import denial_sentence
from chipgraph.errors import UsageError
from chipgraph.questions.cut_answer import CutTeller
from chipgraph.questions.lineage import Lineage, Way, passing
from chipgraph.questions.telling import answer, certificate, shown
from chipgraph.results import Result
from chipgraph.routes.result import FoundRoute
from chipgraph.routes.steps import Kind
from chipgraph.tracing import TraceOptions, Tracer

COLUMNS = (
    "input",
    "input_caption",
    "origin",
    "origin_caption",
    "origin_product",
    "routes",
    "verdict",
    "strength",
    "marks",
    "explains",
    "leaves_open",
    "against",
    "denied_by",
    "route",
)

Document = Mapping[str, Any]
_ITSELF = "-"


class _Teller:
    """Sorts the routes to one product into hypotheses and describes each."""

    def __init__(self, tracer: Tracer, product: str, lineage: Lineage, cuts: CutTeller) -> None:
        self._tracer, self._view = tracer, tracer.view
        self._number = tracer.numbering.products.index(product)
        self._lineage, self._cuts = lineage, cuts
        self._inputs = sorted(lineage.products(self._number, Way.INPUTS, 1))

    def key(self, route: FoundRoute) -> tuple[str, int, int]:
        """Input of the product that a route accounts for, and where it begins; products of one design are one input."""
        table = self._tracer.table
        into = _ITSELF
        kin = set(self._lineage.kin(self._number))
        for step in route.steps:
            if step.kind is Kind.LINEAGE and int(table.product[step.target]) in kin:
                matched = self._lineage.matched(int(table.product[step.source]))
                direct = sorted(matched & set(self._inputs)) or sorted(matched)
                into = self._tracer.numbering.products[direct[0]]
        first = route.steps[0].source
        return into, int(table.holder[first]), int(table.product[first])

    def tell(self, key: tuple[str, int, int], routes: Sequence[FoundRoute]) -> dict[str, Any]:
        """Describe one hypothesis by its best route."""
        into, holder, product = key
        names, caption = self._tracer.numbering, self._view.caption
        best = self._tracer.teller.tell(routes[0])
        steps = self._cuts.steps(routes[0])
        return {
            "input": None if into == _ITSELF else into,
            "input_caption": None if into == _ITSELF else caption(into),
            "origin": names.parties[holder],
            "origin_caption": caption(names.parties[holder]),
            "origin_product": names.products[product],
            "routes": len(routes),
            "explains": list(self._explains(best, steps)),
            "leaves_open": self._leaves_open(into),
            "against": list(self._against(best, steps)),
            "best": best,
        }

    def _explains(self, best: Document, steps: Sequence[Document]) -> Iterable[str]:
        """What the route accounts for: each step that somebody states, with its strength and number of origins."""
        for told, step in zip(best["steps"], steps, strict=True):
            origins = step["origins"]["known_independent"]
            yield f"{told['sentence']} ({told['strength']}, {origins} known origin{'s' if origins != 1 else ''})"

    def _leaves_open(self, into: str) -> list[str]:
        """Inputs of the product that the hypothesis says nothing of."""
        matched = set() if into == _ITSELF else self._lineage.matched(self._tracer.numbering.products.index(into))
        rest = (p for p in self._inputs if p not in matched)
        return [self._view.caption(self._tracer.numbering.products[p]) for p in rest]

    def _against(self, best: Document, steps: Sequence[Document]) -> Iterable[str]:
        """What speaks against the route: denials, what is taken for granted, dates that only may fit, single origins."""
        yield from dict.fromkeys(denial_sentence(claim) for claim in best["denials"])
        for mark in dict.fromkeys(best["marks"]):
            yield f"taken for granted: {mark.replace('_', ' ')}"
        if best["verdict"] != "definite":
            yield f"the dates are only {best['verdict']}"
        for step in steps:
            if step["origins"]["at_most"] == 1:
                yield f"one origin only: {step['sentence']}"


def hypotheses_answer(tracer: Tracer, name: str, options: TraceOptions) -> Result:
    """Put the origins of a product side by side.

    Raises
    ------
    UsageError
        If the name is that of a party.
    """
    id = tracer.ids([name])[0]
    if id not in tracer.numbering.products:
        raise UsageError(f"{tracer.view.caption(id)} is no product. Try: chipgraph trace --to {name!r}")
    question = tracer.question(None, [id], options)
    found = tracer.finder.find(question)
    lineage = Lineage(tracer.relations, passing(tracer.relations.lineages.columns, question))
    teller = _Teller(tracer, id, lineage, CutTeller(tracer, question))
    groups: dict[tuple[str, int, int], list[FoundRoute]] = {}
    for route in found.routes:
        groups.setdefault(teller.key(route), []).append(route)
    told = sorted((teller.tell(k, r) for k, r in groups.items()), key=lambda one: one["input"] or "")
    asked = {"kind": "hypotheses", "of": {"id": id, "caption": tracer.view.caption(id)}}
    cert = certificate(tracer, options, asked, shown(found.coverage, len(found.routes)))
    note = f"{len(told)} hypotheses from {len(found.routes)} routes; none is a finding"
    rows = [_row(one) for one in told]
    return answer(COLUMNS, rows, {"hypotheses": told}, cert, note)


def _row(told: Document) -> tuple[object, ...]:
    best = told["best"]
    return (
        told["input"],
        told["input_caption"],
        told["origin"],
        told["origin_caption"],
        told["origin_product"],
        told["routes"],
        best["verdict"],
        best["strength"],
        tuple(best["marks"]),
        tuple(told["explains"]),
        tuple(told["leaves_open"]),
        tuple(told["against"]),
        tuple(dict.fromkeys(c["maker_caption"] for c in best["denials"])),
        best["id"],
    )

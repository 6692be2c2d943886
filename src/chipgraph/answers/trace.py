"""The answer to "by which routes": routes with their evidence, what is denied beside them, and the certificate.

What the engine finds is numbers; here it becomes hops that name their parties, dates, strength, standing, and every
claim for and against (W18 to W21, W26 to W30).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import chipgraph
from chipgraph.answers.evidence import (
    claims_on,
    describe_claim,
    describe_quantity,
    describe_relation,
    describe_status,
    describe_window,
    unique_claims,
    word_relation,
)
from chipgraph.claims import Stance, Strength
from chipgraph.dates import FIRST, LAST, day_text
from chipgraph.patterns import between
from chipgraph.routes.finder import Finder
from chipgraph.routes.result import Found, FoundRoute, Optimum
from chipgraph.routes.steps import ANY, Kind, Mark, StepTable
from chipgraph.view import View
from chipgraph.view.walkable import Numbering

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl

    from chipgraph.results import Result

STRENGTHS = ("none", "alleged", "reported", "observed", "admitted", "official")
"""Strength by rank; *none* is that of a denied relation that was walked on request (W18)."""

OF_THIS_STEP = "of this step"
"""A denial of the step itself; the two other reaches are in ``patterns.Between`` (W19)."""


@dataclass(frozen=True)
class Trace:
    """Routes, denied relations and certificate, ready for JSON; the same content in every face (F6)."""

    question: Mapping[str, Any]
    routes: tuple[Mapping[str, Any], ...]
    families: tuple[Mapping[str, Any], ...]
    denied_relations: tuple[Mapping[str, Any], ...]
    certificate: Mapping[str, Any]
    why_not: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values."""
        body = {
            "question": self.question,
            "routes": list(self.routes),
            "families": list(self.families),
            "denied_relations": list(self.denied_relations),
            "certificate": self.certificate,
        }
        return body if self.why_not is None else {**body, "why_not": self.why_not}

    def to_json(self) -> str:
        """Everything as JSON text; the same question gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def __len__(self) -> int:
        return len(self.routes)

    def to_result(self) -> Result:
        """A row a step, with the graph and the whole document, for every other format."""
        from chipgraph.answers.export import trace_result

        return trace_result(self.to_dict())

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row a step."""
        return self.to_result().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """A polars frame with a row a step."""
        return self.to_result().to_polars()

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """A networkx graph of holdings, an edge an alternative that was taken."""
        return self.to_result().to_networkx()

    def _repr_html_(self) -> str:
        return self.to_result()._repr_html_()


def mark_words(marks: int) -> list[str]:
    """Name the bits of a mark, lower case, in the order of the vocabulary."""
    return [str(m.name).lower() for m in Mark if marks & m]


class RouteTeller:
    """Tells the routes of one view: from numbers to hops with evidence."""

    def __init__(self, view: View, numbering: Numbering, table: StepTable) -> None:
        self._view = view
        self._numbering = numbering
        self._table = table

    def tell(self, route: FoundRoute) -> dict[str, Any]:
        """Describe one route; step fields come from the first witness (W20)."""
        steps = [self._step(n, route) for n in range(len(route.steps))]
        parties = self._parties(route)
        return {
            "id": route.id,
            **self._optimum(route.best),
            "optima": [self._optimum(o) for o in route.optima],
            "transfers": route.transfers,
            "lineage": route.lineage,
            "combinations": {"possible": route.count, "definite": route.definite},
            "steps": steps,
            "denials": self._denials(steps, parties),
        }

    def _optimum(self, optimum: Optimum) -> dict[str, Any]:
        marks = [m for row in optimum.witness for m in mark_words(int(self._table.marks[row]))]
        return {
            "verdict": optimum.verdict.name.lower(),
            "strength": STRENGTHS[optimum.strength],
            "disputed": optimum.disputed,
            "marks": marks,
            "arrival": None if optimum.arrival is None else day_text(optimum.arrival),
            "breaks": None if optimum.breaks is None else list(optimum.breaks),
        }

    def _parties(self, route: FoundRoute) -> list[str]:
        """The holders that a route passes, in order, each once; whoever is not a party of the data is left out."""
        states = [route.steps[0].source, *(step.target for step in route.steps)]
        holders = (int(self._table.holder[s]) for s in states)
        return list(dict.fromkeys(self._numbering.parties[h] for h in holders if h != ANY))

    def _state(self, state: int) -> dict[str, Any]:
        holder, product = int(self._table.holder[state]), int(self._table.product[state])
        holder_id = None if holder == ANY else self._numbering.parties[holder]
        product_id = None if product == ANY else self._numbering.products[product]
        return {
            "holder": holder_id,
            "holder_caption": None if holder_id is None else self._view.caption(holder_id),
            "product": product_id,
            "product_caption": None if product_id is None else self._view.caption(product_id),
        }

    def _step(self, number: int, route: FoundRoute) -> dict[str, Any]:
        """One hop: the witness's alternative first, with the denials of all alternatives beside it (W19)."""
        step, row = route.steps[number], route.best.witness[number]
        others = [r for r in route.alternatives[number] if r != row]
        denials = [c for r in others for c in self._record_claims(r) if c["stance"] == "denies"]
        return {
            "kind": step.kind.name.lower(),
            **self._alternative(row),
            "holding_from": self._state(step.source),
            "holding_to": self._state(step.target),
            "days": [day_text(day) for day in route.best.windows[number]],
            "claims": unique_claims([*self._record_claims(row), *denials]),
            "alternatives": [{**self._alternative(r), "claims": self._record_claims(r)} for r in others],
        }

    def _record_claims(self, row: int) -> list[dict[str, Any]]:
        record = self._view.records[self._numbering.records[int(self._table.record[row])]]
        return claims_on(self._view, record)

    def _alternative(self, row: int) -> dict[str, Any]:
        table = self._table
        record = self._view.records[self._numbering.records[int(table.record[row])]]
        proposition = self._view.propositions[self._numbering.propositions[int(table.proposition[row])]]
        source, target = self._ends(row, record.source, record.target)
        product = self._state(int(table.target[row]))["product"]
        return {
            "type": record.type,
            "edge": self._view.schema.relation(record.type).edge,
            "from": source,
            "from_caption": self._view.caption(source),
            "to": target,
            "to_caption": self._view.caption(target),
            "product": product,
            "product_caption": None if product is None else self._view.caption(product),
            "sentence": word_relation(
                self._view, record.type, source, target, record.status, Strength(int(table.strength[row]))
            ),
            "record": record.id,
            "proposition": proposition.id,
            **{**describe_status(proposition.status), "strength": STRENGTHS[int(table.strength[row])]},
            "marks": mark_words(int(table.marks[row])),
            "window": describe_window(record),
            "quantity": describe_quantity(record),
            "dataset": record.dataset,
        }

    def _ends(self, row: int, source: str, target: str) -> tuple[str, str]:
        """From and to as walked: parties for possession, service and group, products for lineage."""
        table = self._table
        lineage = int(table.kind[row]) == Kind.LINEAGE
        column, names = (
            (table.product, self._numbering.products) if lineage else (table.holder, self._numbering.parties)
        )
        if lineage and not int(table.marks[row]) & Mark.BY_DESIGN_MATCH:
            return source, target

        def walked(state: int, stated: str) -> str:
            number = int(column[state])
            return stated if number == ANY else names[number]

        return walked(int(table.source[row]), source), walked(int(table.target[row]), target)

    def _denials(self, steps: Sequence[Mapping[str, Any]], parties: Sequence[str]) -> list[dict[str, Any]]:
        """Every denial of a step, and every denial whose pattern names two parties of the route (W19)."""
        found: dict[str, dict[str, Any]] = {}
        for number, step in enumerate(steps):
            for claim in step["claims"]:
                if claim["stance"] == "denies":
                    entry = found.setdefault(claim["id"], {**claim, "reach": OF_THIS_STEP, "steps": []})
                    entry["steps"].append(number)
        for claim in self._pattern_denials(parties):
            found.setdefault(claim["id"], claim)
        return list(found.values())

    def _pattern_denials(self, parties: Sequence[str]) -> list[dict[str, Any]]:
        shown = []
        for claim in sorted(self._view.claims.values(), key=lambda c: c.id):
            pattern = self._view.patterns.get(claim.about or "")
            if claim.stance is not Stance.DENIES or pattern is None:
                continue
            reach = between(pattern, parties, self._view.identity.canonical)
            if reach is not None:
                told = describe_claim(self._view, claim, about=pattern.id, active=True, counted=False)
                shown.append({**told, "reach": str(reach), "steps": []})
        return shown


def denied_between(view: View, parties: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """List relations between parties of the question that somebody denies and nobody asserts (W18)."""
    wanted = set(parties)
    denied = (
        p
        for p in view.propositions.values()
        if str(p.status.standing) == "denied" and p.source in wanted and p.target in wanted
    )
    return tuple(
        describe_relation(view, p) for p in sorted(denied, key=lambda p: (p.source, p.target, p.episode, p.id))
    )


def _count_undated(routes: Sequence[FoundRoute], table: StepTable) -> int:
    rows = {row for route in routes for row in route.best.witness}
    return sum(1 for r in rows if int(table.s1[r]) == FIRST and int(table.e2[r]) == LAST)


def certify(
    view: View,
    found: Found,
    table: StepTable,
    bounds: Mapping[str, Any],
    digests: Mapping[str, Any],
    datasets: Sequence[Mapping[str, Any]],
    engine: str = Finder.engine,
) -> dict[str, Any]:
    """Write the certificate: the question with every bound, the data it was asked of, what was explored (W26 to W28)."""
    search = found.coverage
    quarantined = sum(int(d["quarantined"]) for d in datasets)
    return {
        "bounds": dict(bounds),
        "digests": dict(digests),
        "datasets": list(datasets),
        "engine": f"chipgraph {chipgraph.__version__}, {engine}",
        "exhaustive": search.exhaustive,
        "stopped_by": search.stopped_by,
        "starts": search.starts,
        "states": search.states,
        "steps": search.steps,
        "routes_listed": search.routes_listed,
        "routes_in_all": search.routes_in_all,
        "filters": [
            {"name": f.name, "steps_removed": f.steps_removed, "route_without": str(f.route_without)}
            for f in search.filters
        ],
        "holes": {
            "quarantined_rows": quarantined,
            "unsure_identities": [list(pair) for pair in view.identity.unsure],
            "undated_steps": _count_undated(found.routes, table),
        },
    }

"""What the answers to these questions share: the certificate with its question, holdings and pairs in words (F3, F4, F7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chipgraph.dates import FIRST, LAST, day_text
from chipgraph.questions.pairs import Pair
from chipgraph.results import Result
from chipgraph.routes.result import Coverage, Found
from chipgraph.routes.steps import ANY
from chipgraph.tracing import TraceOptions, Tracer

PAIR_COLUMNS = (
    "arrival",
    "departure",
    "fewest_steps",
    "transfers",
    "lineage",
    "verdict",
    "strength",
    "disputed",
    "marks",
    "denied_by",
    "routes",
    "exhaustive",
    "route",
)
"""What every row about a pair says; transfers to marks and the id are those of its best route (W21).

If ``exhaustive`` is false, a limit ended the search of this pair: days and best route are of the routes found by then."""


def day_or_none(day: int) -> str | None:
    """Write a day; None for one that no date bounds."""
    return None if day in (FIRST, LAST) else day_text(day)


def holding(tracer: Tracer, state: int) -> dict[str, Any]:
    """Name a state: its party and product with captions; None for whoever holds it, and for a product not named (W1)."""
    holder, product = int(tracer.table.holder[state]), int(tracer.table.product[state])
    party = None if holder == ANY else tracer.numbering.parties[holder]
    goods = None if product == ANY else tracer.numbering.products[product]
    return {
        "party": party,
        "party_caption": None if party is None else tracer.view.caption(party),
        "product": goods,
        "product_caption": None if goods is None else tracer.view.caption(goods),
    }


def holding_words(held: Mapping[str, Any]) -> str:
    """Write a holding as one phrase."""
    who = held["party_caption"] or "whoever holds it"
    return who if held["product"] is None else f"{who} with {held['product_caption']}"


def tell_pair(tracer: Tracer, pair: Pair) -> dict[str, Any]:
    """Describe a pair: its days, and its best route with all evidence."""
    assert pair.best is not None
    return {
        "arrival": day_or_none(pair.earliest),
        "departure": day_or_none(pair.latest),
        "fewest_steps": pair.fewest,
        "routes": pair.routes,
        "exhaustive": pair.coverage.exhaustive,
        "best": tracer.teller.tell(pair.best),
    }


def pair_row(told: Mapping[str, Any]) -> tuple[object, ...]:
    """Write a told pair as the values of ``PAIR_COLUMNS``."""
    best = told["best"]
    denied_by = dict.fromkeys(claim["maker_caption"] for claim in best["denials"])
    return (
        told["arrival"],
        told["departure"],
        told["fewest_steps"],
        best["transfers"],
        best["lineage"],
        best["verdict"],
        best["strength"],
        best["disputed"],
        tuple(best["marks"]),
        tuple(denied_by),
        told["routes"],
        told["exhaustive"],
        best["id"],
    )


def certificate(
    tracer: Tracer, options: TraceOptions, question: Mapping[str, Any], coverage: Coverage
) -> dict[str, Any]:
    """Write the certificate of a question with the question itself in front (W26 to W28)."""
    return {"question": dict(question), **tracer.certificate(Found((), coverage), options)}


def answer(
    columns: Sequence[str],
    rows: Sequence[tuple[object, ...]],
    body: Mapping[str, Any],
    told: Mapping[str, Any],
    note: str,
) -> Result:
    """Put rows, the document and its certificate into one ``Result``; a search that stopped says so in the note."""
    if not told["exhaustive"]:
        note = f"{note}; the search stopped early ({told['stopped_by']}), there may be more"
    document = {"question": told["question"], **body, "certificate": told}
    return Result(tuple(columns), tuple(rows), note, told, document=document)


def shown(coverage: Coverage, listed: int) -> Coverage:
    """Say how many of what was found are shown; that never clears ``exhaustive`` (W28)."""
    return replace(coverage, routes_listed=listed)

"""Gaps in words: the missing relation, the facts that fit it and those against it, and the route that it would complete (W34)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chipgraph.answers.evidence import claims_on
from chipgraph.answers.trace import mark_words
from chipgraph.errors import UsageError
from chipgraph.questions.gap_facts import GapFacts
from chipgraph.questions.gaps import HYPOTHETICAL, Ends, Gap, best_first, candidates, completed, sides
from chipgraph.questions.lineage import Lineage, passing
from chipgraph.questions.pairs import Work
from chipgraph.questions.telling import answer, certificate
from chipgraph.results import Result
from chipgraph.routes.result import Coverage, FoundRoute
from chipgraph.routes.steps import ANY, Kind, StepTable
from chipgraph.tracing import TraceOptions, Tracer

COLUMNS = (
    "rank",
    "kind",
    "from",
    "from_caption",
    "to",
    "to_caption",
    "product",
    "facts",
    "fits",
    "against",
    "denied_by",
)

DEFAULT_GAPS = 10
"""Gaps that are told; all candidates are ranked, and as many tried as this takes."""


def ends_of(tracer: Tracer, starts: Sequence[str] | None, ends: Sequence[str], product: str | None) -> Ends:
    """Write the ends of a question as parties and products (W1, W7)."""
    parties, products = ({id: n for n, id in enumerate(ids)} for ids in _ids(tracer))
    held = ANY if product is None else products.get(tracer.ids([product])[0], ANY)
    states = None
    if starts is not None:
        states = tuple((parties[id], held) if id in parties else (ANY, products[id]) for id in starts)
    wanted = [products[id] for id in ends if id in products]
    table = tracer.table
    matching = frozenset(p for p in products.values() if any(table.matches(p, w) for w in wanted))
    return Ends(states, frozenset(parties[id] for id in ends if id in parties), matching)


def _ids(tracer: Tracer) -> tuple[Sequence[str], Sequence[str]]:
    return tracer.numbering.parties, tracer.numbering.products


def gaps_answer(
    tracer: Tracer, start: Sequence[str] | None, end: Sequence[str], options: TraceOptions, count: int
) -> Result:
    """Rank the relations that would complete a route, and tell those that do.

    Raises
    ------
    UsageError
        In mode *parties*, where nothing has a lineage.
    """
    if options.mode == "parties":
        raise UsageError("Gaps follow products: leave --mode parties away, or write --mode follow.")
    starts, wanted = None if start is None else tracer.ids(start), tracer.ids(end)
    question, ends = tracer.question(starts, wanted, options), ends_of(tracer, starts, wanted, options.product)
    found = sides(tracer.finder, question, ends)
    lineage = Lineage(tracer.relations, passing(tracer.relations.lineages.columns, question))
    facts = GapFacts(tracer.view, tracer.numbering, lineage, found)
    possible = candidates(tracer.relations, found, question)
    fitting = {gap: facts.fitting(gap) for gap in possible}
    ranked = best_first(possible, [len(fitting[gap]) for gap in possible], lineage)
    work, told = Work(question, len(ranked)), list[dict[str, Any]]()
    tried = 0
    for group in ranked:
        share = work.share()
        if share is None or len(told) == count:
            break
        tried += 1
        for gap in group:
            route = completed(tracer.relations, gap, share, ends)
            if route is not None:
                told.append(_tell(tracer, facts, gap, fitting[gap], len(told) + 1, route))
                break
        work.note(_NOTHING)
    asked = {"kind": "gaps", **tracer.describe(starts, wanted)}
    cert = certificate(tracer, options, asked, work.coverage(len(told), len(told)))
    cert |= {"candidates": len(ranked), "candidates_tried": tried}
    note = f"{len(told)} gaps told, of {len(ranked)} candidates; a gap is no finding: nobody states it"
    if not told and cert["exhaustive"]:
        note = "No single relation would complete a route within these bounds"
    return answer(COLUMNS, [_row(one) for one in told], {"gaps": told}, cert, note)


_NOTHING = Coverage(0, 0, 0, 0, 0, (), True, None, 0)


def _row(told: Mapping[str, Any]) -> tuple[object, ...]:
    fits = tuple(told["fits"])
    return (
        told["rank"],
        told["kind"],
        told["from"],
        told["from_caption"],
        told["to"],
        told["to_caption"],
        told["product"],
        len(fits),
        fits,
        tuple(told["against"]),
        tuple(told["denied_by"]),
    )


def _tell(
    tracer: Tracer, facts: GapFacts, gap: Gap, fits: Sequence[str], rank: int, found: tuple[FoundRoute, StepTable]
) -> dict[str, Any]:
    source, target = facts.ends(gap)
    caption = tracer.view.caption
    product = facts.product(gap.product) if gap.product != ANY else None
    steps = _steps(tracer, *found)
    denials = {c["id"]: c for step in steps for c in step["denials"]}
    goods = "" if product is None else caption(product)
    text = (
        f"{caption(source)} passes {goods} to {caption(target)}"
        if gap.kind is Kind.POSSESSION
        else f"{caption(source)} goes into {caption(target)}, or is the same design"
    )
    return {
        "rank": rank,
        "kind": gap.kind.name.lower(),
        "from": source,
        "from_caption": caption(source),
        "to": target,
        "to_caption": caption(target),
        "product": product,
        "product_caption": None if product is None else goods,
        "text": f"Nobody states it; it would complete a route if: {text}",
        "fits": list(fits),
        "against": list(facts.against(gap)),
        "denied_by": list(dict.fromkeys(c["maker_caption"] for c in denials.values())),
        "route": steps,
    }


def _steps(tracer: Tracer, route: FoundRoute, table: StepTable) -> list[dict[str, Any]]:
    """The steps of the completed route; the one that is missing has no record."""
    told = []
    for step, row in zip(route.steps, route.best.witness, strict=True):
        missing = int(table.record[row]) == HYPOTHETICAL
        record = None if missing else tracer.view.records[tracer.numbering.records[int(table.record[row])]]
        claims = [] if record is None else claims_on(tracer.view, record)
        told.append(
            {
                "kind": step.kind.name.lower(),
                "from": _holding(tracer, table, step.source),
                "to": _holding(tracer, table, step.target),
                "missing": missing,
                "record": None if record is None else record.id,
                "strength": None if record is None else record.status.strength.word,
                "standing": None if record is None else str(record.status.standing),
                "marks": [] if missing else mark_words(int(table.marks[row])),
                "denials": [c for c in claims if c["stance"] == "denies"],
            }
        )
    return told


def _holding(tracer: Tracer, table: StepTable, state: int) -> dict[str, Any]:
    holder, product = int(table.holder[state]), int(table.product[state])
    party = None if holder == ANY else tracer.numbering.parties[holder]
    goods = None if product == ANY else tracer.numbering.products[product]
    return {
        "party": party,
        "party_caption": None if party is None else tracer.view.caption(party),
        "product": goods,
        "product_caption": None if goods is None else tracer.view.caption(goods),
    }

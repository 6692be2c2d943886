"""The law on a day and on all days, the class of a chip, coverage by owners, flags (F35, O31 to O34)."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from chipgraph import dates
from chipgraph.coverage import coverage_document
from chipgraph.coverage.answer import UNDETERMINED
from chipgraph.law import chips as chip_rows
from chipgraph.law.asking import HopAsked, classification_spans, one_day
from chipgraph.law.classify import classify_chip
from chipgraph.law.documents import classification_document
from chipgraph.law.loading import load
from chipgraph_api.access import Loaded, LoadedOf, law_digest
from chipgraph_api.documents import OBJECT, answers, members
from chipgraph_api.entities import KnownOn
from chipgraph_api.negotiation import JSON, reply
from chipgraph_api.routes import TRACE, Bounds, searched, told
from chipgraph_api.streams import Watch

router = APIRouter(prefix="/api/v1", tags=["law"])

Day = Annotated[str | None, Query(max_length=24, description="The day of the law; today if none is given")]
Item = Annotated[str, Query(min_length=1, max_length=200, description="What moves: a chip of the data")]
From = Annotated[str | None, Query(alias="from", max_length=6, description="Territory from which it goes, as TW")]
To = Annotated[list[str] | None, Query(alias="to", max_length=20, description="Territories to which it goes")]
Parties = Annotated[
    list[str] | None, Query(alias="party", max_length=20, description="Consignees, end users or later holders")
]
One = Annotated[str | None, Query(max_length=300)]
Chip = Annotated[str, Path(max_length=200)]
_SPANS = answers(members(spans="array", law="string"))


@router.get("/law", operation_id="law", summary="Which rules reach one hop on a day", responses=OBJECT)
def law(
    request: Request,
    loaded: LoadedOf,
    item: Item,
    on: Day = None,
    origin: From = None,
    to: To = None,
    party: Parties = None,
    exporter: One = None,
    designer: One = None,
    known_on: KnownOn = None,
) -> Response:
    """Judge one hop on a day, by text and as enforced; the answer of ``chipgraph law -f json``."""
    day = one_day(on, "on")
    asked = HopAsked(item, origin, tuple(to or ()), tuple(party or ()), exporter, designer)
    depends_on = [loaded.digest, law_digest(), day]
    return reply(
        request, depends_on, lambda: loaded.at(known_on).judgement(asked, dates.day_text(day), known_on), [JSON]
    )


@router.get("/law/days", operation_id="lawDays", summary="The answer for every day", responses=_SPANS)
def law_days(
    request: Request,
    loaded: LoadedOf,
    item: Item,
    origin: From = None,
    to: To = None,
    party: Parties = None,
    exporter: One = None,
    designer: One = None,
    known_on: KnownOn = None,
) -> Response:
    """Judge one hop on all days: a span for each stretch of days with one answer; ``differs`` names what changed."""
    asked = HopAsked(item, origin, tuple(to or ()), tuple(party or ()), exporter, designer)
    return reply(request, [loaded.digest, law_digest()], lambda: loaded.law_days(asked, known_on), [JSON])


@router.get("/classify/{chip}", operation_id="classify", summary="The class of a chip on a day", responses=OBJECT)
def classify(request: Request, chip: Chip, on: Day = None) -> Response:
    """Classify a chip by the rules of a day: the set of outcomes still possible."""
    day = one_day(on, "on")
    return reply(request, [law_digest(), day], lambda: _classified(chip, day), [JSON])


def _classified(name: str, day: int) -> dict[str, object]:
    rules, chips = load(), chip_rows.shipped()
    return classification_document(classify_chip(chips.find(name), chips, day, rules), rules.digest)


@router.get("/classify/{chip}/days", operation_id="classifyDays", summary="Its class on every day", responses=_SPANS)
def classify_days(request: Request, chip: Chip) -> Response:
    """Classify a chip on all days: a span for each stretch of days with one answer."""
    return reply(request, [law_digest()], lambda: _class_spans(chip), [JSON])


@lru_cache(maxsize=256)
def _class_spans(name: str) -> dict[str, object]:
    return classification_spans(name, load())


@router.get(
    "/coverage/{party}",
    operation_id="coverage",
    summary="Whether owners on a list cover a party",
    responses=answers(members(party="string", answer="string", contributions="array")),
)
def coverage(
    request: Request, loaded: LoadedOf, party: Annotated[str, Path(max_length=300)], on: Day = None
) -> Response:
    """Answer by the 50 % rule on a day: covered, not covered or undetermined, with what would settle it."""
    day = one_day(on, "on")

    return reply(request, [loaded.digest, law_digest(), day], lambda: _coverage(loaded, party, day), [JSON])


def _coverage(loaded: Loaded, name: str, day: int) -> dict[str, object]:
    """The answer for a party; where no owner is known, nothing is determined."""
    entity = loaded.graph.entity(name)
    found = loaded.graph.judge().parties.coverage_on(entity.id, day)
    if found is None:
        nothing = {"party": entity.id, "answer": UNDETERMINED, "contributions": [], "note": "No owner of it is known."}
        return {"on": dates.day_text(day), "caption": entity.caption, **nothing}
    return {"on": dates.day_text(day), "caption": entity.caption, **coverage_document(found)}


class FlagQuestion(Bounds):
    """Which routes are judged: all of the graph, within bounds."""


@router.post(
    "/flags",
    operation_id="flags",
    summary="Routes of controlled products to restricted parties",
    responses=answers(TRACE, "application/jsonl", "text/event-stream", description="Flagged and open routes"),
)
async def flags(request: Request, loaded: LoadedOf, question: FlagQuestion | None = None) -> Response:
    """Find routes of controlled products to restricted parties, as of each hop, over the whole graph (W22 to W25)."""
    asked = question or FlagQuestion()

    def work(watch: Watch) -> dict[str, Any]:
        loaded.viewer(asked.known_on)
        found = loaded.at(asked.known_on).flags(**asked.bounds(watch))
        return told(loaded, found, asked.known_on)

    return await searched(request, work)

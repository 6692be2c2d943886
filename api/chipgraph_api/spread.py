"""``POST /api/v1/reach`` and ``/lineage``: what can have come where, and what went into what (W12, W17, W32)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chipgraph.linked.questions import of_document
from chipgraph.results import Result
from chipgraph_api.access import Loaded, LoadedOf
from chipgraph_api.documents import LINKED_VIEW, answers, members
from chipgraph_api.negotiation import choose, to_json
from chipgraph_api.routes import Bounds, Name, Names, searches
from chipgraph_api.streams import Watch

router = APIRouter(prefix="/api/v1", tags=["routes"])


def _schema(**types: str) -> dict[str, Any]:
    found = members(**types)
    found["properties"]["view"] = LINKED_VIEW
    return found


class ReachQuestion(Bounds):
    """From what, or to what, and which way."""

    of: Names = Field(title="Parties or products; several are one set")
    direction: Literal["down", "up"] = Field(default="down", title="Down stream, or up stream")


class LineageQuestion(Bounds):
    """Of which product."""

    product: Name = Field(title="The product")


@router.post(
    "/reach",
    operation_id="reach",
    summary="What can have reached whom by when",
    responses=answers(_schema(question="object", holdings="array", certificate="object")),
)
async def reach(request: Request, question: ReachQuestion, loaded: LoadedOf) -> Response:
    """Find every holding down stream or up stream of a party or product, each with its best route (W12, W17)."""
    names = [question.of] if isinstance(question.of, str) else question.of

    def work(watch: Watch) -> dict[str, Any]:
        graph = loaded.at(question.known_on)
        bounds = question.bounds(watch, "of", "direction")
        return _told(loaded, graph.reach(*names, direction=question.direction, **bounds), question.known_on)

    return await _answered(request, work)


@router.post(
    "/lineage",
    operation_id="lineage",
    summary="What went into a product, and what it went into",
    responses=answers(_schema(question="object", inputs="array", outputs="array", certificate="object")),
)
async def lineage(request: Request, question: LineageQuestion, loaded: LoadedOf) -> Response:
    """Show the two trees of a product, who is tied to each branch, and whether the quantities balance (W32)."""

    def work(watch: Watch) -> dict[str, Any]:
        found = loaded.at(question.known_on).lineage(question.product, **question.bounds(watch, "product"))
        return _told(loaded, found, question.known_on)

    return await _answered(request, work)


def _told(loaded: Loaded, result: Result, known_on: str | None) -> dict[str, Any]:
    """The document of an answer with its certificate, and the linked view of every relation that it names."""
    document = {**(result.document or {}), "certificate": dict(result.certificate)}
    return {**document, "view": of_document(loaded.viewer(known_on), document).to_dict()}


async def _answered(request: Request, work: Callable[[Watch], dict[str, Any]]) -> Response:
    choose(request, {"json": "application/json"})
    body = await searches(request).run(request, work)
    return Response(to_json(body), media_type="application/json", headers={"Cache-Control": "no-store"})

"""``POST /api/v1/routes``: the question of ``chipgraph trace``, with the same answer, whole or as it comes (F68, F69)."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from chipgraph.answers.trace import Trace
from chipgraph.errors import ChipgraphError
from chipgraph.linked.questions import of_trace
from chipgraph_api import limits, problems
from chipgraph_api.access import Loaded, LoadedOf
from chipgraph_api.documents import LINKED_VIEW, answers, members
from chipgraph_api.negotiation import choose, to_json
from chipgraph_api.streams import Progress, Running, Searches, Watch

router = APIRouter(prefix="/api/v1", tags=["routes"])

Name = Annotated[str, Field(min_length=1, max_length=500)]
Names = Name | Annotated[list[Name], Field(min_length=1, max_length=100)]
Date = Annotated[str, Field(min_length=4, max_length=24)]

MEDIA_TYPES = {"json": "application/json", "jsonl": "application/jsonl", "events": "text/event-stream"}
"""Formats of an answer: whole, a line an event, server-sent events."""

TRACE: dict[str, Any] = {
    **members(question="object", routes="array", families="array", denied_relations="array", certificate="object"),
}
TRACE["properties"]["view"] = LINKED_VIEW
TRACE["properties"]["why_not"] = {"type": "object"}


class Bounds(BaseModel):
    """Every bound of a question to the routes, with the default of the command line."""

    model_config = ConfigDict(extra="forbid")

    known_on: Date | None = Field(default=None, title="Only what was published by this day")
    max_transfers: int | None = Field(default=None, ge=0, le=20, title="Possession, service and group steps")
    max_lineage: int | None = Field(default=None, ge=0, le=20, title="Lineage steps")
    mode: Literal["follow", "strict", "parties"] = Field(default="follow", title="How much may be taken for granted")
    min_strength: Literal["alleged", "reported", "observed", "admitted", "official"] = Field(
        default="alleged", title="Walk only what is at least this strong"
    )
    disputed: Literal["include", "exclude"] = Field(default="include", title="Whether disputed steps are walked")
    include: list[Literal["denied", "impossible", "hs-differs"]] = Field(
        default_factory=list, max_length=3, title="What is left out by default and wanted here"
    )
    since: Date | None = Field(default=None, title="First day of the window")
    until: Date | None = Field(default=None, title="Last day of the window")
    min_days: int = Field(default=0, ge=0, le=36500, title="Days between dated possession steps")
    limit: int = Field(default=100, ge=1, le=limits.MOST_ROUTES, title="How many routes are shown")
    seconds: float | None = Field(default=None, gt=0, le=60, title="Time limit of the search")

    def bounds(self, watch: Watch, *without: str) -> dict[str, Any]:
        """The bounds as the library takes them, with the watch that can end the search."""
        chosen = self.model_dump(exclude=set(without), exclude_none=True)
        chosen["include"] = tuple(chosen["include"])
        return {**chosen, "cancel": watch.cancel, "progress": watch.progress}


class RouteQuestion(Bounds):
    """Which routes are asked for."""

    start: Names | None = Field(default=None, title="Party or product where routes start; none asks from every origin")
    end: Names = Field(title="Party or product where routes end")
    product: Name | None = Field(default=None, title="The start holds this product")
    law: bool | Date = Field(default=False, title="Judge every hop by the law: of its days (true), or as of one day")


def searches(request: Request) -> Searches:
    """Give the searches of the app that a request came to."""
    found = request.app.state.searches
    assert isinstance(found, Searches)
    return found


def told(loaded: Loaded, trace: Trace, known_on: str | None) -> dict[str, Any]:
    """The answer as ``trace`` has it, with the linked view of everything on its routes."""
    body = trace.to_dict()
    return {**body, "view": of_trace(loaded.viewer(known_on), body).to_dict()}


@router.post(
    "/routes",
    operation_id="findRoutes",
    summary="Find routes",
    responses=answers(TRACE, "application/jsonl", "text/event-stream", description="Routes and certificate"),
)
async def find_routes(request: Request, question: RouteQuestion, loaded: LoadedOf) -> Response:
    """Find the routes by which an item can have moved; no route is 200 with an empty list and a certificate.

    JSON is the whole answer. JSON Lines and server-sent events tell ``progress``, each ``route``, each ``warning``, and at
    the ``end`` the certificate and the linked view; a stream without ``end`` is no answer. When the client leaves, the
    search stops.
    """

    asked = question.model_dump_json()

    def work(watch: Watch) -> Mapping[str, Any]:
        known = loaded.routes.get(asked)
        if known is not None:
            return known
        loaded.viewer(question.known_on)
        bounds = question.bounds(watch, "start", "end", "law")
        graph = loaded.at(question.known_on)
        found = told(loaded, graph.trace(question.start, question.end, law=question.law, **bounds), question.known_on)
        loaded.routes.keep(asked, found)
        return found

    return await searched(request, work)


async def searched(request: Request, work: Callable[[Watch], Mapping[str, Any]]) -> Response:
    """Answer a search: whole, or event by event, as ``Accept`` or ``format`` has it."""
    format = choose(request, MEDIA_TYPES)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if format == "json":
        body = await searches(request).run(request, work)
        return Response(to_json(body), media_type=MEDIA_TYPES[format], headers=headers)
    running = searches(request).start(work)
    try:
        first = await running.first(request)
    except BaseException:
        running.watch.leave()
        raise
    write = _line if format == "jsonl" else _event
    return StreamingResponse(_written(running, first, write), media_type=MEDIA_TYPES[format], headers=headers)


def _line(event: str, data: object) -> bytes:
    return (to_json({event: data}) + "\n").encode()


def _event(event: str, data: object) -> bytes:
    return format_sse_event(event=event, data_str=to_json(data))


async def _written(
    running: Running[Mapping[str, Any]], first: Progress | None, write: Callable[[str, object], bytes]
) -> AsyncIterator[bytes]:
    """Write the events; whoever closes this early ends the search."""
    try:
        async for progress in running.reports(first):
            yield write("progress", dataclasses.asdict(progress))
        try:
            body = await running.answer()
        except ChipgraphError as error:
            yield write("error", problems.of_error(error))
            return
        for route in body["routes"]:
            yield write("route", route)
        for warning in warnings(body["certificate"]):
            yield write("warning", {"text": warning})
        yield write("end", {key: value for key, value in body.items() if key != "routes"})
    finally:
        running.watch.leave()


def warnings(certificate: Mapping[str, Any]) -> Sequence[str]:
    """What a reader must know beside the routes (F4, F5)."""
    found = []
    if not certificate.get("exhaustive", True):
        found.append(
            f"The search stopped ({certificate['stopped_by']}) before all was tried: there may be routes that are not shown."
        )
    listed, in_all = certificate.get("routes_listed"), certificate.get("routes_in_all")
    if listed is not None and in_all is not None and in_all > listed:
        found.append(f"{listed} of {in_all} routes are shown.")
    holes = certificate.get("holes") or {}
    if holes.get("quarantined_rows"):
        found.append(f"{holes['quarantined_rows']} rows of the sources could not be read and are not searched.")
    if holes.get("undated_steps"):
        found.append(f"{holes['undated_steps']} steps have no date.")
    return found

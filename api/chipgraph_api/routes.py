"""``POST /api/v1/routes``: the question of ``chipgraph trace``, with the same answer (F68, F69)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chipgraph_api.access import GraphOf

router = APIRouter(prefix="/api/v1", tags=["routes"])

Name = Annotated[str, Field(min_length=1, max_length=500)]
Names = Name | Annotated[list[Name], Field(min_length=1, max_length=100)]
Date = Annotated[str, Field(max_length=24)]


class RouteQuestion(BaseModel):
    """Which routes are asked for; every bound has the default of the command line."""

    model_config = ConfigDict(extra="forbid")

    start: Names | None = Field(None, title="Party or product where routes start; none asks from every origin")
    end: Names = Field(title="Party or product where routes end")
    product: Name | None = Field(None, title="The start holds this product")
    known_on: Date | None = Field(None, title="Only what was published by this day")
    max_transfers: int | None = Field(None, ge=0, le=20, title="Possession, service and group steps")
    max_lineage: int | None = Field(None, ge=0, le=20, title="Lineage steps")
    mode: Literal["follow", "strict", "parties"] = Field("follow", title="How much may be taken for granted")
    min_strength: Literal["alleged", "reported", "observed", "admitted", "official"] = Field(
        "alleged", title="Walk only what is at least this strong"
    )
    disputed: Literal["include", "exclude"] = Field("include", title="Whether disputed steps are walked")
    include: list[Literal["denied", "impossible", "hs-differs"]] = Field(
        default_factory=list, max_length=3, title="What is left out by default and wanted here"
    )
    since: Date | None = Field(None, title="First day of the window")
    until: Date | None = Field(None, title="Last day of the window")
    min_days: int = Field(0, ge=0, le=36500, title="Days between dated possession steps")
    limit: int = Field(100, ge=1, le=1000, title="How many routes are shown")
    seconds: float | None = Field(None, gt=0, le=60, title="Time limit of the search")


@router.post("/routes", operation_id="findRoutes", summary="Find routes")
def find_routes(question: RouteQuestion, graph: GraphOf) -> dict[str, Any]:
    """Find the routes by which an item can have moved; no route is 200 with an empty list and a certificate."""
    bounds = question.model_dump(exclude={"start", "end"}, exclude_none=True)
    bounds["include"] = tuple(bounds["include"])
    return graph.trace(question.start, question.end, **bounds).to_dict()

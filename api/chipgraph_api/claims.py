"""Who asserts and who denies: on one relation, between two parties, about one entity (F31, F3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from chipgraph import licences, rdf
from chipgraph.answers.evidence import claims_on, unique_claims
from chipgraph.answers.listing import CLAIM_COLUMNS, claims_about
from chipgraph.errors import UsageError
from chipgraph.graph import Graph
from chipgraph.linked.payload import Viewer
from chipgraph.linked.questions import MOST_EDGES, entity_of
from chipgraph.names import Names
from chipgraph.records import Row
from chipgraph.results import Result
from chipgraph.results.formats import to_turtle
from chipgraph.view import Record
from chipgraph_api.access import LoadedOf
from chipgraph_api.documents import answers, members
from chipgraph_api.entities import After, KnownOn, Limit
from chipgraph_api.formats import result_text
from chipgraph_api.negotiation import Format, reply, to_json

router = APIRouter(prefix="/api/v1", tags=["claims"])

Id = Annotated[str | None, Query(max_length=300)]
_ONE_QUESTION = "Say of what: edge=<relation>, or from=<entity>&to=<entity>, or about=<entity>."


@dataclass(frozen=True, slots=True)
class Asked:
    """The claims on some records, a part at a time."""

    question: Mapping[str, object]
    known_on: str | None
    graph: Graph
    viewer: Viewer
    records: tuple[Record, ...]
    in_all: int
    next: str | None

    def claims(self) -> list[dict[str, Any]]:
        """The claims as a route step has them, each with the relation that it is about."""
        view = self.viewer.view
        told = ({**claim, **_relation(self, record)} for record in self.records for claim in claims_on(view, record))
        return unique_claims(told)

    def certificate(self) -> dict[str, Any]:
        """Question, digests and licences, as an export carries them (F7)."""
        return self.graph.certificate(self.question, self.claims(), self.known_on)

    def rows(self) -> Iterable[Row]:
        """The rows that the claims are: records, claims, patterns, sources."""
        view = self.viewer.view
        ids: dict[str | None, None] = {}
        for record in self.records:
            ids[record.id] = None
            for claim in claims_on(view, record):
                source = claim["source"] or {}
                ids.update(dict.fromkeys((claim["about"], claim["id"], source.get("id"))))
        return (row for id in ids if id is not None and (row := view.rows.get(id)) is not None)


def _relation(asked: Asked, record: Record) -> dict[str, str]:
    view = asked.viewer.view
    proposition = view.proposition_of[record.id]
    relation = view.schema.relation(record.type)
    return {
        "proposition": proposition.id,
        "record": record.id,
        "relation": relation.edge,
        "from": record.source,
        "from_caption": view.caption(record.source),
        "to": record.target,
        "to_caption": view.caption(record.target),
        "strength": proposition.status.strength.word,
        "standing": str(proposition.status.standing),
    }


def _json(asked: Asked) -> str:
    claims = asked.claims()
    denials = [claim for claim in claims if claim["stance"] == "denies"]
    shown = {"records": len(asked.records), "records_in_all": asked.in_all, "next": asked.next}
    return to_json({"claims": claims, "denials": denials, "shown": shown})


def _csv(asked: Asked) -> str:
    view = asked.viewer.view
    parts = [claims_about(view, Names(view), record.id, None) for record in asked.records]
    rows = [row for part in parts for row in part.rows]
    return result_text(Result(CLAIM_COLUMNS, rows, certificate=asked.certificate()), "csv")


def _turtle(asked: Asked) -> str:
    about = asked.certificate()
    licences.refuse(licences.lines_in(about))
    return to_turtle("".join(f"{quad.triple} .\n" for quad in rdf.to_quads(asked.rows(), asked.graph.schema)), about)


FORMATS: Sequence[Format[Asked]] = (
    Format("json", "application/json", _json),
    Format("csv", "text/csv; charset=utf-8", _csv),
    Format("turtle", "text/turtle", _turtle),
)


@router.get(
    "/claims",
    operation_id="claims",
    summary="Who asserts and who denies",
    responses=answers(members(claims="array", denials="array"), "text/csv", "text/turtle"),
)
def claims(
    request: Request,
    loaded: LoadedOf,
    edge: Annotated[str | None, Query(max_length=300, description="Id of a proposition or record")] = None,
    start: Annotated[str | None, Query(alias="from", max_length=300, description="Id of an entity")] = None,
    end: Annotated[str | None, Query(alias="to", max_length=300, description="Id of an entity")] = None,
    about: Annotated[str | None, Query(max_length=300, description="Id of an entity")] = None,
    limit: Limit = MOST_EDGES,
    after: After = None,
    known_on: KnownOn = None,
    format: Annotated[str | None, Query(description="json, csv or turtle; else by Accept")] = None,
) -> Response:
    """List the claims on a relation, between two entities in either direction, or about one entity.

    ``claims`` are all of them, whatever their stance; ``denials`` are those among them that deny.
    """
    ends = (start, end) if start is not None or end is not None else None
    if [edge is not None, ends is not None, about is not None].count(True) != 1 or (ends and None in ends):
        raise UsageError(_ONE_QUESTION)

    def build() -> Asked:
        viewer = loaded.viewer(known_on)
        ids = [e for e in (start, end, about) if e is not None]
        found = _of_edge(viewer, edge) if edge is not None else _of_entities(viewer, ids)
        question = {"edge": edge, "from": start, "to": end, "about": about, "known_on": known_on, "limit": limit}
        part, cursor = _part(found, limit, after)
        return Asked(question, known_on, loaded.at(known_on), viewer, part, len(found), cursor)

    return reply(request, [loaded.digest], build, FORMATS, lambda asked: asked.next)


def _of_edge(viewer: Viewer, id: str) -> list[Record]:
    view = viewer.view
    if id in view.propositions:
        return [view.records[record] for record in view.propositions[id].records]
    if id in view.records:
        return [view.records[id]]
    detail = f"There is no relation {id!r} in these data. If a link brought you here, it is of other data: search for a party."
    raise HTTPException(404, detail)


def _of_entities(viewer: Viewer, ids: Sequence[str]) -> list[Record]:
    """Records that have all the entities as an end or as the product, in the order of every list."""
    wanted = [entity_of(viewer, id).id for id in ids]
    found = (p for p in viewer.index.of(wanted[0]) if set(wanted) <= {p.source, p.target, p.product})
    return [viewer.view.records[record] for p in found for record in p.records]


def _part(found: Sequence[Record], limit: int, after: str | None) -> tuple[tuple[Record, ...], str | None]:
    """Cut a list: a part of it, and the cursor of the next."""
    start = 0
    if after is not None:
        start = next((n for n, r in enumerate(found, 1) if r.id == after), 0)
        if start == 0:
            raise UsageError(
                f"The cursor {after!r} is not in this list: the data have changed. Start again without it."
            )
    part = tuple(found[start : start + limit])
    more = start + len(part) < len(found)
    return part, part[-1].id if more and part else None

"""Search, one entity, its link types, its expansion, and the view of a set of entities (F20, F26, F27, F75)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from chipgraph.errors import UsageError
from chipgraph.linked import questions
from chipgraph.linked.entity import describe
from chipgraph.linked.legend import special_class
from chipgraph.linked.payload import LinkedView
from chipgraph.linked.questions import DEFAULT_EDGES, MOST_EDGES
from chipgraph_api.access import Loaded, LoadedOf
from chipgraph_api.documents import LINKED_VIEW, OBJECT, answers, members
from chipgraph_api.formats import VIEWS
from chipgraph_api.negotiation import JSON, reply

router = APIRouter(prefix="/api/v1", tags=["entities"])

KnownOn = Annotated[str | None, Query(max_length=24, description="Only what was published by this day")]
Limit = Annotated[int, Query(ge=1, le=MOST_EDGES, description="Relations in one answer, at most")]
After = Annotated[str | None, Query(max_length=200, description="The cursor of the part before: `shown.next`")]
ViewFormat = Annotated[
    str | None, Query(alias="format", description="One of " + ", ".join(f.name for f in VIEWS) + "; else by Accept")
]
_VIEWS = answers(LINKED_VIEW, *(f.media_type.partition(";")[0] for f in VIEWS[1:-1]), description="The linked view")
MOST_IDS = 2000
_LONGEST_IDS = 60_000


@router.get(
    "/search",
    operation_id="search",
    summary="Find entities by name, in any script",
    responses=answers(members(hits="array", total="integer")),
)
def search(
    request: Request,
    loaded: LoadedOf,
    q: Annotated[str, Query(max_length=500, description="The beginning of a name, or something like it")],
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    cls: Annotated[str | None, Query(alias="class", max_length=60, description="Only this class or a subclass")] = None,
    known_on: KnownOn = None,
) -> Response:
    """Suggest entities: names that begin so first, then similar ones."""
    return reply(request, [loaded.digest], lambda: _search(loaded, q, limit, cls, known_on), [JSON])


def _search(loaded: Loaded, text: str, limit: int, cls: str | None, known_on: str | None) -> object:
    viewer = loaded.viewer(known_on)
    schema = viewer.view.schema
    if cls is not None and not schema.is_class(cls):
        raise UsageError(f"There is no class {cls!r}. Classes: {', '.join(schema.classes('entity'))}.")
    hits, total = loaded.suggestions(known_on).search(text, limit, None if cls is None else [cls])
    told = [
        {
            "id": hit.entity.id,
            "caption": hit.entity.caption,
            "class": special_class(schema, hit.entity),
            "group": viewer.group(hit.entity),
            "matched": hit.name,
            "score": round(hit.score, 1),
            "degree": viewer.index.degree(hit.entity.id),
            "note": _first(hit.entity.properties.get("note")),
        }
        for hit in hits
    ]
    return {"hits": told, "total": total}


def _first(value: Any) -> str | None:
    if isinstance(value, tuple):
        return str(value[0]) if value else None
    return None if value is None else str(value)


@router.get("/entities/{id}", operation_id="entity", summary="One entity", responses=OBJECT)
def entity(request: Request, loaded: LoadedOf, id: str, known_on: KnownOn = None) -> Response:
    """Describe an entity: names, identifiers, places, listings, statements. Its relations come with ``expand``."""
    return reply(request, [loaded.digest], lambda: describe(loaded.viewer(known_on), id), [JSON])


@router.get(
    "/entities/{id}/links",
    operation_id="links",
    summary="What an expansion would bring",
    responses=answers(members(links="array")),
)
def links(request: Request, loaded: LoadedOf, id: str, known_on: KnownOn = None) -> Response:
    """List the kinds of link of an entity with their counts, before any of them is opened."""
    return reply(request, [loaded.digest], lambda: _links(loaded, id, known_on), [JSON])


def _links(loaded: Loaded, id: str, known_on: str | None) -> object:
    viewer = loaded.viewer(known_on)
    found = questions.entity_of(viewer, id)
    return {"id": found.id, "links": [link.to_dict() for link in viewer.index.links(found.id)]}


@router.get("/entities/{id}/expand", operation_id="expand", summary="An entity with its relations", responses=_VIEWS)
def expand(
    request: Request,
    loaded: LoadedOf,
    id: str,
    type: Annotated[str | None, Query(max_length=60, description="Edge type or class: FABRICATED_FOR")] = None,
    direction: Literal["out", "in", "both"] | None = None,
    limit: Limit = DEFAULT_EDGES,
    after: After = None,
    known_on: KnownOn = None,
    format: ViewFormat = None,
) -> Response:
    """Show an entity with its relations of one kind, a part at a time; ``shown.next`` is the cursor of the next part."""

    def build() -> LinkedView:
        viewer = loaded.viewer(known_on)
        return questions.expand(viewer, id, type=type, direction=direction, limit=limit, after=after)

    return reply(request, [loaded.digest, *loaded.digests.values()], build, VIEWS, lambda view: view.next)


@router.get("/view", operation_id="view", summary="The relations among some entities", responses=_VIEWS)
def view(
    request: Request,
    loaded: LoadedOf,
    ids: Annotated[
        str, Query(min_length=1, max_length=_LONGEST_IDS, description="Ids of entities, with commas between")
    ],
    depth: Annotated[int, Query(ge=0, le=1, description="1: also the relations to their neighbours")] = 0,
    limit: Limit = MOST_EDGES,
    known_on: KnownOn = None,
    format: ViewFormat = None,
) -> Response:
    """Show all relations among the entities. An id of before a merge counts as what it is now (O14)."""
    wanted = [id.strip() for id in ids.split(",") if id.strip()]
    if not wanted or len(wanted) > MOST_IDS:
        raise UsageError(f"ids has {len(wanted)} ids; write 1 to {MOST_IDS} with commas between.")

    def build() -> LinkedView:
        return questions.among(loaded.viewer(known_on), wanted, depth=depth, limit=limit)

    return reply(request, [loaded.digest, *loaded.digests.values()], build, VIEWS)

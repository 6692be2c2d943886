"""Reconciliation for OpenRefine at ``/reconcile/{dataset}``: match names of a table with entities, then fetch more (F77).

It follows the Reconciliation Service API 0.2: manifest, queries, suggest, extend. A name proposes and never decides: two
firms may bear it, and one of them may be on a list. ``match`` is true only where the text is the id of an entity, or its
identifier in a register; OpenRefine shows the rest for a person to judge (O35).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from chipgraph.errors import UsageError
from chipgraph.linked.entity import IDENTIFIERS
from chipgraph.linked.legend import special_class
from chipgraph.linked.payload import Viewer
from chipgraph.names import Hit, fold
from chipgraph.view import Entity
from chipgraph_api import limits
from chipgraph_api.access import Loaded, LoadedOf
from chipgraph_api.documents import OBJECT
from chipgraph_api.negotiation import to_json

router = APIRouter(prefix="/reconcile", tags=["reconciliation"])

ALL = "all"
"""The name of the service over all datasets."""

_SPACE = "https://w3id.org/chipgraph/"
_FACTS = ("names", "note", "address", "territory", "class", "datasets", "degree", *IDENTIFIERS)
"""What an entity can be extended with."""

Prefix = Annotated[str, Query(max_length=500)]


class _Asked(BaseModel):
    """One query of OpenRefine; members that are not known are left aside, as the API wants it."""

    model_config = ConfigDict(extra="ignore")

    query: Annotated[str, Field(max_length=500)] = ""
    type: str | list[str] | None = None
    limit: Annotated[int, Field(ge=1)] = 5


class _Property(BaseModel):
    """One property that shall be fetched."""

    model_config = ConfigDict(extra="ignore")

    id: str


class _Extension(BaseModel):
    """Which entities shall get which properties."""

    model_config = ConfigDict(extra="ignore")

    ids: Annotated[list[str], Field(max_length=1000)]
    properties: Annotated[list[_Property], Field(max_length=100)]


_QUERIES: TypeAdapter[dict[str, _Asked]] = TypeAdapter(
    Annotated[dict[str, _Asked], Field(max_length=limits.RECONCILED)]
)


def _check(loaded: Loaded, dataset: str) -> str | None:
    """The dataset that a service is over; None for all.

    Raises
    ------
    HTTPException
        If no dataset has the name.
    """
    known = [str(line["name"]) for line in loaded.graph.dataset_lines]
    if dataset != ALL and dataset not in known:
        raise HTTPException(404, f"There is no dataset {dataset!r}. Services: {', '.join((ALL, *known))}.")
    return None if dataset == ALL else dataset


def _manifest(request: Request, loaded: Loaded, dataset: str) -> Mapping[str, Any]:
    base = f"{request.url.scheme}://{request.url.netloc}/reconcile/{dataset}"
    suggest = {
        kind: {"service_url": base, "service_path": f"/suggest/{kind}"} for kind in ("entity", "type", "property")
    }
    schema = loaded.graph.schema
    return {
        "versions": ["0.1", "0.2"],
        "name": f"chipgraph: {dataset}",
        "identifierSpace": f"{_SPACE}id/",
        "schemaSpace": f"{_SPACE}ontology#",
        "defaultTypes": [{"id": cls, "name": schema.label(cls)} for cls in ("Agent", "Article")],
        "view": {"url": f"{request.url.scheme}://{request.url.netloc}/#v=1&sel={{{{id}}}}"},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": [],
        },
    }


@router.get("/{dataset}", operation_id="reconcileGet", summary="Reconciliation service", responses=OBJECT)
async def manifest(
    request: Request,
    dataset: str,
    loaded: LoadedOf,
    queries: Annotated[str | None, Query(max_length=50_000)] = None,
    extend: Annotated[str | None, Query(max_length=50_000)] = None,
) -> Response:
    """Describe the service; with ``queries`` or ``extend``, answer them."""
    return await run_in_threadpool(_dispatch, request, loaded, dataset, queries, extend)


@router.post(
    "/{dataset}",
    operation_id="reconcilePost",
    summary="Reconcile, or extend",
    responses=OBJECT,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {"queries": {"type": "string"}, "extend": {"type": "string"}},
                    }
                }
            }
        }
    },
)
async def reconcile(request: Request, dataset: str, loaded: LoadedOf) -> Response:
    """Answer a form with ``queries`` (names to match) or ``extend`` (entities to say more about)."""
    try:
        form = parse_qs((await request.body()).decode())
    except UnicodeDecodeError:
        raise UsageError("The body is no UTF-8 text. Encode the form as UTF-8.") from None
    queries, extend = (form.get(name, [None])[0] for name in ("queries", "extend"))
    return await run_in_threadpool(_dispatch, request, loaded, dataset, queries, extend)


def _dispatch(request: Request, loaded: Loaded, dataset: str, queries: str | None, extend: str | None) -> Response:
    chosen = _check(loaded, dataset)
    try:
        if queries is not None:
            answer: object = {
                key: {"result": _candidates(loaded, chosen, asked)}
                for key, asked in _QUERIES.validate_python(_parsed(queries)).items()
            }
        elif extend is not None:
            answer = _extended(loaded, _Extension.model_validate(_parsed(extend)))
        else:
            answer = _manifest(request, loaded, dataset)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the value"
        raise UsageError(f"{where}: {first['msg']}. See the Reconciliation Service API 0.2.") from None
    return Response(to_json(answer), media_type="application/json")


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError("The value is no JSON. See the Reconciliation Service API 0.2.") from None


def _hits(loaded: Loaded, dataset: str | None, text: str, limit: int, classes: Sequence[str] | None) -> list[Hit]:
    """Hits of one dataset, or of all; more are asked for where some fall away."""
    found, _ = loaded.suggestions().search(text, limit if dataset is None else limit * 20, classes)
    return [hit for hit in found if dataset is None or dataset in hit.entity.datasets][:limit]


def _candidates(loaded: Loaded, dataset: str | None, asked: _Asked) -> list[dict[str, Any]]:
    schema = loaded.graph.schema
    types = [asked.type] if isinstance(asked.type, str) else asked.type
    classes = None if types is None else [t for t in types if schema.is_class(t)]
    hits = _hits(loaded, dataset, asked.query, min(asked.limit, 50), classes or None)
    viewer, wanted = loaded.viewer(), asked.query.strip()
    return [
        {**_told(viewer, hit), "match": _is_identifier(viewer, hit.entity, wanted), "score": round(hit.score, 1)}
        for hit in hits
    ]


def _is_identifier(viewer: Viewer, entity: Entity, text: str) -> bool:
    """Whether a text is the id of an entity, or its identifier in a register; an id that reads like a name is a name."""
    if text == entity.id and fold(text) not in map(fold, entity.names):
        return True
    return any(value["str"] == text for key in IDENTIFIERS[:-1] for value in _values(viewer, entity, key))


def _told(viewer: Viewer, hit: Hit) -> dict[str, Any]:
    schema = viewer.view.schema
    cls = special_class(schema, hit.entity)
    seats = ", ".join(viewer.placing.seats(hit.entity.id))
    described = "; ".join(part for part in (seats, f"as {hit.name}" if hit.name != hit.entity.caption else "") if part)
    return {
        "id": hit.entity.id,
        "name": hit.entity.caption,
        "description": described,
        "type": [{"id": cls, "name": schema.label(cls)}],
    }


def _extended(loaded: Loaded, asked: _Extension) -> dict[str, Any]:
    viewer = loaded.viewer()
    known = {p.id: p for p in asked.properties if p.id in _FACTS}
    rows: dict[str, Any] = {}
    for id in asked.ids:
        entity = viewer.view.entities.get(viewer.view.identity.canonical(id))
        rows[id] = {key: [] if entity is None else _values(viewer, entity, key) for key in known}
    return {"meta": [{"id": key, "name": key.replace("_", " ")} for key in known], "rows": rows}


def _values(viewer: Viewer, entity: Entity, key: str) -> list[dict[str, Any]]:
    """The values of one fact as OpenRefine takes them."""
    if key == "degree":
        return [{"int": viewer.index.degree(entity.id)}]
    facts: Mapping[str, Sequence[str]] = {
        "names": entity.names,
        "territory": viewer.placing.seats(entity.id),
        "class": (special_class(viewer.view.schema, entity),),
        "datasets": entity.datasets,
    }
    stated = facts.get(key)
    if stated is None:
        value = entity.properties.get(key)
        stated = tuple(map(str, value)) if isinstance(value, tuple) else () if value is None else (str(value),)
    return [{"str": text} for text in stated]


@router.get("/{dataset}/suggest/entity", operation_id="suggestEntity", summary="Suggest entities", responses=OBJECT)
def suggest_entity(dataset: str, loaded: LoadedOf, prefix: Prefix = "") -> Response:
    """Suggest entities for what was typed."""
    hits = _hits(loaded, _check(loaded, dataset), prefix, 20, None)
    told = [_told(loaded.viewer(), hit) for hit in hits]
    return _suggested([{**t, "notable": t.pop("type")} for t in told])


@router.get("/{dataset}/suggest/type", operation_id="suggestType", summary="Suggest classes", responses=OBJECT)
def suggest_type(dataset: str, loaded: LoadedOf, prefix: Prefix = "") -> Response:
    """Suggest classes for what was typed."""
    _check(loaded, dataset)
    schema, wanted = loaded.graph.schema, fold(prefix)
    found = [cls for cls in schema.classes("entity") if wanted in fold(cls) or wanted in fold(schema.label(cls))]
    return _suggested([{"id": cls, "name": schema.label(cls)} for cls in found])


@router.get("/{dataset}/suggest/property", operation_id="suggestProperty", summary="Suggest facts", responses=OBJECT)
def suggest_property(dataset: str, loaded: LoadedOf, prefix: Prefix = "") -> Response:
    """Suggest facts for what was typed."""
    _check(loaded, dataset)
    return _suggested([{"id": key, "name": key.replace("_", " ")} for key in _FACTS if fold(prefix) in fold(key)])


@router.get("/{dataset}/properties", operation_id="proposeProperties", summary="Facts to extend with", responses=OBJECT)
def properties(
    dataset: str,
    loaded: LoadedOf,
    cls: Annotated[str, Query(alias="type", max_length=60)] = "Entity",
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> Response:
    """List the facts that entities can be extended with."""
    _check(loaded, dataset)
    facts = [{"id": key, "name": key.replace("_", " ")} for key in _FACTS[:limit]]
    return Response(to_json({"type": cls, "properties": facts, "limit": limit}), media_type="application/json")


def _suggested(found: Sequence[Mapping[str, Any]]) -> Response:
    return Response(to_json({"result": list(found)}), media_type="application/json")

"""Whether the service answers, what it holds, and the words it uses (F67)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

import chipgraph
from chipgraph import examples
from chipgraph.answers.catalog import count_kinds
from chipgraph.answers.trace import STRENGTHS
from chipgraph.errors import StoreError
from chipgraph.linked.legend import Legend
from chipgraph.linked.questions import MOST_EDGES
from chipgraph.neo4j_server import connection
from chipgraph.schema import RelationClass, Schema
from chipgraph.settings import Settings
from chipgraph.tracing import INCLUDABLE
from chipgraph_api import limits
from chipgraph_api.access import Loaded, LoadedOf
from chipgraph_api.documents import OBJECT
from chipgraph_api.negotiation import JSON, reply

router = APIRouter(tags=["catalogue"])


@router.get("/healthz", operation_id="health", summary="Whether the service answers")
def health() -> dict[str, str]:
    """Say that the service is up; it reads no data."""
    return {"status": "ok", "version": chipgraph.__version__}


@router.get("/readyz", operation_id="ready", summary="Whether a graph is loaded and can be asked")
def ready(loaded: LoadedOf) -> dict[str, str]:
    """Say which graph is in use; 503 while nothing is loaded."""
    return {"status": "ready", "data": loaded.digest}


@router.get("/api/v1/catalog", operation_id="catalog", summary="What is loaded", responses=OBJECT)
def catalog(request: Request, loaded: LoadedOf) -> Response:
    """Describe the datasets with authority, dates, licence and counts, and the digests of the graph."""
    return reply(request, [loaded.digest], lambda: _catalog(loaded), [JSON])


def _catalog(loaded: Loaded) -> object:
    graph = loaded.graph
    return {
        "version": chipgraph.__version__,
        "digests": dict(graph.digests),
        "datasets": [dict(line) for line in graph.dataset_lines],
        "counts": dict(count_kinds(graph.records, graph.schema)),
    }


@router.get("/api/v1/manifest", operation_id="manifest", summary="Words, limits and versions", responses=OBJECT)
def manifest(request: Request, loaded: LoadedOf) -> Response:
    """Say the versions, the limits, the classes, groups and relation types with labels, and strengths and standings in order."""
    neo4j = _has_neo4j(loaded)
    return reply(request, [loaded.digest, neo4j], lambda: _manifest(loaded, neo4j), [JSON])


def _has_neo4j(loaded: Loaded) -> bool:
    """Whether a Neo4j is configured or was started here; it is not asked."""
    chosen = loaded.graph.settings
    try:
        return bool(connection(chosen.home, chosen.neo4j_uri, chosen.neo4j_user, chosen.neo4j_password).uri)
    except StoreError:
        return False


def _manifest(loaded: Loaded, neo4j: bool) -> dict[str, Any]:
    schema, legend = loaded.graph.schema, loaded.viewer().legend
    return {
        "version": chipgraph.__version__,
        "digests": dict(loaded.digests),
        "neo4j": neo4j,
        "groups": [{"id": g.id, "label": g.label} for g in legend.groups],
        "classes": [
            {"id": cls, "label": schema.label(cls), "group": legend.group(schema, cls)}
            for cls in schema.classes("entity")
        ],
        "relations": [_relation(schema, legend, relation) for relation in schema.relations()],
        **{
            name: [{"id": c.notation, "label": c.label} for c in schema.concepts(scheme)]
            for name, scheme in (("strengths", "strength"), ("standings", "standing"), ("statuses", "status"))
        },
        "trace": {"min_strength": list(STRENGTHS[1:]), "include": list(INCLUDABLE)},
        "limits": _limits(loaded.graph.settings),
    }


def _relation(schema: Schema, legend: Legend, relation: RelationClass) -> dict[str, Any]:
    return {
        "class": relation.name,
        "type": relation.edge,
        "label": schema.label(relation.name),
        "out": legend.heading(relation, outward=True),
        "in": legend.heading(relation, outward=False),
        "flow": relation.flow,
        "temporal": relation.temporal,
        "directed": relation.directed,
    }


def _limits(settings: Settings) -> dict[str, float]:
    return {
        "edges": MOST_EDGES,
        "routes": limits.MOST_ROUTES,
        "body_bytes": limits.BODY_BYTES,
        "open_searches": limits.OPEN_SEARCHES,
        "sparql_rows": limits.SPARQL_ROWS,
        "trace_seconds": settings.trace_seconds,
        "sparql_seconds": settings.sparql_seconds,
        "cypher_seconds": settings.cypher_seconds,
    }


@router.get("/api/v1/examples", operation_id="examples", summary="Competency questions", responses=OBJECT)
def list_examples(request: Request) -> Response:
    """List the questions that ship with the ontology, each in SPARQL and Cypher."""
    return reply(request, [], _examples, [JSON])


def _examples() -> object:
    listed = [
        {"id": e.id, "slug": e.slug, "question": e.question, "sparql": e.sparql, "cypher": e.cypher}
        for e in examples.load()
    ]
    return {"examples": listed}


@router.get("/api/v1/sources/{id}", operation_id="source", summary="A source or dataset", responses=OBJECT)
def source(request: Request, id: str, loaded: LoadedOf) -> Response:
    """Describe where claims stand: title, publisher, licence, what is kept, and what rests on it alone (O22)."""
    return reply(request, [loaded.digest], lambda: _source(loaded, id), [JSON])


def _source(loaded: Loaded, id: str) -> object:
    row = loaded.graph.records.get(id)
    line = loaded.source_lines.get(id)
    if row is None or line is None:
        raise HTTPException(404, f"There is no source or dataset {id!r} in these data. See /api/v1/catalog.")
    return {
        "id": id,
        "kind": line.kind,
        **{k: list(v) if isinstance(v, tuple) else v for k, v in row.properties.items()},
        "kept": line.kept,
        "claims": line.claims,
        "alone": list(line.alone),
    }

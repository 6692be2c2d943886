"""Queries in the languages of the stores, read-only: the SPARQL 1.1 protocol at ``/sparql``, Cypher by POST (F57 to F59, F71)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from chipgraph.errors import UsageError
from chipgraph.results import Result
from chipgraph.stores.protocol import QueryLimits
from chipgraph.stores.sparql_terms import GRAPHS, WRITERS, Solutions, write_graph
from chipgraph_api import limits
from chipgraph_api.access import Loaded, LoadedOf
from chipgraph_api.documents import answers, members
from chipgraph_api.negotiation import choose, tag, to_json

router = APIRouter(tags=["queries"])

QUERY_TYPE, FORM_TYPE = "application/sparql-query", "application/x-www-form-urlencoded"
TRUNCATED = "Chipgraph-Truncated"
"""Header of an answer that was cut: how many rows it has (F4)."""

_SOLUTIONS = {name: media_type for name, (media_type, _) in WRITERS.items()}
_OFFERED = {**_SOLUTIONS, "plain-json": "application/json", **GRAPHS, "plain-text": "text/plain"}
_ANY = {media_type.partition(";")[0]: {"schema": {"type": "string"}} for media_type in _OFFERED.values()}
_ANSWERS: dict[int | str, dict[str, Any]] = {200: {"description": "Solutions or a graph", "content": _ANY}}
_PARAMETERS = [
    {"name": "query", "in": "query", "schema": {"type": "string"}, "description": "The query; without it, the service"},
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
]
_BODY = {
    "content": {
        QUERY_TYPE: {"schema": {"type": "string"}},
        FORM_TYPE: {"schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}},
    },
    "required": True,
}

Parameters = list[tuple[str, str]]


@router.get(
    "/sparql",
    operation_id="sparqlGet",
    summary="SPARQL 1.1 protocol",
    responses=_ANSWERS,
    openapi_extra={"parameters": _PARAMETERS},
)
async def sparql_get(request: Request, loaded: LoadedOf) -> Response:
    """Answer ``?query=``; without a query, describe the service."""
    parameters = parse_qsl(request.url.query, keep_blank_values=True)
    if not any(name in ("query", "update") for name, _ in parameters):
        return await run_in_threadpool(_describe, request, loaded)
    return await run_in_threadpool(_answer, request, loaded, _one_query(parameters), parameters)


@router.post(
    "/sparql",
    operation_id="sparqlPost",
    summary="SPARQL 1.1 protocol, query in the body",
    responses=_ANSWERS,
    openapi_extra={"parameters": _PARAMETERS[1:], "requestBody": _BODY},
)
async def sparql_post(request: Request, loaded: LoadedOf) -> Response:
    """Answer a form with ``query``, or a body of type ``application/sparql-query``."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise UsageError("The body is no UTF-8 text. Encode the query as UTF-8.") from None
    in_address = parse_qsl(request.url.query, keep_blank_values=True)
    if kind == QUERY_TYPE:
        if any(name == "query" for name, _ in in_address):
            raise UsageError("The query stands in the address and in the body. Send it once.")
        return await run_in_threadpool(_answer, request, loaded, text, in_address)
    if kind == FORM_TYPE:
        parameters = parse_qsl(text, keep_blank_values=True)
        return await run_in_threadpool(_answer, request, loaded, _one_query(parameters), parameters)
    raise HTTPException(415)


def _one_query(parameters: Parameters) -> str:
    if any(name == "update" for name, _ in parameters):
        raise UsageError("SPARQL here only reads: there is no update. Data come in with: chipgraph load")
    found = [value for name, value in parameters if name == "query"]
    if len(found) != 1:
        raise UsageError(f"The request has {len(found)} queries; send exactly one as `query`.")
    return found[0]


def _answer(request: Request, loaded: Loaded, query: str, parameters: Parameters) -> Response:
    choose(request, _OFFERED)  # nobody waits for an answer that cannot be written
    bounds = QueryLimits(seconds=loaded.graph.settings.sparql_seconds, rows=limits.SPARQL_ROWS)
    default, named = (
        [value for name, value in parameters if name == key] for key in ("default-graph-uri", "named-graph-uri")
    )
    found = loaded.sparql.solve(query, bounds, default, named)
    return _written(request, found)


def _written(request: Request, found: Solutions) -> Response:
    headers = {"Vary": "Accept", "Cache-Control": "private, no-cache"}
    if found.truncated:
        headers[TRUNCATED] = str(limits.SPARQL_ROWS)
    if found.rdf is not None:
        format = choose(request, {**GRAPHS, "plain-text": "text/plain"})
        media_type = GRAPHS.get(format, "text/plain")
        return Response(write_graph(found, format if format in GRAPHS else "ntriples"), 200, headers, media_type)
    format = choose(request, {**_SOLUTIONS, "plain-json": "application/json"})
    media_type, write = WRITERS["json" if format == "plain-json" else format]
    return Response(write(found), 200, headers, "application/json" if format == "plain-json" else media_type)


_SERVICE = """<{endpoint}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{sd}Service> .
<{endpoint}> <{sd}endpoint> <{endpoint}> .
<{endpoint}> <{sd}supportedLanguage> <{sd}SPARQL11Query> .
{formats}"""
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def _describe(request: Request, loaded: Loaded) -> Response:
    """Describe the service as the W3C has it: what it reads, in which formats it answers."""
    endpoint = str(request.url.replace(query="", fragment=""))
    formats = "".join(
        f"<{endpoint}> <{_SD}resultFormat> <http://www.w3.org/ns/formats/{name}> .\n" for name in _FORMATS
    )
    triples = _SERVICE.format(endpoint=endpoint, sd=_SD, formats=formats)
    format = choose(request, GRAPHS)
    headers = {"Vary": "Accept", "ETag": tag(loaded.digest, endpoint, format)}
    return Response(write_graph(Solutions((), (), rdf=triples), format), 200, headers, GRAPHS[format])


Value = str | int | float | bool | None
Key = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=100)]


class CypherQuery(BaseModel):
    """A Cypher query with its parameters."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[str, Field(min_length=1, max_length=200_000)]
    parameters: Annotated[dict[Key, Value | list[Value]], Field(max_length=100)] = {}


@router.post(
    "/api/v1/cypher",
    operation_id="cypher",
    summary="Cypher, read-only",
    responses=answers(members(columns="array", rows="array")),
)
def cypher(request: Request, asked: CypherQuery, loaded: LoadedOf) -> Response:
    """Ask the configured or started Neo4j; 503 where there is none. What could write or reach out is refused."""
    choose(request, {"json": "application/json"})
    result = loaded.graph.cypher(asked.query, **asked.parameters)
    return Response(to_json(_rows(result)), media_type="application/json")


def _rows(result: Result) -> dict[str, object]:
    rows = result.rows[: limits.CYPHER_ROWS]
    cut = len(result.rows) - len(rows)
    note = f"{len(rows):,} of {len(result.rows):,} rows shown. Narrow the query" if cut else result.note
    return {
        "columns": [*result.columns],
        "rows": [[*row] for row in rows],
        "note": note,
        "certificate": dict(result.certificate),
    }

"""Errors as RFC 9457 problems; the status comes from the one table of the library (F70). Kinds: docs/reference/problems.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from chipgraph.errors import (
    AmbiguousNameError,
    ChipgraphError,
    InputError,
    NameNotFoundError,
    OverloadedError,
    outcome,
)

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/chipgraph/problems/"
"""Where the types of problem are documented: docs/reference/problems.md."""

RETRY_SECONDS = 2

KINDS: Mapping[int, tuple[str, str]] = {
    400: ("usage", "The request cannot be read. See /docs."),
    401: ("key-missing", "This service asks for a key: send it as X-API-Key."),
    403: ("refused", "The request is refused."),
    404: ("not-found", "There is nothing at this address. The addresses: /docs."),
    405: ("method", "This address does not take this method. See /docs."),
    408: ("too-slow", "The request came too slowly. Send it again, faster."),
    413: ("too-large", "The request is larger than this service takes. Shorten it."),
    415: ("media-type", "The body has a type that this address does not take. See /docs."),
    429: ("overloaded", "Too much is asked at once. Ask again in a few seconds."),
}
"""By status: the kind of a problem that comes from HTTP itself, and what to do."""


def problem(kind: str, status: int, detail: str, **more: Any) -> dict[str, Any]:
    """Write a problem body."""
    return {"type": f"{TYPES}{kind}", "title": kind.replace("-", " "), "status": status, "detail": detail, **more}


def response(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Send a problem."""
    return JSONResponse(body, int(body["status"]), headers=headers, media_type=MEDIA_TYPE)


def of_status(status: int, detail: str | None = None) -> dict[str, Any]:
    """Write the problem of an HTTP status."""
    kind, remedy = KINDS.get(status, ("http", "See /docs."))
    return problem(kind, status, detail or remedy)


def kind_of(error: type[ChipgraphError]) -> str:
    """Name an error class as the last part of a problem's type.

    >>> kind_of(NameNotFoundError)
    'name-not-found'
    """
    words = re.findall(r"[A-Z][a-z0-9]*", error.__name__.removesuffix("Error"))
    return "-".join(words).lower()


def of_error(error: ChipgraphError) -> dict[str, Any]:
    """Write the problem of an error of chipgraph; its parts travel as members."""
    more: dict[str, Any] = {}
    if isinstance(error, AmbiguousNameError):
        more["candidates"] = [{"id": i, "caption": c, "classes": k} for i, c, k in error.candidates]
    if isinstance(error, NameNotFoundError):
        more["nearest"] = list(error.nearest)
    if isinstance(error, InputError):
        more["remedy"] = error.remedy
    return problem(kind_of(type(error)), outcome(error).http_status, str(error), **more)


async def on_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer an error of chipgraph."""
    assert isinstance(error, ChipgraphError)
    headers = {"Retry-After": str(RETRY_SECONDS)} if isinstance(error, OverloadedError) else None
    return response(of_error(error), headers)


async def on_malformed(_request: Request, error: Exception) -> JSONResponse:
    """Answer a request that does not fit: which member, and why."""
    assert isinstance(error, RequestValidationError)
    errors = [{"where": ".".join(map(str, e["loc"])), "problem": e["msg"]} for e in error.errors()]
    detail = "; ".join(f"{e['where']}: {e['problem']}" for e in errors)
    return response(problem("usage", 400, detail, errors=errors))


async def on_http(_request: Request, error: Exception) -> JSONResponse:
    """Answer what HTTP itself refuses: an unknown address, a wrong method, a body that is too large."""
    assert isinstance(error, HTTPException)
    own = None if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    return response(of_status(error.status_code, own), error.headers)


async def on_defect(_request: Request, error: Exception) -> JSONResponse:
    """Answer a defect without its inside; the terminal of the service shows it."""
    detail = f"This is a defect of chipgraph ({type(error).__name__}). Please report it with the lines of the terminal."
    return response(problem("defect", 500, detail))


def register(app: FastAPI) -> None:
    """Make every error of an app a problem."""
    app.add_exception_handler(ChipgraphError, on_error)
    app.add_exception_handler(RequestValidationError, on_malformed)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_defect)


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "remedy": {"type": "string"},
        "nearest": {"type": "array", "items": {"type": "string"}},
        "candidates": {"type": "array", "items": {"type": "object"}},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem of the request, RFC 9457", "content": {MEDIA_TYPE: {"schema": SCHEMA}}},
    "5XX": {"description": "A problem of the service, RFC 9457", "content": {MEDIA_TYPE: {"schema": SCHEMA}}},
}
"""What every operation may answer besides."""

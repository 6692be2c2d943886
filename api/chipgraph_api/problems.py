"""Errors as RFC 9457 problems; the status comes from the one table of the library (F70)."""

from __future__ import annotations

import re
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from chipgraph.errors import AmbiguousNameError, ChipgraphError, InputError, NameNotFoundError, outcome

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/chipgraph/problems/"
"""Where the types of problem are documented: docs/reference/problems.md."""


def problem(kind: str, status: int, detail: str, **more: Any) -> dict[str, Any]:
    """Write a problem body."""
    return {"type": f"{TYPES}{kind}", "title": kind.replace("-", " "), "status": status, "detail": detail, **more}


def kind_of(error: ChipgraphError) -> str:
    """Name an error class as the last part of a problem's type: ``NameNotFoundError`` is ``name-not-found``."""
    words = re.findall(r"[A-Z][a-z0-9]*", type(error).__name__.removesuffix("Error"))
    return "-".join(words).lower()


async def on_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer an error of chipgraph; its parts travel as members of the problem."""
    assert isinstance(error, ChipgraphError)
    more: dict[str, Any] = {}
    if isinstance(error, AmbiguousNameError):
        more["candidates"] = [{"id": i, "caption": c, "classes": k} for i, c, k in error.candidates]
    if isinstance(error, NameNotFoundError):
        more["nearest"] = list(error.nearest)
    if isinstance(error, InputError):
        more["remedy"] = error.remedy
    status = outcome(error).http_status
    return JSONResponse(problem(kind_of(error), status, str(error), **more), status, media_type=MEDIA_TYPE)


async def on_malformed(_request: Request, error: Exception) -> JSONResponse:
    """Answer a request body that does not fit: which member, and why."""
    assert isinstance(error, RequestValidationError)
    errors = [{"where": ".".join(map(str, e["loc"])), "problem": e["msg"]} for e in error.errors()]
    detail = "; ".join(f"{e['where']}: {e['problem']}" for e in errors)
    return JSONResponse(problem("usage", 400, detail, errors=errors), 400, media_type=MEDIA_TYPE)

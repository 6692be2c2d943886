"""The app factory: routers, guards and the handler that turns errors into problems (F55, F60, F61, F67)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

import chipgraph
from chipgraph.errors import ChipgraphError
from chipgraph.graph import Graph
from chipgraph_api import catalog, problems, routes

ALLOWED_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Names under which the service answers: loopback only, against DNS rebinding (F60)."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

Next = Callable[[Request], Awaitable[Response]]


def create_app(graph: Graph | None = None, allowed_hosts: tuple[str, ...] = ALLOWED_HOSTS) -> FastAPI:
    """Build the service over one graph, by default that of the settings. Read-only; binds nothing itself."""
    app = FastAPI(
        title="chipgraph",
        version=chipgraph.__version__,
        summary="Routes, claims and law of chip supply chains, each edge with its source, date and status.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.graph = chipgraph.open() if graph is None else graph
    app.include_router(catalog.router)
    app.include_router(routes.router)
    app.add_exception_handler(ChipgraphError, problems.on_error)
    app.add_exception_handler(RequestValidationError, problems.on_malformed)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*allowed_hosts])
    app.middleware("http")(_guard)
    return app


async def _guard(request: Request, call_next: Next) -> Response:
    """Refuse what another site sends, and set the headers of F61."""
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.rstrip("/") != str(request.base_url).rstrip("/")
    response: Response
    if request.url.path.startswith("/api") and (foreign or request.headers.get("sec-fetch-site") == "cross-site"):
        response = JSONResponse(
            problems.problem("refused", 403, "Requests from other sites are refused. Open the page of this service."),
            status_code=403,
            media_type=problems.MEDIA_TYPE,
        )
    else:
        response = await call_next(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response

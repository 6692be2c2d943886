"""The app factory: routers, guards and the handlers that turn errors into problems (F55, F60, F61, F67)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

import chipgraph
from chipgraph.graph import Graph
from chipgraph_api import catalog, claims, entities, law, pages, problems, queries, reconcile, routes, spread
from chipgraph_api.access import Library
from chipgraph_api.security import Guard, GuardMiddleware, SuffixMiddleware
from chipgraph_api.streams import Searches

ALLOWED_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Names under which the service answers by default: loopback only, against DNS rebinding (F60)."""

ROUTERS = (
    catalog.router,
    entities.router,
    claims.router,
    routes.router,
    spread.router,
    law.router,
    queries.router,
    reconcile.router,
    pages.router,
)


def create_app(
    graph: Graph | None = None,
    allowed_hosts: Sequence[str] = ALLOWED_HOSTS,
    guard: Guard | None = None,
) -> FastAPI:
    """Build the service over one graph, by default that of the settings. Read-only; binds nothing itself.

    Parameters
    ----------
    allowed_hosts
        Names in ``Host`` that are answered.
    guard
        Keys and origins; by default no key is asked for, and no other site may ask.
    """
    guard = guard or Guard()
    app = FastAPI(
        title="chipgraph",
        version=chipgraph.__version__,
        summary="Routes, claims and law of chip supply chains, each edge with its source, date and status.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        responses=problems.RESPONSES,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.library = Library(chipgraph.open() if graph is None else graph)
    app.state.searches = Searches()
    for router in ROUTERS:
        app.include_router(router)
    pages.mount(app)
    problems.register(app)
    app.add_middleware(SuffixMiddleware)
    if guard.origins:
        app.add_middleware(CORSMiddleware, allow_origins=[*guard.origins], allow_methods=["GET", "POST"])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*allowed_hosts], www_redirect=False)
    app.add_middleware(GuardMiddleware, guard=guard)
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.searches.close()
    app.state.library.close()


def openapi(app: FastAPI) -> dict[str, Any]:
    """Describe the API; every refusal is a problem, so the framework's own 422 is taken out (F67, F70)."""
    if app.openapi_schema is None:
        found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        for operations in found["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            found.get("components", {}).get("schemas", {}).pop(name, None)
        app.openapi_schema = found
    return app.openapi_schema

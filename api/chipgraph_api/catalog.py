"""``/healthz`` and ``/api/v1/catalog``: whether the service answers, and what it holds (F67)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

import chipgraph
from chipgraph.answers.catalog import count_kinds
from chipgraph_api.access import GraphOf

router = APIRouter(tags=["catalogue"])


@router.get("/healthz", operation_id="health", summary="Whether the service answers")
def health() -> dict[str, str]:
    """Say that the service is up; it reads no data."""
    return {"status": "ok", "version": chipgraph.__version__}


@router.get("/api/v1/catalog", operation_id="catalog", summary="What is loaded")
def catalog(graph: GraphOf) -> dict[str, Any]:
    """Describe the datasets with authority, dates, licence and counts, and the digests of the graph."""
    return {
        "version": chipgraph.__version__,
        "digests": dict(graph.digests),
        "datasets": [dict(line) for line in graph.dataset_lines],
        "counts": dict(count_kinds(graph.records, graph.schema)),
    }

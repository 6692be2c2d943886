"""How long the API takes for what a person waits for: search, expand, view, claims, known routes (p95 within 50 ms).

Run: ``python benchmarks/api_latency.py`` over the graph of the settings. It asks in this process, so that the network and the
client are not measured.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from fastapi.testclient import TestClient

from chipgraph_api import create_app

REPEATED = 200
BUDGET_MS = 50.0

GETS = (
    "/api/v1/search?q=huawei",
    "/api/v1/search?q=华",
    "/api/v1/search?q=huwei",
    "/api/v1/entities/firm-huawei",
    "/api/v1/entities/firm-huawei/links",
    "/api/v1/entities/firm-huawei/expand",
    "/api/v1/entities/list-us-bis-entity-list/expand?limit=25",
    "/api/v1/view?ids=firm-huawei,firm-tsmc,firm-sophgo&depth=1",
    "/api/v1/claims?from=firm-sophgo&to=firm-huawei",
    "/api/v1/law/days?item=H20&from=TW&to=CN",
)


def measured(ask: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, after one that is not counted."""
    ask()
    times = []
    for _ in range(REPEATED):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Print a line an operation."""
    with TestClient(create_app(), base_url="http://127.0.0.1") as client:
        for path in GETS:
            _print(path, measured(lambda path=path: client.get(path).raise_for_status()))  # type: ignore[misc]
        question = {"start": "TSMC", "end": "Huawei"}
        _print("POST /api/v1/routes", measured(lambda: client.post("/api/v1/routes", json=question).raise_for_status()))


def _print(name: str, figures: tuple[float, float]) -> None:
    median, high = figures
    print(f"{name:70} median {median:7.1f} ms   p95 {high:7.1f} ms   {'ok' if high <= BUDGET_MS else 'above 50 ms'}")


if __name__ == "__main__":
    main()

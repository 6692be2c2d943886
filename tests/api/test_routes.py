"""Routes over HTTP: the library's answer, whole or as it comes; who leaves ends the search; too many wait (F65, F68, F69)."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from tests.api.conftest import ProblemOf

from chipgraph.errors import OverloadedError
from chipgraph_api.routes import warnings
from chipgraph_api.streams import Searches, Watch

QUESTION = {"start": "TSMC", "end": "Huawei"}


def events(text: str) -> Iterator[tuple[str, Any]]:
    """Read server-sent events."""
    for block in filter(None, text.split("\n\n")):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        yield lines["event"], json.loads(lines["data"])


def test_whole_lines_and_events_hold_the_same_answer(client: TestClient) -> None:
    whole = client.post("/api/v1/routes", json=QUESTION).json()
    lines = client.post("/api/v1/routes", json=QUESTION, headers={"Accept": "application/jsonl"})
    stream = client.post("/api/v1/routes", json=QUESTION, headers={"Accept": "text/event-stream"})
    assert stream.headers["content-type"].startswith("text/event-stream")
    told = [next(iter(json.loads(line).items())) for line in lines.text.splitlines()]
    for got in (told, [*events(stream.text)]):
        routes = [data for event, data in got if event == "route"]
        assert routes == whole["routes"]
        assert got[-1] == ("end", {k: v for k, v in whole.items() if k != "routes"})
        assert {event for event, _ in got} <= {"progress", "route", "warning", "end"}


def test_no_route_is_a_stream_with_an_end(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/routes", json={"start": "Bitmain", "end": "Samsung"}, headers={"Accept": "text/event-stream"}
    )
    got = [*events(answer.text)]
    assert got[-1][0] == "end"
    assert got[-1][1]["certificate"]["exhaustive"]
    assert "why_not" in got[-1][1]


@pytest.mark.parametrize("accept", ["application/json", "application/jsonl", "text/event-stream"])
def test_an_error_before_the_first_event_is_a_problem(client: TestClient, problem_of: ProblemOf, accept: str) -> None:
    answer = client.post("/api/v1/routes", json={"end": "Nobody of Nowhere"}, headers={"Accept": accept})
    problem_of(answer, 404)


def test_an_unknown_format_is_406(client: TestClient, problem_of: ProblemOf) -> None:
    problem_of(client.post("/api/v1/routes", json=QUESTION, headers={"Accept": "text/html"}), 406)


def test_the_law_travels_with_each_hop(client: TestClient) -> None:
    body = client.post("/api/v1/routes", json={**QUESTION, "law": "2021-01-01"}).json()
    assert all("law" in step for route in body["routes"] for step in route["steps"])


def test_flags_are_judged_hop_by_hop_and_drawn(client: TestClient) -> None:
    body = client.post("/api/v1/flags", json={"limit": 20}).json()
    assert body["routes"][0]["label"] == "flagged"
    assert all("law" in step for route in body["routes"] for step in route["steps"])
    assert body["view"]["shown"]["edges"] > 0


def test_a_search_that_stopped_says_so(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/routes",
        json={"end": "Huawei", "limit": 1},
        headers={"Accept": "text/event-stream"},
    )
    assert any(event == "warning" and "routes are shown" in data["text"] for event, data in events(answer.text))
    assert "stopped" in warnings({"exhaustive": False, "stopped_by": "time"})[0]


def _request(left: threading.Event) -> Request:
    async def receive() -> dict[str, Any]:
        if left.is_set():
            return {"type": "http.disconnect"}
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}, receive)


def _until_told(watch: Watch) -> str:
    """A search that ends only when it is told to."""
    end = time.monotonic() + 20
    while not watch.cancel():
        assert time.monotonic() < end, "nobody told it to stop"
        watch.progress(1, 0)
        time.sleep(0.01)
    return "stopped"


def test_a_search_is_told_to_stop_when_the_client_leaves() -> None:
    async def leave() -> str:
        searches, left = Searches(2), threading.Event()
        left.set()
        return await searches.run(_request(left), _until_told)

    assert asyncio.run(leave()) == "stopped"


def test_a_stream_that_is_closed_ends_its_search() -> None:
    async def leave() -> tuple[str, int]:
        searches = Searches(2)
        running = searches.start(_until_told)
        assert await running.first(_request(threading.Event())) is not None
        running.watch.leave()
        answer = await running.answer()
        await asyncio.sleep(0)
        return answer, searches.open

    assert asyncio.run(leave()) == ("stopped", 0)


def _silent_until_told(watch: Watch) -> str:
    """A search that reports nothing, as while a view is built."""
    end = time.monotonic() + 20
    while not watch.cancel():
        assert time.monotonic() < end, "nobody told it to stop"
        time.sleep(0.01)
    return "stopped"


def test_a_client_that_leaves_before_the_first_event_ends_its_search() -> None:
    async def leave() -> str:
        left = threading.Event()
        left.set()
        running = Searches(2).start(_silent_until_told)
        assert await running.first(_request(left)) is None
        return await running.answer()

    assert asyncio.run(leave()) == "stopped"


def test_the_next_search_after_the_last_place_is_refused() -> None:
    searches = Searches(2)
    with ExitStack() as places:
        places.enter_context(searches.place())
        places.enter_context(searches.place())
        with pytest.raises(OverloadedError, match="again"):
            places.enter_context(searches.place())
    assert searches.open == 0


def test_a_full_service_is_429_with_a_time_to_wait(client: TestClient, problem_of: ProblemOf) -> None:
    searches = client.app.state.searches  # type: ignore[attr-defined]
    with ExitStack() as places:
        for _ in range(8):
            places.enter_context(searches.place())
        answer = client.post("/api/v1/routes", json=QUESTION)
        problem_of(answer, 429)
        assert int(answer.headers["retry-after"]) > 0
    assert client.post("/api/v1/routes", json=QUESTION).status_code == 200

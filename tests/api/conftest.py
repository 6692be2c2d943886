"""One service over the shipped data for the whole folder, asked in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from chipgraph.graph import Graph
from chipgraph_api import create_app

Problem = dict[str, object]
ProblemOf = Callable[[httpx.Response, int], Problem]


@pytest.fixture(scope="session")
def client(shipped: Graph) -> Iterator[TestClient]:
    """Give a client of the service, as the page is one."""
    with TestClient(create_app(shipped), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="session")
def problem_of() -> ProblemOf:
    """Give a check that an answer is a problem of RFC 9457 with this status."""

    def check(response: httpx.Response, status: int) -> Problem:
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        body: Problem = response.json()
        assert body["status"] == status
        assert str(body["type"]).startswith("https://w3id.org/chipgraph/problems/")
        assert body["detail"]
        return body

    return check

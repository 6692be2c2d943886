"""The HTTP service over the shipped data: the same answers as the library, and the guards of F60 to F70."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from chipgraph.graph import Graph
from chipgraph_api import create_app


@pytest.fixture(scope="module")
def client(shipped: Graph) -> Iterator[TestClient]:
    with TestClient(create_app(shipped), base_url="http://127.0.0.1") as client:
        yield client


def problem_of(response: httpx.Response, status: int) -> dict[str, object]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = response.json()
    assert body["status"] == status
    return body


def test_health_reads_no_data(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


def test_the_catalogue_counts_what_is_loaded(client: TestClient, shipped: Graph) -> None:
    body = client.get("/api/v1/catalog").json()
    assert body["digests"]["graph"] == shipped.digest
    assert {d["name"] for d in body["datasets"]} == {d["name"] for d in shipped.dataset_lines}
    assert body["counts"]["record"] > 3409


def test_routes_are_those_of_the_library(client: TestClient, shipped: Graph) -> None:
    body = client.post("/api/v1/routes", json={"start": "TSMC", "end": "Huawei"}).json()
    told = shipped.trace("TSMC", "Huawei")
    assert [r["id"] for r in body["routes"]] == [r["id"] for r in told.routes]
    view = body.pop("view")
    assert body == json.loads(told.to_json())
    drawn = {edge["key"] for edge in view["graph"]["edges"]}
    assert {step["proposition"] for route in body["routes"] for step in route["steps"]} <= drawn


def test_no_route_is_an_answer(client: TestClient) -> None:
    response = client.post("/api/v1/routes", json={"start": "Bitmain", "end": "Samsung"})
    assert response.status_code == 200
    assert response.json()["routes"] == []
    assert response.json()["certificate"]["exhaustive"]


@pytest.mark.parametrize(
    ("question", "status", "kind"),
    [
        ({"start": "TSMC", "end": "Nobody Ltd of Nowhere"}, 404, "name-not-found"),
        ({"start": "TSMC", "end": "Huawei Technology"}, 409, "ambiguous-name"),
        ({"start": "TSMC"}, 400, "usage"),
        ({"start": "TSMC", "end": "Huawei", "since": "2024-02-30"}, 400, "usage"),
        ({"start": "TSMC", "end": "Huawei", "colour": "red"}, 400, "usage"),
        ({"start": "TSMC", "end": "Huawei", "max_transfers": -1}, 400, "usage"),
    ],
)
def test_errors_are_problems(client: TestClient, question: dict[str, object], status: int, kind: str) -> None:
    body = problem_of(client.post("/api/v1/routes", json=question), status)
    assert str(body["type"]).endswith(f"/{kind}")
    assert body["detail"]


def test_an_ambiguous_name_lists_its_candidates(client: TestClient) -> None:
    body = client.post("/api/v1/routes", json={"end": "Huawei Technology"}).json()
    assert len(body["candidates"]) == 2


def test_another_host_or_site_is_refused(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400
    question = {"start": "TSMC", "end": "Huawei"}
    foreign = client.post("/api/v1/routes", json=question, headers={"Origin": "https://evil.example"})
    problem_of(foreign, 403)
    crossed = client.post("/api/v1/routes", json=question, headers={"Sec-Fetch-Site": "cross-site"})
    problem_of(crossed, 403)


def test_answers_carry_the_headers_of_f61(client: TestClient) -> None:
    headers = client.get("/healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]

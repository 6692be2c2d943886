"""Reconciliation for OpenRefine (F77): candidates are proposed; a name never decides (O35)."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from tests.api.conftest import ProblemOf


def candidates(client: TestClient, query: object, service: str = "all") -> list[dict[str, object]]:
    answer = client.post(f"/reconcile/{service}", data={"queries": json.dumps({"q0": query})})
    found: list[dict[str, object]] = answer.json()["q0"]["result"]
    return found


def test_the_manifest_names_its_services(client: TestClient) -> None:
    body = client.get("/reconcile/all").json()
    assert body["versions"][-1] == "0.2"
    assert body["identifierSpace"] == "https://w3id.org/chipgraph/id/"
    for kind in ("entity", "type", "property"):
        address = body["suggest"][kind]["service_url"] + body["suggest"][kind]["service_path"]
        assert client.get(address, params={"prefix": "a"}).json()["result"]


def test_a_name_is_never_a_match_an_id_is(client: TestClient) -> None:
    found = candidates(client, {"query": "Huawei"})
    assert found[0]["id"] == "firm-huawei"
    assert not any(c["match"] for c in found)
    assert candidates(client, {"query": "firm-huawei"})[0]["match"] is True


def test_type_limit_and_dataset_narrow(client: TestClient) -> None:
    assert len(candidates(client, {"query": "huawei", "limit": 2})) == 2
    assert candidates(client, {"query": "ascend 910b", "type": "Product"})
    listed = candidates(client, {"query": "huawei"}, "us-bis-entity-list")
    assert listed


def test_both_ways_to_send_queries_agree(client: TestClient) -> None:
    queries = json.dumps({"a": {"query": "TSMC"}, "b": {"query": "华为"}})
    by_get = client.get("/reconcile/all", params={"queries": queries}).json()
    assert by_get == client.post("/reconcile/all", data={"queries": queries}).json()
    assert by_get["b"]["result"][0]["id"] == "firm-huawei"


def test_extend_gives_values_and_nothing_for_an_unknown_id(client: TestClient) -> None:
    wanted = {"ids": ["firm-huawei", "nobody"], "properties": [{"id": "territory"}, {"id": "degree"}, {"id": "colour"}]}
    body = client.post("/reconcile/all", data={"extend": json.dumps(wanted)}).json()
    assert [m["id"] for m in body["meta"]] == ["territory", "degree"]
    assert body["rows"]["firm-huawei"]["territory"] == [{"str": "CN"}]
    assert body["rows"]["nobody"] == {"territory": [], "degree": []}
    proposed = client.get("/reconcile/all/properties?type=Firm").json()["properties"]
    assert {"territory", "degree"} <= {p["id"] for p in proposed}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(51)})}, 400),
        ({"extend": json.dumps({"ids": 3})}, 400),
        ({"queries": "[" * 5000}, 400),
    ],
)
def test_what_cannot_be_read_is_a_sentence(
    client: TestClient, problem_of: ProblemOf, data: dict[str, str], status: int
) -> None:
    assert "Reconciliation" in str(problem_of(client.post("/reconcile/all", data=data), status)["detail"])


def test_an_unknown_dataset_lists_the_services(client: TestClient, problem_of: ProblemOf) -> None:
    assert "us-bis-entity-list" in str(problem_of(client.get("/reconcile/nothing"), 404)["detail"])

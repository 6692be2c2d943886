"""The description of the API holds: it has not drifted, its ids are stable, and schemathesis finds no answer beside it (F67)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chipgraph.graph import Graph
from chipgraph_api import create_app

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
BESIDE = "/api/v1/flags"
"""Left out of the fuzzing: one answer is a search over the whole graph. Its own test is in test_routes.py."""

CHECKED = [status_code_conformance, content_type_conformance, response_schema_conformance]


def operations() -> list[tuple[str, str]]:
    """Path and method of every operation that is tried."""
    paths = json.loads(PAGE.read_text(encoding="utf-8"))["paths"]
    return [(path, method) for path, methods in paths.items() if path != BESIDE for method in methods]


@pytest.fixture(scope="module")
def described(shipped: Graph) -> schemathesis.BaseSchema:
    config = SchemathesisConfig.from_dict({"generation": {"deterministic": True}})
    return schemathesis.openapi.from_asgi(
        "/openapi.json", create_app(shipped), config=config, headers={"Host": "127.0.0.1"}
    )


@pytest.mark.parametrize(("path", "method"), operations())
def test_no_answer_is_beside_the_description(described: schemathesis.BaseSchema, path: str, method: str) -> None:
    @given(case=described[path][method].as_strategy())
    @settings(
        max_examples=6 if path == "/sparql" else 10,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    def check(case: schemathesis.Case[Any]) -> None:
        answer = case.call(base_url="http://127.0.0.1")
        assert answer.status_code != 500, answer.text
        case.validate_response(answer, checks=CHECKED)

    check()


def test_the_committed_description_is_that_of_the_code(client: TestClient) -> None:
    served = client.get("/openapi.json").json()
    assert json.loads(PAGE.read_text(encoding="utf-8")) == served, "run: make docs"
    assert served["openapi"].startswith("3.1")


def test_every_operation_has_a_stable_id_and_a_summary(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all(id.isidentifier() for id in ids)
    assert all(operation["summary"] and operation["description"] for operation in operations)
    assert all("422" not in operation["responses"] for operation in operations)

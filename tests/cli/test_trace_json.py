"""The JSON of ``trace`` keeps to its published schema (issue 3, point 9), for answers with and without routes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.house.conftest import chipgraph

from chipgraph.graph import Graph

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/trace.schema.json").read_text(encoding="utf-8"))
STEP = (
    "kind type from to product record proposition strength standing status marks window claims alternatives"  # point 9
)


def test_the_schema_is_one_and_asks_for_the_fields_of_the_contract() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    parts = SCHEMA["$defs"]
    assert {"routes", "denied_relations", "certificate"} <= set(SCHEMA["required"])
    assert {"id", "verdict", "strength", "disputed", "marks", "optima", "steps"} <= set(parts["route"]["required"])
    assert set(STEP.split()) <= set(parts["step"]["required"])


@pytest.mark.parametrize(
    ("arguments", "routes"),
    [
        (("TSMC", "Huawei"), True),
        (("TSMC", "Huawei", "--include", "denied", "--include", "impossible"), True),
        (("--to", "Ascend 910C", "--limit", "5"), True),
        (("Sophgo", "Huawei", "--min-strength", "official"), False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_answer_keeps_to_the_schema(shipped: Graph, arguments: tuple[str, ...], routes: bool) -> None:
    done = chipgraph("trace", *arguments, "-f", "json", home=shipped.settings.home)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    problems = [
        f"{'/'.join(map(str, p.absolute_path))}: {p.message}" for p in Draft202012Validator(SCHEMA).iter_errors(answer)
    ]
    assert not problems
    assert bool(answer["routes"]) == routes

"""``chipgraph classify`` and ``chipgraph law``: the JSON that programs read, exit codes of bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chipgraph.cli.context import Session
from chipgraph.cli.law import classify, law
from chipgraph.errors import ChipgraphError, NameNotFoundError, UsageError, outcome


@pytest.fixture(autouse=True)
def no_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law answers without a graph."""
    monkeypatch.setenv("CHIPGRAPH_HOME", str(tmp_path))


def run(command: Any, line: str, format: str = "json") -> Any:
    """Run a command as the program does; its answer, or the error that it ends with."""
    arguments = [*line.split(), "-f", format]
    result = CliRunner().invoke(command, arguments, obj=Session(None, True, None))
    if isinstance(result.exception, ChipgraphError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if format == "json" else result.stdout


def test_classify_a_chip() -> None:
    answer = run(classify, "H20 --on 2024-01-01")
    assert answer["outcomes"] == ["not_controlled"]
    assert answer["determined"] is True
    assert answer["settled_by"] == []
    figures = {f["name"]: f["value"] for f in answer["figures"]}
    assert figures["tpp"] == 2368
    assert round(figures["performance_density"], 1) == 2.9
    assert all(f["source"] for f in answer["figures"])
    assert run(classify, "H20 --on 2025-04-09")["letters"][-1]["reported_threshold"] is True


def test_classify_figures() -> None:
    answer = run(classify, "--tpp 4799.9 --pd 1.59 --datacenter yes --on 2024-01-01")
    assert answer["outcomes"] == ["not_controlled"]
    answer = run(classify, "--tpp 4799.9 --pd 1.6 --datacenter yes --on 2024-01-01")
    assert answer["outcomes"] == ["3A090.b.1"]
    assert answer["exceptions"][0]["id"] == "NAC"
    answer = run(classify, "--tpp 2000..5000 --area 1000 --datacenter yes --on 2024-01-01")
    assert answer["outcomes"] == ["3A090.a.1", "3A090.b.1", "not_controlled"]
    assert answer["settled_by"] == ["tpp"]
    assert (answer["figures"][0]["value"], answer["figures"][0]["max"]) == (None, 5000)


def test_law_on_a_hop() -> None:
    answer = run(law, "--on 2023-12-01 --item ascend-910b --from TW --to CN --party sophgo")
    (hook,) = answer["hooks"]
    assert (hook["rule"], hook["requirement"]) == ("734.9(h)", "742.6(a)(6)")
    assert (hook["text_status"], hook["enforcement_status"]) == ("in_force", "in_force")
    assert hook["limb"]
    assert hook["citation"]
    assert (answer["licence"], answer["policy"]) == ("required", "presumption_of_denial")
    assert "by_text" not in answer


def test_law_names_the_open_questions_it_rests_on() -> None:
    """A hook gives ids; the answer says in words what is open and what was last known (O32)."""
    answer = run(law, "--on 2026-11-24 --item ascend-910b --from TW --to CN --party sophgo")
    named = {id for hook in answer["hooks"] for id in hook["unconfirmed"]}
    assert named
    assert [q["id"] for q in answer["open_questions"]] == sorted(named, key=lambda id: (len(id), id))
    assert all(q["question"] and q["last_known"] for q in answer["open_questions"])
    assert run(law, "--on 2020-01-01 --item ascend-910b --from TW --to CN")["open_questions"] == []


def test_law_answers_two_ways() -> None:
    answer = run(law, "--on 2025-05-13 --item h100 --from US --to GB")
    assert (answer["by_text"], answer["licence"]) == ("required", "may_be_required")
    assert answer["as_enforced"] != "required"
    assert answer["hooks"][-1]["applies"] == "by_text_only"


@pytest.mark.parametrize(
    ("command", "line", "code"),
    [
        (classify, "--on 2024-01-01", 2),
        (classify, "H20 --tpp 5 --on 2024-01-01", 2),
        (classify, "--tpp fast", 2),
        (classify, "--tpp 2368 --area 814 --pd 19.4", 2),
        (classify, "H20 --on 2024", 2),
        (classify, "H20 --on 2024-02-30", 2),
        (classify, "NoSuchChip", 4),
        (law, "--item h100 --to Mars", 2),
        (law, "--item h100 --to ZZ", 2),
        (law, "--item h100 --to CN --party nobody", 4),
        (law, "--item h100 --to CN --seat nobody", 2),
    ],
)
def test_bad_input_is_a_clear_error(command: Any, line: str, code: int) -> None:
    with pytest.raises((UsageError, NameNotFoundError)) as caught:
        run(command, line)
    assert outcome(caught.value).exit_code == code


def test_lines_for_a_person() -> None:
    text = run(law, "--on 2026-11-10 --item h100 --from US --to MX --party shop --seat shop=MX", "table")
    assert text.startswith("licence: may_be_required\n  by text: required; as enforced: not_required")
    assert "enforcement announced_not_enforced" in text
    text = run(classify, "MTT-S4000 --on 2024-01-01", "table")
    assert "undetermined; would be settled by: die_area" in text

"""No sentence of the law, of a flag or of an answer says more than is known (G20): never *cleared*, never *smuggled*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from chipgraph import resources
from chipgraph.cli.watch import watch_lines
from chipgraph.cli.what_if import what_if_lines
from chipgraph.flags.telling import hop_lines
from chipgraph.graph import Graph

ONTOLOGY = resources.ontology()
NEVER: list[str] = yaml.safe_load((ONTOLOGY / "rules" / "wording.yaml").read_text(encoding="utf-8"))["never"]
BANNED = re.compile(rf"\b({'|'.join(NEVER)})", re.IGNORECASE)
VERDICT = re.compile(r"\b(breach|broke|violat|evad|unlawful|criminal)", re.IGNORECASE)
FILES = sorted((ONTOLOGY / "law").glob("*.yaml"))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("source", "citation"):
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_text_of_the_law_uses_a_word_that_only_a_court_can_use(path: Path) -> None:
    """Limbs, notes, red flags, lawful explanations, labels of figures: what every answer is put together from."""
    found = [text for text in texts(yaml.safe_load(path.read_text(encoding="utf-8"))) if BANNED.search(text)]
    assert found == []


def test_the_words_can_be_found() -> None:
    assert BANNED.search("The firm was cleared of it")
    assert BANNED.search("It was Smuggled")
    assert not BANNED.search("a clear answer")


def test_no_line_of_an_answer_does(case_graph: Graph) -> None:
    """Every judged hop of every route to a restricted party, in every label; what sources are quoted with is theirs."""
    labels = set()
    for route in (*case_graph.flags().routes, *case_graph.trace("Nvidia", "Huawei", law=True).routes):
        for step in route["steps"]:
            if step["law"] is not None:
                labels.add(step["law"]["label"])
                lines = [step["sentence"], *hop_lines(step["law"])]
                assert not [line for line in lines if BANNED.search(line) or VERDICT.search(line)]
    assert {"flagged", "open"} <= labels


def test_no_line_of_what_if_and_watch_does(case_graph: Graph) -> None:
    """The one line that speaks of a breach says that there was none."""
    supposed = case_graph.what_if("TSMC", "Huawei", rule="R17", in_force_from="2023-01-01")
    lines = [line for line in what_if_lines(supposed) if "−" not in line]
    assert [line for line in lines if VERDICT.search(line)] == [
        "What a rule would have asked is no breach: nobody broke a rule that was not in force."
    ]
    lines += list(watch_lines(case_graph.watch("2025-02-10", on="2025-01-20")))
    assert not [line for line in lines if BANNED.search(line)]

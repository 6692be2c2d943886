"""Could have been known (G7), slots (G8), origins and not copies (G9): through every question that can be put to a graph.

Strategy: the case as it ships, and sheets of what was published later. An answer as of a day is the same bytes with and without
them, for every method of ``Graph`` that takes ``known_on``; the list of questions is held to that set of methods.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click import Command, Context
from tests.flags.conftest import CASE, REFERENCE, contents

import chipgraph
from chipgraph.cli.main import root
from chipgraph.graph import Graph
from chipgraph.law.asking import HopAsked
from chipgraph.sheets import read_sheet
from chipgraph.stores.disk import DatasetContent

DAY = "2025-03-31"
WRITTEN = ("TSMC", "Huawei")
CONTEXT = Context(root)

QUESTIONS: Mapping[str, Callable[[Graph, str | None], Any]] = {
    "trace": lambda g, day: g.trace(*WRITTEN, known_on=day).to_dict(),
    "trace --law": lambda g, day: g.trace(to="Huawei", known_on=day, law=True).to_dict(),
    "trace to a product": lambda g, day: g.trace(to="product-ascend-910c", known_on=day).to_dict(),
    "flags": lambda g, day: g.flags(known_on=day).to_dict(),
    "what-if": lambda g, day: g.what_if(rule="R17", in_force_from="2023-01-01", known_on=day).to_dict(),
    "what-if listing": lambda g, day: g.what_if(
        listing=("Sophgo", "entity-list"), in_force_from="2023-01-01", known_on=day
    ).to_dict(),
    "watch": lambda g, day: g.watch("2025-06-01", on="2025-01-01", known_on=day).to_dict(),
    "claims": lambda g, day: g.claims("Sophgo", known_on=day).rows,
    "show": lambda g, day: g.show("Sophgo", day),
    "show a product": lambda g, day: g.show("Die that Sophgo ordered from TSMC", day),
    "search": lambda g, day: [(h.entity.id, h.name, h.score) for h in g.search("Huawei", 50, day)],
    "search a later name": lambda g, day: [(h.entity.id, h.name, h.score) for h in g.search("Later", 50, day)],
    "judgement": lambda g, day: g.judgement(
        HopAsked("Die that Sophgo ordered from TSMC", "TW", ("CN",), ("Sophgo", "Huawei")), "2024-01-01", day
    ),
    "coverage": lambda g, day: g.judge(day).parties.owned_on(20_000),
    "reach": lambda g, day: g.reach("TSMC", known_on=day).rows,
}
"""Every question, as of a day; None is everything."""

LATER = """
dataset: {name: later, title: Published later}
sources:
  later-paper: {title: Later paper, publisher: Later Paper, published: 2025-09-01}
  later-wire: {title: Later wire, publisher: Later Wire, published: 2026-02-01}
entities:
  firm-later-paper: {class: Firm, name: Later Paper}
  firm-later-middleman: {class: Distributor, name: Later Middleman}
claims:
"""
BY = "{stance: asserts, maker: firm-later-paper, method: named-source, source: later-paper}"
WIRE = "{stance: asserts, maker: firm-later-paper, method: anonymous, source: later-wire}"
DENIES = "{stance: denies, maker: firm-sophgo, method: party-statement, source: later-paper}"
POOL = (
    f"{{relation: Transfer, from: firm-sophgo, to: firm-later-middleman, product: product-die-sophgo-ordered, starts: 2023, by: [{BY}]}}",
    f"{{relation: Transfer, from: firm-later-middleman, to: firm-huawei, product: product-die-sophgo-ordered, starts: 2024, by: [{BY}]}}",
    f"{{relation: Transfer, from: firm-tsmc, to: firm-huawei, product: product-die-sophgo-ordered, starts: 2023, by: [{WIRE}]}}",
    f"{{relation: Listing, from: firm-tsmc, to: list-us-bis-entity-list, starts: 2023-01-01, by: [{BY}]}}",
    f"{{relation: Ownership, from: firm-huawei, to: firm-sophgo, share: 60, starts: 2020, by: [{BY}]}}",
    f"{{relation: Seat, from: firm-sophgo, to: territory-sg, by: [{BY}]}}",
    f"{{relation: Licence, from: firm-sophgo, to: product-die-sophgo-ordered, starts: 2023, ends: 2026, by: [{BY}]}}",
    f"{{relation: DesignMatch, from: product-die-sophgo-ordered, to: product-die-ascend-910b, by: [{WIRE}, {DENIES}]}}",
    f"{{relation: Supply, from: firm-sophgo, to: firm-huawei, product: product-die-sophgo-ordered, by: [{DENIES}]}}",
)


def graph_with(folder: Path, sheet: str | None) -> Graph:
    """Load the case, and beside it a sheet."""
    graph = chipgraph.open(folder / "home")
    changes = contents(*REFERENCE, CASE)
    if sheet is not None:
        path = folder / "later.yaml"
        path.write_text(sheet, encoding="utf-8")
        content = read_sheet(path, graph.schema)
        changes[content.dataset] = DatasetContent(tuple(content.rows), (), {})
    graph.put(changes)
    return graph


def told(answer: Any) -> str:
    """Write an answer without what names the data as a whole: digests, and the list of datasets that were loaded."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {k: plain(v) for k, v in value.items() if k not in ("digests", "datasets", "licences")}
        if isinstance(value, list | tuple):
            return [plain(v) for v in value]
        return value

    return json.dumps(plain(answer), ensure_ascii=False, sort_keys=True, default=str)


@pytest.fixture(scope="module")
def before(case_graph: Graph) -> Mapping[str, str]:
    """Every answer as of the day, from what was published by then."""
    return {name: told(ask(case_graph, DAY)) for name, ask in QUESTIONS.items()}


@pytest.mark.parametrize("seed", [None, 1])
def test_nothing_that_was_published_later_changes_an_earlier_answer(
    before: Mapping[str, str], seed: int | None, tmp_path: Path
) -> None:
    """O30, G7: with all later claims, and with some of them in another order."""
    drawn = list(POOL) if seed is None else Random(seed).sample(POOL, Random(seed).randint(2, len(POOL) - 1))
    graph = graph_with(tmp_path, LATER + "".join(f"  - {line}\n" for line in drawn))
    for name, ask in QUESTIONS.items():
        assert told(ask(graph, DAY)) == before[name], name


def test_what_was_published_later_does_change_later_answers(case_graph: Graph, tmp_path: Path) -> None:
    """The test above can fail: without a day, the later claims are in the answers."""
    graph = graph_with(tmp_path, LATER + "".join(f"  - {line}\n" for line in POOL))
    for name in ("trace", "flags", "claims", "show", "search a later name", "coverage"):
        assert told(QUESTIONS[name](graph, None)) != told(QUESTIONS[name](case_graph, None)), name


IDENTIFIED = """
  - {record: later-identity, relation: Identification, from: unknown-hbm-buyer-in-china, to: firm-later-middleman, by: [{stance: asserts, maker: firm-later-paper, method: named-source, source: later-paper, number: 1}]}
"""
WITHDRAWN = """
  - {stance: retracts, maker: firm-later-paper, method: party-statement, source: later-wire, retracts: claim-later-paper-1}
"""
SLOT_QUESTIONS = ("trace", "trace --law", "trace to a product", "flags", "claims", "show", "coverage")


def test_withdrawing_an_identity_claim_restores_the_earlier_answer(case_graph: Graph, tmp_path: Path) -> None:
    """G8, O36: who the unnamed buyer is was said, and taken back; every route, label and count is as it was before."""
    sheet = LATER.replace("claims:\n", "claims:") + IDENTIFIED
    said, taken_back = (tmp_path / "said", tmp_path / "taken-back")
    for folder in (said, taken_back):
        folder.mkdir()
    named = graph_with(said, sheet)
    slot = "unknown-hbm-buyer-in-china"
    assert told(named.show(slot)) != told(case_graph.show(slot))
    withdrawn = graph_with(taken_back, sheet + WITHDRAWN.lstrip("\n"))
    for name in SLOT_QUESTIONS:
        assert told(QUESTIONS[name](withdrawn, None)) == told(QUESTIONS[name](case_graph, None)), name
    assert {r["standing"] for r in withdrawn.show(slot)["relations"] if r["type"] == "Identification"} <= {"withdrawn"}


def test_copies_of_a_source_change_no_count(case_graph: Graph, tmp_path: Path) -> None:
    """G9, O28: three outlets print one wire story. Strength, standing and label stay; the number of origins does too."""
    copies = "".join(
        f"  copy-{n}: {{title: Copy {n}, publisher: Outlet {n}, published: 2025-04-10, origin: made-up-wire}}\n"
        for n in range(3)
    )
    head = LATER.replace("sources:\n", f"sources:\n{copies}")

    def by(n: int) -> str:
        return f"{{stance: asserts, maker: firm-later-paper, method: anonymous, source: copy-{n}}}"

    told_by = []
    for count in (1, 3):
        folder = tmp_path / str(count)
        folder.mkdir()
        line = "  - {relation: Transfer, from: firm-sophgo, to: firm-later-middleman, product: product-die-sophgo-ordered, starts: 2023, by: [%s]}\n"
        graph = graph_with(folder, head + line % ", ".join(by(n) for n in range(count)))
        (found,) = (p for p in graph.view().propositions.values() if p.target == "firm-later-middleman")
        route = graph.trace("Sophgo", "Later Middleman", law=True).routes[0]
        told_by.append(
            (found.status.strength, found.status.standing, found.status.origins, route["label"], route["strength"])
        )
    assert told_by[0] == told_by[1]
    assert told_by[0][2] == (1, 1)


def takes_known_on(method: Callable[..., object]) -> bool:
    names = inspect.signature(method).parameters
    return "known_on" in names or "bounds" in names


def test_every_question_of_a_graph_takes_a_day() -> None:
    """A new method that answers has to take ``known_on``, or to be named here as one that does not answer."""
    other = {"sparql", "cypher", "neo4j_digest", "put", "load", "tracer", "certificate", "licences", "entity"}
    asked = {n for n, m in inspect.getmembers(Graph, inspect.isfunction) if not n.startswith("_")} - other
    assert {name for name in asked if not takes_known_on(getattr(Graph, name))} == set()


def test_every_command_that_asks_a_graph_takes_a_day() -> None:
    """``sparql`` and ``cypher`` ask for the day in the query (CQ09)."""
    asked = {n.replace("_", "-") for n, m in inspect.getmembers(Graph, inspect.isfunction) if takes_known_on(m)}
    commands = {*root.list_commands(CONTEXT)} & {*asked, "law", "screen"}
    assert {"claims", "flags", "law", "search", "show", "trace", "watch", "what-if"} <= commands
    for name in commands:
        command = root.get_command(CONTEXT, name)
        assert isinstance(command, Command)
        assert "known_on" in {p.name for p in command.params}, name

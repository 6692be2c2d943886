"""The walk in SPARQL gives what the finder gives (routes.md, section 7; G15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pyoxigraph as ox
from tests.routes.tables import random_question, random_table

from chipgraph.routes.columns import holding_columns, rdf_name, step_columns
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.result import step_id
from chipgraph.routes.rows import Walk, as_walk, collect
from chipgraph.routes.sparql import NAMESPACE, rows_of, walks
from chipgraph.routes.steps import ANY, Kind, StepTable

PARTY = "https://example.org/party/"


def holding(state: int) -> str:
    return f"https://example.org/holding/{state}"


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(NAMESPACE + name)


def quads(table: StepTable, finder: Finder) -> Iterator[ox.Quad]:
    for state in range(len(table.holder)):
        node = ox.NamedNode(holding(state))
        if table.holder[state] != ANY:
            yield ox.Quad(node, term("heldBy"), ox.NamedNode(f"{PARTY}{table.holder[state]}"))
        for key, value in holding_columns(table, state).items():
            yield ox.Quad(node, term(rdf_name(key)), ox.Literal(value))
    for row in range(len(table.source)):
        source, target = int(table.source[row]), int(table.target[row])
        node = ox.NamedNode(f"https://example.org/alternative/{row}")
        yield ox.Quad(node, term("leaves"), ox.NamedNode(holding(source)))
        yield ox.Quad(node, term("enters"), ox.NamedNode(holding(target)))
        id = step_id(Kind(int(table.kind[row])), finder.key(source), finder.key(target))
        yield ox.Quad(node, term("stepId"), ox.Literal(id))
        for key, value in step_columns(table, row).items():
            yield ox.Quad(node, term(rdf_name(key)), ox.Literal(value))


def by_finder(finder: Finder, question: Question) -> dict[tuple[str, ...], Walk]:
    found = {}
    for route in finder.find(question, effects=False).routes:
        ids = tuple(step_id(step.kind, finder.key(step.source), finder.key(step.target)) for step in route.steps)
        found[ids] = as_walk(route, ids)
    return found


def by_sparql(store: ox.Store, question: Question) -> dict[tuple[str, ...], Walk]:
    starts = None if question.starts is None else [holding(state) for state in question.starts]
    ends = [holding(int(state)) for state in np.flatnonzero(question.ends)]
    rows = []
    for text in walks(question, starts, ends):
        answer = store.query(text)
        assert isinstance(answer, ox.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        rows += rows_of({n: str(s[n].value) for n in names} for s in answer)
    return collect(rows)


def test_sparql_gives_the_routes_of_the_finder() -> None:
    random = Random(31)
    routes = 0
    for _ in range(100):
        table = random_table(random)
        asked = random_question(random, table)
        question = replace(
            asked,
            include_impossible=False,
            max_transfers=min(asked.max_transfers, 3),
            max_lineage=min(asked.max_lineage, 2),
        )
        finder = Finder(table)
        store = ox.Store()
        store.extend(quads(table, finder))
        expected = by_finder(finder, question)
        assert by_sparql(store, question) == expected
        routes += len(expected)
    assert routes > 50

"""The walk in Cypher, on a real Neo4j, gives what the finder gives (routes.md, section 7; G15)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from neo4j import Driver
from tests.routes.tables import random_question, random_table

from chipgraph.routes.columns import holding_columns, step_columns
from chipgraph.routes.cypher import rows_of, walk
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.result import step_id
from chipgraph.routes.rows import Walk, as_walk, collect
from chipgraph.routes.steps import ANY, Kind, StepTable

GRAPHS = 100

BOUNDS = [(1, 1), (3, 2), (4, 3)]
"""Few, because the server plans each length anew, and planning takes longer than walking."""

Rows = list[dict[str, object]]


def holding_id(load: str, state: int) -> str:
    return f"{load}-{state}"


def holdings(load: str, table: StepTable) -> Rows:
    return [
        {
            "id": holding_id(load, state),
            "load": load,
            "holder": "*" if table.holder[state] == ANY else f"party-{table.holder[state]}",
            **holding_columns(table, state),
        }
        for state in range(len(table.holder))
    ]


def alternatives(load: str, table: StepTable, finder: Finder) -> Rows:
    rows: Rows = []
    for row in range(len(table.source)):
        source, target = int(table.source[row]), int(table.target[row])
        id = step_id(Kind(int(table.kind[row])), finder.key(source), finder.key(target))
        properties = {"step_id": id, "load": load, **step_columns(table, row)}
        rows.append({"from": holding_id(load, source), "to": holding_id(load, target), "properties": properties})
    return rows


def load_all(driver: Driver, tables: dict[str, StepTable]) -> None:
    """Put all tables into one server, each under its own load."""
    nodes = [node for load, table in tables.items() for node in holdings(load, table)]
    edges = [edge for load, table in tables.items() for edge in alternatives(load, table, Finder(table))]
    driver.execute_query("CREATE INDEX walk_test IF NOT EXISTS FOR (h:Holding) ON (h.id)")
    driver.execute_query("CALL db.awaitIndexes()")
    driver.execute_query("UNWIND $rows AS row CREATE (h:Holding) SET h = row", rows=nodes)
    driver.execute_query(
        "UNWIND $rows AS row MATCH (a:Holding {id: row.from}), (b:Holding {id: row.to}) "
        "CREATE (a)-[s:STEP]->(b) SET s = row.properties",
        rows=edges,
    )


def by_finder(finder: Finder, question: Question) -> dict[tuple[str, ...], Walk]:
    walks = {}
    for route in finder.find(question, effects=False).routes:
        ids = tuple(step_id(step.kind, finder.key(step.source), finder.key(step.target)) for step in route.steps)
        walks[ids] = as_walk(route, ids)
    return walks


def by_cypher(driver: Driver, question: Question, load: str) -> dict[tuple[str, ...], Walk]:
    starts = None if question.starts is None else [holding_id(load, state) for state in question.starts]
    ends = [holding_id(load, int(state)) for state in np.flatnonzero(question.ends)]
    text, parameters = walk(question, starts, ends, load)
    records = driver.execute_query(text, parameters_=dict(parameters)).records
    return collect(rows_of(record.data() for record in records))


def test_cypher_gives_the_routes_of_the_finder(neo4j_driver: Driver) -> None:
    random = Random(2024)
    tables = {f"walk-{number}": random_table(random) for number in range(GRAPHS)}
    load_all(neo4j_driver, tables)
    try:
        routes = 0
        for load, table in tables.items():
            transfers, lineage = random.choice(BOUNDS)
            asked = random_question(random, table)
            question = replace(asked, include_impossible=False, max_transfers=transfers, max_lineage=lineage)
            expected = by_finder(Finder(table), question)
            assert by_cypher(neo4j_driver, question, load) == expected
            routes += len(expected)
        assert routes > GRAPHS / 2
    finally:
        neo4j_driver.execute_query("MATCH (h:Holding) WHERE h.load STARTS WITH 'walk-' DETACH DELETE h")
        neo4j_driver.execute_query("DROP INDEX walk_test IF EXISTS")

"""The finder gives what the oracle gives: routes, optima, counts, cone (routes.md, section 7)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tests.routes.oracle import Oracle, Steps, _day
from tests.routes.tables import random_question, random_table, shuffled

from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.result import Found, FoundRoute
from chipgraph.routes.steps import StepTable


def steps_of(route: FoundRoute) -> Steps:
    return tuple((int(s.kind), s.source, s.target) for s in route.steps)


def compare(table: StepTable, question: Question) -> Found:
    """Hold one answer to the oracle; give it back for further questions."""
    found = Finder(table).find(question)
    oracle = Oracle(table, question)
    expected = oracle.routes()
    by_steps = {steps_of(route): route for route in found.routes}
    assert set(by_steps) == set(expected)
    assert len(by_steps) == len(found.routes)
    for steps, answer in expected.items():
        route = by_steps[steps]
        points = {
            (o.marks, int(o.verdict), o.strength): None if o.arrival is None else _day(o.arrival) for o in route.optima
        }
        assert points == answer.points
        assert (route.count, route.definite) == (answer.count, answer.definite)
        check_witnesses(oracle, steps, route)
    assert (found.coverage.states, found.coverage.steps) == oracle.cone()
    assert found.coverage.starts == len(oracle.starts)
    return found


def check_witnesses(oracle: Oracle, steps: Steps, route: FoundRoute) -> None:
    """Each witness takes one alternative a step and is worth what its optimum says (W20)."""
    for optimum in route.optima:
        chosen = [
            next(a for a in oracle.by_step[step] if a.row == row)
            for step, row in zip(steps, optimum.witness, strict=True)
        ]
        assert oracle._tied(steps, chosen)
        answer = oracle._judge([tuple(chosen)])
        assert answer is not None
        assert set(answer.points) == {(optimum.marks, int(optimum.verdict), optimum.strength)}
        assert optimum.disputed == any(a.disputed for a in chosen)


@pytest.mark.parametrize("block", range(10))
def test_finder_equals_oracle_on_random_tables(block: int) -> None:
    random = Random(block)
    routes = several = 0
    for _ in range(300):
        table = random_table(random)
        found = compare(table, random_question(random, table))
        routes += len(found.routes)
        several += sum(len(route.optima) > 1 for route in found.routes)
    assert routes > 100, "the random tables have become too thin to say anything"
    assert several > 0


def test_order_of_rows_changes_nothing() -> None:
    random = Random(77)
    for _ in range(200):
        table = random_table(random)
        question = random_question(random, table)
        mixed, old = shuffled(table, random)
        one, two = Finder(table).find(question), Finder(mixed).find(question)
        assert one.coverage == two.coverage
        assert [route.id for route in one.routes] == [route.id for route in two.routes]
        for a, b in zip(one.routes, two.routes, strict=True):
            renumbered = [tuple(old[row] for row in optimum.witness) for optimum in b.optima]
            assert [optimum.witness for optimum in a.optima] == renumbered
            assert a.alternatives == tuple(tuple(old[row] for row in rows) for rows in b.alternatives)


def test_a_budget_of_marks_gives_the_first_routes_in_order() -> None:
    """W21: fewest marks come first, so a budget cuts the list and changes nothing before the cut."""
    random = Random(78)
    for _ in range(200):
        table = random_table(random)
        question = replace(random_question(random, table), min_days=0)
        everything = Finder(table).find(question, effects=False).routes
        for marks in (0, 1, 2):
            some = Finder(table).find(replace(question, max_marks=marks), effects=False).routes
            assert some == tuple(route for route in everything if route.best.marks <= marks)

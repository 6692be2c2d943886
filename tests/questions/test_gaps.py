"""A gap that is told completes a route; the hidden relation of each told case is among the first three (W34, G19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from chipgraph.dates import FIRST, LAST
from chipgraph.graph import Graph
from chipgraph.holdings import derive
from chipgraph.questions.gaps import HYPOTHETICAL, Ends, Gap, candidates, completed, sides
from chipgraph.questions.gaps_answer import gaps_answer
from chipgraph.questions.lineage import Lineage, passing
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.steps import ANY, Kind, Temporal
from chipgraph.routes.walk import Columns, Groups, Lineages, Possessions, Relations, Services, Ties
from chipgraph.tracing import TraceOptions, Tracer

PAIRS = [
    ("TSMC", "Huawei"),
    ("TSMC", "CloudMatrix 384"),
    ("SMIC", "Huawei"),
    ("SMIC", "CloudMatrix 384"),
    ("Samsung Electronics", "CloudMatrix 384"),
    ("Sophgo", "Huawei"),
    ("Huawei", "TSMC"),
]
"""Between whom the routes of the cases run (C1 to C3, section 6.5)."""

PUT_TOGETHER = {"tie_not_stated", "tie_other_maker", "inferred"}
"""Marks of routes that no source tells: nobody could miss a relation of theirs."""


def columns(size: int, days: list[int]) -> Columns:
    numbers, no = np.arange(size, dtype=np.int32), np.zeros(size, np.bool_)
    at = np.asarray(days, np.int32)
    strength = np.full(size, 2, np.uint8)
    return Columns(at, at, at, at, np.full(size, Temporal.EVENT, np.uint8), strength, no, no, numbers, numbers, no)


def random_relations(random: Random) -> tuple[Relations, Question, Ends]:
    """A few parties and products, some transfers on days, some lineage, and a question from a party to a party."""
    parties, products, moves = random.randint(3, 5), random.randint(1, 3), random.randint(1, 6)
    pairs = [random.sample(range(parties), 2) for _ in range(moves)]
    none, no = np.zeros(0, np.int32), np.zeros(0, np.bool_)
    own = columns(moves, [random.randint(0, 9) for _ in pairs])
    into = [random.sample(range(products), 2) for _ in range(random.randint(0, 2))] if products > 1 else []
    joined = columns(len(into), [0 for _ in into])
    timeless = replace(joined, s1=joined.s1 * 0 + FIRST, e2=joined.e2 * 0 + LAST, temporal=joined.temporal * 0 + 2)
    relations = Relations(
        parties,
        products,
        np.full(products, -1, np.int32),
        None,
        Possessions(
            np.asarray([a for a, _ in pairs], np.int32),
            np.asarray([b for _, b in pairs], np.int32),
            np.asarray([random.randrange(products) for _ in pairs], np.int32),
            None,
            np.zeros(moves, np.bool_),
            own,
        ),
        Lineages(
            np.asarray([a for a, _ in into], np.int32),
            np.asarray([b for _, b in into], np.int32),
            np.full(len(into), ANY, np.int32),
            np.zeros(len(into), np.bool_),
            np.ones(len(into), np.bool_),
            timeless,
        ),
        Services(none, none, none, own.take(np.zeros(0, np.intp))),
        Ties(none, none, no, no, none.astype(np.uint8), no, none, none, none, none),
        Groups(none, none, own.take(np.zeros(0, np.intp))),
    )
    start, end = random.sample(range(parties), 2)
    ends = Ends(((start, ANY),), frozenset({end}), frozenset())
    question = Question(starts=(), ends=np.zeros(0, np.bool_), max_transfers=4, max_lineage=3)
    return relations, ends.question(derive(relations), question), ends


def ask(relations: Relations, question: Question, ends: Ends) -> list[Gap]:
    finder = Finder(derive(relations))
    return candidates(relations, sides(finder, question, ends), question)


def without(relations: Relations, row: int) -> Relations:
    keep = np.flatnonzero(np.arange(len(relations.possessions.sender)) != row)
    return relations.keep_possessions(keep.astype(np.intp))


@pytest.mark.parametrize("seed", range(150))
def test_every_gap_that_is_told_completes_a_route_through_it(seed: int) -> None:
    relations, question, ends = random_relations(Random(seed))
    for gap in ask(relations, question, ends):
        found = completed(relations, gap, question, ends)
        if found is None:
            continue
        route, table = found
        used = [row for row in route.best.witness if table.record[row] == HYPOTHETICAL]
        assert used
        first, last = route.steps[0].source, route.steps[-1].target
        assert (int(table.holder[first]), int(table.product[first])) in (ends.starts or ())
        assert int(table.holder[last]) in ends.parties
        for row in used:
            if gap.kind is Kind.POSSESSION:
                assert int(table.holder[table.source[row]]) == gap.source
                assert int(table.holder[table.target[row]]) == gap.target


@pytest.mark.parametrize("seed", range(150))
def test_a_hidden_transfer_is_a_candidate_where_no_route_is_left(seed: int) -> None:
    """Tried over every transfer of every route, unless goods would go back or to where they already are."""
    relations, question, ends = random_relations(Random(seed))
    table = derive(relations)
    for route in Finder(table).find(replace(question, limit=3)).routes:
        for step, row in zip(route.steps, route.best.witness, strict=True):
            if step.kind is not Kind.POSSESSION:
                continue
            hidden = without(relations, int(table.record[row]))
            asked = ends.question(derive(hidden), question)
            if Finder(derive(hidden)).find(asked).routes:
                continue
            found = ask(hidden, asked, ends)
            sender, taker = int(table.holder[step.source]), int(table.holder[step.target])
            between = {(g.source, g.target) for g in found if g.kind is Kind.POSSESSION}
            assert (sender, taker) in between or _stated_otherwise(hidden, sender, taker)


def _stated_otherwise(relations: Relations, sender: int, taker: int) -> bool:
    """Whether the two already deal, the taker already gets goods, or it passed goods to somebody itself."""
    own = relations.possessions
    return bool((own.recipient == taker).any() or (own.sender == taker).any())


def hide(graph: Graph, records: set[str]) -> Tracer:
    """The view of a graph without some records."""
    view = graph.view()
    kept = {id: record for id, record in view.records.items() if id not in records}
    propositions = {}
    for proposition in view.propositions.values():
        own = tuple(id for id in proposition.records if id not in records)
        if own:
            propositions[proposition.id] = replace(proposition, records=own)
    fewer = replace(view, records=kept, propositions=propositions)
    return Tracer(fewer, "follow", graph.digests, graph.dataset_lines)


def records_of(step: Mapping[str, Any]) -> set[str]:
    return {step["record"], *(other["record"] for other in step["alternatives"])}


def hidden_steps(graph: Graph) -> Iterator[tuple[str, str, Mapping[str, Any], set[str]]]:
    """Each told step of each told route, with the records to hide: its own, and those of the other routes of the pair."""
    for start, end in PAIRS:
        routes = graph.trace(start, end, limit=None).routes
        every = {id for route in routes for step in route["steps"] for id in records_of(step)}
        for route in routes:
            own = {id for step in route["steps"] for id in records_of(step)}
            if PUT_TOGETHER & set(route["marks"]):
                continue
            for step in route["steps"]:
                if step["kind"] in ("possession", "lineage"):
                    yield start, end, step, (every - own) | records_of(step)


def test_the_hidden_relation_of_each_case_is_among_the_first_three(shipped: Graph) -> None:
    options = TraceOptions.of({}, shipped.settings)
    tracer = shipped.tracer(options)
    question = tracer.question([], [], options)
    lineage = Lineage(tracer.relations, passing(tracer.relations.lineages.columns, question))
    products = tracer.numbering.products

    def like(id: str) -> set[str]:
        return {products[n] for n in lineage.matched(products.index(id))}

    asked = 0
    late = []
    for start, end, step, records in hidden_steps(shipped):
        asked += 1
        rows = [*gaps_answer(hide(shipped, records), [start], [end], options, 3)]
        if step["kind"] == "possession":
            wanted = (step["holding_from"]["holder"], step["holding_to"]["holder"])
            found = any((row["from"], row["to"]) == wanted for row in rows if row["kind"] == "possession")
        else:
            ends = (like(step["from"]), like(step["to"]))
            pairs = [(row["from"], row["to"]) for row in rows if row["kind"] == "lineage"]
            found = any((a in ends[0] and b in ends[1]) or (b in ends[0] and a in ends[1]) for a, b in pairs)
        if not found:
            late.append((start, end, step["record"]))
    assert asked >= 15
    assert late == []


def test_a_gap_says_what_fits_and_what_speaks_against_it(shipped: Graph) -> None:
    answer = shipped.gaps("SK Hynix", "CloudMatrix 384", count=2)
    first = next(iter(answer))
    assert (first["from"], first["to"]) == ("firm-sk-hynix", "firm-huawei")
    assert "SK Hynix denies any dealing between SK Hynix and Huawei" in str(first["against"])
    assert str(first["fits"]).count(" is ") >= 3
    assert "no finding" in answer.note
    stopped = shipped.gaps("SK Hynix", "CloudMatrix 384", cancel=lambda: True)
    assert (len(stopped), stopped.certificate["stopped_by"]) == (0, "cancelled")


def test_hypotheses_compete_for_one_input(shipped: Graph) -> None:
    rows = [*shipped.hypotheses("Ascend 910C")]
    die = {row["origin"]: row for row in rows if row["input"] == "product-die-ascend-910b"}
    assert {"firm-tsmc", "firm-smic"} <= set(die)
    assert "Sophgo" in str(die["firm-tsmc"]["denied_by"])
    assert "HBM stack" in str(die["firm-smic"]["leaves_open"])
    assert "firm-samsung" in {row["origin"] for row in rows if row["input"] == "product-hbm-stack"}

"""One route again: its steps are found in the graph of today and judged anew, or it is said which no longer stands (W9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from chipgraph.questions.pairs import step_number
from chipgraph.questions.recall import Sought
from chipgraph.routes.judge import judge
from chipgraph.routes.network import Walkable
from chipgraph.routes.question import Question
from chipgraph.routes.result import FoundRoute, Step, route_id, step_id
from chipgraph.routes.steps import Kind
from chipgraph.tracing import TraceOptions, Tracer


@dataclass(frozen=True, slots=True)
class Rerun:
    """A route as it stands now.

    Attributes
    ----------
    route
        None if it no longer is one.
    question
        The question that has this route as an answer: from its first holding to its last.
    missing
        Steps, from 0, that no record allows any more, under these bounds.
    id
        Its id now; another one than was asked for if parties were merged or split since (O14).
    """

    route: FoundRoute | None
    question: Question
    missing: tuple[int, ...]
    id: str


def rerun(tracer: Tracer, asked: Sought, options: TraceOptions) -> Rerun:
    """Find the steps of a route in the table and judge them; ids that were merged since lead to what they became."""
    table = tracer.table
    number = {tracer.key(state): state for state in range(len(table.holder))}
    steps = [(kind, _canonical(tracer, a), _canonical(tracer, b)) for kind, a, b in asked.steps]
    id = route_id([step_id(Kind[kind.upper()], a, b) for kind, a, b in steps])
    question = _question(tracer, options, number.get(steps[0][1]), number.get(steps[-1][2]))
    walkable = Walkable(tracer.finder.network, question)
    found, missing = [], []
    for position, (kind, a, b) in enumerate(steps):
        step = _step(walkable, number.get(a), number.get(b), Kind[kind.upper()])
        if step is None or not walkable.ways(step).all:
            missing.append(position)
        else:
            found.append(step)
    judged = None if missing else judge(walkable, found)
    if judged is None:
        return Rerun(None, question, tuple(missing), id)
    network = tracer.finder.network
    route = FoundRoute(
        id=id,
        steps=tuple(Step(int(network.source[k]), int(network.target[k]), Kind(int(network.kind[k]))) for k in found),
        optima=judged.optima,
        alternatives=tuple(tuple(way.row for way in own) for own in judged.alternatives),
        count=judged.count,
        definite=judged.definite,
    )
    return Rerun(route, question, (), id)


def _canonical(tracer: Tracer, key: str) -> str:
    parts = key.split("|")
    return "|".join(part if part == "*" else tracer.view.identity.canonical(part) for part in parts)


def _question(tracer: Tracer, options: TraceOptions, first: int | None, last: int | None) -> Question:
    question = tracer.question([], [], replace(options, product=None))
    ends = np.zeros(len(tracer.table.holder), np.bool_)
    if last is not None:
        ends[last] = True
    return replace(question, starts=() if first is None else (first,), ends=ends)


def _step(walkable: Walkable, source: int | None, target: int | None, kind: Kind) -> int | None:
    if source is None or target is None:
        return None
    try:
        return step_number(walkable, source, target, int(kind))
    except KeyError:
        return None

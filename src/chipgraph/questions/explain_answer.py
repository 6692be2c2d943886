"""One route in full: every alternative of every step with its claims, its origins, and what it stands on (W9, W19, W33)."""

from __future__ import annotations

from typing import Any

from chipgraph.answers.export import trace_result
from chipgraph.questions.cut_answer import CutTeller
from chipgraph.questions.explain import Rerun, rerun
from chipgraph.questions.recall import Sought
from chipgraph.questions.telling import certificate
from chipgraph.results import Result
from chipgraph.routes.result import Coverage
from chipgraph.tracing import TraceOptions, Tracer


def explain_answer(tracer: Tracer, asked: Sought, options: TraceOptions) -> Result:
    """Judge a route anew and tell it; where it is none any more, say which of its steps no longer stands."""
    found = rerun(tracer, asked, options)
    routes = [] if found.route is None else [tracer.teller.tell(found.route)]
    steps = len(asked.steps)
    count = len(routes)
    coverage = Coverage(1, steps + 1, steps, count, count, (), True, None, 0)
    question = {"kind": "explain", "route": asked.id}
    document = {
        "question": question,
        "routes": routes,
        "steps": [] if found.route is None else CutTeller(tracer, found.question).steps(found.route),
        "text": _sentence(tracer, asked, found),
        "certificate": certificate(tracer, options, question, coverage),
    }
    return _result(document)


def _result(document: dict[str, Any]) -> Result:
    result = trace_result(document)
    return Result(
        result.columns, result.rows, document["text"], document["certificate"], result.links, result.rdf, document
    )


def _sentence(tracer: Tracer, asked: Sought, found: Rerun) -> str:
    if found.route is not None:
        renamed = "" if found.id == asked.id else f" Parties were merged or split since: its id is now {found.id}."
        return f"Route {asked.id} stands in this graph.{renamed}"
    if found.missing:
        steps = "; ".join(_words(tracer, asked, position) for position in found.missing)
        return f"Route {asked.id} does not stand in this graph under these bounds. No record allows: {steps}."
    return f"Route {asked.id} does not stand in this graph under these bounds: its dates or its ties break it."


def _words(tracer: Tracer, asked: Sought, position: int) -> str:
    kind, source, target = asked.steps[position]

    def holding(key: str) -> str:
        holder, product = key.split("|")
        who = "whoever holds it" if holder == "*" else tracer.view.caption(holder)
        return who if product == "*" else f"{who} with {tracer.view.caption(product)}"

    return f"step {position + 1}, {kind} from {holding(source)} to {holding(target)}"

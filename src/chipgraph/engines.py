"""The same question in three engines: the walk of a trace as SPARQL and as Cypher, and their answers side by side (G15).

Every engine walks the steps that holdings derived, so that they agree by construction; ``walks_in_*`` let a reader see it, and
the tests hold them to it. The texts are what an analyst pastes into a notebook or into Neo4j Browser.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chipgraph.routes import cypher, sparql
from chipgraph.routes.question import Question
from chipgraph.routes.result import Found, step_id
from chipgraph.routes.rows import Walk, WalkRow, as_walk, collect
from chipgraph.stores.protocol import Answer, QueryLimits, ViewStore
from chipgraph.stores.rdf_view import individual
from chipgraph.tracing import TraceOptions, Tracer

Walks = dict[tuple[str, ...], Walk]
"""Routes by their step ids: marks, verdict, strength and count of combinations."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A trace as every engine is asked it: the question, and its ends as ids of holdings."""

    question: Question
    starts: tuple[str, ...] | None
    ends: tuple[str, ...]


def ask(tracer: Tracer, start: Sequence[str] | None, end: Sequence[str], options: TraceOptions) -> Asked:
    """Resolve the names of a trace and write its ends as holdings."""
    question = tracer.put(start, end, options)
    ends = tuple(tracer.key(state) for state in range(len(question.ends)) if question.ends[state])
    starts = None if question.starts is None else tuple(tracer.key(state) for state in question.starts)
    return Asked(question, starts, ends)


def cypher_text(asked: Asked, load: str) -> tuple[str, Mapping[str, object]]:
    """Write the trace in Cypher: text and parameters, for the load with this digest (P13)."""
    return cypher.walk(asked.question, asked.starts, asked.ends, load)


def browser_text(asked: Asked, load: str) -> str:
    """Write the Cypher of a trace for Neo4j Browser and cypher-shell: ``:param`` lines, then the query."""
    text, parameters = cypher_text(asked, load)
    lines = [f":param {name} => {json.dumps(value, ensure_ascii=False)};" for name, value in sorted(parameters.items())]
    return "\n".join([*lines, f"{text};"])


def sparql_texts(asked: Asked) -> Iterator[str]:
    """Write the trace in SPARQL: one query a length, shortest first (P12)."""
    starts = None if asked.starts is None else [individual(s).value for s in asked.starts]
    return sparql.walks(asked.question, starts, [individual(e).value for e in asked.ends])


def walks_in_cypher(store: ViewStore, asked: Asked, limits: QueryLimits | None = None) -> Walks:
    """Answer the trace by a Neo4j that holds the view."""
    text, parameters = cypher_text(asked, store.digest() or "")
    given = {name: value for name, value in parameters.items() if name != "load"}
    return collect(cypher.rows_of(_mappings(store.query(text, given, limits))))


def walks_in_sparql(store: ViewStore, asked: Asked, limits: QueryLimits | None = None) -> Walks:
    """Answer the trace by the SPARQL store of the view."""
    rows: list[WalkRow] = []
    for text in sparql_texts(asked):
        answer = store.query(text, limits=limits)
        rows.extend(sparql.rows_of({k: str(v) for k, v in row.items()} for row in _mappings(answer)))
    return collect(rows)


def walks_in_python(tracer: Tracer, found: Found) -> Walks:
    """Write what the route engine found in the same form."""
    walks: Walks = {}
    for route in found.routes:
        ids = tuple(step_id(s.kind, tracer.key(s.source), tracer.key(s.target)) for s in route.steps)
        walks[ids] = as_walk(route, ids)
    return walks


def _mappings(answer: Answer) -> Iterable[Mapping[str, object]]:
    return (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)

"""The answer to "what reaches whom by when": a row a holding, each with its best route and the denials on it (F3, F4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chipgraph.questions.reach import Direction, Reached, reach
from chipgraph.questions.telling import PAIR_COLUMNS, answer, certificate, holding, pair_row, shown, tell_pair
from chipgraph.results import Result
from chipgraph.tracing import TraceOptions, Tracer

COLUMNS = ("party", "party_caption", "product", "product_caption", *PAIR_COLUMNS)


def reach_answer(tracer: Tracer, names: Sequence[str], direction: Direction, options: TraceOptions) -> Result:
    """Find what is reached from the named parties and products, or what reaches them, and tell it."""
    ids = tracer.ids(names)
    question = tracer.question(ids, ids, options)
    found = reach(tracer.finder, question, direction)
    listed = found.states[: options.limit]
    told = [_tell(tracer, reached) for reached in listed]
    of = tracer.describe(ids, ids)["start"]
    asked = {"kind": "reach", "direction": str(direction), "of": of}
    cert = certificate(tracer, options, asked, shown(found.coverage, len(listed)))
    rows = [(*(one[c] for c in COLUMNS[:4]), *pair_row(one)) for one in told]
    note = f"{len(listed)} of {len(found.states)} holdings shown"
    if not found.states and cert["exhaustive"]:
        note = "Nothing is reached within these bounds over this data"
    return answer(COLUMNS, rows, {"holdings": told}, cert, note)


def _tell(tracer: Tracer, reached: Reached) -> dict[str, Any]:
    return {**holding(tracer, reached.state), **tell_pair(tracer, reached.pair)}

"""Why there is no route, as an answer of its own: a row a miss (W30, G21)."""

from __future__ import annotations

from chipgraph.answers.trace import Trace
from chipgraph.results import Result

COLUMNS = ("constraint", "text", "route", "stopped_at")


def why_not_answer(found: Trace) -> Result:
    """Tell what stopped every route of a trace; a trace that has routes has no misses."""
    why = found.why_not or {"misses": [], "missing_relation": False}
    rows = tuple(
        (miss["constraint"], miss["text"], miss.get("route"), tuple(miss.get("stopped_at", ())))
        for miss in why["misses"]
    )
    certificate = found.certificate
    count = certificate["routes_in_all"]
    if count:
        note = f"There is a route: {count} within these bounds. Show them: chipgraph trace"
    elif certificate["exhaustive"]:
        note = "No route within these bounds over this data"
    else:
        note = f"Not found before the search stopped ({certificate['stopped_by']})"
    document = {
        "question": found.question,
        "routes_in_all": count,
        "why_not": why,
        "denied_relations": list(found.denied_relations),
        "certificate": certificate,
    }
    return Result(COLUMNS, rows, note, certificate, document=document)

"""Judged traces, and the scan of the whole graph: routes of controlled products to restricted parties (W22 to W25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from chipgraph.answers.trace import STRENGTHS, Trace, mark_words
from chipgraph.dates import DateError, parse
from chipgraph.errors import UsageError
from chipgraph.flags.judging import LABELS, NOT_SHOWN, RouteJudge
from chipgraph.routes.steps import TOLD
from chipgraph.routes.windows import Verdict
from chipgraph.tracing import TraceOptions, Tracer

VERDICTS = [verdict.name.lower() for verdict in sorted(Verdict)]
_TOLD = mark_words(int(TOLD))


def one_day(name: str, text: str) -> int:
    """Read a date that must be one day.

    Raises
    ------
    UsageError
        If it is no date, or a month or year.
    """
    try:
        found = parse(text)
    except DateError as error:
        raise UsageError(f"{name}: {error}") from error
    if found.lo != found.hi:
        raise UsageError(f"{name} is {text!r}, which is not one day. Write it as 2023-12-01.")
    return found.lo


def judged(found: Trace, judge: RouteJudge, on: str | None = None) -> Trace:
    """Judge every route of a trace; ``on`` judges all hops as of one day."""
    day = None if on is None else one_day("law", on)
    routes = tuple(judge.judge(route, day) for route in found.routes)
    certificate = {**found.certificate, "digests": {**found.certificate["digests"], "law": judge.law.digest}}
    return replace(found, routes=routes, certificate={**certificate, "law_on": on})


def restricted(tracer: Tracer, judge: RouteJudge) -> list[str]:
    """Give the parties to which some route can lead and that are listed, or covered by their owners, on some day."""
    held = {tracer.numbering.parties[number] for number in set(tracer.table.holder.tolist()) if number >= 0}
    return [id for id in judge.parties.restricted() if id in held]


def scan(tracer: Tracer, judge: RouteJudge, options: TraceOptions) -> Trace:
    """Find routes from every origin to every restricted party, and keep those that are flagged or open.

    A route to a party that was not restricted on the days of its hops, of a product that no rule names, drops out here:
    what counts is the law as of each hop, not the list of today. Each party is asked for by itself, because a route
    ends where it first reaches an end, and what is behind a restricted party may be another one.
    """
    found, ends = every(tracer, restricted(tracer, judge), options)
    answer = judged(together(found, options), judge)
    kept = [route for route in answer.routes if route["label"] != NOT_SHOWN]
    kept.sort(key=lambda route: LABELS.index(route["label"]))  # stable: inside a label the order of W21 stands
    counts = {word: sum(r["label"] == word for r in answer.routes) for word in LABELS}
    shown = tuple(kept[: options.limit])
    certificate = {**answer.certificate, "labels": counts, "ends": ends, "routes_listed": len(shown)}
    return replace(answer, routes=shown, certificate=certificate)


def every(tracer: Tracer, asked: Sequence[str], options: TraceOptions) -> tuple[list[Trace], list[dict[str, Any]]]:
    """Trace from every origin to each restricted party; all together keep the time limit of the question.

    Raises
    ------
    UsageError
        If no party of any route is on a list.
    """
    if not asked:
        raise UsageError("No party of any route is on a list. Load lists first: chipgraph ingest")
    found, ends = [], []
    until = None if options.seconds is None else monotonic() + options.seconds
    for id in asked:
        left = None if until is None else max(until - monotonic(), 0.01)
        trace = tracer.trace(None, [id], replace(options, limit=None, seconds=left))
        found.append(trace)
        search = {
            key: trace.certificate[key] for key in ("states", "steps", "routes_in_all", "exhaustive", "stopped_by")
        }
        ends.append({**trace.question["end"][0], **search})
    return found, ends


def together(found: Sequence[Trace], options: TraceOptions) -> Trace:
    """Join the answers for several ends: each route once, in the order of W21, and one certificate for all."""
    first = found[0]
    routes = {route["id"]: route for trace in found for route in trace.routes}
    denied = {d["proposition"]: d for trace in found for d in trace.denied_relations}
    certificates = [trace.certificate for trace in found]
    undated = max(c["holes"]["undated_steps"] for c in certificates)
    return Trace(
        question={"start": None, "end": [end for trace in found for end in trace.question["end"]]},
        routes=tuple(sorted(routes.values(), key=_order)),
        families=(),
        denied_relations=tuple(denied.values()),
        certificate={
            **first.certificate,
            "bounds": options.described(),
            "exhaustive": all(c["exhaustive"] for c in certificates),
            "stopped_by": next((c["stopped_by"] for c in certificates if c["stopped_by"]), None),
            "routes_in_all": len(routes),
            **{key: max(c[key] for c in certificates) for key in ("starts", "states", "steps")},
            "holes": {**first.certificate["holes"], "undated_steps": undated},
            "filters": [],
        },
    )


def _order(route: Mapping[str, Any]) -> tuple[int, int, int, int, int, str, str]:
    """Sort key of W21, read from a told route; an arrival that is not known stands last."""
    return (
        sum(mark not in _TOLD for mark in route["marks"]),
        -VERDICTS.index(route["verdict"]),
        -STRENGTHS.index(route["strength"]),
        route["transfers"],
        route["lineage"],
        route["arrival"] or "9999",
        route["id"],
    )

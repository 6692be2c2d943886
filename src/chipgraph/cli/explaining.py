"""``why-not``, ``explain`` and ``cut``: what stops routes, what one route stands on, what holds all of them up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.ask import claim_lines, relation_lines, window_text
from chipgraph.cli.bounds import bound_options, finish, given, running
from chipgraph.cli.context import Session, default_format, output_options
from chipgraph.cli.questions import remember, write
from chipgraph.errors import InputError, UsageError
from chipgraph.results import Result

Document = Mapping[str, Any]


def _on_terminal(format: str | None, output: str | None) -> bool:
    return output in (None, "-") and (format or default_format()) == "table"


@click.command("why-not")
@click.argument("start", required=False)
@click.argument("end", required=False)
@click.option("--to", metavar="NAME", help="Where routes would end, without a start.")
@bound_options
@click.option("--exit-code", is_flag=True, help="End with 1 if there is a route.")
@output_options
@click.pass_obj
def why_not(
    session: Session, /, start: str | None, end: str | None, to: str | None, exit_code: bool,
    format: str | None, output: str | None, **bounds: Any,
) -> None:  # fmt: skip
    """Say what stopped every route from START to END: which date, product, strength or missing relation.

    Example: chipgraph why-not Huawei SPIL
    """
    with running(session, bounds) as work:
        answer = session.graph.why_not(start, end, to=to, cancel=work.cancel, progress=work.progress, **given(bounds))
    if _on_terminal(format, output):
        click.echo(f"{answer.note}.")
        for row in answer:
            click.echo(f"  {row['text']}")
    else:
        write(session, answer, format, output)
    finish(session, work)
    if exit_code and answer.certificate["routes_in_all"]:
        raise Exit(1)


@click.command()
@click.argument("start")
@click.argument("end", required=False)
@bound_options
@output_options
@click.pass_obj
def cut(
    session: Session, /, start: str, end: str | None, format: str | None, output: str | None, **bounds: Any
) -> None:
    """Find the fewest relations, and the fewest origins, without which no route from START to END is left.

    With the id of one route instead, what that route stands on. Where the search is too long, the answer is bounds.

    Example: chipgraph cut TSMC Huawei
    """
    with running(session, bounds) as work:
        answer = session.graph.cut(start, end, cancel=work.cancel, progress=work.progress, **given(bounds))
    if _on_terminal(format, output) and "relations" in (answer.document or {}):
        click.echo("\n".join(cut_lines(answer.document or {})))
    else:
        write(session, answer, format, output)
    remember(session, answer)
    finish(session, work)


def cut_lines(document: Document) -> Iterator[str]:
    """Write a cut for the terminal: both cuts with their claims, then the steps of the best route by origins."""
    routes = "One route" if document["routes"] == 1 else f"{document['routes']} routes"
    yield f"{routes}. {' '.join(document['text'])}"
    for relation in document["relations"]["cut"]:
        yield from relation_lines(relation)
    for origin in document["origins"]["cut"]:
        titles = "; ".join(str(source["title"]) for source in origin["sources"])
        yield f"  origin {origin['origin']}: {', '.join(origin['makers'])} [{titles}]"
        yield f"    stands behind {', '.join(origin['records'])}"
    if document["steps"]:
        yield ""
        yield f"Origins of each step of {'the best route' if document['routes'] > 1 else 'the route'}:"
        yield from _step_lines(document["steps"])


def _step_lines(steps: list[Document]) -> Iterator[str]:
    for step in steps:
        known, most = step["origins"]["known_independent"], step["origins"]["at_most"]
        count = f"{known}" if known == most else f"{known} known to be independent, at most {most}"
        weak = "  ← fewest" if step["weakest"] else ""
        yield f"  {step['step']}  {step['sentence']} · origins: {count}{weak}"


@click.command()
@click.argument("route", metavar="ROUTE-ID")
@click.option("--answer", "file", type=click.Path(dir_okay=False), help="JSON of an answer that holds the route.")
@bound_options
@output_options
@click.pass_obj
def explain(
    session: Session, /, route: str, file: str | None, format: str | None, output: str | None, **bounds: Any
) -> None:
    """Judge one route again, in the graph of today, and print its evidence step by step.

    The id is the one that an earlier answer printed. An answer of another machine is read with --answer.

    Example: chipgraph explain 7558526e6cdb31eb3e54
    """
    answer = session.graph.explain(route, None if file is None else _read(file), **given(bounds))
    if _on_terminal(format, output):
        click.echo("\n".join(explain_lines(answer)))
    else:
        write(session, answer, format, output)


def _read(file: str) -> Document:
    try:
        document = json.loads(Path(file).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            f"{file}: there is no such file. Save an answer first: chipgraph trace ... -o {file}"
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError("it is no JSON.", file, "Save an answer with -f json and give that file.") from error
    if not isinstance(document, Mapping):
        raise InputError("it is no answer.", file, "Save an answer with -f json and give that file.")
    return document


def explain_lines(answer: Result) -> Iterator[str]:
    """Write one route for the terminal: every alternative of each step with its claims."""
    document = answer.document or {}
    yield answer.note
    routes = document["routes"]
    assert isinstance(routes, list)
    for route in routes:
        disputed = " · disputed" if route["disputed"] else ""
        yield f"{route['verdict']} · strength {route['strength']}{disputed} · arrival {route['arrival'] or 'not stated'}"
        combinations = route["combinations"]
        yield f"{combinations['possible']} combinations of records fit, {combinations['definite']} of them definite"
        steps = document["steps"]
        assert isinstance(steps, list)
        for step, told in zip(steps, route["steps"], strict=True):
            yield ""
            yield from _step_lines([step])
            yield from _evidence_lines(told)
        beside = [d for d in route["denials"] if not d["steps"]]
        if beside:
            yield ""
            yield "Beside the route:"
            yield from (f"  {line}" for line in claim_lines(beside))


def _evidence_lines(step: Document) -> Iterator[str]:
    low, high = step["days"]
    yield f"     in this route between {low or 'no day stated'} and {high or 'no day stated'}"
    for one in [step, *step["alternatives"]]:
        marks = f" · {', '.join(m.replace('_', ' ') for m in one['marks'])}" if one["marks"] else ""
        yield f"     record {one['record']}: {window_text(one['window'])} · strength {one['strength']} · {one['standing']}{marks}"
        yield from (f"       {line}" for line in claim_lines(one["claims"]))

"""``trace``: the routes by which a product can have moved, with the evidence behind every hop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.ask import claim_lines, relation_lines, window_text
from chipgraph.cli.bounds import bound_options, finish, given, running
from chipgraph.cli.context import Session, default_format, output_options
from chipgraph.cli.questions import remember
from chipgraph.errors import UsageError
from chipgraph.flags.telling import hop_lines


@click.command()
@click.argument("start", required=False)
@click.argument("end", required=False)
@click.option("--to", metavar="NAME", help="Where routes end, without a start: from every origin.")
@bound_options
@click.option("--law", is_flag=True, help="Judge every hop by the law of its days.")
@click.option("--law-on", metavar="DATE", help="Judge every hop by the law of this day.")
@click.option("--explain", is_flag=True, help="Say what each filter and bound kept out.")
@click.option("--query", type=click.Choice(["sparql", "cypher"]), help="Print the question in this language instead.")
@click.option("--exit-code", is_flag=True, help="End with 1 if a route was found.")
@output_options
@click.pass_obj
def trace(
    session: Session, /, start: str | None, end: str | None, to: str | None, query: str | None, exit_code: bool,
    law: bool, law_on: str | None, explain: bool, format: str | None, output: str | None, **bounds: Any,
) -> None:  # fmt: skip
    """Trace the routes by which a product can have moved from START to END.

    Examples: chipgraph trace TSMC Huawei ; chipgraph trace --to "Ascend 910C" -f json
    """
    if start is not None and end is None and to is None:
        raise UsageError(f"Say where the route from {start!r} ends: chipgraph trace {start!r} END, or --to NAME")
    if query is not None:
        click.echo("\n\n".join(session.graph.trace_queries(query, start, end, to=to, **given(bounds))))
        return
    with running(session, bounds) as work:
        answer = session.graph.trace(
            start,
            end,
            to=to,
            law=law_on or law,
            explain=explain,
            cancel=work.cancel,
            progress=work.progress,
            **given(bounds),
        )
    _write(session, answer, format, output)
    for line in _note(answer.certificate):
        session.note(line)
    remember(session, answer.to_result())
    finish(session, work)
    if exit_code and answer.routes:
        raise Exit(1)


def _write(session: Session, answer: Any, format: str | None, output: str | None) -> None:
    from pathlib import Path

    from chipgraph.results import format_of

    to_file = output is not None and output != "-"
    chosen = format or (format_of(Path(str(output))) if to_file else default_format())
    session.check_terms(answer.certificate, "file" if to_file else chosen)
    if chosen == "json":
        text = answer.to_json() + "\n"
    elif chosen == "table":
        text = "\n".join(trace_lines(answer.to_dict())) + "\n"
    else:
        session.write(answer.to_result(), chosen, output)
        return
    if to_file:
        Path(str(output)).write_text(text, encoding="utf-8")
        session.note(f"Wrote {output}")
    else:
        click.echo(text, nl=False)


def trace_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Write an answer for the terminal: every hop with its dates, strength, standing, claims and denials."""
    question = answer["question"]
    start = "every origin" if question["start"] is None else ", ".join(s["caption"] for s in question["start"])
    yield f"Routes from {start} to {', '.join(e['caption'] for e in question['end'])}"
    for number, route in enumerate(answer["routes"], 1):
        yield ""
        yield from _route_lines(number, route)
    if not answer["routes"]:
        yield ""
        yield from _no_route_lines(answer)
    if answer["denied_relations"]:
        yield ""
        yield "Denied, and asserted by nobody:"
        for relation in answer["denied_relations"]:
            yield from relation_lines(relation)


def _route_lines(number: int, route: Mapping[str, Any]) -> Iterator[str]:
    marks = f" · {len(route['marks'])} mark{'s' if len(route['marks']) != 1 else ''}" if route["marks"] else ""
    disputed = " · disputed" if route["disputed"] else ""
    label = f"{route['label']} · " if "label" in route else ""
    yield f"{number}  {label}{route['verdict']} · strength {route['strength']}{disputed}{marks}   {route['id']}"
    told: set[str] = set()
    for step in route["steps"]:
        yield from _step_lines(step)
        told.update(claim["id"] for claim in step["claims"])
    beside: dict[str, list[Mapping[str, Any]]] = {}
    for denial in route["denials"]:
        if denial["id"] not in told:
            beside.setdefault(denial["reach"], []).append(denial)
    for reach, denials in beside.items():
        yield f"   Beside the route, {reach}:"
        yield from (f"     {line}" for line in claim_lines(denials))


def _step_lines(step: Mapping[str, Any]) -> Iterator[str]:
    product = f"  [{step['product_caption']}]" if step["product_caption"] and step["kind"] != "lineage" else ""
    holder = (
        f"  (held by {step['holding_to']['holder_caption'] or 'whoever holds it'})" if step["kind"] == "lineage" else ""
    )
    kind = "" if step["kind"] in ("possession", "lineage") else f"  ({step['kind']} step)"
    yield f"   {step['sentence']}{product}{holder}{kind}"
    marks = f" · {', '.join(m.replace('_', ' ') for m in step['marks'])}" if step["marks"] else ""
    quantity = _quantity(step["quantity"])
    yield f"     {window_text(step['window'])} · strength {step['strength']} · {step['standing']}{marks}{quantity}"
    yield from (f"     {line}" for line in claim_lines(step["claims"]))
    if step.get("law"):
        yield from (f"     {line}" for line in hop_lines(step["law"]))
    if step["alternatives"]:
        records = ", ".join(a["record"] for a in step["alternatives"])
        yield f"     {len(step['alternatives'])} more on this step: {records}"


def _quantity(quantity: Mapping[str, str] | None) -> str:
    if quantity is None:
        return ""
    low, high = quantity.get("min"), quantity.get("max")
    amount = low if low == high else f"{low or ''}..{high or ''}"
    return f" · {amount} {quantity.get('unit', '')}".rstrip()


def _no_route_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    if answer["certificate"]["exhaustive"]:
        yield "No route within these bounds over this data."
    else:
        yield f"Not found before the search stopped ({answer['certificate']['stopped_by']})."
    for miss in (answer.get("why_not") or {}).get("misses", []):
        yield f"  {miss['text']}"


def _pruned_words(entry: Mapping[str, Any]) -> str:
    """Say what one filter or bound kept out."""
    alternatives = entry["alternatives"]
    rows = "" if alternatives is None else f"{alternatives} alternatives of the whole graph, "
    return f"{entry['constraint']} kept out {rows}{entry['steps']} steps and {entry['states']} states of this question"


def _note(certificate: Mapping[str, Any]) -> Iterator[str]:
    listed, in_all = certificate["routes_listed"], certificate["routes_in_all"]
    least = "" if certificate["exhaustive"] else "at least "
    yield f"{listed} of {least}{in_all} routes shown; {certificate['states']} states and {certificate['steps']} steps searched"
    for effect in certificate["filters"]:
        if effect["steps_removed"]:
            yield f"  filter {effect['name']} removed {effect['steps_removed']} steps; a route without it: {effect['route_without']}"
    yield from (f"  {_pruned_words(entry)}" for entry in certificate.get("pruned", ()))
    quarantined = certificate["holes"]["quarantined_rows"]
    if quarantined:
        yield f"  {quarantined} parts of the sources are set aside (quarantined) and were not searched"

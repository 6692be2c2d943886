"""``watch``: which answers flip on days that are already known (G18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.context import Session, default_format, output_options

if TYPE_CHECKING:
    from chipgraph.flags.watch import Watch


@click.command()
@click.option("--until", metavar="DATE", required=True, help="The last day.")
@click.option("--on", metavar="DATE", help="The clock: the day from which one looks ahead. Default: today.")
@click.option("--known-on", metavar="DATE", help="Only what was published by this day.")
@click.option("--max-transfers", type=click.IntRange(0, 50), help="Possession, service and group steps. Default 6.")
@click.option("--max-lineage", type=click.IntRange(0, 50), help="Lineage steps. Default 6.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Time limit of the search.")
@click.option("--exit-code", is_flag=True, help="End with 1 if an answer flips.")
@output_options
@click.pass_obj
def watch(
    session: Session,
    /,
    until: str,
    on: str | None,
    exit_code: bool,
    format: str | None,
    output: str | None,
    **bounds: Any,
) -> None:
    """List the answers that flip on known days: the end of a stay or of a grace period, a version that is printed.

    Example: chipgraph watch --on 2026-11-01 --until 2027-01-31
    """
    answer = session.graph.watch(until, on=on, **{k: v for k, v in bounds.items() if v is not None})
    if (output is None or output == "-") and (format or default_format()) == "table":
        click.echo("\n".join(watch_lines(answer)))
    else:
        session.write(answer.to_result(), format, output)
    session.note(f"{len(answer.changes)} changes of the law, {len(answer.flips)} answers flip")
    if not answer.certificate["exhaustive"]:
        session.note(f"The search stopped early ({answer.certificate['stopped_by']}): there may be more.")
    if exit_code and answer.flips:
        raise Exit(1)


def watch_lines(answer: Watch) -> Iterator[str]:
    """Write the answer for a person: what changes in the law, then what flips, day by day."""
    yield f"Seen from {answer.question['on']}, until {answer.question['until']}"
    yield ""
    yield "What changes in the law:"
    for change in answer.changes:
        yield f"  {change['day']}  {change['subject']}: {change['was']} → {change['becomes']}  ({change['citation']})"
        yield from _open_lines(change, "    ")
    if not answer.changes:
        yield "  nothing that these files know of"
    day = None
    for flip in answer.flips:
        if flip["day"] != day:
            day = flip["day"]
            yield ""
            yield f"{day}"
        yield from _flip_lines(flip)
    if not answer.flips:
        yield ""
        yield "No answer over these data flips on these days."


def _flip_lines(flip: Mapping[str, Any]) -> Iterator[str]:
    about = f" because of {flip['party']}" if flip["kind"] == "hop" and flip["party"] else ""
    rule = f"{flip['rule']}{about}: " if flip["rule"] else ""
    yield f"  {flip['kind']}  {flip['subject']}"
    yield f"    {rule}{flip['was']} → {flip['becomes']}  ({flip['citation'] or 'no rule'})"
    yield from (f"    {r['reading']}: {r['licence'].replace('_', ' ')}" for r in flip["readings"])
    yield from _open_lines(flip, "    ")
    if flip["routes"]:
        yield f"    on {len(flip['routes'])} known routes: {', '.join(flip['routes'])}"


def _open_lines(told: Mapping[str, Any], margin: str) -> Iterator[str]:
    yield from (f"{margin}not confirmed ({q['id']}): {q['question']}; {q['last_known']}" for q in told["unconfirmed"])

"""``gaps`` and ``hypotheses``: what is missing between two ends, and which origins of a product compete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import rich_click as click

from chipgraph.cli.bounds import bound_options, finish, given, parts_done, running
from chipgraph.cli.context import Session, default_format, output_options
from chipgraph.cli.questions import remember, write
from chipgraph.errors import UsageError
from chipgraph.results import Result

Document = Mapping[str, Any]


def _on_terminal(format: str | None, output: str | None) -> bool:
    return output in (None, "-") and (format or default_format()) == "table"


@click.command()
@click.argument("start", required=False)
@click.argument("end", required=False)
@click.option("--to", metavar="NAME", help="Where routes would end, without a start: from every origin.")
@click.option("--count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many gaps are told.")
@bound_options
@output_options
@click.pass_obj
def gaps(
    session: Session, /, start: str | None, end: str | None, to: str | None, count: int,
    format: str | None, output: str | None, **bounds: Any,
) -> None:  # fmt: skip
    """Rank the relations that nobody states and that would complete a route from START to END.

    The facts that fit each are listed, and what speaks against it. A gap is no finding: it says where to look.

    Example: chipgraph gaps SPIL "CloudMatrix 384"
    """
    if start is not None and end is None and to is None:
        raise UsageError(f"Say where the route from {start!r} would end: chipgraph gaps {start!r} END, or --to NAME")
    with running(session, bounds, parts_done) as work:
        answer = session.graph.gaps(
            start, end, to=to, count=count, cancel=work.cancel, progress=work.progress, **given(bounds)
        )
    if _on_terminal(format, output):
        click.echo("\n".join(gap_lines(answer)))
    else:
        write(session, answer, format, output)
    finish(session, work)


def gap_lines(answer: Result) -> Iterator[str]:
    """Write gaps for the terminal: the facts that fit, what speaks against, and the route that each would complete."""
    yield f"{answer.note}."
    told = (answer.document or {})["gaps"]
    assert isinstance(told, list)
    for gap in told:
        yield ""
        yield f"{gap['rank']}  {gap['text']}"
        yield from (f"   fits: {fact}" for fact in gap["fits"])
        yield from (f"   against: {fact}" for fact in gap["against"])
        yield f"   route: {' → '.join(_holdings(gap['route']))}"


def _holdings(steps: list[Document]) -> Iterator[str]:
    yield _holding(steps[0]["from"])
    for step in steps:
        yield f"{'? ' if step['missing'] else ''}{_holding(step['to'])}"


def _holding(held: Document) -> str:
    who = held["party_caption"] or "whoever holds it"
    return who if held["product"] is None else f"{who} with {held['product_caption']}"


@click.command()
@click.argument("name", metavar="PRODUCT")
@bound_options
@output_options
@click.pass_obj
def hypotheses(session: Session, /, name: str, format: str | None, output: str | None, **bounds: Any) -> None:
    """Put the origins of PRODUCT side by side: what each explains, what it leaves open, what speaks against it.

    Example: chipgraph hypotheses "Ascend 910C"
    """
    with running(session, bounds) as work:
        answer = session.graph.hypotheses(name, cancel=work.cancel, progress=work.progress, **given(bounds))
    if _on_terminal(format, output):
        click.echo("\n".join(hypothesis_lines(answer)))
    else:
        write(session, answer, format, output)
    remember(session, answer)
    finish(session, work)


def hypothesis_lines(answer: Result) -> Iterator[str]:
    """Write hypotheses for the terminal, those that compete for one input together."""
    yield f"{answer.note}."
    told = (answer.document or {})["hypotheses"]
    assert isinstance(told, list)
    into: object = ""
    for one in told:
        if one["input"] != into:
            into = one["input"]
            yield ""
            yield f"Where the {one['input_caption']} in it comes from:" if into else "Where it comes from as a whole:"
        best = one["best"]
        marks = f" · {len(best['marks'])} marks" if best["marks"] else ""
        yield f"  {one['origin_caption']} · {one['routes']} routes · best: {best['verdict']} · strength {best['strength']}{marks}   {best['id']}"
        yield from (f"     explains: {fact}" for fact in one["explains"])
        yield from (f"     leaves open: {fact}" for fact in one["leaves_open"])
        yield from (f"     against: {fact}" for fact in one["against"])

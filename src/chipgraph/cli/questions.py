"""More questions over routes: ``reach``."""

from __future__ import annotations

from typing import Any

import rich_click as click

from chipgraph.cli.bounds import bound_options, finish, given, parts_done, running
from chipgraph.cli.context import Session, output_options


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PARTY|PRODUCT...")
@click.option("--down", "direction", flag_value="down", default="down", help="Where it can have gone. The default.")
@click.option("--up", "direction", flag_value="up", help="From where it can have come.")
@bound_options
@output_options
@click.pass_obj
def reach(
    session: Session, /, names: tuple[str, ...], direction: str, format: str | None, output: str | None, **bounds: Any
) -> None:
    """Say what can have reached whom by when: every holding down stream, or up stream, with its best route.

    Down stream a row names the earliest day of arrival, up stream the latest day of departure.

    Example: chipgraph reach TSMC --until 2024
    """
    with running(session, bounds, parts_done) as work:
        answer = session.graph.reach(
            *names, direction=direction, cancel=work.cancel, progress=work.progress, **given(bounds)
        )
    session.write(answer, format, output)
    session.note(answer.note)
    finish(session, work)

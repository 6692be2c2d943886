"""``flags``: routes of controlled products to restricted parties, judged by the law as of each hop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.context import Session, default_format, output_options

if TYPE_CHECKING:
    from chipgraph.answers.trace import Trace

_STRENGTHS = ["alleged", "reported", "observed", "admitted", "official"]


@click.command()
@click.option("--known-on", metavar="DATE", help="Only what was published by this day.")
@click.option("--max-transfers", type=click.IntRange(0), help="Possession, service and group steps. Default 6.")
@click.option("--max-lineage", type=click.IntRange(0), help="Lineage steps. Default 6.")
@click.option("--mode", type=click.Choice(["follow", "strict"]), help="How much may be taken for granted.")
@click.option("--min-strength", type=click.Choice(_STRENGTHS), help="Walk only what is at least this strong.")
@click.option("--disputed", type=click.Choice(["include", "exclude"]), help="Default: include.")
@click.option("--since", metavar="DATE", help="Only steps that can have happened on or after this day.")
@click.option("--until", metavar="DATE", help="Only steps that can have happened by this day.")
@click.option("--limit", type=click.IntRange(1), help="How many routes are shown. Default 100.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Time limit of the search.")
@click.option("--exit-code", is_flag=True, help="End with 1 if a route is flagged.")
@output_options
@click.pass_obj
def flags(session: Session, /, exit_code: bool, format: str | None, output: str | None, **bounds: Any) -> None:
    """List routes of controlled products to restricted parties, each hop by the law of its days.

    A route is flagged if a rule applies to a hop and no licence on record covers it, open if a rule only may apply.

    Example: chipgraph flags -f json
    """
    answer = session.graph.flags(**{k: v for k, v in bounds.items() if v is not None})
    write_routes(session, answer, format, output)
    counts = answer.certificate["labels"]
    session.note(", ".join(f"{count} {label}" for label, count in counts.items()))
    if not answer.certificate["exhaustive"]:
        session.note(f"The search stopped early ({answer.certificate['stopped_by']}): there may be more.")
    if exit_code and counts["flagged"]:
        raise Exit(1)


def write_routes(session: Session, answer: Trace, format: str | None, output: str | None) -> None:
    """Write judged routes: lines for a person, the whole document as JSON, a row a hook in every other format."""
    from chipgraph.cli.trace import trace_lines
    from chipgraph.flags.telling import law_result

    to_file = output is not None and output != "-"
    if not to_file and (format or default_format()) == "table":
        click.echo("\n".join(trace_lines(answer.to_dict())))
        return
    session.write(law_result(answer), format, output)

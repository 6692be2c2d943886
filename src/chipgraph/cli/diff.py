"""``snapshot`` and ``diff``: keep a data version in a file; say what changed between two, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import rich_click as click

from chipgraph.cli.context import Session, output_options, rights_option
from chipgraph.errors import UsageError


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@rights_option
@click.pass_obj
def snapshot(session: Session, file: str) -> None:
    """Write the loaded graph into one file: rows, judgements, rules and law. The same graph gives the same bytes.

    Example: chipgraph snapshot 2026-11.zip
    """
    from chipgraph.snapshot import write_snapshot

    path = Path(file)
    if path.exists():
        raise UsageError(f"{path} exists. Choose another name, or remove it first.")
    write_snapshot(session.graph, path, session.have_rights)
    click.echo(f"Wrote {path}: graph {session.graph.digest}")
    session.note_terms({"licences": session.graph.licences(None)})


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--party", metavar="NAME", help="Only what touches this party.")
@click.option("--case", metavar="DATASET", help="Only what this dataset says.")
@click.option("--route", nargs=2, metavar="START END", help="The routes from START to END.")
@output_options
@click.pass_obj
def diff(
    session: Session,
    before: str,
    after: str,
    party: str | None,
    case: str | None,
    route: tuple[str, str] | None,
    format: str | None,
    output: str | None,
) -> None:
    """Say what changed from BEFORE to AFTER, by cause: data, identity, status rule, law.

    BEFORE and AFTER are files of `chipgraph snapshot`, or the word current for the loaded graph.

    Examples: chipgraph diff 2026-10.zip current ; chipgraph diff 2026-10.zip 2026-11.zip --route TSMC Huawei
    """
    from chipgraph.diff import COLUMNS, Diff, Scope
    from chipgraph.results import Result
    from chipgraph.snapshot import opened

    if sum(x is not None for x in (party, case, route)) > 1:
        raise UsageError("Ask for one of --party, --case and --route.")
    with opened(before, session.graph) as old, opened(after, session.graph) as new:
        found = Diff(old, new, session.settings).changes(Scope(party, case, route))
    session.write(Result(COLUMNS, [c.row() for c in found]), format, output)
    counts = Counter((c.what, c.change) for c in found)
    told = ", ".join(f"{n} {what} {change}" for (what, change), n in sorted(counts.items()))
    session.note(told or "Nothing changed.")

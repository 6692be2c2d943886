"""``sources``: where the claims stand, under which licence, and what would vanish with a page."""

from __future__ import annotations

import rich_click as click

from chipgraph.cli.context import Session, output_options


@click.command()
@click.argument("id", required=False, metavar="[ID]")
@click.option("--at-risk", is_flag=True, help="Only those on which something rests alone and that are not kept here.")
@output_options
@click.pass_obj
def sources(session: Session, id: str | None, at_risk: bool, format: str | None, output: str | None) -> None:
    """List the sources; with an ID, what would vanish if that one did.

    "rests on it" counts records, statements and measures that no other source asserts. "kept" says what is kept here: a copy,
    the quotes of all claims, some quotes, or nothing. "passing on" says how much of it an export may hold: allowed, attribution,
    excerpts-only, unknown, not-allowed.

    Examples: chipgraph sources --at-risk ; chipgraph sources chips-source-epoch
    """
    from chipgraph.answers.sources import source_lines, vanishing
    from chipgraph.results import Result

    records = session.graph.records
    if id is not None:
        rows = vanishing(records, id)
        certificate = session.graph.certificate({"ask": "sources", "id": id}, rows)
        session.write(Result(("class", "id", "words"), rows, certificate=certificate), format, output)
        session.note(f"{len(rows)} records, statements and measures rest on {id} alone.")
        return
    lines = [line for line in source_lines(records) if line.at_risk or not at_risk]
    columns = ("id", "kind", "title", "licence", "passing on", "kept", "claims", "rests on it", "url", "sha256")
    found = [
        (s.id, s.kind, s.title, s.licence, s.redistribution, s.kept, s.claims, len(s.alone), s.url, s.sha256)
        for s in lines
    ]
    session.write(Result(columns, found), format, output)

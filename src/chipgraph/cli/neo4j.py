"""``neo4j``: start, fill, export and stop a Neo4j that holds the loaded graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from chipgraph.cli.context import Session, rights_option

if TYPE_CHECKING:
    from chipgraph.stores.protocol import Progress


@click.group()
def neo4j() -> None:
    """Start, fill, export and stop a Neo4j, to ask in Cypher.

    Without further ado it is a Neo4j Community of your own, on this machine only. To use one that runs already, set
    CHIPGRAPH_NEO4J_URI, CHIPGRAPH_NEO4J_USER and CHIPGRAPH_NEO4J_PASSWORD.

    Example: chipgraph neo4j up
    """


@neo4j.command()
@click.option("--yes", "-y", is_flag=True, help="Download what is missing without asking.")
@click.option("--bolt-port", type=click.IntRange(1, 65535), help="Port for Bolt. Default: 7687, or a free one.")
@click.option("--http-port", type=click.IntRange(1, 65535), help="Port for HTTP. Default: 7474, or a free one.")
@click.option("--heap", default="1g", show_default=True, help="Memory for Java objects, at most.")
@click.option("--page-cache", default="512m", show_default=True, help="Memory for data that were read.")
@click.option("--version", metavar="VERSION", help="Release of Neo4j. Default: the newest that the Java here can run.")
@click.pass_obj
def up(
    session: Session,
    yes: bool,
    bolt_port: int | None,
    http_port: int | None,
    heap: str,
    page_cache: str,
    version: str | None,
) -> None:
    """Start Neo4j Community and wait until it answers: with Docker, else with the Java of this machine.

    Example: chipgraph neo4j up --yes
    """
    from chipgraph import neo4j_server
    from chipgraph.stores.neo4j import connect

    chosen = session.settings
    if chosen.neo4j_uri is not None:
        with connect(chosen) as store:
            digest = store.digest()
        session.note(f"CHIPGRAPH_NEO4J_URI is set, so nothing was started: {chosen.neo4j_uri} is used.")
        click.echo(f"{chosen.neo4j_uri} answers and holds {digest or 'no load'}")
        return
    limits = neo4j_server.Limits(bolt_port, http_port, heap, page_cache)
    session.note("Starting Neo4j ...")
    server = neo4j_server.up(chosen.home, chosen.cache, lambda question: yes or _confirm(question), limits, version)
    click.echo(f"Neo4j {server.version} answers at {server.uri} (user {server.user}; HTTP {server.http})")
    session.note(f"Its password is in {chosen.home / 'neo4j' / 'password'}. Next: chipgraph neo4j load")


@neo4j.command()
@click.pass_obj
def status(session: Session) -> None:
    """Say whether a Neo4j runs, where, and what it holds.

    Example: chipgraph neo4j status
    """
    from chipgraph import neo4j_server
    from chipgraph.stores.neo4j import connect

    chosen = session.settings
    if chosen.neo4j_uri is None:
        known = neo4j_server.status(chosen.home)
        if known.server is None or not known.running:
            click.echo(f"No Neo4j runs for {chosen.home}. {known.problem or ''}".strip())
            return
        click.echo(f"Neo4j {known.server.version} ({known.server.kind} {known.server.process}) at {known.server.uri}")
    with connect(chosen) as store:
        manifest = store.manifest()
    click.echo(f"It holds {manifest.digest or 'no load'}")
    if manifest.loading:
        click.echo("A load is under way.")
    elif manifest.mixed:
        click.echo("A load was broken off; readers see the one before. Finish it: chipgraph neo4j load")


@neo4j.command()
@click.option("--known-on", metavar="DATE", help="Load only what was published by this day.")
@click.pass_obj
def load(session: Session, known_on: str | None) -> None:
    """Load the graph into Neo4j. It can be interrupted and repeated; readers see the old load until the new is whole.

    Example: chipgraph neo4j load
    """
    from chipgraph.projection import tables_of
    from chipgraph.stores.neo4j import connect

    with connect(session.settings) as store:
        tables = tables_of(session.graph.view(known_on))
        report = store.load(tables, _progress(session))
    if not report.changed:
        click.echo(f"Nothing changed: Neo4j already holds {report.digest}")
        return
    click.echo(f"Neo4j holds {report.digest}: {report.nodes:,} nodes, {report.edges:,} edges")
    session.note("Next: chipgraph cypher 'MATCH (a:Firm)-[r]->(b:Firm) RETURN a.caption, type(r), b.caption LIMIT 10'")


@neo4j.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--known-on", metavar="DATE", help="Export only what was published by this day.")
@click.option("--database", default="neo4j", show_default=True, help="Name of the database in the printed command.")
@rights_option
@click.pass_obj
def export(session: Session, folder: Path, known_on: str | None, database: str) -> None:
    """Write the files of an offline import for millions of rows, and print the command that imports them.

    The file certificate.json beside them says what they hold, under which terms.

    Example: chipgraph neo4j export import-files
    """
    from chipgraph import licences
    from chipgraph.projection import tables_of
    from chipgraph.stores.neo4j_export import export as write

    certificate = session.graph.certificate({"ask": "neo4j export", "known_on": known_on})
    licences.refuse(licences.lines_in(certificate), session.have_rights)
    written = write(tables_of(session.graph.view(known_on)), folder, database, certificate)
    session.note(f"Wrote {len(written.files)} files to {written.folder}. With that server stopped, run:")
    session.note_terms(certificate)
    click.echo(written.command)


@neo4j.command()
@click.pass_obj
def down(session: Session) -> None:
    """Stop the Neo4j that `up` started. Its data stay, and are there again after the next `up`.

    Example: chipgraph neo4j down
    """
    from chipgraph import neo4j_server

    server = neo4j_server.down(session.settings.home)
    if server is None:
        click.echo(f"No Neo4j ran for {session.settings.home}.")
    else:
        click.echo(f"Neo4j {server.version} at {server.uri} has ended.")


def _confirm(question: str) -> bool:
    """Ask at a terminal; where there is none, nobody agreed."""
    return sys.stdin.isatty() and click.confirm(question, err=True)


def _progress(session: Session) -> Progress:
    """Report on stderr: one line that is written over on a terminal, else nothing until the end."""

    def tell(what: str, done: int, of: int) -> None:
        if not session.quiet and sys.stderr.isatty():
            end = "\n" if done == of else ""
            click.echo(f"\r{what}: {done:,} of {of:,}{end}", err=True, nl=False)

    return tell

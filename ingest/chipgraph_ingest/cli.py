"""``chipgraph ingest``: read sources, then load what they say into the graph."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from chipgraph.cli.context import Session
from chipgraph.errors import UsageError
from chipgraph.stores.disk import DatasetContent
from chipgraph_ingest import output
from chipgraph_ingest.catalogue import default_sources, find_source, sources, with_needs
from chipgraph_ingest.context import Progress
from chipgraph_ingest.runner import RunReport, collect, run
from chipgraph_ingest.spec import Spec, read_spec


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "everything", is_flag=True, help="Read all shipped sources, also those that take their time.")
@click.option("--list", "only_list", is_flag=True, help="List the shipped sources and stop.")
@click.option("--dry-run", is_flag=True, help="Read and check, write nothing.")
@click.option("--again", is_flag=True, help="Read sources again that have not changed.")
@click.option("--home", metavar="DIR", help="Folder of the graph.")
@click.pass_context
def ingest(
    ctx: click.Context,
    names: tuple[str, ...],
    everything: bool,
    only_list: bool,
    dry_run: bool,
    again: bool,
    home: str | None,
) -> None:
    """Read sources (lists, registers, cases) into the graph; without NAME those that a first look needs.

    A NAME is a dataset, publisher/name, or a folder of your own. A run that is stopped goes on where it was when it is
    started again; the graph changes at the end, all of it or nothing.

    Example: chipgraph ingest us/bis_entity_list
    """
    session = ctx.obj if isinstance(ctx.obj, Session) and home is None else Session(home, False, None)
    if names and everything:
        raise UsageError("--all reads all shipped sources. Name some, or write --all, not both")
    shipped = sources() if everything or only_list else default_sources()
    folders = with_needs([find_source(name) for name in names] or shipped)
    if only_list:
        for folder in folders:
            spec = read_spec(folder)
            click.echo(
                f"{folder.parent.name}/{folder.name}\t{spec.name}\t{_title(spec)}\t{'default' if spec.default else '--all'}"
            )
        return
    if dry_run:
        for folder in folders:
            _, quarantine, stats = collect(read_spec(folder), _progress(session, folder))
            click.echo(f"{stats['source']}: {stats['rows_read']} rows read, {len(quarantine)} parts would be set aside")
        click.echo("Dry run: nothing was written")
        return
    _load(session, folders, again)


def _load(session: Session, folders: list[Path], again: bool) -> None:
    out = session.settings.home / "datasets"
    contents: dict[str, DatasetContent | None] = {}
    for folder in folders:
        report = run(folder, out, _progress(session, folder), again)
        click.echo(_line(report))
        for lost in report.shrunk:
            session.note(f"  Much less than in the last run. {lost}. Is the download whole?")
        contents[report.name] = DatasetContent(*output.read(out, report.name))
    loaded = session.graph.put(contents)
    if loaded.changed:
        rows = sum(loaded.datasets.values())
        click.echo(f"Graph {loaded.digest}: {rows} rows in {len(loaded.datasets)} datasets")
    else:
        click.echo(f"Nothing changed: the graph already holds this. Digest {loaded.digest}")


def _title(spec: Spec) -> str:
    """The title of a dataset; that of a claim sheet stands in the sheet, and its YAML may repeat it."""
    return str(spec.dataset.get("title", ""))


def _progress(session: Session, folder: Path) -> Progress:
    session.note(f"Reading {folder.parent.name}/{folder.name}")
    return lambda rows: session.note(f"  {rows} rows")


def _line(report: RunReport) -> str:
    made = ", ".join(f"{kind} {count}" for kind, count in report.made.items() if kind != "Dataset")
    text = f"{report.name}: {report.rows_read} rows read{'' if report.changed else ', nothing changed'}; {made}"
    aside = sum(report.quarantined.values())
    return f"{text}; {aside} parts set aside in {report.folder / 'quarantine.jsonl'}" if aside else text

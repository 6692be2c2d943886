"""``load``, ``validate`` and ``new``: claim sheets into the graph, checked, and a template to start from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.context import Session, output_options
from chipgraph.errors import UsageError

if TYPE_CHECKING:
    from chipgraph.stores.disk import DatasetContent


@click.command()
@click.argument("files", nargs=-1, type=click.Path(), required=False)
@click.option("--remove", multiple=True, metavar="DATASET", help="Take a dataset out of the graph.")
@click.option("--map", "mapping", metavar="MAP.yaml", help="FILES is a table of records, read by this mapping.")
@click.option("--dry-run", is_flag=True, help="Read and check, load nothing.")
@click.pass_obj
def load(session: Session, files: tuple[str, ...], remove: tuple[str, ...], mapping: str | None, dry_run: bool) -> None:
    """Load claim sheets: YAML, CSV or XLSX, each one dataset. All of it or nothing.

    A file of millions of shipments (Parquet or CSV) goes into a table graph: draft its mapping with `chipgraph map`.

    Examples: chipgraph load my-case.xlsx ; chipgraph --graph big load ships.parquet --map ships.yaml
    """
    if mapping is not None:
        from chipgraph.cli.tables import load_mapped

        load_mapped(session, files, mapping, dry_run=dry_run)
        return
    from chipgraph.loading import read_sheets

    if not files and not remove:
        raise UsageError(
            "Name a claim sheet. For a template: chipgraph new case my-case. For shipped data: chipgraph ingest"
        )
    changes: dict[str, DatasetContent | None] = dict(read_sheets([Path(f) for f in files], session.graph.schema))
    loaded = session.graph.store.manifest()["datasets"] if remove else {}
    for name in remove:
        if name not in loaded:
            raise UsageError(f"No dataset is called {name!r}. Loaded are: {', '.join(sorted(loaded))}.")
    changes.update(dict.fromkeys(remove))
    if dry_run:
        _check(session, changes)
        for name, content in changes.items():
            click.echo(f"{name}: {'to be removed' if content is None else f'{len(content.rows)} rows'}")
        return
    report = session.graph.put(changes)
    if not report.changed:
        click.echo(f"Nothing changed: the graph already holds this. Digest {report.digest}")
        return
    for name, content in changes.items():
        click.echo(f"{name}: {'removed' if content is None else f'{len(content.rows)} rows loaded'}")
    click.echo(f"Graph {report.digest}: {sum(report.datasets.values())} rows in {len(report.datasets)} datasets")


def _check(session: Session, changes: Mapping[str, DatasetContent | None]) -> None:
    """Hold what the graph would hold against the rules, as a load does, and load nothing."""
    from chipgraph.loading import Loader
    from chipgraph.records import Records

    graph = session.graph
    kept = [] if graph.store.current is None else [r for r in graph.records if r.dataset not in changes]
    new = [row for content in changes.values() if content is not None for row in content.rows]
    Loader(graph.store, graph.schema, graph.grades).check(Records([*kept, *new]))


@click.command()
@click.argument("files", nargs=-1, type=click.Path(), required=False)
@output_options
@click.pass_obj
def validate(session: Session, files: tuple[str, ...], format: str | None, output: str | None) -> None:
    """Check claim sheets, or without a file the loaded graph. Exit code 1 if a rule is broken.

    Example: chipgraph validate my-case.yaml
    """
    from chipgraph.loading import Loader, read_sheets
    from chipgraph.records import Records
    from chipgraph.results import Result

    graph = session.graph
    contents = read_sheets([Path(f) for f in files], graph.schema)
    loaded = [] if graph.store.current is None else [r for r in graph.records if r.dataset not in contents]
    records = Records([*loaded, *(row for content in contents.values() for row in content.rows)])
    problems = Loader(graph.store, graph.schema, graph.grades).problems(records)
    columns = ("rule", "place", "problem", "remedy")
    if problems:
        session.write(Result(columns, [tuple(p[c] for c in columns) for p in problems]), format, output)
    session.note(f"{len(records)} rows checked, {len(problems)} problems")
    if problems:
        raise Exit(1)


@click.group()
def new() -> None:
    """Write a template to fill in."""


@new.command("case")
@click.argument("name")
@click.option("--xlsx", is_flag=True, help="A spreadsheet instead of YAML.")
@click.option("-o", "--output", metavar="FILE", help="Where to write; default NAME.yaml or NAME.xlsx.")
@click.pass_obj
def new_case(session: Session, name: str, xlsx: bool, output: str | None) -> None:
    """Write a commented claim sheet that loads as it is.

    Example: chipgraph new case my-case && chipgraph load my-case.yaml
    """
    from chipgraph.sheets import write_template

    path = Path(output or f"{name}.{'xlsx' if xlsx else 'yaml'}")
    if path.exists():
        raise UsageError(f"{path} exists. Choose another name, or remove it first.")
    write_template(name, path)
    click.echo(f"Wrote {path}. Fill it in, then: chipgraph load {path}")

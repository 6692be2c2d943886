"""``status``, ``doctor`` and ``config``: what is loaded, whether all parts work, which settings hold."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import rich_click as click
from click.exceptions import Exit

import chipgraph
from chipgraph.cli.context import Session, output_options
from chipgraph.errors import ChipgraphError, EmptyStoreError

_PARTS = ("pyoxigraph", "rdflib", "pyshacl", "numpy", "pyarrow", "polars", "neo4j", "rapidfuzz", "numba", "fastapi")


@click.command()
@click.pass_obj
def status(session: Session) -> None:
    """Say what is loaded, and what to try next.

    Example: chipgraph status
    """
    graph = session.graph
    try:
        lines = graph.dataset_lines
    except EmptyStoreError:
        click.echo(f"Nothing is loaded in {session.settings.home}.")
        click.echo("Next: chipgraph ingest            the shipped sources")
        click.echo("      chipgraph new case my-case  a claim sheet of your own")
        click.echo("      chipgraph load FILE         load a claim sheet")
        return
    from chipgraph.answers.catalog import count_kinds

    click.echo(f"Graph {graph.digest} in {session.settings.home}")
    for line in lines:
        quarantined = f", {line['quarantined']} quarantined" if line["quarantined"] else ""
        click.echo(f"  {line['name']}: {line.get('title') or ''} ({line['rows']} rows{quarantined})")
    counts = count_kinds(graph.records, graph.schema)
    click.echo("  " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    click.echo("Next: chipgraph trace TSMC Huawei   chipgraph search NAME   chipgraph claims Sophgo Huawei")


def _checks(session: Session) -> Iterator[tuple[str, str, str]]:
    """(what, ok | missing | problem, detail), one line a part."""
    yield "chipgraph", "ok", chipgraph.__version__
    yield "python", "ok" if sys.version_info >= (3, 11) else "problem", platform.python_version()
    for part in _PARTS:
        try:
            yield part, "ok", version(part)
        except PackageNotFoundError:
            yield part, "missing", "optional" if part in ("numba", "fastapi") else "pip install chipgraph"
    home = session.settings.home
    place = next(p for p in (home, *home.parents) if p.exists())
    free = shutil.disk_usage(place).free / 2**30
    yield "disk", "ok" if free > 1 else "problem", f"{free:.1f} GiB free in {place}"
    try:
        yield "graph", "ok", f"{len(session.graph.records)} rows, digest {session.graph.digest}"
    except ChipgraphError as error:
        yield "graph", "missing" if isinstance(error, EmptyStoreError) else "problem", str(error)
    yield from _neo4j(session)


def _neo4j(session: Session) -> Iterator[tuple[str, str, str]]:
    try:
        yield "neo4j server", "ok", f"holds load {session.graph.neo4j_digest() or 'none'}"
    except ChipgraphError as error:
        yield "neo4j server", "missing", str(error)


@click.command()
@output_options
@click.pass_obj
def doctor(session: Session, format: str | None, output: str | None) -> None:
    """Check versions, store, free disk and Neo4j.

    Example: chipgraph doctor
    """
    from chipgraph.results import Result

    rows = list(_checks(session))
    session.write(Result(("part", "state", "detail"), rows), format, output)
    if any(state == "problem" for _, state, _ in rows):
        raise Exit(3)


@click.group()
def config() -> None:
    """Show the settings and where each comes from."""


@config.command("show")
@click.option("--origin", is_flag=True, help="Say where each value comes from.")
@output_options
@click.pass_obj
def config_show(session: Session, origin: bool, format: str | None, output: str | None) -> None:
    """Show the settings that hold here.

    Example: chipgraph config show --origin
    """
    from chipgraph.results import Result

    described = session.settings.described()
    columns = ("name", "value", "origin") if origin else ("name", "value")
    rows = [(s.name, s.text, s.origin)[: len(columns)] for s in described]
    session.write(Result(columns, rows), format, output)

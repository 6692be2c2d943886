"""``spark``: questions for table graphs that are too large for one machine."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from chipgraph.cli.context import Session
from chipgraph.errors import InputError, UsageError


@click.group()
def spark() -> None:
    """Scan a table graph on a Spark cluster, or on this machine with Spark."""


@spark.command()
@click.argument("graph", type=click.Path(file_okay=False))
@click.option(
    "--from", "sources", multiple=True, required=True, metavar="NAME|@FILE", help="From these; one a line in FILE."
)
@click.option("--to", "targets", multiple=True, required=True, metavar="NAME|@FILE", help="To these parties.")
@click.option("-o", "--output", required=True, type=click.Path(), help="Folder of Parquet files to write.")
@click.option(
    "--max-transfers",
    type=click.IntRange(1, 50),
    default=6,
    show_default=True,
    help="Possession, service and group steps.",
)
@click.option("--max-lineage", type=click.IntRange(0, 50), default=6, show_default=True, help="Lineage steps.")
@click.option("--since", metavar="DATE", help="Only steps that can have happened on or after this day.")
@click.option("--until", metavar="DATE", help="Only steps that can have happened by this day.")
@click.option("--master", default="local[2]", show_default=True, help="Address of the Spark master.")
@click.option("--memory", default="4g", show_default=True, help="Memory of the driver; on one machine of all.")
@click.option("--partitions", type=click.IntRange(1), default=8, show_default=True, help="Parts of each shuffle.")
@click.pass_obj
def scan(
    session: Session, /, graph: str, sources: tuple[str, ...], targets: tuple[str, ...], output: str,
    max_transfers: int, max_lineage: int, since: str | None, until: str | None, master: str, memory: str, partitions: int,
) -> None:  # fmt: skip
    """Join sources with parties over the table graph in the folder GRAPH: fewest transfers, earliest arrival.

    It gives no route: ask for the pairs that matter by `chipgraph --graph GRAPH trace START END`.

    Example: chipgraph spark scan big --from @big/controlled.txt --to @big/listed.txt -o pairs.parquet
    """
    from chipgraph import schema
    from chipgraph.grades import Grades
    from chipgraph.spark.session import Cluster, start
    from chipgraph.tables import folder

    folder.read_head(Path(graph))
    if Path(output).exists():
        raise UsageError(f"{output} exists. Name another folder, or remove it first.")
    begin, end = _named(sources, "--from"), _named(targets, "--to")
    days = _day(since, first=True), _day(until, first=False)
    running = start(Cluster(master, memory, partitions))
    from chipgraph.spark.names import resolve
    from chipgraph.spark.scan import Bounds, SparkScan, write

    try:
        asked = SparkScan(running, Path(graph), schema.load(), Grades.load())
        ends = resolve(asked.files, begin), resolve(asked.files, end)
        bounds = Bounds(max_transfers, max_lineage, *days)
        session.note(f"Scanning {len(ends[0]):,} sources and {len(ends[1]):,} parties ...")
        pairs = asked.pairs([n.number for n in ends[0]], [n.number for n in ends[1]], bounds)
        ids = {n.number: n.id for n in (*ends[0], *ends[1])}
        certificate = asked.certificate(bounds, len(ends[0]), len(ends[1]))
        write(pairs, ids, certificate, Path(output))
    finally:
        running.stop()
    done = asked.progress
    click.echo(f"Wrote {output}: {done.pairs:,} pairs in {done.seconds:.0f} s")
    if done.undecided:
        session.note(f"{len(done.undecided):,} pairs are undecided; {output}/_certificate.json names them.")


def _named(given: tuple[str, ...], option: str) -> list[str]:
    """Read names from the command line, and those of a file, one a line."""
    names: list[str] = []
    for text in given:
        if not text.startswith("@"):
            names.append(text)
            continue
        path = Path(text[1:])
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError as error:
            raise InputError("there is no such file.", path, f"Give {option} @FILE with one name a line.") from error
        except UnicodeDecodeError as error:
            raise InputError("it is no UTF-8 text.", path, f"Give {option} @FILE with one name a line.") from error
        found = [line.strip() for line in lines if line.strip()]
        if not found:
            raise InputError("it holds no name.", path, "Write one name a line.")
        names += found
    return names


def _day(text: str | None, *, first: bool) -> int | None:
    from chipgraph.dates import DateError, parse

    if text is None:
        return None
    try:
        interval = parse(text)
    except DateError as error:
        raise UsageError(f"{'--since' if first else '--until'}: {error}") from error
    return interval.lo if first else interval.hi

"""``generate`` and ``map``: table graphs, made up to try a size, or read from a file of shipments of one's own."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from chipgraph.cli.context import Session
from chipgraph.errors import UsageError

_FOLDER = click.Path(file_okay=False)


@click.command()
@click.argument("out", type=_FOLDER)
@click.option("--records", type=click.IntRange(100), default=100_000, show_default=True, help="About so many records.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed gives the same graph."
)
@click.pass_obj
def generate(session: Session, out: str, records: int, seed: int) -> None:
    """Write a made-up graph of any size into the folder OUT, to measure with.

    Beside the tables stand controlled.txt and listed.txt: names for both ends of a scan.

    Example: chipgraph generate big --records 1000000 ; chipgraph --graph big trace firm-1 firm-7
    """
    from chipgraph.tables import folder, synthetic

    session.note(f"Making up {records:,} records ...")
    made = synthetic.generate(records, seed)
    path = folder.write(made.tables, Path(out))
    for name, names in (("controlled", made.controlled), ("listed", made.listed)):
        (path / f"{name}.txt").write_text("".join(f"{n}\n" for n in names), encoding="utf-8")
    click.echo(f"Wrote {out}: {len(made.tables.records):,} records, {len(made.tables.entities):,} parties and products")
    click.echo(f"Next: chipgraph --graph {out} trace firm-1 firm-7")


@click.command("map")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the mapping here. Default: on the screen.")
@click.option("--rows", type=click.IntRange(0, 100), default=3, show_default=True, help="Rows of the preview.")
@click.pass_obj
def map_columns(session: Session, file: str, output: str | None, rows: int) -> None:
    """Draft how the columns of FILE (Parquet or CSV) are to be read, and show its first rows.

    Example: chipgraph map shipments.parquet -o shipments.yaml
    """
    from chipgraph.tables import mapping, reading

    path = Path(file)
    text = mapping.draft(reading.headers(path), path)
    guessed = mapping.guess(reading.headers(path))
    meaning = {header: column for column, header in guessed.items()}
    for number, row in enumerate(reading.preview(path, rows), 1):
        session.note(f"row {number}")
        for header, value in row.items():
            session.note(f"  {meaning.get(header, 'not used'):<17} {header}: {'' if value is None else value}")
    if output is None:
        click.echo(text, nl=False)
        return
    target = Path(output)
    if target.exists():
        raise UsageError(f"{target} exists. Name another file, or remove it first.")
    target.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {target}. Fill it in, then: chipgraph --graph FOLDER load {file} --map {target}")


def load_mapped(session: Session, files: tuple[str, ...], mapping_file: str, *, dry_run: bool) -> None:
    """Load files of records by a mapping into the table graph of ``--graph``, beside what other datasets it holds.

    Raises
    ------
    UsageError
        If no folder was named.
    """
    from chipgraph import schema
    from chipgraph.grades import Grades
    from chipgraph.tables import folder
    from chipgraph.tables.loading import join, load_file, without
    from chipgraph.tables.mapping import read_mapping

    if session.graph_folder is None:
        raise UsageError("Name the folder of the table graph: chipgraph --graph FOLDER load FILE --map MAP.yaml")
    if len(files) != 1:
        raise UsageError("Load one file with one mapping at a time.")
    described = schema.load()
    mapping = read_mapping(Path(mapping_file), described, Grades.load())
    session.note(f"Reading {files[0]} ...")
    loaded = load_file(Path(files[0]), mapping, described)
    count, set_aside = len(loaded.tables.records), len(loaded.quarantine)
    told = f"{mapping.dataset.name}: {count:,} records, {set_aside:,} rows set aside"
    if dry_run:
        click.echo(f"{told} (nothing written)")
        return
    parts, quarantine = [loaded.tables], list(loaded.quarantine)
    if folder.is_table_graph(session.graph_folder):
        others = without(folder.read(session.graph_folder), mapping.dataset.name)
        parts += [others] if others is not None else []
        quarantine += [q for q in folder.quarantine_of(session.graph_folder) if q["file"] != Path(files[0]).name]
    folder.write(join(parts), session.graph_folder, quarantine)
    click.echo(told)
    if set_aside:
        first = loaded.quarantine[0]
        click.echo(f"  first: row {first['row']}, {first['column']}: {first['problem']} {first['remedy']}")
        click.echo(f"  all of them: {session.graph_folder / 'quarantine.jsonl'}")
    click.echo(f"Next: chipgraph --graph {session.graph_folder} trace START END")

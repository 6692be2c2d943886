"""``screen``: a file of shipment lines, each judged by the law and the lists of its day (issue 6, point 10)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.context import Session, default_format, rights_option
from chipgraph.errors import UsageError

if TYPE_CHECKING:
    from chipgraph.screening import Screening

_PLAIN_SECONDS = 10.0
"""Where stderr is no terminal: seconds between two lines that say how far it is."""

_SHOWN = 20
"""Lines shown on a terminal."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("-o", "--output", metavar="FILE", help="Write the lines with findings: .csv, .xlsx, .jsonl or .parquet.")
@click.option("--html", "page", metavar="FILE", help="Write a summary page.")
@click.option(
    "--columns", "columns", multiple=True, metavar="FIELD=HEADER", help="Which column holds what; may be repeated."
)
@click.option("--sheet", "worksheet", metavar="NAME", help="Worksheet of a workbook with several.")
@click.option("--encoding", metavar="NAME", help="Encoding of a CSV file. Default: UTF-8, or by its mark.")
@click.option("--day-order", type=click.Choice(["dmy", "mdy"]), help="How dates such as 03/04/2023 are meant.")
@click.option("--least", type=click.FloatRange(0, 1), help="Least score of a possible match.")
@click.option("--known-on", metavar="DATE", help="Only what was published by this day.")
@click.option("--exit-code", is_flag=True, help="End with 1 if a line needs a look.")
@click.option("-f", "--format", "format", type=click.Choice(["table", "jsonl"]), help="Form on standard output.")
@rights_option
@click.pass_obj
def screen(
    session: Session,
    file: str,
    output: str | None,
    page: str | None,
    columns: tuple[str, ...],
    worksheet: str | None,
    encoding: str | None,
    day_order: str | None,
    least: float | None,
    known_on: str | None,
    exit_code: bool,
    format: str | None,
) -> None:
    """Judge the lines of a shipment file: parties, item, law, red flags, each as of the day of its line.

    A name that is only alike is a possible match. A line that cannot be read is put aside, with a remedy.

    Example: chipgraph screen shipments.csv -o screened.csv --html summary.html
    """
    from chipgraph.screening import ReadingOptions

    _check_targets(file, output, page)
    options = ReadingOptions(_mapping(columns), encoding, worksheet, day_order)
    with _progress(session.quiet) as progress:
        answer = session.graph.screen(file, options, known_on=known_on, least=least, progress=progress)
    for target, save in ((page, answer.save_summary), (output, answer.save)):
        if target is not None and target != "-":
            session.note(f"Wrote {save(target, session.have_rights)}")
    if output not in (None, "-") or page is not None:
        session.note_terms(answer.certificate)
    if output in (None, "-"):
        chosen = format or default_format()
        session.check_terms(answer.certificate, chosen)
        _show(answer, chosen)
    _summed(session, answer)
    if exit_code and answer.hits:
        raise Exit(1)


def _summed(session: Session, answer: Screening) -> None:
    """Say how the lines came out, and show the first that could not be read."""
    session.note(answer.note)
    for first in answer.certificate["quarantined"][:1]:
        session.note(f"Row {first['row']}: {first['problem']} {first['remedy']}")


def _check_targets(file: str, output: str | None, page: str | None) -> None:
    """Refuse a target that cannot be written before the work is done, not after."""
    from chipgraph.screening.writing import FORMS

    if output not in (None, "-") and Path(str(output)).suffix.lower() not in FORMS:
        raise UsageError(f"{output}: the answer is written as {', '.join(FORMS)}. Choose one of these suffixes")
    for target in (output, page):
        if target in (None, "-"):
            continue
        path = Path(str(target))
        if not path.absolute().parent.is_dir():
            raise UsageError(f"{target}: there is no folder {path.parent}. Make it, or choose another file")
        if path.exists() and Path(file).exists() and path.samefile(file):
            raise UsageError(f"{target} is the file that is read. Write the answer into another file")
    if output is not None and output == page:
        raise UsageError(f"{output} is named twice. Write the summary into another file")


def _mapping(columns: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for text in columns:
        field, found, header = text.partition("=")
        if not found or not field.strip():
            raise UsageError(f"--columns {text!r} has no header. Write it as date=Shipped")
        if field.strip() in given:
            raise UsageError(f"--columns: {field.strip()} is given twice. Keep one of them")
        given[field.strip()] = header.strip()
    return given


def _show(answer: Screening, format: str) -> None:
    """Write the answer: the first lines that need a look for a person, every line as JSON for a program."""
    from chipgraph.screening.writing import json_lines

    if format == "jsonl":
        for text in json_lines(answer):
            click.echo(text)
        return
    urgent = [line for line in answer.lines if line.finding is not None and line.finding.is_hit]
    for line in urgent[:_SHOWN]:
        click.echo("\n".join(_told(line.row, line.added())))
    if len(urgent) > _SHOWN:
        click.echo(f"{_SHOWN} of {len(urgent):,} lines that need a look are shown; -o writes them all.")


def _told(row: int, added: dict[str, str | tuple[str, ...] | None]) -> Iterator[str]:
    yield f"row {row}: {added['finding']}, licence {added['licence']}, {' or '.join(added['classes'] or ())}"
    for key in ("item", "parties", "possible_matches", "if_right", "because", "coverage", "red_flags", "explanations"):
        value = added[key]
        for text in (value,) if isinstance(value, str) else value or ():
            yield _printable(f"  {key.replace('_', ' ')}: {text}")


def _printable(text: str) -> str:
    """Text of a file must not steer the terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give a progress with the time left: a bar on a terminal, now and then a line elsewhere (F86)."""
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _plain_progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (TextColumn("Lines"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("lines", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _plain_progress() -> Callable[[int, int], None]:
    started = told = monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = monotonic()
        if now - told >= _PLAIN_SECONDS and 0 < done < total:
            told = now
            left = (now - started) / done * (total - done)
            click.echo(f"{done:,} of {total:,} lines, about {left:.0f} s left", err=True)

    return tell

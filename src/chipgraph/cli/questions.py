"""More questions over routes: ``reach`` and ``scan``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.bounds import bound_options, finish, given, parts_done, running
from chipgraph.cli.context import Session, default_format, output_options
from chipgraph.errors import InputError, UsageError
from chipgraph.results import Result, format_of

if TYPE_CHECKING:
    from chipgraph.questions.scan_answer import Scan
    from chipgraph.tables.scanning import TableScan


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PARTY|PRODUCT...")
@click.option("--down", "direction", flag_value="down", default="down", help="Where it can have gone. The default.")
@click.option("--up", "direction", flag_value="up", help="From where it can have come.")
@bound_options
@output_options
@click.pass_obj
def reach(
    session: Session, /, names: tuple[str, ...], direction: str, format: str | None, output: str | None, **bounds: Any
) -> None:
    """Say what can have reached whom by when: every holding down stream, or up stream, with its best route.

    Down stream a row names the earliest day of arrival, up stream the latest day of departure.

    Example: chipgraph reach TSMC --until 2024
    """
    with running(session, bounds, parts_done) as work:
        answer = session.graph.reach(
            *names, direction=direction, cancel=work.cancel, progress=work.progress, **given(bounds)
        )
    if output in (None, "-") and (format or default_format()) == "table":
        click.echo("\n".join(reach_lines(answer, direction)))
    else:
        write(session, answer, format, output)
    remember(session, answer)
    finish(session, work)


def reach_lines(answer: Result, direction: str) -> Iterator[str]:
    """Write a reach for the terminal: a holding, its day, its best route, who denies it."""
    yield f"{answer.note}."
    for row in answer:
        who = row["party_caption"] or "whoever holds it"
        goods = f" with {row['product_caption']}" if row["product"] else ""
        day = row["arrival" if direction == "down" else "departure"]
        word = "from" if direction == "down" else "until"
        yield f"  {who}{goods} · {f'{word} {day}' if day else 'no day stated'}"
        marks = [m.replace("_", " ") for m in row["marks"]] if isinstance(row["marks"], tuple) else []
        disputed = ["disputed"] if row["disputed"] else []
        denials = [str(m) for m in row["denied_by"]] if isinstance(row["denied_by"], tuple) else []
        denied = [f"denials by {', '.join(denials)}"] if denials else []
        parts = [str(row["verdict"]), f"strength {row['strength']}", *disputed, *marks, *denied]
        count = "one route" if row["routes"] == 1 else f"{row['routes']} routes, best"
        yield f"     {' · '.join(parts)} · {count} {row['route']}"


def remember(session: Session, answer: Result) -> None:
    """Keep the routes of an answer by their steps, so that ``explain`` and ``cut`` find them by id."""
    from chipgraph.questions import recall

    try:
        recall.remember(session.settings.home, answer.document or {})
    except OSError as error:
        session.note(f"The routes were not remembered ({error.strerror}): `chipgraph explain` will need --answer FILE.")


def write(session: Session, answer: Result, format: str | None, output: str | None) -> None:
    """Write an answer; what a table says below its rows is said on stderr beside every other format (F4)."""
    session.write(answer, format, output)
    if output not in (None, "-") or (format or default_format()) != "table":
        session.note(answer.note)


@click.command()
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="NAME",
    help="From this party or product, or @FILE of names. Repeatable.",
)
@click.option("--controlled", is_flag=True, help="From every product that some rule classifies. The default.")
@click.option(
    "--to", "targets", multiple=True, metavar="NAME", help="To this party or product, or @FILE of names. Repeatable."
)
@click.option(
    "--restricted", is_flag=True, help="To every party that is listed, or covered by its owners. The default."
)
@bound_options
@click.option("--exit-code", is_flag=True, help="End with 1 if a pair is joined.")
@output_options
@click.pass_obj
def scan(
    session: Session, /, sources: tuple[str, ...], controlled: bool, targets: tuple[str, ...], restricted: bool,
    exit_code: bool, format: str | None, output: str | None, **bounds: Any,
) -> None:  # fmt: skip
    """Join every controlled product with every restricted party: days, steps and the best route of each pair.

    JSON Lines and Parquet are written while the scan runs.

    Example: chipgraph scan -o pairs.parquet ; chipgraph scan --from TSMC --from SMIC --restricted
    """
    if (sources and controlled) or (targets and restricted):
        raise UsageError(
            "Give names, or ask for all of a kind: not --from with --controlled, nor --to with --restricted."
        )
    with running(session, bounds, parts_done) as work:
        found = session.graph.scan(
            _names(sources), _names(targets), cancel=work.cancel, progress=work.progress, **given(bounds)
        )
        joined = _write_scan(session, found, format, output)
    finish(session, work)
    if exit_code and joined:
        raise Exit(1)


def _names(given: tuple[str, ...]) -> tuple[str, ...] | None:
    """Read the names of ``--from`` and ``--to``: ``@FILE`` has one a line; None if nothing was given.

    Raises
    ------
    InputError
        If the file is not there, or has no names.
    """
    found: list[str] = []
    for name in given:
        if not name.startswith("@"):
            found.append(name)
            continue
        path = Path(name[1:])
        try:
            lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"the names cannot be read ({error}).", path, "Write one name a line, as text.") from error
        found.extend(line for line in lines if line)
        if not any(lines):
            raise InputError("there are no names.", path, "Write one name a line.")
    return tuple(dict.fromkeys(found)) or None


def _write_scan(session: Session, found: Scan | TableScan, format: str | None, output: str | None) -> int:
    to_file = output not in (None, "-")
    chosen = format or (format_of(Path(str(output))) if to_file else default_format())
    if chosen == "parquet" and to_file:
        session.check_terms(found.certificate_so_far, chosen)
        session.note(f"Wrote {found.save_parquet(str(output))}")
    elif chosen == "jsonl" and not to_file:
        session.check_terms(found.certificate_so_far, chosen)
        for row in found:
            click.echo(json.dumps(row, ensure_ascii=False))
        click.echo(json.dumps({"certificate": found.certificate, "note": found.note}, ensure_ascii=False))
    else:
        answer = found.to_result()
        write(session, answer, format, output)
        remember(session, answer)
        return len(answer)
    session.note(found.note)
    return found.joined

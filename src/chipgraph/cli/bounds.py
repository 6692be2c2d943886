"""What every question over routes takes: its bounds as options, progress on stderr, and Ctrl-C that keeps what was found."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.context import Session

STRENGTHS = ["alleged", "reported", "observed", "admitted", "official"]

_OPTIONS = (
    click.option("--product", metavar="NAME", help="The start holds this product."),
    click.option("--known-on", metavar="DATE", help="Only what was published by this day."),
    click.option("--max-transfers", type=click.IntRange(0, 50), help="Possession, service and group steps. Default 6."),
    click.option("--max-lineage", type=click.IntRange(0, 50), help="Lineage steps. Default 6."),
    click.option(
        "--mode", type=click.Choice(["follow", "strict", "parties"]), help="How much may be taken for granted."
    ),
    click.option("--min-strength", type=click.Choice(STRENGTHS), help="Walk only what is at least this strong."),
    click.option("--disputed", type=click.Choice(["include", "exclude"]), help="Default: include."),
    click.option(
        "--include",
        multiple=True,
        type=click.Choice(["denied", "impossible", "hs-differs"]),
        help="Walk or list these too.",
    ),
    click.option("--since", metavar="DATE", help="Only steps that can have happened on or after this day."),
    click.option("--until", metavar="DATE", help="Only steps that can have happened by this day."),
    click.option("--min-days", type=click.IntRange(0, 36500), help="Days between dated possession steps."),
    click.option("--limit", type=click.IntRange(1, 1000000), help="How many answers are shown. Default 100."),
    click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Time limit of the search."),
)


def bound_options(command: Any) -> Any:
    """Add the bounds of ``TraceOptions`` as options; each default is written out in the certificate (W26)."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given(bounds: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not given, so that settings and defaults hold."""
    return {k: v for k, v in bounds.items() if v is not None and v != ()}


_SHOW_AFTER = 1.0
"""Seconds of silence: a short question shows no progress."""

_LISTENS = 0.3
"""Seconds since the search last asked whether to stop. A Ctrl-C later than that ends the program at once."""

Said = Callable[[int, int], str]
"""Puts the two numbers of a progress report into words."""


def searched(tried: int, routes: int) -> str:
    """Words for the progress of one search."""
    return f"{tried:,} steps tried, {routes:,} routes found"


def parts_done(done: int, in_all: int) -> str:
    """Words for the progress of many searches."""
    return f"{done:,} of {in_all:,} searches done"


class Running:
    """A long question: asked to stop by Ctrl-C, and saying on stderr how far it is (F81, F86)."""

    def __init__(self, session: Session, said: Said, seconds: float | None) -> None:
        self._session = session
        self._said = said
        self._seconds = seconds
        self._began = self._shown = time.monotonic()
        self._asked = 0.0
        self._line = 0
        self.interrupted = False

    def cancel(self) -> bool:
        """Whether to stop: what the search asks now and then."""
        self._asked = time.monotonic()
        return self.interrupted

    def progress(self, first: int, second: int) -> None:
        """Show a line with an estimate of the time left; on a terminal only."""
        now = time.monotonic()
        if now - self._began < _SHOW_AFTER or now - self._shown < 0.2 or not self._session.shows_progress:
            return
        self._shown = now
        line = f"{self._said(first, second)}{self._left(first, second, now - self._began)}"
        click.echo(f"\r{line.ljust(self._line)}", nl=False, err=True)
        self._line = len(line)

    def _left(self, first: int, second: int, passed: float) -> str:
        if self._said is parts_done and first:
            estimate = passed / first * (second - first)
            return f", about {min(estimate, self._seconds or estimate):.0f} s left"
        return "" if self._seconds is None else f", at most {max(self._seconds - passed, 0):.0f} s left"

    def end(self) -> None:
        """Wipe the line of progress."""
        if self._line:
            click.echo(f"\r{' ' * self._line}\r", nl=False, err=True)
            self._line = 0

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Take a Ctrl-C: stop the search if one is listening, else end the program."""
        if self.interrupted or time.monotonic() - self._asked > _LISTENS:
            raise KeyboardInterrupt
        self.interrupted = True


@contextmanager
def running(session: Session, bounds: Mapping[str, Any], said: Said = searched) -> Iterator[Running]:
    """Run a question so that Ctrl-C gives what was found by then."""
    work = Running(session, said, bounds.get("seconds") or session.settings.trace_seconds)
    before = signal.signal(signal.SIGINT, work.interrupt)
    try:
        yield work
    finally:
        signal.signal(signal.SIGINT, before)
        work.end()


def finish(session: Session, work: Running) -> None:
    """End with 130 if the question was interrupted: the answer was written, and says that it is not all (F79)."""
    if work.interrupted:
        session.note("Interrupted: what was found by then is above; it is not all (exhaustive: false).")
        raise Exit(130)

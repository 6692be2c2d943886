"""Lines judged on all cores: a long file is cut into pieces, each judged by a copy of this process (decision 0018).

A line is judged alone, so that where it is judged changes nothing; a test holds both ways to one answer. Where a process cannot
be copied with what it has loaded (other systems than Linux), and for a file that is soon done, one process judges all.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence

from chipgraph.screening.findings import Finding, Flaw
from chipgraph.screening.judging import LineJudge
from chipgraph.screening.lines import LineReader
from chipgraph.screening.reading import RawRow
from chipgraph.sheets.tables import EntryError

Progress = Callable[[int, int], None]
"""Called with the lines done and the lines in all."""

LONG = 20_000
"""From how many lines a file is spread over the cores: a copy costs more than a short file does."""

_PIECE = 1_000
_EVERY = 200
"""Lines of a piece, and between two calls of a progress."""

Outcome = Finding | Flaw
Work = tuple[Sequence[RawRow], LineReader, LineJudge]

_at_hand: list[Work] = []
"""What the copies of this process are to do; filled before they are made."""


def outcomes(
    rows: Sequence[RawRow], reader: LineReader, judge: LineJudge, progress: Progress | None, long: int = LONG
) -> Iterator[Outcome]:
    """Judge rows, in their order."""
    cores = os.cpu_count() or 1
    told = progress or _silent
    if len(rows) < long or cores < 2 or not sys.platform.startswith("linux"):
        for number, row in enumerate(rows):
            if number % _EVERY == 0:
                told(number, len(rows))
            yield one(row, reader, judge)
    else:
        yield from _spread((rows, reader, judge), cores, told)
    told(len(rows), len(rows))


def one(row: RawRow, reader: LineReader, judge: LineJudge) -> Outcome:
    """Judge one row, or say why it cannot be read."""
    try:
        return judge.judge(reader.read(row))
    except EntryError as error:
        return Flaw(error.problem, error.remedy)


def _spread(work: Work, cores: int, progress: Progress) -> Iterator[Outcome]:
    rows = work[0]
    starts = range(0, len(rows), _PIECE)
    _at_hand.append(work)
    try:
        with multiprocessing.get_context("fork").Pool(cores, _ignore_interrupts) as pool:
            for done, piece in enumerate(pool.imap(_piece, starts)):
                yield from piece
                progress(min((done + 1) * _PIECE, len(rows)), len(rows))
    finally:
        _at_hand.pop()


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that the user sees: it ends the copies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _piece(start: int) -> list[Outcome]:
    rows, reader, judge = _at_hand[-1]
    return [one(row, reader, judge) for row in rows[start : start + _PIECE]]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""

"""Column checks of a file of records: what each row says as numbers, and why a row is set aside.

The checks are those that ``validate`` makes of a row, made on whole columns: an end that is missing, a date that is none, a
number that is none. A row that fails is quarantined with its number, its value and what to do; the others are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from chipgraph.dates import FIRST, LAST, UNKNOWN, DateError, Interval, parse, to_day
from chipgraph.routes.steps import Bool, Int32
from chipgraph.tables.model import Float64

if TYPE_CHECKING:
    import polars as pl

_FIRST_YEAR, _LAST_YEAR = parse("0001").lo, parse("9999").hi


@dataclass
class Findings:
    """Rows that fail, each with the first problem that was found."""

    file: str
    rows: int
    bad: Bool = field(init=False)
    _found: dict[int, tuple[str, str, str, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.bad = np.zeros(self.rows, np.bool_)

    def add(self, rows: Bool, column: str, values: pl.Series | None, problem: str, remedy: str) -> None:
        """Set rows aside, unless they already are."""
        fresh = np.flatnonzero(rows & ~self.bad)
        for row in fresh.tolist():
            value = None if values is None else values[row]
            self._found[row] = (column, "" if value is None else str(value), problem, remedy)
        self.bad |= rows

    def lines(self) -> Iterator[dict[str, Any]]:
        """The rows as the quarantine keeps them, in order; rows are counted from 1, without the header."""
        for row in sorted(self._found):
            column, value, problem, remedy = self._found[row]
            yield {
                "file": self.file,
                "row": row + 1,
                "column": column,
                "value": value[:200],
                "problem": problem,
                "remedy": remedy,
            }

    def __len__(self) -> int:
        return len(self._found)


def named(values: pl.Series, column: str, findings: Findings) -> pl.Series:
    """Trim the names of an end, and set rows aside that have none."""
    import polars as pl

    trimmed = values.cast(pl.String).str.strip_chars()
    empty = (trimmed.is_null() | (trimmed == "")).fill_null(value=True).to_numpy()
    findings.add(empty, column, None, "the party is missing.", "Fill it in; who is not known is no party of a record.")
    return trimmed.fill_null("")


def optional(values: pl.Series) -> pl.Series:
    """Trim a column that may be empty; nothing stated is the empty text."""
    import polars as pl

    return values.cast(pl.String).str.strip_chars().fill_null("")


def days(values: pl.Series, form: str | None, column: str, findings: Findings) -> tuple[Int32, Int32]:
    """Read dates as the days that they can mean (W10): dates, times, or texts, each different text once."""
    import polars as pl

    if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
        return _calendar_days(values, column, findings)
    texts = values.cast(pl.String).str.strip_chars().fill_null("")
    different = texts.unique().to_list()
    read = _reader(form)
    low, high, wrong = {}, {}, []
    for text in different:
        try:
            interval = read(text)
            low[text], high[text] = interval.lo, interval.hi
        except (DateError, ValueError):
            low[text], high[text] = FIRST, LAST
            wrong.append(text)
    if wrong:
        bad = texts.is_in(wrong).to_numpy()
        told = f"the form {form}" if form else "2024-06-30, 2024-06, 2024 or 2024..2025"
        findings.add(bad, column, texts, "this is no date.", f"Write {told}.")
    bounds = (texts.replace_strict(side, return_dtype=pl.Int32).to_numpy() for side in (low, high))
    first, last = bounds
    return first, last


def _calendar_days(values: pl.Series, column: str, findings: Findings) -> tuple[Int32, Int32]:
    import polars as pl

    dates = values.cast(pl.Date)
    number = dates.to_physical()
    known = number.is_not_null().to_numpy()
    day = number.fill_null(0).to_numpy().astype(np.int64)
    outside = known & ((day < _FIRST_YEAR) | (day > _LAST_YEAR))
    findings.add(outside, column, number, "the date is outside the years 1 to 9999.", "Correct it.")
    day = np.clip(day, _FIRST_YEAR, _LAST_YEAR)
    return np.where(known, day, FIRST).astype(np.int32), np.where(known, day, LAST).astype(np.int32)


def _reader(form: str | None) -> Callable[[str], Interval]:
    if form is None:
        return parse

    def read(text: str) -> Interval:
        if not text:
            return UNKNOWN
        day = to_day(datetime.strptime(text, form).date())
        return Interval(day, day)

    return read


def numbers(
    values: pl.Series, column: str, findings: Findings, least: float = 0.0, most: float | None = None
) -> Float64:
    """Read numbers; NaN where none is stated. What is no number, or outside its bounds, sets the row aside."""
    import polars as pl

    stated = values.is_not_null()
    if values.dtype == pl.String:
        text = values.str.strip_chars().str.replace_all(",", "")
        stated = stated & (text != "")
        read = text.cast(pl.Float64, strict=False)
    else:
        read = values.cast(pl.Float64)
    given = stated.fill_null(value=False).to_numpy()
    number = read.fill_null(float("nan")).to_numpy()
    findings.add(given & ~np.isfinite(number), column, values, "this is no number.", "Write a number, or nothing.")
    outside = given & (number < least)
    if most is not None:
        outside |= given & (number > most)
    bounds = f"at least {least:g}" if most is None else f"between {least:g} and {most:g}"
    findings.add(outside, column, values, f"the number is not {bounds}.", "Correct it.")
    return np.where(given, number, np.nan)


def unique(values: pl.Series, column: str, findings: Findings) -> None:
    """Set rows aside whose id an earlier row has."""
    import polars as pl

    texts = values.cast(pl.String).str.strip_chars()
    stated = texts.is_not_null() & (texts != "")
    again = (~texts.is_first_distinct() & stated).fill_null(value=False).to_numpy()
    findings.add(again, column, texts, "an earlier row has this id.", "Give each record an id of its own.")

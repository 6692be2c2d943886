"""One row of cells as a line of a shipment, or what is wrong with it and what to do about it.

Nothing is guessed and nothing is a default: a cell that cannot be read spoils its line, a cell that is empty is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from chipgraph import dates
from chipgraph.dates import FIRST, LAST, DateError, Interval
from chipgraph.law.flags import FactValue, RedFlags
from chipgraph.law.ranges import Range
from chipgraph.law.ranges import parse as parse_range
from chipgraph.names import fold
from chipgraph.screening.header import ROLES, Fields, Header
from chipgraph.screening.reading import RawRow
from chipgraph.sheets.amounts import Amount, parse_amount
from chipgraph.sheets.tables import EntryError
from chipgraph.territories import Territories

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*\.?[-, ]+(\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TRUTHS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_WRITE_DATE = "Write it as 2023-11-17, or as 2023-11 if the day is not known."


@dataclass(frozen=True, slots=True)
class Line:
    """What a line states; what it does not state is None, or missing.

    Attributes
    ----------
    days
        The days that its date can mean.
    figures, flags, facts
        What it states of the item and of the deal, by the names that the law and the red flags use.
    quantity
        How many, and of what.
    parties, seats
        Names and seats by role.
    origin, destination
        Territories by code.
    """

    days: Interval
    item: str | None
    figures: tuple[tuple[str, Range], ...]
    flags: tuple[tuple[str, bool], ...]
    facts: tuple[tuple[str, FactValue], ...]
    quantity: Amount | None
    parties: tuple[tuple[str, str], ...]
    seats: tuple[tuple[str, str], ...]
    origin: str | None
    destination: str | None


class LineReader:
    """Reads rows of one file by its header."""

    def __init__(
        self, header: Header, fields: Fields, red_flags: RedFlags, places: Territories, day_order: str | None
    ) -> None:
        self._header, self._fields, self._words = header, fields, fields.words
        self._red_flags, self._places, self._order = red_flags, places, day_order
        self._cells: dict[str, str | None] = {}
        at = header.at
        self._metrics = sorted(fields.metrics & set(at))
        self._flags = sorted(fields.flags & set(at))
        self._facts = sorted(fields.facts & set(at))
        self._roles = [role for role in ROLES if role in at]
        self._seats = [role for role in ROLES if f"{role}_seat" in at]

    def read(self, row: RawRow) -> Line:
        """Read one row.

        Raises
        ------
        EntryError
            If a cell cannot be read, or date or item is missing.
        """
        if row.flaw is not None:
            raise EntryError(*row.flaw)
        cells = row.cells
        item = self._stated(cells, "item")
        figures = tuple(f for f in (self._metric(cells, name) for name in self._metrics) if f is not None)
        if item is None and not figures:
            raise EntryError("The item is missing.", "Name the chip or the item, or state its figures.")
        return Line(
            days=self._days(cells),
            item=item,
            figures=figures,
            flags=tuple(f for f in (self._flag(cells, name) for name in self._flags) if f is not None),
            facts=tuple(f for f in (self._fact(cells, name) for name in self._facts) if f is not None),
            quantity=self._quantity(cells),
            parties=self._texts(cells, self._roles),
            seats=tuple((r, c) for r in self._seats if (c := self._territory(cells, f"{r}_seat")) is not None),
            origin=self._territory(cells, "origin"),
            destination=self._territory(cells, "destination"),
        )

    def _stated(self, cells: Sequence[str], field: str) -> str | None:
        cell = self._header.cell(cells, field)
        if cell not in self._cells:
            self._cells[cell] = self._words.states(cell)
        return self._cells[cell]

    def _texts(self, cells: Sequence[str], fields: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple((f, text) for f in fields if (text := self._stated(cells, f)) is not None)

    def _days(self, cells: Sequence[str]) -> Interval:
        text = self._stated(cells, "date")
        if text is None:
            raise EntryError("The date is missing.", _WRITE_DATE)
        return read_date(text, self._order)

    def _quantity(self, cells: Sequence[str]) -> Amount | None:
        text = self._stated(cells, "quantity")
        if text is None:
            return None
        if text.lstrip("( ").startswith(("-", "−", "–")):
            raise EntryError(
                f"The quantity {text!r} is negative.", "Write what was shipped; leave a return or credit out."
            )
        found = parse_amount(text)
        unit = self._stated(cells, "unit") or found.unit
        return Amount(found.low, found.high, None if unit is None else fold(unit))

    def _territory(self, cells: Sequence[str], field: str) -> str | None:
        text = self._stated(cells, field)
        if text is None:
            return None
        code = self._places.find(text)
        if code is None:
            near = self._places.nearest(text)
            nearest = f" Nearest: {', '.join(near)}." if near else ""
            remedy = f"Write the two letters of ISO 3166, as TW, or leave it empty if it is not known.{nearest}"
            raise EntryError(f"{field.replace('_', ' ').capitalize()} {text!r} is no territory.", remedy)
        return code

    def _metric(self, cells: Sequence[str], name: str) -> tuple[str, Range] | None:
        text = self._stated(cells, name)
        if text is None:
            return None
        try:
            found = parse_range(text)
        except ValueError as error:
            raise EntryError(f"{name}: {error}", "Write a figure, as 4799.9, or a span, as 2000..5000.") from error
        return name, found

    def _flag(self, cells: Sequence[str], name: str) -> tuple[str, bool] | None:
        text = self._stated(cells, name)
        return None if text is None else (name, _truth(name, text))

    def _fact(self, cells: Sequence[str], name: str) -> tuple[str, FactValue] | None:
        text = self._stated(cells, name)
        if text is None:
            return None
        if self._red_flags.facts[name].unit is None:
            return name, _truth(name, text)
        try:
            return name, Fraction(text)
        except (ValueError, ZeroDivisionError) as error:
            unit = self._red_flags.facts[name].unit
            raise EntryError(f"{name} is {text!r}, which is no number.", f"Write a number of {unit}.") from error


def _truth(name: str, text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise EntryError(f"{name} is {text!r}.", "Write yes or no, or leave it empty if it is not known.")
    return _TRUTHS[text.lower()]


@lru_cache(maxsize=65536)
def read_date(text: str, order: str | None) -> Interval:
    """Read a date of a shipment file: the year first, a month by name, or day and month in a stated order.

    >>> dates.day_text(read_date("17 Nov 2023", None).lo)
    '2023-11-17'

    Raises
    ------
    EntryError
        If it is no date, or could be two.
    """
    plain = _MIDNIGHT.sub("", text)
    try:
        found = dates.parse(_iso(plain, order))
    except DateError as error:
        raise EntryError(f"The date {text!r} cannot be read.", _WRITE_DATE) from error
    if found.lo == FIRST or found.hi == LAST:
        raise EntryError(f"The date {text!r} has only one end.", _WRITE_DATE)
    return found


def _iso(text: str, order: str | None) -> str:
    """Bring a date to year, month, day; a text of another form stays as it is."""
    if match := _YEAR_FIRST.fullmatch(text) or _RUN.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_MONTH.fullmatch(text):
        day, month, year = match[1], _month(match[2]), match[3]
    elif match := _MONTH_DAY.fullmatch(text):
        month, day, year = _month(match[1]), match[2], match[3]
    elif match := _YEAR_LAST.fullmatch(text):
        day, month, year = _ordered(text, match, order)
    elif _SERIAL.fullmatch(text):
        raise EntryError(f"The date {text!r} is a serial number of a spreadsheet.", "Format the column as a date.")
    else:
        return text
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"


def _month(word: str) -> str:
    if word.lower() not in _MONTHS:
        raise EntryError(f"There is no month {word!r}.", _WRITE_DATE)
    return str(_MONTHS.index(word.lower()) + 1)


def _ordered(text: str, match: re.Match[str], order: str | None) -> tuple[str, str, str]:
    """Tell day from month: by the stated order, or where only one reading is a date."""
    first, second, year = match.groups()
    if order is None and int(first) <= 12 and int(second) <= 12 and first != second:
        raise EntryError(
            f"The date {text!r} can be two days.", "Write it as 2023-11-17, or say the order: --day-order dmy or mdy"
        )
    day_first = order == "dmy" or (order is None and int(second) <= 12)
    return (first, second, year) if day_first else (second, first, year)

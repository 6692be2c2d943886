"""What every form of a claim sheet is read into: tables of entries, each with its place in the file.

YAML, CSV and XLSX differ only in how their cells are found. From here on they are the same: four tables (dataset, sources,
entities, claims) whose entries map a column to its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chipgraph.errors import Place, ValidationError

Cell = str | tuple[str, ...]

SEPARATOR = "|"
"""Between several values in one cell of a spreadsheet; names and addresses hold commas and semicolons."""

SHOWN = 20
"""How many problems one error lists."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a spreadsheet, or one entry of a YAML section.

    Attributes
    ----------
    place
        File and row, for messages.
    cells
        Column to text, or to several texts; empty cells are left out.
    """

    place: Place
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str | None:
        """Read a cell that holds one value; None where it is empty."""
        cell = self.cells.get(column)
        if isinstance(cell, tuple):
            raise EntryError(f"{column} has {len(cell)} values.", "Write one value, or one entry for each.")
        return cell

    def texts(self, column: str) -> tuple[str, ...]:
        """Read a cell that may hold several values, in their order."""
        cell = self.cells.get(column)
        if cell is None:
            return ()
        parts = cell if isinstance(cell, tuple) else cell.split(SEPARATOR)
        return tuple(p for p in (part.strip() for part in parts) if p)

    def flag(self, column: str) -> bool | None:
        """Read a cell that says true or false; None where it is empty."""
        text = self.text(column)
        return None if text is None else read_flag(column, text)


class EntryError(Exception):
    """One thing that is wrong with one entry; caught where the place is known and never shown by itself."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(problem)


def read_flag(column: str, text: str) -> bool:
    """Read true or false as people write it."""
    known = {"true": True, "yes": True, "false": False, "no": False}
    if text.lower() not in known:
        raise EntryError(f"{column} is {text!r}.", "Write true or false.")
    return known[text.lower()]


@dataclass(slots=True)
class Problems:
    """What is wrong with a sheet, gathered so that a curator sees it all at once; a sheet is never half loaded."""

    found: list[ValidationError] = field(default_factory=list)

    def add(self, place: Place, flaw: EntryError) -> None:
        """Note one flaw of one entry."""
        self.found.append(ValidationError(flaw.problem, place, flaw.remedy))

    def check(self, name: str) -> None:
        """Raise one error for everything that was found.

        Raises
        ------
        ValidationError
            The only problem itself, or a list of the first twenty.
        """
        if not self.found:
            return
        if len(self.found) == 1:
            raise self.found[0]
        lines = [f"  {error}" for error in self.found[:SHOWN]]
        rest = len(self.found) - len(lines)
        if rest:
            lines.append(f"  and {rest} more.")
        problem = f"{len(self.found)} entries cannot be used:\n" + "\n".join(lines) + "\n"
        raise ValidationError(problem, name, "Nothing of it was loaded. Correct them and load it again.")


@dataclass(slots=True)
class Tables:
    """The tables of one sheet; several files of one folder are joined.

    ``declared`` names the sections that exist, even if they are empty: where a sheet has a section *entities*, a name that
    is missing there is a slip of the pen, not a new party.
    """

    dataset: list[Entry] = field(default_factory=list)
    sources: list[Entry] = field(default_factory=list)
    entities: list[Entry] = field(default_factory=list)
    claims: list[Entry] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)

    def section(self, name: str) -> list[Entry]:
        """Find the table of this name."""
        return {"dataset": self.dataset, "sources": self.sources, "entities": self.entities, "claims": self.claims}[
            name
        ]

    def join(self, other: Tables) -> None:
        """Add the entries of another file of the same sheet."""
        for name in SECTIONS:
            self.section(name).extend(other.section(name))
        self.declared |= other.declared


SECTIONS = ("dataset", "sources", "entities", "claims")

_NOT_WORD = re.compile(r"[^0-9a-z]+")


def column_name(header: str) -> str:
    """Bring a header to the form of a key: ``Relayed by``, ``relayed-by`` and ``relayed_by`` are one column.

    >>> column_name("Name.zh-Hans")
    'name_zh_hans'
    """
    return _NOT_WORD.sub("_", header.strip().lower()).strip("_")


def looks_like_header(values: Sequence[str], columns: Iterable[str]) -> bool:
    """Tell whether a row repeats the header: most of its cells are names of columns."""
    filled = [column_name(v) for v in values if v]
    known = set(columns)
    return len(filled) > 1 and sum(v in known for v in filled) * 2 > len(filled)

"""What the YAML of a source says of one of its data files.

Most sources have one file. Some publishers spread a row over several (names, addresses, other names), and a curator's
table may have another beside it: each further file has a name of its own under ``more``.
"""

from __future__ import annotations

from dataclasses import dataclass

REPAIRS = ("repeated-header", "cut-end", "end-mark")
"""Flaws that a file may have only where its YAML says so: a second header line, a last record that is cut off, and the end
mark of an old system after the last row."""

FILE_KEYS = ("data", "format", "columns", "entries", "header", "repairs")


@dataclass(frozen=True, slots=True)
class DataFile:
    """One data file of a source.

    Attributes
    ----------
    path
        Its place in the folder of the source.
    columns
        Fields that its first row must have.
    entries
        The key of a JSON object under which the rows stand; in XML the element that is a row.
    header
        The names of the columns, for a file that has no header line.
    repairs
        Flaws that are read past; what is left out is quarantined.
    format
        ``csv``, ``json``, ``jsonl`` or ``xml``, where the name of the file does not say it.
    """

    path: str
    columns: tuple[str, ...] = ()
    entries: str | None = None
    header: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    format: str | None = None

    @property
    def kind(self) -> str:
        """The format: as stated, else by the ending of the name."""
        return self.format or self.path.removesuffix(".gz").rpartition(".")[2]

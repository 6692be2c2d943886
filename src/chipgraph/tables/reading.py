"""Columns of a Parquet or CSV file of records, only those that a mapping names, as they stand (no row is judged here)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.errors import InputError
from chipgraph.tables.model import MOST_RECORDS

if TYPE_CHECKING:
    import polars as pl

_PARQUET, _TEXT = {".parquet", ".pq"}, {".csv": ",", ".tsv": "\t", ".txt": "\t"}


def headers(path: Path) -> list[str]:
    """Read the headers of a file.

    Raises
    ------
    InputError
        If the file is not there, empty, cut short, or of another kind.
    """
    return list(_frame(path, None, 0).columns)


def preview(path: Path, rows: int = 5) -> list[dict[str, object]]:
    """Read the first rows, to look at."""
    return _frame(path, None, rows).to_dicts()


def read_columns(path: Path, wanted: tuple[str, ...]) -> pl.DataFrame:
    """Read the wanted columns of all rows.

    Raises
    ------
    InputError
        If a column is not there (the message lists those that are), or the file cannot be read.
    """
    present = headers(path)
    missing = [name for name in wanted if name not in present]
    if missing:
        raise InputError(
            f"there is no column {missing[0]!r}.",
            path,
            f"Columns of the file: {', '.join(present)}. Correct the mapping.",
        )
    frame = _frame(path, list(wanted), None)
    if frame.height > MOST_RECORDS:
        raise InputError(f"it has {frame.height:,} rows, more than {MOST_RECORDS:,}.", path, "Split the file.")
    if not frame.height:
        raise InputError("it has no rows.", path, "Name a file with records.")
    return frame


def _frame(path: Path, columns: list[str] | None, rows: int | None) -> pl.DataFrame:
    import polars as pl
    from polars.exceptions import PolarsError

    suffix = path.suffix.lower()
    if suffix not in _PARQUET and suffix not in _TEXT:
        raise InputError(f"files that end in {suffix or 'nothing'} are not read.", path, "Write Parquet or CSV.")
    try:
        if suffix in _PARQUET:
            return pl.read_parquet(path, columns=columns, n_rows=rows)
        return pl.read_csv(
            path,
            columns=columns,
            n_rows=rows,
            separator=_separator(path, _TEXT[suffix]),
            infer_schema=False,
            encoding="utf8",
        )
    except FileNotFoundError as error:
        raise InputError("there is no such file.", path, "Check the name.") from error
    except (PolarsError, OSError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"it cannot be read: {first}.", path, "If it was cut short, fetch it again.") from error


def _separator(path: Path, usual: str) -> str:
    """A file that ends in .csv may have semicolons: whichever the first line has more of."""
    with path.open("rb") as file:
        first = file.readline(65536)
    return ";" if usual == "," and first.count(b";") > first.count(b",") else usual

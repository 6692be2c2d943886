"""The answer as a file: the lines as they came, with the findings beside them; nothing half-written is kept.

Text of others goes into a spreadsheet as text: a cell that a spreadsheet program would take for a formula is marked as text
(CSV injection). What was a number stays one.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.errors import StoreError, UsageError
from chipgraph.screening.telling import finding_document, joined

if TYPE_CHECKING:
    from chipgraph.screening.screening import Screened, Screening

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d[\d,. ]*")
_MOST_ROWS = 1_048_576
_MOST_LETTERS = 32_767
"""How many rows a worksheet, and how many letters a cell of one has at most."""

FORMS = (".csv", ".xlsx", ".jsonl", ".parquet")


def write(screening: Screening, path: Path, rights: bool = False) -> Path:
    """Write the answer in the form of the suffix; an earlier file is replaced only when all is written."""
    suffix = path.suffix.lower()
    if suffix not in FORMS:
        raise UsageError(f"{path}: the answer is written as {', '.join(FORMS)}. Choose one of these suffixes")
    refuse_input(screening, path)
    if suffix == ".parquet":
        return screening.to_result().save(path, rights=rights)
    with _replacing(path) as scratch:
        if suffix == ".csv":
            _write_csv(screening, scratch)
            _write_certificate(screening, path)
        elif suffix == ".xlsx":
            _write_xlsx(screening, scratch)
        else:
            _write_jsonl(screening, scratch)
    return path


def write_page(screening: Screening, path: Path) -> Path:
    """Write the summary page."""
    refuse_input(screening, path)
    with _replacing(path) as scratch:
        scratch.write_text(screening.html(), encoding="utf-8")
    return path


def refuse_input(screening: Screening, path: Path) -> None:
    """Refuse to write over the file that was read.

    Raises
    ------
    UsageError
        If both are one file.
    """
    if path.exists() and path.samefile(screening.file.path):
        raise UsageError(f"{path} is the file that was read. Write the answer into another file")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a file beside the target, which replaces it when all is written, and is removed when not."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        yield scratch
        scratch.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror or error}). Choose another file") from error
    finally:
        scratch.unlink(missing_ok=True)


def as_text(cell: str) -> str:
    """Mark a cell as text that a spreadsheet program would take for a formula.

    >>> as_text("=HYPERLINK(1)"), as_text("-12.5"), as_text("TSMC")
    ("'=HYPERLINK(1)", '-12.5', 'TSMC')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _cells(line: Screened) -> list[str]:
    return [*line.cells, *(joined(value) for value in line.added().values())]


def _write_csv(screening: Screening, path: Path) -> None:
    """Write CSV as the file was: the same delimiter; UTF-8, with a mark if the file had one, or UTF-16 or what it was."""
    file = screening.file
    with path.open("w", encoding=_encoding(file.encoding), newline="", errors="strict") as stream:
        writer = csv.writer(stream, delimiter=file.delimiter, lineterminator="\r\n")
        writer.writerow([as_text(c) for c in screening.columns])
        writer.writerows([as_text(cell) for cell in _cells(line)] for line in screening.lines)


def _encoding(read: str) -> str:
    """Choose how the answer is written: findings hold names in any script, so anything but Unicode becomes UTF-8."""
    return read if read in ("utf-8-sig", "utf-16") else "utf-8"


def _write_certificate(screening: Screening, path: Path) -> None:
    """A table has no place for the certificate, so it goes into a file beside it (decision 0005)."""
    beside = path.with_name(f"{path.name}.certificate.json")
    with _replacing(beside) as scratch:
        text = json.dumps({"note": screening.note, "certificate": screening.certificate}, ensure_ascii=False, indent=1)
        scratch.write_text(text + "\n", encoding="utf-8")


def _write_jsonl(screening: Screening, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for text in json_lines(screening):
            stream.write(text + "\n")


def json_lines(screening: Screening) -> Iterator[str]:
    """Give the answer as JSON Lines: a document a line, and the certificate last (F95)."""
    names = [column or f"column {n}" for n, column in enumerate(screening.file.columns, 1)]
    for line in screening.lines:
        stated = dict(zip(names, line.cells, strict=True))
        added = line.added()
        told = (
            finding_document(line.finding)
            if line.finding is not None
            else {key: added[key] for key in ("finding", "problem", "remedy")}
        )
        yield json.dumps({"row": line.row, "line": stated, **told}, ensure_ascii=False)
    yield json.dumps({"certificate": screening.certificate, "note": screening.note}, ensure_ascii=False)


def _write_xlsx(screening: Screening, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    if len(screening.lines) >= _MOST_ROWS:
        raise UsageError(f"A worksheet has {_MOST_ROWS:,} rows at most. Write a .csv or .parquet instead")
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("findings")
    sheet.freeze_panes = "A2"

    def cell(text: str) -> object:
        kept = _printable(text)
        if not kept.startswith("="):
            return kept
        made = WriteOnlyCell(sheet, value=kept)
        made.data_type = "s"  # text, whatever it looks like
        return made

    sheet.append([cell(c) for c in screening.columns])
    for line in screening.lines:
        sheet.append([cell(c) for c in _cells(line)])
    about = workbook.create_sheet("certificate")
    about.append([screening.note])
    for text in json.dumps(screening.certificate, ensure_ascii=False, indent=1).splitlines():
        about.append([_printable(text)])
    workbook.save(path)


def _printable(text: str) -> str:
    """Bring a text into what a cell can hold: no control characters, and no more letters than there is place for."""
    kept = "".join(c if c >= " " or c in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return kept if len(kept) <= _MOST_LETTERS else f"{kept[: _MOST_LETTERS - 40]} … (cut: see the .jsonl form)"

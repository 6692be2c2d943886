"""A whole file judged: every line with its finding or its flaw, in the order of the file, and the certificate (F4, F7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph import licences, territories
from chipgraph.flags.judging import LABELS, RouteJudge
from chipgraph.law import chips as chip_rows
from chipgraph.law.flags import RedFlags, load_flags
from chipgraph.matching import load as load_matching
from chipgraph.screening import words as shipment_words
from chipgraph.screening.findings import Finding, Flaw
from chipgraph.screening.goods import GoodsFinder
from chipgraph.screening.header import Fields, Header, read_header
from chipgraph.screening.judging import LineJudge
from chipgraph.screening.lines import LineReader
from chipgraph.screening.parties import PartyFinder
from chipgraph.screening.reading import RawFile, ReadingOptions, read_rows
from chipgraph.screening.spreading import Progress, outcomes
from chipgraph.screening.telling import COLUMNS, PREFIX, QUARANTINED, Cells, finding_cells, flawed_cells
from chipgraph.view import View

if TYPE_CHECKING:
    from chipgraph.results import Result


@dataclass(frozen=True, slots=True)
class Screened:
    """One line of the file: its row and cells as they stand, and its finding or its flaw."""

    row: int
    cells: tuple[str, ...]
    outcome: Finding | Flaw

    @property
    def finding(self) -> Finding | None:
        """What was found; None if the line could not be read."""
        return self.outcome if isinstance(self.outcome, Finding) else None

    def added(self) -> Cells:
        """Give the cells that are added to the line."""
        if isinstance(self.outcome, Flaw):
            return flawed_cells(self.outcome.problem, self.outcome.remedy)
        return finding_cells(self.outcome)


@dataclass(frozen=True, slots=True)
class Screening:
    """A judged file.

    Attributes
    ----------
    file
        The file as it was read; its lines are in ``lines``, one for one.
    certificate
        What was read, which data and law, which bounds, how many lines came out how.
    """

    file: RawFile
    lines: tuple[Screened, ...]
    certificate: Mapping[str, Any]

    @property
    def hits(self) -> int:
        """Count the lines at which somebody must look."""
        return sum(line.finding is not None and line.finding.is_hit for line in self.lines)

    @property
    def quarantined(self) -> tuple[Screened, ...]:
        """Give the lines that could not be read."""
        return tuple(line for line in self.lines if line.finding is None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns of the answer: those of the file, then those that are added."""
        return (*self.file.columns, *(PREFIX + name for name in COLUMNS))

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Give the lines as rows of the answer."""
        for line in self.lines:
            yield (*line.cells, *line.added().values())

    def to_result(self) -> Result:
        """Give the answer as a result: rows, a note and the certificate, to be shown, saved or made a frame (F52)."""
        from chipgraph.results import Result

        columns = ("row", *_distinct(self.columns))
        rows = tuple((line.row, *row) for line, row in zip(self.lines, self.rows(), strict=True))
        return Result(columns, rows, self.note, self.certificate)

    @property
    def note(self) -> str:
        """Say in one line how the lines came out."""
        counts = self.certificate["findings"]
        told = ", ".join(f"{counts[word]:,} {word}" for word in (*LABELS, QUARANTINED))
        return f"{len(self.lines):,} lines: {told}. {self.hits:,} need a look."

    def save(self, path: str | Path, rights: bool = False) -> Path:
        """Write the file with its findings: CSV, XLSX, JSON Lines or Parquet, by the suffix.

        Parameters
        ----------
        rights
            Whether a right exists to pass on what the terms of a source do not allow.

        Raises
        ------
        UsageError
            If the suffix is another one, or the file is the one that was read.
        RefusedError
            If a match draws on what may not be passed on.
        """
        from chipgraph.screening.writing import write

        licences.refuse(licences.lines_in(self.certificate), rights)
        return write(self, Path(path), rights)

    def save_summary(self, path: str | Path, rights: bool = False) -> Path:
        """Write the summary page: one HTML file that loads nothing."""
        from chipgraph.screening.writing import write_page

        licences.refuse(licences.lines_in(self.certificate), rights)
        return write_page(self, Path(path))

    def html(self) -> str:
        """Give the summary page."""
        from chipgraph.screening.report import page

        return page(self)


def _distinct(columns: Sequence[str]) -> list[str]:
    """Name columns apart: a frame has no place for two of one name, or for one without."""
    found: list[str] = []
    for number, column in enumerate(columns, 1):
        name = column or f"column {number}"
        found.append(name if name not in found and name != "row" else f"{name} ({number})")
    return found


@dataclass(frozen=True, slots=True)
class Data:
    """What a file is judged by: a judge of one view, and what its certificate says of the data.

    Attributes
    ----------
    known_on
        The day of knowledge, if it is not today's.
    """

    judge: RouteJudge
    view: View
    digests: Mapping[str, str]
    datasets: Sequence[Mapping[str, Any]]
    known_on: str | None = None


def screen(
    path: Path,
    data: Data,
    options: ReadingOptions | None = None,
    least: float | None = None,
    progress: Progress | None = None,
) -> Screening:
    """Judge a shipment file, line by line.

    Parameters
    ----------
    options
        How the file is read, where it does not say it itself.
    least
        The least score of a possible match; by default the threshold of the matching rules.

    Raises
    ------
    InputError, UsageError
        If the file as a whole cannot be read.
    """
    chosen = options or ReadingOptions()
    file = read_rows(path, chosen)
    words, red_flags, law = shipment_words.load(), load_flags(), data.judge.law
    fields = Fields.of(words, law.vocabulary, red_flags)
    header = read_header(file.columns, chosen.columns, fields, file.place)
    _refuse_answers(file)
    finder = PartyFinder(data.view, load_matching(), words.possible_matches, least)
    reader = LineReader(header, fields, red_flags, territories.load(), chosen.day_order)
    goods = GoodsFinder(chip_rows.shipped(), data.judge.items, data.view, words, law.vocabulary)
    judge = LineJudge(data.judge, finder, goods, red_flags, words)
    found = outcomes(file.rows, reader, judge, progress)
    lines = tuple(Screened(row.number, row.cells, outcome) for row, outcome in zip(file.rows, found, strict=True))
    bounds = {"least_score": finder.least, "possible_matches_listed": words.possible_matches}
    return Screening(file, lines, _certificate(file, header, chosen, lines, data, bounds, red_flags))


def _refuse_answers(file: RawFile) -> None:
    from chipgraph.errors import InputError

    if PREFIX + "finding" in file.columns:
        raise InputError("the file is an answer of this command.", file.place, "Screen the file that it was made from.")


def _certificate(
    file: RawFile,
    header: Header,
    options: ReadingOptions,
    lines: Sequence[Screened],
    data: Data,
    bounds: Mapping[str, object],
    red_flags: RedFlags,
) -> dict[str, Any]:
    counts = Counter(line.finding.label if line.finding is not None else QUARANTINED for line in lines)
    return {
        "question": {"file": file.path.name, "sha256": file.sha256, "worksheet": file.worksheet},
        "columns": {field: file.columns[index] for field, index in header.at.items()},
        "columns_not_read": list(header.unread),
        "day_order": options.day_order,
        "lines": len(lines),
        "findings": {word: counts[word] for word in (*LABELS, QUARANTINED)},
        "quarantined": [
            {"row": line.row, "problem": line.outcome.problem, "remedy": line.outcome.remedy}
            for line in lines
            if isinstance(line.outcome, Flaw)
        ],
        "bounds": {**bounds, "red_flags_asked": len(red_flags.flags), "known_on": data.known_on},
        "listed_parties": len(data.judge.parties.listed()),
        "datasets": [
            {key: one.get(key) for key in ("name", "title", "published", "retrieved", "rows", "quarantined")}
            for one in data.datasets
        ],
        "licences": [line.to_dict() for line in licences.drawn_on(data.view, _named(lines))],
        "digests": {**data.digests, "law": data.judge.law.digest},
    }


def _named(lines: Sequence[Screened]) -> set[str]:
    """Give the ids of the parties and products that findings name: what the answer draws on (F7)."""
    ids: set[str] = set()
    for finding in (line.finding for line in lines if line.finding is not None):
        ids.update(s.candidate.id for p in finding.parties for s in (*p.possible, *([p.match] if p.match else [])))
        if finding.goods.product is not None:
            ids.add(finding.goods.product)
    return ids

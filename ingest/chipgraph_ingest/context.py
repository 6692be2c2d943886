"""What a crawler is given: rows to read, and places to put what it makes of them.

``entry`` holds what is made of one row together: if the row turns out to be unusable, nothing of it stays and the row is
quarantined with its place and the reason. Nothing is dropped silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from chipgraph.canonical import value_order
from chipgraph.errors import InputError, Place
from chipgraph.records import Row, Scalar, Value
from chipgraph_ingest.reading import Defect, InputRow, read_rows
from chipgraph_ingest.spec import Spec

Progress = Callable[[int], None]
"""Called now and then with the number of rows read."""

_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that could not be used: where, why, its raw text, and what was used of the row all the same."""

    file: str
    row: str
    reason: str
    raw: str
    kept: str

    def as_json(self) -> dict[str, str]:
        """As a line of the quarantine file."""
        return {"file": self.file, "row": self.row, "reason": self.reason, "raw": self.raw, "kept": self.kept}


class Context:
    """One run of one source."""

    def __init__(self, spec: Spec, progress: Progress | None = None) -> None:
        self.spec = spec
        self.made: dict[str, Row] = {}
        self.quarantined: list[Quarantined] = []
        self.handled_flaws: Counter[str] = Counter()
        self.rows_read = 0
        self._progress = progress
        self._pending: list[Row] | None = None
        self._pending_flaws: list[str] = []

    def rows(self, file: str = "data") -> Iterator[InputRow]:
        """Read the rows of a data file, counted; what a repair leaves out is quarantined."""
        for row in self._read(file):
            if isinstance(row, Defect):
                self.quarantine(row.place, row.reason, row.raw)
                continue
            self.rows_read += 1
            if self._progress is not None and self.rows_read % _EVERY == 0:
                self._progress(self.rows_read)
            yield row

    def peek(self, file: str = "data") -> Iterator[InputRow]:
        """Read the rows without counting them, for what must be known of all before the first is used."""
        return (row for row in self._read(file) if isinstance(row, InputRow))

    def _read(self, file: str) -> Iterator[InputRow | Defect]:
        return read_rows(self.spec.folder, self.spec.files[file])

    @contextmanager
    def entry(self, row: InputRow) -> Iterator[None]:
        """Hold together what is made of one row; an ``InputError`` inside quarantines the row and keeps none of it."""
        self._pending = []
        self._pending_flaws = []
        noted = len(self.quarantined)
        try:
            yield
            for made in self._pending:
                self._keep(made, row.place)
            self.handled_flaws.update(self._pending_flaws)
        except InputError as error:
            del self.quarantined[noted:]
            self.quarantine(row.place, error.problem, row.raw)
        finally:
            self._pending = None

    def emit(self, id: str, types: Iterable[str], properties: Mapping[str, object]) -> Row:
        """Make a row of the dataset: None and empty lists are left out, lists are sorted without doubles (P2)."""
        row = Row(id, self.spec.name, tuple(sorted(types)), _canonical(properties))
        if self._pending is None:
            self._keep(row, Place(str(self.spec.path)))
        else:
            self._pending.append(row)
        return row

    def quarantine(self, place: Place, reason: str, raw: str, kept: str = "nothing") -> None:
        """Set aside what could not be used; ``kept`` says what of the row was used all the same."""
        self.quarantined.append(Quarantined(place.file, place.row or "", reason, raw, kept))

    def handled(self, flaw: str) -> None:
        """Count a flaw of the input that the crawler reads past without loss."""
        self._pending_flaws.append(flaw)

    def audit(self, row: InputRow, ignore: Iterable[str] = ()) -> None:
        """Report what nobody took out of a row; fields that are empty or ignored by name are no news."""
        ignored = set(ignore)
        for name, value in row.fields.items():
            if name not in ignored and value not in (None, "", []):
                self.quarantine(row.place, f"the field {name!r} was not read", str(value), "all other fields")

    def lookup(self, table: str, word: str) -> str | None:
        """Find what a word stands for in a table of the YAML; None if it is not there."""
        return self.spec.lookups.get(table, {}).get(word)

    def _keep(self, row: Row, place: Place) -> None:
        if row.id in self.made:
            if self.made[row.id] == row:
                return
            raise InputError(f"the id {row.id!r} is made twice.", place, "Let the row key tell the two apart.")
        self.made[row.id] = row


def _canonical(properties: Mapping[str, object]) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for key, value in properties.items():
        if value is None:
            continue
        if isinstance(value, (str, int)):
            kept[key] = value
        elif isinstance(value, Iterable):
            items: set[Scalar] = {v for v in value if isinstance(v, (str, int))}
            if items:
                kept[key] = tuple(sorted(items, key=value_order))
        else:
            raise TypeError(f"{key}: {value!r} is neither a value nor values")
    return kept

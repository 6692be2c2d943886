"""Which column of a shipment file holds what: by its header, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from chipgraph.errors import InputError, Place, UsageError
from chipgraph.law.flags import RedFlags
from chipgraph.law.model import Vocabulary
from chipgraph.names import fold
from chipgraph.screening.words import Words

ROLES = ("consignor", "consignee", "intermediate", "end_user")
"""The parties of a line; the first sends, the others receive."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a column may hold besides date, item, quantity, parties and territories.

    Attributes
    ----------
    metrics, flags
        Figures and flags of the item, as the law asks them.
    facts
        Facts that only red flags ask.
    """

    words: Words
    metrics: frozenset[str]
    flags: frozenset[str]
    facts: frozenset[str]

    @classmethod
    def of(cls, words: Words, vocabulary: Vocabulary, red_flags: RedFlags) -> Fields:
        """Gather the names of all fields."""
        stated = frozenset(
            name for name, m in vocabulary.metrics.items() if not name.startswith("p_") and m.derivation != "sum"
        )
        return cls(words, stated, frozenset(vocabulary.flags), frozenset(red_flags.facts))

    @property
    def all(self) -> tuple[str, ...]:
        """Every field that a column can be given to."""
        return (*self.words.fields, *sorted(self.metrics | self.flags | self.facts))

    def meant(self, header: str) -> str | None:
        """Give the field that a header means; None for one that is not read."""
        folded = fold(header)
        if folded in self.words.columns:
            return self.words.columns[folded]
        name = folded.replace(" ", "_")
        return name if name in self.metrics | self.flags | self.facts else None


@dataclass(frozen=True, slots=True)
class Header:
    """Where each field stands: ``at`` gives its column; ``unread`` are the headers that mean nothing here."""

    at: Mapping[str, int]
    unread: tuple[str, ...]

    def cell(self, cells: Sequence[str], field: str) -> str:
        """Read a cell; empty where the file has no such column."""
        index = self.at.get(field)
        return "" if index is None else cells[index]


def read_header(columns: Sequence[str], given: Mapping[str, str], fields: Fields, place: Place) -> Header:
    """Find the fields in a header; what the user says goes before what a header seems to say.

    Raises
    ------
    UsageError
        If the user names a field or a header that does not exist.
    InputError
        If two columns mean one field, or date or item is missing.
    """
    at = {field: _named(field, header, columns, fields) for field, header in given.items()}
    taken = set(at.values())
    found: dict[str, list[int]] = {}
    for index, header in enumerate(columns):
        field = fields.meant(header)
        if field is not None and index not in taken and field not in at:
            found.setdefault(field, []).append(index)
    for field, indexes in found.items():
        if len(indexes) > 1:
            names = " and ".join(repr(columns[i]) for i in indexes)
            raise InputError(
                f"the columns {names} both mean {field}.",
                place,
                f'Say which: --columns "{field}={columns[indexes[0]]}"',
            )
        at[field] = indexes[0]
    _check(at, fields, place, columns)
    read = set(at.values())
    return Header(at, tuple(c for i, c in enumerate(columns) if i not in read))


def _named(field: str, header: str, columns: Sequence[str], fields: Fields) -> int:
    if field not in fields.all:
        near = get_close_matches(field, fields.all, n=3) or fields.words.fields
        raise UsageError(f"--columns: there is no field {field!r}. Did you mean {', '.join(near)}?")
    matching = [i for i, c in enumerate(columns) if c == header] or [
        i for i, c in enumerate(columns) if fold(c) == fold(header)
    ]
    if len(matching) != 1:
        how = "no column" if not matching else f"{len(matching)} columns"
        raise UsageError(f"--columns: {how} called {header!r} for {field}. The columns are: {', '.join(columns)}")
    return matching[0]


def _check(at: Mapping[str, int], fields: Fields, place: Place, columns: Sequence[str]) -> None:
    shown = ", ".join(c for c in columns if c) or "none"
    missing = None
    if "date" not in at:
        missing = ("the date", "date")
    elif "item" not in at and not fields.metrics & set(at):
        missing = ("the item or its figures", "item")
    elif not set(ROLES) & set(at):
        missing = ("a party", "consignee")
    if missing is not None:
        raise InputError(
            f"no column holds {missing[0]}. The columns are: {shown}.",
            place,
            f'Say which one does: --columns "{missing[1]}=HEADER"',
        )

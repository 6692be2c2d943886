"""Every error that chipgraph raises on purpose, and what each means to a caller.

::

    ChipgraphError
    ├── UsageError            the request itself is wrong: an option, a value, a setting
    │   ├── MissingExtraError  a part that is not installed; the message is the command that installs it
    │   └── FormatError        no format that was asked for can be given
    ├── InputError            a file or row that cannot be read as what it claims to be
    │   └── ValidationError    read, but breaks a rule of the model
    ├── NameNotFoundError     nothing in the graph has this name
    │   └── RouteNotFoundError  no answer is known that showed a route with this id
    ├── AmbiguousNameError    several entities have this name
    ├── RefusedError          a guard said no: a write in a read-only query, a SERVICE call
    ├── QueryError            a SPARQL or Cypher text that the engine cannot read
    ├── StoreError            the graph on disk, or a server, cannot be used
    │   ├── StoreBusyError     another process is loading
    │   └── EmptyStoreError    nothing has been loaded yet
    └── LimitError            a limit of time or memory ended the work
        └── OverloadedError    too much is asked at once; the same again later will do

Each message says what happened, where, and what to do. ``OUTCOMES`` is the one table from a class to its exit code
(F79) and HTTP status (F70); a class that is missing there takes its parent's line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class ChipgraphError(Exception):
    """The root: anything chipgraph raises on purpose."""


class UsageError(ChipgraphError):
    """The request itself is wrong: an option, a value or a setting."""


class MissingExtraError(UsageError):
    """A part is not installed; the message is the command that installs it."""


class FormatError(UsageError):
    """No format that was asked for can be given; the message lists those that can."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input something stands: a file, and a row, line or entry in it."""

    file: str
    row: str | None = None

    def __str__(self) -> str:
        return self.file if self.row is None else f"{self.file}, {self.row}"


class InputError(ChipgraphError):
    """A file or row cannot be read as what it claims to be.

    Parameters
    ----------
    problem
        What is wrong, in words that a curator knows.
    place
        The file and row.
    remedy
        What to do about it.
    """

    def __init__(self, problem: str, place: Place | str | Path, remedy: str) -> None:
        self.problem = problem
        self.place = place if isinstance(place, Place) else Place(str(place))
        self.remedy = remedy
        super().__init__(f"{self.place}: {problem} {remedy}")


class ValidationError(InputError):
    """The input was read, but breaks a rule of the model."""


class NameNotFoundError(ChipgraphError):
    """Nothing in the graph has this name."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = f" Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(f"No entity is called {name!r}.{hint} Try: chipgraph search {name!r}")


class RouteNotFoundError(NameNotFoundError):
    """No answer is known that showed a route with this id."""

    def __init__(self, route: str, in_answer: bool = False) -> None:
        self.name = route
        self.nearest = ()
        where = "this answer" if in_answer else "no answer that was shown here"
        no = "does not hold" if in_answer else "holds"
        remedy = "Give the file of the answer: chipgraph explain ID --answer FILE.json, or trace its ends again."
        ChipgraphError.__init__(self, f"{where[0].upper()}{where[1:]} {no} a route {route!r}. {remedy}")


class AmbiguousNameError(ChipgraphError):
    """Several entities have this name; ``candidates`` holds (id, caption, classes)."""

    def __init__(self, name: str, candidates: Sequence[tuple[str, str, str]]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        listed = "; ".join(f"{i} ({caption}, {kind})" for i, caption, kind in self.candidates[:10])
        super().__init__(f"{name!r} names {len(self.candidates)} entities: {listed}. Use an id.")


class RefusedError(ChipgraphError):
    """A guard said no: a write in a read-only query, a SERVICE call, a foreign host."""


class QueryError(ChipgraphError):
    """A SPARQL or Cypher text that the engine cannot read."""


class StoreError(ChipgraphError):
    """The graph on disk, or a server, cannot be used."""


class StoreBusyError(StoreError):
    """Another process is loading into this store."""


class EmptyStoreError(StoreError):
    """Nothing has been loaded yet."""


class LimitError(ChipgraphError):
    """A limit of time or memory ended the work, or kept it from starting."""


class OverloadedError(LimitError):
    """Too much is asked at once: nothing is wrong with the question, and the same again later will do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a caller sees of an error: the exit code of the command line and the HTTP status."""

    exit_code: int
    http_status: int


OUTCOMES: dict[type[ChipgraphError], Outcome] = {
    ChipgraphError: Outcome(3, 500),
    UsageError: Outcome(2, 400),
    FormatError: Outcome(2, 406),
    InputError: Outcome(2, 400),
    ValidationError: Outcome(1, 400),
    NameNotFoundError: Outcome(4, 404),
    AmbiguousNameError: Outcome(4, 409),
    RefusedError: Outcome(2, 403),
    QueryError: Outcome(2, 400),
    StoreError: Outcome(3, 503),
    LimitError: Outcome(3, 504),
    OverloadedError: Outcome(3, 429),
}


def outcome(error: ChipgraphError) -> Outcome:
    """Look up what a caller sees of this error; the nearest class in ``OUTCOMES`` decides."""
    return next(OUTCOMES[c] for c in type(error).__mro__ if c in OUTCOMES)

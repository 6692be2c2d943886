"""What an answer draws on, under which terms, and whether it may be passed on (O22, F7).

A dataset and a source say in ``licence`` under which terms they stand, and in ``redistribution`` what follows for an
export. Nobody here judges a licence: the word is data, by whoever brought the source in. Where it is missing it is *unknown*.

What an answer draws on is found from the ids in it: an id of a record, claim, statement or entity leads to the dataset that
holds its row, an id of a claim also to the source that it cites. Where ids cannot tell (a query may give out names and
figures alone), all datasets are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from chipgraph.errors import RefusedError

if TYPE_CHECKING:
    from chipgraph.records import Records, Row
    from chipgraph.view import View

_ID = "https://w3id.org/chipgraph/id/"
_OF_DATASET = "dataset:"
"""Begins the id of the assertion that a dataset makes of its records (O23)."""

RIGHTS = "--have-rights"
"""The flag by which a user says that a right to pass it on exists."""


class Redistribution(StrEnum):
    """How much of a source or dataset an export may hold: ``cgv:redistribution``, from most to least."""

    ALLOWED = "allowed"
    ATTRIBUTION = "attribution"
    EXCERPTS_ONLY = "excerpts-only"
    UNKNOWN = "unknown"
    NOT_ALLOWED = "not-allowed"


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One source or dataset that an answer draws on, with its terms."""

    id: str
    title: str
    publisher: str | None
    licence: str | None
    redistribution: str
    url: str | None

    def to_dict(self) -> dict[str, Any]:
        """As it stands in a certificate."""
        return asdict(self)


def line_of(row: Row) -> LicenceLine:
    """Read the terms of one source or dataset from its row."""
    return LicenceLine(
        id=row.id,
        title=row.text("title") or row.id,
        publisher=row.text("publisher") or row.text("carrier"),
        licence=row.text("licence"),
        redistribution=row.text("redistribution") or Redistribution.UNKNOWN,
        url=row.text("url"),
    )


def drawn_on(view: View, answer: object) -> tuple[LicenceLine, ...]:
    """Find the datasets and sources that an answer draws on, by every id in it, in the order of their ids."""
    found: set[str] = set()
    for text in set(_texts(answer)):
        found.update(_behind(view, unquote(text.removeprefix(_ID))))
    return tuple(line_of(view.rows[id]) for id in sorted(found) if id in view.rows)


def of_whole(records: Records) -> tuple[LicenceLine, ...]:
    """All datasets, and each source of which nothing may be passed on: what a copy of the graph draws on."""
    rows = [
        row
        for row in records
        if "Dataset" in row.types
        or ("Source" in row.types and row.text("redistribution") == Redistribution.NOT_ALLOWED)
    ]
    return tuple(line_of(row) for row in sorted(rows, key=lambda r: r.id))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for content in value.values():
            yield from _texts(content)
    elif isinstance(value, Iterable):
        for content in value:
            yield from _texts(content)


def _behind(view: View, id: str) -> Iterator[str]:
    """The ids of the datasets and sources behind one id; nothing if it is no id."""
    if id.startswith(_OF_DATASET):
        yield f"dataset-{id.removeprefix(_OF_DATASET)}"
    proposition, entity, row = view.propositions.get(id), view.entities.get(id), view.rows.get(id)
    for name in (proposition or entity or _NOTHING).datasets:
        yield f"dataset-{name}"
    if row is None:
        return
    yield f"dataset-{row.dataset}"
    if "Source" in row.types or "Dataset" in row.types:
        yield id
    elif (cited := row.text("cites")) is not None:
        yield cited


@dataclass(frozen=True, slots=True)
class _Nothing:
    datasets: tuple[str, ...] = ()


_NOTHING = _Nothing()


def lines_in(certificate: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The licence lines that a certificate carries, as ``LicenceLine.to_dict`` wrote them."""
    lines: Sequence[Mapping[str, Any]] = certificate.get("licences") or ()
    return lines


def refuse(lines: Iterable[Mapping[str, Any]], rights: bool = False) -> None:
    """Refuse an export that holds what may not be passed on, unless the user has the right to.

    Raises
    ------
    RefusedError
        If a line is *not-allowed* and ``rights`` is false.
    """
    held = [line for line in lines if line["redistribution"] == Redistribution.NOT_ALLOWED]
    if held and not rights:
        named = "; ".join(f"{line['id']} ({line['licence'] or 'no terms stated'})" for line in held)
        raise RefusedError(
            f"This holds what may not be passed on: {named}. Read it as a table on the terminal, or write {RIGHTS} "
            "if you have the right to pass it on."
        )


def mark(lines: Iterable[Mapping[str, Any]]) -> str:
    """Say in one line what binds whoever passes an answer on; empty where nothing does."""
    words = {
        Redistribution.ATTRIBUTION: "name the makers of",
        Redistribution.EXCERPTS_ONLY: "short quotes only of",
        Redistribution.UNKNOWN: "terms not known of",
        Redistribution.NOT_ALLOWED: "nothing without a right of your own of",
    }
    grouped: dict[str, list[str]] = {}
    for line in lines:
        grouped.setdefault(line["redistribution"], []).append(line["id"])
    parts = [f"{text} {_named(grouped[term])}" for term, text in words.items() if term in grouped]
    return f"To pass it on: {'; '.join(parts)}." if parts else ""


def _named(ids: Sequence[str], most: int = 3) -> str:
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return f"{', '.join(ids[:most])}{more}"

"""How the columns of a file of records are named: a small YAML, drafted from the headers and corrected by hand.

The spellings by which columns are recognised are data: ``ontology/rules/shipment_lines.yaml`` and ``record_columns.yaml``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from chipgraph import resources
from chipgraph.errors import InputError
from chipgraph.grades import Grades
from chipgraph.names import fold
from chipgraph.schema import Schema
from chipgraph.tables.model import TableDataset

_SPELLED = {
    "source": ("consignor",),
    "target": ("consignee",),
    "product": ("item",),
    "date": ("date",),
    "quantity": ("quantity",),
    "source_territory": ("consignor_seat", "origin"),
    "target_territory": ("consignee_seat", "destination"),
}
"""Which spellings of shipment lines mean which column of a record."""

_DATASET_KEYS = ("name", "title", "authority", "authority_class", "method", "published", "retrieved", "licence")


@dataclass(frozen=True, slots=True)
class Columns:
    """Header of the file for each column of a record; None where the file has none.

    Attributes
    ----------
    source, target
        The two parties, by name or key of their own.
    date, until
        Day, month or year of an event, or start and end of a state.
    """

    source: str
    target: str
    date: str | None = None
    until: str | None = None
    product: str | None = None
    quantity: str | None = None
    hs: str | None = None
    share: str | None = None
    source_territory: str | None = None
    target_territory: str | None = None
    id: str | None = None

    def headers(self) -> tuple[str, ...]:
        """The headers that are read, each once."""
        return tuple(dict.fromkeys(v for f in fields(self) if (v := getattr(self, f.name)) is not None))


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """What a file of records says: its dataset, the class of its records, its columns.

    Attributes
    ----------
    date_format
        Form of the dates as ``strptime`` has it (``%d/%m/%Y``); None for ISO dates, months, years and ``lo..hi``.
    """

    dataset: TableDataset
    cls: str
    columns: Columns
    date_format: str | None = None


def draft(headers: Iterable[str], path: Path) -> str:
    """Draft a mapping as commented YAML: what the headers seem to mean, and what a person has to fill in."""
    headers = list(headers)
    guessed = guess(headers)
    name = fold(path.stem).replace(" ", "-") or "records"
    lines = [
        f"# Drafted from the headers of {path.name}. Check each line, fill in who stands behind the records, then:",
        f"#   chipgraph load {path.name} --map THIS-FILE --graph FOLDER",
        "dataset:",
        f"  name: {name}",
        f"  title: {path.name}",
        "  authority:            # who says that these records are so, as Example Customs Data",
        "  authority_class: Firm # PublicBody if it is one",
        "  method: customs-record",
        "  published:            # the day on which they became known, as 2024-06-30",
        "  licence:              # what may be done with them",
        "class: Shipment         # the relation class of every row",
        "date_format:            # as %d/%m/%Y; leave it empty for 2024-06-30, 2024-06, 2024 and 2024..2025",
        "columns:",
    ]
    for field in fields(Columns):
        found = guessed.get(field.name)
        shown = "" if found is None else f" {yaml.safe_dump(found, allow_unicode=True, width=1000).splitlines()[0]}"
        needed = "  # needed" if found is None and field.name in ("source", "target") else ""
        lines.append(f"  {field.name}:{shown}{needed}")
    unused = [h for h in headers if h not in guessed.values()]
    if unused:
        lines.append(f"# not used: {', '.join(unused)}")
    return "\n".join(lines) + "\n"


def guess(headers: Iterable[str]) -> dict[str, str]:
    """Guess which header means which column, by the spellings of shipment lines; each header is used once."""
    spellings = _spellings()
    folded = {fold(header): header for header in headers}
    found: dict[str, str] = {}
    for column, words in spellings.items():
        header = next((folded[w] for w in words if w in folded and folded[w] not in found.values()), None)
        if header is not None:
            found[column] = header
    return found


def _spellings() -> dict[str, list[str]]:
    """Headers by column: those of shipment lines, and those that only records have."""
    lines, records = (_stated(name) for name in ("shipment_lines", "record_columns"))
    own = {column: [word for kind in kinds for word in lines[kind]] for column, kinds in _SPELLED.items()}
    return {column: [fold(str(word)) for word in words] for column, words in {**own, **records}.items()}


def _stated(name: str) -> Mapping[str, list[str]]:
    path = resources.ontology() / "rules" / f"{name}.yaml"
    columns: Mapping[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))["columns"]
    return columns


def read_mapping(path: Path, schema: Schema, grades: Grades) -> RecordMapping:
    """Read a mapping and check its words.

    Raises
    ------
    InputError
        If the file is no mapping, or a word of it is not known; the message names the entry.
    """
    body = _body(path)
    dataset = _dataset(body.get("dataset") or {}, path, grades)
    cls = str(body.get("class") or "")
    if not schema.is_class(cls) or cls not in {r.name for r in schema.relations()}:
        names = [r.name for r in schema.relations()]
        near = ", ".join(difflib.get_close_matches(cls, names, 3)) or ", ".join(names[:6])
        raise InputError(
            f"class: {cls!r} is no relation class.", path, f"Write one of those of the ontology, as {near}."
        )
    stated = {k: str(v) for k, v in (body.get("columns") or {}).items() if v not in (None, "")}
    known = {f.name for f in fields(Columns)}
    for column in stated:
        if column not in known:
            raise InputError(
                f"columns: there is no column {column!r}.", path, f"Columns are: {', '.join(sorted(known))}."
            )
    for column in ("source", "target"):
        if column not in stated:
            raise InputError(f"columns: {column} is empty.", path, "Name the header that holds it.")
    form = body.get("date_format")
    return RecordMapping(dataset, cls, Columns(**stated), None if form in (None, "") else str(form))


def _body(path: Path) -> Mapping[str, Any]:
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("there is no such file.", path, "Draft one: chipgraph map FILE -o MAP.yaml") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"this is no YAML: {error}.", path, "Draft it anew: chipgraph map FILE") from error
    if not isinstance(body, dict) or "columns" not in body:
        raise InputError("this is no mapping: it has no columns.", path, "Draft one: chipgraph map FILE -o MAP.yaml")
    return body


def _dataset(stated: Mapping[str, Any], path: Path, grades: Grades) -> TableDataset:
    for key in stated:
        if key not in _DATASET_KEYS:
            raise InputError(f"dataset: there is no {key!r}.", path, f"Write one of: {', '.join(_DATASET_KEYS)}.")
    texts = {k: str(v) for k, v in stated.items() if v not in (None, "")}
    for key in ("name", "authority", "method"):
        if key not in texts:
            raise InputError(f"dataset: {key} is empty.", path, "Say who stands behind the records, and how they know.")
    if texts["method"] not in grades.methods:
        raise InputError(
            f"dataset: the method {texts['method']!r} is not known.",
            path,
            f"Methods: {', '.join(sorted(grades.methods))}.",
        )
    return TableDataset(
        name=texts["name"],
        title=texts.get("title", texts["name"]),
        authority=texts["authority"],
        method=texts["method"],
        authority_class=texts.get("authority_class", "Firm"),
        published=texts.get("published"),
        retrieved=texts.get("retrieved"),
        licence=texts.get("licence"),
    )

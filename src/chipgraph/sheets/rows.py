"""From the tables of a sheet to rows: entities, sources, what claims are about, and the claims (O2, O3, O12, O19).

Problems are gathered, each with its place, and raised together: a sheet is never half loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from chipgraph.errors import Place, UsageError
from chipgraph.records import Row, Value
from chipgraph.schema import Schema
from chipgraph.sheets.claims import Content, Target, claim_number, describe, stance_properties
from chipgraph.sheets.columns import Columns
from chipgraph.sheets.references import ID, Entities, Sources, joined_slug, slug
from chipgraph.sheets.tables import Cell, Entry, EntryError, Problems, Tables
from chipgraph.sheets.values import Reader

Given = TypeVar("Given", bound="_Placed")
Made = TypeVar("Made")

_DATASET_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a claim sheet says: the name of its dataset and its rows."""

    dataset: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A claim before it has an id."""

    place: Place
    number: int | None
    properties: Mapping[str, Value]


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


def build(tables: Tables, schema: Schema, name: str, file: str) -> Sheet:
    """Build the rows of a sheet.

    Parameters
    ----------
    name
        The name of the dataset if the sheet states none: that of the file.
    file
        For messages about the sheet as a whole.

    Raises
    ------
    ValidationError
        With every problem, the first twenty listed by place.
    """
    return _Builder(tables, schema, name, file).sheet()


class _Builder:
    """Holds what the tables of one sheet share while its rows are made."""

    def __init__(self, tables: Tables, schema: Schema, name: str, file: str) -> None:
        self._tables = tables
        self._schema = schema
        self._file = file
        self._problems = Problems()
        self._columns = Columns(schema)
        self._about = dict(tables.dataset[0].cells) if tables.dataset else {}
        self._dataset = self._name(name)
        self._entities = Entities(schema, self._dataset, "entities" in tables.declared)
        self._sources = Sources(self._dataset, "sources" in tables.declared)
        self._reader = Reader(schema, self._entities, self._sources, self._language())
        self._content: dict[str, tuple[Content, Row]] = {}
        self._minted: dict[tuple[str, str, frozenset[tuple[str, Value]]], str] = {}
        self._counts: dict[str, int] = {}
        self._claims: dict[str, Row] = {}
        self._numbers: dict[str, int] = {}

    def sheet(self) -> Sheet:
        """Make all rows, or raise all problems."""
        known = self._each(self._tables.entities, self._declare)
        entities = self._each(known, self._entity)
        sources = self._each(self._tables.sources, self._source)
        drafts = self._each(self._tables.claims, self._draft)
        # Numbers that a curator gave come first, so that the others find free ones.
        claims = self._each(sorted(drafts, key=lambda draft: draft.number is None), self._claim)
        dataset = self._each(self._tables.dataset[:1] or [Entry(Place(self._file), {})], self._describe)
        for extra in self._tables.dataset[1:]:
            self._problems.add(extra.place, EntryError("the dataset is described twice.", "Keep one description."))
        if not self._tables.claims and not self._tables.entities:
            self._problems.add(Place(self._file), EntryError("it has no claims.", "Fill in the section claims."))
        self._problems.check(self._file)
        content = (row for _, row in self._content.values())
        made = (*self._sources.made(), *self._entities.made())
        return Sheet(self._dataset, [*dataset, *sources, *entities, *made, *content, *claims])

    def _each(self, entries: Iterable[Given], make: Callable[[Given], Made]) -> list[Made]:
        """Make something of each entry; a flaw is noted with its place and the rest goes on."""
        made = []
        for entry in entries:
            try:
                made.append(make(entry))
            except EntryError as flaw:
                self._problems.add(entry.place, flaw)
            except UsageError as error:
                self._problems.add(entry.place, EntryError(str(error), "Correct the name of the class."))
        return made

    # Dataset

    def _name(self, default: str) -> str:
        name = self._about.pop("name", None)
        found = name if isinstance(name, str) else slug(default).replace("-", "_")
        if not _DATASET_NAME.fullmatch(found):
            flaw = EntryError(f"{found!r} is no name of a dataset.", "Use small letters, digits, - and _.")
            self._problems.add(self._tables.dataset[0].place, flaw)
        return found

    def _language(self) -> str:
        language = str(self._about.pop("language", "und")).lower()
        if not _LANGUAGE.fullmatch(language):
            flaw = EntryError(f"{language!r} is no language tag.", "Write a tag such as en or zh-hans.")
            self._problems.add(self._tables.dataset[0].place, flaw)
            return "und"
        return language

    def _describe(self, entry: Entry) -> Row:
        cells: dict[str, Cell] = {"title": self._dataset, "asserts": "false", **self._about}
        if Entry(entry.place, cells).flag("asserts"):
            raise EntryError("asserts is true.", "In a claim sheet each record needs its own claim (O23): write false.")
        return self._row(f"dataset-{self._dataset}", ("Dataset",), Entry(entry.place, cells))

    # Entities and sources

    def _declare(self, entry: Entry) -> Entry:
        """Make an entity known by its id, class and names, before any cell refers to it."""
        types = entry.texts("class")
        for cls in types or ("",):
            if not self._schema.is_class(cls) or self._schema.kind(cls) != "entity":
                problem = f"{cls!r} is no class of entities." if cls else "class is missing."
                raise EntryError(problem, "Write a class such as Firm, Foundry or DieDesign.")
        names = {k: v for k, v in entry.cells.items() if k in ("alias", "name") or k.startswith("name_")}
        if not any(k.startswith("name") for k in names):
            raise EntryError("name is missing.", "Write a name, with its language if you know it.")
        row = self._row(self._entity_id(entry), tuple(sorted(set(types))), Entry(entry.place, names))
        self._entities.declare(row)
        return entry

    def _entity(self, entry: Entry) -> Row:
        cells = {k: v for k, v in entry.cells.items() if k not in ("id", "class")}
        return self._row(self._entity_id(entry), tuple(sorted(set(entry.texts("class")))), Entry(entry.place, cells))

    def _entity_id(self, entry: Entry) -> str:
        id = entry.text("id")
        if id is None:
            name = next(entry.texts(k)[0] for k in sorted(entry.cells) if k.startswith("name"))
            return f"{self._dataset}-{slug(name)}"
        if not ID.fullmatch(id):
            raise EntryError(f"{id!r} is no id.", "Write kind-slug in small letters, such as firm-tsmc (O12).")
        return id

    def _source(self, entry: Entry) -> Row:
        cells = {k: v for k, v in entry.cells.items() if k != "id"}
        given = entry.text("id")
        if given is None and not entry.text("title"):
            raise EntryError("the source has neither id nor title.", "Give it a title.")
        id = f"source-{self._dataset}-{slug(str(cells['title']))}" if given is None else given
        id = id if id.startswith("source-") else f"source-{id}"
        if not ID.fullmatch(id):
            raise EntryError(f"{given!r} is no id.", "Use small letters, digits, - and _.")
        if "title" not in cells:
            raise EntryError("title is missing.", "Write the heading of the document.")
        self._sources.declare(id)
        return self._row(id, ("Source",), Entry(entry.place, cells))

    def _row(self, id: str, types: tuple[str, ...], entry: Entry) -> Row:
        """Make a row whose columns are its keys; each column must belong to one of its classes."""
        properties: dict[str, Value] = {}
        for column in entry.cells:
            key = self._reader.key(column)
            field = self._schema.field(key)
            cls = next((t for t in types if field and field[0].key in self._schema.constraints(t)), types[0])
            many = field is not None and not field[0].single
            texts = entry.texts(column) if many else (entry.text(column) or "",)
            if texts:
                properties[key] = self._reader.value(cls, key, column, texts)
        return Row(id, self._dataset, types, properties)

    # Claims

    def _draft(self, entry: Entry) -> _Draft:
        """Read an entry and make what it is about; the id of the claim follows."""
        unknown = next((c for c in entry.cells if not self._columns.has("claims", c)), None)
        if unknown is not None:
            raise EntryError(f"there is no column {unknown!r}.", self._columns.nearest("claims", unknown))
        content = describe(entry, self._reader)
        properties = stance_properties(entry, self._reader)
        target = self._target(content)
        if target is not None:
            properties["about"] = target
        elif properties["stance"] != "retracts":
            raise EntryError("the entry is about nothing.", "Fill in relation, statement, pattern, measure or about.")
        return _Draft(entry.place, claim_number(entry), dict(sorted(properties.items())))

    def _claim(self, draft: _Draft) -> Row:
        cites = draft.properties.get("cites")
        stem = f"{self._dataset}-lead" if cites is None else self._sources.claim_stem(str(cites))
        number = self._numbers.get(stem, 0) + 1 if draft.number is None else draft.number
        self._numbers[stem] = max(number, self._numbers.get(stem, 0))
        row = Row(f"claim-{stem}-{number}", self._dataset, ("Claim",), draft.properties)
        if row.id in self._claims:
            raise EntryError(f"the claim {row.id!r} stands twice.", "Give one of the two another number.")
        self._claims[row.id] = row
        return row

    def _target(self, content: Content) -> str | None:
        """Find or make the row that a claim is about; entries with one record share it."""
        if content.target is Target.NOTHING:
            if content.slug is None:
                return None
            known = [id for id in self._content if id.split("-", 1)[1] == content.slug or id == content.slug]
            if not known:
                problem = f"the record {content.slug!r} is described nowhere in this sheet."
                raise EntryError(
                    problem, "Describe it in the first entry that names it; for another dataset write `about`."
                )
            return known[0]
        if content.target is Target.ELSEWHERE:
            return content.slug
        id = self._content_id(content)
        if id in self._content:
            if self._content[id][0].same_as(content):
                return id
            problem = f"the record {id!r} is described in two ways: {content.difference(self._content[id][0])}."
            raise EntryError(problem, "Give one of the two another record, or describe it once.")
        self._content[id] = (content, Row(id, self._dataset, (content.cls,), content.properties))
        return id

    def _content_id(self, content: Content) -> str:
        prefix = content.target.value
        if content.slug is not None:
            id = content.slug if content.slug.startswith(f"{prefix}-") else f"{prefix}-{content.slug}"
            if not ID.fullmatch(id):
                raise EntryError(f"{content.slug!r} is no name of a record.", "Use small letters, digits and hyphens.")
            return id
        # Minted from the parties alone: a better date or a learned product changes no id (O12).
        stem = f"{prefix}-{joined_slug([self._dataset, *content.minted_from])}"
        described = (stem, content.cls, frozenset(content.properties.items()))
        if described not in self._minted:
            self._counts[stem] = self._counts.get(stem, 0) + 1
            while (id := _numbered(stem, self._counts[stem])) in self._content:
                self._counts[stem] += 1
            self._minted[described] = id
        return self._minted[described]


def _numbered(stem: str, number: int) -> str:
    """Tell records of the same parties apart, the first without a number."""
    return stem if number == 1 else f"{stem}-{number}"

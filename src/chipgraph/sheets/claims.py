"""What one entry of the claims table says: what the claim is about, and the stance of its maker (O19, O20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from chipgraph.dates import parse
from chipgraph.records import Value
from chipgraph.sheets.amounts import Amount, parse_amount
from chipgraph.sheets.columns import AMOUNTS, BESIDE, CLAIM, CONTENT, RENAMED
from chipgraph.sheets.tables import Entry, EntryError
from chipgraph.sheets.values import Reader

NO_SOURCE = "none"
"""Written as the source of a lead: something concluded or recalled, without a document."""


class Target(Enum):
    """What a claim can be about; the value is the first part of the id."""

    RECORD = "rel"
    STATEMENT = "statement"
    PATTERN = "pattern"
    MEASURE = "measure"
    ELSEWHERE = "elsewhere"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Content:
    """What a claim is about, before it has an id.

    Attributes
    ----------
    slug
        What the curator wrote under ``record``, or under ``about`` for something of another dataset.
    minted_from
        What an id is made from if the curator gave none: the class and the ends, never dates or products (O12).
    """

    target: Target
    cls: str
    slug: str | None
    properties: Mapping[str, Value]
    minted_from: tuple[str, ...] = ()

    def same_as(self, other: Content) -> bool:
        """Whether two entries describe one record."""
        return self.cls == other.cls and dict(self.properties) == dict(other.properties)

    def difference(self, other: Content) -> str:
        """Name what differs between two descriptions."""
        if self.cls != other.cls:
            return f"{other.cls} and {self.cls}"
        keys = sorted(self.properties.keys() | other.properties.keys())
        return ", ".join(k for k in keys if self.properties.get(k) != other.properties.get(k))


def describe(entry: Entry, reader: Reader) -> Content:
    """Read what an entry is about."""
    kinds = sorted({_kind(column) for column in entry.cells} - {""})
    slug = entry.text("record")
    if len(kinds) > 1:
        raise EntryError(f"the entry has {' and '.join(kinds)}.", "An entry is about one thing: make two.")
    if not kinds:
        loose = [c for c in _content_columns(entry) if c not in BESIDE]
        if loose:
            raise EntryError(f"relation is missing beside {', '.join(loose)}.", f"Fill in one of {', '.join(CONTENT)}.")
        return Content(Target.NOTHING, "", slug, {})
    if kinds == ["about"]:
        return _elsewhere(entry)
    make = {"relation": _record, "pattern": _pattern, "statement": _statement, "measure": _measure}[kinds[0]]
    return make(entry, reader, slug)


def _kind(column: str) -> str:
    if column in CONTENT:
        return column
    return "statement" if column.startswith("statement_") else ""


def _content_columns(entry: Entry) -> list[str]:
    """List the columns that describe what the claim is about."""
    return [c for c in entry.cells if c not in CLAIM and c != "quote" and not c.startswith("quote_")]


def _elsewhere(entry: Entry) -> Content:
    loose = [c for c in _content_columns(entry) if c not in ("about", "number")]
    if loose:
        problem = f"about names a thing that is described elsewhere, and {', '.join(loose)} stands here."
        raise EntryError(problem, "Leave the other columns empty, or write a record of your own.")
    return Content(Target.ELSEWHERE, "", entry.text("about"), {})


def _qualifiers(entry: Entry, cls: str, reader: Reader, done: set[str]) -> Iterator[tuple[str, Value]]:
    """Read the columns that are named by their key, or by a shorter name for it."""
    for column in _content_columns(entry):
        if column in done or column in BESIDE:
            continue
        if column in AMOUNTS:
            yield from _amount(entry, cls, column, reader)
            continue
        key = reader.key(RENAMED.get(column, column))
        field = reader.schema.field(key)
        many = field is not None and not field[0].single
        texts = entry.texts(column) if many else (entry.text(column) or "",)
        if texts:
            yield key, reader.value(cls, key, column, texts)


def _amount(entry: Entry, cls: str, column: str, reader: Reader) -> Iterator[tuple[str, Value]]:
    amount = parse_amount(entry.text(column) or "")
    if column == "share":
        if amount.unit not in (None, "%"):
            raise EntryError(f"the share is in {amount.unit!r}.", "Write per cent, such as `> 20 %`.")
        amount = Amount(amount.low, amount.high, None)
    stem = "value" if cls == "ProductMeasure" else column
    unit = "unit" if cls == "ProductMeasure" else f"{stem}_unit"
    for key, text in ((f"{stem}_min", amount.low), (f"{stem}_max", amount.high), (unit, amount.unit)):
        if text is not None:
            if key in entry.cells:
                raise EntryError(f"{key} is given twice, by itself and in {column}.", "Keep one of them.")
            yield key, reader.value(cls, key, column, (text,))


def _check_order(properties: Mapping[str, Value]) -> None:
    start, end = properties.get("valid_from"), properties.get("valid_to")
    if start is not None and end is not None and parse(str(start)).lo > parse(str(end)).hi:
        raise EntryError(f"it ends ({end}) before it starts ({start}).", "Correct one of the dates.")


def _end(entry: Entry, column: str) -> str:
    text = entry.text(column)
    if text is None:
        raise EntryError(
            f"{column} is missing.", "Write a name or an id; a party that nobody names is an UnknownParty (O15)."
        )
    return text


def _record(entry: Entry, reader: Reader, slug: str | None) -> Content:
    cls = entry.text("relation") or ""
    relation = reader.schema.relation(cls)
    for column in ("occurred",) if relation.temporal != "event" else ("starts", "ends"):
        if column in entry.cells:
            lasts = "it lasts: write starts and ends" if column == "occurred" else "it is an event: write occurred"
            raise EntryError(f"{cls} has no {column}.", f"{lasts.capitalize()}.")
    properties: dict[str, Value] = {}
    for column, role in (("from", relation.from_role), ("to", relation.to_role)):
        new = entry.text(f"{column}_class")
        properties[role] = reader.value(cls, role, column, (_end(entry, column),), new)
    properties.update(_qualifiers(entry, cls, reader, {"relation", "from", "to"}))
    _check_order(properties)
    ends = (str(properties[relation.from_role]), str(properties[relation.to_role]))
    return Content(Target.RECORD, cls, slug, properties, (cls, *ends))


def _pattern(entry: Entry, reader: Reader, slug: str | None) -> Content:
    cls = entry.text("pattern") or ""
    if not reader.schema.is_a(cls, "Relation"):
        raise EntryError(f"{cls!r} is no relation class.", "Write Relation for any, or a class such as Transfer.")
    properties: dict[str, Value] = {"relation_class": cls}
    for column in ("from", "to", "product"):
        text = entry.text(column)
        if text is not None:
            key = f"pattern_{column}"
            properties[key] = reader.value("Pattern", key, column, (text,), entry.text(f"{column}_class"))
    properties.update(_qualifiers(entry, "Pattern", reader, {"pattern", "from", "to", "product"}))
    _check_order(properties)
    ends = tuple(str(properties.get(f"pattern_{end}", "any")) for end in ("from", "to"))
    return Content(Target.PATTERN, "Pattern", slug, properties, (cls, *ends))


def _statement(entry: Entry, reader: Reader, slug: str | None) -> Content:
    columns = [c for c in entry.cells if _kind(c) == "statement"]
    properties: dict[str, Value] = {}
    for column in columns:
        key = reader.key("text" + column.removeprefix("statement"))
        properties[key] = reader.value("Statement", key, column, (entry.text(column) or "",))
    properties.update(_qualifiers(entry, "Statement", reader, set(columns)))
    return Content(Target.STATEMENT, "Statement", slug, properties)


def _measure(entry: Entry, reader: Reader, slug: str | None) -> Content:
    metric = reader.value("ProductMeasure", "metric", "measure", (entry.text("measure") or "",))
    properties: dict[str, Value] = {"metric": metric}
    properties.update(_qualifiers(entry, "ProductMeasure", reader, {"measure"}))
    if "product" not in properties:
        raise EntryError("product is missing.", "Write the product that is measured.")
    return Content(Target.MEASURE, "ProductMeasure", slug, properties, (str(metric), str(properties["product"])))


def stance_properties(entry: Entry, reader: Reader) -> dict[str, Value]:
    """Read the columns of the claim itself."""
    for column in ("stance", "maker", "source"):
        if not entry.text(column):
            remedy = {
                "stance": "Write asserts, denies, qualifies, retracts or silent.",
                "maker": "Write who says it; somebody unnamed is an UnknownParty.",
                "source": f"Write where it stands; a lead of your own has method inference and source {NO_SOURCE}.",
            }
            raise EntryError(f"{column} is missing.", remedy[column])
    properties: dict[str, Value] = {}
    for column in entry.cells:
        key = CLAIM.get(column)
        if key is None and (column == "quote" or column.startswith("quote_")):
            key = reader.key(column)
        if key is None:
            continue
        text = entry.text(column) or ""
        if column == "source" and text == NO_SOURCE:
            continue
        properties[key] = reader.value("Claim", key, column, (text,))
    _check_stance(properties)
    return properties


def _check_stance(properties: Mapping[str, Value]) -> None:
    if "cites" not in properties and properties.get("method") != "inference":
        problem = "the claim has no source, and its method is not inference."
        raise EntryError(problem, "Name the source. Only what somebody concluded may stand without one.")
    if properties["stance"] == "asserts" and "method" not in properties:
        raise EntryError(
            "it asserts without a method.", "Write how the maker knows it; the strength follows from it (O24)."
        )


def claim_number(entry: Entry) -> int | None:
    """Read the number that ends the id of a claim; None if the curator leaves it to the order of the sheet."""
    text = entry.text("number")
    if text is None:
        return None
    if not text.isdecimal() or not text.isascii() or int(text) == 0 or len(text) > 9:
        raise EntryError(f"number is {text!r}.", "Write 1, 2, 3 and so on, anew for each source.")
    return int(text)

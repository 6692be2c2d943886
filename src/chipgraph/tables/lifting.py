"""From columns to rows: the records that an answer names are written as ``Row``, so that they are told as all others are.

Claims, status and wording are then those of the small graph that the rows make: what a table graph answers follows the same
rules as what a loaded graph answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST, Interval, from_day, parse
from chipgraph.records import Row, Value
from chipgraph.schema import Schema
from chipgraph.tables.model import NONE, RecordTables, TableDataset

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,80}")

ENTITIES = "tables"
"""Dataset of parties and products: they belong to all datasets of the graph."""


def entity_id(cls: str, key: str) -> str:
    """Name an entity: by its key where that can be an id, else by class and a hash of the key."""
    if _PLAIN.fullmatch(key):
        return key
    return f"{cls.lower()}-{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"


def date_text(lo: int, hi: int) -> str | None:
    """Write the days that a date can mean as the shortest text that means them; None where nothing is stated (W10).

    >>> date_text(0, 30), date_text(0, 364), date_text(5, 5), date_text(FIRST, LAST)
    ('1970-01', '1970', '1970-01-06', None)
    """
    if lo == FIRST and hi == LAST:
        return None
    first, last = from_day(lo), from_day(hi)
    if first is None or last is None:
        return f"{'' if first is None else first.isoformat()}..{'' if last is None else last.isoformat()}"
    day = first.isoformat()
    shorter = (day, day[:7], day[:4])
    return next((text for text in shorter if parse(text) == Interval(lo, hi)), f"{day}..{last.isoformat()}")


class Lift:
    """Writes rows of one table graph."""

    def __init__(self, tables: RecordTables, schema: Schema) -> None:
        self._tables, self._schema = tables, schema
        order = np.argsort(tables.denials.record, kind="stable")
        self._denials = order
        self._denied = tables.denials.record[order]

    def entity_id(self, entity: int) -> str:
        """Id of an entity."""
        e = self._tables.entities
        return entity_id(self._tables.classes[e.cls[entity]], str(e.key[entity]))

    def record_id(self, record: int) -> str:
        """Id of a record: its dataset and its row, with as many digits as any row has, so that ids sort as rows do."""
        r = self._tables.records
        return f"{self._tables.datasets[r.dataset[record]].name}-{r.row[record]:010}"

    def rows(self, records: Iterable[int], entities: Iterable[int] = ()) -> Iterator[Row]:
        """Write records with all that they refer to: ends, products and what these are variants of, claims, datasets."""
        records = sorted(set(records))
        r = self._tables.records
        named = {*entities}
        for record in records:
            named.update(int(n) for n in (r.source[record], r.target[record], r.product[record]))
            yield self._record(record)
            for n, denial in enumerate(self._denials_of(record)):
                named.add(int(self._tables.denials.maker[denial]))
                yield self._denial(record, n, denial)
        named.discard(NONE)
        for entity in sorted(self._with_ancestors(named)):
            yield self._entity(entity)
        for number, dataset in enumerate(self._tables.datasets):
            yield from self._dataset(number, dataset)

    def everything(self) -> Iterator[Row]:
        """Write all rows: for a small graph."""
        return self.rows(range(len(self._tables.records)), range(len(self._tables.entities)))

    def _denials_of(self, record: int) -> npt.NDArray[np.intp]:
        first, last = np.searchsorted(self._denied, [record, record + 1])
        return self._denials[first:last]

    def _with_ancestors(self, named: set[int]) -> set[int]:
        found = set(named)
        level = named
        while level:
            level = {p for n in level if (p := int(self._tables.entities.parent[n])) != NONE} - found
            found |= level
        return found

    def _entity(self, entity: int) -> Row:
        e = self._tables.entities
        cls = self._tables.classes[e.cls[entity]]
        properties: dict[str, Value] = {"name_und": (str(e.caption[entity]),)}
        if e.parent[entity] != NONE:
            properties["variant_of"] = self.entity_id(int(e.parent[entity]))
        return Row(self.entity_id(entity), ENTITIES, (cls,), properties)

    def _record(self, record: int) -> Row:
        tables, r = self._tables, self._tables.records
        cls = tables.classes[r.cls[record]]
        relation = self._schema.relation(cls)
        properties: dict[str, Value] = {
            relation.from_role: self.entity_id(int(r.source[record])),
            relation.to_role: self.entity_id(int(r.target[record])),
        }
        start = date_text(int(r.s1[record]), int(r.s2[record]))
        end = None if relation.temporal == "event" else date_text(int(r.e1[record]), int(r.e2[record]))
        stated: dict[str, str | None] = {
            "occurred_on" if relation.temporal == "event" else "valid_from": start,
            "valid_to": end,
            "product": None if r.product[record] == NONE else self.entity_id(int(r.product[record])),
            "share_min": None if np.isnan(r.share[record]) else f"{r.share[record]:g}",
            "share_max": None if np.isnan(r.share[record]) else f"{r.share[record]:g}",
            "quantity_min": None if np.isnan(r.quantity[record]) else f"{r.quantity[record]:g}",
            "quantity_max": None if np.isnan(r.quantity[record]) else f"{r.quantity[record]:g}",
            "hs_code": None if r.hs[record] == NONE else tables.hs_codes[r.hs[record]],
        }
        properties.update({k: v for k, v in stated.items() if v is not None})
        return Row(self.record_id(record), tables.datasets[r.dataset[record]].name, (cls,), properties)

    def _denial(self, record: int, number: int, denial: int) -> Row:
        d = self._tables.denials
        day = date_text(int(d.day[denial]), int(d.day[denial]))
        dataset = self._tables.datasets[self._tables.records.dataset[record]].name
        properties: dict[str, Value] = {
            "about": self.record_id(record),
            "stance": "denies",
            "made_by": self.entity_id(int(d.maker[denial])),
            "method": "party-statement",
        }
        if day is not None:
            properties |= {"published": day, "stated_on": day}
        return Row(f"claim-{self.record_id(record)}-denial-{number}", dataset, ("Claim",), properties)

    def _dataset(self, number: int, dataset: TableDataset) -> Iterator[Row]:
        authority = entity_id(dataset.authority_class, f"authority {dataset.authority}")
        stated = {
            "title": dataset.title,
            "method": dataset.method if dataset.asserts else None,
            "published": dataset.published,
            "retrieved": dataset.retrieved,
            "licence": dataset.licence,
            "sha256": dataset.sha256,
        }
        properties: dict[str, Value] = {k: v for k, v in stated.items() if v is not None}
        properties |= {"asserts": dataset.asserts, "absence": "nothing", "authority": authority}
        yield Row(f"dataset-{dataset.name}", dataset.name, ("Dataset",), properties)
        if all(d.authority != dataset.authority for d in self._tables.datasets[:number]):
            name: dict[str, Value] = {"name_und": (dataset.authority,)}
            yield Row(authority, ENTITIES, (dataset.authority_class,), name)

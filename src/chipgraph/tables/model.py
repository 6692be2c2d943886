"""Records as columns: one row a record of any relation class, with its ends, product, dates and dataset as numbers.

A table says what a ``Row`` says, for data of one form: each record is asserted by the dataset that it stands in (O23), and
may be denied by parties (``denials``). Nothing here has a status: it follows, as everywhere, from who asserts and denies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from chipgraph.routes.steps import Int32, UInt8

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

NONE = -1
"""No entity: no product is named, nobody is the parent."""

MOST_RECORDS = 2**31 - 1
"""Records are numbered in 32 bits."""


@dataclass(frozen=True, slots=True)
class TableDataset:
    """One dataset of a table graph: who stands behind its records, by which method, since when (O22, O23).

    Attributes
    ----------
    authority
        Name of who asserts each record; an entity of its own.
    authority_class
        ``Firm`` or ``PublicBody``: a register's extract is official only of a body (O24).
    asserts
        False for records that only claims speak of: here, those that are denied and asserted by nobody.
    """

    name: str
    title: str
    authority: str
    method: str
    authority_class: str = "Firm"
    published: str | None = None
    retrieved: str | None = None
    licence: str | None = None
    sha256: str | None = None
    asserts: bool = True
    quarantined: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class EntityColumns:
    """Parties and products.

    Attributes
    ----------
    key
        The text by which the file names it; unique.
    caption
        Its name; the key where the file gives none.
    cls
        Number of its class in ``RecordTables.classes``.
    parent
        Of a product: what it is a variant of (W2); ``NONE`` at a root.
    territory
        ISO 3166 code of its seat; empty where none is stated.
    """

    key: Texts
    caption: Texts
    cls: UInt8
    parent: Int32
    territory: Texts

    def __len__(self) -> int:
        return len(self.cls)


@dataclass(frozen=True, slots=True)
class RecordColumns:
    """One row a record; all columns are as long. Records stand in the order of dataset and row, which is that of their ids.

    Attributes
    ----------
    cls
        Number of the relation class in ``RecordTables.classes``.
    source, target, product
        Numbers of entities; ``product`` may be ``NONE``.
    s1, s2, e1, e2
        Bounds in days (W10); of an event both ends are the same.
    dataset
        Number of the dataset.
    share
        Per cent of an ownership; NaN where none is stated.
    quantity
        Number of pieces; NaN where none is stated.
    hs
        Number of the customs code in ``RecordTables.hs_codes``; ``NONE`` where none is stated.
    row
        Row of the file that it was read from, counted from 1: with the dataset it names the record.
    """

    cls: UInt8
    source: Int32
    target: Int32
    product: Int32
    s1: Int32
    s2: Int32
    e1: Int32
    e2: Int32
    dataset: UInt8
    share: Float64
    quantity: Float64
    hs: Int32
    row: Int64

    def __len__(self) -> int:
        return len(self.cls)


@dataclass(frozen=True, slots=True)
class DenialColumns:
    """Who denies which record, and the day on which it was said."""

    record: Int32
    maker: Int32
    day: Int32

    def __len__(self) -> int:
        return len(self.record)


@dataclass(frozen=True)
class RecordTables:
    """A table graph.

    Attributes
    ----------
    classes
        Names of the classes that the columns number.
    """

    classes: tuple[str, ...]
    hs_codes: tuple[str, ...]
    datasets: tuple[TableDataset, ...]
    entities: EntityColumns
    records: RecordColumns
    denials: DenialColumns

    @property
    def digest(self) -> str:
        """SHA-256 over names and columns: the same content has the same digest."""
        state = hashlib.sha256(repr((self.classes, self.hs_codes, [d.to_dict() for d in self.datasets])).encode())
        for _, column in columns(self):
            if column.dtype == np.object_:
                state.update("\0".join(map(str, column.tolist())).encode())
                state.update(b"\1")
            else:
                state.update(np.ascontiguousarray(column).tobytes())
        return state.hexdigest()[:32]

    @property
    def bytes(self) -> int:
        """Memory of the columns of records, in bytes."""
        return sum(getattr(self.records, f.name).nbytes for f in fields(RecordColumns))


def columns(tables: RecordTables) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Yield every column as ``table.column``, in a fixed order."""
    for name, table in (("entities", tables.entities), ("records", tables.records), ("denials", tables.denials)):
        for field in fields(table):
            yield f"{name}.{field.name}", getattr(table, field.name)

"""Records: what the datasets say, row by row, before anything is merged or judged (O2, O6, P1 to P10).

One ``Row`` is one RDF individual of any class: an entity, a relation record, a claim, a source, a dataset, a pattern, a
statement. Its properties are in projected form (P2 to P8), so that rows and RDF are two spellings of the same thing and
a new class needs no code (O18).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chipgraph.errors import ValidationError

Scalar = str | int | bool
Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One individual as one dataset states it.

    Attributes
    ----------
    id
        Local name under ``cgr:`` (O12).
    dataset
        Name of the dataset, which is also its named graph.
    types
        Asserted leaf ``cg:`` classes, sorted (P1).
    properties
        Key (P2, P3) to value: a scalar where the shape allows one value, else a sorted tuple. Decimals and dates are
        text in canonical form; concepts are their notation (P5); other individuals are their id (P6, P8).
    """

    id: str
    dataset: str
    types: tuple[str, ...]
    properties: Mapping[str, Value]

    def text(self, key: str) -> str | None:
        """Read a single text value; None where it is not stated."""
        value = self.properties.get(key)
        if isinstance(value, tuple):
            raise TypeError(f"{self.id}: {key} has several values")
        return None if value is None else str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Read all values of a key as text, in order; empty where none is stated."""
        value = self.properties.get(key)
        if value is None:
            return ()
        return tuple(str(v) for v in value) if isinstance(value, tuple) else (str(value),)

    def to_json(self) -> str:
        """Write the row as one line of canonical JSON: the form that is stored and hashed."""
        body = {"id": self.id, "dataset": self.dataset, "types": self.types, "properties": dict(self.properties)}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Row:
        """Read a line that ``to_json`` wrote."""
        body = json.loads(line)
        properties = {k: tuple(v) if isinstance(v, list) else v for k, v in body["properties"].items()}
        return cls(body["id"], body["dataset"], tuple(body["types"]), properties)


class Records:
    """All rows of all loaded datasets, by id.

    An id belongs to one dataset: two datasets that describe one party mint two ids, and a judgement merges them (O35).
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[str, Row] = {}
        for row in rows:
            other = self._rows.get(row.id)
            if other is not None and other != row:
                raise ValidationError(
                    f"the id {row.id!r} is used twice, in dataset {other.dataset!r} and in {row.dataset!r}.",
                    f"dataset {row.dataset}",
                    "Give one of them another id; if both mean one party, add a judgement 'same'.",
                )
            self._rows[row.id] = row

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows in the order of their ids."""
        return (self._rows[i] for i in sorted(self._rows))

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def __getitem__(self, id: str) -> Row:
        return self._rows[id]

    def get(self, id: str) -> Row | None:
        """Find a row by id."""
        return self._rows.get(id)

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted rows: two loads of the same data have the same digest, in whatever order."""
        state = hashlib.sha256()
        for row in self:
            state.update(row.to_json().encode())
            state.update(b"\n")
        return state.hexdigest()

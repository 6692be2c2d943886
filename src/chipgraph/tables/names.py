"""From what a person types to an entity of a table graph: keys, captions, ids; a name that several bear is an error."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from chipgraph.errors import AmbiguousNameError, NameNotFoundError
from chipgraph.names import fold
from chipgraph.tables.lifting import Lift
from chipgraph.tables.model import RecordTables

if TYPE_CHECKING:
    import polars as pl

_NEAREST = 3
_HASHED = "-"


class TableNames:
    """All names of a table graph, as columns: a million names need no index of their own."""

    def __init__(self, tables: RecordTables, lift: Lift) -> None:
        self._tables, self._lift = tables, lift

    @cached_property
    def _keys(self) -> pl.Series:
        import polars as pl

        return pl.Series(self._tables.entities.key.tolist(), dtype=pl.String)

    @cached_property
    def _captions(self) -> pl.Series:
        import polars as pl

        same = self._tables.entities.caption is self._tables.entities.key
        return self._keys if same else pl.Series(self._tables.entities.caption.tolist(), dtype=pl.String)

    @cached_property
    def _lower(self) -> pl.Series:
        return self._captions.str.to_lowercase()

    def number(self, name: str) -> int:
        """Find the one entity of this key, caption or id.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        wanted = name.strip()
        for found in (self._keys == wanted, self._captions == wanted, self._lower == wanted.lower()):
            numbers = np.flatnonzero(found.to_numpy())
            if len(numbers) == 1:
                return int(numbers[0])
            if len(numbers) > 1:
                raise AmbiguousNameError(name, [self._candidate(int(n)) for n in numbers[:20]])
        by_id = self._by_id(wanted)
        if by_id is not None:
            return by_id
        raise NameNotFoundError(name, [str(self._captions[n]) for n in self.search(wanted, _NEAREST)])

    def _candidate(self, number: int) -> tuple[str, str, str]:
        cls = self._tables.classes[self._tables.entities.cls[number]]
        return self._lift.entity_id(number), str(self._captions[number]), cls

    def _by_id(self, id: str) -> int | None:
        """Find an entity by the id that answers give it; only ids made of a hash need to be looked for."""
        if _HASHED not in id:
            return None
        every = range(len(self._tables.entities))
        return next((n for n in every if self._lift.entity_id(n) == id), None)

    def search(self, text: str, limit: int = 20) -> list[int]:
        """Find entities whose name holds a text, the shortest first; if none does, those that are most like it."""
        from rapidfuzz import fuzz, process

        wanted = text.strip().lower()
        if not fold(wanted):
            return []
        found = np.flatnonzero(self._lower.str.contains(wanted, literal=True).to_numpy())
        if len(found):
            length = self._lower.str.len_chars().to_numpy()[found]
            return [int(n) for n in found[np.lexsort((found, length))][:limit]]
        near = process.extract(wanted, self._lower.to_list(), scorer=fuzz.ratio, limit=limit, score_cutoff=60)
        return [int(number) for _, _, number in near]

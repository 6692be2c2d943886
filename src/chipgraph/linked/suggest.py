"""Suggestions while a name is typed, in any script: names that begin so, or have a word that does (F26).

Only where there are none, names that are like it: comparing with every name takes long, and who types goes on typing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from chipgraph.names import Hit, Names, fold
from chipgraph.view import Entity, View

_WHOLE, _BEGINS, _WORD = 100.0, 97.0, 93.0
_LIKE = 80.0
"""What a name that does not begin so must score, to be more than a shared letter or two."""


class Suggestions:
    """Prefix search over all names of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._names = Names(view)

    @cached_property
    def _entries(self) -> list[tuple[str, bool, str, str]]:
        """(folded rest of a name from a word on, whether from the first word, name, entity), sorted."""
        entries: list[tuple[str, bool, str, str]] = []
        for entity in self._view.entities.values():
            for name in entity.names:
                folded = fold(name)
                entries.extend((folded[n:], n == 0, name, entity.id) for n in _beginnings(folded))
        return sorted(entries)

    def search(self, text: str, limit: int, among: Iterable[str] | None = None) -> tuple[list[Hit], int]:
        """Find entities, best first, and how many there are in all.

        Parameters
        ----------
        among
            Classes; if given, only entities of one of them.
        """
        wanted = fold(text)
        classes = None if among is None else tuple(among)
        hits = self._by_id(text) | self._prefixed(wanted) if wanted else {}
        if not hits and len(wanted) > 2:
            for hit in self._names.search(text, limit):
                if hit.score >= _LIKE:
                    hits.setdefault(hit.entity.id, hit)
        kept = [h for h in hits.values() if classes is None or any(self._view.is_a(h.entity.id, c) for c in classes)]
        ranked = sorted(kept, key=lambda h: (-h.score, len(h.name), h.entity.caption, h.entity.id))
        return ranked[:limit], len(ranked)

    def _by_id(self, text: str) -> dict[str, Hit]:
        """The entity whose id the text is, or was before a merge (O14)."""
        entity: Entity | None = self._view.entities.get(self._view.identity.canonical(text.strip()))
        return {} if entity is None else {entity.id: Hit(entity, entity.caption, _WHOLE)}

    def _prefixed(self, wanted: str) -> dict[str, Hit]:
        hits: dict[str, Hit] = {}
        position = bisect_left(self._entries, (wanted,))
        while position < len(self._entries) and self._entries[position][0].startswith(wanted):
            rest, first, name, id = self._entries[position]
            position += 1
            score = _WHOLE if first and rest == wanted else _BEGINS if first else _WORD
            if id not in hits or score > hits[id].score:
                hits[id] = Hit(self._view.entities[id], name, score)
        return hits


def _beginnings(folded: str) -> Iterator[int]:
    """Where a word of a name begins; a script without spaces has a word at every sign."""
    for n, sign in enumerate(folded):
        if sign != " " and (n == 0 or folded[n - 1] == " " or unicodedata.east_asian_width(sign) == "W"):
            yield n

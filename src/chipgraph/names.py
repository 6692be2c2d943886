"""From what a person types to an entity: ids, names and aliases in any script (F26, F83).

A name resolves when it is the id of an entity, or equal to one of its names once case, width, accents and punctuation are
set aside; if nobody bears it so, the legal form ("Pte. Ltd.") is set aside too. Nothing is guessed: a name that several entities bear is an error that lists them, and a name that none bears
lists the nearest.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import yaml

from chipgraph import resources
from chipgraph.errors import AmbiguousNameError, NameNotFoundError
from chipgraph.view import Entity, View

_NEAREST = 3
_NEAR_ENOUGH = 60
_SHORTEST = 3
"""Latin letters of a name, at least, for another text to be like it; a name of two Chinese characters says more."""


def fold(text: str) -> str:
    """Set aside case, width, accents, punctuation and repeated spaces.

    >>> fold("Sophgo  Technologies, Ltd.")
    'sophgo technologies ltd'
    >>> fold("Ｈuawei")
    'huawei'
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


@cache
def _endings() -> tuple[str, ...]:
    """Folded words of legal forms, the longest first."""
    stated = yaml.safe_load((resources.ontology() / "rules" / "legal_forms.yaml").read_text(encoding="utf-8"))
    return tuple(sorted(map(str, stated["endings"]), key=len, reverse=True))


def without_legal_form(folded: str) -> str:
    """Take the legal form off the end of a folded name; a name that is nothing else stays.

    >>> without_legal_form("sophgo technologies pte ltd")
    'sophgo technologies'
    """
    for ending in _endings():
        gap = "" if not ending.isascii() else " "
        if folded.endswith(gap + ending) and len(folded) > len(ending) + 1:
            return without_legal_form(folded.removesuffix(gap + ending).strip())
    return folded


@dataclass(frozen=True, slots=True)
class Hit:
    """One entity that a search found, the name that matched, and how well (0 to 100)."""

    entity: Entity
    name: str
    score: float


class Names:
    """All names of a view."""

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def _bearers(self) -> dict[str, set[str]]:
        bearers: dict[str, set[str]] = defaultdict(set)
        for entity in self._view.entities.values():
            if entity.names == (entity.id,) and not any(k.startswith("name") for k in entity.properties):
                continue  # nobody names it: a limb of a rule is found by its id and by what it is part of
            for name in entity.names:
                bearers[fold(name)].add(entity.id)
        bearers.pop("", None)
        return bearers

    @cached_property
    def _short_bearers(self) -> dict[str, set[str]]:
        """Entities by their names without the legal form: asked only when nobody bears the name itself."""
        bearers: dict[str, set[str]] = defaultdict(set)
        for name, ids in self._bearers.items():
            bearers[without_legal_form(name)].update(ids)
        return bearers

    def entity(self, name: str, classes: Iterable[str] = ()) -> Entity:
        """Find the one entity of this id or name.

        Parameters
        ----------
        name
            An id, an id of before a merge, or a name in any script.
        classes
            If given, only entities of these classes count when several bear the name.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        canonical = self._view.identity.canonical(name)
        if canonical in self._view.entities:
            return self._view.entities[canonical]
        folded = fold(name)
        found = self._bearers.get(folded) or self._short_bearers.get(folded, set())
        wanted = {i for i in found if any(self._view.is_a(i, c) for c in classes)} or found
        if len(wanted) == 1:
            return self._view.entities[next(iter(wanted))]
        if not wanted:
            raise NameNotFoundError(name, [f"{h.name} ({h.entity.id})" for h in self.search(name, _NEAREST)])
        entities = (self._view.entities[i] for i in sorted(wanted))
        raise AmbiguousNameError(name, [(e.id, e.caption, ", ".join(e.types)) for e in entities])

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Find entities whose names are like a text, best first; one hit an entity."""
        from rapidfuzz import fuzz, process

        wanted = fold(text)
        if not wanted:
            return []
        folded = sorted(self._bearers)
        scored = process.extract(wanted, folded, scorer=fuzz.WRatio, limit=limit * 5, score_cutoff=_NEAR_ENOUGH)
        best: dict[str, float] = {}
        for name, score, _ in scored:
            if name.isascii() and len(name) < _SHORTEST and name != wanted:
                continue  # a letter stands in most texts: "z" is like everything with a z in it
            exactness = 100.0 if name == wanted else min(99.0, score) if wanted in name else min(90.0, score)
            for id in self._bearers[name]:
                best[id] = max(best.get(id, 0.0), exactness)
        for name in folded:
            if wanted in name:
                for id in self._bearers[name]:
                    best[id] = max(best.get(id, 0.0), 90.0)
        ranked = sorted(best.items(), key=lambda hit: (-hit[1], self._view.entities[hit[0]].caption, hit[0]))
        return [Hit(self._view.entities[id], self._matched(id, wanted), score) for id, score in ranked[:limit]]

    def _matched(self, id: str, wanted: str) -> str:
        """The name of an entity that a search text is most like."""
        from rapidfuzz import fuzz

        return max(self._view.entities[id].names, key=lambda name: (fuzz.ratio(fold(name), wanted), name))

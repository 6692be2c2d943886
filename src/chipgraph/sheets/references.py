"""From what a curator writes in a cell to the id of an entity or a source.

An entity is written by its id, or by a name or alias that the sheet declares. A sheet without a section *entities* (an
investigator's own spreadsheet) makes one from each name; a sheet that has one refuses a name that is missing there,
because a slip of the pen must not become a new party.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from chipgraph.records import Row
from chipgraph.schema import Schema
from chipgraph.sheets.tables import EntryError

ID = re.compile(r"[a-z][a-z0-9_]*(?:-[a-z0-9][a-z0-9_.]*)+")
"""The form of an id: a kind, a hyphen, a slug (O12)."""

_DEFAULT_CLASS = {"Agent": "Firm", "Entity": "Firm", "Article": "Product", "Citable": "Source"}
"""The class of a new name where its column allows several: a firm by default."""


def slug(text: str) -> str:
    """Make the part of an id from a name; a name in another script gets a short digest.

    >>> slug("CoAsia Electronics, Ltd.")
    'coasia-electronics-ltd'
    >>> slug("华为")
    'n-82eaaba8'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words or f"n-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def fold(text: str) -> str:
    """Set aside case, width and repeated spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Entities:
    """The entities that a sheet declares or, if it declares none, makes from names."""

    def __init__(self, schema: Schema, dataset: str, declared: bool) -> None:
        self._schema = schema
        self._dataset = dataset
        self._declared = declared
        self._types: dict[str, tuple[str, ...]] = {}
        self._by_name: dict[str, list[str]] = {}
        self._made: dict[str, str] = {}

    def declare(self, row: Row) -> None:
        """Add an entity of the section *entities*."""
        if row.id in self._types:
            raise EntryError(f"the id {row.id!r} stands twice.", "Give one of the two another id, or join them.")
        self._types[row.id] = row.types
        for key in row.properties:
            if key == "alias" or key.startswith("name_"):
                for name in row.texts(key):
                    ids = self._by_name.setdefault(fold(name), [])
                    if row.id not in ids:
                        ids.append(row.id)

    def resolve(self, text: str, range_: str, cls: str | None = None) -> str:
        """Find the id that a cell means.

        Parameters
        ----------
        range_
            The class that the column needs.
        cls
            The class that a new name gets; the default of the column if None.
        """
        ids = [text] if text in self._types else self._by_name.get(fold(text), [])
        if len(ids) > 1:
            raise EntryError(f"{text!r} is a name of {' and '.join(sorted(ids))}.", "Write the id instead.")
        if ids:
            return self._fitting(ids[0], text, range_)
        if ID.fullmatch(text):
            return text
        if self._declared:
            near = get_close_matches(fold(text), sorted(self._by_name), n=3)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise EntryError(
                f"no entity is called {text!r}.{hint}", "Correct the name, or add it to the section entities."
            )
        return self._make(text, cls or _DEFAULT_CLASS.get(range_, range_), range_)

    def made(self) -> list[Row]:
        """List the entities that were made from names."""
        return [
            Row(id, self._dataset, self._types[id], {"name_und": (name,)}) for id, name in sorted(self._made.items())
        ]

    def _fitting(self, id: str, text: str, range_: str) -> str:
        if not any(self._schema.is_a(t, range_) for t in self._types[id]):
            found = " and ".join(self._types[id])
            raise EntryError(
                f"{text!r} is a {found} and stands where a {range_} belongs.", "Correct the cell or its class."
            )
        return id

    def _make(self, text: str, cls: str, range_: str) -> str:
        if not self._schema.is_class(cls) or self._schema.kind(cls) != "entity":
            raise EntryError(f"{cls!r} is no class of entities.", "Write a class such as Firm, Foundry or DieDesign.")
        id = f"{self._dataset}-{slug(text)}"
        if id in self._types:
            raise EntryError(
                f"{text!r} and {self._made.get(id, id)!r} have one id.", "Declare them in the section entities."
            )
        self._types[id] = (cls,)
        self._made[id] = text
        self._by_name[fold(text)] = [id]
        return self._fitting(id, text, range_)


class Sources:
    """The sources that a sheet declares or, if it declares none, makes from titles and addresses."""

    def __init__(self, dataset: str, declared: bool) -> None:
        self._dataset = dataset
        self._declared = declared
        self._ids: set[str] = set()
        self._made: dict[str, str] = {}

    def declare(self, id: str) -> None:
        """Add a source of the section *sources*."""
        if id in self._ids:
            raise EntryError(f"the source {id!r} stands twice.", "Keep one of them.")
        self._ids.add(id)

    def resolve(self, text: str) -> str:
        """Find the id of a source by its slug, with or without ``source-``."""
        for id in (text, f"source-{text}"):
            if id in self._ids:
                return id
        if ID.fullmatch(text) and text.startswith(("source-", "dataset-")):
            return text
        if self._declared:
            near = get_close_matches(f"source-{text}", sorted(self._ids), n=3)
            hint = f" Nearest: {', '.join(n.removeprefix('source-') for n in near)}." if near else ""
            raise EntryError(f"no source is called {text!r}.{hint}", "Correct it, or add it to the section sources.")
        id = f"source-{self._dataset}-{slug(text)}"
        if self._made.setdefault(id, text) != text:
            raise EntryError(
                f"the sources {text!r} and {self._made[id]!r} have one id.", "Declare them in a table sources."
            )
        return id

    def claim_stem(self, id: str) -> str:
        """Give the part of a claim's id that names its source; that of another dataset is set apart by this one's name."""
        stem = id.removeprefix("source-")
        return stem if id in self._ids or id in self._made else f"{self._dataset}-{stem}"

    def made(self) -> list[Row]:
        """List the sources that were made from what stands in the claims."""
        rows = []
        for id, text in sorted(self._made.items()):
            url = {"url": text} if re.match(r"https?://", text) else {}
            rows.append(Row(id, self._dataset, ("Source",), {"title": text, **url}))
        return rows


def joined_slug(parts: Sequence[str]) -> str:
    """Make a slug from several ids."""
    return "-".join(slug(part) for part in parts if part)

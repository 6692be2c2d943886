"""The columns of a claim sheet: which there are, and which key of which row each one becomes.

Columns that have a name of their own here are the ones that differ from the key they fill; every other qualifier is a
column named by its key, so that a new property of the ontology is a new column without code (O18).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from chipgraph.errors import InputError, Place
from chipgraph.schema import Schema

CLAIM: Mapping[str, str] = {
    "stance": "stance",
    "maker": "made_by",
    "relayed_by": "relayed_by",
    "source": "cites",
    "method": "method",
    "published": "published",
    "stated_on": "stated_on",
    "place": "place",
    "original_value": "original_value",
    "original_language": "original_language",
    "confidence": "confidence",
    "retracts": "retracts",
    "narrows": "narrows",
    "ongoing": "ongoing",
    "claim_note": "note",
}
"""Columns of the claim itself, to keys; ``quote`` and its languages belong here too."""

CONTENT = ("relation", "statement", "pattern", "measure", "about")
"""What a claim is about: a record, a statement, a pattern, a measure, or one of another dataset by its id."""

BESIDE = ("record", "number", "from_class", "to_class")
"""Columns that become no property: which record, which number, what class a new name has."""

RENAMED: Mapping[str, str] = {
    "starts": "valid_from",
    "ends": "valid_to",
    "occurred": "occurred_on",
    "record_method": "method",
    "record_published": "published",
}
"""Columns of what a claim is about, whose key has another name."""

AMOUNTS = ("quantity", "share")
"""Columns that are split into bounds and a unit."""

RECORD = (*CONTENT, *BESIDE, *RENAMED, *AMOUNTS, "from", "to")

_OWN: Mapping[str, tuple[str, ...]] = {
    "dataset": ("name", "language"),
    "sources": ("id",),
    "entities": ("id", "class"),
    "claims": (*CLAIM, *RECORD),
}
_ROOT: Mapping[str, tuple[str, ...]] = {
    "dataset": ("Dataset",),
    "sources": ("Source",),
    "entities": ("Entity",),
    "claims": ("Relation", "Pattern", "Statement", "ProductMeasure", "Claim"),
}
_REQUIRED: Mapping[str, tuple[str, ...]] = {"claims": ("stance", "maker", "source"), "entities": ("class",)}
_NOT_COLUMNS = frozenset(
    {"about", "made_by", "cites", "relation_class", "pattern_from", "pattern_to", "metric", "text"}
)
"""Keys that are filled from columns of another name."""


class Columns:
    """The columns that each table of a sheet may have, after the ontology in use."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._keys: dict[str, frozenset[str]] = {}
        for section, roots in _ROOT.items():
            classes = [c for c in schema.classes() if any(schema.is_a(c, root) for root in roots)]
            keys = {key for c in classes for key in schema.constraints(c)}
            self._keys[section] = frozenset(keys - (_NOT_COLUMNS - {"about"} if section == "claims" else set()))
        self._all = {section: keys | frozenset(_OWN[section]) for section, keys in self._keys.items()}

    def of(self, section: str) -> frozenset[str]:
        """List the columns of a table; a text with a language may carry its tag besides."""
        return self._all[section]

    def has(self, section: str, column: str) -> bool:
        """Whether a table has this column."""
        if column in self.of(section):
            return True
        if section == "claims" and column.startswith("statement_"):
            column = "text" + column.removeprefix("statement")
            return self._schema.field(column) is not None
        field = self._schema.field(column)
        return field is not None and field[1] is not None and field[0].key in self._keys[section]

    def nearest(self, section: str, column: str) -> str:
        """Say what a wrong column may have meant."""
        near = get_close_matches(column, sorted(self.of(section)), n=3)
        return (
            f"Did you mean {' or '.join(near)}?"
            if near
            else "`chipgraph new case NAME --xlsx` writes a workbook that lists the columns."
        )

    def check_header(self, section: str, header: Sequence[str], place: Place) -> None:
        """Hold the header of a spreadsheet against the columns.

        Raises
        ------
        InputError
            If a column is unknown, or one that every row needs is missing.
        """
        for column in header:
            if column and not self.has(section, column):
                raise InputError(
                    f"there is no column {column!r}; the first row must hold the names of the columns.",
                    place,
                    self.nearest(section, column),
                )
        missing = [c for c in _REQUIRED.get(section, ()) if c not in header]
        if section == "claims" and not any(h in CONTENT or h.startswith("statement") for h in header):
            missing.append(" or ".join(CONTENT))
        if missing:
            raise InputError(f"the column {missing[0]!r} is missing.", place, "Add it to the first row.")

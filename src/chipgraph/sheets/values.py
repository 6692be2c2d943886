"""From the text of a cell to the value of a key, after the range that the ontology gives the property (P2 to P8)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chipgraph.dates import DateError, parse
from chipgraph.records import Scalar, Value
from chipgraph.schema import Constraint, Property, Schema
from chipgraph.sheets.amounts import canonical_decimal
from chipgraph.sheets.references import Entities, Sources
from chipgraph.sheets.tables import EntryError, read_flag


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads cells of one sheet.

    Attributes
    ----------
    language
        The tag that a text without one gets: the dataset's, else ``und``.
    """

    schema: Schema
    entities: Entities
    sources: Sources
    language: str = "und"

    def key(self, key: str) -> str:
        """Complete the key of a text with a language: ``name`` becomes ``name_en``."""
        # A key of a text with a language is none without its tag, and one with any.
        if self.schema.field(key) is None and self.schema.field(f"{key}_und") is not None:
            return f"{key}_{self.language.replace('-', '_')}"
        return key

    def value(self, cls: str, key: str, column: str, texts: Sequence[str], new: str | None = None) -> Value:
        """Read the texts of one cell as the value of one key of a row of this class.

        Parameters
        ----------
        column
            The name under which the curator knows the key.
        new
            The class that a name gets which nobody declared.
        """
        field = self.schema.field(key)
        limit = None if field is None else self.schema.constraints(cls).get(field[0].key)
        if field is None or limit is None or limit.most == 0:
            columns = ", ".join(sorted(self.schema.constraints(cls)))
            raise EntryError(f"{cls} has no {column}.", f"Keys that {cls} has: {columns}.")
        prop = field[0]
        values = [self._scalar(cls, prop, limit, column, text, new) for text in texts]
        if not prop.single:
            return tuple(sorted(set(values), key=str))
        if len(values) > 1:
            raise EntryError(f"{column} has {len(values)} values.", "Write one value, or one entry for each.")
        return values[0]

    def _scalar(self, cls: str, prop: Property, limit: Constraint, column: str, text: str, new: str | None) -> Scalar:
        if prop.kind in ("text", "lang"):
            value: Scalar = text
        elif prop.kind == "date":
            value = _date(column, text)
        elif prop.kind == "decimal":
            value = canonical_decimal(text)
        elif prop.kind == "integer":
            if not re.fullmatch(r"-?\d{1,18}", text):
                raise EntryError(f"{column} is {text!r}, which is no whole number.", "Write digits alone.")
            value = int(text)
        elif prop.kind == "boolean":
            value = read_flag(column, text)
        elif prop.kind == "concept":
            value = self._concept(prop, limit, column, text)
        else:
            return self._object(prop, text, new)
        if limit.values and value not in limit.values:
            raise EntryError(f"{column} is {text!r}.", f"Write one of {', '.join(limit.values)}.")
        return value

    def _concept(self, prop: Property, limit: Constraint, column: str, text: str) -> str:
        if self.schema.concept(prop.range or "", text) is None:
            known = limit.values or [c.notation for c in self.schema.concepts(prop.range or "")]
            raise EntryError(f"{column} is {text!r}.", f"Write one of {', '.join(known)}.")
        return text

    def _object(self, prop: Property, text: str, new: str | None) -> str:
        range_ = prop.range or "Entity"
        if prop.key == "cites":
            return self.sources.resolve(text)
        if not self.schema.is_a(range_, "Entity"):
            return text
        return self.entities.resolve(text, range_, new)


def _date(column: str, text: str) -> str:
    try:
        parse(text)
    except DateError as error:
        raise EntryError(f"{column}: {error}", "Correct the date.") from error
    return text.replace(" ", "")

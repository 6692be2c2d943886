"""Strict reading of the YAML files of the law: an entry gives each key once, and complains of what it does not know.

All scalars are read as text, so that a date stays as it was written and the code of Norway is no truth value.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from chipgraph import dates
from chipgraph.dates import Interval
from chipgraph.errors import InputError, Place, ValidationError


def read_file(path: Path) -> Entry:
    """Read a YAML file whose root is a mapping.

    Raises
    ------
    InputError
        If there is no such file, or it is not YAML, or its root is no mapping.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the file cannot be read ({error}).", path.name, "Restore it from the release.") from error
    except yaml.YAMLError as error:
        raise InputError(f"this is not YAML: {error}.", path.name, "Correct the line that is named.") from error
    return Entry(path.name, None, content)


class Entry:
    """One mapping of a file; knows its place, so that an error names file and entry."""

    def __init__(self, file: str, label: str | None, content: object) -> None:
        self.place = Place(file, label)
        self._file = file
        if not isinstance(content, dict):
            raise self.error("this is no mapping of keys to values.", "Write it as key: value.")
        self._content: dict[str, object] = content
        self._used: set[str] = set()

    def error(self, problem: str, remedy: str) -> ValidationError:
        """Make an error that names this entry."""
        return ValidationError(problem, self.place, remedy)

    def has(self, key: str) -> bool:
        """Whether a key is given."""
        return key in self._content

    def names(self) -> tuple[str, ...]:
        """Give all keys, for a mapping whose keys are names."""
        return tuple(self._content)

    def text(self, key: str) -> str:
        """Take a text that must be there."""
        found = self.optional(key)
        if found is None:
            raise self.error(f"{key} is missing.", f"Add {key}.")
        return found

    def optional(self, key: str) -> str | None:
        """Take a text; None where it is not given."""
        self._used.add(key)
        value = self._content.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.error(f"{key} must be one value.", f"Write {key} as text.")
        return value

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        """Take a text that must be one of a few."""
        value = self.text(key)
        if value not in allowed:
            raise self.error(f"{key} {value!r} is not known.", f"Use one of: {', '.join(allowed)}.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts, or one text; empty where it is not given."""
        self._used.add(key)
        value = self._content.get(key)
        if value is None or value == "":
            return ()
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(v, str) for v in listed):
            raise self.error(f"{key} must be a list of texts.", f"Write {key}: [a, b].")
        return tuple(str(v) for v in listed)

    def date(self, key: str) -> Interval:
        """Take a date; ``UNKNOWN`` where it is not given."""
        text = self.optional(key)
        try:
            return dates.parse(text)
        except dates.DateError as error:
            raise self.error(f"{key}: {error}", "Correct the date.") from error

    def mapping(self, key: str) -> Entry:
        """Take a mapping inside this one; empty where it is not given."""
        self._used.add(key)
        return Entry(self._file, self._inner(key), self._content.get(key) or {})

    def entries(self, key: str, label: str = "id") -> Iterator[Entry]:
        """Take a list of mappings; each is named by its ``label``, or by its number."""
        self._used.add(key)
        value = self._content.get(key) or []
        if not isinstance(value, list):
            raise self.error(f"{key} must be a list.", f"Write the entries of {key} with a dash each.")
        for number, item in enumerate(value, start=1):
            named = item.get(label) if isinstance(item, dict) else None
            yield Entry(self._file, self._inner(f"{key} {named or number}"), item)

    def lists(self, key: str) -> Iterator[tuple[Entry, ...]]:
        """Take a list of lists of mappings."""
        self._used.add(key)
        value = self._content.get(key) or []
        if not isinstance(value, list) or not all(isinstance(inner, list) for inner in value):
            raise self.error(f"{key} must be a list of lists.", f"Write {key}: [[...], [...]].")
        for number, inner in enumerate(value, start=1):
            yield tuple(Entry(self._file, self._inner(f"{key} {number}"), item) for item in inner)

    def done(self) -> None:
        """Complain of keys that nobody took."""
        left = sorted(set(self._content) - self._used)
        if left:
            raise self.error(f"{', '.join(left)}: no such key here.", f"Known here: {', '.join(sorted(self._used))}.")

    def _inner(self, name: str) -> str:
        return name if self.place.row is None else f"{self.place.row}, {name}"


def unique(entries: list[tuple[str, Entry]]) -> None:
    """Complain of an id that is given twice."""
    seen: set[str] = set()
    for id, entry in entries:
        if id in seen:
            raise entry.error(f"the id {id!r} is given twice.", "Give one of them another id.")
        seen.add(id)

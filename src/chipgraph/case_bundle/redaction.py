"""Make private persons unreadable in a case before it is handed on; who is private is data (``rules/redaction.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from chipgraph import resources
from chipgraph.case_bundle.bundle import CaseBundle
from chipgraph.case_bundle.saving import changed
from chipgraph.errors import UsageError
from chipgraph.records import Row, Value
from chipgraph.schema import Schema

_NAME_KEYS = ("name", "alias")
_SHORTEST = 4
"""A name part of fewer letters is not looked for in running text: too many words would fall with it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who is made unreadable: everyone of a class, but for those whom a row of the case makes public."""

    id: str
    cls: str
    word: str
    public: tuple[tuple[str, str], ...]
    kept: frozenset[str]


def profiles(path: Path | None = None) -> dict[str, Profile]:
    """Read the profiles by id."""
    entries = yaml.safe_load((path or resources.ontology() / "rules" / "redaction.yaml").read_text(encoding="utf-8"))
    read = (
        Profile(
            e["id"], e["class"], e["word"], tuple((p["class"], p["key"]) for p in e["public"]), frozenset(e["kept"])
        )
        for e in entries
    )
    return {profile.id: profile for profile in read}


def redact(bundle: CaseBundle, profile: str, schema: Schema) -> CaseBundle:
    """Replace ids, names and details of private persons everywhere in a case, also in quotes and addresses of pages.

    Raises
    ------
    UsageError
        If there is no such profile, or the case holds the whole data version, which cannot be redacted.
    """
    known = profiles()
    if profile not in known:
        raise UsageError(f"There is no profile {profile!r}. Profiles are: {', '.join(known)}.")
    if bundle.data is not None:
        raise UsageError("The case holds the whole data version. Save it without --with-data to redact it.")
    chosen = known[profile]
    persons = _private(bundle.rows, chosen, schema)
    veil = _Veil({row.id: f"{chosen.word} {n}" for n, row in enumerate(persons, 1)}, persons)
    rows = tuple(sorted((_veiled(row, chosen, veil) for row in bundle.rows), key=lambda row: row.id))
    return changed(
        bundle,
        title=veil.text(bundle.title),
        question=replace(bundle.question, **veil.value(_ends(bundle))),
        answer=veil.value(bundle.answer),
        rows=rows,
        sources=veil.value(bundle.sources),
        notes=veil.text(bundle.notes),
        replies=tuple(type(r)(**veil.value(_fields(r))) for r in bundle.replies),
        redaction={"profile": profile, "persons": len(persons)},
    )


def _ends(bundle: CaseBundle) -> dict[str, Any]:
    return {"start": bundle.question.start, "end": bundle.question.end}


def _fields(reply: Any) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in reply.__slots__}


def _private(rows: Iterable[Row], profile: Profile, schema: Schema) -> list[Row]:
    rows = list(rows)
    public = {
        text
        for row in rows
        for cls, key in profile.public
        if any(schema.is_a(t, cls) for t in row.types)
        for text in row.texts(key)
    }
    return [row for row in rows if row.id not in public and any(schema.is_a(t, profile.cls) for t in row.types)]


def _veiled(row: Row, profile: Profile, veil: _Veil) -> Row:
    if row.id in veil.words:
        kept: dict[str, Value] = {k: v for k, v in row.properties.items() if k in profile.kept}
        return replace(row, id=veil.id(row.id), properties={**kept, "name_und": (veil.words[row.id],)})
    properties = {key: veil.value(value) for key, value in row.properties.items()}
    return replace(row, id=veil.text(row.id), properties=properties)


class _Veil:
    """Replaces ids and names; longest first, so that no part of a name stays behind."""

    def __init__(self, words: Mapping[str, str], persons: Sequence[Row]) -> None:
        self.words = words
        spellings: dict[str, str] = {}
        for row in persons:
            for name in _names(row):
                spellings.update((form, words[row.id]) for form in _forms(name))
        forms = sorted(spellings, key=len, reverse=True)
        self._words = {form.casefold(): word for form, word in spellings.items()}
        self._names = re.compile("|".join(re.escape(f) for f in forms) or r"(?!)", re.IGNORECASE)
        ids = sorted(words, key=len, reverse=True)
        self._ids = re.compile("|".join(re.escape(i) for i in ids) or r"(?!)")

    def id(self, id: str) -> str:
        return re.sub(r"\W+", "-", self.words[id].lower())

    def text(self, text: str) -> str:
        without_ids = self._ids.sub(lambda m: self.id(m.group()), text)
        return self._names.sub(lambda m: self._words[m.group().casefold()], without_ids)

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.value(part) for key, part in value.items()}
        if isinstance(value, tuple):
            return tuple(self.value(part) for part in value)
        return [self.value(part) for part in value] if isinstance(value, list) else value


def _names(row: Row) -> list[str]:
    keys = (k for k in row.properties if k in _NAME_KEYS or k.startswith(tuple(f"{n}_" for n in _NAME_KEYS)))
    return [text for key in keys for text in row.texts(key)]


def _forms(name: str) -> list[str]:
    """Spellings of a name: as it is, the parts that are long enough, and as it stands in the address of a page."""
    parts = name.split()
    joined = [sep.join(parts) for sep in ("-", "_", "+", "%20")] if len(parts) > 1 else []
    ascii_parts = [p for p in parts if len(p) >= _SHORTEST and p[0].isupper()]
    return [name, *joined, *ascii_parts]

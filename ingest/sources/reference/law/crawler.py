"""The law as rows: an instrument, a provision, a version, a limb, a condition and a letter each become an entity (O31, O33).

The files are checked by the library, which refuses what contradicts itself; here each entry is read once more as it is written,
so that dates keep their precision. A state of force is a statement with a claim of the curators, who read it in the page that
the entry names: it is *reported*, and the page tells where to look (O32).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import yaml

from chipgraph import law, resources
from chipgraph.errors import InputError
from chipgraph_ingest import Context
from chipgraph_ingest.keys import slug

CURATORS = "agent-chipgraph-curators"
_FOLDER = resources.ontology() / "law"
_DOCUMENT = re.compile(r"\((\d{4}-\d{5})\)")
_DATES = ("announced", "published", "effective", "compliance")

Entry = Mapping[str, object]


def crawl(context: Context) -> None:
    """Make rows of the instruments, the provisions with all that is in them, and the letters."""
    law.load()
    groups = _groups()
    for id in sorted(groups.values()):
        names = {"name_en": (next(n for n, i in groups.items() if i == id),)}
        context.emit(id, ("CountryGroup",), names)
    for entry in _entries("instruments.yaml", "instruments"):
        context.rows_read += 1
        _instrument(context, entry)
    for entry in _entries("rules.yaml", "provisions"):
        context.rows_read += 1
        _provision(context, entry)
    for entry in _entries("letters.yaml", "letters"):
        context.rows_read += 1
        _letter(context, entry, groups)


def _entries(file: str, key: str) -> Iterator[Entry]:
    # The base loader keeps a date the text it is.
    content = yaml.load((_FOLDER / file).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    yield from content[key]


def _groups() -> dict[str, str]:
    """The country groups that letters name, to ids."""
    named = {word for entry in _entries("letters.yaml", "letters") for word in _places(entry)}
    return {word: f"group-{slug(word)}" for word in sorted(named) if ":" in word}


def _places(entry: Entry) -> tuple[str, ...]:
    return (*_texts(entry, "destinations"), *_texts(entry, "headquarters"))


def _text(entry: Entry, key: str) -> str | None:
    value = entry.get(key)
    return None if value in (None, "") else " ".join(str(value).split())


def _texts(entry: Entry, key: str) -> tuple[str, ...]:
    value = entry.get(key)
    if isinstance(value, list):
        return tuple(map(str, value))
    return () if value in (None, "") else (str(value),)


def _several(entry: Entry, key: str) -> Sequence[Entry]:
    value = entry.get(key)
    return value if isinstance(value, list) else ()


def _id(kind: str, id: str) -> str:
    return f"{kind}-{slug(id)}"


def _instrument(context: Context, entry: Entry) -> None:
    number, citation = str(entry["id"]), _text(entry, "citation")
    id, before = _id("instrument", number), _text(entry, "supersedes")
    by_bis = _text(entry, "kind") in context.spec.settings["kinds_by_bis"]
    context.emit(
        id,
        ("Instrument",),
        {
            "name_en": (str(entry["title"]),),
            "alias": (number, *_DOCUMENT.findall(citation or "")),
            "title": _text(entry, "title"),
            "citation": citation,
            "issuer": "body-bis" if by_bis else None,
            "kind": _text(entry, "kind"),
            **{key: _text(entry, key) for key in _DATES},
            "valid_to": _text(entry, "ends"),
            "supersedes": before and _id("instrument", before),
            "unconfirmed": _texts(entry, "unconfirmed"),
            "url": _page(entry),
            "note": _text(entry, "note"),
        },
    )
    source = _source(context, entry, number)
    for key, cls in (("text_status", "TextStatus"), ("enforcement_status", "EnforcementStatus")):
        for position, state in enumerate(_several(entry, key), 1):
            _state(context, (id, number, f"{key.replace('_', '-')}-{position}"), cls, state, (source, entry))


def _page(entry: Entry) -> str | None:
    source = _text(entry, "source") or ""
    return source if source.startswith("http") else None


def _source(context: Context, entry: Entry, number: str) -> str:
    """Make a source of the page in which the curators read what the entry says."""
    page, id = _page(entry), f"source-law-{number.lower()}"
    host = urlsplit(page).netloc if page else None
    redistribution = context.lookup("government", host or "") or "excerpts-only"
    context.emit(
        id,
        ("Source",),
        {
            "title": f"What was read on {number}: {_text(entry, 'title')}",
            "publisher": host or _text(entry, "source"),
            "url": page,
            "place": _text(entry, "citation"),
            "redistribution": redistribution,
            "licence": context.lookup("terms", redistribution),
        },
    )
    return id


def _state(context: Context, of: tuple[str, str, str], cls: str, state: Entry, read: tuple[str, Entry]) -> None:
    """Make a dated state of force and the claim of whoever read it (O32)."""
    subject, number, key = of
    source, entry = read
    status = str(state["status"])
    words = context.lookup("status", status)
    if words is None:
        raise InputError(f"no words for {status!r}.", str(context.spec.path), "Add it to the lookup 'status'.")
    kind = "The text of" if cls == "TextStatus" else "As enforced,"
    days = [f"{word} {day}" for word, day in (("from", _text(state, "from")), ("until", _text(state, "to"))) if day]
    note = "; ".join(filter(None, (_text(state, "note"), _text(state, "citation"), _text(state, "source"))))
    target = f"statement-law-{number.lower()}-{key}"
    context.emit(
        target,
        (cls,),
        {
            "text_en": " ".join((f"{kind} {number} is {words}", *days)) + ".",
            "status_of": subject,
            "mentions": (subject,),
            "legal_status": status,
            "valid_from": _text(state, "from"),
            "valid_to": _text(state, "to"),
            "note": note or None,
        },
    )
    context.emit(
        f"claim-{target.removeprefix('statement-')}",
        ("Claim",),
        {
            "about": target,
            "stance": "asserts",
            "made_by": CURATORS,
            "cites": source,
            "method": "named-source",
            "confidence": _text(entry, "confidence"),
        },
    )


def _provision(context: Context, entry: Entry) -> None:
    name = str(entry["id"])
    id, foreign = _id("provision", name), entry.get("foreign_made")
    context.emit(
        id,
        ("Provision",),
        {
            "name_en": (name,),
            "title": name,
            "citation": _text(entry, "citation"),
            "kind": _text(entry, "kind"),
            "foreign_made": _text(foreign, "rule") if isinstance(foreign, dict) else None,
            "base_number": _texts(entry, "base"),
        },
    )
    for version in _several(entry, "versions"):
        context.rows_read += 1
        _version(context, version, id)


def _version(context: Context, entry: Entry, provision: str) -> None:
    name, before = str(entry["id"]), _text(entry, "supersedes")
    id = _id("rule", name)
    context.emit(
        id,
        ("Rule",),
        {
            "name_en": (name,),
            "title": name,
            "part_of": provision,
            "enacted_by": _id("instrument", str(entry["made_by"])),
            "supersedes": before and _id("rule", before),
            "citation": _text(entry, "citation"),
            "valid_from": _text(entry, "starts"),
            "valid_to": _text(entry, "ends"),
            "compliance": _text(entry, "compliance"),
            "otherwise": _text(entry, "otherwise"),
            "unconfirmed": _texts(entry, "unconfirmed"),
            "note": _text(entry, "note"),
        },
    )
    for key in ("limbs", "destinations"):
        for position, limb in enumerate(_several(entry, key), 1):
            _limb(context, limb, (id, key, position), str(limb["outcome"]))


def _limb(context: Context, limb: Entry, of: tuple[str, str, int], outcome: str) -> None:
    whole, key, position = of
    id = f"{'limb' if key == 'limbs' else 'place'}-{whole.partition('-')[2]}-{position}"
    title = _text(limb, "limb") or outcome
    stated = {"citation": _text(limb, "citation"), "position": position, "outcome": outcome}
    context.emit(id, ("Limb",), {"title": title, "part_of": whole, **stated})
    for number, condition in enumerate(_several(limb, "all"), 1):
        kind = next(k for k in condition if k not in ("of", "op", "value", "unit", "if_unknown"))
        name, value = str(condition[kind]), _texts(condition, "value")
        asked = " ".join((str(condition["of"]), name, str(condition["op"]), ", ".join(value)))
        context.emit(
            f"condition-{id}-{number}",
            ("Condition",),
            {
                "title": asked,
                "part_of": id,
                "subject_role": _text(condition, "of"),
                "test_kind": kind,
                "tested": name,
                "comparison": _text(condition, "op"),
                "compared_with": value,
                "unit": _text(condition, "unit"),
                "if_unknown": _text(condition, "if_unknown") or "may-apply",
            },
        )


def _letter(context: Context, entry: Entry, groups: Mapping[str, str]) -> None:
    name = str(entry["id"])
    id = name if name.startswith("letter-") else _id("letter", name)

    def named(table: str, words: Sequence[str]) -> tuple[str, ...]:
        found = [groups.get(word) or context.lookup(table, word) for word in words]
        if None in found:
            word = words[found.index(None)]
            raise InputError(f"{word!r} is not known.", str(context.spec.path), f"Add it to the lookup {table!r}.")
        return tuple(i for i in found if i is not None)

    context.emit(
        id,
        ("Letter",),
        {
            "name_en": (name,),
            "title": name,
            "part_of": _id("instrument", str(entry["rule"])),
            "issuer": "body-bis",
            "addressee": named("addressee", _texts(entry, "addressees")),
            "valid_from": _text(entry, "starts"),
            "valid_to": _text(entry, "ends"),
            "thresholds": _text(entry, "thresholds"),
            "destination": named("territory", _texts(entry, "destinations")),
            "headquarters_in": named("territory", _texts(entry, "headquarters")),
            "covers_model": named("model", _texts(entry, "models")),
            "scope": _text(entry, "scope"),
            "citation": _text(entry, "citation"),
            "unconfirmed": _texts(entry, "unconfirmed"),
            "note": _text(entry, "note"),
        },
    )
    for position, limb in enumerate(_several(entry, "limbs"), 1):
        _limb(context, limb, (id, "limbs", position), "reached")

"""The Consolidated Screening List: one row, one party on one list, with what the row says of its dates.

The row key is the number that the list gives, else name and notice: ``_id`` is no key, since it differs between downloads
and earlier files have none. Of persons only the name, other names and the address are read. A vessel is set aside: the
ontology has no class for it.
"""

import re

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow
from chipgraph_ingest.keys import digest, numbered, slug

_USCC = re.compile(r"Unified Social Credit Code \(USCC\), ([0-9A-Z]{18}), CN")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def crawl(context: Context) -> None:
    """Make a party and a listing of each row."""
    keys = numbered((_key(context, row), _text(row)) for row in context.peek())
    for key, row in zip(keys, context.rows(), strict=True):
        with context.entry(row):
            party = _party(context, row, key)
            _listing(context, row, key, party)
            context.audit(row, context.spec.settings["ignored"])


def _text(row: InputRow) -> str:
    return "|".join(f"{k}={v}" for k, v in sorted(row.fields.items()) if k != "_id")


def _key(context: Context, row: InputRow) -> str:
    code = (context.lookup("list", str(row.fields["source"])) or "unknown").rpartition("-")[2]
    number = str(row.fields["entity_number"]).strip()
    if number:
        return f"{code}-{number}"
    return f"{code}-{slug(str(row.fields['name']).strip())}-{digest(str(row.fields['federal_register_notice']))[:6]}"


def _several(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _party(context: Context, row: InputRow, key: str) -> str:
    stated = row.pop("type")
    kind = "Agent" if stated is None else context.lookup("class", stated)
    name, names, ids = row.pop_required("name"), _several(row.pop("alt_names")), row.pop("ids")
    if kind is None:
        raise InputError(f"no class for the type {stated!r}.", row.place, "Add one to the ontology and to 'class'.")
    uscc = None if kind == "Person" else _USCC.search(ids or "")
    remarks, title = row.pop("remarks"), row.pop("title")
    id = f"{context.spec.name}-{key}"
    context.emit(
        id,
        (kind,),
        {
            "name_en": (name,),
            "alias": [n for n in names if n != name],
            "address": _several(row.pop("addresses")),
            "uscc": uscc[1] if uscc else None,
            "note": None if kind == "Person" else "; ".join(filter(None, (title, remarks))) or None,
        },
    )
    return id


def _listing(context: Context, row: InputRow, key: str, party: str) -> None:
    source = row.pop_required("source")
    listed_on = context.lookup("list", source)
    if listed_on is None:
        raise InputError(f"the list {source!r} is not known.", row.place, "Add it to the lookup 'list'.")
    start, end = (_date(row, column) for column in ("start_date", "end_date"))
    snapshot = str(context.spec.dataset["published"])
    by_order = listed_on in context.spec.settings["dated_by_order"]
    if end is None or not by_order:
        end = f"{snapshot}.."
    context.emit(
        f"rel-{context.spec.name}-{key}",
        ("Listing",),
        {
            "listed": party,
            "listed_on": listed_on,
            "citation": row.pop("federal_register_notice"),
            "valid_from": f"..{start or snapshot}" if start is None or not by_order else start,
            "valid_to": end,
            "scope": row.pop_optional("license_requirement"),
            "review_policy": row.pop_optional("license_policy"),
            "note": (f"Programmes: {programs}." if (programs := row.pop("programs")) else None),
        },
    )


def _date(row: InputRow, column: str) -> str | None:
    value = row.pop(column)
    if value is not None and not _DATE.fullmatch(value):
        raise InputError(f"{column}: {value!r} is no date.", row.place, "Write it as 2023-11-16.")
    return value

"""GLEIF level 1: a record is a legal entity with its names, its LEI, and its seats.

The LEI is the row key. Where a later file has the same LEI, it takes the place of the earlier record.
"""

from chipgraph_ingest import Context, InputRow

GLEIF = "agent-gleif"
_LINES = ("FirstAddressLine", "AdditionalAddressLine", "AdditionalAddressLine[2]", "AdditionalAddressLine[3]")


def crawl(context: Context) -> None:
    """Make entities and seats of both files."""
    context.emit(GLEIF, ("Agent",), {"name_en": ("Global Legal Entity Identifier Foundation",), "alias": ["GLEIF"]})
    updated = {str(row.fields["LEI"]) for row in context.peek("updates")}
    for file in ("data", "updates"):
        for row in context.rows(file):
            with context.entry(row):
                if file == "data" and str(row.fields["LEI"]) in updated:
                    context.handled("record that a later file replaces")
                    continue
                _entity(context, row)
                row.drop(context.spec.settings["ignored"])
                context.audit(row)


def _entity(context: Context, row: InputRow) -> None:
    lei = row.pop_required("LEI")
    id = f"{context.spec.name}-{lei.lower()}"
    kind = context.lookup("class", row.pop_optional("Entity.EntityCategory") or "GENERAL") or "Agent"
    legal = row.pop_group("Entity.LegalName")[0]
    other = [
        name[""]
        for path in ("OtherEntityName", "TransliteratedOtherEntityName")
        for name in row.pop_group(f"Entity.{path}s.{path}")
    ]
    status, born = row.pop_optional("Entity.EntityStatus"), row.pop_optional("Entity.EntityCreationDate")
    remarks = [f"Status: {status}." if status else "", f"Created on {born[:10]}." if born else ""]
    context.emit(
        id,
        (kind,),
        {
            f"name_{legal.get('@lang', 'und').lower().replace('-', '_')}": (legal[""],),
            "alias": [name for name in other if name != legal[""]],
            "lei": lei,
            "address": [_address(row, "LegalAddress"), _address(row, "HeadquartersAddress")],
            "note": " ".join(filter(None, remarks)) or None,
        },
    )
    for part, seat in (("LegalAddress", "registered"), ("HeadquartersAddress", "headquarters")):
        country = row.pop_required(f"Entity.{part}.Country")
        context.emit(
            f"rel-{id}-{seat}",
            ("Seat",),
            {"seated": id, "territory": f"territory-{country.lower()}", "kind": seat, **_seen(context)},
        )


def _address(row: InputRow, part: str) -> str:
    fields = [row.fields.get(f"Entity.{part}.{name}") for name in (*_LINES, "City", "PostalCode", "Country")]
    return ", ".join(str(value).strip() for value in fields if value)


def _seen(context: Context) -> dict[str, str]:
    """What stands in the file began on or before its day and had not ended then."""
    day = context.spec.dataset["published"]
    return {"valid_from": f"..{day}", "valid_to": f"{day}.."}

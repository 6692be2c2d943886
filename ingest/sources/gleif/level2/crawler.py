"""GLEIF level 2: a relationship record is control or affiliation with its period; an exception is a statement.

Consolidation says that one party includes another in its accounts: ``Control``, and no share of ownership, which the file
does not state. Of the periods of a record the relationship period is its time; accounting and filing periods are about the
papers. That an entity states no parent is a statement with its reason, not a missing owner.
"""

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow


def crawl(context: Context) -> None:
    """Make relations of both files, and statements of the exceptions."""
    known = {str(row.fields["LEI"]) for file in ("known", "known_updates") for row in context.peek(file)}
    seen: set[str] = set()
    for file in ("updates", "data"):
        for row in context.rows(file):
            with context.entry(row):
                _relationship(context, row, known, seen)
                row.drop(context.spec.settings["ignored"])
                context.audit(row)
    for row in context.rows("exceptions"):
        with context.entry(row):
            _exception(context, row, known)
            row.drop(context.spec.settings["ignored"])
            context.audit(row)


def _party(context: Context, lei: str, known: set[str]) -> str:
    if lei in known:
        return f"gleif-{lei.lower()}"
    id = f"{context.spec.name}-{lei.lower()}"
    note = "Known by its LEI alone: its record is not in the excerpt of level 1."
    context.emit(id, ("Agent",), {"alias": [f"LEI {lei}"], "lei": lei, "note": note})
    return id


def _relationship(context: Context, row: InputRow, known: set[str], seen: set[str]) -> None:
    start, end = (row.pop_required(f"Relationship.{node}.NodeID") for node in ("StartNode", "EndNode"))
    stated = row.pop_required("Relationship.RelationshipType")
    periods = row.pop_group("Relationship.RelationshipPeriods.RelationshipPeriod")
    status = row.pop_optional("Relationship.RelationshipStatus")
    key = f"{start}-{end}-{stated}".lower().replace("_", "-")
    if key in seen:
        context.handled("record that a later file replaces")
        return
    seen.add(key)
    child, parent = _party(context, start, known), _party(context, end, known)
    dates = _dates(periods)
    note = None if status in (None, "ACTIVE") else f"Status: {status}."
    control, kind = context.lookup("control", stated), context.lookup("affiliation", stated)
    id = f"rel-{context.spec.name}-{key}"
    if control is not None:
        ends = {"controller": parent, "controlled": child, "control_type": control}
        context.emit(id, ("Control",), {**ends, **dates, "note": note})
    elif kind is not None:
        context.emit(
            id, ("Affiliation",), {"party": child, "counterparty": parent, "kind": kind, **dates, "note": note}
        )
    else:
        raise InputError(f"the type {stated!r} is not known.", row.place, "Add it to a lookup of the YAML.")


def _dates(periods: list[dict[str, str]]) -> dict[str, str]:
    for period in periods:
        if period.get("PeriodType") == "RELATIONSHIP_PERIOD":
            stated = {"valid_from": period.get("StartDate"), "valid_to": period.get("EndDate")}
            return {key: value[:10] for key, value in stated.items() if value}
    return {}


def _exception(context: Context, row: InputRow, known: set[str]) -> None:
    lei, category, reason = (row.pop_required(name) for name in ("LEI", "ExceptionCategory", "ExceptionReason"))
    party = _party(context, lei, known)
    parent = "direct" if category.startswith("DIRECT") else "ultimate"
    target = f"statement-{context.spec.name}-{lei.lower()}-{parent}"
    text = f"States no {parent} parent that consolidates it; reason given: {reason.replace('_', ' ').lower()}."
    context.emit(target, ("Statement",), {"text_en": text, "mentions": [party], "value": reason})

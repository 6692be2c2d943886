"""Listings: one entity with its relations; claims about a party, a relation, or between two parties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chipgraph.answers.evidence import claims_on, describe_claim, describe_relation
from chipgraph.names import Names
from chipgraph.results import Result
from chipgraph.view import Entity, Proposition, Record, View

CLAIM_COLUMNS = (
    "stance",
    "maker",
    "relayed_by",
    "relation",
    "from",
    "to",
    "product",
    "episode",
    "starts",
    "ends",
    "strength",
    "standing",
    "counted",
    "method",
    "published",
    "stated_on",
    "quote",
    "source",
    "record",
    "claim",
)


def describe_entity(view: View, entity: Entity) -> Mapping[str, Any]:
    """Describe one entity: names, properties, and every relation it has, each with status and claims."""
    relations = [p for p in view.propositions.values() if entity.id in (p.source, p.target, p.product)]
    return {
        "id": entity.id,
        "caption": entity.caption,
        "types": list(entity.types),
        "names": list(entity.names),
        "properties": {k: list(v) if isinstance(v, tuple) else v for k, v in entity.properties.items()},
        "referents": list(entity.referents),
        "datasets": list(entity.datasets),
        "relations": [describe_relation(view, p) for p in _in_order(relations)],
        "statements": list(statements_on(view, entity.id)),
    }


def statements_on(view: View, id: str) -> Iterable[dict[str, Any]]:
    """Describe the statements that mention an entity, each with status and claims."""
    for statement in sorted(view.statement_status):
        if id in map(view.identity.canonical, view.rows[statement].texts("mentions")):
            yield {"id": statement, "text": _texts_of(view, statement), **_statement_status(view, statement)}


def _in_order(propositions: Iterable[Proposition]) -> list[Proposition]:
    return sorted(propositions, key=lambda p: (p.type, p.source, p.target, p.product or "", p.episode, p.id))


def _texts_of(view: View, id: str) -> dict[str, str]:
    row = view.rows[id]
    return {k.removeprefix("text_"): row.texts(k)[0] for k in sorted(row.properties) if k.startswith("text_")}


def _statement_status(view: View, id: str) -> dict[str, Any]:
    status = view.statement_status[id]
    return {
        "strength": status.strength.word,
        "standing": str(status.standing),
        "status": str(status.word),
        "claims": [describe_claim(view, c) for c in view.claims_about.get(id, ())],
    }


def claims_about(view: View, names: Names, name: str, other: str | None) -> Result:
    """List claims, a row each: about a record or proposition id, about all relations of a party, or between two."""
    records = _records_of(view, names, name, other)
    rows = [_row(view, record, claim) for record in records for claim in claims_on(view, record)]
    return Result(CLAIM_COLUMNS, tuple(rows), note=f"{len(rows)} claims on {len(records)} records")


def _records_of(view: View, names: Names, name: str, other: str | None) -> Sequence[Record]:
    if other is None and name in view.records:
        return [view.records[name]]
    if other is None and name in view.propositions:
        return [view.records[r] for r in view.propositions[name].records]
    first = names.entity(name).id
    second = None if other is None else names.entity(other).id
    chosen = [
        r
        for r in view.records.values()
        if first in (r.source, r.target, r.product) and (second is None or second in (r.source, r.target, r.product))
    ]
    return sorted(chosen, key=lambda r: (r.type, r.source, r.target, r.id))


def _row(view: View, record: Record, claim: Mapping[str, Any]) -> tuple[object, ...]:
    proposition = view.proposition_of[record.id]
    quote = next(iter(claim["quote"].values()), None)
    source = claim["source"] or {}
    return (
        claim["stance"],
        claim["maker_caption"],
        claim["relayed_by_caption"],
        record.type,
        view.caption(record.source),
        view.caption(record.target),
        None if record.product is None else view.caption(record.product),
        record.episode or None,
        record.starts,
        record.ends,
        proposition.status.strength.word,
        str(proposition.status.standing),
        claim["counted"] and claim["active"],
        claim["method"],
        claim["published"],
        claim["stated_on"],
        quote,
        source.get("title"),
        record.id,
        claim["id"],
    )

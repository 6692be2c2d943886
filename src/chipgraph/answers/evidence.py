"""The claims behind a relation, as an answer shows them: who says it, who denies it, and where that stands (F3, W19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chipgraph.claims import Claim, Stance, Standing, Strength
from chipgraph.dates import day_text
from chipgraph.status import Evidence, Status
from chipgraph.view import Proposition, Record, View
from chipgraph.wording import phrase, verb

_TOLD_OF_SOURCE = (
    *("title", "publisher", "carrier", "published", "retrieved", "url", "place", "origin"),
    *("licence", "redistribution", "archived_copy", "sha256"),
)


def describe_source(view: View, id: str | None) -> dict[str, Any] | None:
    """Describe the source or dataset with this id; None if there is none."""
    row = view.rows.get(id) if id else None
    if row is None:
        return None
    return {"id": row.id, **{key: (row.texts(key) or (None,))[0] for key in _TOLD_OF_SOURCE}}


def describe_claim(view: View, claim: Claim, grade: Strength = Strength.NONE, **more: Any) -> dict[str, Any]:
    """Describe one claim: stance, maker, who relayed it, when, where, in which words; ``grade`` if it asserts (O24)."""
    row = view.rows[claim.id]
    return {
        "id": claim.id,
        "stance": str(claim.stance),
        "says": verb(claim.stance, grade, method=claim.method),
        "grade": grade.word,
        "maker": claim.made_by,
        "maker_caption": view.caption(claim.made_by),
        "relayed_by": claim.relayed_by,
        "relayed_by_caption": None if claim.relayed_by is None else view.caption(claim.relayed_by),
        "method": claim.method,
        "published": row.text("published"),
        "stated_on": row.text("stated_on"),
        "quote": dict(claim.quote),
        "place": row.text("place"),
        "speaks_of": describe_pattern(view, claim.about),
        "confidence": claim.confidence,
        "source": describe_source(view, claim.cites),
        "withdrawn": claim.id in view.withdrawn,
        **more,
    }


def claims_on(view: View, record: Record) -> list[dict[str, Any]]:
    """All claims on one record: its own, the dataset that asserts it (O23), and the patterns that reach it (O20).

    ``counted`` says whether a denial counts towards the standing; one that does not is shown all the same. ``active`` is
    false for a claim that was withdrawn by name, or that its own maker certainly reversed later; ``withdrawn`` tells which.
    """
    status = record.status
    items = {item.id: item for item in view.evidence[record.id]}
    shown = [
        describe_claim(
            view, claim, _grade(items, claim.id), about=record.id, active=claim.id not in status.inactive, counted=True
        )
        for claim in view.claims_about.get(record.id, ())
    ]
    dataset = view.datasets.get(record.dataset)
    if dataset is not None and dataset.asserts:
        shown.insert(0, _dataset_claim(view, record, _grade(items, f"dataset:{record.dataset}")))
    own = {c["id"] for c in shown}
    for id in (*status.denying, *status.shown_denials):
        if id in view.claims and id not in own:
            claim = view.claims[id]
            counted = id in status.denying
            shown.append(describe_claim(view, claim, about=claim.about, active=True, counted=counted))
    return shown


def describe_pattern(view: View, id: str | None) -> str | None:
    """Say in words what a denied pattern speaks of (O20); None if the claim is about a record or statement."""
    pattern = view.patterns.get(id or "")
    if pattern is None:
        return None
    row = view.rows[pattern.id]
    kind = "dealing" if pattern.relation_class == "Relation" else view.schema.label(pattern.relation_class)
    reach = ", direct or indirect," if pattern.indirect else ""
    ends = [view.caption(end) if end else "anyone" for end in (pattern.source, pattern.target)]
    between = f"between {ends[0]} and {ends[1]}" if pattern.both_directions else f"from {ends[0]} to {ends[1]}"
    product = f" of {view.caption(pattern.product)}" if pattern.product else ""
    since, until = row.text("valid_from"), row.text("valid_to")
    window = "".join(f" {word} {day}" for word, day in (("from", since), ("until", until)) if day)
    return f"any {kind}{reach}{product} {between}{window}"


def _grade(items: Mapping[str, Evidence], id: str) -> Strength:
    return items[id].grade if id in items else Strength.NONE


def _dataset_claim(view: View, record: Record, grade: Strength) -> dict[str, Any]:
    """The assertion that a dataset makes of each of its records, in the name of its authority (O23)."""
    dataset = view.datasets[record.dataset]
    authority = dataset.authority or dataset.id
    source = describe_source(view, dataset.id) or {}
    return {
        "id": f"dataset:{record.dataset}",
        "stance": "asserts",
        "says": verb(Stance.ASSERTS, grade, method=dataset.method),
        "grade": grade.word,
        "maker": view.identity.canonical(authority),
        "maker_caption": view.caption(authority),
        "relayed_by": None,
        "relayed_by_caption": source.get("carrier"),
        "method": dataset.method,
        "published": source.get("published"),
        "stated_on": None,
        "quote": {},
        "place": None,
        "speaks_of": None,
        "confidence": None,
        "source": source,
        "withdrawn": False,
        "about": record.id,
        "active": True,
        "counted": True,
    }


def describe_status(status: Status) -> dict[str, Any]:
    """Describe a status on its two axes, with its word and the counts of O28."""
    return {
        "strength": status.strength.word,
        "standing": str(status.standing),
        "status": str(status.word),
        "own_maker": status.own_maker,
        "asserting_makers": status.asserting_makers,
        "denying_makers": status.denying_makers,
        "origins": {"known_independent": status.origins[0], "at_most": status.origins[1]},
    }


def describe_window(record: Record) -> dict[str, Any]:
    """Describe when a record holds: as stated, and the bounds that the statement means."""
    b = record.bounds
    return {
        "starts": record.starts,
        "ends": record.ends,
        "from_earliest": day_text(b.s1),
        "from_latest": day_text(b.s2),
        "to_earliest": day_text(b.e1),
        "to_latest": day_text(b.e2),
    }


def describe_quantity(record: Record) -> dict[str, str] | None:
    """Describe the quantity of a record; None if none is stated."""
    keys = ("quantity_min", "quantity_max", "quantity_unit", "quantity_basis")
    stated = {k.removeprefix("quantity_"): v for k in keys if (v := record.row.text(k)) is not None}
    return stated or None


def word_relation(view: View, type: str, source: str, target: str, status: Status, strength: Strength) -> str:
    """Word a relation so that the sentence says no more than its claims (G20)."""
    standing = status.standing if strength > Strength.NONE else Standing.DENIED
    middle = phrase(type, strength, standing, methods=status.methods)
    return f"{view.caption(source)} {middle} {view.caption(target)}"


def describe_relation(view: View, proposition: Proposition) -> dict[str, Any]:
    """Describe a proposition with every record and claim of it."""
    relation = view.schema.relation(proposition.type)
    records = [view.records[r] for r in proposition.records]
    return {
        "proposition": proposition.id,
        "type": proposition.type,
        "edge": relation.edge,
        "from": proposition.source,
        "from_caption": view.caption(proposition.source),
        "to": proposition.target,
        "to_caption": view.caption(proposition.target),
        "product": proposition.product,
        "product_caption": None if proposition.product is None else view.caption(proposition.product),
        "episode": proposition.episode or None,
        "sentence": word_relation(
            view,
            proposition.type,
            proposition.source,
            proposition.target,
            proposition.status,
            proposition.status.strength,
        ),
        **describe_status(proposition.status),
        "records": [r.id for r in records],
        "windows": [describe_window(r) for r in records],
        "claims": unique_claims(c for r in records for c in claims_on(view, r)),
    }


def unique_claims(claims: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """List each claim once, in the order of first appearance; one that counts anywhere counts."""
    seen: dict[str, dict[str, Any]] = {}
    for claim in claims:
        other = seen.setdefault(claim["id"], claim)
        if claim["counted"] and not other["counted"]:
            seen[claim["id"]] = claim
    return list(seen.values())

"""What an edge of the linked view says: relation, status on both axes, dates, who asserts and who denies it (F2, F3, F18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chipgraph.answers.evidence import claims_on, unique_claims, word_relation
from chipgraph.answers.export import denial_sentence
from chipgraph.dates import day_text
from chipgraph.view import Proposition, Record, View
from chipgraph.wording import shipped as wording

Attributes = dict[str, object]
_BY_LENGTH = {4: "year", 7: "month", 10: "day"}


def edge_attributes(view: View, proposition: Proposition, marks: Sequence[str] = ()) -> Attributes:
    """Describe a proposition as an edge; ``marks`` are those of the routes that use it (W20)."""
    relation = view.schema.relation(proposition.type)
    records = [view.records[id] for id in proposition.records]
    claims = unique_claims(claim for record in records for claim in claims_on(view, record))
    status = proposition.status
    verbs = wording().verbs
    return {
        "class": proposition.type,
        "type": relation.edge,
        "label": verbs.get(proposition.type, wording().default).finite,
        "product": proposition.product,
        "product_caption": None if proposition.product is None else view.caption(proposition.product),
        "strength": status.strength.word,
        "standing": str(status.standing),
        "status": str(status.word),
        "disputed": str(status.standing) == "disputed",
        **_dating(records),
        "earliest": day_text(proposition.bounds.s1),
        "latest": day_text(proposition.bounds.e2),
        "temporal": relation.temporal,
        "sentence": word_relation(
            view, proposition.type, proposition.source, proposition.target, status, status.strength
        ),
        "denials": [denial_line(claim) for claim in claims if claim["stance"] == "denies"],
        "makers": _captions(c["maker_caption"] for c in claims if c["stance"] == "asserts" and c["active"]),
        "sources": len({c["source"]["id"] for c in claims if c["source"]}),
        "marks": list(marks),
    }


def denial_line(claim: Mapping[str, object]) -> Attributes:
    """Describe one denial: maker, source, date, and whether it counts (F3)."""
    source = claim["source"]
    how = ""
    if not claim["active"]:
        how = ", withdrawn" if claim["withdrawn"] else ", reversed later by the same maker"
    elif not claim["counted"]:
        how = ", shown, not counted"
    return {
        "maker": claim["maker"],
        "maker_caption": claim["maker_caption"],
        "says": claim["says"],
        "source": source["title"] if isinstance(source, Mapping) else None,
        "date": claim["stated_on"] or claim["published"],
        "sentence": denial_sentence(claim) + how,
    }


def _captions(captions: Iterable[object]) -> list[str]:
    return [*dict.fromkeys(map(str, captions))]


def _dating(records: Sequence[Record]) -> Attributes:
    """The date as its sources give it, and how exactly it is known."""
    stated = [*dict.fromkeys((r.starts, r.ends) for r in records if r.starts or r.ends)]
    if not stated:
        return {"date": "", "precision": "none"}
    texts = [_window(starts, ends) for starts, ends in stated]
    if len(stated) > 1:
        return {"date": "; ".join(texts), "precision": "range"}
    starts, ends = stated[0]
    is_event = any(r.row.text("occurred_on") for r in records)
    return {"date": texts[0], "precision": _precision(starts, ends, is_event)}


def _window(starts: str | None, ends: str | None) -> str:
    if ends is None:
        return starts or ""
    return f"until {ends}" if starts is None else f"{starts} to {ends}"


def _precision(starts: str | None, ends: str | None, is_event: bool) -> str:
    if starts is None or (ends is None and not is_event):
        return "open"
    if ends is not None:
        return "range"
    if ".." in starts:
        return "open" if starts.startswith("..") or starts.endswith("..") else "range"
    return _BY_LENGTH[len(starts)]

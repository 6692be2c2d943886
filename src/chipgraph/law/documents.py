"""The answers as JSON documents: what the commands print, and what every face shows."""

from __future__ import annotations

import math

from chipgraph import dates
from chipgraph.law.classify import Classification, Eligibility
from chipgraph.law.explain import Offered
from chipgraph.law.figures import Figure
from chipgraph.law.judge import Hook, Judgement
from chipgraph.law.ranges import Number, plain

Document = dict[str, object]


def classification_document(answer: Classification, law_digest: str) -> Document:
    """Write a classification: outcomes, what settles it, every figure with its source."""
    return {
        "item": answer.item,
        "on": dates.day_text(answer.day),
        "outcomes": list(answer.outcomes),
        "determined": answer.determined,
        "settled_by": list(answer.settled_by),
        "figures": [figure_document(f) for f in answer.figures],
        "exceptions": [eligibility_document(e) for e in answer.exceptions],
        "letters": [letter_document(e) for e in answer.letters],
        "tariff": [eligibility_document(e) for e in answer.tariff],
        "rules": [{"id": id, "citation": citation} for id, citation in answer.rules],
        "published": [{"version": p.version, "value": p.value, "source": p.source} for p in answer.published],
        "other_readings": [{"source": o.source, "why": o.why, "outcomes": list(o.outcomes)} for o in answer.others],
        "variants": [{"item": v.item, "outcomes": list(v.outcomes)} for v in answer.variants],
        "unconfirmed": list(answer.unconfirmed),
        "notes": list(answer.notes),
        "law": law_digest,
    }


def figure_document(figure: Figure) -> Document:
    """Write a figure: a value if it is known exactly, else its ends; null is no end."""
    exact = figure.range.is_point
    return {
        "name": figure.name,
        "value": _number(figure.range.lo) if exact else None,
        "min": _number(figure.range.lo),
        "max": _number(figure.range.hi),
        "unit": figure.unit,
        "source": figure.source,
        "confidence": figure.confidence,
        "note": figure.note,
    }


def _number(value: Number) -> float | int | None:
    if value == math.inf:
        return None
    return int(value) if value == int(value) else float(plain(value))


def eligibility_document(one: Eligibility) -> Document:
    """Write an exception or a tariff band."""
    return {"id": one.id, "certain": one.certain, "citation": one.citation, "note": one.note}


def letter_document(one: Eligibility) -> Document:
    """Write a letter; ``reported_threshold`` says that its thresholds are known from the press alone."""
    return {**eligibility_document(one), "reported_threshold": one.thresholds == "reported"}


def hook_document(hook: Hook) -> Document:
    """Write a hook: rule, limb, citation, both statuses."""
    document: Document = {
        "rule": hook.rule,
        "requirement": hook.requirement,
        "version": hook.version,
        "limb": hook.limb,
        "citation": hook.citation,
        "party": hook.party,
        "applies": "applies" if hook.applies else "may_apply",
        "text_status": hook.text_status,
        "enforcement_status": hook.enforcement_status,
        "policy": hook.policy,
        "unknown": list(hook.unknown),
        "takes_for_granted": list(hook.takes_for_granted),
        "unconfirmed": list(hook.unconfirmed),
    }
    if hook.by_text is not True or hook.as_enforced is False:
        document["applies"] = _by_both(hook)
    if hook.readings:
        document["readings"] = [{"reading": r, "licence": licence} for r, licence in hook.readings]
    if hook.applies_from is not None:
        document["applies_from"] = dates.day_text(hook.applies_from)
    return document


def _by_both(hook: Hook) -> str:
    if hook.by_text is True and hook.as_enforced is False:
        return "by_text_only"
    return "applies" if hook.applies else "may_apply"


def judgement_document(answer: Judgement, law_digest: str) -> Document:
    """Write a judgement; ``by_text`` and ``as_enforced`` stand where they differ."""
    document: Document = {
        "hooks": [hook_document(h) for h in answer.hooks],
        "licence": answer.licence,
        "policy": answer.policy,
        "label": answer.label,
    }
    if answer.by_text != answer.as_enforced:
        document["by_text"] = answer.by_text
        document["as_enforced"] = answer.as_enforced
    document |= {
        "letters": [letter_document(e) for e in answer.letters],
        "exceptions": [eligibility_document(e) for e in answer.exceptions],
        "pending": list(answer.pending),
        "unanswered": list(answer.unanswered),
        "notes": list(answer.notes),
        "law": law_digest,
    }
    return document


def offered_document(offered: Offered) -> Document:
    """Write a lawful explanation."""
    return {
        "id": offered.id,
        "state": offered.state,
        "text": offered.text,
        "citation": offered.citation,
        "supports": list(offered.supports),
        "contradicts": list(offered.contradicts),
        "unknown": list(offered.unknown),
        "supported_by": offered.supported_by,
    }

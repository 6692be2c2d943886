"""Read instruments (R01 to R36) and what is not confirmed (U1 to U13)."""

from __future__ import annotations

from collections.abc import Mapping

from chipgraph.law.checks import check_order, check_statuses
from chipgraph.law.entries import Entry
from chipgraph.law.model import DatedStatus, Instrument, Question

STATUSES = ("in_force", "effective_not_due", "stayed", "announced_not_enforced", "unverified", "ended", "not_codified")
INSTRUMENTS = (
    "rule",
    "listing",
    "letter",
    "guidance",
    "announcement",
    "policy",
    "tariff",
    "decision",
    "market",
    "foreign",
)


def read_question(entry: Entry) -> Question:
    """Read one open question."""
    question = Question(entry.text("id"), entry.text("question"), entry.text("last_known"))
    entry.done()
    return question


def read_unconfirmed(entry: Entry, questions: Mapping[str, Question]) -> tuple[str, ...]:
    """Read which open questions an entry rests on."""
    ids = entry.texts("unconfirmed")
    for id in ids:
        if id not in questions:
            raise entry.error(f"{id!r} is no entry of unconfirmed.yaml.", "Add it there, or correct the id.")
    return ids


def read_instrument(entry: Entry, questions: Mapping[str, Question]) -> Instrument:
    """Read one instrument: four dates, its end, two dated statuses (O31, O32)."""
    announced, published, effective = entry.date("announced"), entry.date("published"), entry.date("effective")
    compliance, ends = entry.date("compliance"), entry.date("ends")
    if not effective.known:
        raise entry.error("effective is missing.", "Add the legal date, or ..DATE if only the latest day is known.")
    check_order(entry, announced=announced, published=published)
    check_order(entry, effective=effective, compliance=compliance, ends=ends)
    instrument = Instrument(
        id=entry.text("id"),
        kind=entry.one_of("kind", INSTRUMENTS),
        title=entry.text("title"),
        citation=entry.text("citation"),
        announced=announced,
        published=published,
        effective=effective,
        compliance=compliance,
        ends=ends,
        supersedes=entry.optional("supersedes"),
        text_status=_statuses(entry, "text_status"),
        enforcement_status=_statuses(entry, "enforcement_status"),
        unconfirmed=read_unconfirmed(entry, questions),
        source=entry.text("source"),
        confidence=entry.one_of("confidence", ("H", "M", "L")),
        note=entry.optional("note"),
    )
    entry.done()
    return instrument


def _statuses(entry: Entry, key: str) -> tuple[DatedStatus, ...]:
    facts = []
    for item in entry.entries(key, label="status"):
        status, start, end = item.one_of("status", STATUSES), item.date("from"), item.date("to")
        note = item.optional("note") or item.optional("citation")
        item.optional("citation")
        item.optional("source")
        item.done()
        facts.append(DatedStatus(status, start, end, note))
    if not facts:
        raise entry.error(f"{key} is missing.", f"Add {key}: [{{status: in_force, from: DATE}}].")
    check_statuses(entry, key, facts)
    return tuple(facts)

"""A finding in cells and sentences: what the columns of the answer say, for a person and for a program (F7, G20).

Every sentence names who or what it is about and from where it is known. A possible match is called one. Nothing is said to be
cleared: *not shown to apply* is the strongest word for a line on which nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chipgraph.coverage.answer import coverage_document
from chipgraph.dates import day_text
from chipgraph.law.flags import FlagAnswer
from chipgraph.screening.findings import Finding, ListedAs, PartyFinding, Reading, Suspect

PREFIX = "screen_"
"""What the names of added columns begin with."""

QUARANTINED = "quarantined"

COLUMNS = (
    "finding",
    "because",
    "parties",
    "possible_matches",
    "if_right",
    "coverage",
    "item",
    "classes",
    "licence",
    "by_text",
    "as_enforced",
    "policy",
    "red_flags",
    "unanswered_flags",
    "unknown",
    "explanations",
    "problem",
    "remedy",
)
"""The columns that are added to the file, without the prefix."""

_APPLIES = {"applies": "applies", "may_apply": "may apply", "by_text_only": "applies by its text and is not enforced"}

_HOLDS = {True: "on that day", False: "not on that day", None: "perhaps on that day: its dates leave it open"}

Cells = dict[str, str | tuple[str, ...] | None]


def finding_cells(finding: Finding) -> Cells:
    """Give the added cells of a judged line, by column."""
    law = finding.law
    return {
        "finding": finding.label,
        "because": tuple(hook_text(hook) for hook in law["hooks"]),
        "parties": tuple(party_text(p) for p in finding.parties),
        "possible_matches": tuple(t for p in finding.parties for t in possible_texts(p)),
        "if_right": tuple(reading_text(r) for r in finding.readings),
        "coverage": tuple(t for p in finding.parties if (t := coverage_text(p)) is not None),
        "item": item_text(finding),
        "classes": tuple(law["item"]["classes"]),
        "licence": plain(law["licence"]),
        "by_text": plain(law.get("by_text", law["licence"])),
        "as_enforced": plain(law.get("as_enforced", law["licence"])),
        "policy": None if law["policy"] is None else plain(law["policy"]),
        "red_flags": tuple(flag_text(f) for f in finding.raised),
        "unanswered_flags": str(len(finding.unanswered)),
        "unknown": finding.unknown,
        "explanations": tuple(f"{e['state']}: {e['text']} ({e['citation']})" for e in law["explanations"]),
        "problem": None,
        "remedy": None,
    }


def flawed_cells(problem: str, remedy: str) -> Cells:
    """Give the added cells of a line that could not be read."""
    empty: Cells = dict.fromkeys(COLUMNS)
    return {**empty, "finding": QUARANTINED, "problem": problem, "remedy": remedy}


def plain(word: str) -> str:
    """Write a word of the answers for a person.

    >>> plain("may_be_required")
    'may be required'
    """
    return word.replace("_", " ")


def hook_text(hook: Mapping[str, Any]) -> str:
    """Say which rule applies or may apply, because of whom, and how it stands."""
    about = f" because of {hook['party']}" if hook["party"] else ""
    status = f"text {plain(hook['text_status'])}, enforcement {plain(hook['enforcement_status'])}"
    return f"{hook['rule']}{about} {_APPLIES[hook['applies']]}: {hook['limb']} ({hook['citation']}; {status})"


def party_text(party: PartyFinding) -> str:
    """Say who a party is by its name, and on which lists it is on the day of the line."""
    if party.match is None:
        known = "possible matches only" if party.possible else "no party of the data has this name"
        return f"{party.named} {party.text}: {known}"
    suspect = party.match
    found = suspect.candidate
    how = "by its id" if found.reasons == "id equal" else f"by the name {found.name}, score {found.score:.2f}"
    return f"{party.named} {party.text}: {found.caption} ({found.id}) {how}; {listed_text(suspect)}"


def possible_texts(party: PartyFinding) -> Iterator[str]:
    """Say which parties a name may be, with score, reasons and lists; never that it is one of them."""
    for suspect in party.possible:
        found = suspect.candidate
        yield (
            f"possible match of the {party.named} {party.text}: {found.caption} ({found.id}), name {found.name}, "
            f"score {found.score:.2f} ({found.reasons}); {listed_text(suspect)}"
        )
    if party.more:
        yield f"{party.more} further possible matches of the {party.named} {party.text} score less"


def listed_text(suspect: Suspect) -> str:
    """Say on which lists a party is on the day, with its footnotes; and from when it is, where that is later or earlier."""
    if not suspect.listed:
        return "on no list of the data"
    return "; ".join(f"{_entry_text(e)} ({_HOLDS[e.holds]}; {e.citation})" for e in suspect.listed)


def entries_text(suspect: Suspect) -> str:
    """Say on which lists a party is, whatever the day."""
    return "; ".join(f"{_entry_text(e)} ({e.citation})" for e in suspect.listed)


def _entry_text(entry: ListedAs) -> str:
    name = f"footnote {entry.name}" if entry.footnote else entry.name
    since = f" from {entry.start}" if entry.start else ""
    until = f" until {entry.end}" if entry.end and not entry.end.endswith("..") else ""
    return f"{name}{since}{until}"


def coverage_text(party: PartyFinding) -> str | None:
    """Say what the 50 % rule makes of a party; None where no owner is known."""
    if party.coverage is None:
        return None
    if party.match is not None and party.match.on_a_list:
        return f"{party.text}: on a list itself, whoever its owners are"
    told = coverage_document(party.coverage)
    answer = (
        f"{party.text}: {plain(party.coverage.answer)}, listed owners hold {told['least']} to {told['most']} per cent"
    )
    settled = party.coverage.settled_by
    return f"{answer}; would be settled by {', '.join(settled)}" if settled else answer


def item_text(finding: Finding) -> str:
    """Say what the item is taken for, and from where its figures are."""
    goods = finding.goods
    if goods.possible:
        return f"possible match: {' or '.join(goods.possible)}"
    if goods.basis == "none":
        return "not known: the data have no figures of it"
    lent = f" with {goods.source}" if goods.source else ""
    return f"{goods.match or goods.name} (figures: {goods.basis}{lent})"


def reading_text(reading: Reading) -> str:
    """Say what would follow if a possible match were right."""
    return f"if {reading.condition}: {reading.label}, licence {plain(reading.licence)}, {' or '.join(reading.classes)}"


def flag_text(answer: FlagAnswer) -> str:
    """Say which red flag is raised, and by what."""
    status = "" if answer.enforcement_status == "in_force" else f"; enforcement {plain(answer.enforcement_status)}"
    return f"{answer.id} {answer.text} {'; '.join(answer.because)} ({answer.citation}{status})"


def finding_document(finding: Finding) -> dict[str, Any]:
    """Write a finding as JSON: the law as for a hop, parties with scores and reasons, red flags."""
    return {
        "finding": finding.label,
        "hit": finding.is_hit,
        "days": [day_text(finding.days.lo), day_text(finding.days.hi)],
        "item": {**finding.law["item"], "match": finding.goods.match, "possible": list(finding.goods.possible)},
        "parties": [_party_document(p) for p in finding.parties],
        "law": {**finding.law, "days": [day_text(finding.days.lo), day_text(finding.days.hi)]},
        "if_right": [
            {"condition": r.condition, "finding": r.label, "licence": r.licence, "classes": list(r.classes)}
            for r in finding.readings
        ],
        "red_flags": {
            "raised": [{"id": f.id, "text": f.text, "because": list(f.because)} for f in finding.raised],
            "unanswered": [f.id for f in finding.unanswered],
        },
        "unknown": list(finding.unknown),
    }


def _party_document(party: PartyFinding) -> dict[str, Any]:
    return {
        "role": party.role,
        "text": party.text,
        "match": None if party.match is None else _suspect_document(party.match),
        "possible": [_suspect_document(s) for s in party.possible],
        "more_possible": party.more,
        "seat": party.seat,
        "coverage": None if party.coverage is None else coverage_document(party.coverage),
    }


def _suspect_document(suspect: Suspect) -> dict[str, Any]:
    found = suspect.candidate
    return {
        "id": found.id,
        "caption": found.caption,
        "name": found.name,
        "score": found.score,
        "reasons": found.reasons,
        "listed": [_entry_document(e) for e in suspect.listed],
    }


def _entry_document(entry: ListedAs) -> dict[str, Any]:
    return {
        "list": None if entry.footnote else entry.name,
        "footnote": entry.name if entry.footnote else None,
        "on_that_day": {True: "yes", False: "no", None: "perhaps"}[entry.holds],
        "from": entry.start,
        "to": entry.end,
        "citation": entry.citation,
    }


def joined(value: str | Sequence[str] | None) -> str:
    """Write the texts of a cell in one: a bar parts them, because sentences hold semicolons."""
    return "" if value is None else value if isinstance(value, str) else " | ".join(value)

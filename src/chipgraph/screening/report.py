"""The summary page of a screening: one HTML file, no script, nothing loaded, all text escaped (F63).

It counts, it groups by rule and by party, and it lists the lines that somebody must look at with what speaks for and against.
A longer list says how much of it is shown (F4); the whole of it stands in the answer file.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from chipgraph.dates import day_text
from chipgraph.flags.judging import LABELS
from chipgraph.screening.findings import Finding, Suspect
from chipgraph.screening.telling import (
    QUARANTINED,
    coverage_text,
    entries_text,
    flag_text,
    hook_text,
    item_text,
    party_text,
    plain,
    possible_texts,
    reading_text,
)

if TYPE_CHECKING:
    from chipgraph.screening.screening import Screened, Screening

_LINES, _GROUPS = 300, 60
"""How many lines, and how many groups of them, the page lists; the rest is counted."""

_CLASS = {"flagged": "flagged", "open": "open", "not shown to apply": "shown", QUARANTINED: "open"}

_MEANING = (
    ("flagged", "on the day of the line a rule applies to it, and no licence on record covers it"),
    ("open", "a rule may apply: something that it asks for is not known"),
    ("not shown to apply", "no rule of the data was shown to apply; this clears nobody"),
    (QUARANTINED, "the line could not be read and was not judged"),
)


def page(screening: Screening) -> str:
    """Write the page."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = escape(f"Screening of {screening.file.path.name}")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        + "\n".join(_sections(screening))
        + "\n</main>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return files("chipgraph.screening").joinpath("report.css").read_text(encoding="utf-8")


def _sections(screening: Screening) -> Iterator[str]:
    found = [(line, line.finding) for line in screening.lines if line.finding is not None]
    yield f'<p class="lead">{escape(screening.note)}</p>'
    yield _counts(screening)
    yield _by_rule([f for _, f in found])
    yield _by_party([f for _, f in found])
    yield _by_flag([f for _, f in found])
    yield _lines(found)
    yield _settling([f for _, f in found])
    yield _quarantine(screening)
    yield _certificate(screening)


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """Write a table; the cells are HTML already, the first ``numbers`` columns are numbers."""

    def kind(index: int) -> str:
        return ' class="n"' if index < numbers else ""

    titles = "".join(f'<th scope="col"{kind(i)}>{escape(text)}</th>' for i, text in enumerate(head))
    body = "\n".join(
        "<tr>" + "".join(f"<td{kind(i)}>{cell}</td>" for i, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        f'<div class="wide"><table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{titles}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _word(word: str) -> str:
    return f'<span class="word {_CLASS[word]}">{escape(word)}</span>'


def _items(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def _shown(count: int, of: int) -> str:
    return f"All {of:,}." if count == of else f"{count:,} of {of:,} shown; the answer file has them all."


def _counts(screening: Screening) -> str:
    counts: Mapping[str, int] = screening.certificate["findings"]
    rows = [(f"{counts[word]:,}", _word(word), escape(meaning)) for word, meaning in _MEANING]
    told = _table("Lines by finding", ("lines", "finding", "what it means"), rows, 1)
    return (
        f"<h2>Findings</h2>\n{told}\n<p>A <em>possible match</em> is a name that is alike, or that several parties bear. "
        "It is not said to be the party: somebody has to look. Names were compared with "
        f"{screening.certificate['listed_parties']:,} parties on lists, and with all other parties of the data.</p>"
    )


def _by_rule(findings: Sequence[Finding]) -> str:
    lines: defaultdict[str, Counter[str]] = defaultdict(Counter)
    cited: dict[str, str] = {}
    for finding in findings:
        for rule, applies in {(h["rule"], h["applies"]) for h in finding.law["hooks"]}:
            lines[rule][applies] += 1
        cited |= {h["rule"]: h["citation"] for h in finding.law["hooks"]}
    if not lines:
        return "<h2>By rule</h2>\n<p>No rule was shown to apply, or possibly to apply, to a line.</p>"
    ordered = sorted(lines, key=lambda rule: (-lines[rule]["applies"], -lines[rule].total(), rule))
    head = ("applies", "may apply", "by text only", "rule", "citation")
    words = ("applies", "may_apply", "by_text_only")
    rows = [
        (*(f"{lines[rule][word]:,}" for word in words), escape(rule), escape(cited[rule])) for rule in ordered[:_GROUPS]
    ]
    return f"<h2>By rule</h2>\n{_table('Lines that a rule reaches. ' + _shown(len(rows), len(ordered)), head, rows, 3)}"


def _by_party(findings: Sequence[Finding]) -> str:
    named: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    known: dict[str, Suspect] = {}
    for finding in findings:
        own = {p.match.candidate.id: p.match for p in finding.parties if p.match is not None and p.match.listed}
        other = {s.candidate.id: s for p in finding.parties for s in p.possible if s.listed}
        named.update(own.keys())
        possible.update(other.keys() - own.keys())
        known |= {**other, **own}
    if not known:
        return "<h2>By party</h2>\n<p>No name on a line is, or is like, that of a party on a list.</p>"
    ordered = sorted(known, key=lambda id: (-named[id], -possible[id], id))
    rows = [
        (
            f"{named[id]:,}", f"{possible[id]:,}",
            f"{escape(known[id].candidate.caption)} <small>({escape(id)})</small>",
            escape(entries_text(known[id])),
        )
        for id in ordered[:_GROUPS]
    ]  # fmt: skip
    head = ("lines by name", "possible match only", "party", "on lists")
    caption = f"Parties on lists. {_shown(len(rows), len(ordered))}"
    return f"<h2>By party</h2>\n{_table(caption, head, rows, 2)}"


def _by_flag(findings: Sequence[Finding]) -> str:
    raised: Counter[str] = Counter()
    unanswered: Counter[str] = Counter()
    told: dict[str, str] = {}
    for finding in findings:
        for answer in finding.raised:
            raised[answer.id] += 1
            told.setdefault(answer.id, f"{answer.text} ({answer.citation})")
        unanswered.update(answer.id for answer in finding.unanswered)
    rows = [(f"{count:,}", escape(id), escape(told[id])) for id, count in raised.most_common()]
    part = (
        _table("Red flags that lines raise", ("lines", "flag", "text"), rows, 1)
        if rows
        else "<p>No line raises one.</p>"
    )
    open_ones = ", ".join(sorted(set(unanswered) - set(raised)))
    note = f"<p>No line answers these, because the file does not state what they ask: {escape(open_ones)}.</p>"
    return f"<h2>Red flags</h2>\n{part}\n{note if open_ones else ''}"


def _lines(found: Sequence[tuple[Screened, Finding]]) -> str:
    urgent = [(line, f) for line, f in found if f.is_hit or f.label == "open"]
    urgent.sort(key=lambda one: (not one[1].is_hit, LABELS.index(one[1].label), one[0].row))
    if not urgent:
        return "<h2>Lines with findings</h2>\n<p>There are none.</p>"
    rows = [_line(line, finding) for line, finding in urgent[:_LINES]]
    head = (
        "row",
        "finding",
        "day",
        "item",
        "parties and territories",
        "what speaks for it",
        "what is not known, what explains it",
    )
    table = _table(_shown(len(rows), len(urgent)), head, rows, 1)
    return f'<h2>Lines with findings</h2>\n<div class="lines">{table}</div>'


def _line(line: Screened, finding: Finding) -> tuple[str, ...]:
    days = [day_text(finding.days.lo) or "", day_text(finding.days.hi) or ""]
    law = finding.law
    places = f"from {law['origin'] or 'not stated'} to {', '.join(law['destinations']) or 'not stated'}"
    licence = [f"licence {plain(law['licence'])}", *([f"policy {plain(law['policy'])}"] if law["policy"] else [])]
    if "by_text" in law:
        licence.append(f"by text: {plain(law['by_text'])}; as enforced: {plain(law['as_enforced'])}")
    speaks = [
        *licence,
        *(hook_text(h) for h in law["hooks"]),
        *(text for p in finding.parties for text in possible_texts(p)),
        *(reading_text(r) for r in finding.readings),
        *(f"red flag {flag_text(f)}" for f in finding.raised),
    ]
    covered = [text for p in finding.parties if (text := coverage_text(p)) is not None]
    explained = [f"lawful explanation, {e['state']}: {e['text']} ({e['citation']})" for e in law["explanations"]]
    return (
        f"{line.row}",
        _word(finding.label),
        escape(days[0] if days[0] == days[1] else "..".join(days)),
        escape(f"{finding.law['item']['name']}: {item_text(finding)}; class {' or '.join(law['item']['classes'])}"),
        _items([*(party_text(p) for p in finding.parties), places, *covered]),
        _items(speaks),
        _folded([*explained, *finding.unknown]),
    )


def _folded(texts: Sequence[str]) -> str:
    """Write a list; what is beyond the first few is folded away, and counted."""
    few = 4
    if len(texts) <= few + 1:
        return _items(texts)
    return f"{_items(texts[:few])}<details><summary>{len(texts) - few} more</summary>{_items(texts[few:])}</details>"


def _settling(findings: Sequence[Finding]) -> str:
    """List what would settle most lines: where a look in a register or a data sheet helps most."""
    counted = Counter(text for f in findings if f.label == "open" for text in f.unknown)
    rows = [(f"{count:,}", escape(text)) for text, count in counted.most_common(_GROUPS)]
    if not rows:
        return ""
    caption = f"What is not known, by the open lines that it keeps open. {_shown(len(rows), len(counted))}"
    return f"<h2>What would settle the open lines</h2>\n{_table(caption, ('lines', 'not known'), rows, 1)}"


def _quarantine(screening: Screening) -> str:
    flawed: Sequence[Mapping[str, str]] = screening.certificate["quarantined"]
    if not flawed:
        return "<h2>Quarantine</h2>\n<p>Every line could be read.</p>"
    rows = [(str(f["row"]), escape(f["problem"]), escape(f["remedy"])) for f in flawed[:_LINES]]
    table = _table(_shown(len(rows), len(flawed)), ("row", "problem", "remedy"), rows, 1)
    return f"<h2>Quarantine</h2>\n<p>These lines were not judged.</p>\n{table}"


def _certificate(screening: Screening) -> str:
    """Write what was read and by what it was judged; the quarantine stands above."""
    told = {k: v for k, v in screening.certificate.items() if k != "quarantined"}
    return f"<h2>Certificate</h2>\n<pre>{escape(json.dumps(told, ensure_ascii=False, indent=1))}</pre>"

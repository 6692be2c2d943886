"""A case as a page to print: every sentence has a footnote that names where it stands (G16, G20, F37, F63).

The page is one file without script; nothing in it asks a server for anything. Text from data enters as text.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from chipgraph.answers.export import denial_sentence
from chipgraph.case_bundle.bundle import CaseBundle
from chipgraph.case_bundle.replies import standings
from chipgraph.flags.telling import hop_lines

_STYLE = """
:root { color-scheme: light; font: 11pt/1.5 Georgia, "Noto Serif", "Noto Serif CJK SC", serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1.25rem; color: #1b1d21; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #c9ccd1; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
.meta, .status, footer { font: 9pt/1.5 system-ui, sans-serif; color: #4a4f57; }
.digest { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
ol.steps { padding-left: 1.25rem; } ol.steps > li { margin: .75rem 0; }
.denial { border-left: 3px double #8a3b12; padding-left: .75rem; margin: .35rem 0; }
.law { margin: .15rem 0 .15rem 1rem; font-size: 10pt; } .law.under { margin-left: 2.5rem; color: #4a4f57; }
sup a { text-decoration: none; color: #1c4f9c; padding: 0 .1em; }
.notes-list li { margin: .35rem 0; overflow-wrap: anywhere; font-size: 9.5pt; }
pre { white-space: pre-wrap; font: 9pt/1.4 ui-monospace, monospace; }
table { border-collapse: collapse; font: 9pt/1.4 system-ui, sans-serif; } td, th { text-align: left; padding: .15rem .75rem .15rem 0; vertical-align: top; }
@media print { body { margin: 0; max-width: none; } h2, h3 { break-after: avoid; } li { break-inside: avoid; } }
@page { margin: 20mm; }
"""


def report(bundle: CaseBundle, on: str) -> str:
    """Write the page; ``on`` is the day as of which the right of reply stands.

    Returns
    -------
    str
        One HTML document with a content security policy that lets nothing load.
    """
    return _Page(bundle, on).text()


class _Page:
    def __init__(self, bundle: CaseBundle, on: str) -> None:
        self._bundle, self._on = bundle, on
        self._answer = bundle.answer
        self._numbers: dict[str, int] = {}
        self._footnotes: list[str] = []
        self._sources = {source["id"]: source for source in bundle.sources["sources"]}

    def text(self) -> str:
        body = "\n".join(
            [*self._head(), *self._finding(), *self._routes(), *self._denied(), *self._replies(), *self._own_notes()]
        )
        tail = "\n".join([*self._searched(), *self._datasets(), *self._notes_list(), *self._foot()])
        style = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
        title = escape(self._bundle.title)
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main>\n{body}\n{tail}\n</main></body></html>\n"
        )

    def _sentence(self, text: str, notes: Sequence[str], cls: str = "") -> str:
        """A sentence with its footnotes: there is none without."""
        assert notes, text
        numbers = dict.fromkeys(self._note(note) for note in notes)
        marks = " ".join(f'<a href="#n{n}" role="doc-noteref" aria-label="note {n}">{n}</a>' for n in numbers)
        end = "" if text.endswith((".", "”", "?")) else "."
        return f'<p class="sentence {cls}">{escape(text)}{end}<sup>{marks}</sup></p>'

    def _note(self, text: str) -> int:
        if text not in self._numbers:
            self._footnotes.append(text)
            self._numbers[text] = len(self._footnotes)
        return self._numbers[text]

    def _certificate_note(self) -> str:
        digests = ", ".join(f"{k} {v}" for k, v in self._bundle.digests.items())
        return f"Certificate of this case, below: what was searched and how far. Digests: {digests}."

    def _claim_note(self, claim: Mapping[str, Any]) -> str:
        source = claim["source"] or {}
        held = self._sources.get(source.get("id", ""), {})
        quote = next(iter(claim["quote"].values()), None)
        said = f"{claim['maker_caption']} {claim['says']}"
        relayed = f", relayed by {claim['relayed_by_caption']}" if claim.get("relayed_by_caption") else ""
        day = claim["stated_on"] or claim["published"]
        parts = [
            f"{said}{relayed}{f', {day}' if day else ', undated'}{f': “{quote}”' if quote else ''}.",
            ", ".join(str(source[k]) for k in ("title", "publisher", "published", "place") if source.get(k)) + ".",
            f"{source['url']}" if source.get("url") else "",
            f"retrieved {source['retrieved']}" if source.get("retrieved") else "",
            f"archived copy sha256 {held['sha256']}" if held.get("sha256") else "no archived copy",
            f"licence: {held.get('licence') or source.get('licence') or 'not stated'}",
            f"claim {claim['id']}",
        ]
        return " ".join(p if p.endswith(".") else f"{p};" for p in parts if p).rstrip(";") + (
            "" if parts[-1].endswith(".") else "."
        )

    def _head(self) -> Iterator[str]:
        bundle = self._bundle
        yield f"<h1>{escape(bundle.title)}</h1>"
        yield (
            f'<p class="meta">Case of {escape(bundle.created)} · right of reply as of {escape(self._on)} · '
            f'digest <span class="digest">{bundle.digest}</span></p>'
        )
        if bundle.redaction is not None:
            persons = bundle.redaction["persons"]
            yield f'<p class="meta">Redacted by the profile {escape(bundle.redaction["profile"])}: {persons} persons are not named.</p>'

    def _finding(self) -> Iterator[str]:
        certificate = self._answer["certificate"]
        shown, in_all = certificate["routes_listed"], certificate["routes_in_all"]
        yield "<h2>Answer</h2>"
        if self._answer["routes"]:
            least = "" if certificate["exhaustive"] else "at least "
            text = f"{shown} of {least}{in_all} routes are listed along which the dates allow an item to have moved; none is proof that goods moved"
        elif certificate["exhaustive"]:
            text = "There is no route within these bounds over this data"
        else:
            text = f"No route was found before the search stopped ({certificate['stopped_by']})"
        yield self._sentence(text, [self._certificate_note()])
        for miss in (self._answer.get("why_not") or {}).get("misses", []):
            yield self._sentence(miss["text"], [self._certificate_note()])

    def _routes(self) -> Iterator[str]:
        for number, route in enumerate(self._answer["routes"], 1):
            yield f"<h2>Route {number}</h2>"
            yield (
                f'<p class="status">{escape(_route_status(route))} · '
                f'<span class="digest">{escape(route["id"])}</span></p>'
            )
            yield '<ol class="steps">'
            for step in route["steps"]:
                yield "<li>" + "\n".join(self._step(step)) + "</li>"
            yield "</ol>"
            beside = [d for d in route["denials"] if d["reach"] != "of this step"]
            if beside:
                yield "<h3>Denials beside the route</h3>"
                yield from (self._denial(claim) for claim in beside)

    def _step(self, step: Mapping[str, Any]) -> Iterator[str]:
        claims = [c for c in step["claims"] if c["stance"] != "denies"]
        yield self._sentence(step["sentence"], [self._claim_note(c) for c in claims] or [self._record_note(step)])
        yield f'<p class="status">{escape(_step_status(step))}</p>'
        yield from (self._denial(c) for c in step["claims"] if c["stance"] == "denies")
        if step.get("law"):
            yield from self._law(step["law"])

    def _record_note(self, step: Mapping[str, Any]) -> str:
        return f"Record {step['record']} of the dataset {step['dataset']}; no claim of it counts now."

    def _denial(self, claim: Mapping[str, Any]) -> str:
        return self._sentence(denial_sentence(claim), [self._claim_note(claim)], "denial")

    def _law(self, law: Mapping[str, Any]) -> Iterator[str]:
        cited = [h["citation"] for h in law["hooks"]] + [e["citation"] for e in law["explanations"]]
        basis = f"Law of the hop by the rules with digest {law['law']}"
        for line in hop_lines(law):
            own = [c for c in dict.fromkeys(cited) if c in line]
            yield self._sentence(line.strip(), [f"{basis}: {c}." for c in own] or [f"{basis}."], _rank(line))

    def _denied(self) -> Iterator[str]:
        if self._answer["denied_relations"]:
            yield "<h2>Denied, and asserted by nobody</h2>"
        for relation in self._answer["denied_relations"]:
            notes = [self._claim_note(c) for c in relation["claims"]] or [f"Records {', '.join(relation['records'])}."]
            yield self._sentence(relation["sentence"], notes)

    def _replies(self) -> Iterator[str]:
        found = standings(self._bundle.replies, self._on)
        yield "<h2>Right of reply</h2>"
        if not found:
            yield self._sentence(
                "Nobody is on record as asked", ["The log of replies of this case is empty on that day."]
            )
        for standing in found:
            asked = standing.asked
            through = f" through {asked.through}" if asked.through else ""
            yield self._sentence(
                standing.sentence(),
                [f"Log of this case: asked by {asked.by} on {asked.on}{through}, in these words: “{asked.words}”."],
            )

    def _own_notes(self) -> Iterator[str]:
        if self._bundle.notes.strip():
            yield "<h2>Notes of the investigator</h2>"
            yield f"<pre>{escape(self._bundle.notes)}</pre>"

    def _searched(self) -> Iterator[str]:
        certificate = self._answer["certificate"]
        rows = {
            "exhaustive": "yes" if certificate["exhaustive"] else f"no: {certificate['stopped_by']}",
            "searched": f"{certificate['states']} holdings, {certificate['steps']} steps",
            "engine": certificate["engine"],
            **{k.replace("_", " "): v for k, v in certificate["bounds"].items()},
            **{f"digest of {k}": v for k, v in certificate["digests"].items()},
            "set aside rows": certificate["holes"]["quarantined_rows"],
        }
        yield "<h2>What was searched</h2><table>"
        yield from (f"<tr><th>{escape(str(k))}</th><td>{escape(_plain(v))}</td></tr>" for k, v in rows.items())
        yield "</table>"

    def _datasets(self) -> Iterator[str]:
        yield "<h2>Datasets and licences</h2><table>"
        for d in self._bundle.sources["datasets"]:
            published = d.get("published") or d.get("retrieved") or "undated"
            yield f"<tr><th>{escape(d['title'])}</th><td>{escape(published)}</td><td>{escape(d.get('licence') or 'licence not stated')}</td></tr>"
        yield "</table>"

    def _notes_list(self) -> Iterator[str]:
        yield '<h2>Footnotes</h2><ol class="notes-list">'
        yield from (f'<li id="n{n}">{escape(text)}</li>' for n, text in enumerate(self._footnotes, 1))
        yield "</ol>"

    def _foot(self) -> Iterator[str]:
        yield (
            "<footer>This page repeats what its sources say and establishes nothing by itself. Who holds the case file can "
            f"check it: chipgraph case verify FILE --digest {self._bundle.digest}</footer>"
        )


def _route_status(route: Mapping[str, Any]) -> str:
    parts = [route["label"]] if "label" in route else []
    parts += [route["verdict"], f"strength {route['strength']}"]
    parts += ["disputed"] if route["disputed"] else []
    parts += [f"takes for granted: {_marks(route)}"] if route["marks"] else []
    return " · ".join(parts)


def _step_status(step: Mapping[str, Any]) -> str:
    window = step["window"]
    when = " to ".join(str(d) for d in (window["starts"], window["ends"]) if d) or "undated"
    parts = [when, f"strength {step['strength']}", step["standing"]]
    parts += [step["product_caption"]] if step["product_caption"] else []
    parts += [_marks(step)] if step["marks"] else []
    return " · ".join(parts)


def _marks(told: Mapping[str, Any]) -> str:
    return ", ".join(mark.replace("_", " ") for mark in told["marks"])


def _rank(line: str) -> str:
    """Class of a line of the law by its indent: the hook, or what stands under it."""
    return "law under" if line.startswith("    ") else "law"


def _plain(value: object) -> str:
    if value is None:
        return "none"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list | tuple) else str(value)

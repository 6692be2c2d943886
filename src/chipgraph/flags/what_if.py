"""Which past routes a rule or a listing would have caught, had it been in force from another day (G17).

Every route is judged twice: by the law of its days, and by the same law with one rule, or one listing, moved to the day that
is asked. What differs is told hop by hop, with what the law of the day said beside it. It is an answer about rules: nobody
broke a rule that was not in force.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chipgraph.answers.trace import Trace
from chipgraph.dates import FIRST, day_text
from chipgraph.errors import UsageError
from chipgraph.flags import terms as wording
from chipgraph.flags.judging import LABELS, RouteJudge
from chipgraph.flags.scan import every, one_day, restricted, together
from chipgraph.law.loading import Law
from chipgraph.law.shift import shifted
from chipgraph.names import Names
from chipgraph.tracing import TraceOptions, Tracer
from chipgraph.view import View

if TYPE_CHECKING:
    from chipgraph.results import Result

Document = Mapping[str, Any]

COLUMNS = (
    "route", "was", "would_be", "step", "from", "from_caption", "to", "to_caption", "product", "product_caption",
    "first_day", "last_day", "hop_was", "hop_would_be", "change", "rule", "version", "limb", "party", "applies",
    "applies_from", "citation", "denied_by", "record",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed: one rule, or one listing, from a day.

    Attributes
    ----------
    rule
        An instrument or a version of a rule.
    listing
        A party and a list.
    since
        The day, as it was written.
    """

    since: str
    rule: str | None = None
    listing: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if (self.rule is None) == (self.listing is None):
            raise UsageError("Suppose one thing: a rule (--rule R11), or a listing (--listing PARTY LIST).")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Routes that another day of a rule would have changed, with the certificate of the search."""

    question: Document
    routes: tuple[Document, ...]
    certificate: Document

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {"question": self.question, "routes": list(self.routes), "certificate": self.certificate}

    def to_json(self) -> str:
        """Everything as JSON text; the same question gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def to_result(self) -> Result:
        """A row a rule that a hop gains or loses, and the whole document."""
        from chipgraph.results import Result

        rows = tuple(row for route in self.routes for row in _rows(route))
        note = f"{self.certificate['routes_listed']} of {self.certificate['routes_in_all']} routes change"
        return Result(COLUMNS, rows, note, self.certificate, document=self.to_dict())


def what_if(
    tracer: Tracer, judge: RouteJudge, view: View, supposed: Supposition, options: TraceOptions,
    ends: tuple[Sequence[str] | None, Sequence[str] | None] = (None, None),
) -> WhatIf:  # fmt: skip
    """Judge routes twice and keep those that differ.

    Parameters
    ----------
    ends
        Start and end of the routes. Without an end: routes to every party that is restricted, in fact or as supposed.

    Raises
    ------
    UsageError
        If there is no such rule or list, or it had ended by that day.
    """
    other, told = _other(judge, view, supposed)
    found = _routes(tracer, (judge, other), options, ends)
    changed = [c for route in found.routes if (c := compare(judge.judge(route), other.judge(route))) is not None]
    changed.sort(key=lambda c: (LABELS.index(c["would_be"]), c["was"] == c["would_be"]))
    shown = tuple(changed[: options.limit])
    digests = {**found.certificate["digests"], "law": judge.law.digest, "law_as_supposed": other.law.digest}
    steps = Counter(f"{c['was']} -> {c['would_be']}" for c in changed)
    certificate = {
        **found.certificate,
        "bounds": options.described(),
        "digests": digests,
        "routes_changed": len(changed),
        "routes_listed": len(shown),
        "changes": dict(sorted(steps.items())),
    }
    return WhatIf({**found.question, "supposed": told}, shown, certificate)


def _routes(
    tracer: Tracer,
    judges: tuple[RouteJudge, RouteJudge],
    options: TraceOptions,
    ends: tuple[Sequence[str] | None, Sequence[str] | None],
) -> Trace:
    """Find what is judged: all routes, whatever is shown of them."""
    start, end = ends
    if end is not None:
        return tracer.trace(start, end, replace(options, limit=None))
    if start is not None:
        raise UsageError(f"Say where the routes from {start[0]!r} end: chipgraph what-if {start[0]!r} END ...")
    asked = dict.fromkeys(id for judge in judges for id in restricted(tracer, judge))
    found, searched = every(tracer, sorted(asked), options)
    joined = together(found, options)
    return replace(joined, certificate={**joined.certificate, "ends": searched})


def _other(judge: RouteJudge, view: View, supposed: Supposition) -> tuple[RouteJudge, dict[str, Any]]:
    """Give the judge by what is supposed, and what is supposed in words: with the days that hold in fact."""
    day = one_day("from", supposed.since)
    if supposed.rule is not None:
        law = shifted(judge.law, supposed.rule, day)
        return judge.under(law), _rule_told(judge.law, supposed.rule, supposed.since)
    assert supposed.listing is not None
    name, list_name = supposed.listing
    party, listed = Names(view).entity(name), _list(view, list_name)
    entry = judge.parties.listing(party.id, listed)
    told = {
        "party": party.id,
        "party_caption": party.caption,
        "list": listed,
        "from": supposed.since,
        "in_fact": None if entry is None else _days_text(entry.start.lo, entry.start.hi),
        "citation": None if entry is None else entry.citation,
    }
    return judge.under(parties=judge.parties.supposing(party.id, listed, day)), told


def _list(view: View, name: str) -> str:
    """Find a list by its name in the rules, or by an id or name of the graph."""
    lists = wording.load().lists
    if name in lists.values():
        return name
    entity = Names(view).entity(name)
    if entity.id not in lists:
        raise UsageError(f"No rule asks for the list {name!r}. Lists are: {', '.join(sorted(set(lists.values())))}.")
    return lists[entity.id]


def _rule_told(law: Law, rule: str, since: str) -> dict[str, Any]:
    versions = [v for p in law.provisions.values() for v in p.versions if rule in (v.id, v.made_by)]
    letters = [x for x in law.letters if rule in (x.id, x.rule)]
    made_by = versions[0].made_by if versions else letters[0].rule
    starts = [*(v.starts for v in versions), *(x.starts for x in letters)]
    instrument = law.instruments[made_by]
    return {
        "rule": rule,
        "title": instrument.title,
        "citation": instrument.citation,
        "versions": [*(v.id for v in versions), *(x.id for x in letters)],
        "from": since,
        "in_fact": _days_text(min(s.lo for s in starts), min(s.hi for s in starts)),
    }


def _days_text(low: int, high: int) -> str | None:
    if low == high:
        return day_text(low)
    return f"{'' if low == FIRST else day_text(low)}..{day_text(high) or ''}"


def compare(fact: Document, supposed: Document) -> dict[str, Any] | None:
    """Compare a route as judged by two laws; None if no hop differs in its label or in a rule that applies."""
    hops = []
    for number, (step, other) in enumerate(zip(fact["steps"], supposed["steps"], strict=True), 1):
        if step["law"] is None:
            continue
        gained, lost = _more(other["law"], step["law"]), _more(step["law"], other["law"])
        if gained or lost or step["law"]["label"] != other["law"]["label"]:
            hops.append(_hop(number, step, other["law"], gained, lost))
    if not hops:
        return None
    kept = ("id", "verdict", "strength", "disputed", "marks", "transfers", "lineage", "denials")
    return {**{k: fact[k] for k in kept}, "was": fact["label"], "would_be": supposed["label"], "steps": hops}


def _key(hook: Document) -> tuple[str, str, str | None]:
    return hook["rule"], hook["requirement"], hook["party"]


_WEIGHT = {"applies": 2, "may_apply": 1, "by_text_only": 1}


def _more(law: Document, than: Document) -> list[Document]:
    """Give the rules that reach a hop by one law and do not, or less certainly, by the other."""
    known = {_key(h): _WEIGHT[h["applies"]] for h in than["hooks"]}
    return [h for h in law["hooks"] if _WEIGHT[h["applies"]] > known.get(_key(h), 0)]


def _hop(
    number: int, step: Document, other: Document, gained: Sequence[Document], lost: Sequence[Document]
) -> dict[str, Any]:
    law = step["law"]
    kept = (
        "record", "sentence", "kind", "from", "from_caption", "to", "to_caption", "product", "product_caption",
        "window", "strength", "standing", "claims",
    )  # fmt: skip
    return {
        "number": number,
        **{k: step[k] for k in kept},
        "days": law["days"],
        "was": {"label": law["label"], "item": law["item"], "hooks": law["hooks"]},
        "would_be": {"label": other["label"], "item": other["item"], "explanations": other["explanations"]},
        "gained": list(gained),
        "lost": list(lost),
    }


def _rows(route: Document) -> Iterator[tuple[object, ...]]:
    for hop in route["steps"]:
        head = (
            route["id"], route["was"], route["would_be"], hop["number"],
            *(hop[k] for k in ("from", "from_caption", "to", "to_caption", "product", "product_caption")),
            *hop["days"], hop["was"]["label"], hop["would_be"]["label"],
        )  # fmt: skip
        denied = tuple(dict.fromkeys(denying(hop["claims"])))
        for change in ("gained", "lost"):
            for hook in hop[change]:
                said = (hook["rule"], hook["version"], hook["limb"], hook["party"], hook["applies"])
                yield (*head, change, *said, hook.get("applies_from"), hook["citation"], denied, hop["record"])


def denying(claims: Sequence[Document]) -> list[str]:
    """Give who denies a step, by name."""
    return [c["maker_caption"] for c in claims if c["stance"] == "denies" and c["active"]]

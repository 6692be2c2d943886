"""The cut in words: which relations and which origins hold the routes up, and the weakest step of a route (W33, G6, G9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chipgraph.answers.evidence import describe_relation, describe_source, word_relation
from chipgraph.claims import Strength
from chipgraph.questions.cut import Cut, Cutter, Key, Keys, all_routes, weakest
from chipgraph.questions.explain import rerun
from chipgraph.questions.recall import Sought
from chipgraph.questions.telling import answer, certificate, shown
from chipgraph.results import Result
from chipgraph.routes.question import Question
from chipgraph.routes.result import Coverage, FoundRoute
from chipgraph.status import Evidence, status
from chipgraph.tracing import TraceOptions, Tracer
from chipgraph.view import Record

COLUMNS = ("kind", "id", "what", "cut_size_at_least", "cut_size_at_most", "exact", "enough_alone", "denied_by")

Document = Mapping[str, Any]


class CutTeller:
    """Tells what routes stand on: relations by proposition, origins by the evidence of each record."""

    def __init__(self, tracer: Tracer, question: Question) -> None:
        self._tracer, self._view = tracer, tracer.view
        self._line = Strength(max(question.min_strength, int(Strength.ALLEGED)))

    def _record(self, row: int) -> Record:
        return self._view.records[self._tracer.numbering.records[int(self._tracer.table.record[row])]]

    def relations(self) -> Keys:
        """Each row stands on its relation."""
        names = self._tracer.numbering.propositions
        table = self._tracer.table
        return {row: frozenset({names[int(table.proposition[row])]}) for row in range(len(table.source))}

    def origins(self) -> Keys:
        """Each row stands on the origins of what asserts its record; a record that nobody asserts stands on itself."""
        known: dict[str, frozenset[Key]] = {}
        keys = {}
        for row in range(len(self._tracer.table.source)):
            record = self._record(row)
            if record.id not in known:
                known[record.id] = frozenset(map(origin_of, self._asserting(record))) or frozenset({record.id})
            keys[row] = known[record.id]
        return keys

    def _asserting(self, record: Record) -> list[Evidence]:
        """What asserts a record strongly enough for the filter; of a record lifted by several, all that assert (O24)."""
        items = [e for e in self._view.evidence[record.id] if e.id in record.status.asserting and e.speaks_for]
        return [e for e in items if e.grade >= self._line] or items

    def relation(self, key: Key) -> dict[str, Any]:
        """Describe a relation of a cut with all its claims."""
        return describe_relation(self._view, self._view.propositions[key])

    def origin(self, key: Key, rows: Iterable[int]) -> dict[str, Any]:
        """Describe an origin: who speaks from it, in which sources, on which relations of these rows."""
        records = {r.id: r for r in map(self._record, rows)}
        items = {e.id: e for r in records.values() for e in self._asserting(r) if origin_of(e) == key}
        on = [r for r in records.values() if any(origin_of(e) == key for e in self._asserting(r))]
        sources = sorted({e.source for e in items.values() if e.source})
        return {
            "origin": key,
            "makers": sorted({self._view.caption(e.maker) for e in items.values()}),
            "sources": [source for source in (describe_source(self._view, s) for s in sources) if source],
            "records": sorted(r.id for r in on),
        }

    def steps(self, route: FoundRoute) -> list[dict[str, Any]]:
        """Describe the steps of a route with the independent origins of all alternatives of each (O28)."""
        counts = [self._independent(rows) for rows in route.alternatives]
        weak = weakest(route, counts)
        told = []
        for number, ((known, most), row) in enumerate(zip(counts, route.best.witness, strict=True)):
            record = self._record(row)
            sentence = word_relation(
                self._view, record.type, record.source, record.target, record.status, record.status.strength
            )
            told.append(
                {
                    "step": number + 1,
                    "sentence": sentence,
                    "records": sorted({self._record(r).id for r in route.alternatives[number]}),
                    "origins": {"known_independent": known, "at_most": most},
                    "weakest": number in weak,
                }
            )
        return told

    def _independent(self, rows: Sequence[int]) -> tuple[int, int]:
        records = {r.id: r for r in map(self._record, rows)}
        found = status(e for r in records.values() for e in self._asserting(r))
        return (0, 0) if found is None else found.origins


def origin_of(evidence: Evidence) -> Key:
    """The origin of one item; where none is stated its source is one, else the item itself (O28)."""
    return evidence.origin or evidence.source or evidence.id


def cut_answer(tracer: Tracer, start: Sequence[str] | None, end: Sequence[str], options: TraceOptions) -> Result:
    """Find what all routes between two ends stand on."""
    starts, ends = None if start is None else tracer.ids(start), tracer.ids(end)
    cutter, coverage = all_routes(tracer.finder, tracer.question(starts, ends, options))
    asked = {"kind": "cut", **tracer.describe(starts, ends)}
    return _answer(tracer, cutter, coverage, asked, options)


def cut_of_route(tracer: Tracer, asked: Sought, options: TraceOptions) -> Result | None:
    """Find what one route stands on; None if it is no route any more."""
    found = rerun(tracer, asked, options)
    if found.route is None:
        return None
    cutter = Cutter(tracer.finder, found.question, [found.route])
    coverage = Coverage(1, len(found.route.steps) + 1, len(found.route.steps), 1, 1, (), True, None, 0)
    return _answer(tracer, cutter, coverage, {"kind": "cut", "route": found.id}, options)


def _answer(tracer: Tracer, cutter: Cutter, coverage: Coverage, asked: Document, options: TraceOptions) -> Result:
    question = tracer.question([], [], options)
    teller = CutTeller(tracer, question)
    relations, origins = teller.relations(), teller.origins()
    cuts = {"relations": cutter.smallest(relations), "origins": cutter.smallest(origins)}
    used = sorted({row for route in cutter.routes for rows in route.alternatives for row in rows})
    told = {
        "relations": _tell(cuts["relations"], teller.relation),
        "origins": _tell(cuts["origins"], lambda key: teller.origin(key, used)),
    }
    best = cutter.routes[0] if cutter.routes else None
    text = [_sentence(word, cut, bool(cutter.routes)) for word, cut in cuts.items()]
    body = {
        "routes": len(cutter.routes),
        "text": text,
        **told,
        "best": None if best is None else tracer.teller.tell(best),
        "steps": [] if best is None else teller.steps(best),
    }
    cert = certificate(tracer, options, asked, shown(coverage, len(cutter.routes)))
    rows = [*_rows("relation", told["relations"]), *_rows("origin", told["origins"])]
    return answer(COLUMNS, rows, body, cert, " ".join(text))


def _tell(cut: Cut, describe: Any) -> dict[str, Any]:
    return {
        "at_least": cut.at_least,
        "at_most": cut.at_most,
        "exact": cut.exact,
        "cut": [describe(key) for key in cut.keys],
        "enough_alone": [describe(key) for key in cut.others],
    }


def _rows(kind: str, told: Document) -> Iterable[tuple[object, ...]]:
    for word, alone in (("cut", told["at_most"] == 1), ("enough_alone", True)):
        for one in told[word]:
            denials = (c for c in one.get("claims", ()) if c["stance"] == "denies")
            yield (
                kind,
                one.get("proposition") or one["origin"],
                one.get("sentence") or "; ".join(one["makers"]),
                told["at_least"],
                told["at_most"],
                told["exact"],
                alone,
                tuple(dict.fromkeys(c["maker_caption"] for c in denials)),
            )


def _sentence(word: str, cut: Cut, any_route: bool) -> str:
    """Say what a cut comes to: how many must be wrong, at least, before no route is left."""
    one = word.removesuffix("s")
    if not any_route:
        return f"There is no route, so no {one} holds one up."
    if not cut.exact:
        return f"Between {cut.at_least} and {cut.at_most} {word} must be wrong before no route is left; not decided further."
    if cut.at_most == 1:
        more = f"; {len(cut.others)} more would each be enough" if cut.others else ""
        return f"Without one {one} no route is left{more}."
    return f"Without {cut.at_most} {word} no route is left; no smaller number is enough."

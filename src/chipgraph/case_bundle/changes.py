"""What differs between two states of a case, and why: by the rows behind it and by the digests of what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chipgraph.case_bundle.bundle import CaseBundle
from chipgraph.records import Row

COLUMNS = ("what", "change", "subject", "before", "after", "why", "id")

_INGREDIENTS = {"records": "data", "ontology": "status rule", "law": "law"}


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One thing of the answer that is not as it was.

    Attributes
    ----------
    what
        ``question``, ``route``, ``denied relation``, ``search``.
    why
        The cause: rows that came, went or changed, and which of data, identity, status rule and law differ.
    """

    what: str
    change: str
    subject: str
    before: str | None
    after: str | None
    why: str
    id: str

    def row(self) -> tuple[str | None, ...]:
        """The change as a row of ``COLUMNS``."""
        return (self.what, self.change, self.subject, self.before, self.after, self.why, self.id)


def changes(before: CaseBundle, after: CaseBundle) -> list[CaseChange]:
    """Compare two answers; what is equal is not listed. Persons that were made unreadable are not compared."""
    compared = _Comparison(before, after)
    return [*compared.question(), *compared.routes(), *compared.denied(), *compared.search()]


class _Comparison:
    def __init__(self, before: CaseBundle, after: CaseBundle) -> None:
        self._before, self._after = before, after
        self._rows = tuple({row.id: row for row in bundle.rows} for bundle in (before, after))
        self._causes = _differing_ingredients(before, after)
        self._blind = before.redaction is not None or after.redaction is not None

    def question(self) -> Iterator[CaseChange]:
        old, new = self._before.question.to_dict(), self._after.question.to_dict()
        flat_old, flat_new = {**old, **old["bounds"]}, {**new, **new["bounds"]}
        for key in sorted({*flat_old, *flat_new} - {"bounds"}):
            a, b = flat_old.get(key), flat_new.get(key)
            if a != b:
                yield CaseChange("question", "changed", key, _text(a), _text(b), "another question was put", key)

    def routes(self) -> Iterator[CaseChange]:
        old, new = ({r["id"]: r for r in bundle.answer["routes"]} for bundle in (self._before, self._after))
        for id in [*new, *(i for i in old if i not in new)]:
            was, now = old.get(id), new.get(id)
            a, b = (None if r is None else route_words(r, self._blind) for r in (was, now))
            if a != b:
                told = now or was
                assert told is not None
                subject = " → ".join(_path(told))
                ids = {*_ids_behind(was), *_ids_behind(now)}
                yield CaseChange("route", _word(a, b), subject, a, b, self._why(ids), id)

    def denied(self) -> Iterator[CaseChange]:
        old, new = (
            {r["proposition"]: r for r in bundle.answer["denied_relations"]} for bundle in (self._before, self._after)
        )
        for id in sorted({*old, *new}):
            was, now = old.get(id), new.get(id)
            a, b = (None if r is None else f"{r['strength']}, {r['standing']}" for r in (was, now))
            if a != b:
                told = now or was
                assert told is not None
                ids = {*told["records"], *(c["id"] for c in told["claims"])}
                yield CaseChange("denied relation", _word(a, b), told["sentence"], a, b, self._why(ids), id)

    def search(self) -> Iterator[CaseChange]:
        old, new = self._before.answer["certificate"], self._after.answer["certificate"]
        for key in ("exhaustive", "stopped_by", "routes_in_all", "states", "steps"):
            if old.get(key) != new.get(key):
                yield CaseChange("search", "changed", key, _text(old.get(key)), _text(new.get(key)), self._why(()), key)

    def _why(self, ids: Iterable[str]) -> str:
        """Name the rows behind it that differ; else the ingredients that do."""
        old, new = self._rows
        touched = [f"{_row_word(old.get(id), new.get(id))} {id}" for id in sorted(ids) if old.get(id) != new.get(id)]
        causes = ", ".join(self._causes) or "the bounds of the question"
        if not touched:
            return causes
        more = f" and {len(touched) - 5} more" if len(touched) > 5 else ""
        return f"{causes}: {'; '.join(touched[:5])}{more}"


def route_words(route: Mapping[str, Any], blind: bool = False) -> str:
    """Say a route in one line that holds everything that may not change unseen: status, dates, law, claims."""
    steps = []
    for step in route["steps"]:
        asserting = () if blind else sorted(c["id"] for c in step["claims"] if c["stance"] == "asserts" and c["active"])
        denying = sorted(c["id"] for c in step["claims"] if c["stance"] == "denies" and c["active"])
        law = "; ".join(f"{h['version']} {h['applies']}" for h in (step.get("law") or {}).get("hooks", ()))
        steps.append(
            f"{step['from']} {step['edge']} {step['to']}: {step['strength']}, {step['standing']}, "
            f"{step['window']['starts'] or 'undated'}, {len(asserting)} assert, {len(denying)} deny"
            + (f", law: {law}" if law else "")
        )
    label = f"{route['label']}, " if "label" in route else ""
    return f"{label}{route['verdict']}, {route['strength']}{', disputed' if route['disputed'] else ''} [{' | '.join(steps)}]"


def _ids_behind(route: Mapping[str, Any] | None) -> set[str]:
    if route is None:
        return set()
    found = {claim["id"] for claim in route["denials"]}
    for step in route["steps"]:
        for one in (step, *step["alternatives"]):
            found.add(one["record"])
            for claim in one.get("claims", ()):
                found.add(claim["id"])
                if claim["source"]:
                    found.add(claim["source"]["id"])
    return found


def _path(route: Mapping[str, Any]) -> Iterator[str]:
    steps = route["steps"]
    yield steps[0]["from_caption"]
    for step in steps:
        yield step["to_caption"]


def _differing_ingredients(before: CaseBundle, after: CaseBundle) -> list[str]:
    """Name what the two answers were made from and that differs; a graph that differs by nothing else, by identity."""
    a, b = before.digests, after.digests
    found = [word for key, word in _INGREDIENTS.items() if a.get(key) != b.get(key)]
    if not found and a.get("graph") != b.get("graph"):
        found.append("identity")
    if before.answer["certificate"]["engine"] != after.answer["certificate"]["engine"]:
        found.append("version of chipgraph")
    return found


def _row_word(old: Row | None, new: Row | None) -> str:
    return "new" if old is None else "gone" if new is None else "changed"


def _word(old: object, new: object) -> str:
    return "added" if old is None else "removed" if new is None else "changed"


def _text(value: object) -> str | None:
    return None if value is None else str(value)

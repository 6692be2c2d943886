"""What changed between two data versions, and by which cause: data, identity, status rule, law.

A cause is found by trial: from the first version one ingredient is replaced by that of the second, and the answer is
computed anew. What then stands as in the second version was changed by that ingredient. What no ingredient changes alone is
the work of several *together*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import yaml

from chipgraph import identity
from chipgraph.records import Row
from chipgraph.settings import Settings
from chipgraph.snapshot import Version
from chipgraph.tracing import TraceOptions, Tracer
from chipgraph.view import View
from chipgraph.view.build import build

DATA, IDENTITY, STATUS_RULE, LAW, TOGETHER = "data", "identity", "status rule", "law", "together"

COLUMNS = ("what", "change", "cause", "subject", "before", "after", "id")

_LAW_PARTS = (
    "instruments",
    "provisions",
    "versions",
    "letters",
    "explanations",
    "red_flags",
    "flags",
    "groups",
    "parties",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was.

    Attributes
    ----------
    what
        ``row``, ``judgement``, ``proposition``, ``route``, ``rule file`` or ``law``.
    change
        ``added``, ``removed`` or ``changed``.
    cause
        One of the causes, several joined, or ``together``.
    """

    what: str
    change: str
    cause: str
    subject: str
    before: str | None
    after: str | None
    id: str

    def row(self) -> tuple[str | None, ...]:
        """The change as a row of ``COLUMNS``."""
        return (self.what, self.change, self.cause, self.subject, self.before, self.after, self.id)


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what changes are wanted: everything, one party, one case (dataset), or the routes of one question."""

    party: str | None = None
    case: str | None = None
    route: tuple[str, str] | None = None


class _Mix:
    """A version made of the ingredients of two, with its view and routes."""

    def __init__(self, version: Version) -> None:
        self.version = version

    @cached_property
    def view(self) -> View:
        v = self.version
        known = identity.resolve(v.judgements, v.records, v.schema)
        return build(v.records, v.schema, known, v.grades)

    @cached_property
    def propositions(self) -> dict[str, str]:
        """Each proposition with its status in words."""
        return {p.id: f"{p.status.strength.word}, {p.status.standing}" for p in self.view.propositions.values()}

    def routes(self, ends: tuple[str, str], settings: Settings) -> dict[str, str]:
        """Each route of a question with its verdict and strength in words."""
        options = TraceOptions.of({"limit": 10_000}, settings)
        found = Tracer(self.view, options.mode, {}, ()).trace((ends[0],), (ends[1],), options)
        return {
            str(r["id"]): f"{r['verdict']}, {r['strength']}{', disputed' if r['disputed'] else ''}"
            for r in found.routes
        }


class Diff:
    """Compares two versions; each mixture of their ingredients is computed once, and only if the ingredient differs."""

    def __init__(self, before: Version, after: Version, settings: Settings) -> None:
        self._before, self._after, self._settings = _Mix(before), _Mix(after), settings
        a, b = before, after
        self._swapped: dict[str, _Mix] = {}
        if a.records.digest != b.records.digest:
            self._swapped[DATA] = _Mix(replace(a, records=b.records))
        if [_plain(j) for j in a.judgements] != [_plain(j) for j in b.judgements]:
            self._swapped[IDENTITY] = _Mix(replace(a, judgements=b.judgements))
        if a.schema.digest != b.schema.digest or a.grades != b.grades:
            self._swapped[STATUS_RULE] = _Mix(replace(a, schema=b.schema, grades=b.grades))

    def changes(self, scope: Scope) -> list[Change]:
        """List what changed within a scope: rows, judgements, propositions, routes, rules, law.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
            If a party of the scope is in neither version.
        """
        if scope.route is not None:
            return list(self._routes(scope.route))
        ids = None if scope.party is None else self._ids(scope.party)
        found = [*self._rows(ids, scope.case), *self._judgements(ids, scope.case), *self._propositions(ids, scope.case)]
        if ids is None and scope.case is None:
            found.extend(self._files())
        return found

    def _ids(self, name: str) -> frozenset[str]:
        """Ids of a party in either version."""
        from chipgraph.errors import NameNotFoundError
        from chipgraph.names import Names

        found: set[str] = set()
        missing: NameNotFoundError | None = None
        for mix in (self._before, self._after):
            try:
                found.update(Names(mix.view).entity(name).referents)
            except NameNotFoundError as error:
                missing = error
        if not found and missing is not None:
            raise missing
        return frozenset(found)

    def _rows(self, ids: frozenset[str] | None, case: str | None) -> Iterator[Change]:
        before, after = self._before.version.records, self._after.version.records
        for id in sorted({r.id for r in before} | {r.id for r in after}):
            old, new = before.get(id), after.get(id)
            if old == new or (not _within(old, ids, case) and not _within(new, ids, case)):
                continue
            row = new or old
            assert row is not None
            told = _properties(old, new)
            yield Change("row", _word(old, new), DATA, f"{row.dataset}: {'/'.join(row.types)}", *told, id)

    def _judgements(self, ids: frozenset[str] | None, case: str | None) -> Iterator[Change]:
        if case is not None:
            return
        old = {_plain(j): j for j in self._before.version.judgements}
        new = {_plain(j): j for j in self._after.version.judgements}
        for key in sorted(old.keys() ^ new.keys(), key=str):
            judgement = new.get(key) or old[key]
            if ids is not None and not ids & set(judgement.pair):
                continue
            said = f"{judgement.verdict}, by {judgement.who}: {judgement.why}"
            here = key in new
            pair = " | ".join(judgement.pair)
            yield Change(
                "judgement", "added" if here else "removed", IDENTITY, pair,
                None if here else said, said if here else None, judgement.when,
            )  # fmt: skip

    def _propositions(self, ids: frozenset[str] | None, case: str | None) -> Iterator[Change]:
        views = (self._after.view, self._before.view)

        def wanted(id: str) -> bool:
            found = [v.propositions[id] for v in views if id in v.propositions]
            near = ids is None or any({p.source, p.target, p.product} & ids for p in found)
            return near and (case is None or any(case in p.datasets for p in found))

        def subject(id: str) -> str:
            view = views[0] if id in views[0].propositions else views[1]
            p = view.propositions[id]
            return f"{view.caption(p.source)} {p.type} {view.caption(p.target)}"

        old, new = self._before.propositions, self._after.propositions
        for id in _differing(old, new):
            if wanted(id):
                cause = self._cause(id, new.get(id), old.get(id), lambda mix: mix.propositions)
                yield Change(
                    "proposition", _word(old.get(id), new.get(id)), cause, subject(id), old.get(id), new.get(id), id
                )

    def _routes(self, ends: tuple[str, str]) -> Iterator[Change]:
        kept: dict[int, dict[str, str]] = {}

        def routes(mix: _Mix) -> dict[str, str]:
            if id(mix) not in kept:
                kept[id(mix)] = _or_none(lambda: mix.routes(ends, self._settings))
            return kept[id(mix)]

        old, new = routes(self._before), routes(self._after)
        if not old and not new:
            self._ids(ends[0])
            self._ids(ends[1])
        for route in _differing(old, new):
            cause = self._cause(route, new.get(route), old.get(route), routes)
            yield Change(
                "route", _word(old.get(route), new.get(route)), cause, " → ".join(ends), old.get(route), new.get(route),
                route,
            )  # fmt: skip

    def _cause(self, id: str, after: str | None, before: str | None, of: Callable[[_Mix], Mapping[str, str]]) -> str:
        """Which ingredients alone bring the change about; else those that alone bring some change; else all together."""
        alone = {cause: of(mix).get(id) for cause, mix in self._swapped.items()}
        reached = [cause for cause, value in alone.items() if value == after]
        moved = [cause for cause, value in alone.items() if value != before]
        return " or ".join(reached) or (f"{TOGETHER} ({', '.join(moved or self._swapped)})")

    def _files(self) -> Iterator[Change]:
        """Rules and law that differ: law by entry, other files as a whole."""
        old, new = self._before.version.files, self._after.version.files
        for name in _differing(old, new):
            if name.startswith("law/"):
                entries = _law_entries(old.get(name)), _law_entries(new.get(name))
                for entry in _differing(*entries):
                    told = entries[0].get(entry), entries[1].get(entry)
                    yield Change("law", _word(*told), LAW, name, told[0], told[1], entry)
            else:
                yield Change("rule file", _word(old.get(name), new.get(name)), STATUS_RULE, name, None, None, name)


def _plain(judgement: identity.Judgement) -> tuple[str, ...]:
    return (*judgement.pair, str(judgement.verdict), judgement.who, judgement.when, judgement.why)


def _within(row: Row | None, ids: frozenset[str] | None, case: str | None) -> bool:
    if row is None or (case is not None and row.dataset != case):
        return False
    return ids is None or row.id in ids or any(v in ids for k in row.properties for v in row.texts(k))


def _properties(old: Row | None, new: Row | None) -> tuple[str | None, str | None]:
    """The properties that differ, before and after; nothing for a row that came or went: its id says it."""
    if old is None or new is None:
        return None, None
    keys = [k for k in sorted({*old.properties, *new.properties}) if old.properties.get(k) != new.properties.get(k)]
    before, after = ({k: row.texts(k) for k in keys} for row in (old, new))
    if old.types != new.types:
        before["class"], after["class"] = old.types, new.types
    return _told(before), _told(after)


def _told(values: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{k}: {', '.join(v) or 'not stated'}" for k, v in values.items())


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [k for k in sorted({*old, *new}) if old.get(k) != new.get(k)]


def _word(old: object, new: object) -> str:
    return "added" if old is None else "removed" if new is None else "changed"


def _or_none(routes: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The routes; none where a version does not know one of the ends."""
    from chipgraph.errors import NameNotFoundError

    try:
        return routes()
    except NameNotFoundError:
        return {}


def _law_entries(content: bytes | None) -> dict[str, str]:
    """Every entry of a law file with an id, as text without the entries within it."""
    found: dict[str, str] = {}

    def visit(value: object) -> None:
        if isinstance(value, dict):
            if "id" in value:
                own = {k: v for k, v in value.items() if k not in _LAW_PARTS}
                found[str(value["id"])] = yaml.safe_dump(own, allow_unicode=True, sort_keys=True, width=10_000).strip()
            for part in value.values():
                visit(part)
        elif isinstance(value, list):
            for part in value:
                visit(part)

    if content is not None:
        parsed = yaml.safe_load(content)
        visit(parsed)
        found["(whole file)"] = "" if found else yaml.safe_dump(parsed, allow_unicode=True, sort_keys=True)[:2000]
    return found

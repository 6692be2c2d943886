"""Builds the View from Records: merge, type, gather evidence, compute status, form propositions (P11, O27, O30)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chipgraph.claims import Claim, Tables, read
from chipgraph.dates import ALWAYS, FIRST, LAST, Bounds, Interval, event_bounds, parse, state_bounds
from chipgraph.evidence import Gatherer
from chipgraph.grades import Grades
from chipgraph.identity import Identity
from chipgraph.records import Records, Row, Scalar, Value
from chipgraph.schema import Schema
from chipgraph.status import Evidence, Status, status
from chipgraph.view.model import Entity, Proposition, Record, View

_CAPTION_KEYS = ("name_en", "name_und")


def build(
    records: Records, schema: Schema, identity: Identity, grades: Grades, known_on: int | None = None, digest: str = ""
) -> View:
    """Build the View.

    Parameters
    ----------
    records
        All rows.
    identity
        Canonical ids, from the judgements known on the day (O35).
    known_on
        Only what was published on or before this day counts (O30): claims, datasets that assert. None for everything.
    """
    tables = read(records, schema)
    unknown: frozenset[str] = frozenset()
    if known_on is not None:
        tables, unknown = _known_tables(tables, known_on)
    typed = _Typing(records, schema, identity, tables)
    gatherer = Gatherer(tables, schema, grades, identity.canonical)
    evidence = {row.id: gatherer.of(typed.draft(row)) for row in typed.relation_rows()}
    built = {}
    for id, items in evidence.items():
        own = status(items)
        if own is not None:
            built[id] = typed.record(records[id], own)
    about = [r for r in records if schema.kind(r.types[0]) in ("statement", "measure")]
    statements = {r.id: s for r in about if (s := status(gatherer.of_statement(r))) is not None}
    propositions = _propositions(built.values(), evidence, schema)
    return View(
        schema=schema,
        identity=identity,
        known_on=known_on,
        digest=hashlib.sha256(f"{digest}\n{known_on}".encode()).hexdigest()[:32],
        entities=_entities(records, schema, identity, unknown),
        records=built,
        propositions=propositions,
        claims=tables.claims,
        patterns=tables.patterns,
        sources=tables.sources,
        datasets=tables.datasets,
        statement_status=statements,
        rows=records,
    )


def _known_tables(tables: Tables, day: int) -> tuple[Tables, frozenset[str]]:
    """Keep what was known on a day: claims by their date, and of the datasets that assert, those that were out (O30).

    A curated dataset names parties, which is no claim; one that asserts and came out later was not known at all.
    """
    later = frozenset(name for name, d in tables.datasets.items() if d.asserts and d.published.hi > day)
    datasets = {name: replace(d, asserts=False) if name in later else d for name, d in tables.datasets.items()}
    return replace(tables.known_on(day), datasets=datasets), later


class _Typing:
    """Turns relation rows into typed records over canonical ids."""

    def __init__(self, records: Records, schema: Schema, identity: Identity, tables: Tables) -> None:
        self._records = records
        self._schema = schema
        self._identity = identity
        self._claims: Mapping[str, Sequence[Claim]] = tables.by_target

    def relation_rows(self) -> Iterable[Row]:
        """All rows of relation classes."""
        return (row for row in self._records if self._schema.kind(row.types[0]) == "record")

    def draft(self, row: Row) -> Record:
        """A typed record before its status is known."""
        return self.record(row, None)

    def record(self, row: Row, own: Status | None) -> Record:
        """A typed record: ends and product by canonical id, dates as bounds (W10)."""
        relation = self._schema.relation(row.types[0])
        product = row.text("product")
        canonical = self._identity.canonical
        return Record(
            id=row.id,
            dataset=row.dataset,
            type=row.types[0],
            source=canonical(row.text(relation.from_role) or ""),
            target=canonical(row.text(relation.to_role) or ""),
            product=None if product is None else canonical(product),
            episode=row.text("episode") or "",
            bounds=self._bounds(row, relation.temporal),
            row=row,
            status=own,
        )

    def _bounds(self, row: Row, temporal: str) -> Bounds:
        if temporal == "event":
            return event_bounds(parse(row.text("occurred_on") or row.text("valid_from")))
        start, end = parse(row.text("valid_from")), parse(row.text("valid_to"))
        if temporal == "timeless" and not start.known and not end.known:
            return ALWAYS
        ongoing = max((self._said(c).lo for c in self._claims.get(row.id, ()) if c.ongoing), default=FIRST)
        return state_bounds(start, end, ongoing)

    @staticmethod
    def _said(claim: Claim) -> Interval:
        return claim.said


def _key(record: Record, schema: Schema) -> tuple[str, str, str, str, str]:
    """The key of a proposition (O27): an event is its own, an undirected relation has no first end."""
    relation = schema.relation(record.type)
    source, target = record.source, record.target
    if not relation.directed and target < source:
        source, target = target, source
    episode = record.id if relation.temporal == "event" and not record.episode else record.episode
    return (record.type, source, target, record.product or "", episode)


def _hull(bounds: Iterable[Bounds]) -> Bounds:
    every = list(bounds)
    known_latest = [b.s2 for b in every if b.s2 != LAST]
    return Bounds(
        min(b.s1 for b in every),
        max(known_latest, default=LAST),
        min(b.e1 for b in every),
        max(b.e2 for b in every),
    )


def _propositions(
    records: Iterable[Record], evidence: Mapping[str, Sequence[Evidence]], schema: Schema
) -> dict[str, Proposition]:
    grouped: dict[tuple[str, str, str, str, str], list[Record]] = defaultdict(list)
    for record in records:
        grouped[_key(record, schema)].append(record)
    found = {}
    for key, members in sorted(grouped.items()):
        members.sort(key=lambda r: r.id)
        together = status(e for r in members for e in evidence[r.id])
        assert together is not None, "each member has a status of its own, so the set has one"
        id = "prop-" + hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:16]
        type_, source, target, product, episode = key
        found[id] = Proposition(
            id=id,
            type=type_,
            source=source,
            target=target,
            product=product or None,
            episode="" if episode == members[0].id else episode,
            records=tuple(r.id for r in members),
            bounds=_hull(r.bounds for r in members),
            status=together,
            datasets=tuple(sorted({r.dataset for r in members})),
        )
    return found


# Entities


def _entities(
    records: Records, schema: Schema, identity: Identity, unknown: frozenset[str]
) -> dict[str, Entity]:
    members: dict[str, list[Row]] = defaultdict(list)
    for row in records:
        if row.dataset not in unknown and schema.kind(row.types[0]) == "entity":
            members[identity.canonical(row.id)].append(row)
    return {id: _merge(id, rows, schema) for id, rows in sorted(members.items())}


def _merge(id: str, rows: list[Row], schema: Schema) -> Entity:
    rows.sort(key=lambda row: (row.id != id, row.id))
    values: dict[str, list[Scalar]] = defaultdict(list)
    for row in rows:
        for key, value in row.properties.items():
            values[key].extend(value if isinstance(value, tuple) else (value,))
    properties: dict[str, Value] = {}
    for key, several in sorted(values.items()):
        unique = tuple(sorted(set(several), key=str))
        properties[key] = unique[0] if len(unique) == 1 and schema.property(key).single else unique
    names = _names(rows)
    return Entity(
        id=id,
        types=tuple(sorted({t for row in rows for t in row.types})),
        caption=names[0] if names else id,
        names=names or (id,),
        properties=properties,
        referents=tuple(sorted(row.id for row in rows)),
        datasets=tuple(sorted({row.dataset for row in rows})),
    )


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    """All names, the caption first: the curated record's English name, else its first name, else an alias."""
    names: list[str] = []
    for row in rows:
        keys = [*_CAPTION_KEYS, *sorted(k for k in row.properties if k.startswith("name_")), "alias"]
        for key in dict.fromkeys(keys):
            names.extend(row.texts(key))
    return tuple(dict.fromkeys(names))

"""Builds the View from Records: merge, type, gather evidence, compute status, form propositions (P11, O27, O30)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from chipgraph.claims import Standing, StatusWord, Strength, Tables, read
from chipgraph.dates import ALWAYS, LAST, Bounds, event_bounds, parse, state_bounds
from chipgraph.evidence import Docket, Member
from chipgraph.grades import Grades
from chipgraph.identity import Identity
from chipgraph.patterns import Target
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
        unknown = frozenset(n for n, d in tables.datasets.items() if d.asserts and d.published.hi > known_on)
        tables = tables.known_on(known_on)
    docket = Docket(
        tables,
        schema,
        grades,
        identity.canonical,
        _ancestors(records, identity),
        LAST if known_on is None else known_on,
    )
    drafts = [_draft(row, schema, identity, docket) for row in records if schema.kind(row.types[0]) == "record"]
    if known_on is not None:
        drafts = [draft for draft in drafts if docket.names(_member(draft, schema))]
    built = {}
    evidence = {draft.id: docket.gather([_member(draft, schema)]) for draft in drafts}
    for draft in drafts:
        own = _weigh(evidence[draft.id])
        if own is not None:
            built[draft.id] = replace(draft, status=own)
    about = [r for r in records if schema.kind(r.types[0]) in ("statement", "measure")]
    said = {r.id: status(docket.gather([_statement(r, identity)])) for r in about}
    spoken = _spoken_of(records, identity, tables, built, said) if known_on is not None else frozenset()
    return View(
        schema=schema,
        identity=identity,
        known_on=known_on,
        digest=hashlib.sha256(f"{digest}\n{known_on}".encode()).hexdigest()[:32],
        entities=_entities(records, schema, identity, (unknown, _gated(tables, records, known_on)), spoken),
        records=built,
        propositions=_propositions(built.values(), docket, schema),
        claims=tables.claims,
        patterns=tables.patterns,
        sources=tables.sources,
        datasets=tables.datasets,
        evidence=evidence,
        statement_status={id: s for id, s in said.items() if s is not None},
        rows=records,
    )


@lru_cache(maxsize=4096)
def _weigh(evidence: tuple[Evidence, ...]) -> Status | None:
    """Compute a status once for equal evidence: the thousands of rows of a list differ in parties, not in evidence."""
    return status(evidence)


def _ancestors(records: Records, identity: Identity) -> Callable[[str], Sequence[str]]:
    """Lead from a product to what it is a variant or an item of, nearest first (W2, O20)."""
    parent = {}
    for row in records:
        above = row.text("variant_of") or row.text("of_model")
        if above is not None:
            parent[identity.canonical(row.id)] = identity.canonical(above)

    def ancestors(product: str) -> Sequence[str]:
        found: list[str] = []
        while product in parent and parent[product] not in found:
            product = parent[product]
            found.append(product)
        return found

    return ancestors


_UNJUDGED = Status(
    Strength.NONE, Standing.WITHDRAWN, StatusWord.RETRACTED, False, (), (), (0, 0), (), (), (), (), (), (), ()
)
"""Stands in a draft until the evidence is gathered."""


def _draft(row: Row, schema: Schema, identity: Identity, docket: Docket) -> Record:
    """Type a row: ends and product by canonical id, dates as bounds (W10). Its status comes later."""
    relation = schema.relation(row.types[0])
    product = row.text("product")
    return Record(
        id=row.id,
        dataset=row.dataset,
        type=row.types[0],
        source=identity.canonical(row.text(relation.from_role) or ""),
        target=identity.canonical(row.text(relation.to_role) or ""),
        product=None if product is None else identity.canonical(product),
        episode=row.text("episode") or "",
        bounds=_bounds(row, relation.temporal, docket),
        row=row,
        status=_UNJUDGED,
    )


def _bounds(row: Row, temporal: str, docket: Docket) -> Bounds:
    if temporal == "event":
        return event_bounds(parse(row.text("occurred_on")))
    start, end = parse(row.text("valid_from")), parse(row.text("valid_to"))
    if temporal == "timeless" and not start.known and not end.known:
        return ALWAYS
    return state_bounds(start, end, docket.ongoing_until(row.id))


def _member(record: Record, schema: Schema) -> Member:
    """The record as claims and patterns see it."""
    return Member(
        record.id,
        record.dataset,
        parties=frozenset({record.source, record.target}),
        target=Target(
            record.type,
            record.source,
            record.target,
            record.product,
            record.bounds,
            undirected=not schema.relation(record.type).directed,
        ),
        published=parse(record.row.text("published")),
    )


def _statement(row: Row, identity: Identity) -> Member:
    mentioned = (*row.texts("mentions"), *row.texts("product"))
    return Member(row.id, row.dataset, parties=frozenset(map(identity.canonical, mentioned)))


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


def _propositions(records: Iterable[Record], docket: Docket, schema: Schema) -> dict[str, Proposition]:
    grouped: dict[tuple[str, str, str, str, str], list[Record]] = defaultdict(list)
    for record in records:
        grouped[_key(record, schema)].append(record)
    found = {}
    for key, members in sorted(grouped.items()):
        members.sort(key=lambda r: r.id)
        together = members[0].status
        if len(members) > 1:
            weighed = _weigh(docket.gather(_member(r, schema) for r in members))
            assert weighed is not None, "each member has a status of its own, so the set has one"
            together = weighed
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


def _gated(tables: Tables, records: Records, known_on: int | None) -> frozenset[str]:
    """Give the claim sheets: of their parties, only those are known on a day of which something known then speaks (O30)."""
    if known_on is None:
        return frozenset()
    sheets = {row.dataset for row in records if row.types[0] == "Claim"}
    return frozenset(name for name in sheets if name not in tables.datasets or not tables.datasets[name].asserts)


def _spoken_of(
    records: Records,
    identity: Identity,
    tables: Tables,
    built: Mapping[str, Record],
    said: Mapping[str, Status | None],
) -> frozenset[str]:
    """Give what known records, statements and claims name: ends, makers, those whom a text mentions."""
    kept = {*built, *(id for id, found in said.items() if found is not None)}
    named: set[str] = set()
    for row in records:
        if row.id in kept or row.id in tables.claims:
            for value in row.properties.values():
                named.update(map(str, value if isinstance(value, tuple) else (value,)))
    for pattern in tables.patterns.values():
        if pattern.id in tables.by_target:
            named.update(filter(None, (pattern.source, pattern.target, pattern.product)))
    return frozenset(identity.canonical(id) for id in named)


def _entities(
    records: Records,
    schema: Schema,
    identity: Identity,
    later: tuple[frozenset[str], frozenset[str]],
    spoken_of: frozenset[str],
) -> dict[str, Entity]:
    """Merge the rows of each entity; of a dataset that came out later, only those that a known record speaks of (O30).

    A list is read from a snapshot of today, yet an entry that was published in 2019 was known from then on. Of a claim sheet
    the parties alone are held back: that a model or a place exists is said by no claim.
    """
    unknown, gated = later
    members: dict[str, list[Row]] = defaultdict(list)
    for row in records:
        if schema.kind(row.types[0]) == "entity":
            id = identity.canonical(row.id)
            party = any(schema.is_a(cls, "Agent") for cls in row.types)
            held_back = row.dataset in unknown or (party and row.dataset in gated)
            if not held_back or id in spoken_of:
                members[id].append(row)
    return {id: _merge(id, rows) for id, rows in sorted(members.items())}


def _merge(id: str, rows: list[Row]) -> Entity:
    rows.sort(key=lambda row: (row.id != id, row.id))
    values: dict[str, list[Scalar]] = defaultdict(list)
    several: set[str] = set()
    for row in rows:
        for key, value in row.properties.items():
            if isinstance(value, tuple):
                several.add(key)
            values[key].extend(value if isinstance(value, tuple) else (value,))
    properties: dict[str, Value] = {}
    for key, stated in sorted(values.items()):
        unique = tuple(sorted(set(stated), key=str))
        properties[key] = unique[0] if len(unique) == 1 and key not in several else unique
    names = _names(rows)
    return Entity(
        id=id,
        types=tuple(sorted({t for row in rows for t in row.types})),
        caption=names[0] if names else str(next(iter(values.get("title", ())), id)),
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

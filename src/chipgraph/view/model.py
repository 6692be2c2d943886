"""What the View holds: entities, records with their own status, propositions, and the claims behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chipgraph.claims import Claim, Dataset, Pattern, Source
from chipgraph.dates import Bounds
from chipgraph.identity import Identity
from chipgraph.records import Records, Row, Value
from chipgraph.schema import Schema
from chipgraph.status import Evidence, Status


@dataclass(frozen=True, slots=True)
class Entity:
    """One party, product or other thing, all records of it merged (P11).

    Attributes
    ----------
    id
        The canonical id (O14); every id in ``referents`` resolves to it.
    names
        Every name and alias in any script, the caption first.
    properties
        The union of what its records say; where they differ, all values.
    """

    id: str
    types: tuple[str, ...]
    caption: str
    names: tuple[str, ...]
    properties: Mapping[str, Value]
    referents: tuple[str, ...]
    datasets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A relation record over canonical ids, with its own dates and its own status (O27: each is its own alternative).

    Attributes
    ----------
    source, target
        The view ids in its *from* and *to* roles.
    status
        Of this record alone; the proposition's is in ``Proposition``.
    """

    id: str
    dataset: str
    type: str
    source: str
    target: str
    product: str | None
    episode: str
    bounds: Bounds
    row: Row
    status: Status

    @property
    def starts(self) -> str | None:
        """When it started or happened, as stated."""
        return self.row.text("occurred_on") or self.row.text("valid_from")

    @property
    def ends(self) -> str | None:
        """When it ended, as stated; None for an event."""
        return self.row.text("valid_to")


@dataclass(frozen=True, slots=True)
class Proposition:
    """Records that say the same thing; one edge of the property graph (O4, O27).

    Attributes
    ----------
    key
        (class, from, to, product or "", episode).
    records
        Ids of its records, sorted.
    bounds
        The hull of their bounds: for display, never for a route (O27).
    """

    id: str
    type: str
    source: str
    target: str
    product: str | None
    episode: str
    records: tuple[str, ...]
    bounds: Bounds
    status: Status
    datasets: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """Everything that questions are asked of.

    Attributes
    ----------
    known_on
        The day whose knowledge this is (O30); None for all that is loaded.
    evidence
        What is said for and against each record, with the grade of each claim (O24).
    statement_status
        Status of statements and measures, by id.
    rows
        The records that the view was made from, for whatever an answer quotes.
    digest
        Of the records, judgements, rules and ``known_on`` that it was made from.
    """

    schema: Schema
    identity: Identity
    known_on: int | None
    digest: str
    entities: Mapping[str, Entity]
    records: Mapping[str, Record]
    propositions: Mapping[str, Proposition]
    claims: Mapping[str, Claim]
    patterns: Mapping[str, Pattern]
    sources: Mapping[str, Source]
    datasets: Mapping[str, Dataset]
    evidence: Mapping[str, tuple[Evidence, ...]]
    statement_status: Mapping[str, Status]
    rows: Records

    @cached_property
    def proposition_of(self) -> Mapping[str, Proposition]:
        """The proposition that a record belongs to, by record id."""
        return {record: p for p in self.propositions.values() for record in p.records}

    @cached_property
    def claims_about(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by the id of what they are about, in the order of their ids."""
        about: dict[str, list[Claim]] = {}
        for claim in sorted(self.claims.values(), key=lambda c: c.id):
            if claim.about is not None:
                about.setdefault(claim.about, []).append(claim)
        return {target: tuple(claims) for target, claims in about.items()}

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """Ids of claims that a retraction names (O21)."""
        return frozenset(c.retracts for c in self.claims.values() if c.retracts is not None)

    def caption(self, id: str) -> str:
        """Name an entity for display; the id itself where nothing names it."""
        entity = self.entities.get(self.identity.canonical(id))
        return id if entity is None else entity.caption

    def is_a(self, id: str, cls: str) -> bool:
        """Whether an entity has this class or a subclass of it."""
        entity = self.entities.get(self.identity.canonical(id))
        return entity is not None and any(self.schema.is_a(t, cls) for t in entity.types)

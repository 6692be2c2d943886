"""From the View to arrays: every record that can move an item or change it, and who is tied to what (W2 to W5).

``walkable`` numbers parties, products, records and propositions and writes ``Relations``; ``Numbering`` leads back from the
numbers to ids, which is all that an answer needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import yaml

from chipgraph import resources
from chipgraph.claims import Standing
from chipgraph.dates import ALWAYS, Bounds
from chipgraph.records import Value
from chipgraph.routes.steps import ANY, Int32, Temporal
from chipgraph.routes.walk import Columns, Groups, Lineages, Possessions, Relations, Services, Ties
from chipgraph.view.model import Proposition, Record, View


@dataclass(frozen=True, slots=True)
class GroupRule:
    """When firms are one group, and when a group is too large to step between its members (W5)."""

    controlling_share: float
    group_members: int

    @classmethod
    def load(cls) -> GroupRule:
        """Read ``ontology/rules/walk.yaml``."""
        stated = yaml.safe_load((resources.ontology() / "rules" / "walk.yaml").read_text(encoding="utf-8"))
        return cls(float(stated["controlling_share"]), int(stated["group_members"]))


_TIMELESS = "timeless"

_TREE_KEYS = ("variant_of", "of_model")


def _texts(value: Value | None) -> tuple[str, ...]:
    return () if value is None else tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


@dataclass(frozen=True, slots=True)
class Numbering:
    """Ids by number: parties, products, records, propositions."""

    parties: Sequence[str]
    products: Sequence[str]
    records: Sequence[str]
    propositions: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """One record on its way into the arrays, with the ends that it is walked between."""

    record: Record
    proposition: Proposition
    source: str
    target: str
    identified: bool = False
    strength: int | None = None
    disputed: bool = False
    bounds: Bounds | None = None


class _Numbers:
    """Hands out the numbers of one ``Numbering``; ids are sorted first, so that input order leaves no trace."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(sorted(set(ids)))
        self._number = {id: n for n, id in enumerate(self.ids)}

    def of(self, id: str | None) -> int:
        """Number of an id; ``ANY`` for None."""
        return ANY if id is None else self._number[id]

    def __contains__(self, id: object) -> bool:
        return id in self._number

    def array(self, ids: Iterable[str | None]) -> Int32:
        """Numbers of ids, as a column."""
        return np.asarray([self.of(i) for i in ids], np.int32)


class _Extraction:
    """The state of one ``walkable`` call: the view, its numbering, and the temporal kind of each class."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.group_rule = GroupRule.load()
        walked = [r for r in view.records.values() if view.schema.relation(r.type).flow != "none"]
        self.walked = sorted((r for r in walked if r.status.asserting or r.status.denying), key=lambda r: r.id)
        self.records = _Numbers(view.records)
        self.propositions = _Numbers(view.propositions)
        self.products = _Numbers(self._product_ids())
        self.parties = _Numbers(self._party_ids())

    def flow(self, record: Record) -> str:
        """Flow of a record's class."""
        return self.view.schema.relation(record.type).flow

    def _product_ids(self) -> set[str]:
        ids = {
            e.id for e in self.view.entities.values() if self.view.is_a(e.id, "Product") or self.view.is_a(e.id, "Item")
        }
        for record in self.walked:
            if self.flow(record) == "lineage":
                ids.update((record.source, record.target))
            if record.product is not None:
                ids.add(record.product)
        return ids

    def _party_ids(self) -> set[str]:
        ids = {e.id for e in self.view.entities.values() if self.view.is_a(e.id, "Agent")}
        for record in self.walked:
            if self.flow(record) == "possession":
                ids.update((record.source, record.target))
            ids.update(self.view.identity.canonical(o) for o in record.row.texts("operator"))
        return ids

    def temporal(self, record: Record) -> Temporal:
        """How a record stands in time: a timeless class with stated dates is a state (W11)."""
        kind = self.view.schema.relation(record.type).temporal
        if kind == _TIMELESS:
            return Temporal.TIMELESS if record.bounds == ALWAYS else Temporal.STATE
        return Temporal.EVENT if kind == "event" else Temporal.STATE

    def line(self, record: Record) -> _Line:
        """A record as it stands."""
        return _Line(record, self.view.proposition_of[record.id], record.source, record.target)

    def columns(self, lines: Sequence[_Line]) -> Columns:
        """What every walkable record has, as arrays."""
        bounds = [ln.bounds or ln.record.bounds for ln in lines]

        def strength(line: _Line) -> int:
            own = int(line.record.status.strength)
            return own if line.strength is None else min(own, line.strength)

        return Columns(
            s1=np.asarray([b.s1 for b in bounds], np.int32),
            s2=np.asarray([b.s2 for b in bounds], np.int32),
            e1=np.asarray([b.e1 for b in bounds], np.int32),
            e2=np.asarray([b.e2 for b in bounds], np.int32),
            temporal=np.asarray([int(self.temporal(ln.record)) for ln in lines], np.uint8),
            strength=np.asarray([strength(ln) for ln in lines], np.uint8),
            disputed=np.asarray(
                [ln.disputed or ln.proposition.status.standing is Standing.DISPUTED for ln in lines], np.bool_
            ),
            denied=np.asarray([not ln.record.status.asserting for ln in lines], np.bool_),
            record=self.records.array(ln.record.id for ln in lines),
            proposition=self.propositions.array(ln.proposition.id for ln in lines),
            inferred=np.asarray([self.is_inferred(ln.record) for ln in lines], np.bool_),
        )

    def is_inferred(self, record: Record) -> bool:
        """Whether nobody but the curators of its dataset asserts a record."""
        dataset = self.view.datasets.get(record.dataset)
        if dataset is None or dataset.asserts or dataset.authority is None or not record.status.asserting:
            return False
        return record.status.asserting_makers == (self.view.identity.canonical(dataset.authority),)

    def possessions(self) -> Possessions:
        """Records of flow *possession*, and again under the party that a slot is identified as (W2, O36)."""
        identified = self._identifications()
        lines: list[_Line] = []
        for record in (r for r in self.walked if self.flow(r) == "possession"):
            lines.append(self.line(record))
            for source in identified.get(record.source, [None]):
                for target in identified.get(record.target, [None]):
                    lines.extend(self._under_names(record, source, target))
        return Possessions(
            sender=self.parties.array(ln.source for ln in lines),
            recipient=self.parties.array(ln.target for ln in lines),
            product=self.products.array(ln.record.product for ln in lines),
            hs=tuple((ln.record.row.text("hs_code") or "").replace(".", "") for ln in lines),
            identified=np.asarray([ln.identified for ln in lines], np.bool_),
            columns=self.columns(lines),
        )

    def _identifications(self) -> dict[str, list[Record | None]]:
        found: dict[str, list[Record | None]] = defaultdict(lambda: [None])
        for record in sorted(self.view.records.values(), key=lambda r: r.id):
            if self.view.schema.is_a(record.type, "Identification") and record.status.asserting:
                found[record.source].append(record)
        return dict(found)

    def _under_names(self, record: Record, source: Record | None, target: Record | None) -> Iterable[_Line]:
        used = [i for i in (source, target) if i is not None]
        if not used:
            return
        yield _Line(
            record,
            self.view.proposition_of[record.id],
            record.source if source is None else source.target,
            record.target if target is None else target.target,
            identified=True,
            strength=min(int(i.status.strength) for i in used),
            disputed=any(i.status.standing is Standing.DISPUTED for i in used),
        )

    def lineages(self) -> Lineages:
        """Records of flow *lineage* (W3)."""
        lines = [self.line(r) for r in self.walked if self.flow(r) == "lineage"]

        def operator(line: _Line) -> str | None:
            stated = line.record.row.text("operator")
            return None if stated is None else self.view.identity.canonical(stated)

        return Lineages(
            source=self.products.array(ln.source for ln in lines),
            target=self.products.array(ln.target for ln in lines),
            operator=self.parties.array(operator(ln) for ln in lines),
            design_match=np.asarray([self.view.schema.is_a(ln.record.type, "DesignMatch") for ln in lines], np.bool_),
            direct=np.asarray([self.view.schema.is_a(ln.record.type, "Composition") for ln in lines], np.bool_),
            columns=self.columns(lines),
        )

    def services(self) -> Services:
        """Packagings that name their output (W4)."""
        packagings = (r for r in self.walked if self.view.schema.is_a(r.type, "Packaging"))
        lines = [self.line(r) for r in packagings if r.product is not None]
        return Services(
            performer=self.parties.array(ln.source for ln in lines),
            client=self.parties.array(ln.target for ln in lines),
            output=self.products.array(ln.record.product for ln in lines),
            columns=self.columns(lines),
        )

    def groups(self) -> tuple[Groups, list[tuple[str, str, Bounds]]]:
        """Pairs within one group, and the same as (member, other, bounds) for ties (W5)."""
        lines = list(self._group_lines())
        groups = Groups(
            source=self.parties.array(ln.source for ln in lines),
            target=self.parties.array(ln.target for ln in lines),
            columns=self.columns(lines),
        )
        return groups, [(ln.source, ln.target, ln.bounds or ln.record.bounds) for ln in lines]

    def _group_lines(self) -> Iterable[_Line]:
        held: dict[str, list[Record]] = defaultdict(list)
        for record in sorted(self.view.records.values(), key=lambda r: r.id):
            if record.status.asserting and self._is_controlling(record):
                held[record.source].append(record)
                for source, target in ((record.source, record.target), (record.target, record.source)):
                    yield _Line(record, self.view.proposition_of[record.id], source, target)
        for parent, records in held.items():
            if len({r.target for r in records}) > self.group_rule.group_members or self.view.is_a(parent, "PublicBody"):
                continue
            for a in records:
                for b in records:
                    if a.target != b.target:
                        yield self._sibling(a, b)

    def _sibling(self, a: Record, b: Record) -> _Line:
        x, y = a.bounds, b.bounds
        bounds = Bounds(max(x.s1, y.s1), max(x.s2, y.s2), min(x.e1, y.e1), min(x.e2, y.e2))
        standing = self.view.proposition_of[b.id].status.standing
        return _Line(
            a,
            self.view.proposition_of[a.id],
            a.target,
            b.target,
            strength=int(b.status.strength),
            disputed=standing is Standing.DISPUTED,
            bounds=bounds,
        )

    def _is_controlling(self, record: Record) -> bool:
        if self.view.schema.is_a(record.type, "Control"):
            return True
        share = record.row.text("share_min")
        return (
            self.view.schema.is_a(record.type, "Ownership")
            and share is not None
            and float(share) >= self.group_rule.controlling_share
        )

    def ties(self, group_pairs: Sequence[tuple[str, str, Bounds]]) -> Ties:
        """Who is tied to which product (W3); a member of a group lends its tie to the others while the group holds."""
        own = sorted(set(self._own_ties()))
        by_party: dict[str, list[tuple[str, str, bool, int, bool]]] = defaultdict(list)
        for tie in own:
            by_party[tie[0]].append(tie)
        rows = [(p, q, client, not client, strength, disputed, ALWAYS) for p, q, client, strength, disputed in own]
        for member, other, bounds in group_pairs:
            for _, product, client, strength, disputed in by_party.get(member, ()):
                if not client:
                    rows.append((other, product, client, False, strength, disputed, bounds))
        return Ties(
            party=self.parties.array(r[0] for r in rows),
            product=self.products.array(r[1] for r in rows),
            client=np.asarray([r[2] for r in rows], np.bool_),
            maker=np.asarray([r[3] for r in rows], np.bool_),
            strength=np.asarray([r[4] for r in rows], np.uint8),
            disputed=np.asarray([r[5] for r in rows], np.bool_),
            s1=np.asarray([r[6].s1 for r in rows], np.int32),
            s2=np.asarray([r[6].s2 for r in rows], np.int32),
            e1=np.asarray([r[6].e1 for r in rows], np.int32),
            e2=np.asarray([r[6].e2 for r in rows], np.int32),
        )

    def _own_ties(self) -> Iterable[tuple[str, str, bool, int, bool]]:
        """(party, product, as client, strength, disputed) that some record states."""
        known = set(self.products.ids)
        for record in self.view.records.values():
            if not record.status.asserting:
                continue
            grade = int(record.status.strength)
            disputed = self.view.proposition_of[record.id].status.standing is Standing.DISPUTED
            for party, product, client in self._tied(record):
                if product in known:
                    yield party, product, client, grade, disputed

    def parents(self) -> Int32:
        """The variant tree: per product the number of what it is a variant or an item of; ``ANY`` at a root (W2)."""
        parents: list[str | None] = []
        for id in self.products.ids:
            entity = self.view.entities.get(id)
            stated = [] if entity is None else [v for k in _TREE_KEYS for v in _texts(entity.properties.get(k))]
            known = [p for p in map(self.view.identity.canonical, stated) if p in self.products]
            parents.append(known[0] if known else None)
        return self.products.array(parents)

    def product_hs(self) -> tuple[tuple[str, ...], ...]:
        """Per product the HS codes that fit it (W2)."""
        entities = (self.view.entities.get(id) for id in self.products.ids)
        return tuple(
            () if e is None else tuple(v.replace(".", "") for v in _texts(e.properties.get("hs_code")))
            for e in entities
        )

    def _tied(self, record: Record) -> Iterable[tuple[str, str, bool]]:
        """Which party a record ties to which product: by the tie annotations of its class (W3)."""
        canonical = self.view.identity.canonical

        def fillers(role: str) -> tuple[str, ...]:
            ends = {"from": record.source, "to": record.target}
            return (ends[role],) if role in ends else tuple(canonical(id) for id in record.row.texts(role))

        for tie in self.view.schema.relation(record.type).ties:
            for party in fillers(tie.party):
                for product in fillers(tie.product):
                    yield party, product, tie.client


def walkable(view: View) -> tuple[Relations, Numbering]:
    """Write the walkable part of a view as arrays (P12), and the ids behind the numbers."""
    extraction = _Extraction(view)
    groups, pairs = extraction.groups()
    relations = Relations(
        parties=len(extraction.parties.ids),
        products=len(extraction.products.ids),
        parent=extraction.parents(),
        product_hs=extraction.product_hs(),
        possessions=extraction.possessions(),
        lineages=extraction.lineages(),
        services=extraction.services(),
        ties=extraction.ties(pairs),
        groups=groups,
    )
    numbering = Numbering(
        extraction.parties.ids, extraction.products.ids, extraction.records.ids, extraction.propositions.ids
    )
    return relations, numbering


def ignore_products(relations: Relations, numbering: Numbering) -> tuple[Relations, Numbering]:
    """Make every record carry one and the same thing: the walk of mode *parties* (W6).

    Lineage and services have no meaning then and are left out; the groups stay.
    """
    none, no = np.zeros(0, np.int32), np.zeros(0, np.bool_)
    possessions = replace(relations.possessions, product=np.zeros_like(relations.possessions.product), hs=None)
    empty = relations.lineages.columns.take(np.zeros(0, np.intp))
    return (
        replace(
            relations,
            products=1,
            parent=np.asarray([-1], np.int32),
            product_hs=None,
            possessions=possessions,
            lineages=Lineages(none, none, none, no, no, empty),
            services=Services(none, none, none, empty),
            ties=Ties(none, none, no, no, none.astype(np.uint8), no, none, none, none, none),
        ),
        replace(numbering, products=("anything",)),
    )

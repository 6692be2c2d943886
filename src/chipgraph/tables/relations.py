"""From record columns to what can be walked: the arrays that ``view.walkable`` writes, made on whole columns (W2 to W5).

For the same records both give the same relations: a property test holds them together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from chipgraph.claims import Dataset, Strength
from chipgraph.claims import Tables as ClaimTables
from chipgraph.dates import FIRST, LAST, parse
from chipgraph.grades import Grades
from chipgraph.routes.steps import ANY, Bool, Int32, Temporal, UInt8
from chipgraph.routes.walk import Columns, Groups, Lineages, Possessions, Relations, Services, Ties
from chipgraph.schema import Schema
from chipgraph.tables.model import NONE, RecordTables, TableDataset
from chipgraph.view.walkable import GroupRule

Rows = npt.NDArray[np.intp]


def claims_dataset(dataset: TableDataset, authority: str) -> Dataset:
    """Say of a dataset what status is computed from (O23)."""
    return Dataset(
        name=dataset.name,
        id=f"dataset-{dataset.name}",
        asserts=dataset.asserts,
        authority=authority,
        method=dataset.method,
        published=parse(dataset.published),
        title=dataset.title,
    )


def dataset_strengths(datasets: Sequence[TableDataset], grades: Grades) -> list[Strength]:
    """Say how much each dataset establishes of its records; *none* of those that it does not assert (O23, O24)."""
    graded = []
    for dataset in datasets:
        body = frozenset({"authority"}) if dataset.authority_class == "PublicBody" else frozenset[str]()
        tables = ClaimTables({}, {}, {}, {}, bodies=body)
        grade = grades.grade_dataset(claims_dataset(dataset, "authority"), frozenset(), tables)
        graded.append(grade if dataset.asserts else Strength.NONE)
    return graded


@dataclass(frozen=True)
class _Pairs:
    """Two parties of one group: by one stake (``other`` is ``NONE``) or as children of one parent."""

    record: Rows
    other: Rows
    source: Int32
    target: Int32


class TableRelations:
    """What can be walked of a table graph, and the numbers of its parties and products.

    Attributes
    ----------
    party_of, product_of
        Per entity, its number among parties or products; ``NONE`` where it is no such thing.
    party_entities, product_entities
        Per party or product, its entity.
    """

    def __init__(self, tables: RecordTables, schema: Schema, grades: Grades) -> None:
        self.tables, self._schema, self._grades = tables, schema, grades
        self._relation_classes = [schema.relation(c) if self._is_relation(c) else None for c in tables.classes]
        self._rule = GroupRule.load()
        product = self._entities_of("Product") | self._entities_of("Item")
        self.product_entities: Rows = np.flatnonzero(product)
        self.party_entities: Rows = np.flatnonzero(~product)
        self.product_of = _numbers(self.product_entities, len(tables.entities))
        self.party_of = _numbers(self.party_entities, len(tables.entities))

    def _is_relation(self, cls: str) -> bool:
        return self._schema.is_class(cls) and self._schema.is_a(cls, "Relation")

    def _entities_of(self, cls: str) -> Bool:
        inside = np.asarray([self._schema.is_a(c, cls) for c in self.tables.classes], np.bool_)
        found: Bool = inside[self.tables.entities.cls]
        return found

    def _records_of(self, wanted: Callable[[str], bool]) -> Rows:
        """Records of some classes that somebody asserts or denies."""
        inside = np.asarray([self._is_relation(c) and wanted(c) for c in self.tables.classes], np.bool_)
        return np.flatnonzero(inside[self.tables.records.cls] & (self._asserted | self._has_denial))

    @cached_property
    def _strength_of_dataset(self) -> UInt8:
        return np.asarray([int(s) for s in dataset_strengths(self.tables.datasets, self._grades)], np.uint8)

    @cached_property
    def _strength(self) -> UInt8:
        return np.asarray(self._strength_of_dataset[self.tables.records.dataset], np.uint8)

    @cached_property
    def _asserted(self) -> Bool:
        asserts = np.asarray([d.asserts for d in self.tables.datasets], np.bool_)
        found: Bool = asserts[self.tables.records.dataset] & (self._strength > 0)
        return found

    @cached_property
    def _has_denial(self) -> Bool:
        found = np.zeros(len(self.tables.records), np.bool_)
        found[self.tables.denials.record] = True
        return found

    @cached_property
    def propositions(self) -> dict[str, npt.NDArray[Any]]:
        """What records of one proposition share (O27): class, ends, product, and of an event the record itself.

        A class without direction has its ends sorted.
        """
        r = self.tables.records
        classes = self._relation_classes
        both = np.asarray([c is not None and not c.directed for c in classes], np.bool_)[r.cls]
        event = np.asarray([c is not None and c.temporal == "event" for c in classes], np.bool_)[r.cls]
        return {
            "cls": r.cls,
            "source": np.where(both, np.minimum(r.source, r.target), r.source),
            "target": np.where(both, np.maximum(r.source, r.target), r.target),
            "product": r.product,
            "episode": np.where(event, np.arange(len(r), dtype=np.int32), NONE).astype(np.int32),
        }

    @cached_property
    def _disputed(self) -> Bool:
        """Records whose proposition is disputed: one record of the same ends and product is denied (O27)."""
        import polars as pl

        denied = np.flatnonzero(self._has_denial)
        found = np.zeros(len(self.tables.records), np.bool_)
        if len(denied):
            keys = self.propositions
            every = pl.DataFrame({**keys, "row": np.arange(len(found))})
            told = pl.DataFrame({name: column[denied] for name, column in keys.items()}).unique()
            found[every.join(told, on=list(keys), how="semi")["row"].to_numpy()] = True
        return found & self._proposition_asserted

    @cached_property
    def _proposition_asserted(self) -> Bool:
        """Whether any record of the same proposition is asserted; where one is, a denial makes it disputed (O26)."""
        import polars as pl

        if self._asserted.all():
            return self._asserted
        frame = pl.DataFrame({**self.propositions, "asserted": self._asserted})
        anyone = pl.col("asserted").any().over(*self.propositions)
        return np.asarray(frame.with_columns(anyone.alias("any")).get_column("any").to_numpy(), np.bool_)

    def columns(self, rows: Rows) -> Columns:
        """What every walkable record has."""
        r = self.tables.records
        kinds = np.asarray([self._temporal_kind(c) for c in range(len(self.tables.classes))], np.uint8)
        temporal = kinds[r.cls[rows]]
        s1, s2, e1, e2 = r.s1[rows], r.s2[rows], r.e1[rows], r.e2[rows]
        timeless = temporal == int(Temporal.TIMELESS)
        undated = (s1 == FIRST) & (s2 == LAST) & (e1 == FIRST) & (e2 == LAST)
        always = timeless & undated
        temporal[timeless & ~undated] = int(Temporal.STATE)
        number = rows.astype(np.int32)
        return Columns(
            s1=s1,
            s2=np.where(always, FIRST, s2).astype(np.int32),
            e1=np.where(always, LAST, e1).astype(np.int32),
            e2=e2,
            temporal=temporal,
            strength=np.where(self._asserted[rows], self._strength[rows], 0).astype(np.uint8),
            disputed=self._disputed[rows],
            denied=~self._asserted[rows],
            record=number,
            proposition=number,
            inferred=np.zeros(len(rows), np.bool_),
        )

    def _temporal_kind(self, cls: int) -> int:
        relation = self._relation_classes[cls]
        words = {"event": Temporal.EVENT, "state": Temporal.STATE, "timeless": Temporal.TIMELESS}
        return int(Temporal.EVENT if relation is None else words[relation.temporal])

    def _flows(self, flow: str) -> Rows:
        return self._records_of(lambda c: self._schema.relation(c).flow == flow)

    def _under(self, cls: str) -> Rows:
        return self._records_of(lambda c: self._schema.is_a(c, cls))

    @cached_property
    def relations(self) -> Relations:
        """Everything that can be walked."""
        pairs = self._pairs()
        groups = self._groups(pairs)
        return Relations(
            parties=len(self.party_entities),
            products=len(self.product_entities),
            parent=self._parents(),
            product_hs=None,
            possessions=self._possessions(),
            lineages=self._lineages(),
            services=self._services(),
            ties=self._ties(groups),
            groups=groups,
        )

    def _parents(self) -> Int32:
        parent = self.tables.entities.parent[self.product_entities]
        return np.where(parent == NONE, ANY, self.product_of[np.maximum(parent, 0)]).astype(np.int32)

    def _products(self, rows: Rows) -> Int32:
        product = self.tables.records.product[rows]
        return np.where(product == NONE, ANY, self.product_of[np.maximum(product, 0)]).astype(np.int32)

    def _possessions(self) -> Possessions:
        rows, r = self._flows("possession"), self.tables.records
        none = np.zeros(len(rows), np.bool_)
        sender, recipient = self.party_of[r.source[rows]], self.party_of[r.target[rows]]
        return Possessions(sender, recipient, self._products(rows), None, none, self.columns(rows))

    def _lineages(self) -> Lineages:
        rows, r = self._flows("lineage"), self.tables.records
        match = np.isin(rows, self._under("DesignMatch"))
        direct = np.isin(rows, self._under("Composition"))
        operator = np.full(len(rows), ANY, np.int32)
        source, target = self.product_of[r.source[rows]], self.product_of[r.target[rows]]
        return Lineages(source, target, operator, match, direct, self.columns(rows))

    def _services(self) -> Services:
        rows, r = self._under("Packaging"), self.tables.records
        rows = rows[r.product[rows] != NONE]
        performer, client = self.party_of[r.source[rows]], self.party_of[r.target[rows]]
        return Services(performer, client, self._products(rows), self.columns(rows))

    # Groups (W5)

    def _pairs(self) -> _Pairs:
        r = self.tables.records
        owning = self._under("Ownership")
        owning = owning[np.nan_to_num(r.share[owning], nan=-1.0) >= self._rule.controlling_share]
        rows = np.union1d(owning, self._under("Control"))
        rows = rows[self._asserted[rows]]
        one, two = self._siblings(rows)
        owner, owned = r.source[rows], r.target[rows]
        alone = np.full(2 * len(rows), NONE, np.intp)
        return _Pairs(
            record=np.concatenate([rows, rows, one]),
            other=np.concatenate([alone, two]),
            source=self.party_of[np.concatenate([owner, owned, r.target[one]])],
            target=self.party_of[np.concatenate([owned, owner, r.target[two]])],
        )

    def _siblings(self, rows: Rows) -> tuple[Rows, Rows]:
        """Pairs of stakes of one parent that is no public body and has few enough children, both ways."""
        r = self.tables.records
        order = rows[np.lexsort((r.target[rows], r.source[rows]))]
        parent, child = r.source[order], r.target[order]
        fresh = np.ones(len(order), np.bool_)
        fresh[1:] = (parent[1:] != parent[:-1]) | (child[1:] != child[:-1])
        children = np.bincount(parent[fresh], minlength=len(self.tables.entities))
        body = self._entities_of("PublicBody")
        order = order[(children[parent] <= self._rule.group_members) & ~body[parent]]
        parent, child = r.source[order], r.target[order]
        ones, twos = [], []
        for shift in range(1, len(order)):
            same = parent[shift:] == parent[:-shift]
            if not same.any():
                break
            at = np.flatnonzero(same & (child[shift:] != child[:-shift]))
            a, b = order[at], order[at + shift]
            ones += [a, b]
            twos += [b, a]
        none = [np.zeros(0, np.intp)]
        return np.concatenate(ones or none), np.concatenate(twos or none)

    def _groups(self, pairs: _Pairs) -> Groups:
        c = self.columns(pairs.record)
        joint = pairs.other != NONE
        o = self.columns(pairs.other[joint])
        for name, pick in (("s1", np.maximum), ("s2", np.maximum), ("e1", np.minimum), ("e2", np.minimum)):
            getattr(c, name)[joint] = pick(getattr(c, name)[joint], getattr(o, name))
        c.strength[joint] = np.minimum(c.strength[joint], o.strength)
        c.disputed[joint] |= o.disputed
        return Groups(pairs.source, pairs.target, c)

    # Ties (W3)

    def _ties(self, groups: Groups) -> Ties:
        """Who is tied to what, and whom a member of the same group lends its tie while the group holds."""
        own = self._own_ties()
        party, product, client, strength, disputed = own.T
        order = np.argsort(party, kind="stable")
        lending = order[client[order] == 0]
        first = np.searchsorted(party[lending], groups.source, "left")
        count = np.searchsorted(party[lending], groups.source, "right") - first
        pair = np.repeat(np.arange(len(groups.source)), count)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        tie = lending[np.repeat(first, count) + within]
        size, c = len(own), groups.columns

        def bound(always: int, lent: Int32) -> Int32:
            return np.concatenate([np.full(size, always, np.int32), lent[pair]])

        return Ties(
            party=np.concatenate([party, groups.target[pair]]).astype(np.int32),
            product=np.concatenate([product, product[tie]]).astype(np.int32),
            client=np.concatenate([client, client[tie]]).astype(np.bool_),
            maker=np.concatenate([client == 0, np.zeros(len(tie), np.bool_)]),
            strength=np.concatenate([strength, strength[tie]]).astype(np.uint8),
            disputed=np.concatenate([disputed, disputed[tie]]).astype(np.bool_),
            s1=bound(FIRST, c.s1),
            s2=bound(FIRST, c.s2),
            e1=bound(LAST, c.e1),
            e2=bound(LAST, c.e2),
        )

    def _own_ties(self) -> npt.NDArray[np.int64]:
        """One row a different tie: party, product, as client, strength, disputed (W3)."""
        r, found = self.tables.records, [np.zeros((0, 5), np.int64)]
        for number, relation in enumerate(self._relation_classes):
            for tie in () if relation is None else relation.ties:
                ends = {"from": r.source, "to": r.target, "product": r.product}
                if tie.party not in ends or tie.product not in ends:
                    continue
                rows = np.flatnonzero((r.cls == number) & self._asserted & (ends[tie.product] != NONE))
                party, product = self.party_of[ends[tie.party][rows]], self.product_of[ends[tie.product][rows]]
                client = np.full(len(rows), int(tie.client))
                lines = [party, product, client, self._strength[rows], self._disputed[rows]]
                found.append(np.column_stack([np.asarray(line, np.int64) for line in lines]))
        return np.unique(np.concatenate(found), axis=0)


def _numbers(entities: Rows, count: int) -> Int32:
    numbers = np.full(count, NONE, np.int32)
    numbers[entities] = np.arange(len(entities), dtype=np.int32)
    return numbers

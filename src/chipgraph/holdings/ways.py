"""All ways out of a state: possession, lineage, service and group steps, with what each takes for granted (W2 to W5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.steps import ANY, Kind, Mark, Temporal
from chipgraph.routes.walk import Columns, Relations, variant_tree

State = tuple[int, int]
"""(holder, product); ``ANY`` is ``*``."""

_ALLEGED = 1
_SPAN_COLUMNS = ("s1", "s2", "e1", "e2")


@dataclass(frozen=True, slots=True)
class Span:
    """Bounds of an alternative, and how it stands in time."""

    s1: int
    s2: int
    e1: int
    e2: int
    temporal: int


@dataclass(frozen=True, slots=True)
class Way:
    """One alternative that leaves a state: where it leads and all that the step table says of it."""

    target: State
    kind: Kind
    bounds: Span
    strength: int
    disputed: bool
    denied: bool
    marks: int
    capped: bool
    named: int
    record: int
    proposition: int


@dataclass(frozen=True, slots=True)
class _Tie:
    """How a party is tied to a product: as its client, how well established, and while which group held (W3)."""

    client: bool
    strength: int
    disputed: bool
    bounds: Span

    def rank(self) -> tuple[bool, bool, int, bool]:
        """Order by how much a tie carries: the party's own before its group's, stated before client, then strength."""
        return (self.bounds.s1 == FIRST and self.bounds.e2 == LAST, not self.client, self.strength, not self.disputed)


def _intersect(a: Span, b: Span) -> Span:
    """Hold two things at once: the later start, the earlier end, bound by bound."""
    if a.temporal == Temporal.EVENT:
        return a if b.s1 <= a.s1 and a.e2 <= b.e2 else Span(max(a.s1, b.s1), LAST, FIRST, min(a.e2, b.e2), 1)
    return Span(max(a.s1, b.s1), max(a.s2, b.s2), min(a.e1, b.e1), min(a.e2, b.e2), a.temporal)


class _Rows:
    """A ``Columns`` as Python values, row by row: reading NumPy scalars one at a time is ten times slower."""

    def __init__(self, columns: Columns) -> None:
        spans = [getattr(columns, c).tolist() for c in _SPAN_COLUMNS]
        self.bounds = [Span(*row) for row in zip(*spans, columns.temporal.tolist(), strict=True)]
        self.strength: list[int] = columns.strength.tolist()
        self.disputed: list[bool] = columns.disputed.tolist()
        self.denied: list[bool] = columns.denied.tolist()
        self.record: list[int] = columns.record.tolist()
        self.proposition: list[int] = columns.proposition.tolist()
        self.marks: list[int] = [int(Mark.INFERRED) if inferred else 0 for inferred in columns.inferred.tolist()]

    def way(
        self,
        row: int,
        target: State,
        kind: Kind,
        *,
        bounds: Span | None = None,
        strength: int | None = None,
        disputed: bool = False,
        marks: int = 0,
        capped: bool = False,
        named: int = ANY,
    ) -> Way:
        """Write one alternative over this row; a denied record keeps strength 0 whatever the step says (W18)."""
        own = self.strength[row]
        return Way(
            target,
            kind,
            self.bounds[row] if bounds is None else bounds,
            own if strength is None else min(own, strength),
            self.disputed[row] or disputed,
            self.denied[row],
            marks | self.marks[row],
            capped,
            named,
            self.record[row],
            self.proposition[row],
        )


class Walker:
    """All ways out of a state. Holds the indices; ``ways`` is the whole of W2 to W5."""

    def __init__(self, relations: Relations) -> None:
        self.enter, self.leave = (a.tolist() for a in variant_tree(relations.parent))
        self._kin = self._index_kin(relations)
        self._product_hs = relations.product_hs
        self._index_possessions(relations)
        self._index_lineages(relations)
        self._index_services(relations)
        self._index_ties(relations)
        self._index_groups(relations)

    def is_ancestor(self, a: int, b: int) -> bool:
        """Whether a is b or an ancestor of it in the variant tree."""
        enter, leave = self.enter, self.leave
        return bool(enter[a] <= enter[b] and leave[b] <= leave[a])

    def matching(self, product: int) -> list[int]:
        """All products that match this one: itself, its ancestors, its descendants (W2)."""
        return self._kin[product]

    def _index_kin(self, relations: Relations) -> list[list[int]]:
        parent = relations.parent.tolist()
        kin: list[list[int]] = [[] for _ in parent]
        for node in range(len(parent)):
            up = node
            while up >= 0:
                kin[node].append(up)
                if up != node:
                    kin[up].append(node)
                up = parent[up]
        return kin

    def _index_possessions(self, relations: Relations) -> None:
        possessions = relations.possessions
        self._possession = _Rows(possessions.columns)
        self._recipient: list[int] = possessions.recipient.tolist()
        self._hs = possessions.hs
        self._identified: list[bool] = possessions.identified.tolist()
        self.sends_named: dict[State, list[int]] = defaultdict(list)
        self.sends_unnamed: dict[int, list[int]] = defaultdict(list)
        self.named_products: dict[int, list[int]] = defaultdict(list)
        self._sends: dict[int, list[tuple[int, int]]] = defaultdict(list)
        first_named: dict[int, int] = {}
        senders, products = possessions.sender.tolist(), possessions.product.tolist()
        for row, (sender, product) in enumerate(zip(senders, products, strict=True)):
            if product == ANY:
                self.sends_unnamed[sender].append(row)
                continue
            self.sends_named[sender, product].append(row)
            self._sends[sender].append((row, product))
            self.named_products[product].append(row)
            day = self._possession.bounds[row].s1
            if day != FIRST and not self._possession.denied[row]:
                for kin in self._kin[product]:
                    first_named[kin] = min(first_named.get(kin, LAST), day)
        self.senders = sorted({*senders})
        self._first_named = first_named

    def _index_lineages(self, relations: Relations) -> None:
        lineages = relations.lineages
        self._lineage = _Rows(lineages.columns)
        self._operator: list[int] = lineages.operator.tolist()
        self._design_match: list[bool] = lineages.design_match.tolist()
        self._goes_into: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._components: dict[int, list[int]] = defaultdict(list)
        for row, (source, target) in enumerate(zip(lineages.source.tolist(), lineages.target.tolist(), strict=True)):
            self._goes_into[source].append((row, target))
            if self._design_match[row] and source != target:
                self._goes_into[target].append((row, source))
            if lineages.direct[row]:
                self._components[target].append(source)

    def _index_services(self, relations: Relations) -> None:
        services = relations.services
        self._service = _Rows(services.columns)
        self._serves: dict[State, list[tuple[int, int]]] = defaultdict(list)
        rows = zip(services.performer.tolist(), services.client.tolist(), services.output.tolist(), strict=True)
        for row, (performer, client, output) in enumerate(rows):
            components = {p for q in self._kin[output] for p in self._components.get(q, ())}
            for held in {kin for p in components for kin in self._kin[p]}:
                self._serves[client, held].append((row, performer))

    def _index_ties(self, relations: Relations) -> None:
        ties = relations.ties
        self._ties: dict[State, list[_Tie]] = defaultdict(list)
        self._makers: dict[int, set[int]] = defaultdict(set)
        spans = zip(*(getattr(ties, c).tolist() for c in _SPAN_COLUMNS), strict=True)
        columns = (ties.party, ties.product, ties.client, ties.maker, ties.strength, ties.disputed)
        rows = zip(*(c.tolist() for c in columns), spans, strict=True)
        for party, product, client, maker, strength, disputed, span in rows:
            self._ties[party, product].append(
                _Tie(client, strength, disputed, Span(span[0], span[1], span[2], span[3], int(Temporal.STATE)))
            )
            if maker:
                self._makers[product].add(party)

    def _index_groups(self, relations: Relations) -> None:
        groups = relations.groups
        self._group = _Rows(groups.columns)
        self._related: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row, (source, target) in enumerate(zip(groups.source.tolist(), groups.target.tolist(), strict=True)):
            self._related[source].append((row, target))

    def ways(self, state: State) -> Iterator[Way]:
        """All alternatives that leave a state."""
        holder, product = state
        if holder == ANY:
            yield from self._possession_ways_of_anyone(product)
        else:
            yield from self._possession_ways(holder, product)
            yield from self._service_ways(holder, product)
            yield from self._group_ways(holder, product)
        if product != ANY:
            yield from self._lineage_ways(holder, product)

    def _mark_of_record(self, row: int) -> int:
        return int(Mark.IDENTIFICATION) if self._identified[row] else 0

    def _named_way(self, row: int, named: int, product: int) -> Way:
        """A possession record that names a product (W2): the more specific of the two goes on."""
        marks = self._mark_of_record(row)
        carried = named
        if product not in (ANY, named):
            if self.is_ancestor(product, named):
                marks |= Mark.VARIANT_ASSUMED
            else:
                carried = product
        target = (self._recipient[row], carried)
        return self._possession.way(row, target, Kind.POSSESSION, marks=marks, named=named)

    def _possession_ways_of_anyone(self, product: int) -> Iterator[Way]:
        for named in self.matching(product):
            for row in self.named_products.get(named, ()):
                yield self._named_way(row, named, product)

    def _possession_ways(self, holder: int, product: int) -> Iterator[Way]:
        if product == ANY:
            for row, named in self._sends.get(holder, ()):
                yield self._named_way(row, named, product)
        else:
            for named in self.matching(product):
                for row in self.sends_named.get((holder, named), ()):
                    yield self._named_way(row, named, product)
        for row in self.sends_unnamed.get(holder, ()):
            marks = self._mark_of_record(row) | Mark.PRODUCT_NOT_STATED
            if product != ANY:
                if self._possession.bounds[row].e2 < self._first_named.get(product, FIRST):
                    marks |= Mark.BEFORE_PRODUCT_KNOWN
                if self._hs_differs(row, product):
                    marks |= Mark.HS_CODE_DIFFERS
            target = (self._recipient[row], product)
            yield self._possession.way(row, target, Kind.POSSESSION, strength=_ALLEGED, marks=marks)

    def _hs_differs(self, row: int, product: int) -> bool:
        """Whether a stated HS code excludes the product; unknown on either side excludes nothing."""
        if self._hs is None or self._product_hs is None or not self._hs[row]:
            return False
        stated, fitting = self._hs[row], self._product_hs[product]
        return bool(fitting) and not any(stated.startswith(f) or f.startswith(stated) for f in fitting)

    def _lineage_ways(self, holder: int, product: int) -> Iterator[Way]:
        for held in self.matching(product):
            assumed = int(Mark.VARIANT_ASSUMED) if held != product and self.is_ancestor(product, held) else 0
            for row, target in self._goes_into.get(held, ()):
                if self._design_match[row]:
                    marks = assumed | Mark.BY_DESIGN_MATCH
                    yield self._lineage.way(row, (holder, target), Kind.LINEAGE, marks=marks)
                else:
                    yield from self._tied_ways(row, holder, target, assumed)

    def _tied_ways(self, row: int, holder: int, target: int, marks: int) -> Iterator[Way]:
        """A lineage record, by how the holder is tied to what comes out (W3).

        The strongest tie counts, never below the untied step. Filters work on strength and standing; an untied step is
        at most alleged, so it is needed beside a tie only where the tie is disputed and may be filtered out.
        """
        after = (holder if self._operator[row] == ANY else self._operator[row], target)
        ties = [] if holder == ANY else [t for q in self.matching(target) for t in self._ties.get((holder, q), ())]
        best = max(ties, key=_Tie.rank, default=None)
        if best is not None:
            tie_mark = int(Mark.TIE_CLIENT) if best.client else 0
            yield self._lineage.way(
                row,
                after,
                Kind.LINEAGE,
                bounds=_intersect(self._lineage.bounds[row], best.bounds),
                strength=max(best.strength, _ALLEGED),
                disputed=best.disputed,
                marks=marks | tie_mark,
            )
            if not best.disputed and best.bounds.s1 == FIRST and best.bounds.e2 == LAST:
                return
        makers = {m for q in self.matching(target) for m in self._makers.get(q, ())}
        tie_mark = int(Mark.TIE_OTHER_MAKER if makers - {holder} else Mark.TIE_NOT_STATED)
        yield self._lineage.way(row, after, Kind.LINEAGE, strength=_ALLEGED, marks=marks | tie_mark, capped=True)

    def _service_ways(self, holder: int, product: int) -> Iterator[Way]:
        for row, performer in self._serves.get((holder, product), ()):
            end = self._service.bounds[row]
            bounds = Span(FIRST, LAST, FIRST, end.e2, Temporal.STATE)
            yield self._service.way(
                row,
                (performer, product),
                Kind.SERVICE,
                bounds=bounds,
                strength=_ALLEGED,
                marks=int(Mark.DELIVERY_NOT_STATED),
                capped=True,
            )

    def _group_ways(self, holder: int, product: int) -> Iterator[Way]:
        for row, other in self._related.get(holder, ()):
            yield self._group.way(
                row, (other, product), Kind.GROUP, strength=_ALLEGED, marks=int(Mark.WITHIN_GROUP), capped=True
            )

"""Routes of a table graph: found on arrays, pruned before anything is derived, and told from the rows that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np

from chipgraph import identity
from chipgraph.answers.families import FamilyTeller
from chipgraph.answers.trace import RouteTeller, Trace, certify, denied_between
from chipgraph.arrays.choose import Engine
from chipgraph.arrays.ends import Ends
from chipgraph.arrays.engine import Archive
from chipgraph.errors import UsageError
from chipgraph.grades import Grades
from chipgraph.holdings.origins import Origins, first_routes
from chipgraph.records import Records
from chipgraph.routes.question import Mode
from chipgraph.routes.result import Found
from chipgraph.routes.steps import ANY, Bool, StepTable
from chipgraph.schema import Schema
from chipgraph.settings import Settings
from chipgraph.tables.lifting import Lift
from chipgraph.tables.model import NONE, RecordTables
from chipgraph.tables.names import TableNames
from chipgraph.tables.relations import TableRelations
from chipgraph.tracing import TraceOptions
from chipgraph.view import View
from chipgraph.view.build import build
from chipgraph.view.walkable import Numbering

_NOT_SEARCHED = (
    "What stood in the way was not searched: on a graph of this size only what can reach the end is derived."
)


class _Ids(Sequence[str]):
    """Ids by number, each made when it is asked for: a graph of millions of records names few of them."""

    def __init__(self, count: int, of: Callable[[int], str]) -> None:
        self._count, self._of = count, of

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[str]: ...
    def __getitem__(self, number: int | slice) -> str | Sequence[str]:
        if isinstance(number, slice):
            return [self._of(n) for n in range(*number.indices(self._count))]
        return self._of(number)


class TableTracer:
    """Answers traces over one table graph; sorted and indexed once."""

    def __init__(self, tables: RecordTables, schema: Schema, grades: Grades, settings: Settings) -> None:
        self._tables, self._schema, self._grades = tables, schema, grades
        self._settings = settings
        self._lift = Lift(tables, schema)
        self.names = TableNames(tables, self._lift)
        self._columns = TableRelations(tables, schema, grades)

    @cached_property
    def archive(self) -> Archive:
        """The walkable columns, sorted: from them the states of any question are derived."""
        settings = self._settings
        return Archive(
            self._columns.relations,
            Engine(settings.engine),
            code=settings.cache,
            memory_limit=settings.memory_limit << 20,
        )

    def trace(
        self,
        start: Sequence[str] | None,
        end: Sequence[str],
        options: TraceOptions,
        digests: Mapping[str, str],
        datasets: Sequence[Mapping[str, Any]],
    ) -> Trace:
        """Answer one question; without a start, the first routes in order, and the certificate says that there may be more.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        UsageError
            If the question needs what a table graph does not have.
        """
        if options.mode == Mode.PARTIES:
            raise UsageError("A table graph is walked with its products. Leave out --mode parties.")
        starts = None if start is None else [self.names.number(name) for name in start]
        ends = [self.names.number(name) for name in end]
        found, table = self._found(starts, ends, options)
        view = self._view(found, table, [*(starts or ()), *ends])
        numbering = self._numbering(view)
        teller = RouteTeller(view, numbering, table)
        return Trace(
            question={"start": None if starts is None else self._described(starts), "end": self._described(ends)},
            routes=tuple(teller.tell(route) for route in found.routes),
            families=FamilyTeller(view, numbering, table).tell(found.routes),
            denied_relations=denied_between(view, [self._lift.entity_id(n) for n in (*(starts or ()), *ends)]),
            certificate=certify(view, found, table, options.described(), digests, datasets, self.archive.finder),
            why_not=None if found.routes else {"misses": [{"constraint": "size", "text": _NOT_SEARCHED}]},
        )

    # What a scan asks of the numbers

    no_state: Bool = np.zeros(0, np.bool_)
    """No end by state: the ends of a scan are parties."""

    def parties(self, entities: Sequence[int]) -> list[int]:
        """Numbers of parties.

        Raises
        ------
        UsageError
            If one is a product.
        """
        found = [int(self._columns.party_of[n]) for n in entities]
        if NONE in found:
            caption = self._tables.entities.caption[entities[found.index(NONE)]]
            raise UsageError(f"{caption} is a product. A scan ends at parties.")
        return found

    def party_entity(self, party: int) -> int:
        """The entity of a party."""
        return int(self._columns.party_entities[party])

    def id_and_caption(self, entity: int) -> tuple[str, str]:
        """Name an entity."""
        return self._lift.entity_id(entity), str(self._tables.entities.caption[entity])

    def state_name(self, holder: int, product: int) -> str:
        """Name a state in ids (W9)."""
        return (
            f"{'*' if holder == ANY else self._party_id(holder)}|{'*' if product == ANY else self._product_id(product)}"
        )

    def _described(self, entities: Iterable[int]) -> list[dict[str, str]]:
        captions = self._tables.entities.caption
        return [{"id": self._lift.entity_id(n), "caption": str(captions[n])} for n in entities]

    def _found(self, starts: list[int] | None, ends: list[int], options: TraceOptions) -> tuple[Found, StepTable]:
        party_ends, products = self._ends(ends)
        if starts is None:
            if products:
                raise UsageError("Without a start, a table graph is asked for routes to parties. Name a start.")
            asked = options.question(None, np.zeros(0, np.bool_))
            source = self.archive.source
            return first_routes(source, Origins.of(source, asked), asked, party_ends)
        held = ANY if options.product is None else self._product(self.names.number(options.product))
        states = [self.start(n, held) for n in starts]
        wanted = Ends(tuple(np.flatnonzero(party_ends).tolist()), tuple(products))
        asked = options.question((), np.zeros(0, np.bool_))
        return self.archive.find(states, wanted, asked, naming=self._key)

    def _ends(self, ends: list[int]) -> tuple[Bool, list[int]]:
        """The parties among the ends as a mask, and the products by number."""
        mask = np.zeros(len(self._columns.party_entities), np.bool_)
        party = [int(self._columns.party_of[n]) for n in ends]
        mask[[n for n in party if n != NONE]] = True
        return mask, [int(p) for n in ends if (p := self._columns.product_of[n]) != NONE]

    def _product(self, entity: int) -> int:
        number = int(self._columns.product_of[entity])
        if number == NONE:
            raise UsageError(f"{self._tables.entities.caption[entity]} is no product.")
        return number

    def start(self, entity: int, held: int = ANY) -> tuple[int, int]:
        """``(A, held)`` for a party, ``(*, p)`` for a product (W1)."""
        party = int(self._columns.party_of[entity])
        return (party, held) if party != NONE else (ANY, int(self._columns.product_of[entity]))

    def _key(self, table: StepTable) -> Callable[[int], str]:
        def key(state: int) -> str:
            return self.state_name(int(table.holder[state]), int(table.product[state]))

        return key

    def _party_id(self, number: int) -> str:
        return self._lift.entity_id(int(self._columns.party_entities[number]))

    def _product_id(self, number: int) -> str:
        return self._lift.entity_id(int(self._columns.product_entities[number]))

    # Telling

    def _view(self, found: Found, table: StepTable, asked: Iterable[int]) -> View:
        """The small graph of what the routes name: their records, and all that say the same (O27)."""
        rows = {int(table.record[row]) for route in found.routes for step in route.alternatives for row in step}
        states = {s for route in found.routes for step in route.steps for s in (step.source, step.target)}
        entities = {*asked, *self._entities_of(table, states)}
        records = Records(self._lift.rows(self._saying_the_same(rows), entities))
        return build(records, self._schema, identity.resolve((), records, self._schema), self._grades)

    def _entities_of(self, table: StepTable, states: Iterable[int]) -> Iterator[int]:
        for state in states:
            if table.holder[state] != ANY:
                yield int(self._columns.party_entities[table.holder[state]])
            if table.product[state] != ANY:
                yield int(self._columns.product_entities[table.product[state]])

    @cached_property
    def _by_ends(self) -> tuple[Any, Any]:
        """Records in the order of their ends, and the ends as one number."""
        same = self._columns.propositions
        ends = same["source"].astype(np.int64) * len(self._tables.entities) + same["target"]
        order = np.argsort(ends, kind="stable")
        return order, ends[order]

    def _saying_the_same(self, records: set[int]) -> set[int]:
        """Some records, and all of the same propositions: on them their status is computed (O27)."""
        order, ends = self._by_ends
        same, count = self._columns.propositions, len(self._tables.entities)
        found: set[int] = set()
        for record in records:
            key = int(same["source"][record]) * count + int(same["target"][record])
            first, last = np.searchsorted(ends, [key, key + 1])
            alike = order[first:last]
            for column in (same["cls"], same["product"], same["episode"]):
                alike = alike[column[alike] == column[record]]
            found.update(alike.tolist())
        return found

    def _numbering(self, view: View) -> Numbering:
        record_id, count = self._lift.record_id, len(self._tables.records)
        return Numbering(
            parties=_Ids(len(self._columns.party_entities), self._party_id),
            products=_Ids(len(self._columns.product_entities), self._product_id),
            records=_Ids(count, record_id),
            propositions=_Ids(count, lambda n: view.proposition_of[record_id(n)].id),
        )

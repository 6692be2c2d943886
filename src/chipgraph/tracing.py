"""From a question in names to routes with evidence: resolve, derive holdings, find, tell (W6 to W8, W16, W18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from chipgraph.answers.families import FamilyTeller
from chipgraph.answers.trace import STRENGTHS, RouteTeller, Trace, certify, denied_between
from chipgraph.answers.whynot import MissTeller
from chipgraph.arrays.choose import Engine, finder_of
from chipgraph.dates import DateError, Interval, parse
from chipgraph.errors import UsageError
from chipgraph.holdings import derive
from chipgraph.names import Names
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.result import Found
from chipgraph.routes.steps import ANY, Bool, StepTable
from chipgraph.routes.walk import Relations
from chipgraph.routes.whynot import explain
from chipgraph.settings import Settings
from chipgraph.view import View
from chipgraph.view.walkable import Numbering, ignore_products, walkable

INCLUDABLE = ("denied", "impossible", "hs-differs")
"""What is left out by default and can be asked for (W2, W14, W18)."""


@dataclass(frozen=True, slots=True)
class TraceOptions:
    """Every bound of a trace with its default; all of them go into the certificate (W26).

    Attributes
    ----------
    product
        With a party as start: it holds this product.
    known_on
        Only what was published by this day (O30).
    max_transfers, max_lineage
        W8.
    mode
        ``follow``, ``strict`` or ``parties`` (W6).
    min_strength, disputed, include
        Filters (W18, W14, W2).
    since, until, min_days
        The window, and days between dated possession steps (W16).
    limit, explored_limit, seconds
        How many routes are shown; after how many tried steps and seconds the search stops (W28).
    cancel
        Asked now and then whether to stop; a ``threading.Event`` may be given. What was found by then is the answer, with
        ``exhaustive: false`` and ``stopped_by: cancelled``.
    progress
        Told at the same moments. Of a trace: steps tried and routes found; of a question that is made of many searches
        (reach, scan, gaps): searches done, and how many there are.
    """

    product: str | None = None
    known_on: str | None = None
    max_transfers: int = 6
    max_lineage: int = 6
    mode: str = "follow"
    min_strength: str = "alleged"
    disputed: str = "include"
    include: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    min_days: int = 0
    limit: int | None = 100
    explored_limit: int | None = None
    seconds: float | None = 60.0
    cancel: Callable[[], bool] | None = None
    progress: Callable[[int, int], None] | None = None

    @classmethod
    def of(cls, bounds: Mapping[str, Any], settings: Settings) -> TraceOptions:
        """Fill what is not given from the settings, and check the words.

        Raises
        ------
        UsageError
            If a bound is unknown or has a value that it cannot have.
        """
        known = {f.name for f in fields(cls)}
        for name in bounds:
            if name not in known:
                raise UsageError(f"There is no bound {name!r}. Bounds are: {', '.join(sorted(known))}.")
        defaults = {
            "max_transfers": settings.max_transfers,
            "max_lineage": settings.max_lineage,
            "seconds": settings.trace_seconds,
        }
        given = {k: v for k, v in bounds.items() if v is not None}
        if isinstance(given.get("cancel"), Event):
            given["cancel"] = given["cancel"].is_set
        options = cls(**{**defaults, **given})
        _one_of("mode", options.mode, [str(m) for m in Mode])
        _one_of("disputed", options.disputed, [str(d) for d in Disputed])
        _one_of("min_strength", options.min_strength, STRENGTHS[1:])
        for word in options.include:
            _one_of("include", word, INCLUDABLE)
        return options

    def described(self) -> dict[str, Any]:
        """The bounds as plain values, for the certificate."""
        return {
            k: v
            for k, v in asdict(replace(self, cancel=None, progress=None)).items()
            if k not in ("cancel", "progress")
        }

    def question(self, starts: tuple[int, ...] | None, ends: Bool) -> Question:
        """Put the bounds as a question over numbered states; dates become days (W7, W16).

        Raises
        ------
        UsageError
            If a date is none.
        """
        since, until = _bound("since", self.since), _bound("until", self.until)
        return Question(
            starts=starts,
            ends=ends,
            max_transfers=self.max_transfers,
            max_lineage=self.max_lineage,
            mode=Mode(self.mode),
            min_strength=STRENGTHS.index(self.min_strength),
            disputed=Disputed(self.disputed),
            include_denied="denied" in self.include,
            include_impossible="impossible" in self.include,
            include_hs_differs="hs-differs" in self.include,
            since=since.lo if since.known else None,
            until=until.hi if until.known else None,
            min_days=self.min_days,
            limit=self.limit,
            explored_limit=self.explored_limit,
            time_limit=self.seconds,
            cancel=self.cancel,
            progress=self.progress,
        )


def _one_of(name: str, word: str, allowed: Sequence[str]) -> None:
    if word not in allowed:
        raise UsageError(f"{name} is {word!r}. Write one of {', '.join(allowed)}.")


def _bound(name: str, text: str | None) -> Interval:
    try:
        return parse(text)
    except DateError as error:
        raise UsageError(f"{name}: {error}") from error


class Tracer:
    """Answers traces over one View in one mode; holdings are derived once."""

    def __init__(
        self,
        view: View,
        mode: str,
        digests: Mapping[str, str],
        datasets: Sequence[Mapping[str, Any]],
        engine: Engine = Engine.AUTO,
        code: Path | None = None,
    ) -> None:
        self._view = view
        self._engine, self._code = engine, code
        self._names = Names(view)
        self._digests = digests
        self._datasets = datasets
        self._parties_only = mode == Mode.PARTIES

    @property
    def view(self) -> View:
        """The view that is asked."""
        return self._view

    @cached_property
    def _walkable(self) -> tuple[Relations, Numbering]:
        relations, numbering = walkable(self._view)
        return ignore_products(relations, numbering) if self._parties_only else (relations, numbering)

    @cached_property
    def _walk(self) -> tuple[StepTable, Numbering]:
        relations, numbering = self._walkable
        return derive(relations), numbering

    @property
    def relations(self) -> Relations:
        """What may be walked, before states are derived."""
        return self._walkable[0]

    @property
    def table(self) -> StepTable:
        """The derived states and alternatives."""
        return self._walk[0]

    @property
    def numbering(self) -> Numbering:
        """Ids by number."""
        return self._walkable[1]

    @cached_property
    def teller(self) -> RouteTeller:
        """Tells routes with the names and claims of the view."""
        return RouteTeller(self._view, self.numbering, self.table)

    @cached_property
    def finder(self) -> Finder:
        """The route engine over the table."""
        return finder_of(self.table, self.key, self._engine, self._code)

    def key(self, state: int) -> str:
        """Name a state by its View ids: ``holder|product``, ``*`` for any (W9)."""
        holder, product = int(self.table.holder[state]), int(self.table.product[state])
        parts = (
            "*" if holder == ANY else self.numbering.parties[holder],
            "*" if product == ANY else self.numbering.products[product],
        )
        return "|".join(parts)

    def trace(self, start: Sequence[str] | None, end: Sequence[str] | None, options: TraceOptions) -> Trace:
        """Answer one question (see ``Graph.trace``)."""
        if end is None:
            raise UsageError("Say where the route ends: a party or a product. Try: chipgraph trace TSMC Huawei")
        starts, ends = None if start is None else self.ids(start), self.ids(end)
        question = self.question(starts, ends, options)
        found = self.finder.find(question)
        asked = [*(starts or ()), *ends]
        return Trace(
            question=self.describe(starts, ends),
            routes=tuple(self.teller.tell(route) for route in found.routes),
            families=FamilyTeller(self._view, self.numbering, self.table).tell(found.routes),
            denied_relations=denied_between(self._view, asked),
            certificate=self.certificate(found, options),
            why_not=None if found.routes else self._why_not(question),
        )

    def certificate(self, found: Found, options: TraceOptions) -> dict[str, Any]:
        """Write the certificate of a search over this view (W26 to W28)."""
        bounds, engine = options.described(), self.finder.engine
        return certify(self._view, found, self.table, bounds, self._digests, self._datasets, engine)

    def put(self, start: Sequence[str] | None, end: Sequence[str], options: TraceOptions) -> Question:
        """Put a question with names into state numbers and days."""
        return self.question(None if start is None else self.ids(start), self.ids(end), options)

    def ids(self, names: Sequence[str]) -> list[str]:
        """Resolve names to the ids of the view.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        return [self._names.entity(name).id for name in names]

    def describe(self, starts: Sequence[str] | None, ends: Sequence[str]) -> dict[str, Any]:
        """Write the ends of a question with id and caption."""

        def described(ids: Sequence[str]) -> list[dict[str, str]]:
            return [{"id": id, "caption": self._view.caption(id)} for id in ids]

        return {"start": None if starts is None else described(starts), "end": described(ends)}

    def question(self, starts: Sequence[str] | None, ends: Sequence[str], options: TraceOptions) -> Question:
        """Put a question with ids into state numbers and days (W7, W16)."""
        begins = None if starts is None else self._start_states(starts, options.product)
        return options.question(begins, self._end_states(ends))

    def _number(self, ids: Sequence[str], wanted: str) -> int | None:
        return ids.index(wanted) if wanted in ids else None

    def _start_states(self, ids: Sequence[str], product: str | None) -> tuple[int, ...]:
        """``(A, *)`` for a party, ``(*, p)`` for a product, ``(A, p)`` for a party with a product (W1)."""
        held = ANY
        if product is not None:
            number = self._number(self.numbering.products, self._names.entity(product).id)
            if number is None:
                return ()
            held = number
        states: list[int] = []
        for id in ids:
            party = self._number(self.numbering.parties, id)
            if party is not None:
                states.extend(np.flatnonzero((self.table.holder == party) & (self.table.product == held)).tolist())
                continue
            number = self._number(self.numbering.products, id)
            if number is not None:
                states.extend(np.flatnonzero((self.table.holder == ANY) & (self.table.product == number)).tolist())
        return tuple(sorted(set(states)))

    def _end_states(self, ids: Sequence[str]) -> Bool:
        """Every state of a party; every state whose product matches a product (W7)."""
        mask = np.zeros(len(self.table.holder), np.bool_)
        for id in ids:
            party = self._number(self.numbering.parties, id)
            if party is not None:
                mask |= self.table.holder == party
            product = self._number(self.numbering.products, id)
            if product is not None and not self._parties_only:
                mask |= self._matches(product)
        return mask

    def _matches(self, product: int) -> Bool:
        table = self.table
        matching = np.asarray([table.matches(p, product) for p in range(len(table.enter))], np.bool_)
        named: Bool = table.product != ANY
        result: Bool = named & matching[np.where(named, table.product, 0)]
        return result

    def _why_not(self, question: Question) -> dict[str, Any]:
        return MissTeller(self._view, self.numbering, self.table).tell(explain(self.finder, question))

"""The questions over routes as methods of ``Graph``: reach, scan, lineage, cut, gaps, hypotheses, why not, explain (W30 to W34).

Each resolves its options, asks one module of this package, and adds to the certificate the terms of what the answer draws on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chipgraph.answers.trace import Trace
from chipgraph.errors import RouteNotFoundError, UsageError
from chipgraph.settings import Settings
from chipgraph.tracing import TraceOptions, Tracer

if TYPE_CHECKING:
    from chipgraph.flags.judging import RouteJudge
    from chipgraph.questions.recall import Sought
    from chipgraph.questions.scan_answer import Scan
    from chipgraph.results import Result

Name = str | Sequence[str]
"""One name or id, or several: an end of a route may be a set (W7)."""


def several(name: Name | None) -> tuple[str, ...] | None:
    """Give one name or several as a tuple; None stays None."""
    return None if name is None else (name,) if isinstance(name, str) else tuple(name)


class RouteQuestions(ABC):
    """What can be asked of the routes of a graph besides a trace; ``Graph`` is one."""

    settings: Settings

    @abstractmethod
    def tracer(self, options: TraceOptions) -> Tracer:
        """The tracer of a day of knowledge and a mode."""

    @abstractmethod
    def judge(self, known_on: str | None = None) -> RouteJudge:
        """The judge of routes by the law."""

    @abstractmethod
    def licences(self, answer: object, known_on: str | None = None) -> list[dict[str, Any]]:
        """The terms of what an answer draws on (F7)."""

    @abstractmethod
    def trace(
        self,
        start: Name | None = None,
        end: Name | None = None,
        *,
        to: Name | None = None,
        law: bool | str = False,
        explain: bool = False,
        **bounds: Any,
    ) -> Trace:
        """Find the routes by which an item can have moved from start to end."""

    def reach(self, *names: str, direction: str = "down", **bounds: Any) -> Result:
        """Find what can have reached whom by when (W12, W17): every holding down stream of a party or product, or up stream.

        Parameters
        ----------
        names
            Parties or products; several are one set.
        direction
            ``down``: earliest day of arrival at each holding. ``up``: latest day of departure from each.
        bounds
            Any field of ``TraceOptions``.

        Returns
        -------
        Result
            A row a holding, soonest first; ``document["holdings"]`` has the best route of each with its evidence.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> rows = g.reach("Sophgo")
        >>> next(row["arrival"] for row in rows if row["party"] == "firm-huawei") is not None
        True
        """
        from chipgraph.questions.reach import Direction
        from chipgraph.questions.reach_answer import reach_answer

        if direction not in tuple(Direction):
            raise UsageError(f"direction is {direction!r}. Write down or up.")
        options = TraceOptions.of(bounds, self.settings)
        return self._termed(reach_answer(self.tracer(options), names, Direction(direction), options), options)

    def _termed(self, found: Result, options: TraceOptions) -> Result:
        """Add to the certificate of an answer what it draws on, under which terms (F7)."""
        document = {**(found.document or {})}
        certificate = {**found.certificate, "licences": self.licences(document, options.known_on)}
        return replace(found, certificate=certificate, document={**document, "certificate": certificate})

    def why_not(
        self, start: Name | None = None, end: Name | None = None, *, to: Name | None = None, **bounds: Any
    ) -> Result:
        """Say what stopped every route: which date, product, strength or missing relation (W30).

        Returns
        -------
        Result
            A row a miss; none if there is a route, and the note says so.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> g.why_not("Huawei", "Sophgo", mode="strict").certificate["exhaustive"]
        True
        """
        from chipgraph.questions.why_not_answer import why_not_answer

        return why_not_answer(self.trace(start, end, to=to, **bounds))

    def cut(
        self, start: Name | None = None, end: Name | None = None, *, to: Name | None = None, **bounds: Any
    ) -> Result:
        """Find the fewest relations, and the fewest origins, without which no route is left (W33, G6).

        ``cut("7558526e6cdb31eb3e54")`` asks it of one route that an earlier answer showed.

        Returns
        -------
        Result
            A row a relation and a row an origin; ``document`` has both cuts with bounds, and the origins of each step.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> g.cut("Sophgo", "Huawei").document["relations"]["at_most"]
        1
        """
        from chipgraph.questions.cut_answer import cut_answer, cut_of_route

        wanted = several(end if end is not None else to)
        options = TraceOptions.of(bounds, self.settings)
        if wanted is not None:
            return self._termed(cut_answer(self.tracer(options), several(start), wanted, options), options)
        if not isinstance(start, str):
            raise UsageError("Say between which ends to cut, or give the id of one route: chipgraph cut TSMC Huawei")
        sought, options = self._sought(start, None, bounds)
        found = cut_of_route(self.tracer(options), sought, options)
        return self.explain(start, **bounds) if found is None else self._termed(found, options)

    def gaps(
        self,
        start: Name | None = None,
        end: Name | None = None,
        *,
        to: Name | None = None,
        count: int = 10,
        **bounds: Any,
    ) -> Result:
        """Rank the relations that nobody states and that would complete a route (W34, G19).

        Parameters
        ----------
        start, end, to
            As in ``trace``.
        count
            How many gaps are told.
        bounds
            Any field of ``TraceOptions``.

        Returns
        -------
        Result
            A row a gap, most facts first, each with the facts that fit and what speaks against it. A gap is no finding.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> g.gaps("SK Hynix", "CloudMatrix 384", count=1).certificate["exhaustive"]
        True
        """
        from chipgraph.questions.gaps_answer import gaps_answer

        wanted = several(end if end is not None else to)
        if wanted is None:
            raise UsageError("Say where the route would end: a party or a product. Try: chipgraph gaps TSMC Huawei")
        options = TraceOptions.of(bounds, self.settings)
        return self._termed(gaps_answer(self.tracer(options), several(start), wanted, options, count), options)

    def hypotheses(self, product: str, **bounds: Any) -> Result:
        """Put the origins of a product side by side: what each explains, leaves open, and what speaks against it (W34).

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> rows = g.hypotheses("Ascend 910C", min_strength="reported")
        >>> {row["origin"] for row in rows if row["input"] == "product-die-ascend-910b"}
        {'firm-smic'}
        """
        from chipgraph.questions.hypotheses_answer import hypotheses_answer

        options = TraceOptions.of(bounds, self.settings)
        return self._termed(hypotheses_answer(self.tracer(options), product, options), options)

    def explain(self, route: str, answer: Mapping[str, Any] | None = None, **bounds: Any) -> Result:
        """Judge one route again, in the graph of today, with all evidence of every step (W9).

        Parameters
        ----------
        route
            The id of a route that an answer of the command line showed here.
        answer
            The document of an answer that holds the route, from here or elsewhere.
        bounds
            Any field of ``TraceOptions``; by default those under which the route was found.

        Raises
        ------
        NameNotFoundError
            If no answer is known that showed this route.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> answer = g.trace("Sophgo", "Huawei").to_dict()
        >>> len(g.explain(answer["routes"][0]["id"], answer).document["routes"])
        1
        """
        from chipgraph.questions.explain_answer import explain_answer

        sought, options = self._sought(route, answer, bounds)
        return self._termed(explain_answer(self.tracer(options), sought, options), options)

    def _sought(
        self, route: str, answer: Mapping[str, Any] | None, bounds: Mapping[str, Any]
    ) -> tuple[Sought, TraceOptions]:
        """Find the steps of a route by its id, and the bounds to judge it under."""
        from chipgraph.questions.recall import recall, seek

        found = recall(self.settings.home, route) if answer is None else seek(answer, route)
        if found is None:
            raise RouteNotFoundError(route, in_answer=answer is not None)
        own = {key: tuple(value) if isinstance(value, list) else value for key, value in found.bounds.items()}
        known = TraceOptions.__dataclass_fields__
        return found, TraceOptions.of({**{k: v for k, v in own.items() if k in known}, **bounds}, self.settings)

    def lineage(self, product: str, **bounds: Any) -> Result:
        """Find what went into a product and what it went into, who is tied to each, and whether the quantities balance (W32).

        Parameters
        ----------
        product
            Id or name of a product.
        bounds
            Fields of ``TraceOptions`` that choose records: ``known_on``, ``min_strength``, ``disputed``, ``since``, ``until``,
            ``include=("denied",)``; ``max_lineage`` is the depth.

        Returns
        -------
        Result
            A row a branch; ``document`` has the two trees (``inputs``, ``outputs``), ``parties`` and ``balance``.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> inputs = g.lineage("Ascend 910C").document["inputs"]
        >>> sorted(branch["product"] for branch in inputs)[0]
        'product-die-ascend-910b'
        """
        from chipgraph.questions.lineage_answer import lineage_answer

        options = TraceOptions.of(bounds, self.settings)
        return self._termed(lineage_answer(self.tracer(options), product, options), options)

    def scan(
        self, sources: Name | None = None, targets: Name | None = None, *, limit: int | None = None, **bounds: Any
    ) -> Scan:
        """Join every source with every target, pair by pair: steps, days, best route (W21, W22).

        Parameters
        ----------
        sources
            Parties or products; None: every product that some rule classifies on some day, as *yes* or *may be*.
        targets
            Parties or products; None: every party that is listed or covered on some day.
        limit
            Stop after so many pairs.
        bounds
            Any field of ``TraceOptions``.

        Returns
        -------
        Scan
            Runs while it is read. Iterate it for rows, ``pairs()`` for routes with evidence, or keep all: ``to_result()``.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> [row["target"] for row in g.scan("TSMC", "Huawei")]
        ['firm-huawei']
        """
        from chipgraph.questions.scan_answer import scan_answer

        options = replace(TraceOptions.of(bounds, self.settings), limit=limit)
        judge = self.judge(options.known_on)
        return scan_answer(
            self.tracer(options), judge, several(sources), several(targets), options, self.licences(None)
        )

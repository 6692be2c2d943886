"""The questions over the law as methods of ``Graph``: flags, what-if, watch, one hop, a file of lines (W22 to W25, G17, G18).

Each resolves its options and asks one module of ``flags``, ``law`` or ``screening``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph.answers.trace import Trace
from chipgraph.questions.asking import Name, several
from chipgraph.settings import Settings
from chipgraph.stores.disk import DiskStore
from chipgraph.tracing import TraceOptions, Tracer
from chipgraph.view import View

if TYPE_CHECKING:
    from chipgraph.flags.judging import RouteJudge
    from chipgraph.flags.watch import Watch
    from chipgraph.flags.what_if import WhatIf
    from chipgraph.law.asking import HopAsked, Known
    from chipgraph.law.loading import Law
    from chipgraph.screening import ReadingOptions, Screening


class LawQuestions(ABC):
    """What can be asked of a graph under the law; ``Graph`` is one."""

    settings: Settings
    store: DiskStore

    @abstractmethod
    def view(self, known_on: str | None = None) -> View:
        """The View of what is known, or was known on a day."""

    @abstractmethod
    def tracer(self, options: TraceOptions) -> Tracer:
        """The tracer of a day of knowledge and a mode."""

    @abstractmethod
    def judge(self, known_on: str | None = None) -> RouteJudge:
        """The judge of routes by the law."""

    @property
    @abstractmethod
    def digests(self) -> Mapping[str, str]:
        """Digests of data, ontology, law and graph."""

    @property
    @abstractmethod
    def dataset_lines(self) -> Sequence[Mapping[str, Any]]:
        """The datasets with their dates and licences."""

    @abstractmethod
    def licences(self, answer: object, known_on: str | None = None) -> list[dict[str, Any]]:
        """The terms of what an answer draws on (F7)."""

    def _licensed(self, found: Trace, options: TraceOptions) -> Trace:
        """Add to the certificate what the routes draw on, under which terms (F7)."""
        told = (found.routes, found.denied_relations)
        return replace(found, certificate={**found.certificate, "licences": self.licences(told, options.known_on)})

    def flags(self, **bounds: Any) -> Trace:
        """Find routes of controlled products to restricted parties, as of each hop, over the whole graph (W22 to W25).

        Parameters
        ----------
        bounds
            Any field of ``TraceOptions``.

        Returns
        -------
        Trace
            Routes that are flagged or open, the flagged first, each hop with its law; and the certificate.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> g.flags().routes[0]["label"]
        'flagged'
        """
        from chipgraph.flags.scan import scan

        options = TraceOptions.of(bounds, self.settings)
        return self._licensed(scan(self.tracer(options), self.judge(options.known_on), options), options)

    def what_if(
        self,
        start: Name | None = None,
        end: Name | None = None,
        *,
        in_force_from: str,
        rule: str | None = None,
        listing: tuple[str, str] | None = None,
        to: Name | None = None,
        **bounds: Any,
    ) -> WhatIf:
        """Say which past routes a rule or a listing would have caught, had it been in force from a day (G17).

        Parameters
        ----------
        start, end, to
            As in ``trace``; without an end, the routes to every restricted party.
        in_force_from
            One day.
        rule
            An instrument (``R11``), or one version of a rule (``3A090-2023``).
        listing
            A party and a list: ``("Sophgo", "entity-list")``.
        bounds
            Any field of ``TraceOptions``.

        Returns
        -------
        WhatIf
            Routes that would be judged otherwise, hop by hop, beside the law of their days; and the certificate.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> answer = g.what_if("TSMC", "Huawei", listing=("Sophgo", "entity-list"), in_force_from="2023-01-01")
        >>> any(hook["party"] == "Sophgo" for route in answer.routes for hop in route["steps"] for hook in hop["gained"])
        True
        """
        from chipgraph.flags.what_if import Supposition, what_if

        options = TraceOptions.of(bounds, self.settings)
        ends = several(start), several(end if end is not None else to)
        supposed = Supposition(in_force_from, rule, listing)
        view, judge = self.view(options.known_on), self.judge(options.known_on)
        return what_if(self.tracer(options), judge, view, supposed, options, ends)

    def judgement(self, asked: HopAsked, on: str | None = None, known_on: str | None = None) -> Mapping[str, Any]:
        """Say which rules reach one hop on a day; parties and products by any name of the graph (W23).

        While nothing is loaded, the names that ship with the law are known.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError, UsageError

        >>> import chipgraph
        >>> from chipgraph.law.asking import HopAsked
        >>> g = chipgraph.open()
        >>> told = g.judgement(HopAsked("GB200 NVL72", "US", ("ID",), ("Indosat",)), "2025-10-15")
        >>> told["classes"], told["label"]
        (['4A090.a'], 'not shown to apply')
        """
        from chipgraph.law.asking import judgement_on, one_day

        day = one_day(on, "--on")
        return judgement_on(asked, day, *self._law_and_names(known_on))

    def judgement_days(self, asked: HopAsked, known_on: str | None = None) -> Mapping[str, Any]:
        """Say which rules reach one hop on every day: ``spans``, one for each stretch of days with one answer (F35).

        Raises
        ------
        NameNotFoundError, AmbiguousNameError, UsageError

        >>> import chipgraph
        >>> from chipgraph.law.asking import HopAsked
        >>> spans = chipgraph.open().judgement_days(HopAsked("H20", "TW", ("CN",)))["spans"]
        >>> spans[0]["since"] is None, spans[-1]["until"] is None
        (True, True)
        """
        from chipgraph.law.asking import judgement_spans

        return judgement_spans(asked, *self._law_and_names(known_on))

    def _law_and_names(self, known_on: str | None) -> tuple[Law, Known | None]:
        """The law, and where names are looked up: in the graph; in the files of the law while nothing is loaded."""
        from chipgraph.law.loading import load

        if self.store.current is None:
            return load(), None
        from chipgraph.flags.asking import GraphNames

        judge = self.judge(known_on)
        return judge.law, GraphNames(self.view(known_on), judge)

    def watch(self, until: str, *, on: str | None = None, **bounds: Any) -> Watch:
        """List the answers that flip on known days, with the provision and its citation (G18).

        Parameters
        ----------
        until
            The last day.
        on
            The clock: the day from which one looks ahead. Default: today.
        bounds
            Any field of ``TraceOptions``: which routes count as known.

        Returns
        -------
        Watch
            What changes in the law, and what flips: hops of the routes to restricted parties, classes of chips, coverage.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> [change["day"] for change in g.watch("2026-11-30", on="2026-11-01").changes]
        ['2026-11-10']
        """
        from chipgraph.flags.watch import watch
        from chipgraph.law.chips import shipped

        options = TraceOptions.of(bounds, self.settings)
        view, judge = self.view(options.known_on), self.judge(options.known_on)
        return watch(self.tracer(options), judge, view, shipped(), options, until, on)

    def screen(
        self,
        file: str | Path,
        options: ReadingOptions | None = None,
        *,
        known_on: str | None = None,
        least: float | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Screening:
        """Judge the lines of a shipment file, each by parties, item and law of its own day (issue 6, point 10).

        Parameters
        ----------
        options
            How the file is read, where it does not say it itself: columns, encoding, worksheet, order of day and month.
        least
            The least score of a possible match; by default the threshold of the matching rules.

        Raises
        ------
        InputError, UsageError
            If the file as a whole cannot be read; a line that cannot be read goes to quarantine.
        """
        from chipgraph.screening.screening import Data, screen

        data = Data(self.judge(known_on), self.view(known_on), self.digests, self.dataset_lines, known_on)
        return screen(Path(file), data, options, least, progress)

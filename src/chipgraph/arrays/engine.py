"""One large graph, asked any number of questions: the engine behind whatever is too large to be derived whole (P12, W26 to W29).

``Archive`` sorts the relations once. Each question is pruned on its arrays and derived into a small step table, which a finder
answers; time limit, cancellation and progress hold from the first record that is looked at. The answer is that of the plain
finder on the whole table, with its certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.choose import Engine, choose, keep_code_in
from chipgraph.arrays.ends import Ends
from chipgraph.arrays.memory import require
from chipgraph.holdings import derive
from chipgraph.holdings.towards import Bounds, Source
from chipgraph.holdings.ways import State
from chipgraph.routes.finder import Finder
from chipgraph.routes.question import Question
from chipgraph.routes.result import Found
from chipgraph.routes.steps import StepTable
from chipgraph.routes.walk import Possessions, Relations

if TYPE_CHECKING:
    from chipgraph.arrays.closure import Closure

Days = npt.NDArray[np.int32]
"""Days by party and number of transfers."""

Naming = Callable[[StepTable], Callable[[int], str]]
"""Gives, for a table, the names of its states in View ids (W9)."""


@dataclass(slots=True)
class Watch:
    """Looks at the clock and asks whether to stop, at most every few milliseconds (W28)."""

    question: Question
    began: float = field(default_factory=monotonic)
    stopped_by: str | None = None

    def look(self) -> bool:
        """Say whether the work must stop, and remember why."""
        question = self.question
        if question.progress is not None:
            question.progress(0, 0)
        if self.stopped_by is None and question.cancel is not None and question.cancel():
            self.stopped_by = "cancelled"
        late = question.time_limit is not None and monotonic() - self.began > question.time_limit
        if self.stopped_by is None and late:
            self.stopped_by = "time"
        return self.stopped_by is not None

    def rest(self) -> Question:
        """The question with the time that is left."""
        limit = self.question.time_limit
        if limit is None:
            return self.question
        return replace(self.question, time_limit=max(0.0, limit - (monotonic() - self.began)))


class Archive:
    """A large graph, sorted once.

    Parameters
    ----------
    relations
        Everything that can be walked.
    engine
        Which engine answers; *auto* takes compiled loops where numba is installed.
    code
        Folder for compiled code; None leaves it to numba.
    memory_limit
        Bytes that sorting and one question may take; None draws no line.

    Raises
    ------
    LimitError
        If sorting the graph would take more memory than that.
    """

    def __init__(
        self,
        relations: Relations,
        engine: Engine = Engine.AUTO,
        *,
        code: Path | None = None,
        memory_limit: int | None = None,
    ) -> None:
        self.relations = relations
        self.engine = choose(engine, len(relations.possessions.sender) + len(relations.groups.source))
        require(relations, memory_limit)
        self._closure: Closure | None = None
        self._whole: StepTable | None = None
        if self.engine is Engine.JIT:
            if code is not None:
                keep_code_in(code)
            from chipgraph.arrays.closure import Closure
            from chipgraph.arrays.ground import lay

            self._closure = Closure(relations, lay(relations))

    def with_more(self, more: Possessions) -> Archive:
        """The same graph with more possession records, merged into the order of this one instead of sorted anew.

        Raises
        ------
        UsageError
            If a new record names a party or product that the graph does not have.
        """
        from chipgraph.arrays.delta import extended, merged

        larger = copy(self)
        larger.__dict__.pop("source", None)
        larger.relations, larger._whole = extended(self.relations, more), None
        if self._closure is not None:
            from chipgraph.arrays.closure import Closure

            larger._closure = Closure(larger.relations, merged(self._closure.ground, larger.relations, more))
        return larger

    def earliest(self, starts: Sequence[int], transfers: int, *, look: Callable[[], bool] = lambda: False) -> Days:
        """The earliest day on which anything can have come from one of these parties to each party.

        ``[party, used]`` is a day for each number of transfers, ``FIRST`` where no date bounds it, ``cone.NEVER`` where nothing
        comes. Products are ignored and no filter is applied: what is not reached here is not reached at all (W12, W17).
        """
        labels = self.closure.labels(transfers)
        labels.forward(np.asarray(sorted(set(starts)), np.int32), True, look)
        return labels.earliest.copy()

    def latest(self, ends: Sequence[int], transfers: int, *, look: Callable[[], bool] = lambda: False) -> Days:
        """The latest day on which something can leave each party and still come to one of these parties.

        ``[party, left]`` is a day for each number of transfers, ``LAST`` where no date bounds it, ``cone.TOO_LATE`` where
        nothing arrives; otherwise as ``earliest``.
        """
        labels = self.closure.labels(transfers)
        labels.backward(np.asarray(sorted(set(ends)), np.int32), True, look)
        return labels.latest.copy()

    @property
    def finder(self) -> str:
        """What a certificate calls the finder that answers here (W26)."""
        return "compiled finder" if self.engine is Engine.JIT else Finder.engine

    @cached_property
    def source(self) -> Source:
        """The same graph sorted for NumPy: what answers without compiled loops, and without a start."""
        return Source(self.relations)

    @property
    def closure(self) -> Closure:
        """The loops over this graph.

        Raises
        ------
        UsageError
            If another engine answers here.
        """
        from chipgraph.errors import UsageError

        if self._closure is None:
            raise UsageError(f"This needs the engine jit, not {self.engine}. Set: engine = jit")
        return self._closure

    def find(
        self,
        starts: Sequence[State],
        ends: Ends,
        question: Question,
        *,
        naming: Naming | None = None,
        effects: bool = True,
    ) -> tuple[Found, StepTable]:
        """Answer one question.

        Parameters
        ----------
        starts
            ``(party, ANY)``, ``(party, product)`` or ``(ANY, product)`` (W1).
        ends
            Parties or products at which a route ends (W7).
        question
            Bounds and filters; its ``starts`` and ``ends`` are filled in here.
        naming
            Names of states, for the ids of routes; by default their numbers.

        Returns
        -------
        The routes with their coverage, and the table whose states and rows they name.
        """
        watch = Watch(question)
        table = self._table(starts, ends, question, watch)
        numbers = {pair: i for i, pair in enumerate(zip(table.holder.tolist(), table.product.tolist(), strict=True))}
        begins = tuple(sorted(numbers[state] for state in set(starts) if state in numbers))
        asked = replace(watch.rest(), starts=begins, ends=ends.of(table))
        found = self._finder(table, naming).find(asked, effects=effects and watch.stopped_by is None)
        stopped = watch.stopped_by or found.coverage.stopped_by
        coverage = replace(
            found.coverage, exhaustive=stopped is None, stopped_by=stopped, seconds=monotonic() - watch.began
        )
        return Found(found.routes, coverage), table

    def _table(self, starts: Sequence[State], ends: Ends, question: Question, watch: Watch) -> StepTable:
        dates = not question.include_impossible
        if self._closure is not None:
            return self._closure.table(
                starts, ends, question.max_transfers, question.max_lineage, dates=dates, look=watch.look
            )
        if self.engine is Engine.PLAIN or not dates:
            self._whole = derive(self.relations) if self._whole is None else self._whole
            return self._whole
        mask = np.zeros(self.relations.parties, np.bool_)
        mask[list(ends.parties)] = True
        bounds = Bounds(question.max_transfers, question.max_lineage)
        return self.source.table(starts, None if ends.products else mask, bounds)

    def _finder(self, table: StepTable, naming: Naming | None) -> Finder:
        key = None if naming is None else naming(table)
        if self.engine is Engine.JIT:
            from chipgraph.arrays.finder import ArrayFinder

            return ArrayFinder(table, key)
        return Finder(table, key)

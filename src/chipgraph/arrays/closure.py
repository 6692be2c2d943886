"""From a question about a large graph to the step table that it needs, and no more (P12, W2 to W5, W8, W17).

Three prunings, each over what the one before has left: on parties, on the states that the starts reach, and on the cone of
those with no filter applied. So the table holds every alternative of every step of any cone that the question can have,
whatever its filters are lifted to for the certificate (W27), and is small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chipgraph.arrays import closure_kernels as kernels
from chipgraph.arrays import cone_kernels
from chipgraph.arrays import writing_kernels as writing
from chipgraph.arrays.ends import Ends
from chipgraph.arrays.ground import ENTER, LEAVE, Ground
from chipgraph.arrays.parties import PartyLabels
from chipgraph.arrays.ways_kernels import HOLDER, SLOTS, Out, Task
from chipgraph.dates import FIRST, LAST
from chipgraph.holdings.ways import State
from chipgraph.routes.network import Index
from chipgraph.routes.steps import ANY, UNTIED, Bool, Int32, Kind, Mark, StepTable, Temporal
from chipgraph.routes.walk import Columns, Relations, Ties

Rows = npt.NDArray[np.int32]
Look = Callable[[], bool]

WORK = 1 << 19
"""Alternatives tried between two looks at the clock: about ten milliseconds."""

MEMBERS = 256
"""Members of a group beyond which nothing is concluded from what they send."""


class Arrivals(NamedTuple):
    """Every arrival of one closing, in order: where, after which line, when, and with how many transfers left."""

    holder: Int32
    product: Int32
    came: Int32
    moment: Int32
    left: Int32


@dataclass(slots=True)
class Marks:
    """Which list each product and party was last added to, and the last mark that was given."""

    products: Int32
    parties: Int32
    last: int = 0


class Closure:
    """Derives the tables of questions about one ground, one after another; keeps its memory between them."""

    def __init__(self, relations: Relations, ground: Ground) -> None:
        self.relations = relations
        self.ground = ground
        self._labels: dict[int, PartyLabels] = {}
        self._slots = np.full(ground.parties, -1, np.int32)
        self._marks = Marks(np.zeros(ground.products, np.int32), np.zeros(ground.parties, np.int32))

    def labels(self, transfers: int) -> PartyLabels:
        """The labels of parties for one bound, made when it is first asked for."""
        if transfers not in self._labels:
            self._labels[transfers] = PartyLabels(self.ground, transfers)
        return self._labels[transfers]

    def table(
        self, starts: Sequence[State], ends: Ends, transfers: int, lineage: int, *, dates: bool = True, look: Look
    ) -> StepTable:
        """Derive the table of one question.

        Parameters
        ----------
        starts
            States from which routes begin.
        dates
            Whether a route must keep the order of its dates; without, impossible ones are derived too (W14).
        look
            Asked every few milliseconds; true ends the work, and the table holds what was found by then.
        """
        task = self._task(starts, ends, transfers, lineage, dates, look)
        found = _States(self.ground, task, max(1 << 10, 2 * len(starts)), self._slots, self._marks)
        found.close(starts, look)
        rows = found.write(look)
        found.forget()
        return self._cut(task, found, rows, ends)

    def among(self, task: Task, holder: Int32, product: Int32) -> StepTable:
        """Write every alternative between the given states, which become those of the table in their order."""
        found = _States(self.ground, task, max(1 << 6, len(holder)), self._slots, self._marks)
        found.take(holder, product)
        rows = found.write(lambda: False)
        found.forget()
        return _table(self.relations, self.ground, rows, np.arange(len(holder), dtype=np.int32), holder, product)

    def arrivals(self, task: Task, start: State, look: Look) -> Arrivals:
        """Close one start state, and give the log of its arrivals."""
        found = _States(self.ground, task, 1 << 10, self._slots, self._marks)
        found.close([start], look)
        found.forget()
        return found.arrivals()

    def _task(self, starts: Sequence[State], ends: Ends, transfers: int, lineage: int, dates: bool, look: Look) -> Task:
        to_parties = not ends.products
        mask = np.zeros(self.ground.parties, np.uint8)
        latest = np.empty((1, transfers + 1), np.int32)
        if to_parties:
            mask[list(ends.parties)] = 1
            labels = self.labels(transfers)
            holders = {holder for holder, _ in starts}
            begin = None if ANY in holders else np.asarray(sorted(holders), np.int32)
            labels.between(begin, np.asarray(sorted(set(ends.parties)), np.int32), dates, look)
            latest = labels.latest
        hands_over = int(len(self.ground.operators) > 0)
        return Task(transfers, lineage, int(dates), int(to_parties), hands_over, 0, 0, mask, latest)

    def _cut(self, task: Task, found: _States, rows: Rows, ends: Ends) -> StepTable:
        """Keep the alternatives of the steps in the cone, and write them as a table."""
        holder, product, begins = found.columns()
        about = self.ground.about
        mask = ends.among(holder, product, about[:, ENTER], about[:, LEAVE])
        rows = rows[_in_cone(task, rows, np.flatnonzero(begins), mask)]
        used = begins.astype(np.bool_)
        used[rows[:, writing.SOURCE]] = True
        used[rows[:, writing.TARGET]] = True
        states = np.flatnonzero(used)
        states = states[np.lexsort((product[states], holder[states]))]
        number = np.zeros(len(holder), np.int32)
        number[states] = np.arange(len(states), dtype=np.int32)
        return _table(self.relations, self.ground, rows, number, holder[states], product[states])


class _States:
    """The states that one question takes in. Buffers that are full grow, and the loops go on where they stood."""

    def __init__(self, ground: Ground, task: Task, room: int, slots: Int32, marks: Marks) -> None:
        room = 1 << (room - 1).bit_length()
        self._ground = ground
        self._task = task
        self._taken = kernels.Taken(
            at=np.zeros(16, np.int64),
            keys=np.full(4 * room, -1, np.int64),
            values=np.zeros(4 * room, np.int32),
            states=np.zeros((room, 3), np.int32),
            codes=np.zeros((2 * room, 10), np.int32),
            log=np.zeros((2 * room, 4), np.int32),
            members=np.zeros(MEMBERS, np.int32),
            stamp=marks.products,
            seen=marks.parties,
        )
        self._marks = marks
        self._taken.at[kernels.MARK] = marks.last
        ways = np.zeros((1 << 10, 9), np.int32)
        info = np.zeros((max(room, 1 << 10), 7), np.int64)
        self._out = Out(np.zeros(3, np.int64), ways, slots, info, np.zeros(1 << 14, np.int32))

    def close(self, starts: Sequence[State], look: Look) -> None:
        """Take in the start states and all that they reach in time and to some use."""
        states = np.asarray(sorted(set(starts)), np.int32).reshape(-1, 2)
        kernels.begin(self._ground, self._task, self._taken, states[:, 0].copy(), states[:, 1].copy())
        while (why := kernels.close(self._ground, self._task, self._taken, self._out, WORK)) != kernels.DONE:
            if why == kernels.STATES_FULL:
                self._more_states()
            elif why == kernels.OUT_FULL:
                self._more_room()
            elif why == kernels.LOG_FULL:
                self._taken = self._taken._replace(log=_longer(self._taken.log))
            elif look():
                return

    def write(self, look: Look) -> Rows:
        """Write all alternatives between the states."""
        count = int(self._taken.at[kernels.COUNT])
        room = np.zeros((max(1 << 10, 4 * count), 10), np.int32)
        rows = writing.Rows(room, np.full(4 * count, -1, np.int64), np.full(count, -1, np.int32))
        self._taken.at[kernels.CURSOR] = 0
        while (why := writing.write(self._ground, self._task, self._taken, self._out, rows, WORK)) != kernels.DONE:
            if why == kernels.ROWS_FULL:
                rows = rows._replace(rows=_longer(rows.rows))
            elif why == kernels.OUT_FULL:
                self._more_room()
            elif look():
                break
        return rows.rows[: int(self._taken.at[kernels.ROWS])]

    def columns(self) -> tuple[Int32, Int32, Int32]:
        """Holder and product of each state, and whether routes begin there."""
        states = self._taken.states[: int(self._taken.at[kernels.COUNT])]
        return states[:, kernels.HOLDER], states[:, kernels.PRODUCT], states[:, kernels.BEGINS]

    def take(self, holder: Int32, product: Int32) -> None:
        """Take in given states and no others, nothing asked of them."""
        kernels.begin(self._ground, self._task, self._taken, holder, product)
        self._taken.codes[0 : 2 * len(holder) : 2, kernels.EARLIEST] = FIRST

    def arrivals(self) -> Arrivals:
        """The log of arrivals, each with the state, the line before, its moment and the transfers left."""
        log = self._taken.log[: int(self._taken.at[kernels.LOG])]
        states = self._taken.states[log[:, kernels.L_CODE] // 2]
        columns = (states[:, kernels.HOLDER], states[:, kernels.PRODUCT])
        return Arrivals(*columns, log[:, kernels.L_FROM], log[:, kernels.L_MOMENT], log[:, kernels.L_LEFT])

    def forget(self) -> None:
        """Leave the shared memory as it was found."""
        known = int(self._out.at[SLOTS])
        self._out.slots[self._out.info[:known, HOLDER]] = -1
        self._taken.stamp[:] = 0
        self._marks.last = int(self._taken.at[kernels.MARK])

    def _more_states(self) -> None:
        room = 2 * len(self._taken.states)
        self._taken = self._taken._replace(
            keys=np.full(4 * room, -1, np.int64),
            values=np.zeros(4 * room, np.int32),
            states=_longer(self._taken.states),
            codes=_longer(self._taken.codes),
        )
        kernels.rehash(self._ground, self._taken)

    def _more_room(self) -> None:
        """Make room for ways and rows of holders; a list of products that was begun is begun again, so the stamps go."""
        self._taken.stamp[:] = 0
        out = self._out
        info = np.concatenate([out.info, np.zeros_like(out.info)])
        pool = np.concatenate([out.pool, np.zeros_like(out.pool)])
        self._out = out._replace(ways=_longer(out.ways), info=info, pool=pool)


def _longer(rows: Rows) -> Rows:
    return np.concatenate([rows, np.zeros_like(rows)])


def _in_cone(task: Task, rows: Rows, begins: Index, ends: Bool) -> Index:
    """Rows whose step lies in the cone with no filter applied."""

    def column(which: int) -> Int32:
        return np.ascontiguousarray(rows[:, which])

    source, target, s1, e2, step = (
        column(which) for which in (writing.SOURCE, writing.TARGET, writing.OPENS, writing.ENDS, writing.STEP)
    )
    if not task.dates:
        s1, e2 = np.full_like(s1, FIRST), np.full_like(e2, LAST)
    move, mask = column(writing.MOVE).astype(np.uint8), ends.astype(np.uint8)
    shape = (2, task.transfers + 1, task.lineage + 1, len(ends))
    labels, earliest = np.empty(shape, np.int32), np.empty(shape, np.int32)
    cone_kernels.onward(source, target, s1, e2, move, mask, labels)
    kept = np.zeros(int(step.max()) + 1 if len(step) else 0, np.uint8)
    of = step.astype(np.int64)
    cone_kernels.inside(source, target, s1, e2, move, of, begins, mask, labels, earliest, kept)
    return np.flatnonzero(kept[step])


_ALLEGED = 1


def _table(relations: Relations, ground: Ground, rows: Rows, number: Int32, holder: Int32, product: Int32) -> StepTable:
    """Write rows as a table: what their records say, and what the step makes of it."""
    kind = rows[:, writing.KIND].astype(np.uint8)
    own = _records(relations, kind, rows[:, writing.RECORD])
    marks = rows[:, writing.MARKS].astype(np.uint32)
    marks[own.inferred] |= np.uint32(Mark.INFERRED)
    named = np.full(len(rows), ANY, np.int32)
    possession = np.flatnonzero(kind == Kind.POSSESSION)
    named[possession] = relations.possessions.product[rows[possession, writing.RECORD]]
    capped = ((marks & np.uint32(UNTIED)) != 0) | (kind == Kind.SERVICE) | (kind == Kind.GROUP)
    weak = capped | ((kind == Kind.POSSESSION) & (named == ANY))
    own.strength[weak] = np.minimum(own.strength[weak], _ALLEGED)
    service = kind == Kind.SERVICE
    own.s1[service], own.s2[service], own.e1[service] = FIRST, LAST, FIRST
    own.temporal[service] = Temporal.STATE
    _hold_ties(relations.ties, own, rows[:, writing.TIE])
    return StepTable(
        holder=holder,
        product=product,
        enter=np.ascontiguousarray(ground.about[:, ENTER]),
        leave=np.ascontiguousarray(ground.about[:, LEAVE]),
        source=number[rows[:, writing.SOURCE]],
        target=number[rows[:, writing.TARGET]],
        kind=kind,
        temporal=own.temporal,
        s1=own.s1,
        s2=own.s2,
        e1=own.e1,
        e2=own.e2,
        strength=own.strength,
        disputed=own.disputed,
        denied=own.denied,
        marks=marks,
        capped=capped,
        named=named,
        record=own.record,
        proposition=own.proposition,
    )


def _records(relations: Relations, kind: npt.NDArray[np.uint8], record: Int32) -> Columns:
    """What the records behind some rows say, each from the relation of its kind."""
    sources = (
        (Kind.POSSESSION, relations.possessions.columns),
        (Kind.LINEAGE, relations.lineages.columns),
        (Kind.SERVICE, relations.services.columns),
        (Kind.GROUP, relations.groups.columns),
    )
    like = sources[0][1]
    columns = {f.name: np.zeros(len(record), getattr(like, f.name).dtype) for f in fields(Columns)}
    for of, said in sources:
        at = np.flatnonzero(kind == of)
        for name, column in columns.items():
            column[at] = getattr(said, name)[record[at]]
    return Columns(**columns)


def _hold_ties(ties: Ties, own: Columns, tie: Int32) -> None:
    """Hold lineage and tie at once: bounds, strength and standing, as ``holdings.ways`` does (W3)."""
    at = np.flatnonzero(tie >= 0)
    of = tie[at]
    event = own.temporal[at] == Temporal.EVENT
    s1, e2 = own.s1[at], own.e2[at]
    cut = event & ~((ties.s1[of] <= s1) & (e2 <= ties.e2[of]))
    s2 = np.where(event, own.s2[at], np.maximum(own.s2[at], ties.s2[of]))
    e1 = np.where(event, own.e1[at], np.minimum(own.e1[at], ties.e1[of]))
    own.s2[at], own.e1[at] = np.where(cut, LAST, s2), np.where(cut, FIRST, e1)
    own.s1[at], own.e2[at] = np.maximum(s1, ties.s1[of]), np.minimum(e2, ties.e2[of])
    own.temporal[at] = np.where(cut, int(Temporal.STATE), own.temporal[at])
    own.strength[at] = np.minimum(own.strength[at], np.maximum(ties.strength[of], _ALLEGED))
    own.disputed[at] |= ties.disputed[of]

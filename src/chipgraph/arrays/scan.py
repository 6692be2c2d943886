"""The scan: every source against every restricted party, streamed in batches (W7, W8, W12, W20; issue of the flag scan).

One source after another is closed forward over the whole graph, pruned by the latest moment from which any of the targets
can still be reached. The log of arrivals gives, for each target, the way with the fewest transfers and then the earliest
arrival. That way is put together from labels, which do not know everything that a route must keep (a state may not repeat, an
untied step must be answered by another product); so each is judged as a route over all alternatives of its steps, and a pair
whose way is no route is asked for by itself. What stands in the table is a route, and what is missing is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.ends import Ends
from chipgraph.arrays.engine import Archive, Watch
from chipgraph.arrays.filters import passing
from chipgraph.dates import FIRST, LAST
from chipgraph.holdings.ways import State
from chipgraph.routes.cone import Cone
from chipgraph.routes.network import Index, Network, Walkable
from chipgraph.routes.question import Question
from chipgraph.routes.result import FoundRoute, route_id, step_id
from chipgraph.routes.steps import ANY, Int32, Kind, StepTable
from chipgraph.routes.windows import Verdict

if TYPE_CHECKING:
    import pyarrow as pa

    from chipgraph.arrays.closure import Arrivals, Closure

COLUMNS = ("source", "target", "transfers", "steps", "arrival", "marks", "verdict", "strength", "route")
DECIDE_WITHIN = 1_000_000
"""Steps tried to decide a pair whose way by labels is no route."""

BATCH = 256
"""Sources whose pairs go into one batch."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One source and one target with a route between them: fewest transfers, then earliest arrival.

    ``arrival`` is the earliest day on which that route can arrive, ``FIRST`` if no date bounds it. ``marks``, ``verdict`` and
    ``strength`` are those of its first optimum (W20). Where several routes arrive as early with as few transfers, it is one
    of them.
    """

    source: int
    target: int
    transfers: int
    steps: int
    arrival: int
    marks: int
    verdict: int
    strength: int
    route: str


@dataclass(slots=True)
class Progress:
    """What a scan has done so far, and whether it has searched all (W28)."""

    sources: int = 0
    pairs: int = 0
    asked_alone: int = 0
    undecided: int = 0
    stopped_by: str | None = None
    seconds: float = 0.0

    @property
    def exhaustive(self) -> bool:
        """False if a limit was hit, in the whole or in one pair."""
        return self.stopped_by is None and not self.undecided


Name = Callable[[int, int], str]
"""The name of a state in View ids: holder and product (W9)."""


def numbers(holder: int, product: int) -> str:
    """Name a state by its numbers, where there are no ids."""
    return f"{holder}|{product}"


class Scan:
    """A scan of one graph for given targets under one question; made once, then asked source by source."""

    def __init__(self, archive: Archive, targets: Sequence[int], question: Question, name: Name = numbers) -> None:
        from chipgraph.arrays.closure import Closure
        from chipgraph.arrays.ways_kernels import Task

        self.archive = archive
        self.question = replace(question, limit=None, max_marks=None, starts=())
        self.progress = Progress()
        self._watch = Watch(question)
        self._name = name
        self._passing = passing(archive.relations, archive.closure.ground, question)
        ground = self._passing.ground
        self._targets = np.zeros(ground.parties, np.uint8)
        self._targets[list(targets)] = 1
        closure = Closure(self._passing.relations, ground)
        labels = closure.labels(question.max_transfers)
        labels.backward(np.flatnonzero(self._targets).astype(np.int32), self._dates, self._watch.look)
        self._closures = [closure]
        self._task = Task(
            transfers=question.max_transfers,
            lineage=question.max_lineage,
            dates=int(self._dates),
            to_parties=1,
            hands_over=int(len(ground.operators) > 0),
            through=1,
            forbidden=self._passing.forbidden,
            ends=self._targets,
            latest=labels.latest,
        )

    @property
    def _dates(self) -> bool:
        return not self.question.include_impossible

    def batches(self, sources: Sequence[State], *, threads: int = 2, size: int = BATCH) -> Iterator[list[Pair]]:
        """Scan the sources in order, and give the pairs of so many at a time; ``progress`` says how far it is."""
        from chipgraph.arrays.closure import Closure

        while len(self._closures) < threads:
            self._closures.append(Closure(self._passing.relations, self._passing.ground))
        numbered = enumerate(sources)
        with ThreadPoolExecutor(threads) as pool:
            while part := list(islice(numbered, size)):
                shares = [part[i::threads] for i in range(threads)]
                done = list(pool.map(self._share, self._closures, shares))
                pairs = [pair for share in done for pair in share]
                self.progress.pairs += len(pairs)
                self.progress.stopped_by = self._watch.stopped_by
                self.progress.seconds = monotonic() - self._watch.began
                yield sorted(pairs, key=lambda pair: (pair.source, pair.target))
                if self._watch.look():
                    self.progress.stopped_by = self._watch.stopped_by
                    return

    def _share(self, closure: Closure, share: Sequence[tuple[int, State]]) -> list[Pair]:
        pairs: list[Pair] = []
        for number, state in share:
            if self._watch.stopped_by is not None:
                break
            pairs.extend(self.of(closure, number, state))
            self.progress.sources += 1
        return pairs

    def of(self, closure: Closure, number: int, start: State) -> list[Pair]:
        """All pairs of one source."""
        arrivals = closure.arrivals(self._task, start, self._watch.look)
        hits = _first_hits(arrivals, self._targets)
        if not len(hits):
            return []
        pairs: list[Pair] = []
        ways = _Ways.of(arrivals, hits)
        table = closure.among(self._task, ways.holder, ways.product)
        for hit, found in zip(hits.tolist(), self._judged(table, ways), strict=True):
            target = int(arrivals.holder[hit])
            if found is None:
                pair = self._alone(number, start, target, self._task.transfers - int(arrivals.left[hit]))
            else:
                pair = replace(found, source=number, target=target, arrival=int(arrivals.moment[hit]))
            if pair is not None:
                pairs.append(pair)
        return pairs

    def _judged(self, table: StepTable, ways: _Ways) -> Iterator[Pair | None]:
        """Judge each way as a route over all alternatives of its steps; None where it is none."""
        from chipgraph.arrays import walk_kernels as kernels
        from chipgraph.arrays.finder import asked_of, new_stack, web_of

        question = replace(self.question, ends=np.zeros(len(table.holder), np.bool_))
        walkable = Walkable(Network.of(table), question)
        steps = np.flatnonzero(walkable.open_steps())
        cone = Cone(np.zeros((2, 1, 1, 1), np.int32), steps, np.arange(len(table.holder)))
        walks = ways.walks(walkable.network, steps)
        web = web_of(walkable, cone)
        keys, ranks = np.zeros((len(walks), 6), np.int64), np.zeros(len(walks), np.uint8)
        stack = new_stack(walks.shape[1], len(table.holder))
        kernels.rank_all(web, asked_of(question), stack, walks, keys, ranks)
        names = [self._name(h, p) for h, p in zip(table.holder.tolist(), table.product.tolist(), strict=True)]
        ids: dict[int, str] = {}
        for walk, key, rank in zip(walks.tolist(), keys.tolist(), ranks.tolist(), strict=True):
            if rank != kernels.RANKED:
                yield None
                continue
            own = [step for step in walk if step >= 0]
            for step in own:
                if step not in ids:
                    source, target = names[web.source[step]], names[web.target[step]]
                    ids[step] = step_id(Kind(int(web.kind[step])), source, target)
            route = route_id([ids[step] for step in own])
            yield Pair(0, 0, key[3], len(own), FIRST, key[0], -key[1], -key[2], route)

    def _alone(self, number: int, start: State, target: int, transfers: int) -> Pair | None:
        """Ask for one pair by itself, with more and more transfers, until there is a route."""
        self.progress.asked_alone += 1
        for bound in range(transfers, self.question.max_transfers + 1):
            question = replace(self.question, max_transfers=bound, explored_limit=DECIDE_WITHIN, progress=None)
            found, table = self.archive.find([start], Ends((target,)), question, naming=self._naming, effects=False)
            if found.routes:
                arrivals = [(route.transfers, _earliest(table, question, route), route.id) for route in found.routes]
                first = min(range(len(arrivals)), key=arrivals.__getitem__)
                return _as_pair(number, target, found.routes[first], arrivals[first][1])
            if not found.coverage.exhaustive:
                self.progress.undecided += 1
                return None
        return None

    def _naming(self, table: StepTable) -> Callable[[int], str]:
        return lambda state: self._name(int(table.holder[state]), int(table.product[state]))


def _earliest(table: StepTable, question: Question, route: FoundRoute) -> int:
    """The earliest day on which a route can arrive, each step taken through what is open soonest (W12)."""
    since = FIRST if question.since is None else question.since
    until = LAST if question.until is None else question.until
    moment = FIRST
    for rows in route.alternatives:
        s1 = np.maximum(table.s1[list(rows)], max(moment, since))
        moment = int(s1[s1 <= np.minimum(table.e2[list(rows)], until)].min())
    return moment


def _as_pair(number: int, target: int, route: FoundRoute, arrival: int) -> Pair:
    best = route.best
    return Pair(
        number,
        target,
        route.transfers,
        len(route.steps),
        arrival,
        best.marks,
        int(best.verdict),
        best.strength,
        route.id,
    )


def _first_hits(arrivals: Arrivals, targets: npt.NDArray[np.uint8]) -> Index:
    """The line of the log at which each target is reached with the fewest transfers, then the earliest."""
    somebody = np.where(arrivals.holder == ANY, 0, arrivals.holder)
    hits = np.flatnonzero((arrivals.holder != ANY) & (targets[somebody] == 1) & (arrivals.came >= 0))
    holder = arrivals.holder[hits]
    order = np.lexsort((arrivals.moment[hits], -arrivals.left[hits], holder))
    new = np.ones(len(order), np.bool_)
    new[1:] = holder[order][1:] != holder[order][:-1]
    first: Index = hits[order[new]]
    return first


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways to some hits as numbers of states, from the start on, -1 behind the last, with the transfers left at each."""

    states: npt.NDArray[np.int64]
    left: npt.NDArray[np.int32]
    holder: Int32
    product: Int32

    @classmethod
    def of(cls, arrivals: Arrivals, hits: Index) -> _Ways:
        """Follow the log from each hit back to the start."""
        back = [hits]
        while (back[-1] >= 0).any():
            back.append(np.where(back[-1] >= 0, arrivals.came[back[-1]], -1))
        lines = np.stack(back[-2::-1], axis=1)
        first = (lines < 0).sum(axis=1)
        place = np.arange(lines.shape[1])[None, :] + first[:, None]
        ended = place >= lines.shape[1]
        lines = np.where(ended, -1, np.take_along_axis(lines, np.where(ended, 0, place), axis=1))
        used = np.unique(lines[lines >= 0])
        pairs = np.stack([arrivals.holder[used], arrivals.product[used]], axis=1)
        states, number = np.unique(pairs, axis=0, return_inverse=True)
        of_line = np.full(len(arrivals.holder) + 1, -1, np.int64)
        of_line[used] = number.ravel()
        left = np.append(arrivals.left, np.int32(-1))
        return cls(of_line[lines], left[lines], states[:, 0].copy(), states[:, 1].copy())

    def walks(self, network: Network, steps: Index) -> Int32:
        """The ways as positions in ``steps``: between two states the step of the right kind, possession before the others."""
        source, target = self.states[:, :-1], self.states[:, 1:]
        there = target >= 0
        lineage = self.left[:, :-1] == self.left[:, 1:]
        count = len(self.holder)
        keys = (network.source[steps].astype(np.int64) * count + network.target[steps]) * 4 + network.kind[steps]
        order = np.argsort(keys)
        walks = np.full(source.shape, -1, np.int64)
        for kind in (Kind.GROUP, Kind.SERVICE, Kind.POSSESSION, Kind.LINEAGE):
            wanted = (source * count + target) * 4 + int(kind)
            at = np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)
            fits = there & (keys[order[at]] == wanted) & (lineage == (kind is Kind.LINEAGE))
            walks[fits] = order[at[fits]]
        broken = (there & (walks < 0)).any(axis=1)
        walks[broken] = -1
        return walks.astype(np.int32)


def table_of(pairs: Sequence[Pair], sources: Sequence[State], name: Name = numbers) -> pa.Table:
    """Write pairs as an Arrow table: source, target, transfers, steps, arrival, marks, verdict, strength, route."""
    import pyarrow as pa

    from chipgraph.dates import from_day

    columns = {
        "source": pa.array([name(*sources[pair.source]) for pair in pairs], pa.string()),
        "target": pa.array([name(pair.target, ANY) for pair in pairs], pa.string()),
        "transfers": pa.array([pair.transfers for pair in pairs], pa.int8()),
        "steps": pa.array([pair.steps for pair in pairs], pa.int8()),
        "arrival": pa.array([from_day(pair.arrival) for pair in pairs], pa.date32()),
        "marks": pa.array([pair.marks for pair in pairs], pa.int16()),
        "verdict": pa.array([Verdict(pair.verdict).name.lower() for pair in pairs], pa.string()),
        "strength": pa.array([pair.strength for pair in pairs], pa.int8()),
        "route": pa.array([pair.route for pair in pairs], pa.string()),
    }
    return pa.table(columns)


def scan_to_parquet(scan: Scan, sources: Sequence[State], path: Path, *, name: Name = numbers) -> Progress:
    """Scan and write each batch as it is found, so that memory does not grow with the pairs."""
    import pyarrow.parquet as pq

    schema = table_of([], sources, name).schema
    with pq.ParquetWriter(path, schema) as writer:
        for pairs in scan.batches(sources):
            writer.write_table(table_of(pairs, sources, name))
    return scan.progress

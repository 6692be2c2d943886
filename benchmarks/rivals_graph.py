"""What all engines of the comparison are asked: one made-up graph in bare mode, its pairs, and the sum of an answer.

Bare mode: each delivery and each stake is one edge with one day; disputed edges are dropped, nothing follows a product. An
answer is every simple sequence of edges from one party to another, at most K of them, whose days never fall and lie in the
window; two records of one pair on one day are two sequences. Two answers are equal if they have the same number of sequences
and the same sum of hashes, in whatever order they came.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
from benchmarks.generator import generate

from chipgraph.dates import parse

Ints = npt.NDArray[np.int32]
Edges = tuple[int, ...]
"""A sequence of edges, by their numbers."""
Pairs = Mapping[tuple[int, int], tuple[int, int]]
"""Of a scan: (source, target) to (fewest hops, earliest day of arrival with so many)."""

SINCE = parse("2019-01-01").lo
UNTIL = parse("2026-10-31").lo


@dataclass(frozen=True, slots=True)
class BareGraph:
    """Edges between numbered parties: one day each; ``records`` and ``seed`` make the whole graph that they are taken from."""

    records: int
    seed: int
    parties: int
    source: Ints
    target: Ints
    day: Ints
    disputed: npt.NDArray[np.bool_]

    @classmethod
    def made(cls, records: int, seed: int) -> BareGraph:
        """Take deliveries and stakes of the generator, each on its first possible day; without a date the window's first."""
        relations = generate(records, seed)
        goods, groups = relations.possessions, relations.groups
        day = np.concatenate([goods.columns.s1, groups.columns.s1])
        off = np.concatenate([c.disputed | c.denied for c in (goods.columns, groups.columns)])
        source = np.concatenate([goods.sender, groups.source]).astype(np.int32)
        target = np.concatenate([goods.recipient, groups.target]).astype(np.int32)
        return cls(
            records,
            seed,
            relations.parties,
            source,
            target,
            np.maximum(day, parse("2018-01-01").lo).astype(np.int32),
            off,
        )

    def save(self, path: Path) -> None:
        """Write it for the other processes."""
        size = np.array([self.records, self.seed, self.parties])
        np.savez(path, size=size, source=self.source, target=self.target, day=self.day, off=self.disputed)

    @classmethod
    def read(cls, path: Path) -> BareGraph:
        """Read what ``save`` wrote."""
        with np.load(path) as kept:
            records, seed, parties = (int(n) for n in kept["size"])
            return cls(records, seed, parties, kept["source"], kept["target"], kept["day"], kept["off"])

    def rows(self) -> Iterator[tuple[int, int, int, int, bool]]:
        """Edges as tuples: number, source, target, day, disputed."""
        columns = (self.source, self.target, self.day, self.disputed)
        return zip(range(len(self.source)), *(c.tolist() for c in columns), strict=True)

    def pairs(self, count: int, seed: int) -> list[tuple[int, int]]:
        """Draw pairs that are joined by a walk of two to four edges in the order of time."""
        random, found = Random(seed), dict[tuple[int, int], None]()
        usable = np.flatnonzero(~self.disputed & (self.day >= SINCE) & (self.day <= UNTIL))
        usable = usable[np.argsort(self.source[usable], kind="stable")]
        first = np.searchsorted(self.source[usable], np.arange(self.parties + 1))
        while len(found) < count:
            start = at = int(self.source[usable[random.randrange(len(usable))]])
            seen, day, length = {at}, SINCE, random.randint(2, 4)
            for _ in range(length):
                rows = usable[first[at] : first[at + 1]]
                rows = rows[self.day[rows] >= day]
                if not len(rows):
                    break
                row = int(rows[random.randrange(len(rows))])
                at, day = int(self.target[row]), int(self.day[row])
                seen.add(at)
            if len(seen) == length + 1:
                found[start, at] = None
        return list(found)


@dataclass(frozen=True, slots=True)
class Digest:
    """An answer without its order: how many sequences, and the sum of their hashes."""

    count: int
    sum: str

    @classmethod
    def of(cls, sequences: Iterable[Sequence[int]]) -> Digest:
        """Add up the sequences."""
        count = total = 0
        for sequence in sequences:
            text = ",".join(map(str, sequence)).encode()
            total += int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
            count += 1
        return cls(count, f"{total % 2**64:016x}")

    @classmethod
    def of_scan(cls, pairs: Pairs) -> Digest:
        """Add up the pairs of a scan with their hops and days."""
        return cls.of((*pair, *best) for pair, best in pairs.items())


class LateError(Exception):
    """A question took longer than the patience of the run."""


class Engine(ABC):
    """One engine: it loads the graph, and answers."""

    name: str
    form: str
    """How the question is put to it, in words."""
    has_scan = True
    is_compared = True
    """False where the question is another one, so that the answers differ."""
    keeps_time = False
    """Whether it raises ``LateError`` by itself after ``deadline``; others are interrupted."""
    deadline = float("inf")
    """The moment, on the clock of ``perf_counter``, after which nobody waits for the answer."""

    def start(self, graph: BareGraph) -> None:
        """Start what must run before the graph can be loaded; no clock runs."""
        return None

    def load_seconds(self, measured: float) -> float:
        """The seconds that its load counts, given those of ``load``."""
        return measured

    @abstractmethod
    def load(self, graph: BareGraph) -> None:
        """Take in the graph; what it does before the first question counts as load."""

    @abstractmethod
    def count(self, source: int, target: int, hops: int) -> int:
        """Find all sequences and count them: what is timed."""

    @abstractmethod
    def sequences(self, source: int, target: int, hops: int) -> Iterable[Edges]:
        """Give all sequences: what is compared, without the clock."""

    @abstractmethod
    def scan(self, sources: Sequence[int], targets: Sequence[int], hops: int) -> Pairs:
        """For every source and target that are joined: fewest hops, then the earliest arrival."""

    def memory_mib(self) -> float:
        """What the process that holds the graph takes at this moment."""
        return resident_mib("self")

    def version(self) -> str:
        """Which version answers."""
        return ""

    def close(self) -> None:
        """Give back what outlives this process."""
        return None


def resident_mib(process: str) -> float:
    """Memory of a process in use, from the kernel."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024, 1)

"""How long one day of coverage takes over a million stakes. Run: python benchmarks/ownership.py [stakes]."""

from __future__ import annotations

import sys
import time

import numpy as np

from chipgraph.coverage.fixpoint import cover
from chipgraph.coverage.stakes import PER_CENT, WHOLE, Stakes
from chipgraph.dates import FIRST, LAST


def random_stakes(count: int, seed: int = 7) -> Stakes:
    """Make stakes among half as many parties: some exact, some intervals, some of unknown size, some dated."""
    random = np.random.default_rng(seed)
    parties = count // 2
    minimum = random.integers(0, 60, count) * PER_CENT
    width = random.choice([0, 0, 5, 40], count) * PER_CENT
    unknown = random.random(count) < 0.1
    minimum = np.where(unknown, 0, minimum).astype(np.int64)
    maximum = np.where(unknown, WHOLE, np.minimum(minimum + width, WHOLE)).astype(np.int64)
    start = random.integers(10_000, 20_000, count)
    dated = random.random(count) < 0.5
    columns = (
        np.where(dated, start, FIRST),
        np.where(dated, start + random.integers(0, 400, count), FIRST),
        np.where(dated, start + 2000, LAST),
        np.where(dated, start + 2400, LAST),
    )
    bounds = np.stack(columns, axis=1).astype(np.int32)
    owner = random.integers(0, parties, count).astype(np.int32)
    owned = (np.arange(count) % parties).astype(np.int32)
    owner[parties:] = np.where(owner[parties:] == owner[:parties], (owner[parties:] + 1) % parties, owner[parties:])
    return Stakes.from_arrays(parties, owner, owned, minimum, maximum, bounds)


def main() -> None:
    """Print the median of twenty-one runs in time of the processor, and the quickest by the clock.

    The time of the processor is what counts where other programs run beside it. The first run, which loads or compiles the
    loops, is not counted.
    """
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    stakes = random_stakes(count)
    listed = np.arange(0, count // 2, 500, dtype=np.int32)
    cover(stakes, listed, listed, 15_000)
    times, spent = [], []
    for _ in range(21):
        begun, used = time.perf_counter(), time.process_time()
        covered = cover(stakes, listed, listed, 15_000)
        times.append(time.perf_counter() - begun)
        spent.append(time.process_time() - used)
    times.sort()
    spent.sort()
    print(f"{count:,} stakes: median {spent[10] * 1000:.1f} ms of the processor, quickest {times[0] * 1000:.1f} ms")
    print(f"{int(covered.certain.sum()):,} covered, {int((covered.possible & ~covered.certain).sum()):,} undetermined")


if __name__ == "__main__":
    main()

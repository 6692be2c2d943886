"""The cone in compiled loops: the same labels as ``routes.cone``, one pass over the alternatives for each pair of bounds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.jit import compiled, inner

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]

FIRST = -(2**30)
LAST = 2**30
NEVER = LAST + 1
TOO_LATE = FIRST - 1

TIED, ASKS, GROUP, NAMING, UNNAMED = 0, 1, 2, 3, 4
"""What a step does to the question of untied steps (W3)."""


@inner
def _after(move: int, asked: int) -> int:
    """Whether something is still asked after a step; -1 if the step may not be taken."""
    if move in (TIED, GROUP):
        return asked
    if move == ASKS:
        return 1
    return -1 if move == UNNAMED and asked else 0


@compiled
def onward(source: I32, target: I32, s1: I32, e2: I32, move: U8, ends: U8, labels: npt.NDArray[np.int32]) -> None:
    """Fill the latest moments from the ends backwards."""
    labels[:] = TOO_LATE
    for t in range(labels.shape[1]):
        for x in range(labels.shape[2]):
            if t or x:
                for i in range(len(source)):
                    lineage = move[i] <= ASKS
                    if (lineage and not x) or (not lineage and not t):
                        continue
                    there_t, there_x = (t, x - 1) if lineage else (t - 1, x)
                    for asked in range(2):
                        after = _after(move[i], asked)
                        if after < 0:
                            continue
                        moment = min(labels[after, there_t, there_x, target[i]], e2[i])
                        if moment >= s1[i] and moment > labels[asked, t, x, source[i]]:
                            labels[asked, t, x, source[i]] = moment
            for v in range(len(ends)):
                if ends[v]:
                    labels[0, t, x, v] = LAST
                    labels[1, t, x, v] = LAST


@compiled
def inside(
    source: I32,
    target: I32,
    s1: I32,
    e2: I32,
    move: U8,
    step: I64,
    starts: I64,
    ends: U8,
    labels: npt.NDArray[np.int32],
    earliest: npt.NDArray[np.int32],
    kept: U8,
) -> None:
    """Walk forward, exact in both bounds, and mark every step that can still end in time."""
    transfers, lineage = labels.shape[1] - 1, labels.shape[2] - 1
    earliest[:] = NEVER
    for v in starts:
        earliest[0, 0, 0, v] = FIRST
    for t in range(transfers + 1):
        for x in range(lineage + 1):
            if t or x:
                for v in range(len(ends)):
                    if ends[v]:
                        earliest[0, t, x, v] = NEVER
                        earliest[1, t, x, v] = NEVER
            for i in range(len(source)):
                of_lineage = move[i] <= ASKS
                to_t, to_x = (t, x + 1) if of_lineage else (t + 1, x)
                if to_t > transfers or to_x > lineage:
                    continue
                for asked in range(2):
                    after = _after(move[i], asked)
                    here = earliest[asked, t, x, source[i]]
                    if after < 0 or here == NEVER:
                        continue
                    moment = max(here, s1[i])
                    if moment <= min(e2[i], labels[after, transfers - to_t, lineage - to_x, target[i]]):
                        kept[step[i]] = 1
                        if moment < earliest[after, to_t, to_x, target[i]]:
                            earliest[after, to_t, to_x, target[i]] = moment

"""Writing the alternatives between the states that a closing took in, in compiled loops (W9)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.closure_kernels import (
    COUNT,
    CURSOR,
    DONE,
    EARLIEST,
    HOLDER,
    NEVER,
    OUT_FULL,
    PAUSED,
    PRODUCT,
    ROWS,
    ROWS_FULL,
    STEPS,
    WORK,
    Taken,
    is_end,
    number,
)
from chipgraph.arrays.ground import Ground
from chipgraph.arrays.jit import compiled, inner
from chipgraph.arrays.ways_kernels import COUNT as WAYS
from chipgraph.arrays.ways_kernels import (
    EVERY,
    NAMES_ONLY,
    NAMING,
    POSSESSION,
    UNNAMED,
    W_HOLDER,
    W_KIND,
    W_MOVE,
    W_PRODUCT,
    Out,
    Task,
    ways,
)

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Table = npt.NDArray[np.int32]

SOURCE, TARGET, KIND, RECORD, MARKS, TIE, OPENS, ENDS, MOVE, STEP = range(10)
"""Columns of the alternatives that are written."""


class Rows(NamedTuple):
    """The alternatives between states that are taken in, and scratch by target to see which belong to one step."""

    rows: Table
    last: I64
    names: I32


@inner
def _write_way(ground: Ground, taken: Taken, rows: Rows, here: int, way: I32, asked: bool) -> bool:
    """Write one alternative to a state that is taken in, and number its step; False if there is no room."""
    target = number(ground, taken, way[W_HOLDER], way[W_PRODUCT])
    if target < 0 or target == here:
        return True
    move = way[W_MOVE]
    if move == NAMING:
        rows.names[target] = here
    elif move == UNNAMED and way[W_KIND] == POSSESSION and rows.names[target] == here:
        move = NAMING
    if asked and move == UNNAMED:
        return True
    n = taken.at[ROWS]
    if n == len(rows.rows):
        return False
    row = rows.rows[n]
    row[SOURCE], row[TARGET] = here, target
    for i in range(W_KIND, W_MOVE):
        row[i] = way[i]
    row[MOVE] = move
    known = rows.last[4 * target + way[W_KIND]]
    if known < 0 or rows.rows[known, SOURCE] != here:
        row[STEP] = taken.at[STEPS]
        taken.at[STEPS] += 1
        rows.last[4 * target + way[W_KIND]] = n
    else:
        row[STEP] = rows.rows[known, STEP]
    taken.at[ROWS] = n + 1
    return True


@inner
def _write_state(ground: Ground, task: Task, taken: Taken, out: Out, rows: Rows, here: int) -> int:
    """Write all alternatives out of a state. Those that name a product come first, so that a step is known to name one."""
    if is_end(task, taken, here):
        return 0
    asked = taken.codes[2 * here, EARLIEST] == NEVER
    holder, product = taken.states[here, HOLDER], taken.states[here, PRODUCT]
    if not ways(ground, task, out, holder, product, NAMES_ONLY if asked else EVERY, task.transfers, task.lineage):
        return OUT_FULL
    some = asked and out.at[WAYS] > 0 and out.ways[0, W_MOVE] == NAMING
    if some and not ways(ground, task, out, holder, product, EVERY, task.transfers, task.lineage):
        return OUT_FULL
    taken.at[WORK] += out.at[WAYS]
    for i in range(out.at[WAYS]):
        if not _write_way(ground, taken, rows, here, out.ways[i], asked):
            return ROWS_FULL
    return 0


@inner
def _unwrite(rows: Rows, begins: int, end: int) -> None:
    """Forget the rows of a state that is written anew."""
    for i in range(begins, end):
        rows.last[4 * rows.rows[i, TARGET] + rows.rows[i, KIND]] = -1


@compiled
def write(ground: Ground, task: Task, taken: Taken, out: Out, rows: Rows, work: int) -> int:
    """Go on writing alternatives for so much work, from the state under the cursor; give why it paused."""
    at = taken.at
    until = at[WORK] + work
    while at[CURSOR] < at[COUNT]:
        if at[WORK] >= until:
            return PAUSED
        done, steps = at[ROWS], at[STEPS]
        full = _write_state(ground, task, taken, out, rows, at[CURSOR])
        if full:
            _unwrite(rows, done, at[ROWS])
            at[ROWS], at[STEPS] = done, steps
            return full
        at[CURSOR] += 1
    return DONE

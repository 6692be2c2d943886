"""Closing start states in compiled loops: which holdings a question can meet, and every alternative between them (W8, W17).

Start states are closed forward. A state is taken in only if, with the transfers that are left, its holder can still reach an
end in time, and if something can follow: an end, a move that carries any product, or a record that names what its product can
become. Lineage steps are counted since the last transfer alone, which takes in no less than counting them all; the cone,
computed afterwards on what is taken, is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.ground import NAMED, OTHER, Ground
from chipgraph.arrays.jit import compiled, inner
from chipgraph.arrays.ways_kernels import (
    ANY,
    ASKS,
    CARRIES,
    EVERY,
    FIRST,
    LAST,
    LINEAGE,
    NAMED_FROM,
    NAMED_TO,
    NAMES_ONLY,
    POOL,
    STAYS,
    TIED,
    TOO_LATE,
    USEFUL_FROM,
    USEFUL_TO,
    W_E2,
    W_HOLDER,
    W_KIND,
    W_MARKS,
    W_MOVE,
    W_PRODUCT,
    W_S1,
    Out,
    Task,
    slot_of,
    ways,
)
from chipgraph.arrays.ways_kernels import COUNT as WAYS

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Table = npt.NDArray[np.int32]

NEVER = LAST + 1

DONE, PAUSED, STATES_FULL, OUT_FULL, ROWS_FULL, LOG_FULL = range(6)

COUNT, NOW, DEEP, ON, CURSOR, LEFT, DEPTH, WORK, ROWS, STEPS, REDO, LOG, MARK = range(13)
"""Places in ``Taken.at``."""

HOLDER, PRODUCT, BEGINS = 0, 1, 2
"""Columns of ``Taken.states``."""

EARLIEST, DEEP_MOMENT, ON_MOMENT, NOW_LIST, NOW_MOMENT, DEEP_LIST, ON_LIST, DEEP_FROM, ON_FROM, NOW_FROM = range(10)
"""Columns of ``Taken.codes``: labels of a code (2 * state + asked) with where they come from, and lists of codes."""

L_CODE, L_FROM, L_MOMENT, L_LEFT = range(4)
"""Columns of the log: each arrival with the line of the arrival before it, its moment and the transfers left."""


class Taken(NamedTuple):
    """The states that are taken in, with their labels, and the lists that the closing goes through.

    ``stamp`` and ``seen`` hold, per product and per party, the mark of the list that it was last added to.
    """

    at: I64
    keys: I64
    values: I32
    states: Table
    codes: Table
    log: Table
    members: I32
    stamp: I32
    seen: I32


@inner
def _place(ground: Ground, taken: Taken, holder: int, product: int) -> int:
    """Find the place of a state in the hash table, filled or free."""
    key = np.int64(holder + 1) * (ground.products + 1) + product + 1
    mask = len(taken.keys) - 1
    place = ((key * -7046029254386353131) >> 20) & mask
    while taken.keys[place] != -1 and taken.keys[place] != key:
        place = (place + 1) & mask
    return int(place)


@inner
def _fill(ground: Ground, taken: Taken, place: int, state: int) -> None:
    holder, product = taken.states[state, HOLDER], taken.states[state, PRODUCT]
    taken.keys[place] = np.int64(holder + 1) * (ground.products + 1) + product + 1
    taken.values[place] = state


@inner
def number(ground: Ground, taken: Taken, holder: int, product: int) -> int:
    """The number of a state; -1 if it is not taken in."""
    place = _place(ground, taken, holder, product)
    return int(taken.values[place]) if taken.keys[place] != -1 else -1


@inner
def take(ground: Ground, taken: Taken, holder: int, product: int) -> int:
    """Take in a state that is not; its number, or -1 if there is no room."""
    state = taken.at[COUNT]
    if state == len(taken.states):
        return -1
    taken.states[state, HOLDER], taken.states[state, PRODUCT], taken.states[state, BEGINS] = holder, product, 0
    _fill(ground, taken, _place(ground, taken, holder, product), state)
    for code in (2 * state, 2 * state + 1):
        for label in (EARLIEST, DEEP_MOMENT, ON_MOMENT):
            taken.codes[code, label] = NEVER
    taken.at[COUNT] = state + 1
    return int(state)


@compiled
def rehash(ground: Ground, taken: Taken) -> None:
    """Fill the hash table anew, after it has grown."""
    taken.keys[:] = -1
    for state in range(taken.at[COUNT]):
        _fill(ground, taken, _place(ground, taken, taken.states[state, HOLDER], taken.states[state, PRODUCT]), state)


@compiled
def begin(ground: Ground, task: Task, taken: Taken, holders: I32, products: I32) -> None:
    """Take in the start states."""
    at = taken.at
    at[LEFT] = task.transfers
    for i in range(len(holders)):
        state = take(ground, taken, holders[i], products[i])
        taken.states[state, BEGINS] = 1
        taken.codes[at[NOW], NOW_LIST], taken.codes[at[NOW], NOW_MOMENT] = 2 * state, FIRST
        taken.codes[at[NOW], NOW_FROM] = -1
        at[NOW] += 1


@inner
def _members(ground: Ground, task: Task, taken: Taken, holder: int) -> int:
    """A holder and whom group steps lead to from it, as far as they reach an end; -1 if there are too many."""
    members = taken.members
    taken.at[MARK] += 1
    mark = taken.at[MARK]
    members[0] = holder
    taken.seen[holder] = mark
    count, at = 1, 0
    while at < count:
        member = members[at]
        at += 1
        for i in range(ground.groups.first[member], ground.groups.first[member + 1]):
            other = ground.groups.rows[i, OTHER]
            if task.latest[other, task.latest.shape[1] - 1] == TOO_LATE:
                continue
            if taken.seen[other] != mark:
                if count == len(members):
                    return -1
                taken.seen[other] = mark
                members[count] = other
                count += 1
    return count


@inner
def _spread(ground: Ground, taken: Taken, out: Out, product: int, mark: int, end: int) -> int:
    """Add what matches a product to the list in the pool; the new end, or -1 if there is no room."""
    if end < 0 or end + ground.kin.first[product + 1] - ground.kin.first[product] > len(out.pool):
        return -1
    for i in range(ground.kin.first[product], ground.kin.first[product + 1]):
        like = ground.kin.of[i]
        if taken.stamp[like] != mark:
            taken.stamp[like] = mark
            out.pool[end] = like
            end += 1
    return end


@inner
def _sent_by_members(ground: Ground, taken: Taken, out: Out, count: int, mark: int, end: int) -> int:
    """List what the records of a group name, with what matches it."""
    for k in range(count):
        own = out.slots[taken.members[k]]
        before = ANY
        for i in range(out.info[own, NAMED_FROM], out.info[own, NAMED_TO]):
            named = ground.out.rows[out.pool[i], NAMED]
            if named != before:
                before = named
                end = _spread(ground, taken, out, named, mark, end)
    return end


@inner
def _inputs(ground: Ground, taken: Taken, out: Out, depth: int, mark: int, low: int, end: int) -> int:
    """Add to a list what can become something on it in so many lineage steps."""
    for _ in range(depth):
        high = end
        for i in range(low, high):
            product = out.pool[i]
            for j in range(ground.made_of.first[product], ground.made_of.first[product + 1]):
                end = _spread(ground, taken, out, ground.made_of.of[j], mark, end)
                if end < 0:
                    return -1
        low = high
    return end


@inner
def _sink(numbers: I32, begins: int, at: int, count: int) -> None:
    """Let a number sink to its place in a heap."""
    while 2 * at + 1 < count:
        child = 2 * at + 1
        if child + 1 < count and numbers[begins + child + 1] > numbers[begins + child]:
            child += 1
        if numbers[begins + at] >= numbers[begins + child]:
            return
        numbers[begins + at], numbers[begins + child] = numbers[begins + child], numbers[begins + at]
        at = child


@inner
def _sort(numbers: I32, begins: int, end: int) -> None:
    """Sort a part of an array in place; numpy's sort would bring counting of references into every loop."""
    count = end - begins
    for at in range(count // 2 - 1, -1, -1):
        _sink(numbers, begins, at, count)
    for last in range(count - 1, 0, -1):
        numbers[begins], numbers[begins + last] = numbers[begins + last], numbers[begins]
        _sink(numbers, begins, 0, last)


@inner
def _find_useful(ground: Ground, task: Task, taken: Taken, out: Out, holder: int, slot: int) -> bool:
    """List the products that can follow at a holder in one of its group's records; False if there is no room."""
    count = _members(ground, task, taken, holder)
    info = out.info[slot]
    if count < 0:
        info[USEFUL_FROM] = -2
        return True
    carries = info[CARRIES]
    for k in range(count):
        if task.ends[taken.members[k]]:
            info[USEFUL_FROM] = -2
            return True
        own = slot_of(ground, task, out, taken.members[k])
        if own < 0:
            return False
        carries = max(carries, out.info[own, CARRIES])
    begins = out.at[POOL]
    end = _sent_by_members(ground, taken, out, count, slot + 1, begins)
    if end >= 0:
        end = _inputs(ground, taken, out, task.lineage, slot + 1, begins, end)
    if end < 0:
        return False
    _sort(out.pool, begins, end)
    out.at[POOL] = end
    info[CARRIES], info[USEFUL_FROM], info[USEFUL_TO] = carries, begins, end
    return True


@inner
def _is_useful(ground: Ground, task: Task, taken: Taken, out: Out, holder: int, product: int, asked: int) -> int:
    """Whether anything can follow; -1 if there is no room to find out."""
    if not task.to_parties or product == ANY or holder == ANY or task.hands_over:
        return 1
    slot = slot_of(ground, task, out, holder)
    if slot < 0:
        return -1
    if out.info[slot, USEFUL_FROM] == -1:
        taken.at[WORK] += 100
        if not _find_useful(ground, task, taken, out, holder, slot):
            return -1
    if out.info[slot, USEFUL_FROM] == -2 or (not asked and out.info[slot, CARRIES] > 0):
        return 1
    low, high = out.info[slot, USEFUL_FROM], out.info[slot, USEFUL_TO]
    end = high
    while low < high:
        middle = (low + high) // 2
        if out.pool[middle] < product:
            low = middle + 1
        else:
            high = middle
    return 1 if low < end and out.pool[low] == product else 0


@inner
def _asked_after(move: int, asked: int) -> int:
    if move == ASKS:
        return 1
    return asked if move in (TIED, STAYS) else 0


@inner
def _go(ground: Ground, task: Task, taken: Taken, out: Out, here: int, way: I32, asked: int, moment: int) -> int:
    """Arrive over one way; 0, or the reason why there is no room."""
    holder, product = way[W_HOLDER], way[W_PRODUCT]
    deeper = way[W_KIND] == LINEAGE
    left = taken.at[LEFT] - (0 if deeper else 1)
    at = FIRST
    if task.dates:
        at = max(moment, way[W_S1])
        if at > way[W_E2]:
            return 0
    if way[W_MARKS] & task.forbidden or (task.to_parties and holder != ANY and at > task.latest[holder, left]):
        return 0
    after = _asked_after(way[W_MOVE], asked)
    label = DEEP_MOMENT if deeper else ON_MOMENT
    state = number(ground, taken, holder, product)
    if state == here or (state >= 0 and at >= taken.codes[2 * state + after, label]):
        return 0
    useful = _is_useful(ground, task, taken, out, holder, product, after)
    if useful <= 0:
        return OUT_FULL if useful < 0 else 0
    if state < 0:
        state = take(ground, taken, holder, product)
        if state < 0:
            return STATES_FULL
    code = 2 * state + after
    if taken.codes[code, label] == NEVER:
        count, column = (DEEP, DEEP_LIST) if deeper else (ON, ON_LIST)
        taken.codes[taken.at[count], column] = code
        taken.at[count] += 1
    taken.codes[code, label] = at
    taken.codes[code, DEEP_FROM if deeper else ON_FROM] = taken.at[LOG] - 1
    return 0


@inner
def is_end(task: Task, taken: Taken, state: int) -> bool:
    """Whether a route that arrives at this state ends there, so that nothing leaves it (W7)."""
    holder = taken.states[state, HOLDER]
    stops = task.to_parties and not task.through and holder != ANY
    return bool(stops and task.ends[holder] and not taken.states[state, BEGINS])


@inner
def _expand(ground: Ground, task: Task, taken: Taken, out: Out, code: int, moment: int) -> int:
    here, asked = code // 2, code % 2
    if is_end(task, taken, here):
        return 0
    holder, product = taken.states[here, HOLDER], taken.states[here, PRODUCT]
    which = NAMES_ONLY if asked else EVERY
    deeper = 1 if taken.at[DEPTH] < task.lineage else 0
    if not ways(ground, task, out, holder, product, which, taken.at[LEFT], deeper):
        return OUT_FULL
    taken.at[WORK] += out.at[WAYS]
    for i in range(out.at[WAYS]):
        full = _go(ground, task, taken, out, here, out.ways[i], asked, moment)
        if full:
            return full
    return 0


@inner
def _move_list(taken: Taken, count: int, column: int, label: int, came: int) -> None:
    for i in range(taken.at[count]):
        code = taken.codes[i, column]
        taken.codes[i, NOW_FROM] = taken.codes[code, came]
        taken.codes[i, NOW_LIST], taken.codes[i, NOW_MOMENT] = code, taken.codes[code, label]
        taken.codes[code, label] = NEVER
    taken.at[NOW], taken.at[count], taken.at[CURSOR] = taken.at[count], 0, 0


@inner
def _next_list(task: Task, taken: Taken) -> bool:
    """Go on to the states one lineage step deeper, else to those of the next transfer; False at the end."""
    at = taken.at
    if at[DEEP]:
        _move_list(taken, DEEP, DEEP_LIST, DEEP_MOMENT, DEEP_FROM)
        at[DEPTH] += 1
        return True
    _move_list(taken, ON, ON_LIST, ON_MOMENT, ON_FROM)
    at[LEFT] -= 1
    at[DEPTH] = 0
    return bool(at[LEFT] >= 0 and at[NOW] > 0)


@inner
def _note(taken: Taken, code: int, moment: int) -> bool:
    """Write an arrival into the log; False if there is no room."""
    at = taken.at
    if at[LOG] == len(taken.log):
        return False
    line = taken.log[at[LOG]]
    line[L_CODE], line[L_FROM], line[L_MOMENT] = code, taken.codes[at[CURSOR], NOW_FROM], moment
    line[L_LEFT] = at[LEFT]
    at[LOG] += 1
    return True


@compiled
def close(ground: Ground, task: Task, taken: Taken, out: Out, work: int) -> int:
    """Go on closing for so much work; give why it paused."""
    at = taken.at
    until = at[WORK] + work
    while True:
        while at[CURSOR] < at[NOW]:
            if at[WORK] >= until:
                return PAUSED
            code, moment = taken.codes[at[CURSOR], NOW_LIST], taken.codes[at[CURSOR], NOW_MOMENT]
            known = taken.codes[code, EARLIEST]
            if code % 2:
                known = min(known, taken.codes[code - 1, EARLIEST])
            at[WORK] += 1
            if known > moment or at[REDO]:
                if not at[REDO] and not _note(taken, code, moment):
                    return LOG_FULL
                taken.codes[code, EARLIEST] = moment
                full = _expand(ground, task, taken, out, code, moment)
                at[REDO] = 1 if full else 0
                if full:
                    return full
            at[CURSOR] += 1
        if not _next_list(task, taken):
            return DONE

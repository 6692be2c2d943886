"""All ways out of a holding in compiled loops: possession, service, group and lineage steps (W2 to W5).

The rules are those of ``holdings.ways``, and the tests hold the two together. The ways are written into a buffer, so that
closing states and writing the table both read them from one place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.ground import (
    CLIENT,
    DESIGN,
    DISPUTED,
    E2,
    ENTER,
    FITTING,
    KNOWN,
    LEAVE,
    NAMED,
    OPERATOR,
    OTHER,
    OUTPUT,
    ROW,
    S1,
    STRENGTH,
    Ground,
    Lists,
)
from chipgraph.arrays.jit import inner

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]

FIRST = -(2**30)
LAST = 2**30
TOO_LATE = FIRST - 1
ANY = -1

POSSESSION, LINEAGE, SERVICE, GROUP = 0, 1, 2, 3
VARIANT_ASSUMED, NOT_STATED, BEFORE_KNOWN, HS_DIFFERS = 1, 2, 4, 8
TIE_CLIENT, TIE_NOT_STATED, TIE_OTHER_MAKER, BY_DESIGN_MATCH = 16, 32, 64, 128
DELIVERY_NOT_STATED, WITHIN_GROUP, IDENTIFICATION = 256, 512, 1024

TIED, ASKS, STAYS, NAMING, UNNAMED = 0, 1, 2, 3, 4
"""What an alternative does to the question of untied steps; as in ``cone_kernels``."""

W_HOLDER, W_PRODUCT, W_KIND, W_ROW, W_MARKS, W_TIE, W_S1, W_E2, W_MOVE = range(9)
"""Columns of a way."""

NAMES_ONLY, EVERY = 0, 1
"""Which records leave a holding: those that name a product, or all (W3)."""

COUNT, SLOTS, POOL = 0, 1, 2
"""Places in ``Out.at``: ways written, holders known, room of the pool that is used."""

UNNAMED_FROM, NAMED_FROM, NAMED_TO, CARRIES, USEFUL_FROM, USEFUL_TO, HOLDER = range(7)
"""Columns of ``Out.info``. USEFUL_FROM is -1 before it is known, -2 where everything may be of use."""


class Task(NamedTuple):
    """What is asked: the bounds, whether dates count, whether ends are parties, and which; who can be where until when.

    ``through`` says that what lies behind an end is looked for, too; no way with a mark of ``forbidden`` is taken.
    """

    transfers: int
    lineage: int
    dates: int
    to_parties: int
    hands_over: int
    through: int
    forbidden: int
    ends: U8
    latest: npt.NDArray[np.int32]


class Out(NamedTuple):
    """The ways out of one holding, and what is known of each holder that was looked at.

    ``slots`` gives a holder its line in ``info``: where its rows, and the products that are of use to it, stand in ``pool``.
    """

    at: I64
    ways: npt.NDArray[np.int32]
    slots: I32
    info: I64
    pool: I32


@inner
def is_ancestor(ground: Ground, a: int, b: int) -> bool:
    """Whether a is b or an ancestor of it."""
    about = ground.about
    return bool(about[a, ENTER] <= about[b, ENTER] and about[b, LEAVE] <= about[a, LEAVE])


@inner
def is_in(lists: Lists, of: int, number: int) -> bool:
    """Whether a sorted list holds a number."""
    low, high = lists.first[of], lists.first[of + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if lists.of[middle] < number:
            low = middle + 1
        else:
            high = middle
    return bool(low < end and lists.of[low] == number)


@inner
def _arrives(task: Task, party: int) -> bool:
    """Whether an end can be reached from a party after a transfer to it."""
    left = task.latest.shape[1] - 2
    return bool(not task.to_parties or (left >= 0 and task.latest[party, left] != TOO_LATE))


@inner
def slot_of(ground: Ground, task: Task, out: Out, holder: int) -> int:
    """Give a holder its line: the rows out of it whose recipient reaches an end; -1 if there is no room."""
    slot = int(out.slots[holder])
    if slot >= 0:
        return int(slot)
    slot, pool = out.at[SLOTS], out.at[POOL]
    low, high = ground.out.first[holder], ground.out.first[holder + 1]
    if slot == len(out.info) or pool + high - low > len(out.pool):
        return -1
    begin, named = pool, -1
    for row in range(low, high):
        if _arrives(task, ground.out.rows[row, OTHER]):
            if named < 0 and ground.out.rows[row, NAMED] != ANY:
                named = pool
            out.pool[pool] = row
            pool += 1
    carries = named != begin and pool > begin
    for i in range(ground.services.first[holder], ground.services.first[holder + 1]):
        carries = carries or _arrives(task, ground.services.rows[i, OTHER])
    info = out.info[slot]
    info[UNNAMED_FROM], info[NAMED_FROM], info[NAMED_TO] = begin, (pool if named < 0 else named), pool
    info[CARRIES], info[USEFUL_FROM], info[USEFUL_TO], info[HOLDER] = carries, -1, -1, holder
    out.at[POOL], out.at[SLOTS] = pool, slot + 1
    out.slots[holder] = slot
    return int(slot)


@inner
def _first_naming(ground: Ground, out: Out, low: int, high: int, product: int) -> int:
    """The first of a holder's rows that names this product or a later one."""
    while low < high:
        middle = (low + high) // 2
        if ground.out.rows[out.pool[middle], NAMED] < product:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _add(
    out: Out, holder: int, product: int, kind: int, row: int, marks: int, tie: int, window: tuple[int, int], move: int
) -> bool:
    """Write one way; False if there is no room."""
    n = out.at[COUNT]
    if n == len(out.ways):
        return False
    way = out.ways[n]
    way[W_HOLDER], way[W_PRODUCT], way[W_KIND], way[W_ROW], way[W_MARKS] = holder, product, kind, row, marks
    way[W_TIE], way[W_S1], way[W_E2], way[W_MOVE] = tie, window[0], window[1], move
    out.at[COUNT] = n + 1
    return True


@inner
def _add_record(ground: Ground, out: Out, product: int, at: int) -> bool:
    """A possession record: the more specific product goes on, or the same one, marked, if it names none (W2)."""
    record = ground.out.rows[at]
    named, row = record[NAMED], record[ROW]
    carried = product
    marks = IDENTIFICATION if ground.identified[row] else 0
    if named != ANY:
        if product == ANY:
            carried = named
        elif product != named and is_ancestor(ground, product, named):
            carried = named
            marks |= VARIANT_ASSUMED
    else:
        marks |= NOT_STATED
        if product != ANY:
            if record[E2] < ground.about[product, KNOWN]:
                marks |= BEFORE_KNOWN
            code = ground.hs[row] if len(ground.hs) > 1 else 0
            if ground.differs[code, ground.about[product, FITTING]]:
                marks |= HS_DIFFERS
    move = UNNAMED if named == ANY else NAMING
    return _add(out, record[OTHER], carried, POSSESSION, row, marks, -1, (record[S1], record[E2]), move)


@inner
def _possessions(ground: Ground, out: Out, slot: int, product: int, which: int) -> bool:
    named, end = out.info[slot, NAMED_FROM], out.info[slot, NAMED_TO]
    for k in range(1 if product == ANY else ground.kin.first[product + 1] - ground.kin.first[product]):
        low, high = named, end
        if product != ANY:
            like = ground.kin.of[ground.kin.first[product] + k]
            low = _first_naming(ground, out, named, end, like)
            high = _first_naming(ground, out, low, end, like + 1)
        for i in range(low, high):
            if not _add_record(ground, out, product, out.pool[i]):
                return False
    if which == NAMES_ONLY:
        return True
    for i in range(out.info[slot, UNNAMED_FROM], named):
        if not _add_record(ground, out, product, out.pool[i]):
            return False
    return True


@inner
def _possessions_of_anyone(ground: Ground, out: Out, product: int) -> bool:
    for k in range(ground.kin.first[product], ground.kin.first[product + 1]):
        like = ground.kin.of[k]
        for i in range(ground.by_product.first[like], ground.by_product.first[like + 1]):
            if not _add_record(ground, out, product, ground.by_product.of[i]):
                return False
    return True


@inner
def _services_and_groups(ground: Ground, out: Out, holder: int, product: int, which: int) -> bool:
    services, groups = ground.services, ground.groups
    if which == EVERY and product != ANY:
        for i in range(services.first[holder], services.first[holder + 1]):
            row = services.rows[i]
            if is_in(ground.served, row[OUTPUT], product) and not _add(
                out, row[OTHER], product, SERVICE, row[ROW], DELIVERY_NOT_STATED, -1, (row[S1], row[E2]), UNNAMED
            ):
                return False
    for i in range(groups.first[holder], groups.first[holder + 1]):
        row = groups.rows[i]
        if not _add(out, row[OTHER], product, GROUP, row[ROW], WITHIN_GROUP, -1, (row[S1], row[E2]), STAYS):
            return False
    return True


@inner
def _rank(ground: Ground, i: int) -> int:
    """How much a tie carries: the party's own, stated, strength, undisputed."""
    tie = ground.ties.rows[i]
    own = 1 if tie[S1] == FIRST and tie[E2] == LAST else 0
    return int(own * 64 + (1 - tie[CLIENT]) * 32 + tie[STRENGTH] * 2 + (1 - tie[DISPUTED]))


@inner
def best_tie(ground: Ground, holder: int, target: int) -> int:
    """The tie of a holder to a product that carries most; -1 if there is none (W3)."""
    best, most = -1, -1
    if holder == ANY:
        return best
    begin, end = ground.ties.first[holder], ground.ties.first[holder + 1]
    if begin == end:
        return best
    for k in range(ground.kin.first[target], ground.kin.first[target + 1]):
        like = ground.kin.of[k]
        low, high = begin, end
        while low < high:
            middle = (low + high) // 2
            if ground.ties.rows[middle, OTHER] < like:
                low = middle + 1
            else:
                high = middle
        while low < end and ground.ties.rows[low, OTHER] == like:
            rank = _rank(ground, low)
            if rank > most:
                best, most = low, rank
            low += 1
    return best


@inner
def _made_by_others(ground: Ground, holder: int, target: int) -> bool:
    for k in range(ground.kin.first[target], ground.kin.first[target + 1]):
        like = ground.kin.of[k]
        for i in range(ground.makers.first[like], ground.makers.first[like + 1]):
            if ground.makers.of[i] != holder:
                return True
    return False


@inner
def _add_lineage(ground: Ground, out: Out, holder: int, at: int, assumed: int) -> bool:
    """One lineage record, by how the holder is tied to what comes out (W3)."""
    record = ground.lineage.rows[at]
    target, row, window = record[OTHER], record[ROW], (record[S1], record[E2])
    if record[DESIGN]:
        return _add(out, holder, target, LINEAGE, row, assumed | BY_DESIGN_MATCH, -1, window, TIED)
    after = holder if record[OPERATOR] == ANY else int(record[OPERATOR])
    best = best_tie(ground, holder, target)
    if best >= 0:
        tie = ground.ties.rows[best]
        both = (max(window[0], tie[S1]), min(window[1], tie[E2]))
        marks = assumed | (TIE_CLIENT if tie[CLIENT] else 0)
        if not _add(out, after, target, LINEAGE, row, marks, tie[ROW], both, TIED):
            return False
        if not tie[DISPUTED] and tie[S1] == FIRST and tie[E2] == LAST:
            return True
    untied = TIE_OTHER_MAKER if _made_by_others(ground, holder, target) else TIE_NOT_STATED
    return _add(out, after, target, LINEAGE, row, assumed | untied, -1, window, ASKS)


@inner
def _lineages(ground: Ground, out: Out, holder: int, product: int) -> bool:
    for k in range(ground.kin.first[product], ground.kin.first[product + 1]):
        held = ground.kin.of[k]
        assumed = VARIANT_ASSUMED if held != product and is_ancestor(ground, product, held) else 0
        for i in range(ground.lineage.first[held], ground.lineage.first[held + 1]):
            if not _add_lineage(ground, out, holder, i, assumed):
                return False
    return True


@inner
def ways(
    ground: Ground, task: Task, out: Out, holder: int, product: int, which: int, transfers: int, lineage: int
) -> bool:
    """Write all ways out of a holding, without those that no bound leaves room for; False if the buffers are full."""
    out.at[COUNT] = 0
    done = True
    if transfers:
        if holder == ANY:
            done = _possessions_of_anyone(ground, out, product)
        else:
            slot = slot_of(ground, task, out, holder)
            if slot < 0:
                return False
            done = _possessions(ground, out, slot, product, which)
            done = done and _services_and_groups(ground, out, holder, product, which)
    if done and lineage and product != ANY:
        done = _lineages(ground, out, holder, product)
    return done

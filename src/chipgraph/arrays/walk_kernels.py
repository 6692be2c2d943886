"""The search in compiled loops: every simple walk inside the cone, ranked by the order of W21 (W3, W7, W8, W12, W13, W20).

It tries the same steps in the same order as ``routes.search``, so that both stop at the same place under a limit. Of each walk
that is a route it writes the key of W21 without the id: fewest marks, then the best verdict, the most strength and the
earliest arrival of that optimum. ``routes.judge`` remains the one home of the whole Pareto set and its witnesses; it is asked
for the routes that are shown.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.jit import compiled, inner

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]

FIRST = -(2**30)
LAST = 2**30
NO_ARRIVAL = 2**31

LINEAGE = 1
GROUP = 3

DONE, PAUSED, FULL, SPENT = 0, 1, 2, 3
NO_ROUTE, RANKED, UNRANKED = 0, 1, 2
LABELS = 512
"""Labels of one step that the ranking holds; a route that needs more is ranked by ``routes.judge``."""

EVENT, CAPPED, DATED, UNTIED = 1, 2, 4, 8


class Web(NamedTuple):
    """The steps of a cone and their ways, as the loops read them.

    ``out`` gives the steps of each state; ``first`` the ways of each step, earliest start first; ``until`` is the running
    maximum of ``e2``. ``flags`` are EVENT, CAPPED, DATED and UNTIED. ``names`` are the products that a step names.
    """

    out: I64
    source: I32
    target: I32
    kind: U8
    always_untied: U8
    fewest: I32
    first: I64
    s1: I32
    s2: I32
    e1: I32
    e2: I32
    until: I32
    flags: U8
    strength: U8
    marks: I32
    names_first: I64
    names: I32
    product: I32
    enter: I32
    leave: I32
    ends: U8
    onward: npt.NDArray[np.int32]


class Asked(NamedTuple):
    """The bounds of a question as the loops read them; ``max_marks`` and ``max_explored`` are huge where none is set."""

    transfers: int
    lineage: int
    min_days: int
    dates: int
    max_marks: int
    max_explored: int


class Stack(NamedTuple):
    """Where a search stands, so that it can be left and taken up again. ``at`` is (start, depth, explored, work)."""

    at: I64
    state: I32
    step: I64
    cur: I32
    transfers: I32
    lineage: I32
    base: I32
    top: I32
    path: I32
    held: I32
    seen: U8
    labels: I32
    drop: U8


@inner
def matches(web: Web, a: int, b: int) -> bool:
    """Whether two products match (W2)."""
    inside = web.enter[a] <= web.enter[b] and web.leave[b] <= web.leave[a]
    return bool(inside or (web.enter[b] <= web.enter[a] and web.leave[a] <= web.leave[b]))


@inner
def _plus(day: int, days: int) -> int:
    if day in (FIRST, LAST):
        return day
    return day + days


@inner
def _insert(labels: I32, side: int, count: int, label: tuple[int, int, int, int, int]) -> int:
    """Add a label unless another is nowhere larger; drop those that it is nowhere larger than. -1 if there is no room."""
    own = labels[side]
    for i in range(count):
        if (
            own[i, 0] <= label[0]
            and own[i, 1] <= label[1]
            and own[i, 2] <= label[2]
            and own[i, 3] <= label[3]
            and own[i, 4] <= label[4]
        ):
            return count
    kept = 0
    for i in range(count):
        if not (
            label[0] <= own[i, 0]
            and label[1] <= own[i, 1]
            and label[2] <= own[i, 2]
            and label[3] <= own[i, 3]
            and label[4] <= own[i, 4]
        ):
            for j in range(5):
                own[kept, j] = own[i, j]
            kept += 1
    if kept == len(own):
        return -1
    for j in range(5):
        own[kept, j] = label[j]
    return kept + 1


@inner
def _pass(web: Web, way: int, label: I32, definite: bool, min_days: int) -> tuple[bool, tuple[int, int, int, int, int]]:
    """Take one step of the passes of W12 and, for *definite*, W13."""
    none = (0, 0, 0, 0, 0)
    cur, last, sure, sure_last = label[1], label[2], label[3], label[4]
    flags = web.flags[way]
    dated = (flags & DATED) != 0 and min_days > 0
    moment = max(cur, web.s1[way])
    if dated:
        moment = max(moment, _plus(last, min_days))
    if moment > web.e2[way]:
        return False, none
    if dated:
        last = moment
    marks = label[0] + web.marks[way]
    if not definite:
        return True, (marks, moment, last, FIRST, FIRST)
    if flags & CAPPED:
        return False, none
    ready = sure
    if dated:
        ready = max(ready, _plus(sure_last, min_days))
    if flags & EVENT:
        if ready > web.s1[way]:
            return False, none
        sure = web.e2[way]
    else:
        sure = max(ready, web.s2[way])
        if web.s2[way] > web.e1[way] or sure > web.e1[way]:
            return False, none
    if dated:
        sure_last = sure
    return True, (marks, moment, last, sure, sure_last)


@inner
def _fewest(
    web: Web, path: I32, n: int, stack: Stack, line: int, definite: bool, min_days: int
) -> tuple[int, int, int]:
    """Find the fewest marks, and the earliest arrival with them, over ways of at least this strength.

    The first number is 1 if there is a choice, 0 if not, -1 if the labels found no room.
    """
    labels = stack.labels
    side, count = 0, 1
    labels[0, 0, 0] = 0
    for j in range(1, 5):
        labels[0, 0, j] = FIRST
    for i in range(n):
        after = 0
        for way in range(web.first[path[i]], web.first[path[i] + 1]):
            if web.strength[way] < line or (stack.drop[i] and web.flags[way] & UNTIED):
                continue
            for k in range(count):
                fits, label = _pass(web, way, labels[side, k], definite, min_days)
                stack.at[3] += 1
                if fits:
                    after = _insert(labels, 1 - side, after, label)
                    if after < 0:
                        return -1, 0, 0
        if after == 0:
            return 0, 0, 0
        side, count = 1 - side, after
    best = 0
    for k in range(1, count):
        a, b = labels[side, k], labels[side, best]
        if a[0] < b[0] or (a[0] == b[0] and a[1] < b[1]):
            best = k
    return 1, labels[side, best, 0], labels[side, best, 1]


@inner
def _allow(web: Web, path: I32, n: int, stack: Stack) -> bool:
    """Find the steps whose untied ways fall away, as ``routes.judge.allowed`` does; False if a step keeps none (W3)."""
    named = -1
    for i in range(n - 1, -1, -1):
        step = path[i]
        stack.drop[i] = 0
        kind = web.kind[step]
        if kind == LINEAGE:
            if named >= 0 and _all_match(web, named, web.product[web.source[step]]):
                stack.drop[i] = 1
                if not _tied(web, step):
                    return False
        elif kind != GROUP:
            named = step
    return True


@inner
def _all_match(web: Web, step: int, held: int) -> bool:
    for j in range(web.names_first[step], web.names_first[step + 1]):
        if not matches(web, held, web.names[j]):
            return False
    return True


@inner
def _tied(web: Web, step: int) -> bool:
    for way in range(web.first[step], web.first[step + 1]):
        if not web.flags[way] & UNTIED:
            return True
    return False


@inner
def _impossible(web: Web, path: I32, n: int, stack: Stack, line: int) -> int:
    """The fewest marks over ways of at least this strength, dates aside; -1 if a step has none."""
    marks = 0
    for i in range(n):
        best = -1
        for way in range(web.first[path[i]], web.first[path[i] + 1]):
            if web.strength[way] >= line and not (stack.drop[i] and web.flags[way] & UNTIED):
                best = web.marks[way] if best < 0 else min(best, web.marks[way])
        if best < 0:
            return -1
        marks += best
    return marks


@inner
def rank(web: Web, asked: Asked, stack: Stack, path: I32, n: int, key: I64) -> int:
    """Write the key of one walk: marks, -verdict, -strength, transfers, lineage, arrival (W21)."""
    if not _allow(web, path, n, stack):
        return NO_ROUTE
    lineage = 0
    for i in range(n):
        if web.kind[path[i]] == LINEAGE:
            lineage += 1
    key[3], key[4] = n - lineage, lineage
    found, marks, _ = _fewest(web, path, n, stack, 0, False, asked.min_days)
    if found < 0:
        return UNRANKED
    if found == 0:
        if asked.dates:
            return NO_ROUTE
        marks = _impossible(web, path, n, stack, 0)
        line = 5
        while _impossible(web, path, n, stack, line) != marks:
            line -= 1
        key[0], key[1], key[2], key[5] = marks, 0, -line, NO_ARRIVAL
        return RANKED if marks <= asked.max_marks else NO_ROUTE
    if marks > asked.max_marks:
        return NO_ROUTE
    sure, sure_marks, _ = _fewest(web, path, n, stack, 0, True, asked.min_days)
    if sure < 0:
        return UNRANKED
    definite = sure == 1 and sure_marks == marks
    for line in range(5, -1, -1):
        found, own, arrival = _fewest(web, path, n, stack, line, definite, asked.min_days)
        if found < 0:
            return UNRANKED
        if found == 1 and own == marks:
            key[0], key[1], key[2] = marks, -2 if definite else -1, -line
            key[5] = NO_ARRIVAL if arrival == FIRST else arrival
            return RANKED
    return UNRANKED


@inner
def _earliest(web: Web, step: int, cur: int) -> tuple[bool, int]:
    """The earliest moment at which a step can be taken: the first way, by start, that is still open."""
    low, high = web.first[step], web.first[step + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if web.until[middle] < cur:
            low = middle + 1
        else:
            high = middle
    if low == end:
        return False, 0
    return True, max(cur, web.s1[low])


@inner
def _answers(web: Web, stack: Stack, step: int, base: int, top: int) -> bool:
    """Whether a record names, for each product of an untied step before it, something else (W3)."""
    for k in range(base, top):
        if _all_match(web, step, stack.held[k]):
            return False
    return True


@inner
def _bears(web: Web, stack: Stack, depth: int, step: int, most: int) -> bool:
    marks = web.fewest[step]
    for i in range(depth):
        marks += web.fewest[stack.path[i]]
    return bool(marks <= most)


@inner
def _enter(web: Web, asked: Asked, stack: Stack, depth: int, step: int) -> bool:
    """Try one step from the state at this depth; write what is left after it one level deeper."""
    kind, target = web.kind[step], web.target[step]
    transfers, lineage = stack.transfers[depth], stack.lineage[depth]
    base, top = stack.base[depth], stack.top[depth]
    if kind == LINEAGE:
        lineage -= 1
        if web.always_untied[step]:
            stack.held[top] = web.product[stack.state[depth]]
            top += 1
    else:
        transfers -= 1
        if kind != GROUP and top > base:
            if not _answers(web, stack, step, base, top):
                return False
            base = top
    if transfers < 0 or lineage < 0:
        return False
    moment = FIRST
    if asked.dates:
        open_, moment = _earliest(web, step, stack.cur[depth])
        if not open_:
            return False
    if moment > web.onward[1 if top > base else 0, transfers, lineage, target]:
        return False
    if not _bears(web, stack, depth, step, asked.max_marks):
        return False
    deeper = depth + 1
    stack.state[deeper], stack.cur[deeper] = target, moment
    stack.transfers[deeper], stack.lineage[deeper] = transfers, lineage
    stack.base[deeper], stack.top[deeper] = base, top
    stack.step[deeper] = web.out[target]
    stack.path[depth] = step
    return True


@compiled
def search(
    web: Web, asked: Asked, starts: I32, stack: Stack, work: int, walks: I32, keys: I64, ranks: U8
) -> tuple[int, int]:
    """Go on with a search for so much work; give why it paused and how many routes it wrote.

    ``walks`` holds the steps of each route, -1 behind the last.
    """
    written = 0
    until = stack.at[3] + work
    while stack.at[0] < len(starts):
        depth = stack.at[1]
        if depth < 0:
            start = starts[stack.at[0]]
            depth = 0
            stack.state[0], stack.cur[0], stack.step[0] = start, FIRST, web.out[start]
            stack.transfers[0], stack.lineage[0], stack.base[0], stack.top[0] = asked.transfers, asked.lineage, 0, 0
            stack.seen[start] = 1
        while depth >= 0:
            if written == len(ranks) or stack.at[3] >= until:
                stack.at[1] = depth
                return (FULL if written == len(ranks) else PAUSED), written
            state = stack.state[depth]
            step = stack.step[depth]
            if step == web.out[state + 1]:
                stack.seen[state] = 0
                depth -= 1
                continue
            stack.step[depth] += 1
            if stack.seen[web.target[step]]:
                continue
            if stack.at[2] >= asked.max_explored:
                stack.at[1] = depth
                return SPENT, written
            stack.at[2] += 1
            stack.at[3] += 1
            if not _enter(web, asked, stack, depth, step):
                continue
            if not web.ends[web.target[step]]:
                depth += 1
                stack.seen[web.target[step]] = 1
                continue
            ranked = rank(web, asked, stack, stack.path, depth + 1, keys[written])
            if ranked != NO_ROUTE:
                ranks[written] = ranked
                for i in range(walks.shape[1]):
                    walks[written, i] = stack.path[i] if i <= depth else -1
                written += 1
        stack.at[0] += 1
        stack.at[1] = -1
    return DONE, written


@inner
def _is_simple(web: Web, walk: I32, n: int) -> bool:
    """Whether a walk goes on from where it is and no state repeats (W7)."""
    for i in range(n):
        if i and web.source[walk[i]] != web.target[walk[i - 1]]:
            return False
        if web.target[walk[i]] == web.source[walk[0]]:
            return False
        for k in range(i):
            if web.target[walk[i]] == web.target[walk[k]]:
                return False
    return True


@compiled
def rank_all(web: Web, asked: Asked, stack: Stack, walks: I32, keys: I64, ranks: U8) -> None:
    """Rank walks that are given: which are routes within the bounds, and their keys (W7, W8, W21)."""
    for row in range(len(walks)):
        n = 0
        while n < walks.shape[1] and walks[row, n] >= 0:
            n += 1
        ranks[row] = NO_ROUTE
        if n and _is_simple(web, walks[row], n):
            ranks[row] = rank(web, asked, stack, walks[row], n, keys[row])
            if keys[row, 3] > asked.transfers or keys[row, 4] > asked.lineage:
                ranks[row] = NO_ROUTE

"""Random step tables and questions: small, and with everything in them that a real one can have (routes.md, section 7)."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random
from typing import Any

import numpy as np

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.steps import ANY, Kind, Mark, StepTable, Temporal
from chipgraph.routes.walk import variant_tree

DTYPES = {
    "kind": np.uint8,
    "temporal": np.uint8,
    "strength": np.uint8,
    "disputed": np.bool_,
    "denied": np.bool_,
    "capped": np.bool_,
    "marks": np.uint32,
}
STATE_COLUMNS = ("holder", "product", "enter", "leave")

Alternative = dict[str, int]


def alternative(source: int, target: int, kind: int = Kind.POSSESSION, **more: int) -> Alternative:
    """One row: a reported, undisputed, timeless relation unless said otherwise."""
    row = {
        "source": source,
        "target": target,
        "kind": int(kind),
        "temporal": int(Temporal.TIMELESS),
        "s1": FIRST,
        "s2": FIRST,
        "e1": LAST,
        "e2": LAST,
        "strength": 2,
        "disputed": 0,
        "denied": 0,
        "marks": 0,
        "capped": 0,
        "named": ANY,
        "record": 0,
        "proposition": 0,
    }
    return row | more


def event(low: int, high: int | None = None) -> dict[str, int]:
    """Bounds of an event."""
    high = low if high is None else high
    return {"temporal": int(Temporal.EVENT), "s1": low, "s2": high, "e1": low, "e2": high}


def state(s1: int, s2: int, e1: int, e2: int) -> dict[str, int]:
    """Bounds of a state."""
    return {"temporal": int(Temporal.STATE), "s1": s1, "s2": s2, "e1": e1, "e2": e2}


def table_of(states: list[tuple[int, int]], parent: list[int], rows: list[Alternative]) -> StepTable:
    """Write a step table from plain values."""
    enter, leave = variant_tree(np.asarray(parent, np.int32))
    names = [f.name for f in fields(StepTable) if f.name not in STATE_COLUMNS]
    columns: dict[str, Any] = {
        name: np.asarray([row[name] for row in rows], DTYPES.get(name, np.int32)) for name in names
    }
    return StepTable(
        holder=np.asarray([s[0] for s in states], np.int32),
        product=np.asarray([s[1] for s in states], np.int32),
        enter=enter,
        leave=leave,
        **columns,
    )


def shuffled(table: StepTable, random: Random) -> tuple[StepTable, list[int]]:
    """The same table with its rows in another order, and the old number of each new row."""
    order = list(range(len(table.source)))
    random.shuffle(order)
    moved = {f.name: getattr(table, f.name)[order] for f in fields(StepTable) if f.name not in STATE_COLUMNS}
    return replace(table, **moved), order


def random_table(random: Random) -> StepTable:
    """Up to eight states and twenty alternatives, often parallel; two thirds of them lead along one chain of states."""
    products = random.randint(1, 5)
    parent = [random.choice([ANY, random.randrange(i)]) if i else ANY for i in range(products)]
    pairs = [(h, p) for h in range(ANY, 4) for p in range(ANY, products) if (h, p) != (ANY, ANY)]
    states = sorted(random.sample(pairs, random.randint(2, min(8, len(pairs)))))
    chain = random.sample(range(len(states)), len(states))
    rows: list[Alternative] = []
    for number in range(random.randint(2, 20)):
        if rows and random.random() < 0.3:
            twin = random.choice(rows)
            source, target, kind = twin["source"], twin["target"], Kind(twin["kind"])
        else:
            source, target = random.sample(range(len(states)), 2)
            if random.random() < 0.65:
                at = random.randrange(len(chain) - 1)
                source, target = chain[at], chain[min(at + random.choice([1, 1, 1, 2]), len(chain) - 1)]
            kind = random.choice([Kind.POSSESSION, Kind.POSSESSION, Kind.LINEAGE, Kind.SERVICE, Kind.GROUP])
            if kind is Kind.LINEAGE and states[source][1] == ANY:
                kind = Kind.POSSESSION
        rows.append(_random_row(random, source, target, kind, products, number))
    return table_of(states, parent, rows)


def _random_row(random: Random, source: int, target: int, kind: Kind, products: int, number: int) -> Alternative:
    denied = random.random() < 0.1
    marks = 0
    if kind is Kind.LINEAGE and random.random() < 0.5:
        marks |= random.choice([Mark.TIE_NOT_STATED, Mark.TIE_OTHER_MAKER])
    for mark in (Mark.VARIANT_ASSUMED, Mark.PRODUCT_NOT_STATED, Mark.HS_CODE_DIFFERS, Mark.BY_DESIGN_MATCH):
        if random.random() < 0.12:
            marks |= mark
    named = random.randrange(ANY, products) if kind in (Kind.POSSESSION, Kind.SERVICE) else ANY
    return alternative(
        source,
        target,
        kind,
        **_random_bounds(random),
        strength=0 if denied else random.randint(1, 5),
        denied=int(denied),
        disputed=int(not denied and random.random() < 0.2),
        marks=int(marks),
        capped=int(random.random() < 0.15),
        named=named,
        record=number,
        proposition=number // 2,
    )


def _random_bounds(random: Random) -> dict[str, int]:
    a, b, c, d = sorted(random.randint(0, 12) for _ in range(4))
    match random.randrange(8):
        case 0 | 1:
            return event(a)
        case 2:
            return event(a, c)
        case 3:
            return event(*random.choice([(FIRST, a), (a, LAST), (FIRST, LAST)]))
        case 4 | 5:
            return state(a, b, c, d)
        case 6:
            s1, s2 = random.choice([(a, b), (FIRST, LAST), (FIRST, b), (a, c)])
            e1, e2 = random.choice([(c, d), (FIRST, LAST), (c, LAST), (b, d)])
            return state(s1, s2, e1, e2)
        case _:
            return {}


def random_question(random: Random, table: StepTable) -> Question:
    """Every filter and bound, each on now and then."""
    count = len(table.holder)
    ends = np.zeros(count, np.bool_)
    ends[random.sample(range(count), random.choice([1, 1, 2]))] = True
    starts = None if random.random() < 0.25 else tuple(random.sample(range(count), random.choice([1, 1, 2])))
    rare = random.random
    return Question(
        starts=starts,
        ends=ends,
        max_transfers=random.choice([1, 2, 3, 4, 5]),
        max_lineage=random.choice([0, 1, 2, 3, 4]),
        mode=Mode.STRICT if rare() < 0.15 else Mode.FOLLOW,
        min_strength=random.choice([0, 0, 0, 0, 1, 2]),
        disputed=Disputed.EXCLUDE if rare() < 0.15 else Disputed.INCLUDE,
        include_denied=rare() < 0.4,
        include_impossible=rare() < 0.2,
        include_hs_differs=rare() < 0.5,
        since=random.randint(0, 6) if rare() < 0.2 else None,
        until=random.randint(6, 12) if rare() < 0.2 else None,
        min_days=random.choice([0, 0, 0, 1, 3]),
    )

"""Many small random graphs side by side in one table graph, so that one run of the program answers for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from tests.tables.test_relations import CLASSES, DATASETS, DATES, ENDS

from chipgraph import schema
from chipgraph.dates import FIRST, parse
from chipgraph.tables.model import NONE, DenialColumns, EntityColumns, RecordColumns, RecordTables

PARTIES, PRODUCTS = 6, 5
SIZE = PARTIES + PRODUCTS
_TYPES = {"UInt8": np.uint8, "Int32": np.int32, "Float64": np.float64, "Int64": np.int64}
_PARTY_CLASSES = ("Firm", "Firm", "Firm", "PublicBody")


@dataclass(frozen=True, slots=True)
class Many:
    """Graphs ``0 .. count - 1``; graph g has the parties and products from ``g * SIZE`` on."""

    tables: RecordTables
    count: int

    def parties(self, graph: int) -> list[int]:
        return list(range(graph * SIZE, graph * SIZE + PARTIES))

    def products(self, graph: int) -> list[int]:
        return list(range(graph * SIZE + PARTIES, (graph + 1) * SIZE))


def many(count: int, seed: int) -> Many:
    random = Random(seed)
    rows = [row for graph in range(count) for row in _records(random, graph * SIZE)]
    rows.sort(key=lambda row: row[8])  # records stand in the order of their datasets
    numbered = [(*row, number + 1) for number, row in enumerate(rows)]
    columns = _columns(numbered)
    denied = sorted(random.sample(range(len(rows)), len(rows) // 6))
    makers = np.asarray([n // SIZE * SIZE for n in columns.source[denied].tolist()], np.int32)
    denials = DenialColumns(np.asarray(denied, np.int32), makers, np.full(len(denied), FIRST, np.int32))
    return Many(RecordTables(CLASSES, (), DATASETS, _entities(random, count), columns, denials), count)


def _entities(random: Random, count: int) -> EntityColumns:
    cls, parent, keys = [], [], []
    for graph in range(count):
        first = graph * SIZE + PARTIES
        variant = random.random() < 0.6
        keys += [f"g{graph}-party-{n}" for n in range(PARTIES)] + [f"g{graph} thing {n}" for n in range(PRODUCTS)]
        cls += [CLASSES.index(random.choice(_PARTY_CLASSES)) for _ in range(PARTIES)]
        cls += [CLASSES.index("Product")] * PRODUCTS
        parent += [NONE] * PARTIES
        parent += [NONE, first, NONE, random.choice([first + 1, first + 2]), NONE] if variant else [NONE] * PRODUCTS
    named = np.asarray(keys, dtype=object)
    none = np.full(len(keys), "", dtype=object)
    return EntityColumns(named, named, np.asarray(cls, np.uint8), np.asarray(parent, np.int32), none)


def _records(random: Random, first: int) -> Iterator[tuple[Any, ...]]:
    """Records of every class that a walk knows: returns to a sender, partial and missing dates, parallel records."""
    for _ in range(random.randint(6, 18)):
        cls = random.choice([*CLASSES[:10], "Transfer", "Supply", "Composition", "Composition"])
        kind = ENDS.get(cls, "parties")
        party, product = range(first, first + PARTIES), range(first + PARTIES, first + SIZE)
        source = random.choice(product if kind == "products" else party)
        others = [n for n in (product if kind in ("products", "makes") else party) if n != source]
        target = random.choice(others)
        if cls == "Composition" and random.random() < 0.8:
            source, target = min(source, target), max(source, target)
        carries = kind == "parties" and cls not in ("Ownership", "Control")
        named = random.choice([NONE, *product, *product]) if carries else NONE
        start, end = (parse(random.choice(DATES)) for _ in range(2))
        event = schema.load().relation(cls).temporal == "event"
        end = start if event or end.hi < start.lo else end
        share = random.choice([25.0, 50.0, 100.0]) if cls == "Ownership" else np.nan
        dataset = random.choice([0, 0, 1, 2, 2, 3])
        bounds = (start.lo, start.hi, end.lo, end.hi)
        yield (CLASSES.index(cls), source, target, named, *bounds, dataset, share, np.nan, NONE)


def loops(honest_day: str) -> RecordTables:
    """Two graphs in which the quickest way to who packages is no route; in the first there is another, dated way.

    S sends p to A, where p goes into q, and nobody says that A makes q. A sends q to B, and B sends it back: the loop answers what was
    asked at A, but A would hold q twice (W7). Only then could the packager of r, of which q is a part, have got it (W4).
    """
    s, a, b, packager, d, e, p, q, r = range(9)
    shared = [
        ("Transfer", s, a, p),
        ("Composition", p, q, NONE),
        ("Transfer", a, b, q),
        ("Transfer", b, a, q),
        ("Composition", q, r, NONE),
        ("Packaging", packager, a, r),
    ]
    honest = [("Transfer", s, e, p), ("Transfer", e, d, p), ("Transfer", d, a, q)]
    lines = [*shared, *honest, *((cls, x + 9, y + 9, z if z == NONE else z + 9) for cls, x, y, z in shared)]
    day, none = parse(honest_day), parse(None)
    spans = [day if n == 8 else none for n in range(len(lines))]
    rows = [
        (CLASSES.index(cls), x, y, z, span.lo, span.hi, span.lo, span.hi, 0, np.nan, np.nan, NONE, n + 1)
        for n, ((cls, x, y, z), span) in enumerate(zip(lines, spans, strict=True))
    ]
    keys = np.asarray([f"{name}{g}" for g in (1, 2) for name in "sabPdepqr"], dtype=object)
    kinds = [CLASSES.index("Firm")] * 6 + [CLASSES.index("Product")] * 3
    nothing = np.full(len(keys), NONE, np.int32), np.full(len(keys), "", dtype=object)
    entities = EntityColumns(keys, keys, np.asarray(kinds * 2, np.uint8), *nothing)
    empty = np.zeros(0, np.int32)
    return RecordTables(CLASSES, (), DATASETS, entities, _columns(rows), DenialColumns(empty, empty, empty))


def _columns(rows: list[tuple[Any, ...]]) -> RecordColumns:
    types = [str(f.type) for f in RecordColumns.__dataclass_fields__.values()]
    return RecordColumns(*(np.asarray(c, _TYPES[t]) for c, t in zip(zip(*rows, strict=True), types, strict=True)))

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
    types = [str(f.type) for f in RecordColumns.__dataclass_fields__.values()]
    columns = [np.asarray(c, _TYPES[t]) for c, t in zip(zip(*numbered, strict=True), types, strict=True)]
    denied = sorted(random.sample(range(len(rows)), len(rows) // 6))
    makers = np.asarray([n // SIZE * SIZE for n in columns[1][denied].tolist()], np.int32)
    denials = DenialColumns(np.asarray(denied, np.int32), makers, np.full(len(denied), FIRST, np.int32))
    return Many(RecordTables(CLASSES, (), DATASETS, _entities(random, count), RecordColumns(*columns), denials), count)


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

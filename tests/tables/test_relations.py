"""A table graph walks as the same records do when each is a row: the columns and the View give one answer (P12, W2 to W5)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chipgraph import identity, schema
from chipgraph.dates import FIRST, LAST, parse
from chipgraph.grades import Grades
from chipgraph.holdings import derive
from chipgraph.records import Records
from chipgraph.routes.steps import ANY, StepTable
from chipgraph.tables.lifting import Lift, date_text
from chipgraph.tables.model import NONE, DenialColumns, EntityColumns, RecordColumns, RecordTables, TableDataset
from chipgraph.tables.relations import TableRelations
from chipgraph.view.build import build
from chipgraph.view.walkable import walkable

PARTIES, PRODUCTS = 5, 4
CLASSES = (
    *("Transfer", "Shipment", "Supply", "Fabrication", "Packaging", "Make"),
    *("Composition", "DesignMatch", "Ownership", "Control", "Firm", "PublicBody", "Product"),
)
ENDS = {"Composition": "products", "DesignMatch": "products", "Make": "makes"}
DATASETS = (
    TableDataset("customs", "Customs records", "Example Data", "customs-record", published="2024"),
    TableDataset("press", "Press reports", "Example Daily", "named-source"),
    TableDataset("register", "A register", "Example Registrar", "register", authority_class="PublicBody"),
    TableDataset("rumours", "What nobody says", "Example Daily", "anonymous", asserts=False),
)
DATES = (None, "2020", "2021-03", "2021-03-05", "2022..2023-06", "2024-02")


def _other(number: int) -> int:
    """Another party or product than this one."""
    first, count = (0, PARTIES) if number < PARTIES else (PARTIES, PRODUCTS)
    return first + (number - first + 1) % count


@st.composite
def tables(draw: st.DrawFn) -> RecordTables:
    """Few parties and products, every class that a walk knows, partial and missing dates, denials."""
    rows: list[tuple[Any, ...]] = []
    for number in range(draw(st.integers(1, 12))):
        cls = draw(st.sampled_from(CLASSES[:10]))
        party, product = st.integers(0, PARTIES - 1), st.integers(PARTIES, PARTIES + PRODUCTS - 1)
        kind = ENDS.get(cls, "parties")
        first = draw(product if kind == "products" else party)
        others = product if kind in ("products", "makes") else party
        last = draw(others)
        last = _other(first) if last == first else last
        if cls == "Composition":
            first, last = min(first, last), max(first, last)
        carried = kind == "parties" and cls not in ("Ownership", "Control")
        named = draw(st.none() | product) if carried else None
        start, end = (parse(draw(st.sampled_from(DATES))) for _ in range(2))
        event = schema.load().relation(cls).temporal == "event"
        end = start if event or end.hi < start.lo else end
        share = draw(st.sampled_from([25.0, 50.0, 100.0])) if cls == "Ownership" else np.nan
        dataset = draw(st.integers(0, len(DATASETS) - 1))
        product_of = NONE if named is None else named
        bounds = (start.lo, start.hi, end.lo, end.hi)
        rows.append((CLASSES.index(cls), first, last, product_of, *bounds, dataset, share, np.nan, NONE, number + 1))
    denied = draw(st.lists(st.integers(0, len(rows) - 1), max_size=3))
    variants = draw(st.sampled_from([(NONE,) * PRODUCTS, (NONE, PARTIES, NONE, PARTIES + 2)]))
    types = [f.type for f in RecordColumns.__dataclass_fields__.values()]
    dtypes = {"UInt8": np.uint8, "Int32": np.int32, "Float64": np.float64, "Int64": np.int64}
    columns = [
        np.asarray(column, dtypes[str(kind)]) for column, kind in zip(zip(*rows, strict=True), types, strict=True)
    ]
    body = draw(st.booleans())
    parties = [CLASSES.index("PublicBody") if body and n == 0 else CLASSES.index("Firm") for n in range(PARTIES)]
    keys = np.asarray([*(f"party-{n}" for n in range(PARTIES)), *(f"thing {n}" for n in range(PRODUCTS))], dtype=object)
    entities = EntityColumns(
        keys,
        keys,
        np.asarray([*parties, *[CLASSES.index("Product")] * PRODUCTS], np.uint8),
        np.asarray([*[NONE] * PARTIES, *variants], np.int32),
        np.full(PARTIES + PRODUCTS, "", dtype=object),
    )
    makers = np.asarray([columns[1][n] if columns[1][n] < PARTIES else 0 for n in denied], np.int32)
    days = np.full(len(denied), FIRST, np.int32)
    denials = DenialColumns(np.asarray(denied, np.int32), makers, days)
    return RecordTables(CLASSES, (), DATASETS, entities, RecordColumns(*columns), denials)


def told(table: StepTable, parties: Any, products: Any, records: Any) -> Counter[tuple[Any, ...]]:
    """Every alternative in ids, so that two numberings can be compared."""

    def state(number: int) -> tuple[str, str]:
        holder, product = int(table.holder[number]), int(table.product[number])
        return ("*" if holder == ANY else parties(holder), "*" if product == ANY else products(product))

    plain = ("kind", "temporal", "s1", "s2", "e1", "e2", "strength", "disputed", "denied", "marks", "capped")
    return Counter(
        (
            state(int(table.source[n])),
            state(int(table.target[n])),
            records(int(table.record[n])),
            "*" if table.named[n] == ANY else products(int(table.named[n])),
            *(int(getattr(table, name)[n]) for name in plain),
        )
        for n in range(len(table.source))
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_columns_and_rows_walk_alike(drawn: RecordTables) -> None:
    described, grades = schema.load(), Grades.load()
    lift = Lift(drawn, described)
    records = Records(lift.everything())
    relations, numbering = walkable(build(records, described, identity.resolve((), records, described), grades))
    by_rows = told(
        derive(relations), numbering.parties.__getitem__, numbering.products.__getitem__, numbering.records.__getitem__
    )
    columns = TableRelations(drawn, described, grades)
    by_columns = told(
        derive(columns.relations),
        lambda n: lift.entity_id(int(columns.party_entities[n])),
        lambda n: lift.entity_id(int(columns.product_entities[n])),
        lift.record_id,
    )
    assert by_columns == by_rows


@pytest.mark.parametrize(
    "text", ["2024", "2024-02", "2023-02-28", "2024-02-03", "..2024-02-29", "2020-01-01..", "2020..2021-03"]
)
def test_a_date_that_is_lifted_means_what_it_meant(text: str) -> None:
    interval = parse(text)
    assert parse(date_text(interval.lo, interval.hi)) == interval
    assert date_text(FIRST, LAST) is None

"""From a file of records to columns: read, check, number the parties; and several files joined into one table graph."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from chipgraph.errors import ValidationError
from chipgraph.routes.steps import Bool, Int32, UInt8
from chipgraph.schema import Schema
from chipgraph.tables import checks, reading
from chipgraph.tables.checks import Findings
from chipgraph.tables.mapping import RecordMapping
from chipgraph.tables.model import (
    NONE,
    DenialColumns,
    EntityColumns,
    Float64,
    RecordColumns,
    RecordTables,
    TableDataset,
    Texts,
)

if TYPE_CHECKING:
    import polars as pl

PARTY, PRODUCT = "Firm", "Product"
"""Class of what a file names as an end, and of what it names as goods: no file of shipments says more."""


@dataclass(frozen=True)
class LoadedFile:
    """What one file gave: its columns, and the rows that were set aside."""

    tables: RecordTables
    quarantine: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class _Read:
    """The columns of a file after their checks, all rows still there."""

    source: pl.Series
    target: pl.Series
    product: pl.Series
    territories: tuple[pl.Series, pl.Series]
    bounds: tuple[Int32, Int32, Int32, Int32]
    share: Float64
    quantity: Float64
    hs: pl.Series


def load_file(path: Path, mapping: RecordMapping, schema: Schema) -> LoadedFile:
    """Read a file of records into columns.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column.
    ValidationError
        If not one row of it can be loaded.
    """
    frame = reading.read_columns(path, mapping.columns.headers())
    findings = Findings(path.name, frame.height)
    read = _check(frame, mapping, schema, findings)
    if len(findings) == frame.height:
        first = next(findings.lines())
        raise ValidationError(
            f"not one of its {frame.height} rows can be loaded. Row {first['row']}, {first['column']}: {first['problem']}",
            path,
            "Correct the mapping or the file.",
        )
    dataset = replace(mapping.dataset, sha256=_sha256(path), quarantined=len(findings))
    return LoadedFile(_number(read, mapping.cls, dataset, ~findings.bad), tuple(findings.lines()))


def _check(frame: pl.DataFrame, mapping: RecordMapping, schema: Schema, findings: Findings) -> _Read:
    columns = mapping.columns

    def column(name: str) -> pl.Series:
        header = getattr(columns, name)
        return _empty(frame.height) if header is None else frame[header]

    source = checks.named(column("source"), str(columns.source), findings)
    target = checks.named(column("target"), str(columns.target), findings)
    findings.add(
        (source == target).to_numpy(), str(columns.target), target, "both ends are one party.", "Name two parties."
    )
    if columns.id is not None:
        checks.unique(column("id"), columns.id, findings)
    read_hs = checks.optional(column("hs")).str.replace_all(r"[.\s]", "")
    return _Read(
        source,
        target,
        checks.optional(column("product")),
        (checks.optional(column("source_territory")), checks.optional(column("target_territory"))),
        _bounds(column, mapping, schema, findings),
        checks.numbers(column("share"), str(columns.share), findings, most=100.0),
        checks.numbers(column("quantity"), str(columns.quantity), findings),
        read_hs,
    )


def _bounds(
    column: Any, mapping: RecordMapping, schema: Schema, findings: Findings
) -> tuple[Int32, Int32, Int32, Int32]:
    """The four bounds of each record, by whether its class is an event or a state (W10)."""
    columns = mapping.columns
    s1, s2 = checks.days(column("date"), mapping.date_format, str(columns.date), findings)
    if schema.relation(mapping.cls).temporal == "event":
        return s1, s2, s1, s2
    e1, e2 = checks.days(column("until"), mapping.date_format, str(columns.until), findings)
    findings.add(e2 < s1, str(columns.until), None, "the end is before the start.", "Correct one of the dates.")
    return s1, s2, e1, e2


def _empty(height: int) -> pl.Series:
    import polars as pl

    return pl.Series(values=[None], dtype=pl.String).new_from_index(0, height)


def _codes(texts: Sequence[pl.Series]) -> tuple[Texts, list[Int32]]:
    """Number the different texts of some columns in their own order, so that the order of rows leaves no trace."""
    import polars as pl

    keys = pl.concat([t.unique() for t in texts]).unique()
    keys = keys.filter(keys != "").sort()
    numbers = pl.DataFrame({"key": keys, "number": np.arange(len(keys), dtype=np.int32)})
    coded = []
    for column in texts:
        joined = pl.DataFrame({"key": column}).join(numbers, on="key", how="left", maintain_order="left")
        coded.append(joined["number"].fill_null(NONE).to_numpy())
    return np.asarray(keys.to_list(), dtype=object), coded


def _number(read: _Read, cls: str, dataset: TableDataset, good: Bool) -> RecordTables:
    """Number parties, products and customs codes of the good rows."""
    import polars as pl

    keep = pl.Series(good)
    parties, (source, target) = _codes([read.source.filter(keep), read.target.filter(keep)])
    products, (product,) = _codes([read.product.filter(keep)])
    codes, (hs,) = _codes([read.hs.filter(keep)])
    rows = np.flatnonzero(good)
    count, p, q = len(rows), len(parties), len(products)
    territory = np.full(p + q, "", dtype=object)
    for ends, stated in ((source, read.territories[0]), (target, read.territories[1])):
        _fill_territories(territory, ends, stated.filter(keep))
    keys = np.concatenate([parties, products])
    classes = tuple(sorted({cls, PARTY, PRODUCT}))
    kinds = np.array([classes.index(PARTY), classes.index(PRODUCT)], np.uint8)
    entities = EntityColumns(
        key=keys,
        caption=keys,
        cls=np.repeat(kinds, [p, q]),
        parent=np.full(p + q, NONE, np.int32),
        territory=territory,
    )
    s1, s2, e1, e2 = (bound[rows] for bound in read.bounds)
    records = RecordColumns(
        cls=np.full(count, classes.index(cls), np.uint8),
        source=source,
        target=target,
        product=np.where(product == NONE, NONE, product + p).astype(np.int32),
        s1=s1,
        s2=s2,
        e1=e1,
        e2=e2,
        dataset=np.zeros(count, np.uint8),
        share=read.share[rows],
        quantity=read.quantity[rows],
        hs=hs,
        row=(rows + 1).astype(np.int64),
    )
    return RecordTables(classes, tuple(map(str, codes)), (dataset,), entities, records, no_denials())


def _fill_territories(territory: Texts, ends: Int32, stated: pl.Series) -> None:
    """Note the territory of a party where the file states one; if it states several, none is taken for the seat."""
    import polars as pl

    told = pl.DataFrame({"party": ends, "territory": stated}).filter(pl.col("territory") != "")
    single = told.group_by("party").agg(pl.col("territory").unique()).filter(pl.col("territory").list.len() == 1)
    for party, found in zip(single["party"].to_list(), single["territory"].list.first().to_list(), strict=True):
        territory[party] = found if territory[party] in ("", found) else ""


def no_denials() -> DenialColumns:
    """Nobody denies anything."""
    none = np.zeros(0, np.int32)
    return DenialColumns(none, none, none)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def without(tables: RecordTables, dataset: str) -> RecordTables | None:
    """Take a dataset and what only it names out of a table graph; None if nothing is left."""
    number = next((n for n, d in enumerate(tables.datasets) if d.name == dataset), None)
    if number is None:
        return tables
    if len(tables.datasets) == 1:
        return None
    r, d, e = tables.records, tables.denials, tables.entities
    kept = np.flatnonzero(r.dataset != number)
    place = np.cumsum(r.dataset != number) - 1
    stays = r.dataset[d.record] != number
    used = np.zeros(len(e), np.bool_)
    for ends in (r.source[kept], r.target[kept], r.product[kept][r.product[kept] != NONE], d.maker[stays]):
        used[ends] = True
    for _ in range(len(e)):
        above = e.parent[used & (e.parent != NONE)]
        if used[above].all():
            break
        used[above] = True
    new = np.where(used, np.cumsum(used) - 1, NONE).astype(np.int32)

    def moved(column: Int32) -> Int32:
        return np.where(column == NONE, NONE, new[np.maximum(column, 0)]).astype(np.int32)

    records = RecordColumns(*(getattr(r, f.name)[kept] for f in fields(RecordColumns)))
    entities = EntityColumns(*(getattr(e, f.name)[used] for f in fields(EntityColumns)))
    denials = DenialColumns(place[d.record[stays]].astype(np.int32), moved(d.maker[stays]), d.day[stays])
    return replace(
        tables,
        datasets=tuple(x for x in tables.datasets if x.name != dataset),
        entities=replace(entities, parent=moved(entities.parent)),
        records=replace(
            records,
            source=moved(records.source),
            target=moved(records.target),
            product=moved(records.product),
            dataset=(records.dataset - (records.dataset > number)).astype(np.uint8),
        ),
        denials=denials,
    )


def join(parts: Sequence[RecordTables]) -> RecordTables:
    """Join table graphs; a party or product that several name by one key is one.

    Datasets stand in the order of their names, and records in that of their datasets and rows: the order of their ids.
    """
    if len(parts) == 1:
        return parts[0]
    parts = sorted(parts, key=lambda part: [d.name for d in part.datasets])
    classes = tuple(sorted({c for part in parts for c in part.classes}))
    codes = tuple(sorted({c for part in parts for c in part.hs_codes}))
    entities, places = _join_entities(parts, classes)
    records: list[RecordColumns] = []
    denials: list[DenialColumns] = []
    datasets: list[TableDataset] = []
    first = 0
    for part, place in zip(parts, places, strict=True):
        records.append(_renumbered(part, place, classes, codes, len(datasets)))
        denied = part.denials
        denials.append(DenialColumns((denied.record + first).astype(np.int32), place[denied.maker], denied.day))
        datasets.extend(part.datasets)
        first += len(part.records)
    return RecordTables(
        classes, codes, tuple(datasets), entities, _stacked(RecordColumns, records), _stacked(DenialColumns, denials)
    )


def _join_entities(parts: Sequence[RecordTables], classes: tuple[str, ...]) -> tuple[EntityColumns, list[Int32]]:
    """Number the entities of all parts by class and key; also, per part, the new number of each."""
    found: dict[tuple[str, str], list[Any]] = {}
    for part in parts:
        e = part.entities
        for n in range(len(e)):
            line = found.setdefault((part.classes[e.cls[n]], e.key[n]), [e.caption[n], None, e.territory[n]])
            line[2] = (
                line[2] if line[2] == e.territory[n] or not e.territory[n] else e.territory[n] if not line[2] else ""
            )
            if e.parent[n] != NONE:
                line[1] = (part.classes[e.cls[e.parent[n]]], e.key[e.parent[n]])
    names = sorted(found)
    number = {name: n for n, name in enumerate(names)}
    entities = EntityColumns(
        key=np.asarray([key for _, key in names], dtype=object),
        caption=np.asarray([found[name][0] for name in names], dtype=object),
        cls=np.asarray([classes.index(cls) for cls, _ in names], np.uint8),
        parent=np.asarray([NONE if (p := found[name][1]) is None else number[p] for name in names], np.int32),
        territory=np.asarray([found[name][2] for name in names], dtype=object),
    )
    places = [
        np.asarray(
            [number[part.classes[c], k] for c, k in zip(part.entities.cls, part.entities.key, strict=True)], np.int32
        )
        for part in parts
    ]
    return entities, places


def _renumbered(
    part: RecordTables, place: Int32, classes: tuple[str, ...], codes: tuple[str, ...], datasets: int
) -> RecordColumns:
    """The records of a part under the numbers of the whole."""
    r = part.records
    cls: UInt8 = np.asarray([classes.index(c) for c in part.classes], np.uint8)
    hs = np.asarray([*(codes.index(c) for c in part.hs_codes), NONE], np.int32)
    return replace(
        r,
        cls=cls[r.cls],
        source=place[r.source],
        target=place[r.target],
        product=np.where(r.product == NONE, NONE, place[np.maximum(r.product, 0)]).astype(np.int32),
        dataset=(r.dataset + datasets).astype(np.uint8),
        hs=hs[r.hs],
    )


def _stacked(kind: type[Any], parts: Sequence[Any]) -> Any:
    return kind(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(kind)))

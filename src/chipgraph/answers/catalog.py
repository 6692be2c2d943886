"""What is loaded: the datasets with their authority, dates, licence and counts (W26, F67)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chipgraph.records import Records
from chipgraph.schema import Schema

_TOLD = (
    "title",
    "authority",
    "carrier",
    "method",
    "published",
    "retrieved",
    "licence",
    "redistribution",
    "asserts",
    "url",
)


def dataset_lines(
    records: Records, manifest: Mapping[str, Mapping[str, Any]], schema: Schema
) -> Sequence[Mapping[str, Any]]:
    """Describe each loaded dataset by its own row and by the counts of its load."""
    described: dict[str, dict[str, Any]] = {}
    for row in records:
        if schema.kind(row.types[0]) == "dataset" and row.dataset not in described:
            properties = row.properties
            described[row.dataset] = {k: properties.get(k) for k in _TOLD}
    return [
        {"name": name, **described.get(name, {}), "rows": counts["rows"], "quarantined": counts["quarantined"]}
        for name, counts in sorted(manifest.items())
    ]


def count_kinds(records: Records, schema: Schema) -> Mapping[str, int]:
    """Count rows by kind: entities, records, claims, sources, statements."""
    counts: dict[str, int] = {}
    for row in records:
        kind = schema.kind(row.types[0])
        counts[kind] = counts.get(kind, 0) + 1
    return dict(sorted(counts.items()))

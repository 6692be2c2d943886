"""What an answer rests on: the rows behind it, the sources with their hashes, the datasets with their licences (G16, F7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from chipgraph.records import Records, Row

_FOLLOWED = ("Claim", "Source", "Dataset", "Pattern", "Statement")
_SOURCE_KEYS = (
    "title",
    "publisher",
    "published",
    "retrieved",
    "language",
    "url",
    "place",
    "archived_copy",
    "sha256",
    "origin",
)


def texts(value: object) -> Iterator[str]:
    """Yield every text in a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from texts(part)


def rows_behind(answer: Mapping[str, Any], records: Records) -> tuple[Row, ...]:
    """Find the rows that an answer names, and those that these refer to, by id.

    A row that is named brings what it refers to (the parties and the product of a record, maker and source of a claim); a
    claim, source, dataset, pattern or statement that is reached so brings its own references too.
    """
    found: dict[str, Row] = {}
    queue = [(id, True) for id in sorted({t for t in texts(_without_datasets(answer)) if t in records})]
    while queue:
        id, follow = queue.pop()
        row = records[id]
        if id in found and not follow:
            continue
        known = id in found
        found[id] = row
        if known or not (follow or set(row.types) & set(_FOLLOWED)):
            continue
        for reference in _references(row, records):
            if reference not in found:
                queue.append((reference, False))
    return tuple(found[id] for id in sorted(found))


def _without_datasets(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer without the parts of its certificate that speak of the whole graph."""
    kept = {k: v for k, v in answer.items() if k != "certificate"}
    return {**kept, "bounds": answer["certificate"]["bounds"]}


def _references(row: Row, records: Records) -> Iterator[str]:
    for key in row.properties:
        yield from (text for text in row.texts(key) if text in records)


def sources_of(rows: Iterable[Row], datasets: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """List the sources among rows, each with hash, origin and licence, and the datasets that the rows come from."""
    rows = list(rows)
    used = {row.dataset for row in rows}
    terms = {d["name"]: d.get("licence") for d in datasets}
    sources = [
        {
            "id": row.id,
            **{key: _one(row, key) for key in _SOURCE_KEYS},
            "licence": _one(row, "licence") or terms.get(row.dataset),
            "dataset": row.dataset,
        }
        for row in rows
        if "Source" in row.types
    ]
    return {"sources": sources, "datasets": [dict(d) for d in datasets if d["name"] in used]}


def _one(row: Row, key: str) -> str | None:
    found = row.texts(key) or tuple(t for k in sorted(row.properties) if k.startswith(f"{key}_") for t in row.texts(k))
    return "; ".join(found) or None


def missing_evidence(answer: Mapping[str, Any], rows: Iterable[Row]) -> list[str]:
    """List ids of records and claims that the answer names and no row of the bundle holds: none in a sound case."""
    held = {row.id for row in rows}
    named: set[str] = set()
    for route in answer["routes"]:
        for step in route["steps"]:
            for one in (step, *step["alternatives"]):
                named.add(one["record"])
                named.update(claim["id"] for claim in one.get("claims", ()))
        named.update(claim["id"] for claim in route["denials"])
    for relation in answer["denied_relations"]:
        named.update(relation["records"])
        named.update(claim["id"] for claim in relation["claims"])
    return sorted(id for id in named - held if not id.startswith("dataset:"))

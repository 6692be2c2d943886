"""Where everything stands: each source and dataset with its licence, and what would have no source left without it (O22).

A page on the web can vanish. What then rests on nothing is what only claims that cite it assert. Where the page, or the words
of each claim, were kept, it can still be read; where not, the line says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from chipgraph import licences
from chipgraph.errors import NameNotFoundError
from chipgraph.records import Records, Row

COPY, QUOTES, SOME_QUOTES, NOTHING = "copy", "quotes", "some quotes", "no"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source or dataset.

    Attributes
    ----------
    kept
        What of it is kept here: ``copy`` (an archived copy, or a file with its digest), ``quotes`` (the words of each claim),
        ``some quotes``, or ``no``.
    redistribution
        How much of it may be passed on, as its data say; *unknown* where they do not.
    claims
        How many claims cite it.
    alone
        What nothing else asserts: records, statements and measures, by id.
    """

    id: str
    kind: str
    title: str
    publisher: str | None
    licence: str | None
    redistribution: str
    url: str | None
    sha256: str | None
    kept: str
    claims: int
    alone: tuple[str, ...]

    @property
    def at_risk(self) -> bool:
        """Whether something rests on a page that is not kept."""
        return self.kept in (NOTHING, SOME_QUOTES) and bool(self.alone)


def source_lines(records: Records) -> list[SourceLine]:
    """Describe every source and dataset, what most rests on first."""
    claims = [row for row in records if "Claim" in row.types]
    withdrawn = {row.text("retracts") for row in claims}
    citing: defaultdict[str, list[Row]] = defaultdict(list)
    asserted_by: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        source, target = claim.text("cites"), claim.text("about")
        if source is not None:
            citing[source].append(claim)
        if target is not None and claim.text("stance") == "asserts" and claim.id not in withdrawn:
            asserted_by[target].add(source or claim.id)
    alone: defaultdict[str, list[str]] = defaultdict(list)
    for target, holders in sorted(asserted_by.items()):
        if len(holders) == 1 and not _in_asserting_dataset(records, target):
            alone[next(iter(holders))].append(target)
    lines = [_line(row, citing[row.id], tuple(alone[row.id]), records) for row in _citable(records)]
    return sorted(lines, key=lambda line: (-len(line.alone), line.id))


def vanishing(records: Records, id: str) -> list[tuple[str, str, str]]:
    """List what rests on one source alone: class, id and words.

    Raises
    ------
    NameNotFoundError
        If no source or dataset has the id.
    """
    lines = {line.id: line for line in source_lines(records)}
    if id not in lines:
        raise NameNotFoundError(id, [known for known in lines if id in known][:5])
    return [(", ".join(records[t].types), t, _words(records[t])) for t in lines[id].alone if t in records]


def _citable(records: Records) -> Iterator[Row]:
    return (row for row in records if "Source" in row.types or "Dataset" in row.types)


def _in_asserting_dataset(records: Records, target: str) -> bool:
    row = records.get(target)
    dataset = None if row is None else records.get(f"dataset-{row.dataset}")
    return dataset is not None and dataset.properties.get("asserts") is True


def _line(row: Row, claims: list[Row], alone: tuple[str, ...], records: Records) -> SourceLine:
    kind = "Dataset" if "Dataset" in row.types else "Source"
    if kind == "Dataset" and row.properties.get("asserts") is True:
        held = (r for r in records if r.dataset == row.dataset and r.id.startswith("rel-"))
        alone = (*alone, *(r.id for r in held))
    return SourceLine(
        id=row.id,
        kind=kind,
        title=row.text("title") or row.id,
        publisher=row.text("publisher") or row.text("carrier"),
        licence=row.text("licence"),
        redistribution=licences.line_of(row).redistribution,
        url=row.text("url"),
        sha256=row.text("sha256"),
        kept=_kept(row, claims),
        claims=len(claims),
        alone=alone,
    )


def _kept(row: Row, claims: list[Row]) -> str:
    if row.text("archived_copy") is not None or ("Dataset" in row.types and row.text("sha256") is not None):
        return COPY
    quoted = sum(any(key.startswith("quote_") for key in claim.properties) for claim in claims)
    if claims and quoted == len(claims):
        return QUOTES
    return SOME_QUOTES if quoted else NOTHING


def _words(row: Row) -> str:
    """The words of a statement; of a record its ends and of a measure its figure, as they stand in the row."""
    text = next((row.texts(key) for key in sorted(row.properties) if key.startswith("text_")), ())
    if text:
        return text[0]
    return ", ".join(
        f"{key} {' '.join(row.texts(key))}"
        for key in sorted(row.properties)
        if key not in ("note", "scope", "citation")
    )

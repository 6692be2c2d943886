"""A table graph as a ``Graph``: small ones are asked everything, large ones what can be answered on columns (P12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from chipgraph import resources
from chipgraph.answers.trace import Trace
from chipgraph.errors import UsageError
from chipgraph.graph import Graph
from chipgraph.names import Hit
from chipgraph.questions.asking import Name, several
from chipgraph.records import Records
from chipgraph.settings import Settings
from chipgraph.tables import folder
from chipgraph.tables.asking import TableTracer
from chipgraph.tables.lifting import Lift
from chipgraph.tracing import TraceOptions
from chipgraph.view import Entity

ROWS = 100_000
"""Records of a graph that is small enough to be written as rows, so that every question can be asked of it."""


class TableGraph(Graph):
    """One folder of record tables.

    Up to ``ROWS`` records each record is a row, as in a loaded graph, and every question but SPARQL and Cypher has its
    answer. Above, ``trace`` works on the columns; a question that needs all rows says so.
    """

    def __init__(self, path: Path, chosen: Settings) -> None:
        super().__init__(chosen)
        self.path = path
        self.tables = folder.read(path)

    @property
    def is_small(self) -> bool:
        """Whether each record is a row."""
        return len(self.tables.records) <= ROWS

    @cached_property
    def table_tracer(self) -> TableTracer:
        """What finds routes on the columns."""
        return TableTracer(self.tables, self.schema, self.grades, self.settings)

    @cached_property
    def records(self) -> Records:
        """All records as rows.

        Raises
        ------
        UsageError
            If there are more than ``ROWS``.
        """
        if not self.is_small:
            raise UsageError(
                f"This needs every record as a row, and {self.path} has {len(self.tables.records):,} records, more than "
                f"{ROWS:,}. Ask for routes: chipgraph --graph {self.path} trace START END"
            )
        return Records(Lift(self.tables, self.schema).everything())

    @cached_property
    def digest(self) -> str:
        """Digest of the columns."""
        return self.tables.digest

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Digests of data, ontology and law, for certificates (W26)."""
        from chipgraph.law.loading import digest_of

        law = digest_of(resources.ontology() / "law")
        return {"graph": self.digest, "records": self.digest, "ontology": self.schema.digest, "law": law}

    @cached_property
    def dataset_lines(self) -> Sequence[Mapping[str, Any]]:
        """Per dataset: name, title, authority, method, dates, licence, rows, quarantined rows."""
        import numpy as np

        counts = np.bincount(self.tables.records.dataset, minlength=len(self.tables.datasets))
        return [
            {"carrier": None, "url": None, **dataset.to_dict(), "rows": int(count)}
            for dataset, count in zip(self.tables.datasets, counts, strict=True)
        ]

    def search(self, text: str, limit: int = 20, known_on: str | None = None) -> list[Hit]:
        """Find entities by name; the score of a name that holds the text is 90, of the text itself 100."""
        if self.is_small:
            return super().search(text, limit, known_on)
        found = self.table_tracer.names.search(text, limit)
        entities = [self._entity(number) for number in found]
        wanted = text.strip().lower()
        return [Hit(e, e.caption, 100.0 if e.caption.lower() == wanted else 90.0) for e in entities]

    def entity(self, name: str) -> Entity:
        """Find the one entity of this key, name or id."""
        return super().entity(name) if self.is_small else self._entity(self.table_tracer.names.number(name))

    def _entity(self, number: int) -> Entity:
        e = self.tables.entities
        caption = str(e.caption[number])
        id = Lift(self.tables, self.schema).entity_id(number)
        return Entity(id, (self.tables.classes[e.cls[number]],), caption, (caption,), {}, (id,), ())

    def trace(
        self,
        start: Name | None = None,
        end: Name | None = None,
        *,
        to: Name | None = None,
        law: bool | str = False,
        explain: bool = False,
        **bounds: Any,
    ) -> Trace:
        """Find routes (see ``Graph.trace``); on a large graph by the columns."""
        if self.is_small:
            return super().trace(start, end, to=to, law=law, explain=explain, **bounds)
        ends = end if end is not None else to
        if ends is None:
            raise UsageError("Say where the route ends: a party or a product.")
        if law:
            raise UsageError(f"Hops are judged by the law on graphs of up to {ROWS:,} records. Leave out --law.")
        if explain:
            raise UsageError(f"What was pruned is told for graphs of up to {ROWS:,} records. Leave out --explain.")
        options = TraceOptions.of(bounds, self.settings)
        return self.table_tracer.trace(several(start), several(ends) or (), options, self.digests, self.dataset_lines)

    def scan(
        self, sources: Name | None = None, targets: Name | None = None, *, limit: int | None = None, **bounds: Any
    ) -> Any:
        """Join every source with every target (see ``Graph.scan``); on a large graph by the columns, both ends named."""
        if self.is_small:
            return super().scan(sources, targets, limit=limit, **bounds)
        from chipgraph.tables.scanning import TableScan

        options = TraceOptions.of({**bounds, "limit": limit}, self.settings)
        ends = (several(sources), several(targets))
        return TableScan(self.table_tracer, *ends, options, self.digests, self.dataset_lines)

    def sparql(self, query: str) -> Any:
        """Refuse: a table graph has no RDF store."""
        raise UsageError("A table graph is not in the SPARQL store. Load a graph: chipgraph load FILE")

    def cypher(self, query: str, **parameters: Any) -> Any:
        """Refuse: a table graph is not in Neo4j."""
        raise UsageError("A table graph is not in Neo4j. Load a graph: chipgraph load FILE, then chipgraph neo4j load")

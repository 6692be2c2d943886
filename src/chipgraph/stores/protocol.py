"""What every store of the View does, and the tables that it is loaded from (O6, P11 to P13).

``GraphTables`` is the View as a property graph: nodes and edges with plain values, in no engine's terms. Neo4j, its import
files and the RDF view are all made from the same tables, so that they agree by construction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chipgraph.errors import ValidationError

PropertyValue = str | int | float | bool | dt.date | tuple[str, ...] | tuple[float, ...]
Properties = Mapping[str, PropertyValue]

Progress = Callable[[str, int, int], None]
"""Told of the work as it goes on: what is done, how much of it is done, how much there is."""

RESERVED = ("id", "load")
"""Keys that the stores write themselves; no row has a property of that name."""

NUMBER = "_number"
"""What the key of a number ends with that stands beside a decimal text, so that it can be compared (P2)."""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node. The first label is its kind (``Entity``, ``Claim``, ``Holding``, ...): ids are looked up by it."""

    id: str
    labels: tuple[str, ...]
    properties: Properties

    @property
    def kind(self) -> str:
        """The first label."""
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """One edge; a plain one (P6) has no id and no properties."""

    id: str | None
    type: str
    source: str
    target: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class GraphTables:
    """The View as nodes and edges.

    Attributes
    ----------
    nodes, edges
        In an order that depends on the data alone.
    digest
        The digest of the View; a store that holds it has nothing to load.
    """

    nodes: Sequence[NodeRow]
    edges: Sequence[EdgeRow]
    digest: str

    def check(self) -> dict[str, str]:
        """Give the kind of each node by id; an id used twice or an edge without an end is an error (P10).

        Raises
        ------
        ValidationError
            If an id is used twice, an edge ends nowhere, or a value cannot be stored.
        """
        kinds: dict[str, str] = {}
        for node in self.nodes:
            if node.id in kinds:
                raise _broken(f"two nodes have the id {node.id!r}.")
            kinds[node.id] = node.kind
            _check_values(node.id, node.properties)
        edges: set[str] = set()
        for edge in self.edges:
            for end in (edge.source, edge.target):
                if end not in kinds:
                    raise _broken(f"the edge {edge.id or edge.type!r} ends at {end!r}, which is no node.")
            if edge.id is not None and edge.id in edges:
                raise _broken(f"two edges have the id {edge.id!r}.")
            edges.update((edge.id,) if edge.id is not None else ())
            _check_values(edge.id or edge.type, edge.properties)
        return kinds


def _check_values(owner: str, properties: Properties) -> None:
    for key, value in properties.items():
        if key in RESERVED:
            raise _broken(f"{owner!r} has a property {key!r}, a name that stores keep for themselves.")
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise _broken(f"{owner!r}: {key} is {value}, which does not fit in 64 bits (P2).")


def _broken(problem: str) -> ValidationError:
    return ValidationError(problem, "view", "Run chipgraph validate; if it finds nothing, this is a defect: report it.")


@dataclass(frozen=True, slots=True)
class ViewLoad:
    """What a load did; ``changed`` is false if the store held this digest already."""

    digest: str
    changed: bool
    nodes: int
    edges: int


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How long a query may run and how many rows it may give."""

    seconds: float = 60.0
    rows: int = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query.

    Attributes
    ----------
    columns, rows
        A value is None, text, a number, a boolean, or a tuple of these; dates are ISO text.
    truncated
        There were more rows than the limit.
    rdf
        The answer as N-Triples, where it is a graph (``CONSTRUCT``, ``DESCRIBE``).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    truncated: bool = False
    rdf: str | None = None


class ViewStore(Protocol):
    """A store that holds one View at a time and answers read-only queries in its own language."""

    def digest(self) -> str | None:
        """Give the digest of the View that readers see; None if nothing was loaded."""

    def load(self, tables: GraphTables, progress: Progress | None = None) -> ViewLoad:
        """Replace the View; readers see the old one until the new one is whole. The same digest changes nothing."""

    def query(
        self, text: str, parameters: Mapping[str, object] | None = None, limits: QueryLimits | None = None
    ) -> Answer:
        """Answer a query that only reads; one that would write is refused."""

    def close(self) -> None:
        """Let go of the store."""


def silent(_what: str, _done: int, _all: int) -> None:
    """Report no progress."""

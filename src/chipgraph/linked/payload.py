"""The payload: graph, map, timeline and table of the same nodes and edges, under the same ids (F5, F20, F73, F74).

The graph is graphology's own serialisation and carries every attribute once; the map, the timeline and the table name its
nodes and edges by id. What has no place or no date is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chipgraph import licences
from chipgraph.linked import edges
from chipgraph.linked.index import LinkIndex
from chipgraph.linked.legend import Legend, special_class
from chipgraph.linked.legend import shipped as shipped_legend
from chipgraph.linked.places import Place, Placing
from chipgraph.linked.places import shipped as shipped_places
from chipgraph.view import Entity, Proposition, View

Document = dict[str, object]

COLUMNS = (
    ("from", "From"),
    ("relation", "Relation"),
    ("to", "To"),
    ("product", "Product"),
    ("date", "Date"),
    ("strength", "Strength"),
    ("standing", "Standing"),
    ("asserted_by", "Asserted by"),
    ("denied_by", "Denied by"),
    ("sources", "Sources"),
    ("marks", "Marks"),
)
"""Columns of the table, in their order. A row has besides ``id``, ``from_id``, ``to_id`` and ``product_id``."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a linked view shows, before it is laid out.

    Attributes
    ----------
    propositions
        The edges; their ends are nodes.
    entities
        Further nodes, by id.
    tiers
        Supply tier by node, where the view is one of routes (F14).
    marks
        Marks of the routes by proposition (W20).
    edges_in_all, next
        How many edges the question has, and the cursor of the next part (F4).
    """

    question: Mapping[str, object]
    propositions: Sequence[Proposition]
    entities: Sequence[str] = ()
    tiers: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    edges_in_all: int | None = None
    next: str | None = None
    certificate: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class LinkedView:
    """One payload for all views of the page; ``to_dict`` is its JSON.

    Attributes
    ----------
    licences
        What the view draws on, with the terms of each (F7).
    """

    question: Mapping[str, object]
    digests: Mapping[str, str]
    nodes: tuple[Document, ...]
    edges: tuple[Document, ...]
    features: tuple[Document, ...]
    timeline: tuple[Document, ...]
    rows: tuple[Mapping[str, str | int | None], ...]
    unplaced: tuple[str, ...]
    undated: tuple[str, ...]
    edges_in_all: int
    licences: tuple[Mapping[str, object], ...] = ()
    next: str | None = None
    certificate: Mapping[str, object] | None = None

    def to_dict(self) -> Document:
        """The payload as plain values."""
        return {
            "question": dict(self.question),
            "digests": dict(self.digests),
            "graph": self.graph(),
            "map": self.map(),
            "timeline": list(self.timeline),
            "table": {
                "columns": [{"key": key, "title": title} for key, title in COLUMNS],
                "rows": [dict(row) for row in self.rows],
            },
            "unplaced": list(self.unplaced),
            "undated": list(self.undated),
            "shown": {
                "nodes": len(self.nodes),
                "edges": len(self.edges),
                "edges_in_all": self.edges_in_all,
                "next": self.next,
            },
            "licences": [dict(line) for line in self.licences],
            "certificate": None if self.certificate is None else dict(self.certificate),
        }

    def graph(self) -> Document:
        """The graph as graphology serialises it (F73)."""
        return {
            "attributes": {},
            "options": {"type": "mixed", "multi": True, "allowSelfLoops": True},
            "nodes": list(self.nodes),
            "edges": list(self.edges),
        }

    def map(self) -> Document:
        """The map as GeoJSON, RFC 7946 (F74)."""
        return {"type": "FeatureCollection", "features": list(self.features)}


class Viewer:
    """Lays out linked views over one View; what an edge or node says is worked out once."""

    def __init__(self, view: View, digests: Mapping[str, str]) -> None:
        self.view = view
        self.digests = digests
        self.legend: Legend = shipped_legend()
        self.index = LinkIndex(view, self.legend)
        self.placing = Placing(view, shipped_places())
        self._places: dict[str, tuple[Place, ...]] = {}
        self._edges: dict[str, edges.Attributes] = {}

    def show(self, content: Content) -> LinkedView:
        """Lay out a content as graph, map, timeline and table."""
        ids = [id for p in content.propositions for id in (p.source, p.target)]
        shown = [id for id in dict.fromkeys((*content.entities, *ids)) if id in self.view.entities]
        attributes = {p.id: self._edge(p, content.marks.get(p.id, ())) for p in content.propositions}
        return LinkedView(
            question=content.question,
            digests=self.digests,
            nodes=tuple(self._node(id, content.tiers.get(id)) for id in shown),
            edges=tuple(self._drawn(p, attributes[p.id]) for p in content.propositions),
            features=(*self._points(shown), *self._lines(content.propositions, attributes)),
            timeline=tuple(_dated(p.id, a) for p in content.propositions if (a := attributes[p.id])["date"]),
            rows=tuple(self._row(p, attributes[p.id]) for p in content.propositions),
            unplaced=tuple(id for id in shown if not self.places(id)),
            undated=tuple(p.id for p in content.propositions if not attributes[p.id]["date"]),
            edges_in_all=len(content.propositions) if content.edges_in_all is None else content.edges_in_all,
            licences=self._licences(shown, content.propositions),
            next=content.next,
            certificate=content.certificate,
        )

    def _licences(self, ids: Iterable[str], propositions: Iterable[Proposition]) -> tuple[Mapping[str, object], ...]:
        """What nodes, edges and the claims behind them draw on."""
        view = self.view
        records = [record for p in propositions for record in p.records]
        claims = (claim.id for record in records for claim in view.claims_about.get(record, ()))
        return tuple(line.to_dict() for line in licences.drawn_on(view, [*ids, *records, *claims]))

    def places(self, id: str) -> tuple[Place, ...]:
        """Give every place of an entity."""
        if id not in self._places:
            self._places[id] = self.placing.places(self.view.entities[id])
        return self._places[id]

    def group(self, entity: Entity) -> str:
        """Give the group of the legend that an entity belongs to."""
        return self.legend.group(self.view.schema, special_class(self.view.schema, entity))

    def _node(self, id: str, tier: int | None) -> Document:
        entity = self.view.entities[id]
        return {
            "key": id,
            "attributes": {
                "label": entity.caption,
                "class": special_class(self.view.schema, entity),
                "group": self.group(entity),
                "names": list(entity.names),
                "places": [place.to_dict() for place in self.places(id)],
                "degree": self.index.degree(id),
                "tier": tier,
            },
        }

    def _edge(self, proposition: Proposition, marks: Sequence[str]) -> edges.Attributes:
        known = self._edges.get(proposition.id)
        if known is None:
            known = self._edges[proposition.id] = edges.edge_attributes(self.view, proposition)
        return {**known, "marks": list(marks)} if marks else known

    def _drawn(self, proposition: Proposition, attributes: edges.Attributes) -> Document:
        drawn: Document = {"key": proposition.id, "source": proposition.source, "target": proposition.target}
        if not self.view.schema.relation(proposition.type).directed:
            drawn["undirected"] = True
        return {**drawn, "attributes": attributes}

    def _points(self, ids: Iterable[str]) -> Iterable[Document]:
        for id in ids:
            for number, place in enumerate(self.places(id)):
                yield {
                    "type": "Feature",
                    "id": f"{id}@{number}",
                    "geometry": {"type": "Point", "coordinates": list(place.point)},
                    "properties": {
                        "node": id,
                        "label": self.view.caption(id),
                        "place": place.label,
                        "territory": place.territory,
                        "exact": place.exact,
                    },
                }

    def _lines(
        self, propositions: Iterable[Proposition], attributes: Mapping[str, edges.Attributes]
    ) -> Iterable[Document]:
        """A line an edge between placed ends, from the first place of each; a seat is a place, not a line."""
        keys = ("type", "date", "earliest", "latest", "precision", "strength", "standing", "status", "disputed")
        for p in propositions:
            ends = [self.places(id) for id in (p.source, p.target) if id in self.view.entities]
            if p.type == "Seat" or len(ends) < 2 or not all(ends) or p.source == p.target:
                continue
            yield {
                "type": "Feature",
                "id": p.id,
                "geometry": {"type": "LineString", "coordinates": [list(places[0].point) for places in ends]},
                "properties": {
                    "edge": p.id,
                    "from": p.source,
                    "to": p.target,
                    "flow": self.view.schema.relation(p.type).flow,
                    **{key: attributes[p.id][key] for key in keys},
                    "denials": attributes[p.id]["denials"],
                },
            }

    def _row(self, p: Proposition, attributes: edges.Attributes) -> Mapping[str, str | int | None]:
        view = self.view
        makers, denials, marks = attributes["makers"], attributes["denials"], attributes["marks"]
        assert isinstance(makers, list)
        assert isinstance(denials, list)
        assert isinstance(marks, list)
        sources = attributes["sources"]
        return {
            "id": p.id,
            "from_id": p.source,
            "to_id": p.target,
            "product_id": p.product,
            "from": view.caption(p.source),
            "relation": str(attributes["label"]),
            "to": view.caption(p.target),
            "product": None if p.product is None else view.caption(p.product),
            "date": str(attributes["date"]),
            "strength": str(attributes["strength"]),
            "standing": str(attributes["standing"]),
            "asserted_by": "; ".join(makers),
            "denied_by": "; ".join(dict.fromkeys(d["maker_caption"] for d in denials)),
            "sources": sources if isinstance(sources, int) else 0,
            "marks": "; ".join(marks),
        }


def _dated(id: str, attributes: edges.Attributes) -> Document:
    return {
        "id": id,
        "earliest": attributes["earliest"],
        "latest": attributes["latest"],
        "precision": attributes["precision"],
        "text": f"{attributes['date']}: {attributes['sentence']}",
    }

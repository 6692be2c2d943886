"""One entity as the inspector shows it: names, identifiers, places, listings, statements (F26, F31)."""

from __future__ import annotations

from collections.abc import Mapping

from chipgraph.answers.listing import statements_on
from chipgraph.linked import edges
from chipgraph.linked.legend import special_class
from chipgraph.linked.payload import Document, Viewer
from chipgraph.linked.questions import entity_of

IDENTIFIERS = ("lei", "qid", "cik", "uscc", "iso_code")
"""Keys that name an entity in a register."""


def describe(viewer: Viewer, id: str) -> Document:
    """Describe an entity without its relations, which an expansion brings.

    Raises
    ------
    NameNotFoundError
        If there is none of this id.
    """
    entity = entity_of(viewer, id)
    view = viewer.view
    own = {k: list(v) if isinstance(v, tuple) else v for k, v in entity.properties.items()}
    shown = {k: v for k, v in own.items() if k not in (*IDENTIFIERS, "note", "alias") and not k.startswith("name_")}
    return {
        "id": entity.id,
        "caption": entity.caption,
        "class": special_class(view.schema, entity),
        "classes": list(entity.types),
        "group": viewer.group(entity),
        "names": list(entity.names),
        "identifiers": {key: own[key] for key in IDENTIFIERS if key in own},
        "note": own.get("note"),
        "properties": shown,
        "places": [place.to_dict() for place in viewer.places(entity.id)],
        "seat": list(viewer.placing.seats(entity.id)),
        "listings": [_listing(viewer, p.id) for p in viewer.index.of(entity.id, "Listing", "out")],
        "statements": list(statements_on(view, entity.id)),
        "degree": viewer.index.degree(entity.id),
        "aliases": [id for id in entity.referents if id != entity.id],
        "datasets": list(entity.datasets),
    }


def _listing(viewer: Viewer, id: str) -> Mapping[str, object]:
    """One entry on a list, with both axes of its status and its denials (F2, F3)."""
    view = viewer.view
    proposition = view.propositions[id]
    attributes = edges.edge_attributes(view, proposition)
    keys = ("date", "earliest", "latest", "precision", "strength", "standing", "status", "sentence", "denials")
    citations = {c for r in proposition.records if (c := view.records[r].row.text("citation"))}
    return {
        "proposition": id,
        "list": proposition.target,
        "list_caption": view.caption(proposition.target),
        "citations": sorted(citations),
        **{key: attributes[key] for key in keys},
    }

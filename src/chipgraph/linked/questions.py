"""Which nodes and edges a question shows: an expansion, a set of entities, the routes of a trace (F14, F20, F27, F30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chipgraph.errors import NameNotFoundError
from chipgraph.linked.index import page
from chipgraph.linked.payload import Content, LinkedView, Viewer
from chipgraph.view import Entity, Proposition

DEFAULT_EDGES = 25
MOST_EDGES = 500


def entity_of(viewer: Viewer, id: str) -> Entity:
    """Find an entity by its id, or by an id of before a merge (O14).

    Raises
    ------
    NameNotFoundError
        If there is none: the id is of other data, or mistyped.
    """
    found = viewer.view.entities.get(viewer.view.identity.canonical(id))
    if found is None:
        raise NameNotFoundError(id)
    return found


def expand(
    viewer: Viewer,
    id: str,
    *,
    type: str | None = None,
    direction: str | None = None,
    limit: int = DEFAULT_EDGES,
    after: str | None = None,
) -> LinkedView:
    """Show an entity with its relations of one kind, a part at a time.

    Raises
    ------
    NameNotFoundError, UsageError
        If there is no such entity, no such kind, or the cursor is of other data.
    """
    entity = entity_of(viewer, id)
    part = page(viewer.index.of(entity.id, type, direction), limit, after)
    question = {"expand": entity.id, "type": type, "direction": direction, "limit": limit, "after": after}
    return viewer.show(Content(question, part.propositions, (entity.id,), edges_in_all=part.in_all, next=part.next))


def among(viewer: Viewer, ids: Sequence[str], *, depth: int = 0, limit: int = MOST_EDGES) -> LinkedView:
    """Show the relations among some entities; with ``depth`` 1 also those to their neighbours.

    An id of before a merge counts as the entity that it is now; ids that the data do not have are named in the question.

    Raises
    ------
    NameNotFoundError
        If none of the ids is known.
    """
    canonical = {id: viewer.view.identity.canonical(id) for id in dict.fromkeys(ids)}
    known = list(dict.fromkeys(c for c in canonical.values() if c in viewer.view.entities))
    unknown = [id for id, c in canonical.items() if c not in viewer.view.entities]
    if not known:
        raise NameNotFoundError(", ".join(unknown))
    found = [*viewer.index.among(known)]
    if depth:
        own = {p.id: p for p in found}
        own.update((p.id, p) for id in known for p in viewer.index.of(id))
        found = [*own.values()]
    question = {
        "ids": known,
        "depth": depth,
        "unknown": unknown,
        "renamed": {id: c for id, c in canonical.items() if id != c and c in viewer.view.entities},
    }
    return viewer.show(Content(question, found[:limit], known, edges_in_all=len(found)))


def of_trace(viewer: Viewer, answer: Mapping[str, Any]) -> LinkedView:
    """Show everything on the routes of a trace, with the supply tier of each node, and what is denied beside them."""
    steps = [step for route in answer["routes"] for step in route["steps"]]
    ways = [way for step in steps for way in (step, *step["alternatives"])]
    denied = [relation["proposition"] for relation in answer["denied_relations"]]
    ids = dict.fromkeys([*(way["proposition"] for way in ways), *denied])
    propositions: list[Proposition] = [viewer.view.propositions[id] for id in ids]
    marks: dict[str, dict[str, None]] = {}
    for way in ways:
        marks.setdefault(way["proposition"], {}).update(dict.fromkeys(way["marks"]))
    question = answer["question"]
    asked = [end["id"] for key in ("start", "end") for end in question.get(key) or ()]
    return viewer.show(
        Content(
            question=question,
            propositions=propositions,
            entities=[*asked, *_walked(ways)],
            tiers=tiers(answer["routes"]),
            marks={id: tuple(found) for id, found in marks.items()},
            certificate=answer["certificate"],
        )
    )


def of_document(viewer: Viewer, document: Mapping[str, Any]) -> LinkedView:
    """Show every relation that an answer names (of reach, of lineage), with the supply tier of what lies on its routes."""
    routes = [holding["best"] for holding in document.get("holdings") or () if holding.get("best")]
    named = dict.fromkeys(_named(document))
    propositions = [viewer.view.propositions[id] for id in named if id in viewer.view.propositions]
    asked = document["question"]["of"]
    ends = asked if isinstance(asked, list) else [asked]
    return viewer.show(
        Content(
            question=document["question"],
            propositions=propositions,
            entities=[end["id"] for end in ends],
            tiers=tiers(routes),
            certificate=document["certificate"],
        )
    )


def _named(value: object) -> Iterator[str]:
    """Every id of a proposition in a document, in its order."""
    if isinstance(value, Mapping):
        id = value.get("proposition")
        if isinstance(id, str):
            yield id
        for content in value.values():
            yield from _named(content)
    elif isinstance(value, list | tuple):
        for content in value:
            yield from _named(content)


def _walked(ways: Sequence[Mapping[str, Any]]) -> list[str]:
    return [*dict.fromkeys(id for way in ways for id in (way["from"], way["to"]))]


def tiers(routes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Give the supply tier of each node: how many steps it lies from the start, at most, on any route (F14)."""
    found: dict[str, int] = {}
    for route in routes:
        for number, step in enumerate(route["steps"]):
            for way in (step, *step.get("alternatives", ())):
                for id, tier in ((way["from"], number), (way["to"], number + 1)):
                    found[id] = max(found.get(id, 0), tier)
    return found

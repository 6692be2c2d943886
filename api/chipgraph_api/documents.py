"""How operations describe their answers in OpenAPI: the media types, and the members that a client may count on (F67)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Responses = dict[int | str, dict[str, Any]]

_NOT_MODIFIED: dict[str, Any] = {"description": "The answer is the one that the tag names"}


def answers(schema: Mapping[str, Any], *others: str, description: str = "The answer") -> Responses:
    """Describe an answer that is JSON of a schema, or text of other media types."""
    content: dict[str, Any] = {"application/json": {"schema": dict(schema)}}
    content.update({media_type: {"schema": {"type": "string"}} for media_type in others})
    return {200: {"description": description, "content": content}, 304: _NOT_MODIFIED}


def members(**types: str) -> dict[str, Any]:
    """Write the schema of an object that has at least these members."""
    return {
        "type": "object",
        "required": [*types],
        "properties": {name: {"type": kind} for name, kind in types.items()},
    }


OBJECT = answers({"type": "object"})
"""A JSON object."""

LINKED_VIEW: dict[str, Any] = {
    **members(
        question="object",
        digests="object",
        graph="object",
        map="object",
        timeline="array",
        table="object",
        unplaced="array",
        undated="array",
        shown="object",
    ),
    "description": "Graph (graphology), map (GeoJSON), timeline and table of the same nodes and edges, under the same ids.",
}
"""The linked view (F20, F73, F74)."""

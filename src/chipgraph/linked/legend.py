"""Groups of the legend and headings of link types, from ``ontology/rules/legend.yaml`` (F12, F27, F44)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from chipgraph import resources
from chipgraph.errors import ValidationError
from chipgraph.schema import RelationClass, Schema
from chipgraph.view import Entity

OTHER = "unknown"
"""The group of what has no class that the legend names."""


@dataclass(frozen=True, slots=True)
class Group:
    """One entry of the legend: its id, what to write, and the classes at its head."""

    id: str
    label: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """What the file says.

    Attributes
    ----------
    links
        By relation class: the heading read from its *from* end, and from its *to* end.
    """

    groups: tuple[Group, ...]
    links: Mapping[str, tuple[str, str]]

    def group(self, schema: Schema, cls: str) -> str:
        """Give the group of a class: that of the nearest class above it which the legend names."""
        heads = {name: group.id for group in self.groups for name in group.classes}
        above = schema.superclasses(cls) if schema.is_class(cls) else ()
        return next((heads[name] for name in above if name in heads), OTHER)

    def heading(self, relation: RelationClass, outward: bool) -> str:
        """Name a kind of link as it is read from one end; a class without an entry is named by its edge."""
        both = self.links.get(relation.name)
        if both is None:
            words = relation.edge.replace("_", " ").lower()
            return words if outward or not relation.directed else f"{words} (from the other end)"
        return both[0] if outward else both[1]


@cache
def shipped() -> Legend:
    """Read the file that ships with chipgraph, once.

    Raises
    ------
    ValidationError
        If an entry is missing.
    """
    path = resources.ontology() / "rules" / "legend.yaml"
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        groups = tuple(Group(str(g["id"]), str(g["label"]), tuple(map(str, g["classes"]))) for g in body["groups"])
        links = {str(name): (str(entry["out"]), str(entry["in"])) for name, entry in body["links"].items()}
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ValidationError(
            f"an entry is missing or wrong: {error}.", path, "Restore the file of the release."
        ) from error
    return Legend(groups, links)


def special_class(schema: Schema, entity: Entity) -> str:
    """Give the most special class of an entity: the one with most classes above it, the first by name among equals."""
    return min(entity.types, key=lambda cls: (-len(schema.superclasses(cls)) if schema.is_class(cls) else 0, cls))

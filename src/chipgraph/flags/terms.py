"""How the graph speaks of what the law asks: ``ontology/law/graph.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chipgraph import resources
from chipgraph.law.entries import read_file
from chipgraph.law.model import Tri

_TRI: dict[str, Tri] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Terms:
    """Lists, flags by class of product, and classes of makers.

    Attributes
    ----------
    lists
        Name of a list in the rules, by its id in the graph.
    product_flags
        What a class of product says by itself; a flag that is missing is unknown.
    makers
        Classes of parties that fabricate or package dies.
    not_carried_over
        Figures that a design match does not lend.
    class_figures
        Figures one of which a product must have to count as having figures of its own.
    assemblies, contained
        Classes of products that take their class from the ICs in them, and the classes of these ICs.
    no_export_within
        Territories inside which a delivery is no export.
    """

    lists: Mapping[str, str]
    product_flags: Mapping[str, Mapping[str, Tri]]
    makers: tuple[str, ...]
    not_carried_over: tuple[str, ...]
    class_figures: tuple[str, ...]
    assemblies: tuple[str, ...]
    contained: tuple[str, ...]
    no_export_within: tuple[str, ...]


@cache
def load(folder: Path | None = None) -> Terms:
    """Read the file; of another folder than the shipped one for tests and for lists of one's own.

    Raises
    ------
    ValidationError
        If a flag is neither yes nor no, or a key is not known.
    """
    root = read_file((folder or resources.ontology() / "law") / "graph.yaml")
    listed = root.mapping("lists")
    lists = {id: listed.text(id) for id in listed.names()}
    flags: dict[str, Mapping[str, Tri]] = {}
    classes = root.mapping("product_flags")
    for name in classes.names():
        entry = classes.mapping(name)
        flags[name] = {flag: _TRI[entry.one_of(flag, ("yes", "no"))] for flag in entry.names()}
    makers = root.texts("makes_or_packages")
    left = root.texts("not_carried_over")
    telling = root.texts("class_figures")
    assemblies, contained = root.texts("assemblies"), root.texts("contained")
    inside = root.texts("no_export_within")
    root.done()
    return Terms(lists, flags, makers, left, telling, assemblies, contained, inside)

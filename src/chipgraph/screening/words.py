"""How people write shipment files: headers, empty cells, units (``ontology/rules/shipment_lines.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from chipgraph import resources
from chipgraph.errors import InputError
from chipgraph.names import fold


@dataclass(frozen=True, slots=True)
class Words:
    """What the file says.

    Attributes
    ----------
    columns
        Which field a folded header means.
    fields
        The fields that headers have spellings for, in the order of the file.
    not_stated
        Folded cells that count as empty.
    pieces
        Folded units that count whole chips.
    no_names
        Folded words that name the form of a card and no chip.
    advanced_classes
        How an outcome begins that is an advanced computing item.
    designed_in, groups_macau_d5
        Seats of designers, and groups of territories, that facts of red flags ask for.
    possible_matches
        How many possible matches of one name a line lists.
    """

    columns: Mapping[str, str]
    fields: tuple[str, ...]
    not_stated: frozenset[str]
    pieces: frozenset[str]
    no_names: frozenset[str]
    advanced_classes: tuple[str, ...]
    designed_in: tuple[str, ...]
    groups_macau_d5: tuple[str, ...]
    possible_matches: int

    def states(self, cell: str) -> str | None:
        """Give what a cell states; None where it is empty or says that nothing is known."""
        text = " ".join(cell.split())
        folded = fold(text)
        return text if folded and folded not in self.not_stated else None


@cache
def load() -> Words:
    """Read the file.

    Raises
    ------
    InputError
        If a part is missing, or one header is given two meanings.
    """
    path = resources.ontology() / "rules" / "shipment_lines.yaml"
    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
        columns: dict[str, str] = {}
        for field, spellings in stated["columns"].items():
            for spelling in (field, *spellings):
                if columns.setdefault(fold(str(spelling)), str(field)) != field:
                    raise ValueError(f"the header {spelling!r} is given to two fields")
        return Words(
            columns=columns,
            fields=tuple(map(str, stated["columns"])),
            not_stated=frozenset(fold(str(t)) for t in stated["not_stated"]),
            pieces=frozenset(fold(str(t)) for t in stated["pieces"]),
            no_names=frozenset(fold(str(t)) for t in stated["no_names"]),
            advanced_classes=tuple(map(str, stated["advanced_classes"])),
            designed_in=tuple(map(str, stated["designed_in"])),
            groups_macau_d5=tuple(map(str, stated["groups_macau_d5"])),
            possible_matches=int(stated["possible_matches"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        raise InputError(f"it cannot be read ({problem}).", path, "Compare with the file that ships.") from error

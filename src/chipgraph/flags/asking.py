"""What a question to the law names, looked up in the graph: any party of it, any product of it (W23, F6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chipgraph.errors import AmbiguousNameError, NameNotFoundError
from chipgraph.flags.judging import RouteJudge
from chipgraph.law import chips as chip_rows
from chipgraph.law.asking import LawOnly
from chipgraph.law.classify import Classification, classify
from chipgraph.law.hop import Item, item_of
from chipgraph.law.parties import Party
from chipgraph.names import Names
from chipgraph.view import View

_BASIS = {
    "own": "its own figures",
    "variants": "those of its variants",
    "parent": "what it is a variant of",
    "design match": "a design match",
    "contained": "what it contains",
    "none": "no figures",
}


@dataclass(frozen=True, slots=True)
class GraphNames:
    """Finds parties and products of a view; what the view does not hold is looked up in the files of the law."""

    view: View
    judge: RouteJudge

    def party(self, name: str, day: int) -> Party:
        """Find a party by id or name, with its seats, listings and owners on a day.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        days = (day, day)
        try:
            return self.judge.parties.party(Names(self.view).entity(name).id, days)
        except AmbiguousNameError:
            known = {p.id for p in self.judge.law.parties.find(name)} & set(self.view.entities)
            if len(known) != 1:
                raise
            return self.judge.parties.party(known.pop(), days)
        except NameNotFoundError:
            if self.judge.law.parties.find(name):
                return LawOnly(self.judge.law).party(name, day)
            raise

    def item(self, name: str) -> Item:
        """Find a chip, else any other product of the view: a die, a server, a rack.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        chips = chip_rows.shipped()
        try:
            return item_of(chips.find(name), chips)
        except NameNotFoundError:
            entity = Names(self.view).entity(name, ("Product",))
            if not self.view.is_a(entity.id, "Product"):
                raise
            return self.judge.items.item(entity.id).item

    def classification(self, name: str, day: int) -> Classification:
        """Classify a product of the view that has no figures of its own: by what it contains, its parent or a design match.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        law = self.judge.law
        entity = Names(self.view).entity(name, ("Product",))
        found = self.judge.items.item(entity.id)
        outcomes, settled_by = self.judge.items.classes(found, day, law)
        stands_in = "" if found.source is None else f", by the figures of {found.source}"
        return replace(
            classify(found.item.variants[0], day, law),
            item=entity.caption,
            outcomes=outcomes,
            determined=len(outcomes) == 1,
            settled_by=settled_by,
            notes=(f"Its class follows from {_BASIS.get(found.basis, found.basis)}{stands_in}.",),
        )

    def owner_days(self, id: str) -> Sequence[int]:
        """Give the days on which what owners make of a party can change; none where no owner is known."""
        return self.judge.parties.owner_days(id)

"""Where an entity is drawn on the map: at the cities of its addresses, else at the middle of the territory of its seat (F5, F16).

Coordinates are data: ``ontology/places`` holds the cities that the shipped data mention and a middle point
of each territory. A city is taken only where a whole part of an address is its name, in the territory that the address or
the seat gives. What cannot be placed so has no place, and is counted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from chipgraph import resources
from chipgraph.errors import InputError
from chipgraph.names import fold
from chipgraph.view import Entity, View

Point = tuple[float, float]

_PARTS = re.compile(r"[,;()/]|\s[-–—]\s|—")
_POST_OFFICE_BOX = re.compile(r"\bP\.?\s?O\.?\s?Box\b[^,;]*", re.IGNORECASE)
_LAST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One point at which an entity is drawn.

    Attributes
    ----------
    point
        Longitude and latitude.
    territory
        Its code of ISO 3166-1.
    exact
        ``city``, or ``territory`` where only the territory is known: then the point is its middle.
    """

    point: Point
    label: str
    territory: str
    exact: str

    def to_dict(self) -> dict[str, object]:
        """The place as plain values."""
        return {"point": list(self.point), "label": self.label, "territory": self.territory, "exact": self.exact}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Cities by territory and folded name, middle points by territory, territories by folded name."""

    cities: Mapping[tuple[str, str], Place]
    middles: Mapping[str, Place]
    territories: Mapping[str, str]

    def city(self, address: str, seats: tuple[str, ...]) -> Place | None:
        """Find the city of an address; None where no part of it is the name of one."""
        parts = [*address_parts(address)]
        named = [self.territories[p] for p in parts[-_LAST_PARTS:] if p in self.territories]
        for territory in dict.fromkeys([*named, *seats]):
            for part in reversed(parts):
                found = self.cities.get((territory, part)) or self.cities.get((territory, part.removesuffix(" city")))
                if found is not None:
                    return found
        return None


def address_parts(address: str) -> Iterator[str]:
    """Give the parts of an address, folded, without post-office boxes and words with digits.

    >>> list(address_parts("No. 18 Zhang Jiang Road, Pudong New Area, Shanghai 201203, China"))
    ['no zhang jiang road', 'pudong new area', 'shanghai', 'china']
    """
    for part in _PARTS.split(_POST_OFFICE_BOX.sub("", address)):
        words = [w for w in fold(part).split() if not any(c.isdigit() for c in w)]
        if words:
            yield " ".join(words)


@cache
def shipped() -> Gazetteer:
    """Read the tables that ship with chipgraph, once."""
    territories = _read(resources.sources() / "reference" / "territories" / "territories.csv")
    points = resources.ontology() / "places"
    names = {
        fold(name): row["code"] for row in territories for name in (row["name"], *row["aliases"].split("|")) if name
    }
    captions = {row["code"]: row["name"] for row in territories}
    cities = {
        (row["territory"], fold(row["name"])): Place(_point(row), row["name"], row["territory"], "city")
        for row in _read(points / "cities.csv")
    }
    middles = {
        row["territory"]: Place(
            _point(row), captions.get(row["territory"], row["territory"]), row["territory"], "territory"
        )
        for row in _read(points / "territory_points.csv")
    }
    return Gazetteer(cities, middles, names)


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise InputError(
            f"the file cannot be read ({error.strerror}).", path, "Restore it from the release."
        ) from error


def _point(row: Mapping[str, str]) -> Point:
    return float(row["longitude"]), float(row["latitude"])


class Placing:
    """Places the entities of one view."""

    def __init__(self, view: View, gazetteer: Gazetteer) -> None:
        self._view = view
        self._gazetteer = gazetteer

    @cached_property
    def _seats(self) -> Mapping[str, tuple[str, ...]]:
        """Territory codes by the entity that is seated there, each once."""
        seats: dict[str, dict[str, None]] = {}
        for proposition in self._view.propositions.values():
            if proposition.type == "Seat" and str(proposition.status.standing) not in ("denied", "withdrawn"):
                code = self._code(proposition.target)
                if code is not None:
                    seats.setdefault(proposition.source, {})[code] = None
        return {id: tuple(codes) for id, codes in seats.items()}

    def seats(self, id: str) -> tuple[str, ...]:
        """Give the codes of the territories in which an entity is seated."""
        return self._seats.get(id, ())

    def places(self, entity: Entity) -> tuple[Place, ...]:
        """Give every place of an entity, cities first; empty where none is known."""
        own = self._code(entity.id)
        if own is not None:
            return self._middles((own,))
        seats = self.seats(entity.id)
        found = (self._gazetteer.city(address, seats) for address in _texts(entity, "address"))
        cities = tuple(dict.fromkeys(place for place in found if place is not None))
        reached = {place.territory for place in cities}
        return (*cities, *self._middles(tuple(code for code in seats if code not in reached)))

    def _middles(self, codes: tuple[str, ...]) -> tuple[Place, ...]:
        return tuple(self._gazetteer.middles[code] for code in codes if code in self._gazetteer.middles)

    def _code(self, id: str) -> str | None:
        entity = self._view.entities.get(id)
        if entity is None or not self._view.is_a(id, "Territory"):
            return None
        return next(iter(_texts(entity, "iso_code")), None)


def _texts(entity: Entity, key: str) -> tuple[str, ...]:
    value = entity.properties.get(key)
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)

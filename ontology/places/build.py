"""Make ``cities.csv`` from a copy of GeoNames (see SOURCE.md); ``territory_points.csv`` is made by api/web/build-map.mjs.

Run: ``python build.py CITIES15000_CSV_GZ`` with the shipped sources loaded. Only cities are kept that an
address of the loaded data names; a name that two cities of a territory bear is kept where one has ten times the people of the
next, else dropped: then an address falls back to its territory.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path

import chipgraph
from chipgraph.linked.places import address_parts
from chipgraph.names import fold

HERE = Path(__file__).parent
TIMES_AS_MANY = 10


def cities(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Give the cities whose name is theirs alone in their territory, by territory and folded name."""
    bearers: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            bearers[row["countrycode"], fold(row["name"])].append(row)
    kept = {}
    for key, rows in bearers.items():
        rows.sort(key=lambda row: -int(row["population"]))
        if len(rows) == 1 or int(rows[0]["population"]) >= TIMES_AS_MANY * int(rows[1]["population"]):
            kept[key] = rows[0]
    return kept


def mentioned() -> set[str]:
    """Give every part of an address in the loaded data."""
    found: set[str] = set()
    for row in chipgraph.open().records:
        for address in row.texts("address"):
            for part in address_parts(address):
                found.update((part, part.removesuffix(" city")))
    return found


def main(cities_file: Path) -> None:
    """Write the table, sorted."""
    wanted = mentioned()
    kept = sorted((key, row) for key, row in cities(cities_file).items() if key[1] in wanted)
    with (HERE / "cities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("territory", "name", "longitude", "latitude", "geonames_id"))
        for (territory, _), row in kept:
            writer.writerow((territory, row["name"], row["longitude"], row["latitude"], row["geonameid"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The map that ships with the page is what its build makes of Natural Earth (F15, F17)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from chipgraph import territories

ROOT = Path(__file__).parents[2]
WORLD = ROOT / "api" / "web" / "src" / "map" / "world.json"
POINTS = ROOT / "ontology" / "places" / "territory_points.csv"

Npm = Callable[..., "CompletedProcess[str]"]


def test_a_rebuild_gives_the_committed_map(npm: Npm, tmp_path: Path) -> None:
    world, points = tmp_path / "world.json", tmp_path / "points.csv"
    built = npm("run", "--silent", "map", "--", str(world), str(points))
    assert built.returncode == 0, built.stderr
    assert world.read_bytes() == WORLD.read_bytes(), "Run npm run map in api/web and commit src/map/world.json."
    assert points.read_bytes() == POINTS.read_bytes(), f"Run npm run map in api/web and commit {POINTS.name}."


def test_the_middle_of_a_territory_lies_in_it() -> None:
    """The 180th meridian cuts Russia and Fiji; their middles lie on their land all the same (F5)."""
    with POINTS.open(encoding="utf-8", newline="") as file:
        points = {row["territory"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(file)}
    assert all(-180 <= longitude <= 180 and -90 <= latitude <= 90 for longitude, latitude in points.values())
    assert 60 < points["RU"][0] < 130
    assert points["FJ"][0] > 176
    for code, near in {"HK": (114.2, 22.3), "MO": (113.5, 22.2), "SG": (103.8, 1.4), "TW": (121.0, 23.8)}.items():
        assert all(abs(a - b) < 0.5 for a, b in zip(points[code], near, strict=True)), code


def test_the_codes_of_the_map_are_territories_of_the_data() -> None:
    """A point of the payload names its territory by the same code as the outline under it (F17)."""
    world = json.loads(WORLD.read_text())
    codes = {country["id"] for country in world["objects"]["countries"]["geometries"] if "id" in country}
    known = territories.load()
    unknown = {code for code in codes if known.find(code) != code}
    assert not unknown
    assert {"HK", "MO", "SG", "TW"} <= codes

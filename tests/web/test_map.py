"""The map that ships with the page is what its build makes of Natural Earth (F15, F17)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from chipgraph import territories

ROOT = Path(__file__).parents[2]
WORLD = ROOT / "api" / "web" / "src" / "map" / "world.json"

Npm = Callable[..., "CompletedProcess[str]"]


def test_a_rebuild_gives_the_committed_map(npm: Npm, tmp_path: Path) -> None:
    target = tmp_path / "world.json"
    built = npm("run", "--silent", "map", "--", str(target))
    assert built.returncode == 0, built.stderr
    assert target.read_bytes() == WORLD.read_bytes(), "Run npm run map in api/web and commit src/map/world.json."


def test_the_codes_of_the_map_are_territories_of_the_data() -> None:
    """A point of the payload names its territory by the same code as the outline under it (F17)."""
    world = json.loads(WORLD.read_text())
    codes = {country["id"] for country in world["objects"]["countries"]["geometries"] if "id" in country}
    known = territories.load()
    unknown = {code for code in codes if known.find(code) != code}
    assert not unknown
    assert {"HK", "MO", "SG", "TW"} <= codes

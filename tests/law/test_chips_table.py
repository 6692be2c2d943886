"""The committed table of all chips by all versions is what the rules and figures give (issue 6)."""

from __future__ import annotations

import csv
import importlib.util
import io
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("chips_by_rule", FOLDER / "chips_by_rule.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_has_not_drifted() -> None:
    stored = (FOLDER / "chips-by-rule.csv").read_text(encoding="utf-8")
    assert stored == writer().content(), "Run: python docs/reference/chips_by_rule.py, and read what changed."


def test_the_table_holds_every_chip_by_every_version_and_every_disagreement_is_known() -> None:
    rows = list(csv.DictReader(io.StringIO((FOLDER / "chips-by-rule.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 135 * 3
    assert all(r["computed"] and r["reason"] for r in rows)
    disagreeing = {(r["chip"], r["published"].rpartition(" | ")[2]) for r in rows if "disagrees" in r["agreement"]}
    assert disagreeing == {("NVIDIA H20", "3A090.b.2 (wrong)"), ("NVIDIA H20 (96GB)", "3A090.b.2 (wrong)")}

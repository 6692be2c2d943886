"""Parts of the tests of the law.

Strategy: the shipped data are read as they ship; what must be refused is a copy of them with one edit; the classifier is
held to the conditions of the regulation written out once more as plain comparisons.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chipgraph import dates, resources
from chipgraph.law import Chips, Law, load, shipped

Edited = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def law() -> Law:
    return load()


@pytest.fixture(scope="session")
def chips() -> Chips:
    return shipped()


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Give a function that copies the shipped law and replaces one text in one file."""

    def edit(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "law"
        if not folder.exists():
            shutil.copytree(resources.ontology() / "law", folder)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def day(text: str) -> int:
    """Number a day that is written as a date."""
    return dates.parse(text).lo

"""A small graph of parties for matching: two datasets that name the same parties, and a slot that nobody names."""

from __future__ import annotations

from pathlib import Path

import pytest

import chipgraph
from chipgraph.graph import Graph

SHEET = """
dataset: {{name: {name}, title: Parties, language: en}}
sources:
  {name}-paper: {{title: A paper, publisher: Example Daily, published: 2024-01-01}}
entities:
{entities}
claims: []
"""


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    """Load two sheets that name overlapping parties."""
    (tmp_path / "one.yaml").write_text(
        SHEET.format(
            name="one",
            entities="  firm-one-sophgo: {class: Firm, name: {en: Sophgo, zh-hans: 算能}}\n"
            "  firm-one-tianjin: {class: Firm, name: Tianjin Phytium Information Technology, lei: 549300MLUDYVRQOOXS22}\n"
            "  unknown-one-buyer: {class: UnknownParty, name: Suanneng, reason: withheld}\n",
        ),
        encoding="utf-8",
    )
    (tmp_path / "two.yaml").write_text(
        SHEET.format(
            name="two",
            entities="  firm-two-suanneng: {class: Firm, name: Suanneng}\n"
            "  firm-two-phytium: {class: Firm, name: Phytium, lei: 549300MLUDYVRQOOXS22}\n",
        ),
        encoding="utf-8",
    )
    opened = chipgraph.open(tmp_path / "home")
    opened.load(tmp_path / "one.yaml", tmp_path / "two.yaml")
    return opened

"""The how-to page is followed: its entries go into a copy of the files, and the answers flip (issue 6, point 11)."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from tests.law.conftest import Edited, day

from chipgraph.flags import terms
from chipgraph.law import Chips, classify_chip, load

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-rule.md"


def blocks() -> list[str]:
    """The YAML blocks of the page, each as it stands in its file."""
    found = re.findall(r"^( *)```yaml\n(.*?)^ *```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [textwrap.indent(textwrap.dedent(body), _indent(body, len(margin))) for margin, body in found]


def _indent(body: str, margin: int) -> str:
    return " " * (len(body) - len(body.lstrip(" ")) - margin)


def test_the_page_is_followed(edited: Edited, chips: Chips) -> None:
    instrument, version, group, listed = blocks()
    edited("instruments.yaml", "instruments:\n", f"instruments:\n{instrument}")
    edited("rules.yaml", "  - id: 4A090\n", f"{version}\n  - id: 4A090\n")
    law = load(edited("country_groups.yaml", "known:\n", f"known:\n{group}"))
    h20 = chips.find("H20")
    assert classify_chip(h20, chips, day("2027-02-28"), law).outcomes == ("not_controlled",)
    assert classify_chip(h20, chips, day("2027-03-01"), law).outcomes == ("3A090.a.1",)
    assert law.groups.membership("MY", "D:4", day("2027-01-01")).member is True
    folder = edited("graph.yaml", "lists:\n", f"lists:\n{listed}")
    assert terms.load(folder).lists["list-tw-strategic"] == "taiwan-list"

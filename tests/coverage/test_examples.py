"""Regulators' worked examples, and the table of the rule (classification.md 3.7)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from chipgraph.coverage import Nature, Stake, Stakes, cover, coverage, share
from chipgraph.coverage.stakes import WHOLE

FILE = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
EXAMPLES = FILE["examples"]


def stake(pair: str, size: object) -> Stake:
    owner, _, owned = pair.partition(">")
    if size == "?":
        return Stake(owner, owned, 0, WHOLE)
    low, _, high = str(size).partition("..")
    return Stake(owner, owned, share(low), share(high or low))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["name"])
def test_worked_examples(example: dict[str, object]) -> None:
    def names(key: str) -> list[str]:
        found = example.get(key, [])
        assert isinstance(found, list)
        return found

    stated, expected = example["stakes"], example["expect"]
    assert isinstance(stated, dict)
    assert isinstance(expected, dict)
    natures = {n: Nature() for n in [*names("listed"), *names("firms")]}
    natures |= {n: Nature(ownable=False) for n in names("persons")}
    natures |= {n: Nature(domestic=True) for n in names("us")}
    natures |= {n: Nature(complete=True) for n in names("complete")}
    stakes = Stakes([stake(pair, size) for pair, size in stated.items()], natures)
    listed = stakes.number(names("listed"))
    covered = cover(stakes, listed, listed, 0)
    assert {name: coverage(covered, name).answer for name in expected} == expected
    settled = example.get("settled_by", {})
    assert isinstance(settled, dict)
    for name, holders in settled.items():
        assert list(coverage(covered, name).settled_by) == holders


def test_each_example_of_a_regulator_has_its_citation_and_each_citation_its_example() -> None:
    """OFAC FAQ 398 to 402, and what BIS takes over from them (issue 6, point 4)."""
    names = [e["name"] for e in EXAMPLES]
    for cited in FILE["citations"]:
        assert any(name.startswith(f"{cited} ") for name in names), cited
    for name in names:
        if name.startswith(("FAQ", "BIS")):
            assert any(name.startswith(f"{cited} ") for cited in FILE["citations"]), name

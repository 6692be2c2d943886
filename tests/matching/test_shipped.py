"""The judgements that ship join an entry of a list with a party only where full name and address agree (O35, O14)."""

from __future__ import annotations

import pytest

from chipgraph import resources
from chipgraph.graph import Graph
from chipgraph.identity import Verdict, read_judgements
from chipgraph.matching import NameReader, load
from chipgraph.matching.compare import Comparer, holds
from chipgraph.names import fold
from chipgraph.records import Row
from chipgraph_ingest.catalogue import find_source
from chipgraph_ingest.runner import collect
from chipgraph_ingest.spec import read_spec

LOG = read_judgements(resources.ontology() / "judgements" / "lists.yaml")


@pytest.fixture(scope="module")
def listed() -> dict[str, Row]:
    return {row.id: row for row in collect(read_spec(find_source("us-csl")))[0]}


def words(addresses: tuple[str, ...]) -> list[set[str]]:
    return [set(fold(address).split()) for address in addresses]


def test_an_entry_and_a_party_that_are_one_have_one_full_name_and_one_address(
    shipped: Graph, listed: dict[str, Row]
) -> None:
    pairs = [j for j in LOG if j.right in listed]
    assert {j.left for j in pairs} == {"firm-huawei", "firm-smic", "firm-inspur-group"}
    for judgement in pairs:
        party, entry = shipped.entity(judgement.left), listed[judgement.right]
        assert {fold(n) for n in party.names} & {fold(n) for n in entry.texts("name_en")}
        addresses = party.properties["address"]
        assert isinstance(addresses, tuple)
        shared = [a & b for a in words(tuple(map(str, addresses))) for b in words(entry.texts("address"))]
        best = max(shared, key=len)
        assert len(best) >= 4
        assert any(word.isdigit() for word in best), "a house number or a postal code"


def test_old_ids_of_the_law_resolve_and_nothing_else_merges(shipped: Graph, listed: dict[str, Row]) -> None:
    rest = [j for j in LOG if j.right not in listed]
    assert {j.verdict for j in LOG} == {Verdict.SAME}
    for judgement in rest:
        assert judgement.left == f"chips-{judgement.right}"
        assert shipped.entity(judgement.right).id == shipped.entity(judgement.left).id


@pytest.mark.parametrize(
    ("left", "right", "merges"),
    [
        (
            "No. 18 Zhang Jiang Road, Pudong, Shanghai 201203",
            "18 Zhang Jiang Road, Pudong, Shanghai 201203, China",
            False,
        ),
        ("18 Zhang Jiang Road, Pudong, Shanghai", "18 Zhang Jiang Road, Pudong, Shanghai 201203, China", True),
        ("Shanghai, China", "18 Zhang Jiang Road, Pudong, Shanghai 201203, China", False),
        ("20 Zhang Jiang Road, Pudong, Shanghai", "18 Zhang Jiang Road, Pudong, Shanghai", False),
    ],
)
def test_the_rule_of_name_and_address_wants_every_word_of_the_shorter_address(
    left: str, right: str, merges: bool
) -> None:
    rules = load()
    reader = NameReader(rules)
    one, other = (
        reader.party(id, ["Example Works"], ["cn"], addresses=[address], datasets=[id])
        for id, address in (("a", left), ("b", right))
    )
    assert holds(rules.rule("same-name-and-address").needs, Comparer(rules).compare(one, other)) is merges

"""Lineage is the closure of the records; balance says *imbalance* exactly if no reading of the intervals fits (W32, G2, G11)."""

from __future__ import annotations

import itertools
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.errors import UsageError
from chipgraph.graph import Graph
from chipgraph.questions.balance import Amount, Stated, Verdict, balance, on_record, stages
from chipgraph.questions.lineage import Lineage, Way
from chipgraph.routes.walk import Columns, Groups, Lineages, Possessions, Relations, Services, Ties

AMOUNTS = st.tuples(st.integers(0, 6), st.none() | st.integers(0, 6)).map(
    lambda pair: Amount(Fraction(pair[0]), None if pair[1] is None else Fraction(pair[0] + pair[1]))
)


def fits(output: Amount, inputs: list[tuple[Amount, Amount]]) -> bool:
    """Whether some output inside its interval can be made of some supply at some need per unit, tried over whole numbers."""
    most = 40
    for per_unit, supply in inputs:
        highs = [range(int(a.low), (most if a.high is None else int(a.high)) + 1) for a in (per_unit, supply)]
        if not any(s >= output.low * n for n, s in itertools.product(*highs)):
            return False
    return True


@given(AMOUNTS, st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=3))
def test_an_imbalance_is_what_no_reading_allows(output: Amount, inputs: list[tuple[Amount, Amount]]) -> None:
    found = balance(output, inputs)
    assert (found.verdict is Verdict.IMBALANCE) == (not fits(output, inputs))
    if found.verdict is Verdict.BALANCED:
        assert output.low > 0
        assert all(supply.high is not None for _, supply in inputs)


@given(AMOUNTS, st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=3), st.integers(0, 3))
def test_widening_an_interval_never_makes_an_imbalance(
    output: Amount, inputs: list[tuple[Amount, Amount]], by: int
) -> None:
    def wider(a: Amount) -> Amount:
        return Amount(max(a.low - by, Fraction(0)), None if a.high is None else a.high + by)

    if balance(output, inputs).verdict is not Verdict.IMBALANCE:
        loose = balance(wider(output), [(wider(n), wider(s)) for n, s in inputs])
        assert loose.verdict is not Verdict.IMBALANCE


def stated(record: str, proposition: str, sender: str, low: int | None, high: int | None, to: str = "b") -> Stated:
    amount = None if low is None else Amount(Fraction(low), None if high is None else Fraction(high))
    return Stated(record, proposition, "Transfer", sender, to, amount, "die")


def test_statements_of_one_thing_are_joined_and_different_things_are_added() -> None:
    found = stages([stated("r1", "p1", "a", 2, 3), stated("r2", "p1", "a", 4, 4), stated("r3", "p2", "a", 1, 1, "c")])
    assert [(s.amount, s.origin) for s in found] == [(Amount(Fraction(3), Fraction(5)), True)]


def test_who_passes_on_adds_nothing_and_what_is_not_stated_stays_unknown() -> None:
    made, passed = stated("r1", "p1", "a", 5, 5), stated("r2", "p2", "b", 5, 5, "c")
    assert on_record(stages([made, passed])) == Amount(Fraction(5), Fraction(5))
    assert on_record(stages([made, stated("r3", "p3", "z", None, None)])) == Amount(Fraction(5), None)
    assert on_record(()) == Amount(Fraction(0), None)


def relations(random: Random) -> tuple[Relations, list[tuple[int, int, bool]]]:
    count = random.randint(2, 7)
    ends = [random.sample(range(count), 2) for _ in range(random.randint(1, 9))]
    links = [(start, end, random.random() < 0.2) for start, end in ends]
    parent = [random.choice([-1, -1, random.randrange(i)]) if i else -1 for i in range(count)]
    size = len(links)
    whole, none, no = np.zeros(size, np.int32), np.zeros(0, np.int32), np.zeros(0, np.bool_)
    falses, numbers = np.zeros(size, np.bool_), np.arange(size, dtype=np.int32)
    columns = Columns(
        whole,
        whole,
        whole,
        whole,
        whole.astype(np.uint8),
        whole.astype(np.uint8),
        falses,
        falses,
        numbers,
        numbers,
        falses,
    )
    empty = columns.take(np.zeros(0, np.intp))
    lineages = Lineages(
        np.asarray([a for a, _, _ in links], np.int32),
        np.asarray([b for _, b, _ in links], np.int32),
        whole - 1,
        np.asarray([m for _, _, m in links], np.bool_),
        ~falses,
        columns,
    )
    found = Relations(
        0,
        count,
        np.asarray(parent, np.int32),
        None,
        Possessions(none, none, none, None, no, empty),
        lineages,
        Services(none, none, none, empty),
        Ties(none, none, no, no, none.astype(np.uint8), no, none, none, none, none),
        Groups(none, none, empty),
    )
    return found, links


def closure(found: Relations, links: list[tuple[int, int, bool]], product: int, way: Way) -> set[int]:
    """Every product at the end of a chain of records that joins each end with its kin and repeats no product."""
    parent = found.parent.tolist()

    def above(p: int) -> set[int]:
        return {p} if parent[p] < 0 else {p} | above(parent[p])

    def kin(a: int, b: int) -> bool:
        return a in above(b) or b in above(a)

    pairs = [(a, b) for a, b, _ in links] + [(b, a) for a, b, match in links if match]
    if way is Way.INPUTS:
        pairs = [(b, a) for a, b in pairs]
    reached: set[int] = set()

    def walk(path: tuple[int, ...]) -> None:
        for a, b in pairs:
            if kin(path[-1], a) and b not in path:
                reached.add(b)
                walk((*path, b))

    walk((product,))
    return reached


@pytest.mark.parametrize("seed", range(150))
def test_the_tree_holds_the_closure_and_nothing_else(seed: int) -> None:
    random = Random(seed)
    found, links = relations(random)
    lineage = Lineage(found, np.ones(len(links), np.bool_))
    for product, way in itertools.product(range(found.products), Way):
        assert lineage.products(product, way, 20) == closure(found, links, product, way)


def test_from_the_ascend_910c_the_die_and_the_memory_are_found(shipped: Graph) -> None:
    answer = shipped.lineage("Ascend 910C")
    assert answer.document is not None
    inputs = {row["product"] for row in answer if row["direction"] == "inputs"}
    assert {"product-die-ascend-910b", "product-die-sophgo-ordered", "product-hbm2e-stack-samsung"} <= inputs
    assert {row["product"] for row in answer if row["direction"] == "outputs"} == {"product-cloudmatrix-384"}
    parties = answer.document["parties"]
    assert isinstance(parties, dict)
    assert {t["party"] for t in parties["product-die-sophgo-ordered"]} >= {"firm-tsmc"}
    assert answer.certificate["exhaustive"]
    assert answer.certificate["licences"]
    with pytest.raises(UsageError, match="is no product"):
        shipped.lineage("TSMC")


def test_the_balance_says_what_is_not_stated(shipped: Graph) -> None:
    document = shipped.lineage("Ascend 910C").document
    assert document is not None
    balances = document["balance"]
    assert isinstance(balances, list)
    found = next(b for b in balances if b["product"] == "product-ascend-910c")
    assert found["verdict"] == "not decided"
    dies = next(i for i in found["inputs"] if i["product"] == "product-die-ascend-910b")
    assert dies["per_unit"] == {"min": "1", "max": "2"}
    foundry = next(s for s in dies["stages"] if s["party"] == "firm-tsmc")
    assert (foundry["min"], foundry["max"]) == ("2,000,000", None)
    assert len(foundry["records"]) == 3


SHEET = """
dataset: {name: too-many, title: More boards than their chips allow, language: en}
sources:
  ledger: {title: A ledger, publisher: Example Ledger, published: 2025-01-05, origin: ledger}
entities:
  too-chip: {class: DieDesign, name: Toochip}
  too-board: {class: Product, name: Tooboard}
  too-maker: {class: Firm, name: Toomaker}
  too-foundry: {class: Foundry, name: Toofoundry}
  too-trader: {class: Firm, name: Tootrader}
claims:
  - record: too-chip-in-board
    relation: Composition
    from: too-chip
    to: too-board
    quantity: 2 chips
    by: [{stance: asserts, maker: too-foundry, method: party-statement, source: ledger, number: 1}]
  - record: too-chips-made
    relation: Fabrication
    from: too-foundry
    to: too-maker
    product: too-chip
    quantity: 100..150 chips
    by: [{stance: asserts, maker: too-foundry, method: party-statement, source: ledger, number: 2}]
  - record: too-boards-sold
    relation: Transfer
    from: too-maker
    to: too-trader
    product: too-board
    quantity: 80..90 boards
    starts: 2024-05
    ends: 2024-05
    by: [{stance: asserts, maker: too-maker, method: party-statement, source: ledger, number: 3}]
"""


def test_more_output_than_its_dies_allow_is_an_imbalance_with_sources(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from chipgraph import settings

    home = tmp_path_factory.mktemp("too-many")
    sheet = home / "too-many.yaml"
    sheet.write_text(SHEET, encoding="utf-8")
    graph = Graph(settings.load({"home": str(home / "graph")}))
    graph.load(sheet)
    document = graph.lineage("Tooboard").document
    assert document is not None
    balances = document["balance"]
    assert isinstance(balances, list)
    (found,) = balances
    assert found["verdict"] == "imbalance"
    assert found["output"]["min"] == "80"
    (need,) = found["inputs"]
    assert (need["allows_at_most"], need["records"]) == ("75", ["rel-too-chip-in-board"])
    assert need["stages"][0]["records"] == ["rel-too-chips-made"]
    assert "A record is missing, or a figure is wrong." in found["text"]
    before = graph.lineage("Tooboard", until="2024-04").document
    assert before is not None
    earlier = before["balance"]
    assert isinstance(earlier, list)
    assert [b["verdict"] for b in earlier] == ["not decided"]

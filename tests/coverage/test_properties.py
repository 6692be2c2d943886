"""Properties of coverage on random ownership: the oracle agrees, and more knowledge never turns an answer around."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.coverage.conftest import joined, oracle

from chipgraph.coverage import Coverage, Covered, Nature, Stake, Stakes, cover, coverage
from chipgraph.coverage.stakes import HALF, PER_CENT, WHOLE
from chipgraph.dates import Bounds

NAMES = tuple("ABCDEFG")
SIZES = (0, 1, 10, 24, 25, 30, 33, 40, 49, 50, 51, 60, 75, 100)
World = tuple[list[Stake], dict[str, Nature], set[str], set[str]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Stakes among seven parties, some of them persons, domestic, or with a complete list of holders."""
    stakes = []
    for _ in range(draw(st.integers(0, 12))):
        owner, owned = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
        a, b = draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES))
        low, high = (a, a) if draw(st.booleans()) else (min(a, b), max(a, b))
        if owner != owned:
            stakes.append(Stake(owner, owned, low * PER_CENT, high * PER_CENT))
    natures = {
        name: Nature(
            ownable=draw(st.sampled_from([True, True, True, False])),
            domestic=draw(st.sampled_from([False, False, False, True, None])),
            complete=draw(st.sampled_from([False, False, True])),
        )
        for name in NAMES
    }
    listed = set(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)))
    perhaps = set(draw(st.lists(st.sampled_from(NAMES), max_size=1)))
    return stakes, natures, listed, perhaps


def compute(world: World) -> Covered:
    stakes, natures, listed, perhaps = world
    made = Stakes(stakes, natures)
    return cover(made, made.number(listed), made.number(perhaps), 0)


def sets(covered: Covered) -> tuple[set[str], set[str]]:
    ids = np.array(covered.stakes.ids)
    return set(ids[covered.certain].tolist()), set(ids[covered.possible].tolist())


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_the_arrays_agree_with_the_definition(world: World) -> None:
    assert sets(compute(world)) == oracle(*world)


def compiled(world: World, day: int = 0) -> Covered:
    """Compute by the compiled loops, which a graph of this size would not load."""
    stakes, natures, listed, perhaps = world
    made = Stakes(stakes, natures)
    made.compiled = True
    return cover(made, made.number(listed), made.number(perhaps), day)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_the_compiled_loops_agree_with_the_definition(world: World) -> None:
    assert sets(compiled(world)) == oracle(*world)


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(12)), st.integers(50, 100))
def test_a_long_chain_is_followed_in_any_order(order: list[int], share: int) -> None:
    """A chain of owners, numbered in any order: the last is covered by the first, stake by stake."""
    names = [f"firm-{n:02}" for n in order]
    chain = [Stake(a, b, share * PER_CENT, share * PER_CENT) for a, b in pairwise(names)]
    world: World = (chain, {n: Nature(complete=True) for n in names}, {names[0]}, set())
    assert sets(compiled(world)) == sets(compute(world)) == (set(names), set(names))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_the_compiled_loops_read_dates_as_numpy_does(records: list[tuple[str, int, int, int]]) -> None:
    """Several records a pair, with outer and inner windows (W10, W11)."""
    stakes = [Stake(o, "C", 10, 60, Bounds(a, a + b, a + b + c, a + 2 * b + c)) for o, a, b, c in records]
    if not stakes:
        return
    plain, loops = Stakes(stakes), Stakes(stakes)
    loops.compiled = True
    for day in range(-1, 40):
        for one, other in zip(plain.on(day), loops.on(day), strict=True):
            assert one.tolist() == other.tolist()


@settings(max_examples=80, deadline=None)
@given(worlds(), st.data())
def test_raising_a_stake_never_uncovers(world: World, data: st.DataObject) -> None:
    stakes, natures, listed, perhaps = world
    if not stakes:
        return
    place = data.draw(st.integers(0, len(stakes) - 1))
    raised = replace(stakes[place], minimum=stakes[place].maximum)
    changed = [*stakes[:place], raised, *stakes[place + 1 :]]
    assert sets(compute(world))[0] <= sets(compute((changed, natures, listed, perhaps)))[0]


@settings(max_examples=80, deadline=None)
@given(worlds(), st.data())
def test_widening_an_interval_never_makes_an_answer_certain(world: World, data: st.DataObject) -> None:
    stakes, natures, listed, perhaps = world
    if not stakes:
        return
    place = data.draw(st.integers(0, len(stakes) - 1))
    wider = replace(
        stakes[place],
        minimum=data.draw(st.sampled_from([0, stakes[place].minimum])),
        maximum=data.draw(st.sampled_from([WHOLE, stakes[place].maximum])),
    )
    changed = [*stakes[:place], wider, *stakes[place + 1 :]]
    certain, possible = sets(compute(world))
    certain_then, possible_then = sets(compute((changed, natures, listed, perhaps)))
    assert certain_then <= certain
    assert possible <= possible_then


@settings(max_examples=100, deadline=None)
@given(worlds(), st.sampled_from(NAMES))
def test_another_listing_never_uncovers(world: World, name: str) -> None:
    stakes, natures, listed, perhaps = world
    before, after = compute(world), compute((stakes, natures, listed | {name}, perhaps))
    assert sets(before)[0] <= sets(after)[0]
    assert sets(before)[1] <= sets(after)[1]


@settings(max_examples=80, deadline=None)
@given(worlds(), st.integers(0, 10**6))
def test_every_completion_lies_between_the_two_sets(world: World, seed: int) -> None:
    """Give each stake one size, and each residual to a listed stranger or to a person: what is then covered fits."""
    stakes, natures, listed, perhaps = world
    random = Random(seed)
    natures = {n: replace(k, domestic=bool(k.domestic)) for n, k in natures.items()}
    certain, possible = sets(compute((stakes, natures, listed, perhaps)))
    exact = [
        replace(s, minimum=size, maximum=size)
        for s in joined(stakes)
        for size in [random.randint(s.minimum, s.maximum)]
    ]
    for name in NAMES:
        held = sum(s.minimum for s in exact if s.owned == name)
        if held > WHOLE:
            return
        if natures[name].ownable and not natures[name].complete:
            stranger = random.choice(["#listed", "#person"])
            exact.append(Stake(stranger, name, WHOLE - held, WHOLE - held))
    known = {n: replace(k, complete=True) for n, k in natures.items()} | {"#person": Nature(ownable=False)}
    then = listed | {p for p in perhaps if random.random() < 0.5} | {"#listed"}
    found, _ = sets(compute((exact, known, then, set())))
    assert certain <= found
    assert found - {"#listed"} <= possible


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_order_does_not_matter(world: World) -> None:
    stakes, natures, listed, perhaps = world
    assert sets(compute(world)) == sets(compute((stakes[::-1], dict(reversed(natures.items())), listed, perhaps)))


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_the_smallest_set_is_smallest(world: World) -> None:
    """No smaller set of holders brings the share to a half, by trying all of them."""
    covered = compute(world)
    for name in covered.stakes.ids:
        answer = coverage(covered, name)
        if answer.answer != "undetermined" or "listing" in answer.would_cover or "seat" in answer.would_cover:
            continue
        gains = [c.adds_most - c.adds_least for c in answer.contributions]
        best = next(
            (n for n in range(1, len(gains) + 1) if any(sum(c) >= HALF - answer.least for c in combinations(gains, n))),
            None,
        )
        assert len(answer.would_cover) == (best or 0)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_the_table_of_contributions_explains_the_answer(world: World) -> None:
    covered = compute(world)
    for name in covered.stakes.ids:
        answer = coverage(covered, name)
        if name in world[2] | world[3]:
            continue
        assert answer.least == min(sum(c.adds_least for c in answer.contributions), WHOLE)
        if answer.answer == "covered":
            assert answer.least >= HALF
            assert answer.listed_owners
        elif answer.answer == "undetermined":
            assert answer.settled_by
            assert answer.most >= HALF
        else:
            assert (
                answer.most < HALF
                or not covered.stakes.ownable[covered.stakes.index[name]]
                or _domestic(answer, covered)
            )


def _domestic(answer: Coverage, covered: Covered) -> bool:
    return bool(covered.stakes.domestic[covered.stakes.index[answer.party]])


def test_a_long_chain_and_a_wide_one() -> None:
    """Both ways of a round, the sweep over all and the step along a few, on more than a handful of parties."""
    random = Random(3)
    stakes = [Stake(f"c{i}", f"c{i + 1}", 50 * PER_CENT, 60 * PER_CENT) for i in range(300)]
    for i in range(600):
        size = random.choice(SIZES) * PER_CENT
        stakes.append(Stake(f"c{random.randrange(300)}", f"w{i % 200}", size, min(size + random.choice([0, 9]), WHOLE)))
    natures = {f"w{i}": Nature(complete=i % 3 > 0) for i in range(200)}
    natures |= {f"c{i}": Nature(complete=True) for i in range(301)}
    world: World = (stakes, natures, {"c0"}, set())
    assert sets(compute(world)) == oracle(*world)
    bare: World = (stakes, {}, {"c0"}, set())
    assert sets(compute(bare)) == oracle(*bare)

"""Properties of status on random claim sets, and its SPARQL form against the Python reference (O29)."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from chipgraph.claims import Stance, Standing, Strength
from chipgraph.dates import FIRST, LAST, Interval
from chipgraph.evidence import Computed, compute, evidence_quads
from chipgraph.status import Evidence, Status, status

MAKERS = ("tsmc", "huawei", "outlet", "名")
ORIGINS = (None, "wire", "paper", "lab")


def intervals() -> st.SearchStrategy[Interval]:
    days = st.integers(0, 6)
    pairs = st.tuples(days, days).map(lambda p: Interval(min(p), max(p)))
    return pairs | st.sampled_from([Interval(FIRST, LAST), Interval(FIRST, 3), Interval(3, LAST)])


@st.composite
def items(draw: st.DrawFn, id: str, ids: tuple[str, ...]) -> Evidence:
    stance = draw(st.sampled_from([Stance.ASSERTS, Stance.ASSERTS, Stance.DENIES, *Stance]))
    maker = draw(st.sampled_from(MAKERS))
    asserts, said = stance == Stance.ASSERTS, draw(intervals())
    grade = draw(st.sampled_from([*Strength, Strength.ALLEGED, Strength.ALLEGED])) if asserts else Strength.NONE
    return Evidence(
        id,
        stance,
        maker,
        grade=grade,
        authors=frozenset({maker, *draw(st.lists(st.sampled_from(MAKERS), max_size=1))}),
        origin=draw(st.sampled_from(ORIGINS)),
        source=draw(st.sampled_from([None, "s1", "s2"])),
        published=said,
        said=said,
        retracts=draw(st.sampled_from([*ids, "elsewhere"])) if stance == Stance.RETRACTS else None,
        counted=draw(st.booleans()) if stance == Stance.DENIES else True,
        lifts=asserts and draw(st.booleans()),
        method=draw(st.sampled_from([None, "anonymous", "teardown"])),
    )


@st.composite
def rumours(draw: st.DrawFn, id: str, ids: tuple[str, ...]) -> Evidence:
    """Alleged claims of few makers and origins, on which independence decides, and what may take them away."""
    item = draw(items(id, ids))
    if draw(st.integers(0, 3)) == 0:
        return item if item.stance != Stance.ASSERTS else replace(item, stance=Stance.DENIES, grade=Strength.NONE)
    maker, origin = (
        draw(st.sampled_from(["outlet", "outlet", "名"])),
        draw(st.sampled_from(["wire", "wire", "paper", None])),
    )
    return Evidence(
        id, Stance.ASSERTS, maker, Strength.ALLEGED, origin=origin, said=item.said, lifts=draw(st.booleans())
    )


@st.composite
def sets(draw: st.DrawFn) -> tuple[Evidence, ...]:
    ids = tuple(f"c{i}" for i in range(draw(st.integers(0, 6))))
    kind = draw(st.sampled_from([items, rumours]))
    return tuple(draw(kind(id, ids)) for id in ids)


def strength(found: Status | None) -> Strength:
    return found.strength if found else Strength.NONE


@given(sets(), st.randoms())
def test_the_order_does_not_matter(evidence: tuple[Evidence, ...], random: object) -> None:
    shuffled = list(evidence)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert status(shuffled) == status(evidence)


@given(sets(), intervals())
def test_a_denial_never_lowers_strength(evidence: tuple[Evidence, ...], said: Interval) -> None:
    """By a maker who asserts nothing: who reverses its own position takes it back (O25)."""
    denial = Evidence("denial", Stance.DENIES, "stranger", said=said)
    after = status((*evidence, denial))
    assert strength(after) == strength(status(evidence))
    assert after is not None
    assert after.standing in (Standing.DISPUTED, Standing.DENIED)


@given(sets(), items("more", ("more",)))
def test_asserting_never_lowers_strength(evidence: tuple[Evidence, ...], item: Evidence) -> None:
    more = replace(item, stance=Stance.ASSERTS, retracts=None, counted=True)
    assert strength(status((*evidence, more))) >= strength(status(evidence))


@given(sets(), items("gone", ("gone",)))
def test_a_withdrawn_claim_leaves_no_trace(evidence: tuple[Evidence, ...], item: Evidence) -> None:
    """The same answer as without it, but for ``inactive``, and for ``withdrawn`` where nothing else is left (O21, O25)."""
    claim = item if item.stance != Stance.RETRACTS else replace(item, stance=Stance.DENIES, retracts=None)
    retraction = Evidence("zz", Stance.RETRACTS, claim.maker, retracts=claim.id)
    with_it, without = status((*evidence, claim, retraction)), status(evidence)
    if without is None:
        assert with_it is None or (with_it.standing == Standing.WITHDRAWN and with_it.strength == Strength.NONE)
    else:
        assert with_it is not None
        assert {"gone", "zz"} <= set(with_it.inactive)
        assert replace(with_it, inactive=without.inactive) == without


@given(sets(), st.data())
def test_copies_change_no_count(evidence: tuple[Evidence, ...], data: st.DataObject) -> None:
    """G9: a copy has the origin, or where that is unknown the source, of what it copies."""
    originals = [e for e in evidence if e.stance != Stance.RETRACTS and not any(r.retracts == e.id for r in evidence)]
    if not originals:
        return
    first = data.draw(st.sampled_from(originals))
    copy = replace(first, id="copy", source=first.source or first.id)
    before, after = status(evidence), status((*evidence, copy))
    assert (before is None) == (after is None)
    if before is None or after is None:
        return
    assert after.origins == before.origins
    assert after.asserting_makers == before.asserting_makers
    assert after.denying_makers == before.denying_makers
    assert (after.strength, after.standing, after.word) == (before.strength, before.standing, before.word)


def expected(evidence: tuple[Evidence, ...]) -> Computed | None:
    found = status(evidence)
    return Computed(found.strength, found.standing, found.word, found.own_maker, found.origins) if found else None


@settings(max_examples=25, deadline=None)
@given(st.lists(sets(), min_size=24, max_size=24))
def test_sparql_agrees_with_python(batch: list[tuple[Evidence, ...]]) -> None:
    """O29, over at least 600 random claim sets, 24 in a store at a time."""
    propositions = {f"prop {i} é": evidence for i, evidence in enumerate(batch)}
    store = ox.Store()
    store.extend(evidence_quads(propositions))
    wanted = {name: found for name, evidence in propositions.items() if (found := expected(evidence))}
    assert compute(store) == wanted


def test_sparql_reads_a_graph_of_its_own() -> None:
    store = ox.Store()
    one = Evidence("a", Stance.ASSERTS, "outlet", Strength.REPORTED)
    store.extend(evidence_quads({"p": [one]}, ox.NamedNode("https://w3id.org/chipgraph/graph/evidence")))
    assert compute(store)["p"].strength == Strength.REPORTED

"""The cases that ontology.md section 6 wants held, and the single rules O21, O24 to O28."""

from __future__ import annotations

from chipgraph.claims import Stance, Standing, StatusWord, Strength
from chipgraph.dates import parse
from chipgraph.status import Evidence, Status, status, status_word


def says(
    id: str,
    maker: str,
    grade: Strength = Strength.REPORTED,
    *,
    origin: str | None = None,
    day: str | None = None,
    lifts: bool = False,
) -> Evidence:
    said = parse(day)
    return Evidence(id, Stance.ASSERTS, maker, grade, origin=origin, said=said, published=said, lifts=lifts)


def denies(id: str, maker: str, *, day: str | None = None, counted: bool = True) -> Evidence:
    said = parse(day)
    return Evidence(id, Stance.DENIES, maker, said=said, published=said, counted=counted)


def retracts(id: str, maker: str, target: str) -> Evidence:
    return Evidence(id, Stance.RETRACTS, maker, retracts=target)


def anonymous(id: str, maker: str, origin: str | None) -> Evidence:
    return says(id, maker, Strength.ALLEGED, origin=origin, lifts=True)


def of(*items: Evidence) -> Status:
    found = status(items)
    assert found is not None
    return found


def axes(found: Status) -> tuple[Strength, Standing, StatusWord]:
    return found.strength, found.standing, found.word


def test_two_anonymous_of_one_or_unknown_origin_stay_alleged() -> None:
    one = of(anonymous("a", "source-1", "wire"), anonymous("b", "source-2", "wire"))
    unknown = of(anonymous("a", "source-1", None), anonymous("b", "source-2", None))
    half = of(anonymous("a", "source-1", "wire"), anonymous("b", "source-2", None))
    assert {s.strength for s in (one, unknown, half)} == {Strength.ALLEGED}
    assert [s.origins for s in (one, unknown, half)] == [(1, 1), (1, 2), (1, 2)]


def test_two_anonymous_of_known_independent_origin_are_reported() -> None:
    found = of(anonymous("a", "source-1", "wire"), anonymous("b", "source-2", "paper"))
    assert axes(found) == (Strength.REPORTED, Standing.UNDISPUTED, StatusWord.REPORTED)
    assert found.origins == (2, 2)


def test_one_maker_with_two_origins_is_not_independent_of_itself() -> None:
    found = of(anonymous("a", "outlet", "story-1"), anonymous("b", "outlet", "story-2"))
    assert found.strength == Strength.ALLEGED
    assert found.origins == (1, 2)


def test_two_suspicions_do_not_make_a_report() -> None:
    found = of(
        says("a", "firm-1", Strength.ALLEGED, origin="one"),
        says("b", "firm-2", Strength.ALLEGED, origin="two"),
    )
    assert found.strength == Strength.ALLEGED


def test_charge_with_denial_is_contested_and_alleged() -> None:
    found = of(says("charge", "court", Strength.ALLEGED), denies("no", "firm"))
    assert axes(found) == (Strength.ALLEGED, Standing.DISPUTED, StatusWord.CONTESTED)


def test_teardown_and_four_papers_against_a_denial_stay_observed() -> None:
    papers = [says(f"paper-{i}", f"outlet-{i}") for i in range(4)]
    found = of(says("teardown", "lab", Strength.OBSERVED), *papers, denies("no", "firm"))
    assert axes(found) == (Strength.OBSERVED, Standing.DISPUTED, StatusWord.CONTESTED)
    assert found.denying_makers == ("firm",)
    assert len(found.asserting_makers) == 5


def test_one_outlet_withdraws_its_own_claim_and_others_stand() -> None:
    found = of(says("a", "outlet-1"), says("b", "outlet-2"), retracts("r", "outlet-1", "a"))
    assert axes(found) == (Strength.REPORTED, Standing.UNDISPUTED, StatusWord.REPORTED)
    assert found.asserting == ("b",)
    assert found.inactive == ("a", "r")


def test_withdrawal_of_a_denial_is_undisputed_again() -> None:
    found = of(says("a", "outlet"), denies("no", "firm"), retracts("r", "firm", "no"))
    assert found.standing == Standing.UNDISPUTED
    assert found.denying == ()


def test_order_of_a_regulator_keeps_its_word_and_shows_the_denial() -> None:
    found = of(says("order", "regulator", Strength.OFFICIAL), denies("no", "firm"))
    assert axes(found) == (Strength.OFFICIAL, Standing.DISPUTED, StatusWord.OFFICIAL)
    assert found.denying == ("no",)


def test_denied_by_both_and_asserted_by_nobody_is_denied() -> None:
    found = of(denies("k11", "huawei"), denies("k19", "tsmc"))
    assert axes(found) == (Strength.NONE, Standing.DENIED, StatusWord.DENIED)
    assert found.denying_makers == ("huawei", "tsmc")


def test_nothing_left_after_a_withdrawal_is_retracted() -> None:
    found = of(says("a", "outlet"), retracts("r", "outlet", "a"))
    assert axes(found) == (Strength.NONE, Standing.WITHDRAWN, StatusWord.RETRACTED)


def test_a_denial_is_left_after_the_withdrawal() -> None:
    found = of(says("a", "outlet"), retracts("r", "outlet", "a"), denies("no", "firm"))
    assert found.standing == Standing.DENIED


def test_the_publisher_may_withdraw_and_a_stranger_may_not() -> None:
    relayed = Evidence("a", Stance.ASSERTS, "source", Strength.ALLEGED, authors=frozenset({"source", "outlet"}))
    assert of(relayed, retracts("r", "outlet", "a")).standing == Standing.WITHDRAWN
    assert of(relayed, retracts("r", "rival", "a")).standing == Standing.UNDISPUTED


def test_a_retraction_cannot_be_withdrawn() -> None:
    found = of(says("a", "outlet"), retracts("r", "outlet", "a"), retracts("r2", "outlet", "r"))
    assert found.standing == Standing.WITHDRAWN


def test_the_certainly_later_position_of_one_maker_counts() -> None:
    found = of(says("a", "firm", day="2024-05"), denies("no", "firm", day="2024-06"))
    assert axes(found) == (Strength.NONE, Standing.DENIED, StatusWord.DENIED)
    assert found.inactive == ("a",)
    assert not found.own_maker


def test_positions_in_uncertain_order_both_count() -> None:
    found = of(says("a", "firm", day="2024"), denies("no", "firm", day="2024-06"))
    assert found.standing == Standing.DISPUTED
    assert found.own_maker


def test_a_withdrawn_reversal_restores_the_first_position() -> None:
    found = of(says("a", "firm", day="2024-05"), denies("no", "firm", day="2024-06"), retracts("r", "firm", "no"))
    assert axes(found) == (Strength.REPORTED, Standing.UNDISPUTED, StatusWord.REPORTED)


def test_a_denial_that_is_only_shown_changes_nothing() -> None:
    found = of(says("a", "tsmc", Strength.ADMITTED), denies("k19", "tsmc", day="2025", counted=False))
    assert axes(found) == (Strength.ADMITTED, Standing.UNDISPUTED, StatusWord.ADMITTED)
    assert found.shown_denials == ("k19",)


def test_silence_and_qualification_take_no_stand() -> None:
    silent = Evidence("s", Stance.SILENT, "powerair")
    narrower = Evidence("q", Stance.QUALIFIES, "outlet")
    search = Evidence("k27", Stance.ASSERTS, "curator", Strength.NONE)
    assert status((silent, narrower, search)) is None
    found = of(says("a", "outlet"), silent, narrower, search)
    assert axes(found) == (Strength.REPORTED, Standing.UNDISPUTED, StatusWord.REPORTED)
    assert (found.silent, found.qualifying) == (("s",), ("k27", "q"))


def test_nothing_said_has_no_status() -> None:
    assert status(()) is None


def test_words_for_every_pair_of_axes() -> None:
    for strength in Strength:
        assert status_word(strength, Standing.WITHDRAWN) == StatusWord.RETRACTED
        assert status_word(strength, Standing.DENIED) == StatusWord.DENIED
        if strength:
            assert status_word(strength, Standing.UNDISPUTED) == StatusWord(strength.word)
            kept = strength >= Strength.ADMITTED
            word = StatusWord(strength.word) if kept else StatusWord.CONTESTED
            assert status_word(strength, Standing.DISPUTED) == word

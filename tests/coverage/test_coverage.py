"""Coverage in time, its answer for a person, and bad input (classification.md 3.7, issue 6, points 4 and 12)."""

from __future__ import annotations

import pytest

from chipgraph.coverage import (
    ListedWhen,
    Nature,
    Stake,
    Stakes,
    cover_on,
    coverage,
    coverage_document,
    intervals,
    ranked,
    share,
)
from chipgraph.dates import FIRST, UNKNOWN, day_text, parse, state_bounds
from chipgraph.errors import ValidationError


def day(text: str) -> int:
    return parse(text).lo


def stake(owner: str, owned: str, size: str, start: str | None = None, end: str | None = None) -> Stake:
    low, _, high = size.partition("..")
    return Stake(
        owner, owned, share(low), share(high or low), state_bounds(parse(start), parse(end)), f"{owner}>{owned}"
    )


PERSON = Nature(ownable=False)
LISTED = {"L": [ListedWhen(parse("2020-01-01"), UNKNOWN)]}


def test_a_stake_counts_in_full_only_where_every_reading_has_it() -> None:
    stakes = Stakes([stake("L", "e", "60", "2023", "2024-06")], {"e": Nature(complete=True)})
    found = intervals(stakes, LISTED, "e", day("2022-12-31"), day("2024-07-01"))
    assert [(day_text(a), day_text(b), answer) for a, b, answer in found] == [
        ("2022-12-31", "2022-12-31", "not_covered"),
        ("2023-01-01", "2023-12-30", "undetermined"),
        ("2023-12-31", "2024-06-01", "covered"),
        ("2024-06-02", "2024-06-30", "undetermined"),
        ("2024-07-01", "2024-07-01", "not_covered"),
    ]


def test_a_listing_of_which_only_the_last_day_is_known() -> None:
    """C18: listed by 2023-03-06. Before that day it may be listed, and so may what it owns."""
    stakes = Stakes([stake("I", "e", "100", "..2020", None)], {"e": Nature(complete=True)})
    listings = {"I": [ListedWhen(parse("..2023-03-06"), UNKNOWN)]}
    held = Stakes([Stake("I", "e", share("100"), share("100"))], {"e": Nature(complete=True)})
    assert coverage(cover_on(held, listings, day("2023-03-06")), "e").answer == "covered"
    before = cover_on(held, listings, day("2023-03-05"))
    assert coverage(before, "e").answer == "undetermined"
    assert coverage(before, "I").settled_by == ("listing",)
    assert coverage(cover_on(stakes, listings, day("2023-03-06")), "e").answer == "undetermined"


def test_a_seat_that_is_not_known_leaves_it_open() -> None:
    stakes = Stakes([stake("L", "e", "80", "2019", "2030")], {"e": Nature(domestic=None, complete=True)})
    answer = coverage(cover_on(stakes, LISTED, day("2025-10-01")), "e")
    assert (answer.answer, answer.settled_by) == ("undetermined", ("seat",))


def test_the_answer_says_what_each_holder_adds() -> None:
    stakes = Stakes([stake("L", "e", "30..34", "2019", "2030"), stake("P", "e", "10", "2019", "2030")], {"P": PERSON})
    answer = coverage(cover_on(stakes, LISTED, day("2025-10-01")), "e")
    document = coverage_document(answer)
    assert document["answer"] == "undetermined"
    assert (document["least"], document["most"], document["missing"]) == (30.0, 90.0, 20.0)
    assert [(c.holder, c.counts) for c in answer.contributions] == [
        ("L", "all"),
        ("P", "none"),
        ("residual", "perhaps"),
    ]
    assert document["settled_by"] == ["residual"]
    assert answer.red_flag_29


def test_an_unknown_residual_alone_raises_no_red_flag() -> None:
    stakes = Stakes([stake("F", "e", "10", "2019", "2030"), stake("L", "x", "1", "2019", "2030")])
    answer = coverage(cover_on(stakes, LISTED, day("2025-10-01")), "e")
    assert answer.answer == "undetermined"
    assert not answer.red_flag_29


def test_the_undetermined_are_ranked_by_how_little_is_missing() -> None:
    stakes = Stakes([stake("L", n, size, "2019", "2030") for n, size in (("a", "10"), ("b", "49"), ("c", "33"))])
    found = ranked(cover_on(stakes, LISTED, day("2025-10-01")), limit=3)
    assert [(c.party, c.missing // 10**6) for c in found] == [("b", 1), ("c", 17), ("a", 40)]


def test_coverage_names_the_listed_parties_from_which_it_comes() -> None:
    stakes = Stakes(
        [
            stake("L", "A", "50", "2019", "2030"),
            stake("A", "e", "30", "2019", "2030"),
            stake("M", "e", "20", "2019", "2030"),
        ]
    )
    listings = {**LISTED, "M": LISTED["L"]}
    assert coverage(cover_on(stakes, listings, day("2025-10-01")), "e").listed_owners == ("L", "M")


def test_a_party_that_no_stake_names_is_undetermined() -> None:
    stakes = Stakes([stake("L", "A", "50")])
    answer = coverage(cover_on(stakes, LISTED, day("2025-10-01")), "stranger")
    assert (answer.answer, answer.settled_by) == ("undetermined", ("residual",))


def test_shares_that_add_up_to_more_than_all_are_shown() -> None:
    stakes = Stakes([stake("L", "e", "60", "2019", "2030"), stake("M", "e", "60", "2019", "2030")])
    answer = coverage(cover_on(stakes, LISTED, day("2025-10-01")), "e")
    assert coverage_document(answer)["beyond_the_whole"] == 20.0


@pytest.mark.parametrize("text", ["101", "-1", "half", "NaN", "Infinity"])
def test_a_share_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="share"):
        share(text)


def test_a_stake_that_contradicts_itself_is_refused_with_its_record() -> None:
    with pytest.raises(ValidationError, match="stakes, r1: L owns 60 to 50 % of e"):
        Stakes([Stake("L", "e", share(60), share(50), record="r1")])


def test_two_records_of_one_stake_are_two_readings_not_two_stakes() -> None:
    """Two sources that both say 30 % do not make 60 %; where they differ, the stake is an interval."""
    same = Stakes([stake("L", "e", "30", "2019", "2030"), stake("L", "e", "30", "2020", "2030")])
    assert coverage(cover_on(same, LISTED, day("2025-10-01")), "e").least == share(30)
    other = Stakes([stake("L", "e", "30", "2019", "2030"), stake("L", "e", "60", "2019", "2030")])
    answer = coverage(cover_on(other, LISTED, day("2025-10-01")), "e")
    assert (answer.answer, answer.least) == ("undetermined", share(30))
    later = Stakes([stake("L", "e", "30", "2019", "2022"), stake("L", "e", "60", "2023", "2030")])
    assert coverage(cover_on(later, LISTED, day("2025-10-01")), "e").answer == "covered"


def test_a_third_is_not_a_third_and_a_bit() -> None:
    assert share("33.3333") * 3 < share(100)
    assert share("49.999999") < share(50)


def test_without_stakes_there_is_no_boundary() -> None:
    assert Stakes([]).boundaries == ()
    assert Stakes([stake("L", "e", "10")]).boundaries[0] == FIRST

"""Scores are sums of reasons, the same from both sides, and part names as a careful reader would (O35)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.matching import Comparer, Comparison, NameReader, load

RULES = load()
READER = NameReader(RULES)
COMPARER = Comparer(RULES)


def compare(left: str, right: str, left_country: str = "", right_country: str = "") -> Comparison:
    one = READER.party("left", left.split("|"), left_country.split())
    other = READER.party("right", right.split("|"), right_country.split())
    return COMPARER.compare(one, other)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("算能", "Sophgo"),
        ("算能", "Suanneng"),
        ("Sophgo", "Sophon"),
        ("華為", "华为"),
        ("华为技术有限公司", "Huawei Technologies Co., Ltd."),
        ("中芯国际", "SMIC"),
        ("Nicaraguan National Police (NNP)", "NICARAGUAN NATIONAL POLICE"),
    ],
)
def test_one_party_in_two_scripts_or_forms_scores_as_the_same(left: str, right: str) -> None:
    assert compare(left, right).score >= RULES.same


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("CETC 13th Research Institute", "CETC 54th Research Institute"),
        ("Wuhan Naura Microelectronics Equipment Co., Ltd.", "Wuxi Naura Microelectronics Equipment Co., Ltd."),
        ("Huawei Technologies Co., Ltd.", "Xi'an Huawei Technologies Co., Ltd."),
        ("海光", "海思"),
        ("Stroytransgaz OJSC", "Stroytransgaz Group"),
        ("China National Nuclear Corporation", "China National Chemical Corporation"),
    ],
)
def test_neighbours_stay_below_the_same(left: str, right: str) -> None:
    assert compare(left, right, "cn", "cn").score < RULES.same


def test_the_score_is_the_sum_of_its_reasons() -> None:
    comparison = compare("Sophgo|算能", "Beijing Suanneng Technology", "cn", "cn")
    total = sum(f.adds for f in comparison.features)
    assert comparison.score == pytest.approx(min(1.0, max(0.0, total)), abs=1e-4)


def test_countries_speak_for_and_against_and_silence_does_neither() -> None:
    silent = compare("Wave Tech", "Wave Tech").score
    assert (
        compare("Wave Tech", "Wave Tech", "ae", "ae").score
        > silent
        > compare("Wave Tech", "Wave Tech", "ae", "lb").score
    )
    assert compare("Wave Tech", "Wave Tech", "hk", "cn").words()["country"] == "equal", (
        "a list files one under the other"
    )


def test_identifiers_outweigh_names() -> None:
    one = READER.party("a", ["Some Name"], ids=[("lei", "X")])
    same = READER.party("b", ["Quite Another"], ids=[("lei", "X")])
    other = READER.party("c", ["Some Name"], ids=[("lei", "Y")])
    assert COMPARER.compare(one, same).words()["lei"] == "equal"
    assert COMPARER.compare(one, other).score < RULES.same


WORDS = st.sampled_from(
    ["huawei", "beijing", "shanghai", "technology", "13th", "54th", "institute", "海思", "ltd", "abc", "of"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@given(NAMES, NAMES)
def test_scores_have_no_direction_and_bounds(left: str, right: str) -> None:
    one, other = compare(left, right), compare(right, left)
    assert one.score == pytest.approx(other.score)
    assert 0 <= one.score <= 1
    assert compare(left, left).score >= RULES.same

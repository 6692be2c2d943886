"""Red flags: a positive and a negative fixture each, dates, and what stays unanswered (red-flags.md, issue 6, point 5)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from tests.law.conftest import Edited, day

from chipgraph.errors import ValidationError
from chipgraph.law import Law
from chipgraph.law.flags import FactValue, FlagAnswer, evaluate_flags, load_flags

FIXTURES = yaml.safe_load((Path(__file__).parent / "red_flag_fixtures.yaml").read_text(encoding="utf-8"))
ACTIVE = "2025-10-01"


def answers(law: Law, facts: Mapping[str, FactValue], on: str = ACTIVE) -> dict[str, FlagAnswer]:
    return {a.id: a for a in evaluate_flags(facts, day(on), law)}


def test_all_are_there() -> None:
    expected = [f"RF{n}" for n in range(1, 30)] + [f"BG{n}" for n in range(1, 14)]
    assert [f.id for f in load_flags().flags] == expected
    assert list(FIXTURES) == expected


@pytest.mark.parametrize("id", FIXTURES)
def test_each_has_a_positive_and_a_negative_case(law: Law, id: str) -> None:
    raised = answers(law, FIXTURES[id]["raised"])[id]
    assert raised.state == "raised"
    assert raised.because
    assert raised.citation
    assert answers(law, FIXTURES[id]["not"])[id].state == "not_raised"


def test_without_facts_every_flag_is_unanswered_and_says_what_is_missing(law: Law) -> None:
    for answer in answers(law, {}).values():
        assert answer.state == "unanswered"
        assert answer.missing


def test_one_missing_fact_is_named(law: Law) -> None:
    answer = answers(law, {"customer_new": True})["RF25"]
    assert (answer.state, answer.missing) == (
        "unanswered",
        ("the item was designed for a former customer that is now listed",),
    )


@pytest.mark.parametrize(
    ("id", "on", "state", "text", "enforcement"),
    [
        ("RF25", "2024-12-01", "not_in_force", "not_in_force", "not_in_force"),
        ("RF25", "2024-12-02", "raised", "in_force", "in_force"),
        ("RF29", "2025-09-28", "not_in_force", "not_in_force", "not_in_force"),
        ("RF29", "2025-11-10", "raised", "stayed", "stayed"),
        ("RF29", "2026-11-10", "raised", "unverified", "unverified"),
        ("RF28", "2025-06-01", "raised", "in_force", "announced_not_enforced"),
    ],
)
def test_a_flag_has_dates_and_two_statuses(law: Law, id: str, on: str, state: str, text: str, enforcement: str) -> None:
    answer = answers(law, FIXTURES[id]["raised"], on)[id]
    assert (answer.state, answer.text_status, answer.enforcement_status) == (state, text, enforcement)


def test_the_pattern_of_powerair(law: Law) -> None:
    """RF 4, 9, 10, 21 are the PowerAIR pattern: 0 to 12 months old, capital of S$1."""
    found = answers(law, {"buyer_age_months": 12, "buyer_capital_usd": 0.75, "final_owner_or_user_known": False})
    assert {id for id, a in found.items() if a.state == "raised"} == {"RF4", "RF21", "BG7"}


def test_a_misspelt_fact_is_no_unknown(law: Law) -> None:
    with pytest.raises(KeyError, match="customer_neu"):
        evaluate_flags({"customer_neu": True}, day(ACTIVE), law)


def test_a_flag_needs_no_code_and_a_wrong_one_is_refused(edited: Edited, law: Law) -> None:
    new = "red_flags:\n  - {id: RF30, text: New., auto: Y, from: 2027-01-01, when: [[{fact: pays_cash, op: '=', value: yes}]]}\n"
    folder = edited("red_flags.yaml", "red_flags:\n", new)
    found = {a.id: a for a in evaluate_flags({"pays_cash": True}, day("2027-01-01"), law, load_flags(folder))}
    assert found["RF30"].state == "raised"


def test_a_test_of_no_fact_is_refused(edited: Edited) -> None:
    folder = edited("red_flags.yaml", "{fact: pays_cash, op", "{fact: pays_gold, op")
    with pytest.raises(ValidationError, match=r"red_flags.yaml, red_flags RF5.*pays_gold"):
        load_flags(folder)

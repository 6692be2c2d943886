"""A route that was asked for before is answered from what was found, and an answer that was cut short is asked anew (W28)."""

from __future__ import annotations

from chipgraph_api.access import Answers


def answer(number: int, *, exhaustive: bool = True) -> dict[str, object]:
    return {"number": number, "certificate": {"exhaustive": exhaustive}}


def test_the_last_whole_answers_are_kept() -> None:
    kept = Answers(most=2)
    for number in range(3):
        kept.keep(str(number), answer(number))
    assert kept.get("0") is None
    assert kept.get("1") == answer(1)
    kept.keep("3", answer(3))
    assert kept.get("2") is None, "what was asked for last stays"
    assert kept.get("1") == answer(1)


def test_an_answer_that_a_limit_cut_short_is_not_kept() -> None:
    kept = Answers()
    kept.keep("0", answer(0, exhaustive=False))
    assert kept.get("0") is None

"""The answer of the law for every day: letters flip it as rules do, although they bind their addressees only (F35)."""

from __future__ import annotations

from typing import Any

from chipgraph.law import load
from chipgraph.law.asking import HopAsked, judgement_spans


def letters(exporter: str | None) -> dict[Any, list[tuple[Any, Any]]]:
    """The letters of each stretch of days, by its first day."""
    answer = judgement_spans(HopAsked("H20", "TW", ("CN",), (), exporter), load())
    spans: Any = answer["spans"]
    return {span["since"]: [(one["id"], one["certain"]) for one in span["letters"]] for span in spans}


def test_a_letter_begins_a_stretch_of_its_own() -> None:
    assert letters("Nvidia") == {None: [], "2025-04-09": [("letter-2025-04", True)]}


def test_without_an_exporter_a_letter_only_may_bind() -> None:
    assert letters(None)["2025-04-09"] == [("letter-2024-11-tsmc", False), ("letter-2025-04", False)]


def test_a_letter_to_others_is_not_told_of() -> None:
    assert all(id != "letter-2025-04" for found in letters("TSMC").values() for id, _ in found)

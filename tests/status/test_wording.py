"""G20: every verb follows from the status, and none says more than the status does."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from chipgraph import resources
from chipgraph.claims import Stance, Standing, Strength
from chipgraph.errors import UsageError, ValidationError
from chipgraph.schema import Schema
from chipgraph.wording import Wording, phrase, shipped, verb

CLASSES = (*shipped().verbs, "SomethingNew")
AXES = [
    (strength, standing)
    for strength, standing in product(Strength, Standing)
    if strength or standing in (Standing.DENIED, Standing.WITHDRAWN)
]
METHODS = ((), ("suspicion",), ("suspicion", "anonymous"))
HEDGES = {
    Strength.NONE: "denied|withdrawn",
    Strength.ALLEGED: "alleged|suspected",
    Strength.REPORTED: "reported",
    Strength.OBSERVED: "found on inspection",
    Strength.ADMITTED: "said by one of the two|admitted by one of the two",
    Strength.OFFICIAL: "",
}


def every_phrase() -> list[tuple[str, Strength, Standing, str]]:
    return [
        (name, strength, standing, phrase(name, strength, standing, adverse, methods))
        for name, (strength, standing), adverse, methods in product(CLASSES, AXES, (False, True), METHODS)
    ]


def test_no_phrase_uses_a_word_that_only_a_court_can_use() -> None:
    banned = re.compile(r"cleared|smuggl|launder|guilty|innocent|illegal", re.IGNORECASE)
    assert [text for *_, text in every_phrase() if banned.search(text)] == []


def test_only_what_is_official_and_undisputed_is_put_as_a_fact() -> None:
    for name, strength, standing, text in every_phrase():
        finite = shipped().verbs.get(name, shipped().default).finite
        is_fact = text == finite
        assert is_fact == (strength == Strength.OFFICIAL and standing == Standing.UNDISPUTED), text


def test_every_phrase_says_whose_word_it_is() -> None:
    for _, strength, standing, text in every_phrase():
        wanted = "denied|withdrawn" if standing in (Standing.DENIED, Standing.WITHDRAWN) else HEDGES[strength]
        assert re.search(wanted, text), text


def test_a_dispute_is_never_left_out() -> None:
    for _, _, standing, text in every_phrase():
        assert ("denied" in text or "denial" in text) == (standing in (Standing.DISPUTED, Standing.DENIED)), text


def test_a_suspicion_is_worded_as_one() -> None:
    args = ("Transfer", Strength.ALLEGED, Standing.UNDISPUTED, False)
    assert phrase(*args, ("suspicion",)).startswith("is suspected, not established, to")
    assert phrase(*args, ("suspicion", "charge")).startswith("is alleged, not established, to")


def test_a_party_admits_only_what_speaks_against_it() -> None:
    assert "said" in phrase("Fabrication", Strength.ADMITTED, Standing.UNDISPUTED)
    assert "admitted" in phrase("Fabrication", Strength.ADMITTED, Standing.UNDISPUTED, adverse=True)
    assert verb(Stance.ASSERTS, Strength.ADMITTED) == "says"
    assert verb(Stance.ASSERTS, Strength.ADMITTED, adverse=True) == "admits"
    assert "admitted" not in phrase("Fabrication", Strength.REPORTED, Standing.UNDISPUTED, adverse=True)


def test_what_each_maker_does() -> None:
    assert verb(Stance.DENIES) == "denies"
    assert verb(Stance.ASSERTS, Strength.ALLEGED, method="suspicion") == "suspects"
    assert {verb(stance, strength) for stance, strength in product(Stance, Strength)}


def test_every_relation_class_has_its_words(schema: Schema) -> None:
    assert {r.name for r in schema.relations()} == set(shipped().verbs)


def test_nothing_to_say_is_an_error() -> None:
    with pytest.raises(UsageError, match="Nothing asserts"):
        phrase("Supply", Strength.NONE, Standing.UNDISPUTED)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"is reported to {infinitive}"', '"smuggled"', "smuggled"),
        ('"is reported to {infinitive}"', '"{finite}"', "as a fact"),
        ("suspicions: [suspicion, presumption]", "", "suspicions"),
        ("frames:", "frames: [", "no wording file"),
        ("classes:", "classes: text\nother:", "no wording file"),
    ],
)
def test_a_file_that_says_too_much_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = (resources.ontology() / "rules" / "wording.yaml").read_text(encoding="utf-8")
    path = tmp_path / "wording.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValidationError, match=problem):
        Wording.load(path)

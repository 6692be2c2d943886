"""Who is who: merging by judgements, and undoing it (O14, O30, O35, O36)."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph import schema
from chipgraph.dates import to_day
from chipgraph.errors import InputError, Place, ValidationError
from chipgraph.identity import (
    Identity,
    Judgement,
    Verdict,
    append,
    read_judgements,
    read_log,
    resolve,
    unsure_near,
)
from chipgraph.records import Records, Row, Value

CLASSES = schema.load()


def judge(verdict: str, left: str, right: str, when: str = "2026-01-01", place: str = "log.yaml") -> Judgement:
    return Judgement(Verdict(verdict), left, right, "curator", when, "because", place=Place(place, f"{left}/{right}"))


def entity(id: str, dataset: str, kind: str = "Firm") -> Row:
    return Row(id, dataset, (kind,), {"name_en": (id,)})


def dataset(name: str, published: str | None) -> Row:
    properties: dict[str, Value] = {"title": name, "asserts": True}
    if published is not None:
        properties["published"] = published
    return Row(f"dataset-{name}", name, ("Dataset",), properties)


def day(text: str) -> int:
    return to_day(dt.date.fromisoformat(text))


RECORDS = Records(
    [
        dataset("old-list", "2019-01-01"),
        dataset("new-list", "2024-01-01"),
        entity("firm-a", "case"),
        entity("old-list-a", "old-list"),
        entity("new-list-a", "new-list"),
        entity("new-list-b", "new-list"),
        entity("old-list-z", "old-list"),
        entity("unknown-company-1", "case", "UnknownParty"),
    ]
)


def test_the_curated_record_stands_for_the_set_o14() -> None:
    identity = resolve([judge("same", "old-list-a", "firm-a")], RECORDS, CLASSES)
    assert identity.canonical("old-list-a") == "firm-a"
    assert identity.canonical("firm-a") == "firm-a"
    assert identity.referents("old-list-a") == ("firm-a", "old-list-a")


def test_without_a_curated_record_the_oldest_dataset_stands_for_the_set_o14() -> None:
    identity = resolve([judge("same", "new-list-a", "old-list-z")], RECORDS, CLASSES)
    assert identity.canonical("new-list-a") == "old-list-z"


def test_of_one_dataset_the_first_id_stands_for_the_set() -> None:
    identity = resolve([judge("same", "new-list-b", "new-list-a")], RECORDS, CLASSES)
    assert identity.canonical("new-list-b") == "new-list-a"


def test_sameness_is_transitive_through_an_id_that_is_not_loaded() -> None:
    log = [judge("same", "firm-a", "gone-1"), judge("same", "gone-1", "new-list-a")]
    identity = resolve(log, RECORDS, CLASSES)
    assert identity.canonical("new-list-a") == "firm-a"
    assert identity.canonical("gone-1") == "firm-a"


def test_an_unknown_id_stands_for_itself() -> None:
    assert Identity().canonical("firm-x") == "firm-x"
    assert Identity().referents("firm-x") == ("firm-x",)


def test_removing_a_judgement_restores_the_earlier_answer_o35() -> None:
    log = [judge("same", "firm-a", "old-list-a"), judge("same", "old-list-a", "new-list-a")]
    before = resolve(log[:1], RECORDS, CLASSES)
    after = resolve(log, RECORDS, CLASSES)
    assert after.canonical("new-list-a") == "firm-a"
    assert resolve(log[:1], RECORDS, CLASSES) == before
    assert before.canonical("new-list-a") == "new-list-a"


def test_a_later_judgement_on_a_pair_counts_o35() -> None:
    log = [
        judge("same", "firm-a", "old-list-a", "2026-01-01"),
        judge("different", "old-list-a", "firm-a", "2026-03-01"),
    ]
    identity = resolve(log, RECORDS, CLASSES)
    assert identity.canonical("old-list-a") == "old-list-a"
    assert identity.different == (("firm-a", "old-list-a"),)


def test_known_on_ignores_later_judgements_o30() -> None:
    log = [judge("same", "firm-a", "old-list-a", "2026-03-01")]
    assert resolve(log, RECORDS, CLASSES, day("2026-02-28")).canonical("old-list-a") == "old-list-a"
    assert resolve(log, RECORDS, CLASSES, day("2026-03-01")).canonical("old-list-a") == "firm-a"


def test_different_is_a_veto_that_names_the_chain() -> None:
    log = [
        judge("same", "firm-a", "old-list-a"),
        judge("same", "old-list-a", "new-list-a"),
        judge("different", "firm-a", "new-list-a"),
    ]
    with pytest.raises(ValidationError) as caught:
        resolve(log, RECORDS, CLASSES)
    message = str(caught.value)
    assert "firm-a and new-list-a are judged different" in message
    assert "firm-a = old-list-a (log.yaml, firm-a/old-list-a); old-list-a = new-list-a" in message
    assert "Add a later judgement" in message


def test_two_verdicts_of_one_time_contradict_each_other() -> None:
    log = [judge("same", "firm-a", "old-list-a"), judge("different", "old-list-a", "firm-a")]
    with pytest.raises(ValidationError, match="later 'when'"):
        resolve(log, RECORDS, CLASSES)


def test_a_time_of_day_orders_two_judgements_of_one_day() -> None:
    log = [
        judge("different", "firm-a", "old-list-a", "2026-01-01T09:00"),
        judge("same", "firm-a", "old-list-a", "2026-01-01T17:00"),
    ]
    assert resolve(log, RECORDS, CLASSES).canonical("old-list-a") == "firm-a"


def test_a_slot_is_never_merged_o36() -> None:
    with pytest.raises(ValidationError, match="never merged \\(O36\\)"):
        resolve([judge("same", "firm-a", "unknown-company-1")], RECORDS, CLASSES)


def test_a_slot_may_be_judged_different_or_unsure() -> None:
    log = [judge("unsure", "firm-a", "unknown-company-1")]
    assert resolve(log, RECORDS, CLASSES).unsure == (("firm-a", "unknown-company-1"),)


def test_unsure_pairs_merge_nothing_and_are_found_near_a_party_o35() -> None:
    log = [judge("same", "firm-a", "old-list-a"), judge("unsure", "old-list-a", "new-list-b")]
    identity = resolve(log, RECORDS, CLASSES)
    assert identity.canonical("new-list-b") == "new-list-b"
    assert unsure_near(identity, ["firm-a"]) == (("new-list-b", "old-list-a"),)
    assert unsure_near(identity, ["old-list-z"]) == ()


# Properties

IDS = ["firm-a", "old-list-a", "new-list-a", "new-list-b", "old-list-z", "gone-1"]
PAIRS = st.lists(st.sampled_from(IDS), min_size=2, max_size=2, unique=True)


@st.composite
def logs(draw: st.DrawFn) -> list[Judgement]:
    found = draw(st.lists(st.tuples(st.sampled_from(list(Verdict)), PAIRS, st.integers(1, 28)), max_size=9))
    return [judge(v, pair[0], pair[1], f"2026-02-{d:02d}") for v, pair, d in found]


def outcome(log: Sequence[Judgement]) -> Identity | str:
    try:
        return resolve(log, RECORDS, CLASSES)
    except ValidationError as error:
        return type(error).__name__


@given(st.data())
def test_the_answer_does_not_depend_on_the_order_of_the_log(data: st.DataObject) -> None:
    log = data.draw(logs())
    assert outcome(log) == outcome(data.draw(st.permutations(log)))


@given(logs())
def test_canonical_is_idempotent_and_sets_do_not_overlap(log: list[Judgement]) -> None:
    identity = outcome(log)
    if isinstance(identity, str):
        return
    for id in IDS:
        canonical = identity.canonical(id)
        assert identity.canonical(canonical) == canonical
        assert id in identity.referents(id)
        assert identity.referents(id) == identity.referents(canonical)
    for left, right in identity.different:
        assert identity.canonical(left) != identity.canonical(right)


@given(logs())
def test_a_repeated_judgement_changes_nothing(log: list[Judgement]) -> None:
    assert outcome(log) == outcome([*log, *log])


@given(logs(), st.integers(1, 28))
def test_what_was_known_on_a_day_is_what_the_log_held_then(log: list[Judgement], limit: int) -> None:
    held = [j for j in log if j.when <= f"2026-02-{limit:02d}"]
    expected = outcome(held)
    try:
        known: Identity | str = resolve(log, RECORDS, CLASSES, day(f"2026-02-{limit:02d}"))
    except ValidationError as error:
        known = type(error).__name__
    assert known == expected


# Files


def test_append_adds_one_entry_and_touches_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "judgements" / "mine.yaml"
    first = Judgement(
        Verdict.SAME, "firm-a", "old-list-a", "me", "2026-01-01", "同一家: equal", "0.97", {"name": "equal"}
    )
    append(path, first)
    text = path.read_text(encoding="utf-8")
    append(path, judge("different", "firm-a", "new-list-b"))
    assert path.read_text(encoding="utf-8").startswith(text)
    assert read_judgements(path) == (first, judge("different", "firm-a", "new-list-b"))


def test_append_keeps_comments_and_a_missing_last_newline(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "# by hand\n- {verdict: unsure, left: a, right: b, who: me, when: 2026-01-01, why: names}", encoding="utf-8"
    )
    append(path, judge("same", "b", "c"))
    assert path.read_text(encoding="utf-8").startswith("# by hand\n")
    assert [j.pair for j in read_judgements(path)] == [("a", "b"), ("b", "c")]


GOOD = "verdict: same, left: a, right: b, who: me, when: 2026-01-01, why: names"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("just words", "no list of judgements"),
        ("- words", "entry 1: it is no judgement"),
        (f"- {{{GOOD}}}\n- {{verdict: same, left: a}}", "entry 2: 'right' is not stated"),
        (f"- {{{GOOD.replace('same', 'equal')}}}", "'equal' is no verdict"),
        (f"- {{{GOOD.replace('right: b', 'right: a')}}}", "both sides are 'a'"),
        (f"- {{{GOOD.replace('2026-01-01', '2024-02-30')}}}", "'2024-02-30' is no day"),
        (f"- {{{GOOD}, score: 7}}", "not from 0 to 1"),
        (f"- {{{GOOD}, sure: yes}}", "'sure' is no field"),
        (f"- {{{GOOD}, features: equal}}", "'features' is no mapping"),
        ("- {verdict: [", "it is no YAML"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_remedy(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_judgements(path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.remedy


def test_invalid_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(b"- {why: \xff}")
    with pytest.raises(InputError, match="byte 8 is no UTF-8"):
        read_judgements(path)


def test_the_log_is_the_shipped_files_and_those_of_the_home(tmp_path: Path) -> None:
    append(tmp_path / "judgements" / "mine.yaml", judge("same", "firm-x", "firm-y"))
    shipped, both = read_log(), read_log(tmp_path)
    assert shipped
    assert both[: len(shipped)] == shipped
    assert both[-1].pair == ("firm-x", "firm-y")

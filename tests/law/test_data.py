"""The law as data: what must be in it, and what is refused with file and entry (O31 to O34, issue 6, points 11 and 12)."""

from __future__ import annotations

import pytest
from tests.law.conftest import Edited, day

from chipgraph import resources
from chipgraph.dates import day_text
from chipgraph.errors import InputError
from chipgraph.law import Law, load


def test_every_rule_of_the_list_is_there_with_source_and_two_statuses(law: Law) -> None:
    assert list(law.instruments) == [f"R{n:02d}" for n in range(1, 37)]
    for instrument in law.instruments.values():
        assert instrument.source
        assert instrument.effective.known
        assert instrument.text_status
        assert instrument.enforcement_status


def test_what_is_not_confirmed_is_there(law: Law) -> None:
    assert list(law.questions) == [f"U{n}" for n in range(1, 14)]


@pytest.mark.parametrize(
    ("id", "announced", "published", "effective", "compliance"),
    [
        ("R11", "2023-10-17", "2023-10-25", "2023-11-17", None),
        ("R14", None, "2024-12-05", "2024-12-02", "2024-12-31"),
        ("R17", None, "2025-01-16", "2025-01-16", "2025-01-31"),
        ("R16", None, "2025-01-15", "2025-01-13", "2025-05-15"),
        ("R04", None, "2020-08-20", "2020-08-17", None),
    ],
)
def test_four_dates_are_kept_apart(
    law: Law, id: str, announced: str | None, published: str, effective: str, compliance: str | None
) -> None:
    rule = law.instruments[id]
    found = (rule.announced, rule.published, rule.effective, rule.compliance)
    assert [day_text(i.lo) for i in found] == [announced, published, effective, compliance]


def test_a_start_that_is_not_confirmed_is_an_interval(law: Law) -> None:
    r07 = law.instruments["R07"]
    assert (day_text(r07.effective.lo), day_text(r07.effective.hi)) == ("2022-10-07", "2022-10-21")
    assert r07.unconfirmed == ("U12",)


@pytest.mark.parametrize(
    ("rule", "on", "text", "enforcement"),
    [
        ("R16", "2025-05-12", "effective_not_due", "effective_not_due"),
        ("R16", "2025-05-13", "in_force", "announced_not_enforced"),
        ("R27", "2025-09-29", "in_force", "in_force"),
        ("R27", "2025-11-10", "stayed", "stayed"),
        ("R27", "2026-11-09", "stayed", "stayed"),
        ("R27", "2026-11-10", "unverified", "unverified"),
        ("R34", "2026-08-01", "unverified", "unverified"),
    ],
)
def test_text_and_enforcement_are_two_dated_facts(law: Law, rule: str, on: str, text: str, enforcement: str) -> None:
    version = (
        next(v for p in law.provisions.values() for v in p.versions if v.made_by == rule) if rule != "R34" else None
    )
    if version is not None:
        assert law.statuses(version, day(on)) == (text, enforcement)
    else:
        assert law.instruments[rule].text_status[0].status == text


def test_each_version_ends_before_the_next_starts(law: Law) -> None:
    for provision in law.provisions.values():
        for a, b in zip(provision.versions, provision.versions[1:], strict=False):
            assert a.ends.hi < b.starts.hi
            assert b.supersedes == a.id


REFUSED = [
    ("instruments.yaml", "compliance: 2025-01-31", "compliance: 2024-01-31", "R17", "compliance"),
    ("instruments.yaml", "supersedes: R07", "supersedes: R11", "R11", "supersedes itself"),
    ("instruments.yaml", "supersedes: R03", "supersedes: R99", "R04", "R99"),
    ("instruments.yaml", "effective: 2023-11-17", "effective: 2023-11-31", "R11", "no day 31"),
    ("instruments.yaml", "effective: 2023-11-17", "effect: 2023-11-17", "R11", "effective is missing"),
    ("instruments.yaml", "announced: 2023-10-17", "announced: 2023-12-17", "R11", "published"),
    ("instruments.yaml", "unconfirmed: [U12]", "unconfirmed: [U99]", "R07", "U99"),
    ("instruments.yaml", "to: 2025-11-09}", "to: 2025-12-09}", "R27", "overlap"),
    ("instruments.yaml", "- id: R02", "- id: R01", "R01", "given twice"),
    ("instruments.yaml", "kind: rule", "kind: statute", "R03", "statute"),
    ("rules.yaml", "metric: tpp, op", "metric: tops, op", "3A090", "'tops' is no metric"),
    ("rules.yaml", "flag: hbm, op", "flag: fast, op", "3A090", "'fast' is no flag"),
    ("rules.yaml", "value: 600, unit: GB/s", "value: 600, unit: TB/s", "3A090-2022", "not in TB/s"),
    ("rules.yaml", "value: 4800}", "value: many}", "3A090", "'many' is no figure"),
    ("rules.yaml", "supersedes: 3A090-2022", "supersedes: 3A090-2023", "3A090", "supersedes itself"),
    ("rules.yaml", "ends: 2023-11-16\n", "ends: 2023-12-16\n", "3A090", "overlap"),
    ("rules.yaml", "made_by: R14", "made_by: R88", "3A090-2024", "R88"),
    ("rules.yaml", "otherwise: not_controlled", "otherwise_: not_controlled", "3A090-2022", "otherwise"),
    ("rules.yaml", "op: in, value: [3A090]", "op: within, value: [3A090]", "4A090", "within"),
    ("rules.yaml", "made_by: R14", "made_by: R29", "3A090-2024", "before R29 takes effect"),
    ("letters.yaml", "rule: R13", "rule: R77", "letter-2024-11-tsmc", "R77"),
    ("letters.yaml", "    thresholds: known", "    thresholds: guessed", "letter-2022-08-nvidia", "guessed"),
    ("country_groups.yaml", "from: 2025-11-07, to: 2026-09-24", "from: 2025-01-07, to: 2026-09-24", "KH", "overlaps"),
    ("country_groups.yaml", "group: D:5, member: true", "group: D:9, member: true", "KH", "D:9"),
    (
        "parties.yaml",
        "from: 2025-01-16, citation: 90 FR 4621 (R18)}]",
        "to: 2025-01-16x, citation: 90}]",
        "sophgo",
        "date",
    ),
    ("parties.yaml", "named_in: [supplement-7]", "named_in: [supplement-9]", "tsmc", "supplement-9"),
    ("metrics.yaml", "derived: {ratio: [tpp, die_area]}", "derived: {root: [tpp]}", "performance_density", "root"),
    ("unconfirmed.yaml", "unconfirmed:", "open_questions:", "unconfirmed.yaml", "open_questions"),
    ("rules.yaml", "provisions:", "provisions: [", "rules.yaml", "not YAML"),
]


@pytest.mark.parametrize(("file", "old", "new", "entry", "problem"), REFUSED)
def test_a_contradiction_is_refused_with_file_entry_and_remedy(
    edited: Edited, file: str, old: str, new: str, entry: str, problem: str
) -> None:
    folder = edited(file, old, new)
    with pytest.raises(InputError) as caught:
        load(folder)
    message = str(caught.value)
    assert file in message
    assert entry in message
    assert problem in message


def test_the_digest_changes_with_one_letter(edited: Edited, law: Law) -> None:
    folder = edited("unconfirmed.yaml", "link only", "link  only")
    assert load(folder).digest != law.digest


def test_every_notation_is_a_concept_of_the_ontology(law: Law) -> None:
    vocabulary = (resources.ontology() / "vocab" / "metric.ttl").read_text(encoding="utf-8")
    for metric in law.vocabulary.metrics.values():
        assert metric.notation is None or f'skos:notation "{metric.notation}"' in vocabulary


def test_every_provision_and_letter_is_cited_and_made_by_an_instrument(law: Law) -> None:
    for provision in law.provisions.values():
        assert provision.citation
        assert all(v.made_by in law.instruments for v in provision.versions)
    assert all(letter.citation and letter.addressees for letter in law.letters)

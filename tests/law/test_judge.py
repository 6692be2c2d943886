"""The law on a day: hooks, both readings, the as-of tests of the case file (W22 to W25, case file 6.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.law.conftest import Edited, day

from chipgraph.dates import UNKNOWN, day_text, parse
from chipgraph.law import Chips, Hop, Judgement, Law, Listed, Party, item_of, judge, judge_on, load

DIE = "Sophgo-ordered TSMC die (Ascend 910B match)"


class Asked:
    """Asks about hops in few words."""

    def __init__(self, law: Law, chips: Chips) -> None:
        self.law, self.chips = law, chips

    def party(self, name: str) -> Party:
        (found,) = self.law.parties.find(name)
        return found

    def hop(
        self,
        on: str,
        item: str,
        origin: str | None,
        destination: str,
        parties: Sequence[str | Party] = (),
        exporter: str | None = None,
    ) -> Hop:
        days = parse(on)
        return Hop(
            first=days.lo,
            last=days.hi,
            item=item_of(self.chips.find(item), self.chips),
            origin=origin,
            destinations=(destination,),
            parties=tuple(self.party(p) if isinstance(p, str) else p for p in parties),
            exporter=None if exporter is None else self.party(exporter),
        )

    def __call__(
        self,
        on: str,
        item: str,
        origin: str | None,
        destination: str,
        parties: Sequence[str | Party] = (),
        exporter: str | None = None,
    ) -> Judgement:
        return judge(self.hop(on, item, origin, destination, parties, exporter), self.law)


@pytest.fixture(scope="module")
def ask(law: Law, chips: Chips) -> Asked:
    return Asked(law, chips)


def rules(answer: Judgement) -> list[str]:
    return [h.rule if h.party is None else f"{h.rule} {h.party}" for h in answer.hooks]


HUAWEI, SOPHGO = "734.9(e)(1) Huawei", "734.9(e)(2) Sophgo"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2023-10-01", [HUAWEI]),
        ("2023-11-16", [HUAWEI]),
        ("2023-11-17", ["734.9(h)", HUAWEI]),
        ("2023-12-01", ["734.9(h)", HUAWEI]),
        ("2025-01-15", ["734.9(h)", HUAWEI]),
        ("2025-01-16", ["734.9(h)", SOPHGO, HUAWEI]),
        ("2025-01-30", ["734.9(h)", SOPHGO, HUAWEI]),
        ("2025-01-31", ["734.9(h)", "3A090 Note 1", SOPHGO, HUAWEI]),
    ],
)
def test_as_of_tests_of_the_case(ask: Asked, on: str, expected: list[str]) -> None:
    """One hook on 2023-10-01, a second from 2023-11-17, a third on 2025-01-16, a fourth on 2025-01-31 (6.5)."""
    answer = ask(on, DIE, "TW", "CN", ["sophgo", "huawei"], "tsmc")
    assert rules(answer) == expected
    assert answer.licence == "required"
    assert "design match" in answer.notes[0]
    for hook in answer.hooks:
        if hook.rule in ("734.9(h)", "3A090 Note 1"):
            assert any("design match" in text for text in hook.takes_for_granted)


def test_sophgo_is_not_listed_in_2023(ask: Asked) -> None:
    assert rules(ask("2023-12-01", "ascend-910b", "TW", "CN", ["sophgo"])) == ["734.9(h)"]
    assert rules(ask("2023-10-01", "ascend-910b", "TW", "CN", ["sophgo"])) == []


def test_after_the_rule_no_huawei_is_needed(ask: Asked) -> None:
    answer = ask("2023-12-01", "ascend-910b", "TW", "CN")
    assert answer.licence == "required"
    assert answer.policy == "presumption_of_denial"


def test_by_design_match_the_area_leaves_the_class_open(ask: Asked) -> None:
    (hook,) = ask("2023-12-01", DIE, "TW", "CN").hooks
    assert not hook.applies
    assert hook.by_text is None
    assert hook.unknown == ("class of the item",)


@pytest.mark.parametrize(("on", "hooked"), [("2020-05-14", False), ("2020-09-15", True)])
def test_a_footnote_has_dates_of_its_own(ask: Asked, on: str, hooked: bool) -> None:
    answer = ask(on, "Ascend 910 (910A)", "TW", "CN", ["huawei"], "tsmc")
    assert (HUAWEI in rules(answer)) is hooked
    listed = ask(on, "Ascend 910 (910A)", "US", "CN", ["huawei"])
    assert rules(listed) == ["744.11 Huawei"]


def test_the_savings_clause_leaves_the_answer_open_until_its_last_day(ask: Asked) -> None:
    hop = ask.hop("2020-09-14", "Ascend 910 (910A)", "TW", "CN", ["huawei"], "tsmc")
    assert judge(hop, ask.law).licence == "may_be_required"
    saved = replace(hop, flags={"produced_before_rule": True})
    assert judge(saved, ask.law).licence == "not_required"
    assert judge(replace(hop, flags={"produced_before_rule": False}), ask.law).licence == "required"
    assert ask("2020-09-15", "Ascend 910 (910A)", "TW", "CN", ["huawei"], "tsmc").licence == "required"


@pytest.mark.parametrize(("on", "two_ways"), [("2025-05-12", False), ("2025-05-13", True), ("2026-07-01", True)])
def test_the_diffusion_rule_answers_two_ways(ask: Asked, on: str, two_ways: bool) -> None:
    answer = ask(on, "H100", "US", "GB")
    diffusion = [h for h in answer.hooks if h.requirement == "742.6(a)(6)(iii)(A)"]
    assert bool(diffusion) is two_ways
    assert (answer.by_text != answer.as_enforced) is two_ways
    if two_ways:
        (hook,) = diffusion
        assert (hook.text_status, hook.enforcement_status) == ("in_force", "announced_not_enforced")
        assert (answer.by_text, answer.licence) == ("required", "may_be_required")
        assert hook.readings == (("by text", "required"), ("as enforced", "not_required"))
    else:
        assert any("RS-diffusion" in text for text in answer.pending)


@pytest.mark.parametrize(
    ("on", "text", "by_text", "as_enforced"),
    [
        ("2025-09-28", None, "not_required", "not_required"),
        ("2025-09-29", "in_force", "required", "required"),
        ("2025-11-09", "in_force", "required", "required"),
        ("2025-11-10", "stayed", "required", "not_required"),
        ("2026-11-09", "stayed", "required", "not_required"),
        ("2026-11-10", "unverified", "required", "may_be_required"),
    ],
)
def test_the_affiliates_rule_and_its_stay(
    ask: Asked, on: str, text: str | None, by_text: str, as_enforced: str
) -> None:
    owned = Party("x", "X", headquarters="MX", ultimate_parent="MX", covered_by_owners=True)
    answer = ask(on, "NVIDIA A10 PCIe", "US", "MX", [owned])
    hooks = [h for h in answer.hooks if h.version == "affiliates"]
    assert [h.text_status for h in hooks] == ([] if text is None else [text])
    assert (answer.by_text, answer.as_enforced) == (by_text, as_enforced)
    if text == "unverified":
        readings = (("if it is in force as printed", "required"), ("if it is still stayed", "not_required"))
        assert hooks[0].readings == readings
        assert hooks[0].unconfirmed == ("U1",)


def test_an_undetermined_affiliate_is_unanswered_not_accused(ask: Asked) -> None:
    unknown = Party("x", "X", headquarters="MX", ultimate_parent="MX")
    answer = ask("2025-10-15", "NVIDIA A10 PCIe", "US", "MX", [unknown])
    assert answer.licence == "not_required"
    assert any("covered-by-owners" in text for text in answer.unanswered)


def test_headquarters_come_before_location(ask: Asked) -> None:
    """Findings 4: worldwide for headquarters or ultimate parent in D:5 or Macau, since 2023-11-17."""
    seated = Party("x", "X", headquarters="CN")
    owned = Party("y", "Y", headquarters="MY", ultimate_parent="MO")
    for party in (seated, owned):
        answer = ask("2024-06-01", "H100", "US", "MY", [party])
        (hook,) = answer.hooks
        assert hook.applies
        assert "headquarters" in hook.limb
        assert "744.23(a)(3)" in hook.citation
    assert not ask("2023-11-16", "H100", "US", "MY", [seated]).hooks


def test_hong_kong_is_china_and_macau_joins_later(ask: Asked) -> None:
    assert ask("2022-12-01", "H100", "US", "HK").licence == "required"
    assert ask("2023-01-16", "H100", "US", "MO").licence == "not_required"
    assert ask("2023-01-17", "H100", "US", "MO").licence == "required"


def test_the_first_day_of_3a090_is_not_confirmed(ask: Asked) -> None:
    answer = ask("2022-10-10", "H100", "US", "CN")
    assert answer.licence == "may_be_required"
    assert answer.hooks[0].unconfirmed == ("U12",)
    assert "first day of RS-2022" in answer.hooks[0].unknown


def test_a_group_that_was_not_read_leaves_the_answer_open_and_is_named(ask: Asked) -> None:
    answer = ask("2024-06-01", "H100", "US", "VN")
    assert answer.licence == "may_be_required"
    assert "whether the destination is in D:1, D:4, D:5" in answer.hooks[0].unknown


def test_cambodia_flips_with_d5(ask: Asked) -> None:
    """3A090.c asks D:5: in until 2025-11-06, out from 2025-11-07, printed until 2026-02-02."""
    c = replace(
        ask.hop("2025-11-06", "H100", "US", "KH").item.variants[0],
        metrics={"memory_bandwidth_density": parse_range("2.5")},
        flags={"hbm": True, "processing_dominant": False},
    )
    for on, required in (("2025-11-06", "required"), ("2025-11-07", "not_required")):
        hop = ask.hop(on, "H100", "US", "KH")
        hop = replace(hop, item=replace(hop.item, name="stack", variants=(c,)))
        assert judge(hop, ask.law).licence == required


def parse_range(text: str):  # type: ignore[no-untyped-def]
    from chipgraph.law.ranges import parse as read

    return read(text)


def test_policy_of_2026(ask: Asked) -> None:
    assert ask("2026-01-14", "H200", "US", "CN").policy == "presumption_of_denial"
    assert ask("2026-01-15", "H200", "US", "CN").policy == "case_by_case"
    assert ask("2026-01-15", "NVIDIA B200", "US", "CN").policy == "presumption_of_denial"
    assert ask("2026-01-15", "H200", "TW", "CN").policy == "presumption_of_denial"


def test_letters_bind_their_addressee_only(ask: Asked) -> None:
    by_nvidia = ask("2025-04-09", "H20", "US", "CN", exporter="nvidia")
    assert [(e.id, e.certain) for e in by_nvidia.letters] == [("letter-2025-04", True)]
    assert by_nvidia.licence == "not_required"
    named_otherwise = Party("n", "NVIDIA Corp.", aliases=("NVIDIA",), headquarters="US")
    hop = replace(ask.hop("2025-04-09", "H20", "US", "CN"), exporter=named_otherwise)
    assert [e.certain for e in judge(hop, ask.law).letters if e.id == "letter-2025-04"] == [True]
    by_other = ask("2025-04-09", "H20", "US", "CN", exporter="aivres")
    assert not by_other.letters
    unnamed = ask("2025-04-09", "H20", "US", "CN")
    assert all(not e.certain for e in unnamed.letters)


def test_the_presumption_is_rebutted_by_what_is_shown(ask: Asked) -> None:
    hop = ask.hop("2025-02-01", "ascend-910b", "TW", "CN", exporter="tsmc")

    def presumed(**flags: bool) -> bool:
        return "3A090 Note 1" in rules(judge(replace(hop, flags=flags), ask.law))

    assert presumed()
    figures = tuple(replace(f, metrics={**f.metrics, "transistors": parse_range("29999")}) for f in hop.item.variants)
    hop = replace(hop, item=replace(hop.item, variants=figures))
    assert not presumed(attested_by_fabricator=True)
    approved = replace(hop, designer=ask.party("nvidia"))
    assert "3A090 Note 1" not in rules(judge(approved, ask.law))


def test_the_grace_of_authorized_designers_ends_with_2026(ask: Asked) -> None:
    designer = Party("d", "D", headquarters="TW", ultimate_parent="TW")
    flags = {"designer_attests": True, "designer_reports": True}
    for on, presumed in (("2026-12-31", False), ("2027-01-01", True)):
        hop = replace(ask.hop(on, "ascend-910b", "TW", "CN", exporter="tsmc"), designer=designer, flags=flags)
        assert ("3A090 Note 1" in rules(judge(hop, ask.law))) is presumed


def test_the_negative_control_is_not_shown_to_apply(ask: Asked) -> None:
    """C10: Aivres to Indosat, 2025-10. By the text of the Diffusion Rule a licence; as enforced none is shown."""
    answer = ask("2025-10-15", "GB200 (per GPU)", "US", "ID", ["indosat"], "aivres")
    assert answer.label == "not shown to apply"
    assert (answer.by_text, answer.as_enforced) == ("required", "not_required")
    assert [h.requirement for h in answer.hooks] == ["742.6(a)(6)(iii)(A)"]


def test_the_reverse_limb(ask: Asked) -> None:
    """Design files from D:5 (742.6(a)(6)(ii)): route 4 of the case."""
    hop = ask.hop("2026-09-24", "ascend-910b", "CN", "TW", exporter="sophgo")
    files = replace(hop, flags={"technology_3e001": True})
    assert "742.6(a)(6)(ii)" in rules(judge(files, ask.law))
    early = replace(files, first=day("2024-01-01"), last=day("2024-01-01"))
    assert judge(early, ask.law).licence == "may_be_required"


def test_the_uae(ask: Asked) -> None:
    g42 = ask("2026-08-01", "H100", "US", "AE", ["g42"])
    assert "742.6(a)(6)" not in [h.requirement for h in g42.hooks]
    assert ask("2026-08-01", "H100", "US", "AE").licence == "required", "no party named is no approved party"
    other = Party("x", "X", headquarters="AE", ultimate_parent="AE")
    assert "742.6(a)(6)" in [h.requirement for h in ask("2026-08-01", "H100", "US", "AE", [other]).hooks]


def test_equipment_and_footnote_5(ask: Asked) -> None:
    hop = ask.hop("2024-12-02", "H20", "NL", "CN", ["smic"])
    tools = replace(hop, flags={"category_3b": True})
    assert "734.9(e)(3) SMIC" in rules(judge(tools, ask.law))
    before = replace(tools, first=day("2024-12-01"), last=day("2024-12-01"))
    assert "734.9(e)(3) SMIC" not in rules(judge(before, ask.law))


def test_a_listing_of_which_only_the_last_day_is_known(ask: Asked) -> None:
    """Inspur is listed by 2023-03-06: before that day it may be."""
    assert ask("2023-03-06", "H20", "US", "CN", ["inspur"]).licence == "required"
    assert ask("2023-03-05", "H20", "US", "CN", ["inspur"]).licence == "may_be_required"


def test_an_event_on_some_of_its_days_may_be_caught(ask: Asked) -> None:
    """W24: applies on all days, may apply on some."""
    assert ask("2023-11", "ascend-910b", "TW", "CN").licence == "may_be_required"
    assert ask("2023-12", "ascend-910b", "TW", "CN").licence == "required"
    assert ask("2023-11", "ascend-910b", "TW", "CN").hooks[0].unknown == ("the day of the hop",)
    assert ask("2023-10", "ascend-910b", "TW", "CN").licence == "not_required"


def test_a_state_is_caught_from_the_first_certain_day(ask: Asked) -> None:
    hop = replace(ask.hop("2023..2024", "ascend-910b", "TW", "CN"), is_state=True)
    certain = replace(hop, inner=(day("2023-06-01"), day("2024-02-01")))
    (hook,) = [h for h in judge(certain, ask.law).hooks if h.requirement == "742.6(a)(6)"]
    assert hook.applies
    assert day_text(hook.applies_from or 0) == "2023-11-17"
    assert judge(hop, ask.law).licence == "may_be_required"
    early = replace(hop, inner=(day("2023-01-01"), day("2023-03-01")))
    assert judge(early, ask.law).licence == "may_be_required"


def test_the_answer_flips_on_the_day_the_rule_does(ask: Asked) -> None:
    """Day by day, an answer changes only on a day of the boundaries."""
    from chipgraph.law.window import boundaries

    hop = ask.hop("2023-11-01..2023-12-10", "ascend-910b", "TW", "CN", ["sophgo", "huawei"], "tsmc")
    changes = set(boundaries(hop, ask.law))
    previous = None
    for on in range(hop.first, hop.last + 1):
        found = [(h.rule, h.by_text, h.as_enforced) for h in judge_on(hop, on, ask.law).hooks]
        assert previous is None or found == previous or on in changes
        previous = found


def test_an_unlisted_party_of_the_graph_is_given_in_plain_inputs(ask: Asked) -> None:
    listed = Listed("entity-list", parse("2024-01-01"), UNKNOWN, "test", "presumption_of_denial")
    party = Party("p", "P", headquarters="MX", ultimate_parent="MX", listings=(listed,))
    answer = ask("2024-06-01", "H20", "US", "MX", [party])
    assert rules(answer) == ["744.11 P"]
    assert answer.policy == "presumption_of_denial"


def test_a_listing_needs_no_code(edited: Edited, chips: Chips) -> None:
    folder = edited(
        "parties.yaml",
        "  - {id: firm-aivres, name: Aivres, headquarters: US}",
        "  - id: firm-aivres\n    name: Aivres\n    headquarters: US\n"
        "    listings: [{list: entity-list, from: 2027-01-01, citation: test}]",
    )
    ask = Asked(load(folder), chips)
    assert rules(ask("2027-01-01", "H20", "US", "MX", ["aivres"])) == ["744.11 Aivres"]
    assert not ask("2026-12-31", "H20", "US", "MX", ["aivres"]).hooks

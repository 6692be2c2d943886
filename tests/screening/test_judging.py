"""Lines judged: named and possible parties, items, the law of the day, and nothing that a neighbour could change (decision 0018)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.screening.conftest import HEADER, Screen, only

from chipgraph import territories
from chipgraph.errors import Place
from chipgraph.graph import Graph
from chipgraph.law import shipped
from chipgraph.law.flags import load_flags
from chipgraph.matching import load as load_matching
from chipgraph.screening import words as shipment_words
from chipgraph.screening.findings import Finding
from chipgraph.screening.goods import GoodsFinder
from chipgraph.screening.header import Fields, read_header
from chipgraph.screening.judging import LineJudge
from chipgraph.screening.lines import LineReader
from chipgraph.screening.parties import PartyFinder
from chipgraph.screening.reading import RawRow
from chipgraph.screening.spreading import outcomes
from chipgraph.screening.telling import finding_document

HARBOUR = "Harbour Lights Computing Co., Ltd."


def found(screen: Screen, line: str, **options: Any) -> Finding:
    finding = only(screen(line, **options)).finding
    assert finding is not None
    return finding


def hooks(finding: Finding) -> set[tuple[str, str | None, str]]:
    return {(h["rule"], h["party"], h["applies"]) for h in finding.law["hooks"]}


@pytest.mark.parametrize(("day", "on_a_list"), [("2023-05-31", False), ("2023-06-01", True), ("2024-03-01", True)])
def test_a_listing_counts_from_its_own_day(screen: Screen, day: str, on_a_list: bool) -> None:
    finding = found(screen, f"{day},memory module,1,pcs,Sender,{HARBOUR!r},,US,SG".replace("'", '"'))
    (_, consignee) = finding.parties
    assert consignee.match is not None
    assert consignee.match.candidate.id == "firm-harbour"
    assert consignee.match.on_a_list is on_a_list
    assert finding.listed is on_a_list
    assert (("744.11", HARBOUR, "applies") in hooks(finding)) is on_a_list
    assert (finding.label == "flagged") is on_a_list


def test_a_month_that_holds_the_day_of_a_listing_leaves_it_open(screen: Screen) -> None:
    finding = found(screen, f'2023-05..2023-06,memory module,1,pcs,Sender,"{HARBOUR}",,US,SG')
    consignee = finding.parties[1]
    assert consignee.match is not None
    assert consignee.match.on_a_list is None
    assert ("744.11", HARBOUR, "may_apply") in hooks(finding)
    assert finding.is_hit


def test_letter_by_letter_but_for_case_and_punctuation_is_a_match(screen: Screen) -> None:
    for name in ("HARBOUR LIGHTS COMPUTING CO LTD", "Lantern Bay Systems", "lantern-bay systems", "firm-harbour"):
        consignee = found(screen, f"2024-01-01,x,1,pcs,Sender,{name},,US,SG").parties[1]
        assert consignee.match is not None, name
        assert consignee.match.candidate.id == "firm-harbour"


@pytest.mark.parametrize(
    "name",
    ["Harbour Lights Computing", "Harbor Lights Computing Ltd", "HLX", "Harbour Lights Computing Co Ltd Trading"],
)
def test_what_is_only_alike_is_a_possible_match_and_never_more(screen: Screen, name: str) -> None:
    finding = found(screen, f"2024-01-01,memory module,1,pcs,Sender,{name},,US,SG")
    consignee = finding.parties[1]
    assert consignee.match is None
    assert "firm-harbour" in {s.candidate.id for s in consignee.possible}
    best = consignee.possible[0].candidate
    assert 0.5 < best.score < 1
    assert best.reasons
    assert not finding.listed
    assert finding.perhaps_listed
    assert all(applies != "applies" for _, party, applies in hooks(finding) if party is not None)
    assert finding.label == "open"
    assert any("possible match" in text and name in text for text in finding.unknown)
    reading = next(r for r in finding.readings if "firm-harbour" in r.condition)
    assert reading.label == "flagged"


def test_a_name_that_two_parties_bear_names_neither(screen: Screen) -> None:
    finding = found(screen, "2024-01-01,memory module,1,pcs,Sender,Twice Borne Optics,,US,SG")
    consignee = finding.parties[1]
    assert consignee.match is None
    assert {s.candidate.id for s in consignee.possible} == {"firm-twice-a", "firm-twice-b"}
    assert finding.label == "open"


def test_a_name_that_is_like_no_other_is_said_to_be_unknown(screen: Screen) -> None:
    finding = found(screen, "2024-01-01,NVIDIA L4,1,pcs,Zyx Qwv,Plugh Xyzzy,,NL,DE")
    assert [(p.match, p.possible) for p in finding.parties] == [(None, ()), (None, ())]
    assert not finding.is_hit


def test_owners_count_as_of_the_day(screen: Screen) -> None:
    before = found(screen, "2022-05-31,memory module,1,pcs,Sender,Meridian Falcon Imaging,,US,SG").parties[1]
    after = found(screen, "2022-06-01,memory module,1,pcs,Sender,Meridian Falcon Imaging,,US,SG").parties[1]
    assert before.coverage is not None
    assert after.coverage is not None
    assert before.coverage.answer != "covered"
    assert after.coverage.answer == "covered"


@pytest.mark.parametrize(("day", "hook"), [("2023-11-16", False), ("2023-11-17", True)])
def test_the_rule_of_the_day_counts(screen: Screen, day: str, hook: bool) -> None:
    """The same shipment flips on the day the rule does (G3); in between it is only the day that differs."""
    finding = found(screen, f"{day},Ascend 910B,10,pcs,TSMC,Receiver,,TW,CN")
    assert finding.goods.match == "Huawei Ascend 910B"
    assert (("734.9(h)", None, "applies") in hooks(finding)) is hook


def test_an_item_inside_a_text_is_a_possible_match(screen: Screen) -> None:
    finding = found(screen, "2024-01-01,NVIDIA H20 PCIe card 96GB,1,pcs,Sender,Receiver,,US,CN")
    assert finding.goods.match is None
    assert finding.goods.possible == ("NVIDIA H20",)
    assert [r.condition for r in finding.readings] == ["the item is NVIDIA H20"]
    assert finding.readings[0].classes == ("not_controlled",)
    assert len(finding.law["item"]["classes"]) > 1
    assert finding.law["licence"] == "may_be_required"


def test_the_longest_name_inside_a_text_counts(screen: Screen) -> None:
    assert found(screen, "2024-01-01,box of H100 PCIe cards,1,pcs,S,Receiver,,US,CN").goods.possible == (
        "NVIDIA H100 PCIe",
    )
    assert found(screen, "2024-01-01,PCIe SXM5 80GB,1,pcs,S,Receiver,,US,CN").goods.possible == ()


def test_an_item_that_nobody_knows_is_open_and_no_default(screen: Screen) -> None:
    finding = found(screen, "2024-01-01,frobnicator,1,pcs,Sender,Receiver,,US,CN")
    assert finding.goods.basis == "none"
    assert finding.label == "open"
    assert any("'frobnicator'" in text for text in finding.unknown)


def test_figures_on_the_line_are_classified(screen: Screen) -> None:
    header = "date,tpp,performance density,datacenter,consignee,from,to"
    finding = found(screen, "2024-01-01,4800,7,yes,Receiver,US,CN", header=header)
    assert finding.law["item"]["classes"] == ["3A090.a.1"]
    assert finding.label == "flagged"


def test_a_line_cannot_talk_a_chip_out_of_its_class(screen: Screen) -> None:
    header = "date,item,tpp,performance density,datacenter,consignee,from,to"
    finding = found(screen, "2024-01-01,NVIDIA H100 PCIe,10,0.1,no,Receiver,US,CN", header=header)
    assert {"3A090.a.1", "not_controlled"} <= set(finding.law["item"]["classes"])
    assert finding.label == "open"


def test_facts_of_a_column_raise_a_red_flag(screen: Screen) -> None:
    header = "date,item,consignee,from,to,pays_cash,buyer_age_months,buyer_capital_usd"
    finding = found(screen, "2024-01-01,NVIDIA L4,Receiver,NL,SG,yes,6,5000", header=header)
    assert {f.id for f in finding.raised} == {"RF4", "RF5"}
    assert {f.id for f in finding.unanswered} >= {"RF1", "RF2"}


def test_a_match_on_a_list_raises_its_flag_once_it_exists(screen: Screen) -> None:
    for day, raised in (("2025-05-12", False), ("2025-05-13", True)):
        finding = found(screen, f'{day},NVIDIA H100,1,pcs,Sender,"{HARBOUR}",,US,SG')
        assert ("BG9" in {f.id for f in finding.raised}) is raised


def test_a_large_order_is_counted_in_pieces_only(screen: Screen) -> None:
    header = "date,item,quantity,unit,consignee,from,to,first_order"
    for unit, raised in (("pcs", True), ("kg", False), ("", False)):
        finding = found(screen, f"2025-06-01,NVIDIA H100 PCIe,200,{unit},Receiver,US,SG,yes", header=header)
        assert ("BG1" in {f.id for f in finding.raised}) is raised, unit


def test_a_licence_on_record_is_said(screen: Screen) -> None:
    header = "date,item,consignee,from,to,licence_on_record"
    line = "2024-01-01,NVIDIA H100 PCIe,Receiver,US,CN"
    assert found(screen, f"{line},", header=header).label == "flagged"
    assert found(screen, f"{line},no", header=header).label == "flagged"
    finding = found(screen, f"{line},yes", header=header)
    assert finding.label == "not shown to apply"
    assert finding.law["licence"] == "required"


def test_inside_the_united_states_nothing_is_exported(screen: Screen) -> None:
    finding = found(screen, f'2024-01-01,NVIDIA H100 PCIe,1,pcs,Sender,"{HARBOUR}",,US,US')
    assert finding.label == "not shown to apply"
    assert finding.listed, "the listing is said all the same"


# A line alone, and a line among others

DAYS = st.sampled_from(
    ["2022-10-06", "2022-10-07", "2023-05-31", "2023-06-01", "2023-11-16", "2023-11-17", "2024-12-02", "2025-01-30", "2025-01-31",
     "2025-05-13", "2025-09-29", "2026-11-10", "2023-05..2023-06", "2023-11", "2024"]
)  # fmt: skip
ITEMS = st.sampled_from(
    ["NVIDIA H100", "NVIDIA H20 (96GB)", "Ascend 910B", "card with H20", "frobnicator", "NVIDIA L4"]
)
NAMES = st.sampled_from(
    ["", "firm-harbour", "Harbour Lights Computing", "HLX", "Granite Orchid Holding", "Meridian Falcon Imaging", "Twice Borne Optics",
     "TSMC", "Plugh Xyzzy", "Zyx Qwv", "Huawei"]
)  # fmt: skip
PLACES = st.sampled_from(["", "US", "CN", "HK", "TW", "SG", "NL", "CY", "MO"])
LINES = st.tuples(DAYS, ITEMS, st.just("8"), st.just("pcs"), NAMES, NAMES, NAMES, PLACES, PLACES)


def judged(graph: Graph, lines: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """Judge lines with one judge: what it keeps from one line may serve the next."""
    reader, judge = parts(graph)
    return [finding_document(judge.judge(reader.read(RawRow(n, line)))) for n, line in enumerate(lines)]


def parts(graph: Graph) -> tuple[LineReader, LineJudge]:
    """Make a reader and a judge that have kept nothing yet."""
    law = graph.judge().law
    words, red_flags = shipment_words.load(), load_flags()
    fields = Fields.of(words, law.vocabulary, red_flags)
    columns = HEADER.split(",")
    reader = LineReader(
        read_header(columns, {}, fields, place=_PLACE), fields, red_flags, territories.load(), None
    )  # fmt: skip
    judge = LineJudge(
        graph.judge(),
        PartyFinder(graph.view(), load_matching(), words.possible_matches),
        GoodsFinder(shipped(), graph.judge().items, graph.view(), words, law.vocabulary),
        red_flags,
        words,
    )
    return reader, judge


_PLACE = Place("lines.csv", "row 1")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, min_size=2, max_size=8), order=st.randoms(use_true_random=False))
def test_a_line_alone_is_judged_as_in_the_file_whatever_the_order(
    listed_graph: Graph, lines: list[tuple[str, ...]], order: Any
) -> None:
    together = judged(listed_graph, lines)
    assert [judged(listed_graph, [line])[0] for line in lines] == together
    shuffled = list(range(len(lines)))
    order.shuffle(shuffled)
    again = judged(listed_graph, [lines[i] for i in shuffled])
    assert {i: again[n] for n, i in enumerate(shuffled)} == dict(enumerate(together))


def test_a_file_spread_over_the_cores_has_the_answers_of_one_process(listed_graph: Graph) -> None:
    lines = [
        (f"2024-01-{1 + n % 28:02d}", item, "8", "pcs", "", name, "", "US", place)
        for n, (item, name, place) in enumerate(
            itertools.product(
                ("NVIDIA H100", "card with H20", ""), ("firm-harbour", "HLX", "Plugh Xyzzy"), ("CN", "SG", "Atlantis")
            )
        )
    ]
    rows = [RawRow(n, line) for n, line in enumerate(lines)]
    reader, judge = parts(listed_graph)
    told: list[tuple[int, int]] = []
    apart = [*outcomes(rows, reader, judge, lambda done, total: told.append((done, total)), long=1)]
    together = [*outcomes(rows, reader, judge, None)]
    assert apart == together
    assert told[-1] == (len(rows), len(rows))

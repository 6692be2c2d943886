"""From rows to status: the case in small, with datasets that assert, patterns, withdrawals and the clock (O20 to O30)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chipgraph.claim_checks import check_claims
from chipgraph.claims import ClassTree, Stance, Standing, StatusWord, Strength, Tables, known, read
from chipgraph.dates import FIRST, Interval, parse, state_bounds
from chipgraph.errors import ValidationError
from chipgraph.evidence import Docket, Member
from chipgraph.grades import Grades
from chipgraph.patterns import Target
from chipgraph.records import Records, Row, Value
from chipgraph.status import Status, status

GRADES = Grades.load()


def row(id: str, cls: str, dataset: str = "case", /, **properties: Value) -> Row:
    return Row(id, dataset, (cls,), properties)


def claim(id: str, about: str, stance: str, maker: str, **more: Value) -> Row:
    return row(id, "Claim", about=about, stance=stance, made_by=maker, **{"cites": "src-press", **more})


ENTITIES = (
    row("tsmc", "Firm", name_en="TSMC", name_zh_hant="台積電"),
    row("sophgo", "Firm", name_en="Sophgo"),
    row("huawei", "Firm", name_en="Huawei"),
    row("powerair", "Firm", name_en="PowerAIR"),
    row("reuters", "Firm", name_en="Reuters"),
    row("curator", "Firm", name_en="Curator"),
    row("bis", "PublicBody", name_en="BIS", alias="Bureau of Industry and Security"),
    row("analysts", "UnknownParty", reason="not named"),
    row("src-press", "Source", publisher="reuters", published="2024-10-26"),
    row("src-k3", "Source", published="2020-08", publisher="台積電"),
    row("dataset-case", "Dataset", asserts=False),
    row("dataset-bis", "Dataset", "list", asserts=True, authority="bis", method="gazette", published="2026-07-09"),
)
CLAIMS = (
    row(
        "pat-k9",
        "Pattern",
        relation_class="Relation",
        pattern_from="sophgo",
        pattern_to="huawei",
        indirect=True,
        both_directions=True,
    ),
    row(
        "pat-k19",
        "Pattern",
        relation_class="Fabrication",
        pattern_from="tsmc",
        pattern_to="huawei",
        valid_from="2020-09",
    ),
    claim("c-k3", "rel-until", "asserts", "tsmc", method="party-statement", cites="src-k3", quote_en="mid-September"),
    claim("c-k5b", "rel-k5b", "asserts", "analysts", relayed_by="reuters", method="anonymous"),
    claim("c-k9", "pat-k9", "denies", "sophgo", stated_on="2024-10-26..2024-10-27", method="party-statement"),
    claim("c-k11", "rel-after", "denies", "huawei", published="2024-10"),
    claim("c-k13", "rel-powerair", "asserts", "tsmc", method="suspicion", published="2025-01"),
    claim("c-k13-asked", "rel-powerair", "silent", "powerair", published="2025-01"),
    claim("c-k19", "pat-k19", "denies", "tsmc", published="2025-04"),
    claim("c-k19-after", "rel-after", "denies", "tsmc", published="2025-04"),
)
RECORDS = (
    row("rel-until", "Fabrication", foundry="tsmc", client="huawei", valid_to="2020-09"),
    row("rel-after", "Fabrication", foundry="tsmc", client="huawei", valid_from="2020-09"),
    row("rel-k5b", "Transfer", holder="sophgo", recipient="huawei", valid_from="2023..2024-10"),
    row("rel-powerair", "Transfer", holder="powerair", recipient="huawei"),
    row("listing-1", "Listing", "list", listed="huawei", listed_on="entity-list", published="2019-05-21"),
)
ENDS = {
    "rel-until": ("Fabrication", "tsmc", "huawei"),
    "rel-after": ("Fabrication", "tsmc", "huawei"),
    "rel-k5b": ("Transfer", "sophgo", "huawei"),
    "rel-powerair": ("Transfer", "powerair", "huawei"),
    "listing-1": ("Listing", "huawei", "entity-list"),
}
ROWS = Records((*ENTITIES, *CLAIMS, *RECORDS))


def member(id: str) -> Member:
    cls, source, target = ENDS[id]
    stated = ROWS[id]
    bounds = state_bounds(parse(stated.text("valid_from")), parse(stated.text("valid_to")))
    return Member(
        id,
        stated.dataset,
        frozenset({source, target}),
        Target(cls, source, target, None, bounds),
        parse(stated.text("published")),
    )


def docket(schema: ClassTree, *more: Row) -> Docket:
    return Docket(read(Records((*ROWS, *more)), schema), schema, GRADES)


def of(docket: Docket, *ids: str) -> Status:
    found = status(docket.gather(member(id) for id in ids))
    assert found is not None
    return found


def axes(found: Status) -> tuple[Strength, Standing, StatusWord]:
    return found.strength, found.standing, found.word


def test_the_transfer_by_means_not_stated_is_alleged_and_denied_by_sophgo(schema: ClassTree) -> None:
    """K5b, K9."""
    found = of(docket(schema), "rel-k5b")
    assert axes(found) == (Strength.ALLEGED, Standing.DISPUTED, StatusWord.CONTESTED)
    assert found.denying_makers == ("sophgo",)


def test_supply_until_2020_is_admitted_with_the_denial_shown_and_not_counted(schema: ClassTree) -> None:
    """K3, K19."""
    found = of(docket(schema), "rel-until")
    assert axes(found) == (Strength.ADMITTED, Standing.UNDISPUTED, StatusWord.ADMITTED)
    assert found.shown_denials == ("c-k19",)


def test_supply_after_2020_is_denied_by_both(schema: ClassTree) -> None:
    found = of(docket(schema), "rel-after")
    assert axes(found) == (Strength.NONE, Standing.DENIED, StatusWord.DENIED)
    assert found.denying_makers == ("huawei", "tsmc")


def test_the_suspicion_stands_and_silence_is_no_denial(schema: ClassTree) -> None:
    """K13."""
    found = of(docket(schema), "rel-powerair")
    assert axes(found) == (Strength.ALLEGED, Standing.UNDISPUTED, StatusWord.ALLEGED)
    assert (found.silent, found.methods) == (("c-k13-asked",), ("suspicion",))


def test_a_dataset_asserts_its_records_in_the_name_of_its_authority(schema: ClassTree) -> None:
    """O23."""
    found = of(docket(schema), "listing-1")
    assert axes(found) == (Strength.OFFICIAL, Standing.UNDISPUTED, StatusWord.OFFICIAL)
    assert (found.asserting, found.asserting_makers) == (("dataset:list",), ("bis",))


def test_two_records_of_one_proposition_share_their_denials(schema: ClassTree) -> None:
    """O27: a pattern that holds one of the records inside counts for the proposition."""
    found = of(docket(schema), "rel-until", "rel-after")
    assert found.denying_makers == ("huawei", "tsmc")
    assert found.own_maker is False
    assert "c-k3" in found.inactive


def test_a_withdrawn_denial_of_a_pattern_is_gone_from_every_record(schema: ClassTree) -> None:
    """O21: whatever the retraction is about, it reaches each record that the pattern reached."""
    withdrawn = docket(schema, claim("c-r", "pat-k9", "retracts", "sophgo", retracts="c-k9"))
    assert of(withdrawn, "rel-k5b").standing == Standing.UNDISPUTED
    assert of(withdrawn, "rel-k5b").inactive == ("c-k9", "c-r")
    stranger = docket(schema, claim("c-r", "pat-k9", "retracts", "tsmc", retracts="c-k9"))
    assert of(stranger, "rel-k5b").standing == Standing.DISPUTED


def test_the_outlet_may_withdraw_what_it_relayed(schema: ClassTree) -> None:
    withdrawn = docket(schema, claim("c-r", "rel-k5b", "retracts", "reuters", retracts="c-k5b"))
    assert of(withdrawn, "rel-k5b").asserting == ()


def test_a_withdrawn_assertion_does_not_date_an_undated_record(schema: ClassTree) -> None:
    """A withdrawn claim leaves no trace, in the reach of a pattern either (O20, O21)."""
    late = claim("c-late", "rel-x", "asserts", "reuters", method="named-source", published="2025-05")
    early = claim("c-early", "rel-x", "asserts", "reuters", method="named-source", published="2024-01")
    gone = claim("c-r", "rel-x", "retracts", "reuters", retracts="c-early")
    undated = Member(
        "rel-x",
        "case",
        frozenset({"sophgo", "huawei"}),
        Target("Transfer", "sophgo", "huawei", None, state_bounds(parse(None), parse(None))),
    )
    standings = {}
    for name, rows in {"late": (late,), "both": (late, early), "gone": (late, early, gone)}.items():
        found = status(docket(schema, *rows).gather([undated]))
        assert found is not None
        standings[name] = found.standing
    assert standings == {"late": Standing.UNDISPUTED, "both": Standing.DISPUTED, "gone": Standing.UNDISPUTED}


def test_identity_joins_makers_roles_and_patterns(schema: ClassTree) -> None:
    """O35: a row of a list that a judgement makes the same party speaks as that party."""
    merged = {"list-row-9": "sophgo"}
    judged = replace(
        docket(schema, claim("c-z", "rel-k5b", "asserts", "list-row-9", method="party-statement", quote_en="we did")),
        canonical=lambda id: merged.get(id, id),
    )
    found = of(judged, "rel-k5b")
    assert found.asserting_makers == ("analysts", "sophgo")
    assert found.strength == Strength.ADMITTED
    assert found.own_maker, "it said so on the same day: the order is not certain"


@pytest.mark.parametrize(
    ("day", "ids"),
    [("2019-05-20", ()), ("2019-05-21", ("dataset:list",)), ("2024-10-25", ("dataset:list",))],
)
def test_a_listing_is_known_from_the_day_its_row_was_published(
    schema: ClassTree, day: str, ids: tuple[str, ...]
) -> None:
    """O30: the snapshot of 2026 holds a row of 2019."""
    gathered = docket(schema).on(parse(day).hi).gather([member("listing-1")])
    assert tuple(e.id for e in gathered) == ids


def test_known_on_goes_by_the_latest_reading_of_the_date(schema: ClassTree) -> None:
    tables = read(ROWS, schema)
    on = {day: {c.id for c in known(tables.claims.values(), parse(day).hi)} for day in ("2024-10-26", "2024-10-31")}
    assert on["2024-10-26"] == {"c-k3", "c-k5b", "c-k9"}, "c-k11 was out some day in October"
    assert on["2024-10-31"] == {*on["2024-10-26"], "c-k11"}
    assert docket(schema).on(parse("2020").hi).tables.claims.keys() == {"c-k3"}


def test_a_claim_takes_the_date_of_its_source_and_no_date_is_never_known(schema: ClassTree) -> None:
    retrieved = row("src-r", "Source", retrieved="2025-01-02")
    claims = read(
        Records(
            (
                *ROWS,
                retrieved,
                claim("c-1", "rel-k5b", "qualifies", "tsmc", cites="src-r", narrows="quantity_min"),
                claim("c-2", "rel-k5b", "silent", "tsmc", cites="src-none"),
            )
        ),
        schema,
    ).claims
    assert claims["c-k5b"].published == parse("2024-10-26")
    assert claims["c-1"].published == Interval(FIRST, parse("2025-01-02").hi)
    assert known([claims["c-2"]], parse("2099").hi) == []


def test_ongoing_until_the_latest_active_claim_that_says_so(schema: ClassTree) -> None:
    """W10."""
    rows = [
        claim(f"c-{n}", "rel-k5b", "asserts", "tsmc", method="named-source", published=day, ongoing=True)
        for n, day in (("a", "2024-05"), ("b", "2024-07"), ("c", "2024-09"))
    ]
    assert docket(schema, *rows[:2]).ongoing_until("rel-k5b") == parse("2024-07").lo
    gone = claim("c-r", "rel-k5b", "retracts", "tsmc", retracts="c-c")
    assert docket(schema, *rows, gone).ongoing_until("rel-k5b") == parse("2024-07").lo
    assert docket(schema).ongoing_until("rel-k5b") == FIRST


# Reading and checking


def test_rows_become_typed_values(schema: ClassTree) -> None:
    tables = read(ROWS, schema)
    k9 = tables.claims["c-k9"]
    assert (k9.stance, k9.made_by, k9.about) == (Stance.DENIES, "sophgo", "pat-k9")
    assert k9.said == parse("2024-10-26..2024-10-27")
    assert tables.claims["c-k3"].quote == {"en": "mid-September"}
    assert tables.patterns["pat-k9"].indirect
    assert tables.patterns["pat-k9"].both_directions
    assert tables.sources["src-k3"].publisher == "tsmc", "the one party that bears this name"
    assert tables.datasets["list"].asserts
    assert not tables.datasets["case"].asserts
    assert (set(tables.unnamed), set(tables.bodies)) == ({"analysts"}, {"bis"})


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (row("c-x", "Claim", stance="asserts"), "dataset case, Claim c-x: made_by is missing"),
        (row("c-x", "Claim", stance="doubts", made_by="tsmc"), "'doubts' is unknown.*asserts, denies"),
        (claim("c-x", "r", "denies", "tsmc", published="2024-02-30"), "published: .*no day 30"),
        (claim("c-x", "r", "denies", "tsmc", relayed_by=("a", "b")), "relayed_by has 2 values"),
        (row("p-x", "Pattern"), "relation_class is missing"),
    ],
)
def test_a_row_that_cannot_be_read_names_itself_and_the_remedy(schema: ClassTree, bad: Row, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        read(Records((*ROWS, bad)), schema)


def findings(schema: ClassTree, *more: Row) -> list[str]:
    records = Records((*ROWS, *more))
    found = check_claims(read(records, schema), records, schema, GRADES.methods)
    return [f"{f.place}: {f.problem} {f.remedy}" for f in found]


def test_the_case_has_no_findings(schema: ClassTree) -> None:
    assert findings(schema) == []


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (claim("c-x", "rel-k5b", "retracts", "tsmc"), "retracts nothing by name"),
        (claim("c-x", "rel-k5b", "retracts", "tsmc", retracts="c-nowhere"), "'c-nowhere', which is no claim"),
        (claim("c-x", "rel-k5b", "retracts", "tsmc", retracts="c-k9"), "neither made nor published"),
        (claim("c-x", "rel-k5b", "denies", "tsmc", retracts="c-k19"), "its stance is denies"),
        (claim("c-x", "rel-k5b", "qualifies", "tsmc"), "names a property in narrows"),
        (claim("c-x", "rel-k5b", "denies", "tsmc", narrows="product"), "names a property in narrows"),
        (claim("c-x", "pat-k9", "asserts", "tsmc", method="named-source"), "asserts a pattern"),
        (claim("c-x", "rel-k5b", "asserts", "tsmc"), "without a method"),
        (claim("c-x", "rel-k5b", "asserts", "tsmc", method="gossip"), "'gossip' has no grade"),
        (row("rel-x", "Transfer", holder="tsmc", recipient="huawei"), "the target of no claim"),
        (row("p-x", "Pattern", relation_class="Suply", pattern_from="sophgo"), "'Suply' is no relation class"),
    ],
)
def test_what_a_claim_may_not_say(schema: ClassTree, bad: Row, problem: str) -> None:
    found = findings(schema, bad)
    assert len(found) == 1
    assert problem in found[0]
    assert found[0].startswith("dataset case, ")


def test_a_retraction_cannot_be_retracted(schema: ClassTree) -> None:
    first = claim("c-r", "pat-k9", "retracts", "sophgo", retracts="c-k9")
    second = claim("c-rr", "pat-k9", "retracts", "sophgo", retracts="c-r")
    assert ["assert anew" in text for text in findings(schema, first, second)] == [True]


def test_only_silence_or_qualification_is_an_error(schema: ClassTree) -> None:
    record = row("rel-x", "Transfer", holder="tsmc", recipient="huawei")
    silent = claim("c-x", "rel-x", "silent", "tsmc")
    narrower = claim("c-y", "rel-x", "qualifies", "tsmc", narrows="product")
    assert ["passed over in silence" in text for text in findings(schema, record, silent, narrower)] == [True]
    said = claim("c-z", "rel-x", "denies", "tsmc")
    assert findings(schema, record, silent, said) == []


def test_a_withdrawal_by_the_same_party_under_another_id(schema: ClassTree) -> None:
    """O35: identity decides who is the maker."""
    records = Records((*ROWS, claim("c-r", "pat-k9", "retracts", "list-row-9", retracts="c-k9")))
    tables: Tables = read(records, schema)
    assert check_claims(tables, records, schema, GRADES.methods)
    same = {"list-row-9": "sophgo"}
    assert check_claims(tables, records, schema, GRADES.methods, lambda id: same.get(id, id)) == []

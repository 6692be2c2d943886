"""What the case says and, as much, what it does not say (K1 to K27, sections 6.1 to 6.5)."""

from __future__ import annotations

import pytest

from chipgraph.graph import Graph
from chipgraph.records import Row, Scalar, Value
from chipgraph.view import Proposition, View


def _find(view: View, cls: str, source: str, target: str, episode: str = "") -> Proposition:
    found = [
        p
        for p in view.propositions.values()
        if p.type == cls
        and {p.source, p.target} == {source, target}
        and p.source in (source, target)
        and p.episode == episode
    ]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("cls", "source", "target", "episode", "strength", "standing"),
    [
        ("Fabrication", "firm-tsmc", "firm-sophgo", "", "reported", "undisputed"),  # K5
        ("DesignMatch", "product-die-sophgo-ordered", "product-die-ascend-910b", "", "reported", "undisputed"),  # K16b
        ("DesignMatch", "product-die-sophgo-ordered", "product-die-ascend-910", "", "none", "denied"),  # K16, K16b
        ("Fabrication", "firm-tsmc", "firm-huawei", "until-2020", "admitted", "undisputed"),  # K3, K19
        ("Fabrication", "firm-tsmc", "firm-huawei", "after-2020", "none", "denied"),  # K11, K19
        ("Fabrication", "firm-smic", "firm-huawei", "", "reported", "undisputed"),  # K16
        ("Fabrication", "firm-tsmc", "firm-powerair", "", "alleged", "undisputed"),  # K13
        ("Transfer", "firm-powerair", "firm-huawei", "", "alleged", "undisputed"),  # K13, suspected
        ("Packaging", "firm-spil", "firm-faraday-technology", "", "alleged", "undisputed"),  # K23
        ("Listing", "firm-huawei", "list-us-bis-entity-list", "", "official", "undisputed"),  # K1
        ("Listing", "firm-sophgo", "list-us-bis-entity-list", "", "official", "undisputed"),  # K14
        ("Ownership", "firm-powerair-bvi", "firm-powerair", "", "reported", "undisputed"),  # K4
        ("Ownership", "person-micree-zhan", "firm-sophgo", "", "reported", "undisputed"),  # K2
        ("Composition", "product-hbm2e-stack-samsung", "product-ascend-910c", "", "reported", "undisputed"),  # K24
    ],
)
def test_status_follows_from_who_says_what(
    case_graph: Graph, cls: str, source: str, target: str, episode: str, strength: str, standing: str
) -> None:
    """O24 to O27 on the case, by the vocabulary of the domain."""
    found = _find(case_graph.view(), cls, source, target, episode)
    assert (found.status.strength.word, str(found.status.standing)) == (strength, standing)


def _transfers(view: View, source: str, target: str) -> list[Proposition]:
    ways = ("Transfer", "Supply", "Shipment")
    return [p for p in view.propositions.values() if p.type in ways and (p.source, p.target) == (source, target)]


def test_the_dies_pass_by_a_transfer_that_sophgo_disputes(case_graph: Graph) -> None:
    """O16, K5b, K9: one Transfer, asserted as alleged and denied by the pattern; nobody states a Supply."""
    (found,) = _transfers(case_graph.view(), "firm-sophgo", "firm-huawei")
    assert found.type == "Transfer"
    assert found.product == "product-die-sophgo-ordered"
    assert (found.status.strength.word, str(found.status.standing)) == ("alleged", "disputed")


def test_nobody_is_said_to_have_supplied_huawei_after_2020(case_rows: dict[str, Row]) -> None:
    about = "rel-tsmc-fabrication-huawei-after-2020"
    stances = {row.text("stance") for row in case_rows.values() if row.text("about") == about}
    assert stances == {"denies"}


def test_denials_are_as_narrow_as_they_were_spoken(case_rows: dict[str, Row]) -> None:
    """O20: Sophgo speaks of any dealings, direct or not, both ways; Huawei of chips made through TSMC since 2020."""
    sophgo = case_rows["pattern-sophgo-no-business-huawei"].properties
    assert (sophgo["relation_class"], sophgo["indirect"], sophgo["both_directions"]) == ("Relation", True, True)
    assert "valid_from" not in sophgo
    huawei = case_rows["pattern-huawei-no-chips-through-tsmc"].properties
    assert (huawei["relation_class"], huawei["valid_from"]) == ("Fabrication", "2020-05-15..2020-08-17")
    assert "indirect" not in huawei
    assert "indirect" not in case_rows["pattern-bitmain-no-business-huawei"].properties


def test_powerair_was_asked_and_is_silent(case_rows: dict[str, Row]) -> None:
    """Silence is no denial: PowerAIR denies nothing, and nobody denies for it."""
    said = [row for row in case_rows.values() if row.text("made_by") == "firm-powerair"]
    assert [(row.text("stance"), row.text("about")) for row in said] == [("silent", "rel-powerair-transfer-huawei")]


def test_the_ordered_die_is_no_variant_of_the_die_found(case_rows: dict[str, Row]) -> None:
    ordered, found = case_rows["product-die-sophgo-ordered"], case_rows["product-die-ascend-910b"]
    assert "variant_of" not in ordered.properties
    assert "variant_of" not in found.properties


def test_the_counter_claim_counts_until_its_maker_reverses_it(case_graph: Graph) -> None:
    """K16, K16b, O21, O30: disputed for who asks on 2025-05-01, undisputed later; the other match the other way round."""
    earlier = case_graph.view("2025-05-01")
    ends = ("product-die-sophgo-ordered", "product-die-ascend-910b")
    assert str(_find(earlier, "DesignMatch", *ends).status.standing) == "disputed"
    assert str(_find(case_graph.view(), "DesignMatch", *ends).status.standing) == "undisputed"
    other = ("product-die-sophgo-ordered", "product-die-ascend-910")
    assert _find(earlier, "DesignMatch", *other).status.strength.word == "reported"


def test_a_later_listing_is_not_known_earlier(case_graph: Graph) -> None:
    """C2: who was listed in 2025 was not listed before, and a footnote has dates of its own."""
    listed = {p.source for p in case_graph.view("2024-12-31").propositions.values() if p.type == "Listing"}
    assert "firm-huawei" in listed
    assert not {"firm-sophgo", "firm-powerair"} & listed


@pytest.mark.parametrize(
    ("record", "starts", "footnote"),
    [
        ("rel-huawei-listed", "2019-05-16", None),
        ("rel-huawei-footnote-1", "2020-05-15", "1"),
        ("rel-smic-listed", "2020-12-18", None),
        ("rel-smic-footnote-5", "2024-12-02", "5"),
        ("rel-sophgo-footnote-4", "2025-01-16", "4"),
        ("rel-powerair-footnote-4", "2025-01-16", "4"),
    ],
)
def test_listings_start_on_their_effective_date(
    case_rows: dict[str, Row], record: str, starts: str, footnote: str | None
) -> None:
    row = case_rows[record]
    assert (row.text("valid_from"), row.text("footnote")) == (starts, footnote)


@pytest.mark.parametrize(
    ("record", "maker", "least", "most"),
    [
        ("rel-tsmc-fabrication-sophgo-csis", "agent-csis", "2000000", None),
        ("rel-tsmc-fabrication-sophgo-heim", "person-lennart-heim", "3000000", "3000000"),
        ("rel-tsmc-fabrication-sophgo-semianalysis", "firm-semianalysis", "2900000", None),
        ("rel-samsung-hbm-to-china", "firm-semianalysis", "11400000", "11400000"),
        ("rel-samsung-hbm-to-china-gap", "firm-semianalysis", "7000000", "7000000"),
    ],
)
def test_each_maker_keeps_its_own_figure(
    case_rows: dict[str, Row], record: str, maker: str, least: str, most: str | None
) -> None:
    """Section 6.2: quantities are never merged into a band."""
    row = case_rows[record]
    assert (row.text("quantity_min"), row.text("quantity_max")) == (least, most)
    assert {c.text("made_by") for c in case_rows.values() if c.text("about") == record} == {maker}


def test_the_figures_of_each_maker_fit_together(case_rows: dict[str, Row]) -> None:
    """Section 6.2, one maker at a time, two dies and eight stacks for each 910C."""

    def quantity(record: str) -> int:
        return int(case_rows[f"rel-{record}"].text("quantity_min") or "")

    dies, stacks = quantity("die-910b-in-910c-two"), quantity("hbm-in-910c-eight")
    assert quantity("tsmc-fabrication-sophgo-csis") // dies == 1_000_000
    assert quantity("tsmc-fabrication-sophgo-heim") // dies == 1_500_000
    assert quantity("tsmc-fabrication-sophgo-semianalysis") // dies == 1_450_000
    in_all = int((case_rows["statement-semianalysis-stacks-in-all"].text("value") or "").split()[0])
    assert in_all // stacks - quantity("tsmc-fabrication-sophgo-semianalysis") // dies == 175_000
    assert quantity("910c-in-cloudmatrix") == 384


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("华为", "firm-huawei"),
        ("算能", "firm-sophgo"),
        ("中芯国际", "firm-smic"),
        ("台積電", "firm-tsmc"),
        ("台积电", "firm-tsmc"),
        ("海思", "firm-hisilicon"),
        ("Ascend 910C", "product-ascend-910c"),
        ("CloudMatrix 384", "product-cloudmatrix-384"),
    ],
)
def test_names_resolve_in_every_script(case_graph: Graph, name: str, id: str) -> None:
    assert case_graph.entity(name).id == id


def test_a_negative_finding_grades_nothing(case_graph: Graph) -> None:
    """K27: neither asserts nor denies."""
    assert "statement-no-penalty-found" not in case_graph.view().statement_status or (
        case_graph.view().statement_status["statement-no-penalty-found"].strength.word == "none"
    )


def test_the_paraphrase_denies_nothing_of_the_transfer(case_graph: Graph) -> None:
    """S74 merges denials; Huawei made none on the Sophgo chain."""
    (transfer,) = _transfers(case_graph.view(), "firm-sophgo", "firm-huawei")
    makers = {c.made_by for r in transfer.records for c in case_graph.view().claims_about.get(r, ())}
    assert "firm-huawei" not in makers


def test_each_source_is_cited_and_each_entity_used(case_rows: dict[str, Row]) -> None:
    used = {str(v) for row in case_rows.values() for values in row.properties.values() for v in _several(values)}
    idle = [id for id, row in case_rows.items() if row.types == ("Source",) and id not in used]
    kinds = ("firm-", "person-", "unknown-", "agent-", "body-")
    idle += [id for id in case_rows if id.startswith(kinds) and id not in used]
    assert idle == []


def _several(values: Value) -> tuple[Scalar, ...]:
    return values if isinstance(values, tuple) else (values,)

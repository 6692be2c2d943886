"""The table of chips: variants, figures by source side by side, and the traps as disagreements (T1 to T16)."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from chipgraph import identity, schema, validate
from chipgraph.records import Records, Row
from chipgraph_ingest import find_source, read_spec
from chipgraph_ingest.catalogue import with_needs
from chipgraph_ingest.runner import collect

SOURCE = find_source("reference/chips")
EXPECTED = Path(__file__).parent / "chips_stats.json"
CURATORS = "agent-chipgraph-curators"
TPP = "total-processing-performance"


def table(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def collected() -> tuple[list[Row], list[dict[str, str]], dict[str, object]]:
    return collect(read_spec(SOURCE))


@pytest.fixture(scope="module")
def rows(collected: tuple[list[Row], list[dict[str, str]], dict[str, object]]) -> dict[str, Row]:
    return {row.id: row for row in collected[0]}


@pytest.fixture(scope="module")
def makers(rows: dict[str, Row]) -> dict[str, str]:
    """Target of a claim to its maker: here each has one."""
    return {str(r.text("about")): str(r.text("made_by")) for r in rows.values() if r.types == ("Claim",)}


def product(rows: dict[str, Row], name: str) -> Row:
    (found,) = [r for r in rows.values() if r.texts("name_en") == (name,) and "Firm" not in r.types]
    return found


def spans(rows: dict[str, Row], chip: str, metric: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Each measure of a chip for a metric, as least and greatest value."""
    id = product(rows, chip).id
    found = [r for r in rows.values() if r.text("product") == id and r.text("metric") == metric]
    return {
        r.id: (Decimal(r.text("value_min") or "0"), Decimal(r.text("value_max") or "Infinity")) for r in found
    }  # an open side is not stated


def disagree(rows: dict[str, Row], makers: dict[str, str], chip: str, metric: str) -> bool:
    """Whether two makers give spans that have no value in common."""
    found = spans(rows, chip, metric)
    return any(
        low > top and makers[one] != makers[other]
        for one, (low, _) in found.items()
        for other, (_, top) in found.items()
    )


def test_the_numbers_of_the_table(collected: tuple[list[Row], list[dict[str, str]], dict[str, object]]) -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert {key: collected[2][key] for key in expected} == expected


def test_every_row_is_a_product_with_its_family_and_aliases(rows: dict[str, Row]) -> None:
    chips = table("chips.csv")
    assert len(chips) == 135
    for line in chips:
        found = product(rows, line["chip"])
        parent = line["variant_of"] and product(rows, line["variant_of"]).id
        assert (found.text("variant_of") or "") == parent
        assert set(found.texts("alias")) == {a.strip() for a in line["aliases"].split(";") if a.strip()}
    families = {r.text("variant_of") for r in rows.values()} - {None}
    assert len(families) == 15


def test_an_empty_cell_makes_no_measure(rows: dict[str, Row]) -> None:
    columns = read_spec(SOURCE).lookups["metric"]
    for line in table("chips.csv"):
        id = product(rows, line["chip"]).id
        for column in columns:
            assert (f"measure-{id}-{column.replace('_', '-')}" in rows) == bool(line[column])
    for chip in ("AMD Instinct MI308X", "AMD Instinct MI309 (proposed)", "Enflame S60", "Kunlun P800"):
        assert spans(rows, chip, TPP) == {}


def test_nothing_stands_without_a_claim_and_no_foundry_holds_a_chip_o23(rows: dict[str, Row]) -> None:
    kinds = ("ProductMeasure", "Statement", "Design", "Seat")
    targets = {r.id for r in rows.values() if r.types[0] in kinds}
    assert Counter(r.text("about") for r in rows.values() if r.types == ("Claim",)) == Counter(targets)
    assert rows["dataset-chips"].properties["asserts"] is False
    assert {r.types for r in rows.values() if r.id.startswith("rel-")} == {("Design",), ("Seat",)}
    fab = rows["statement-chips-huawei-ascend-910c-fab"]
    assert fab.texts("mentions") == ("firm-smic", "firm-tsmc")


def test_only_what_stands_in_its_file_is_a_claim_of_epoch(makers: dict[str, str]) -> None:
    assert makers["measure-chips-metax-mxc500-oam-memory-gb"] == "chips-agent-epoch-ai"
    assert makers["measure-chips-metax-mxc500-oam-memory-bw-gb-s"] == CURATORS
    assert makers["measure-chips-sophgo-sg2042-int8-tops-dense"] == "firm-sophgo"
    assert makers["measure-chips-sophgo-bm1684x-int8-tops-dense"] == CURATORS
    assert makers["measure-chips-nvidia-b100-die-area-mm2"] == CURATORS


def test_an_alleged_designer_is_left_to_the_case(rows: dict[str, Row]) -> None:
    designed = {r.text("designed"): r.text("designer") for r in rows.values() if r.types == ("Design",)}
    assert not [d for d in designed if d is not None and "sophgo-ordered" in d]
    assert designed["chips-nvidia-h20-96gb"] == "chips-firm-nvidia"


TRAPS = {
    "T1": [("Huawei Ascend 910 (910A)", "die-area"), ("Huawei Ascend 910 (320 TFLOPS bin)", "die-area")],
    "T2": [("AMD Instinct MI250X", "die-area")],
    "T3": [("AMD Instinct MI300X", "die-area")],
    "T5": [("Intel Data Center GPU Max 1550", TPP)],
    "T6": [("NVIDIA RTX A6000", TPP)],
    "T7": [("AMD Instinct MI308X", "memory-bandwidth")],
    "T8": [("MetaX MXC500 (OAM)", "memory-bandwidth"), ("MetaX MXC500 (PCIe)", "memory-bandwidth")],
    "T9": [("Meta MTIA v2 (MTIA 200)", "memory-capacity"), ("Meta MTIA v2 (MTIA 200)", "memory-bandwidth")],
    "T11": [("Intel Gaudi 3 (HL-325L)", "dense-rate-fp16")],
    "T12": [("NVIDIA L40", "dense-rate-fp8")],
    "T15": [("AWS Trainium1", TPP), ("AWS Inferentia2", TPP)],
}


@pytest.mark.parametrize(("trap", "pairs"), TRAPS.items(), ids=TRAPS)
def test_a_trap_is_a_disagreement_of_two_makers(
    rows: dict[str, Row], makers: dict[str, str], trap: str, pairs: list[tuple[str, str]]
) -> None:
    for chip, metric in pairs:
        assert disagree(rows, makers, chip, metric), (trap, chip, metric)


@pytest.mark.parametrize("chip", ["NVIDIA GH200 (GPU part)", "NVIDIA GB200 (per GPU)"])
def test_t4_the_area_with_the_cpu_die_is_open_above(rows: dict[str, Row], chip: str) -> None:
    assert [top for _, top in spans(rows, chip, "die-area").values()].count(Decimal("Infinity")) == 1


@pytest.mark.parametrize("chip", ["NVIDIA A10G", "Intel Data Center GPU Max 1100"])
def test_t5_t6_a_rate_without_its_matrix_units_is_a_lower_bound_beside_the_figure(
    rows: dict[str, Row], chip: str
) -> None:
    assert Decimal("Infinity") in [top for _, top in spans(rows, chip, TPP).values()]


def test_t10_t13_rates_with_zeros_skipped_are_another_metric(rows: dict[str, Row]) -> None:
    for chip in ("Cerebras WSE-2", "Cerebras WSE-3", "NVIDIA GeForce RTX 5090"):
        assert spans(rows, chip, "sparse-rate")
    assert spans(rows, "Cerebras WSE-3", TPP) == {}
    (sparse,) = spans(rows, "NVIDIA GeForce RTX 5090", "sparse-rate").values()
    dense = spans(rows, "NVIDIA GeForce RTX 5090", "dense-rate-fp4").values()
    assert {low for low, _ in dense} == {sparse[0] / 2}


def test_t14_one_name_has_four_figures(rows: dict[str, Row]) -> None:
    bins = [spans(rows, f"Huawei Ascend 910B{n}", TPP).values() for n in range(1, 5)]
    assert [max(low for low, _ in found) for found in bins] == [6400, 6016, 5008, 4480]
    family = spans(rows, "Huawei Ascend 910B", TPP)
    assert [low for low, _ in family.values()] == [6016]


def test_t3_the_curators_give_two_readings_where_only_the_notes_speak(rows: dict[str, Row]) -> None:
    assert {low for low, _ in spans(rows, "AMD Instinct MI325X", "die-area").values()} == {1017, 2339}


def test_t16_what_sophgo_sells_is_far_below_the_thresholds(rows: dict[str, Row]) -> None:
    for chip in ("Sophgo BM1684X", "Sophgo SG2042"):
        assert max(top for _, top in spans(rows, chip, TPP).values()) < 1600


def test_every_trap_is_in_the_tests(rows: dict[str, Row]) -> None:
    named = {line["trap"] for line in table("figures.csv")} - {""}
    elsewhere = {"T4", "T10", "T13", "T14", "T16"}
    assert {f"T{n}" for n in range(1, 17)} == set(TRAPS) | elsewhere
    assert named <= set(TRAPS) | elsewhere


def test_disagreeing_figures_stay_apart_and_the_rows_keep_to_the_ontology() -> None:
    everything = [row for folder in with_needs([SOURCE]) for row in collect(read_spec(folder))[0]]
    assert validate.check(everything, schema.load()) == []


def test_the_shipped_judgements_tie_the_table_to_the_case(rows: dict[str, Row]) -> None:
    log = [j for j in identity.read_log() if j.place.file.endswith("chips.yaml")]
    assert all(j.right in rows for j in log)
    (case,) = [f for f in with_needs([SOURCE]) if f.name == "tsmc_sophgo_huawei"]
    curated = collect(read_spec(case))[0]
    assert {j.left for j in log} <= {row.id for row in curated}
    resolved = identity.resolve(log, Records([*rows.values(), *curated]), schema.load())
    assert resolved.canonical("chips-huawei-ascend-910c") == "product-ascend-910c"
    names = defaultdict(set)
    for row in rows.values():
        for name in (*row.texts("name_en"), *row.texts("alias")):
            names[name].add(resolved.canonical(row.id))
    assert {name: ids for name, ids in names.items() if len(ids) > 1} == {}

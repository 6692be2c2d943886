"""Classification by version: worked chips, traps, layers of their own (classification.md 3.1 to 3.8, 4.1)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.law.conftest import Edited, day

from chipgraph import resources
from chipgraph.errors import AmbiguousNameError, InputError, NameNotFoundError, UsageError
from chipgraph.law import Chips, Figures, Law, classify, classify_assembly, classify_chip, load, read_chips
from chipgraph.law.chips import read_formats
from chipgraph.law.entries import read_file
from chipgraph.law.figures import processing_performance
from chipgraph.law.ranges import parse, plain

NONE = "not_controlled"
A1, A2, B1, B2 = "3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2"

WORKED = [
    ("NVIDIA H20 (96GB)", "2023-12-01", {NONE}),
    ("H20", "2023-12-01", {NONE}),
    ("NVIDIA H100 SXM5 80GB", "2023-10-01", {"3A090"}),
    ("NVIDIA H100 SXM5 80GB", "2023-11-16", {"3A090"}),
    ("NVIDIA H100 SXM5 80GB", "2023-11-17", {A1}),
    ("A800", "2023-11-16", {NONE}),
    ("A800", "2023-11-17", {A1}),
    ("H800", "2023-11-16", {NONE}),
    ("H800", "2023-11-17", {A1}),
    ("NVIDIA L40", "2023-12-01", {B1}),
    ("NVIDIA L4", "2023-12-01", {A2}),
    ("NVIDIA A40 PCIe", "2023-12-01", {B2}),
    ("NVIDIA A10 PCIe", "2023-12-01", {NONE}),
    ("NVIDIA GeForce RTX 4090", "2023-12-01", {A1}),
    ("NVIDIA GeForce RTX 4090 D", "2023-12-28", {NONE}),
    ("NVIDIA GeForce RTX 5090", "2025-02-01", {A1}),
    ("NVIDIA GeForce RTX 5090 D", "2025-02-01", {NONE}),
    ("NVIDIA RTX A6000", "2023-12-01", {B1, NONE}),
    ("Google TPU v4", "2023-12-01", {A2, B1, NONE}),
    ("Moore Threads MTT S4000", "2023-12-20", {A2, B2, NONE}),
    ("AWS Trainium1", "2023-12-01", {A1, A2, B1, NONE}),
    ("Huawei Ascend 910B1", "2023-10-01", {NONE}),
    ("Huawei Ascend 910B1", "2023-12-01", {A1}),
    ("Huawei Ascend 910B4", "2023-12-01", {A2}),
    ("Ascend 910B", "2023-12-01", {A1, A2}),
    ("Huawei Ascend 910C", "2024-11-01", {A1}),
    ("Huawei Ascend 910 (910A)", "2023-12-01", {A2}),
    ("AMD Instinct MI210", "2023-12-01", {B1}),
    ("AMD Instinct MI300X", "2023-12-06", {A1}),
    ("AMD Instinct MI308X", "2024-06-01", {A1, A2, B1, B2, NONE}),
    ("Sophgo BM1684X", "2023-12-01", {NONE}),
    ("Sophgo SG2042", "2023-12-01", {NONE}),
    ("Cerebras WSE-3", "2024-06-01", {A1, NONE}),
    ("H200", "2026-02-01", {A1}),
    ("H100", "2022-10-06", {NONE}),
    ("H100", "2022-10-10", {"3A090", NONE}),
    ("H100", "2022-10-21", {"3A090"}),
]


@pytest.mark.parametrize(("chip", "on", "expected"), WORKED)
def test_worked_chips(law: Law, chips: Chips, chip: str, on: str, expected: set[str]) -> None:
    answer = classify_chip(chips.find(chip), chips, day(on), law)
    assert set(answer.outcomes) == expected
    assert answer.determined is (len(expected) == 1)
    assert bool(answer.settled_by) is (len(expected) > 1)


@pytest.mark.parametrize(
    ("chip", "tpp", "density"), [("NVIDIA H20 (96GB)", "2368", "2.9"), ("NVIDIA H100 SXM5 80GB", "15832", "19.4")]
)
def test_performance_and_density_are_computed(law: Law, chips: Chips, chip: str, tpp: str, density: str) -> None:
    answer = classify_chip(chips.find(chip), chips, day("2024-01-01"), law)
    found = {f.name: f.range for f in answer.figures}
    assert str(found["tpp"]) == tpp
    assert f"{int(float(found['performance_density'].lo) * 10) / 10}" == density


def test_every_figure_has_a_source(law: Law, chips: Chips) -> None:
    for chip in chips.by_name.values():
        assert all(f.source for f in classify_chip(chip, chips, day("2024-01-01"), law).figures), chip.name


def test_computed_performance_agrees_with_the_column_of_the_file(chips: Chips) -> None:
    """The lower end of each computed range is the file's own computation, which leaves TF32 out."""
    import csv

    path = resources.sources() / "reference" / "chips" / "chips.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["chip"]: row["tpp_dense_calc"] for row in csv.DictReader(file)}
    assert len(rows) == 135
    for name, stated in rows.items():
        tpp = chips.by_name[name].figures.metrics.get("tpp")
        assert (tpp is None) == (not stated), name
        if tpp is not None:
            assert float(tpp.lo) == pytest.approx(float(stated), abs=0.06), name


@pytest.mark.parametrize(
    ("area", "expected"), [("456.25", A2), ("1228", B1)], ids=["compute die", "with HBM and dummy dies"]
)
def test_die_area_decides_the_ascend_910(law: Law, area: str, expected: str) -> None:
    flags = {"datacenter": True, "nonplanar": True, "hbm": False}
    figures = Figures("910", {"tpp": parse("4096"), "die_area": parse(area)}, flags)
    assert classify(figures, day("2024-01-01"), law).outcomes == (expected,)


def test_a_source_that_disagrees_stands_beside_and_changes_nothing(law: Law, chips: Chips) -> None:
    answer = classify_chip(chips.find("Huawei Ascend 910 (910A)"), chips, day("2024-01-01"), law)
    assert answer.outcomes == (A2,)
    assert [(o.source, o.outcomes) for o in answer.others] == [("Epoch AI", (B1,))]


def test_what_was_published_stands_beside_what_is_computed(law: Law, chips: Chips) -> None:
    answer = classify_chip(chips.find("NVIDIA L40"), chips, day("2023-12-01"), law)
    assert answer.published[0].value.startswith("3A090")
    assert answer.published[0].source.startswith("https://www.sec.gov")


def test_what_would_settle_it_is_named(law: Law, chips: Chips) -> None:
    settled = {
        name: classify_chip(chips.find(name), chips, day("2023-12-20"), law).settled_by
        for name in ("Moore Threads MTT S4000", "NVIDIA RTX A6000", "NVIDIA A10G", "AWS Trainium1")
    }
    assert settled == {
        "Moore Threads MTT S4000": ("die_area",),
        "NVIDIA RTX A6000": ("datacenter",),
        "NVIDIA A10G": ("tpp",),
        "AWS Trainium1": ("die_area", "tpp"),
    }
    early = classify_chip(chips.find("A100"), chips, day("2022-10-10"), law)
    assert early.settled_by == ("first day of 3A090-2022",)
    assert early.unconfirmed == ("U12",)


def test_a_family_is_the_set_of_its_variants_and_says_so(law: Law, chips: Chips) -> None:
    answer = classify_chip(chips.find("ascend-910b"), chips, day("2023-12-01"), law)
    assert {v.item: v.outcomes for v in answer.variants}["Huawei Ascend 910B4"] == (A2,)
    assert answer.settled_by == ("variant",)
    assert "other variants" in answer.notes[0]


def test_another_model_is_no_variant(chips: Chips) -> None:
    names = {c.name for c in chips.variants(chips.find("A100"))}
    assert not any("A800" in n for n in names)


def test_a_design_match_is_named_and_leaves_the_area_unknown(law: Law, chips: Chips) -> None:
    die = chips.find("Sophgo-ordered TSMC die (Ascend 910B match)")
    answer = classify_chip(die, chips, day("2023-12-01"), law)
    assert set(answer.outcomes) == {A1, A2, B1, NONE}
    assert "design match" in answer.notes[0]
    assert classify_chip(die, chips, day("2023-10-01"), law).outcomes == (NONE,)


@pytest.mark.parametrize(
    ("tpp", "area", "expected"),
    [("2000..5000", "1000", {NONE, B1, A1}), ("1500..2000", "300..900", {NONE, A2, B2})],
)
def test_a_class_in_the_middle_shows_at_no_corner(law: Law, tpp: str, area: str, expected: set[str]) -> None:
    flags = {"datacenter": True, "nonplanar": True, "hbm": False}
    figures = Figures("x", {"tpp": parse(tpp), "die_area": parse(area)}, flags)
    assert set(classify(figures, day("2024-01-01"), law).outcomes) == expected


@pytest.mark.parametrize(
    ("tpp", "density", "expected"),
    [
        ("4799.9", "1.59", NONE),
        ("4799.9", "1.6", B1),
        ("4800", "0.1", A1),
        ("2400", "5.91", B1),
        ("2399.9", "3.19", NONE),
        ("2399.9", "3.2", B2),
        ("1600", "5.92", A2),
        ("1599.9", "99", NONE),
    ],
)
def test_thresholds_to_the_last_decimal(law: Law, tpp: str, density: str, expected: str) -> None:
    flags = {"datacenter": True, "hbm": False}
    figures = Figures("x", {"tpp": parse(tpp), "performance_density": parse(density)}, flags)
    assert classify(figures, day("2024-01-01"), law).outcomes == (expected,)


def test_without_a_die_that_counts_only_the_first_limb_can_apply(law: Law) -> None:
    flags = {"datacenter": True, "nonplanar": False, "hbm": False}
    low, high = ({"tpp": parse(t), "die_area": parse("100")} for t in ("4799", "4800"))
    assert classify(Figures("x", low, flags), day("2024-01-01"), law).outcomes == (NONE,)
    assert classify(Figures("x", high, flags), day("2024-01-01"), law).outcomes == (A1,)


@pytest.mark.parametrize(
    ("density", "on", "outcome", "exception"),
    [
        ("2.1", "2024-12-01", NONE, False),
        ("2.1", "2024-12-02", "3A090.c", True),
        ("2", "2024-12-02", NONE, False),
        ("3.3", "2024-12-02", "3A090.c", False),
    ],
)
def test_high_bandwidth_memory(law: Law, density: str, on: str, outcome: str, exception: bool) -> None:
    flags = {"hbm": True, "processing_dominant": False}
    answer = classify(Figures("stack", {"memory_bandwidth_density": parse(density)}, flags), day(on), law)
    assert answer.outcomes == (outcome,)
    assert [e.id for e in answer.exceptions] == (["HBM"] if exception else [])


@pytest.mark.parametrize(
    ("chip", "on", "expected"),
    [
        ("NVIDIA GeForce RTX 4090", "2023-12-01", ["NAC"]),
        ("NVIDIA GeForce RTX 4090", "2024-04-04", ["NAC", "ACA"]),
        ("NVIDIA L40", "2024-04-04", ["NAC", "ACA"]),
        ("NVIDIA L4", "2024-04-04", []),
        ("H100", "2024-04-04", []),
    ],
)
def test_exceptions(law: Law, chips: Chips, chip: str, on: str, expected: list[str]) -> None:
    """A device of a.2 for data centres is not eligible (classification.md 3.2, open point)."""
    assert [e.id for e in classify_chip(chips.find(chip), chips, day(on), law).exceptions] == expected


@pytest.mark.parametrize(
    ("chip", "on", "letter"),
    [
        ("H20", "2025-04-08", None),
        ("H20", "2025-04-09", "letter-2025-04"),
        ("NVIDIA L40S", "2023-10-23", "letter-2023-10-nvidia"),
        ("NVIDIA L40S", "2023-11-17", None),
        ("NVIDIA L40", "2023-10-23", None),
        ("RTX 4090", "2023-10-23", None),
        ("A100", "2022-09-01", "letter-2022-08-nvidia"),
    ],
)
def test_letters_are_a_layer_of_their_own(law: Law, chips: Chips, chip: str, on: str, letter: str | None) -> None:
    answer = classify_chip(chips.find(chip), chips, day(on), law)
    found = {e.id: e for e in answer.letters if "tsmc" not in e.id}
    assert list(found) == ([] if letter is None else [letter])
    if letter == "letter-2025-04":
        assert found[letter].thresholds == "reported"
        assert answer.outcomes == (NONE,)


def test_tariff_bands_are_strict_and_apart(law: Law) -> None:
    def bands(tpp: str, dram: str) -> list[str]:
        flags = {"datacenter": True, "nonplanar": True, "hbm": False}
        figures = Figures("x", {"tpp": parse(tpp), "memory_bandwidth": parse(dram)}, flags)
        return [e.id for e in classify(figures, day("2026-02-01"), law).tariff]

    assert bands("15832", "4800") == ["tariff_25"]
    assert bands("14000", "4800") == []
    assert bands("15832", "5000") == []


def test_assemblies(law: Law, chips: Chips) -> None:
    h100 = classify_chip(chips.find("H100"), chips, day("2024-01-01"), law)
    h20 = classify_chip(chips.find("H20"), chips, day("2024-01-01"), law)
    assert classify_assembly(h100, None, law) == ("4A090.a",)
    assert classify_assembly(h100, "5A992", law) == ("5A992.z",)
    assert classify_assembly(h20, None, law) == (NONE,)
    assert classify_assembly(h20, "5A992", law) == ("5A992",)


def test_rates_that_double_as_bits_halve_give_one_performance() -> None:
    formats = read_formats(read_file(resources.ontology() / "law" / "formats.yaml"))
    rates = {
        "fp16_bf16_tflops_dense": Fraction(100),
        "fp8_tflops_dense": Fraction(200),
        "fp4_tflops_dense": Fraction(400),
    }
    alone = [processing_performance({k: v}, formats)[0] for k, v in rates.items()]
    assert {str(r) for r in alone} == {"1600"}
    tripled, _ = processing_performance({k: 3 * v for k, v in rates.items()}, formats)
    assert tripled is not None
    assert plain(tripled.hi) == "4800"


def test_figures_that_contradict_each_other_are_refused(law: Law) -> None:
    metrics = {"tpp": parse("2368"), "die_area": parse("814"), "performance_density": parse("19.4")}
    with pytest.raises(UsageError, match="contradicts"):
        classify(Figures("x", metrics, {}), day("2024-01-01"), law)
    rounded = {**metrics, "performance_density": parse("2.9")}
    assert classify(Figures("x", rounded, {"datacenter": True, "hbm": False}), day("2024-01-01"), law).determined


def test_a_day_before_the_first_rule_says_so(law: Law, chips: Chips) -> None:
    answer = classify_chip(chips.find("NVIDIA H20 (96GB)"), chips, day("2019-01-01"), law)
    assert answer.outcomes == (NONE,)
    assert any("was in force on this day yet" in note for note in answer.notes)


def test_a_chip_without_figures_has_every_class(law: Law, chips: Chips) -> None:
    answer = classify_chip(chips.find("Enflame S60"), chips, day("2024-06-01"), law)
    assert set(answer.outcomes) == {A1, A2, B1, B2, NONE}
    assert answer.settled_by == ("die_area", "tpp")


@pytest.mark.parametrize("text", ["-5", "5..2", "x", ".."])
def test_no_figure_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"no figure|below"):
        parse(text)


def test_rows_that_cannot_be_read_are_named() -> None:
    row = {"chip": "X", "tpp": "", "fp16_bf16_tflops_dense": "fast"}
    with pytest.raises(InputError, match="row 2, X"):
        read_chips([row], "mine.csv")
    with pytest.raises(InputError, match="given twice"):
        read_chips([{"chip": "X"}, {"chip": "X"}], "mine.csv")


def test_names(chips: Chips) -> None:
    assert chips.find("product-ascend-910b").name == "Huawei Ascend 910B"
    assert chips.find("910B4").name == "Huawei Ascend 910B4"
    with pytest.raises(NameNotFoundError, match="H100"):
        chips.find("H100 SX")
    with pytest.raises(AmbiguousNameError):
        chips.find("PCIe")


def test_a_rule_version_needs_no_code(edited: Edited, chips: Chips) -> None:
    """A new version with a lower threshold: one entry, and the older one ends on the day before (issue 6, point 11)."""
    version = """      - id: 3A090-2027
        made_by: R34
        supersedes: 3A090-2024
        starts: 2027-03-01
        otherwise: not_controlled
        limbs:
          - {outcome: 3A090.a.1, all: [{of: item, metric: tpp, op: '>=', value: 2000}]}

  - id: 4A090
"""
    law = load(edited("rules.yaml", "  - id: 4A090\n", version.lstrip("\n")))
    h20 = chips.find("NVIDIA H20 (96GB)")
    assert classify_chip(h20, chips, day("2027-02-28"), law).outcomes == (NONE,)
    assert classify_chip(h20, chips, day("2027-03-01"), law).outcomes == (A1,)

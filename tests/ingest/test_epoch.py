"""Epoch AI's files: figures as it gives them, clusters as sure as it is, and what the table of chips takes from it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from chipgraph import identity, schema, validate
from chipgraph.records import Row
from chipgraph_ingest import find_source, read_spec
from chipgraph_ingest.keys import slug
from chipgraph_ingest.runner import collect

HARDWARE = find_source("epoch/ml_hardware")
CLUSTERS = find_source("epoch/gpu_clusters")
CHIPS = find_source("reference/chips")
EXPECTED = Path(__file__).parent / "epoch_stats.json"


def collected(folder: Path) -> dict[str, Row]:
    return {row.id: row for row in collect(read_spec(folder))[0]}


@pytest.fixture(scope="module")
def hardware() -> dict[str, Row]:
    return collected(HARDWARE)


@pytest.fixture(scope="module")
def clusters() -> dict[str, Row]:
    return collected(CLUSTERS)


def figures(hardware: dict[str, Row], name: str) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for row in hardware.values():
        if row.text("product") == f"epoch-ml-hardware-{slug(name)}" and row.types == ("ProductMeasure",):
            found.setdefault(row.text("metric") or "", set()).add(Decimal(row.text("value_min") or "0"))
    return found


def test_the_numbers_of_the_real_files() -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for folder in (HARDWARE, CLUSTERS):
        stats = collect(read_spec(folder))[2]
        assert {key: stats[key] for key in expected[str(stats["source"])]} == expected[str(stats["source"])]


def test_figures_are_in_our_units_without_the_noise_of_floats(hardware: dict[str, Row]) -> None:
    h20 = figures(hardware, "NVIDIA HGX H20")
    assert h20["total-processing-performance"] == {2368}
    assert h20["memory-bandwidth"] == {4000}
    assert figures(hardware, "NVIDIA Tesla T4")["total-processing-performance"] == {Decimal("1042.08")}


def test_known_errors_of_the_file_are_kept_as_it_gives_them(hardware: dict[str, Row]) -> None:
    """T2, T6, T7, T8, T9: to mend them would be to speak for Epoch; the table of chips says otherwise beside it."""
    assert figures(hardware, "AMD Radeon Instinct MI250X")["die-area"] == {724}
    assert figures(hardware, "NVIDIA RTX A6000")["total-processing-performance"] == {Decimal("1238.4")}
    assert figures(hardware, "AMD Radeon Instinct MI308X")["memory-bandwidth"] == {10300}
    assert figures(hardware, "MetaX MXC500 (OAM)")["memory-bandwidth"] == {18000}
    assert figures(hardware, "Meta MTIA v2 (MTIA 200)")["memory-capacity"] == {Decimal("0.256")}


def test_what_the_table_calls_epochs_stands_in_the_file(hardware: dict[str, Row]) -> None:
    metric = read_spec(CHIPS).lookups["metric"]
    with (CHIPS / "chips.csv").open(encoding="utf-8", newline="") as file:
        chips = {line["chip"]: line for line in csv.DictReader(file)}
    with (CHIPS / "epoch_rows.csv").open(encoding="utf-8", newline="") as file:
        confirmed = list(csv.DictReader(file))
    assert len(confirmed) > 80
    for line in confirmed:
        theirs = figures(hardware, line["epoch_row"])
        for column in set(line["confirmed"].split("|")) & set(metric):
            ours = Decimal(chips[line["chip"]][column])
            assert any(abs(ours - f) <= ours * Decimal("0.0061") for f in theirs[metric[column]]), (line, column)


def test_earlier_names_of_columns_are_read_too(hardware: dict[str, Row], tmp_path: Path) -> None:
    folder = tmp_path / "ml_hardware"
    shutil.copytree(HARDWARE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    data = folder / "data" / "ml_hardware.csv.gz"
    text = gzip.decompress(data.read_bytes()).decode()
    older = text.replace("Memory (bytes)", "Memory size per board (Byte)", 1).replace(
        "INT4 performance (OP/s)", "INT4/FP4 performance (OP/s)", 1
    )
    data.write_bytes(gzip.compress(older.encode()))
    again = collected(folder)
    assert {i: r for i, r in again.items() if not i.startswith("dataset-")} == {
        i: r for i, r in hardware.items() if not i.startswith("dataset-")
    }


def test_a_cluster_is_an_installation_with_what_is_deployed(clusters: dict[str, Row]) -> None:
    (colossus,) = [r for r in clusters.values() if r.texts("name_en") == ("xAI Colossus Memphis Phase 1",)]
    deployed = [r for r in clusters.values() if r.text("installation") == colossus.id]
    assert [(r.text("deployed"), r.text("quantity_min")) for r in deployed] == [
        ("epoch-ml-hardware-nvidia-h100-sxm5-80gb", "100000")
    ]
    assert any("Memphis" in address for address in colossus.texts("address"))
    owner = [r for r in clusters.values() if colossus.id in r.texts("mentions") and r.text("value") == "xAI"]
    assert len(owner) == 1


def test_how_sure_epoch_is_decides_the_method_and_a_plan_is_no_deployment_o24(clusters: dict[str, Row]) -> None:
    claims = {r.text("about"): r for r in clusters.values() if r.types == ("Claim",)}
    kinds = ("Deployment", "Statement")
    assert set(claims) == {r.id for r in clusters.values() if r.types[0] in kinds}
    raw = gzip.decompress((CLUSTERS / "data" / "gpu_clusters.csv.gz").read_bytes()).decode()
    lines = list(csv.DictReader(io.StringIO(raw)))
    planned = {line["Name"].strip('" ') for line in lines if line["Status"] == "Planned"}
    built = {line["Name"].strip('" ') for line in lines if line["Status"] != "Planned"}
    names = {r.id: r.texts("name_en")[0] for r in clusters.values() if r.types == ("Installation",)}
    assert {names[str(r.text("installation"))] for r in clusters.values() if r.types == ("Deployment",)}.isdisjoint(
        planned - built
    )
    methods = Counter(r.text("method") for r in claims.values())
    assert set(methods) == {"named-source", "estimate", "suspicion"}


def test_possible_duplicates_are_listed_and_not_merged(clusters: dict[str, Row]) -> None:
    listed = [r for r in clusters.values() if r.types == ("Statement",) and r.id.endswith("-duplicate")]
    assert len(listed) == 94
    assert sum(len(r.texts("mentions")) > 1 for r in listed) > 50
    same = {id for j in identity.read_log() if j.verdict == "same" for id in j.pair}
    assert not same & {r.id for r in clusters.values() if r.types == ("Installation",)}


def test_rows_of_one_name_are_several_installations(clusters: dict[str, Row]) -> None:
    named = [r for r in clusters.values() if r.texts("name_en") == ("Anonymized Chinese System",)]
    assert len(named) > 100


def test_the_rows_keep_to_the_ontology_and_the_judgements_name_rows(
    hardware: dict[str, Row], clusters: dict[str, Row]
) -> None:
    everything = [*hardware.values(), *clusters.values()]
    for name in ("reference/territories", "reference/us_lists", "curated/tsmc_sophgo_huawei", "reference/chips"):
        everything += collected(find_source(name)).values()
    assert validate.check(everything, schema.load()) == []
    known = {row.id for row in everything}
    log = [j for j in identity.read_log() if j.place.file.endswith("epoch.yaml")]
    assert len(log) > 80
    assert {j.left for j in log} | {j.right for j in log} <= known

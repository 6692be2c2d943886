"""Every export carries the terms of what it draws on, and refuses what may not be passed on (F7, O22, decision 0014)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.house.conftest import chipgraph

from chipgraph import licences
from chipgraph.errors import RefusedError
from chipgraph.graph import Graph
from chipgraph.licences import Redistribution
from chipgraph.schema import load
from chipgraph.snapshot import write_snapshot

SHEET = """
dataset: {name: leased, title: A leased list, licence: no copies, redistribution: not-allowed}
sources:
  leased-page: {title: A leased page, redistribution: not-allowed}
entities:
  firm-lessor: {class: Firm, name: Lessor Ltd}
  firm-lessee: {class: Firm, name: Lessee Ltd}
claims:
  - {relation: Supply, from: firm-lessor, to: firm-lessee, stance: asserts, maker: firm-lessor, source: leased-page, method: party-statement}
"""


@pytest.fixture(scope="module")
def leased(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("leased")
    (folder / "leased.yaml").write_text(SHEET, encoding="utf-8")
    done = chipgraph("load", str(folder / "leased.yaml"), home=folder / "home")
    assert done.returncode == 0, done.stderr
    import chipgraph as library

    return library.open(folder / "home")


def test_the_words_are_those_of_the_ontology_from_most_to_least() -> None:
    assert [c.notation for c in load().concepts("redistribution")] == [str(term) for term in Redistribution]


def test_every_shipped_source_and_dataset_says_what_may_be_passed_on(shipped: Graph) -> None:
    silent = [
        row.id
        for row in shipped.records
        if ("Source" in row.types or "Dataset" in row.types) and row.text("redistribution") is None
    ]
    assert silent == []


def test_nothing_that_ships_may_not_be_passed_on_and_no_page_of_the_press_may_be_whole(shipped: Graph) -> None:
    found = {row.id: row.text("redistribution") for row in shipped.records if "Source" in row.types}
    assert "not-allowed" not in found.values()
    assert found["source-seed-article-2025-05"] == "excerpts-only"
    press = [i for i, row in ((r.id, r) for r in shipped.records if "Source" in r.types) if not row.text("licence")]
    assert press
    assert {found[i] for i in press} <= {"excerpts-only", "unknown"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_answer_draws_on_the_datasets_of_its_rows_and_on_what_its_claims_cite(
    shipped: Graph, data: st.DataObject
) -> None:
    rows = sorted((r for r in shipped.records if r.types[0] in ("Claim", "Statement", "Supply")), key=lambda r: r.id)
    chosen = data.draw(st.lists(st.sampled_from(rows), max_size=5))
    expected = {f"dataset-{r.dataset}" for r in chosen} | {c for r in chosen if (c := r.text("cites"))}
    answer = data.draw(
        st.sampled_from(
            [[r.id for r in chosen], {"deep": [{"id": r.id} for r in chosen]}, [(r.id, 1, None) for r in chosen]]
        )
    )
    assert {line.id for line in licences.drawn_on(shipped.view(), answer)} == expected


@pytest.mark.parametrize(
    "arguments",
    [("claims", "Sophgo", "Huawei"), ("show", "Sophgo"), ("search", "Sophgo"), ("trace", "TSMC", "Huawei")],
    ids=lambda a: a[0],
)
def test_each_face_carries_question_digests_datasets_and_terms(shipped: Graph, arguments: tuple[str, ...]) -> None:
    done = chipgraph(*arguments, "-f", "json", home=shipped.settings.home)
    assert done.returncode == 0, done.stderr
    certificate = json.loads(done.stdout)["certificate"]
    assert {"graph", "records", "ontology", "law"} <= set(certificate["digests"])
    terms = {line["id"]: line["redistribution"] for line in certificate["licences"]}
    assert terms["dataset-tsmc_sophgo_huawei"] == "attribution"
    assert certificate["datasets"]
    if arguments[0] != "trace":
        assert certificate["question"]["ask"] == arguments[0]


def test_a_query_may_hide_its_ids_so_it_carries_all_datasets(shipped: Graph) -> None:
    found = shipped.sparql("SELECT ?n { ?f a cg:Foundry ; cg:name ?n }")
    drawn = {line["id"] for line in found.certificate["licences"]}  # type: ignore[attr-defined]
    assert drawn == {r.id for r in shipped.records if "Dataset" in r.types}


@pytest.mark.parametrize(
    "arguments",
    [
        ("claims", "Lessor Ltd"),
        ("show", "Lessor Ltd"),
        ("search", "Lessor"),
        ("trace", "Lessor Ltd", "Lessee Ltd"),
        ("sparql", "SELECT ?n { ?f cg:name ?n }"),
        ("sources", "source-leased-page"),
    ],
    ids=lambda a: a[0],
)
def test_what_may_not_be_passed_on_is_shown_and_not_given_out(leased: Graph, arguments: tuple[str, ...]) -> None:
    home = leased.settings.home
    assert chipgraph(*arguments, "-f", "table", home=home).returncode == 0
    refused = chipgraph(*arguments, "-f", "json", home=home)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--have-rights" in refused.stderr
    assert chipgraph(*arguments, "-f", "json", "--have-rights", home=home).returncode == 0


def test_nor_does_it_go_into_a_file_a_snapshot_or_another_store(leased: Graph, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="leased"):
        leased.claims("Lessor Ltd").save(tmp_path / "a.csv")
    with pytest.raises(RefusedError, match="leased"):
        write_snapshot(leased, tmp_path / "a.zip")
    refused = chipgraph("neo4j", "export", str(tmp_path / "files"), home=leased.settings.home)
    assert refused.returncode == 2
    assert [*tmp_path.iterdir()] == []
    leased.claims("Lessor Ltd").save(tmp_path / "a.csv", rights=True)
    write_snapshot(leased, tmp_path / "a.zip", rights=True)
    assert (tmp_path / "a.csv.certificate.json").is_file()


def test_files_for_neo4j_lie_beside_their_terms(shipped: Graph, tmp_path: Path) -> None:
    done = chipgraph("neo4j", "export", str(tmp_path / "files"), home=shipped.settings.home)
    assert done.returncode == 0, done.stderr
    certificate = json.loads((tmp_path / "files" / "certificate.json").read_text(encoding="utf-8"))
    assert {line["redistribution"] for line in certificate["licences"]} <= {"allowed", "attribution"}
    assert "To pass it on: name the makers of" in done.stderr


def test_turtle_and_drawings_carry_the_terms(shipped: Graph, tmp_path: Path) -> None:
    result = shipped.trace("TSMC", "Huawei").to_result()
    for name in ("a.ttl", "a.gexf", "a.graphml", "a.md"):
        text = result.save(tmp_path / name).read_text(encoding="utf-8")
        assert "excerpts-only" in text, name

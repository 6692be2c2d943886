"""The shipped sources: found, complete, and their ids agree with each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from chipgraph.errors import UsageError
from chipgraph_ingest import find_source, read_spec, run, sources
from chipgraph_ingest.catalogue import with_needs
from chipgraph_ingest.cli import ingest
from chipgraph_ingest.output import read


def test_every_source_has_a_yaml_of_its_own_name_and_a_unique_dataset() -> None:
    names = [read_spec(folder).name for folder in sources()]
    assert len(names) == len(set(names)) >= 3
    assert all(read_spec(folder).assertions for folder in sources())


@pytest.mark.parametrize("name", ["us-bis-entity-list", "us/bis_entity_list", "bis_entity_list"])
def test_a_source_is_found_by_dataset_path_or_folder(name: str) -> None:
    assert find_source(name).name == "bis_entity_list"


def test_a_folder_of_the_users_own_is_a_source(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "mine.yml").write_text("name: mine\n")
    assert find_source(str(own)) == own


def test_an_unknown_source_is_an_error_that_lists_the_sources() -> None:
    with pytest.raises(UsageError, match=r"No source is called 'nowhere'. Sources: .*us/bis_entity_list"):
        find_source("nowhere")


def test_what_a_source_needs_comes_before_it() -> None:
    names = [f.name for f in with_needs([find_source("us/bis_entity_list")])]
    assert names == ["territories", "us_lists", "bis_entity_list"]


def test_territories_have_ids_by_code(tmp_path: Path) -> None:
    run(find_source("reference/territories"), tmp_path)
    rows = {row.id: row for row in read(tmp_path, "reference-territories")[0]}
    assert rows["territory-tw"].properties == {"iso_code": "TW", "name_en": ("Taiwan",)}
    assert "Burma" in rows["territory-mm"].texts("alias")
    assert rows["territory-no"].text("iso_code") == "NO"
    assert rows["territory-na"].text("iso_code") == "NA"
    assert rows["territory-ua-43"].text("iso_code") is None


def test_every_heading_of_the_list_is_a_territory_and_every_reference_is_there(tmp_path: Path) -> None:
    known = set()
    for name in ("reference/territories", "reference/us_lists"):
        report = run(find_source(name), tmp_path)
        known |= {row.id for row in read(tmp_path, report.name)[0]}
    spec = read_spec(find_source("us/bis_entity_list"))
    assert set(spec.lookups["heading"].values()) <= known
    assert {spec.dataset["authority"], "list-us-bis-entity-list"} <= known


def test_the_command_lists_sources_and_dry_run_writes_nothing(tmp_path: Path) -> None:
    listed = CliRunner().invoke(ingest, ["--list"])
    assert "us/bis_entity_list\tus-bis-entity-list\tEntity List" in listed.output
    home = tmp_path / "home"
    dry = CliRunner().invoke(ingest, ["reference/us_lists", "--dry-run", "--home", str(home)])
    assert dry.exit_code == 0
    assert "reference-us-lists: 18 rows read, 0 parts would be set aside" in dry.output
    assert not home.exists()


def test_the_command_loads_into_the_graph_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    command = ["reference/us_lists", "--home", str(tmp_path)]
    first = CliRunner().invoke(ingest, command)
    assert first.exit_code == 0, first.output
    assert "reference-us-lists: 18 rows read; PublicBody 5, RestrictedPartyList 13\n" in first.stdout
    assert "19 rows in 1 datasets" in first.stdout
    assert "Reading reference/us_lists" in first.stderr
    second = CliRunner().invoke(ingest, command)
    assert "18 rows read, nothing changed" in second.stdout
    assert "Nothing changed: the graph already holds this." in second.stdout

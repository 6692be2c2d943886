"""Settings: the order of F84, each value with its origin, and a clear word where a file is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chipgraph import settings
from chipgraph.errors import UsageError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder and an empty user folder; no variable of this machine."""
    for name in [n for n in os.environ if n.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    project = tmp_path / "project" / "deep"
    project.mkdir(parents=True)
    monkeypatch.chdir(project)
    return project


def write_user_file(text: str) -> None:
    settings.user_file().parent.mkdir(parents=True)
    settings.user_file().write_text(text)


def test_each_layer_wins_over_the_next(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (settings.load().max_transfers, settings.load().origin("max_transfers")) == (6, "default")
    write_user_file("max_transfers = 1")
    assert settings.load().origin("max_transfers") == str(settings.user_file())
    project_file = folder.parent / "chipgraph.toml"
    project_file.write_text("max_transfers = 2")
    assert (settings.load().max_transfers, settings.load().origin("max_transfers")) == (2, str(project_file))
    monkeypatch.setenv("CHIPGRAPH_MAX_TRANSFERS", "3")
    assert (settings.load().max_transfers, settings.load().origin("max_transfers")) == (3, "CHIPGRAPH_MAX_TRANSFERS")
    flagged = settings.load({"max_transfers": 4, "home": None})
    assert (flagged.max_transfers, flagged.origin("max_transfers")) == (4, "flag --max-transfers")
    assert flagged.origin("home") == "default"


def test_a_relative_home_in_a_file_is_relative_to_that_file(folder: Path) -> None:
    (folder.parent / "chipgraph.toml").write_text('home = "data"')
    assert settings.load().home == folder.parent / "data"
    assert settings.load({"home": "data"}).home == folder / "data"


def test_the_project_table_of_pyproject_is_read_and_one_without_it_is_passed_by(folder: Path) -> None:
    (folder.parent / "pyproject.toml").write_text("[tool.chipgraph]\nmax_lineage = 2")
    (folder / "pyproject.toml").write_text("[project]\nname = 'other'")
    assert settings.load().max_lineage == 2


def test_chipgraph_toml_wins_over_pyproject_beside_it(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.chipgraph]\nmax_lineage = 2")
    (folder / "chipgraph.toml").write_text("max_lineage = 3")
    assert settings.load().max_lineage == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hoem = 'x'", "no setting called 'hoem'"),
        ("home = 3", "home must be a text"),
        ("max_transfers = true", "whole number"),
        ("max_transfers = -1", "whole number"),
        ("sparql_seconds = 0", "seconds above 0"),
        ("sparql_seconds = inf", "seconds above 0"),
        ("color = 'blue'", "one of auto, always, never"),
        ("neo4j_password = 12", "text in quotes"),
        ("home = ", "cannot be read as TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(folder: Path, text: str, expected: str) -> None:
    path = folder / "chipgraph.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=expected) as caught:
        settings.load()
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_utf8_is_named(folder: Path) -> None:
    (folder / "chipgraph.toml").write_bytes(b"home = '\xff'")
    with pytest.raises(UsageError, match=r"chipgraph\.toml: cannot be read"):
        settings.load()


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGRAPH_SPARQL_SECONDS", "soon")
    with pytest.raises(UsageError, match="CHIPGRAPH_SPARQL_SECONDS: sparql_seconds must be a number"):
        settings.load()


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGRAPH_HOME", "")
    assert settings.load().origin("home") == "default"


def test_an_unknown_flag_is_an_error() -> None:
    with pytest.raises(UsageError, match="hoem"):
        settings.load({"hoem": "x"})


def test_the_password_is_never_printed() -> None:
    chosen = settings.load({"neo4j_password": "hunter2"})
    assert chosen.neo4j_password == "hunter2"
    assert "hunter2" not in repr(chosen)
    assert "hunter2" not in str([*chosen.described()])
    assert [s.text for s in chosen.described() if s.name == "neo4j_password"] == ["set, not shown"]


def test_a_wrong_password_is_not_printed_either(folder: Path) -> None:
    (folder / "chipgraph.toml").write_text("neo4j_password = 424242")
    with pytest.raises(UsageError) as caught:
        settings.load()
    assert "424242" not in str(caught.value)

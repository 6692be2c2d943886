"""``chipgraph neo4j ...`` as it is typed, against a real server: exit codes, what is printed, what stays (F79, F81)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from neo4j import Driver

from chipgraph.cli.main import main
from chipgraph.graph import Graph
from chipgraph.neo4j_server import Connection

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    empty_neo4j: Connection,
    projected_graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """Give a function that runs a command on the loaded case and the test server."""
    monkeypatch.setenv("CHIPGRAPH_HOME", str(projected_graph.settings.home))
    monkeypatch.setenv("CHIPGRAPH_NEO4J_URI", empty_neo4j.uri)
    monkeypatch.setenv("CHIPGRAPH_NEO4J_USER", empty_neo4j.user)
    monkeypatch.setenv("CHIPGRAPH_NEO4J_PASSWORD", empty_neo4j.password)

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ending:
            main(list(arguments))
        out, err = capfd.readouterr()
        return int(ending.value.code or 0), out, err

    return command


def test_load_ask_load_again(run: Run) -> None:
    assert run("neo4j", "up", "--yes")[1].rstrip().endswith("holds no load")
    assert "It holds no load" in run("neo4j", "status")[1]
    code, out, err = run("cypher", "MATCH (n) RETURN n.id")
    assert (code, out) == (3, "")
    assert "chipgraph neo4j load" in err
    code, out, _ = run("neo4j", "load")
    assert code == 0
    assert "nodes" in out
    assert "Nothing changed" in run("neo4j", "load")[1]
    code, out, _ = run(
        "cypher", "-f", "json", "MATCH (n:Firm {caption: $name}) RETURN n.id AS id", "--param", "name=TSMC"
    )
    assert code == 0
    assert "firm-tsmc" in json.dumps(json.loads(out))
    code, out, err = run("cypher", "MATCH (n) DETACH DELETE n")
    assert (code, out) == (2, "")
    assert "would write" in err
    code, _, err = run("cypher", "MATCH (n RETURN n")
    assert code == 2
    assert "Neo4j cannot answer this Cypher" in err


def test_foreign_data_end_with_3_and_stay(run: Run, neo4j_driver: Driver) -> None:
    neo4j_driver.execute_query("CREATE (:Person {name: 'Ada'})")
    code, _, err = run("neo4j", "load")
    assert code == 3
    assert "Person" in err
    assert "Nothing was changed" in err
    assert neo4j_driver.execute_query("MATCH (n:Person) RETURN count(n) AS n").records[0]["n"] == 1


def test_a_server_that_is_down_ends_with_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGRAPH_NEO4J_URI", "bolt://127.0.0.1:1")
    for arguments in (("neo4j", "load"), ("neo4j", "status"), ("neo4j", "up"), ("cypher", "RETURN 1")):
        code, _, err = run(*arguments)
        assert code == 3
        assert "No Neo4j answers at bolt://127.0.0.1:1" in err


def test_a_wrong_password_ends_with_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGRAPH_NEO4J_PASSWORD", "wrong")
    code, _, err = run("neo4j", "load")
    assert code == 3
    assert "CHIPGRAPH_NEO4J_PASSWORD" in err


def test_without_a_server(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHIPGRAPH_NEO4J_URI")
    code, out, _ = run("neo4j", "status")
    assert code == 0
    assert "chipgraph neo4j up" in out
    assert run("neo4j", "down")[0] == 0
    code, _, err = run("cypher", "RETURN 1")
    assert code == 3
    assert "chipgraph neo4j up" in err


def test_nobody_at_a_terminal_agrees_to_nothing(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHIPGRAPH_NEO4J_URI")
    monkeypatch.setenv("CHIPGRAPH_CACHE", str(tmp_path / "cache"))
    code, _, err = run("neo4j", "up", "--version", "5.26.30")
    assert code == 2
    assert "--yes" in err
    assert not (tmp_path / "cache").exists()


def test_export_prints_the_command(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("neo4j", "export", str(tmp_path / "files"), "--database", "chips")
    assert code == 0
    assert out == f"neo4j-admin database import full chips @{tmp_path}/files/import.args\n"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("x")
    assert run("neo4j", "export", str(tmp_path / "other"))[0] == 3

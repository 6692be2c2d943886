"""Import files are read by the real ``neo4j-admin``, and give the same graph as a load over Bolt."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from chipgraph import neo4j_server as servers
from chipgraph import settings
from chipgraph.errors import StoreError, ValidationError
from chipgraph.neo4j_server import Limits, artifacts, java, process, state
from chipgraph.neo4j_server.process import with_free_ports
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.neo4j_export import export
from chipgraph.stores.protocol import EdgeRow, GraphTables, NodeRow

AWKWARD = (
    '"',
    '""',
    "a,b",
    "line\nbreak",
    "back\\slash",
    "\\",
    "'",
    "半导体 公司",
    " blanks ",
    "",
    "tab\there",
    "x;y",
    "a@en",
)


def awkward_tables() -> GraphTables:
    """Texts that a file format can spoil, lists of them, every type, a key with a value here and a list there."""
    nodes = [
        NodeRow(f"firm-{i}", ("Entity", "Firm"), {"caption": text, "names": (text, "n"), "n": i, "ok": bool(i % 2)})
        for i, text in enumerate(AWKWARD)
    ]
    nodes.append(NodeRow("firm-x", ("Entity", "Firm"), {"caption": "x", "lei": "1", "names": (), "share": 0.5}))
    nodes.append(
        NodeRow("firm-y", ("Entity", "Firm"), {"caption": "y", "lei": ("1", "2"), "day": dt.date(2024, 2, 29)})
    )
    nodes.append(NodeRow("*|die", ("Holding",), {"holder": "*", "product": "die"}))
    edges = [
        EdgeRow(None, "VARIANT_OF", "firm-0", "firm-1", {}),
        EdgeRow(
            "e-1", "OWNS", "firm-0", "firm-1", {"share_min_number": (0.5, 50.0), "note": 'say "no"', "s1": -(2**30)}
        ),
        EdgeRow("e-2", "OWNS", "firm-1", "firm-0", {"disputed": True}),
        EdgeRow("e-3", "STEP", "*|die", "*|die", {"marks": ()}),
    ]
    return GraphTables(nodes, edges, "digest-awkward")


def graph_in(driver: Driver) -> tuple[list[str], list[str]]:
    """Everything in a database but the manifest, an empty list as if it were not there."""
    with driver.session() as session:
        nodes = session.run("MATCH (n) WHERE NOT n:Manifest RETURN labels(n) AS l, properties(n) AS p").data()
        edges = session.run("MATCH (a)-[r]->(b) RETURN a.id AS a, b.id AS b, type(r) AS t, properties(r) AS p").data()
    for row in (*nodes, *edges):
        row["p"] = sorted((k, str(v)) for k, v in row["p"].items() if v != [])
    return sorted(map(str, ((sorted(n["l"]), n["p"]) for n in nodes))), sorted(map(str, edges))


def test_the_import_gives_the_same_graph_as_a_load(
    tmp_path: Path, neo4j_store: Neo4jStore, neo4j_driver: Driver
) -> None:
    tables = awkward_tables()
    neo4j_store.load(tables)
    written = export(tables, tmp_path / "import files")
    release, runtime = java.choose(java.find_javas())
    jars = artifacts.jars(release, settings.load().cache, lambda question: True)
    root = tmp_path / "root"
    home = state.folder(root) / release.version
    (home / "conf").mkdir(parents=True)
    arguments = shlex.split(written.command)[1:]
    answer = process.admin(runtime, jars, home, arguments)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    limits = with_free_ports(Limits(heap="512m", pages="64m"))
    server = servers.up(root, settings.load().cache, lambda question: True, limits, release.version)
    try:
        with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            assert graph_in(driver) == graph_in(neo4j_driver)
        with Neo4jStore(server.connection) as store:
            assert store.digest() == tables.digest
            assert not store.load(tables).changed, "a load after the import only makes the constraints"
            assert store.query("MATCH (n:Firm) RETURN count(n)").rows == ((len(AWKWARD) + 2,),)
    finally:
        servers.down(root)


def test_the_same_tables_give_the_same_files(tmp_path: Path) -> None:
    first, second = export(awkward_tables(), tmp_path / "a"), export(awkward_tables(), tmp_path / "b")
    assert [p.read_bytes() for p in first.files] == [p.read_bytes() for p in second.files]
    again = export(awkward_tables(), tmp_path / "a")
    assert again.files == first.files


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"thesis\.txt"):
        export(awkward_tables(), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_text_with_the_delimiter_of_lists_is_refused(tmp_path: Path) -> None:
    tables = GraphTables([NodeRow("a", ("Entity",), {"names": ("a\x1fb",)})], [], "d")
    with pytest.raises(ValidationError, match=r"U\+001F"):
        export(tables, tmp_path / "a")

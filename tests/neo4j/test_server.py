"""``up``, ``status``, ``down``: the Java that is chosen, the artifacts, the ports, servers that crash (issue 3, point 7)."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from chipgraph import neo4j_server as servers
from chipgraph import settings
from chipgraph.errors import StoreError, UsageError
from chipgraph.neo4j_server import Limits, Server, artifacts, container, java, process, state
from chipgraph.neo4j_server.java import RELEASES, Java


def runtime(version: int) -> Java:
    return Java(Path(f"/jdk-{version}/bin/java"), version)


@pytest.mark.parametrize(
    ("versions", "release", "version"),
    [
        ((25, 17), "2026.08.1", 25),
        ((21,), "2026.08.1", 21),
        ((17,), "5.26.30", 17),
        ((20, 11), "5.26.30", 20),
    ],
)
def test_the_release_follows_the_java(versions: tuple[int, ...], release: str, version: int) -> None:
    chosen, runs_on = java.choose([runtime(v) for v in versions])
    assert (chosen.version, runs_on.version) == (release, version)


def test_a_release_can_be_asked_for() -> None:
    assert java.choose([runtime(25), runtime(17)], "5.26.30")[1].version == 17
    with pytest.raises(UsageError, match=r"Known: 2026\.08\.1, 5\.26\.30"):
        java.choose([runtime(25)], "4.4")


@pytest.mark.parametrize("versions", [(), (8, 11)])
def test_without_a_fitting_java_the_error_says_what_to_install(versions: tuple[int, ...]) -> None:
    with pytest.raises(StoreError, match=r"Java 21 or later.*Java 17 to 21.*JAVA_HOME.*CHIPGRAPH_NEO4J_URI"):
        java.choose([runtime(v) for v in versions])


def fake_java(home: Path, version: str) -> Path:
    (home / "bin").mkdir(parents=True)
    executable = home / "bin" / "java"
    executable.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    executable.chmod(0o755)
    return executable


def test_runtimes_are_found_in_all_places(tmp_path: Path) -> None:
    """By their ``release`` file, or by asking them; each once, newest first."""
    fake_java(tmp_path / "jvm" / "a", "17.0.15")
    (tmp_path / "jvm" / "a" / "release").write_text('IMPLEMENTOR="x"\nJAVA_VERSION="17.0.15"\n')
    fake_java(tmp_path / "jvm" / "b", "1.8.0_402")
    (tmp_path / "jvm" / "again").symlink_to(tmp_path / "jvm" / "a")
    home = fake_java(tmp_path / "own", "25.0.3").parents[1]
    on_path = fake_java(tmp_path / "path", "21").parent
    found = java.find_javas({"JAVA_HOME": str(home), "PATH": str(on_path)}, [f"{tmp_path}/jvm/*", "/nowhere/*"])
    assert [j.version for j in found] == [25, 21, 17, 8]


def test_this_machine_has_a_java_that_fits() -> None:
    assert java.choose(java.find_javas())[0] in RELEASES


def test_nothing_is_downloaded_without_agreement(tmp_path: Path) -> None:
    asked: list[str] = []

    def refuse(question: str) -> bool:
        asked.append(question)
        return False

    with pytest.raises(UsageError, match="--yes"):
        artifacts.jars(RELEASES[0], tmp_path, refuse)
    assert "Download Neo4j Community 2026.08.1" in asked[0]
    assert list(tmp_path.iterdir()) == []


def test_without_maven_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match=r"Maven \(mvn\).*CHIPGRAPH_NEO4J_URI"):
        artifacts.jars(RELEASES[0], tmp_path / "cache", lambda question: True)


def test_a_release_that_maven_cannot_find(tmp_path: Path) -> None:
    missing = java.Release("0.0.1", "none", 17)
    with pytest.raises(StoreError, match=r"Maven could not resolve.*settings\.xml"):
        artifacts.jars(missing, tmp_path, lambda question: True)
    assert not (tmp_path / "neo4j" / "0.0.1").exists()


@pytest.mark.parametrize("spoil", ["cut", "gone", "added"])
def test_a_damaged_cache_is_never_run(tmp_path: Path, neo4j_server: Server, spoil: str) -> None:
    release = next(r for r in RELEASES if r.version == neo4j_server.version)
    good = settings.load().cache / "neo4j" / release.version
    folder = tmp_path / "neo4j" / release.version
    shutil.copytree(good, folder, copy_function=os.link)
    artifacts.verify(folder)
    jar = min(folder.glob("*.jar"), key=lambda p: p.stat().st_size)
    if spoil == "added":
        (folder / "extra.jar").write_bytes(b"x")
    else:
        content = jar.read_bytes()
        jar.unlink()
        if spoil == "cut":
            jar.write_bytes(content[:-1])
    with pytest.raises(StoreError, match="chipgraph neo4j up"):
        artifacts.jars(release, tmp_path, lambda question: True)


def test_the_server_is_private(neo4j_server: Server) -> None:
    """Loopback only, no usage report, no files; password and configuration for the owner alone."""
    home = Path(neo4j_server.home)
    conf = (home / "conf" / "neo4j.conf").read_text()
    assert "dbms.usage_report.enabled=false" in conf
    assert "dbms.security.allow_csv_import_from_file_urls=false" in conf
    assert neo4j_server.uri.startswith("bolt://127.0.0.1:")
    for path in (home / "conf" / "neo4j.conf", home.parent / "password", home.parent / "server.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert len(neo4j_server.password) >= 24
    assert neo4j_server.password not in repr(neo4j_server) + repr(neo4j_server.connection)
    listening = subprocess.run(["ss", "-ltnp"], capture_output=True, text=True, check=False).stdout
    own = [line.split()[3] for line in listening.splitlines() if f"pid={neo4j_server.process}," in line]
    assert all(address.rsplit(":", 1)[0] in ("127.0.0.1", "[::ffff:127.0.0.1]") for address in own)


def test_up_again_gives_the_running_server(neo4j_server: Server) -> None:
    root = Path(neo4j_server.home).parents[1]
    assert servers.up(root, settings.load().cache, lambda question: False) == neo4j_server
    assert servers.status(root) == servers.Status(neo4j_server, True, None)
    assert servers.connection(root) == neo4j_server.connection


def test_settings_win_over_the_server_that_up_started(neo4j_server: Server) -> None:
    root = Path(neo4j_server.home).parents[1]
    assert servers.connection(root, "bolt://elsewhere:7687", "me", "secret").uri == "bolt://elsewhere:7687"


def test_without_a_server_the_error_says_how_to_get_one(tmp_path: Path) -> None:
    assert servers.status(tmp_path).problem == "It was not started. Start it: chipgraph neo4j up"
    assert servers.down(tmp_path) is None
    with pytest.raises(StoreError, match=r"chipgraph neo4j up.*CHIPGRAPH_NEO4J_URI"):
        servers.connection(tmp_path)


def test_a_port_that_was_asked_for_and_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"Port {port} is taken.*--bolt-port"):
            servers.up(tmp_path, settings.load().cache, lambda question: True, Limits(bolt=port))
        assert process.free_port(None, port, "bolt") != port


def test_a_server_that_crashes_shows_its_last_lines(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"(?s)ended while it started.*heap size"):
        servers.up(tmp_path, settings.load().cache, lambda question: True, Limits(heap="1k", pages="64m"))
    assert not servers.status(tmp_path).running
    assert state.read(tmp_path) is None


def test_a_server_that_was_killed_is_noticed_and_another_process_is_not_touched(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        server = Server("java", "1", str(other.pid), str(tmp_path), "bolt://127.0.0.1:1", "", "neo4j", "x")
        state.write(tmp_path, server)
        assert not servers.status(tmp_path).running
        assert servers.down(tmp_path) is None
        assert other.poll() is None, "the number of the process was used again by another program"
        other.kill()


def test_state_that_cannot_be_read(tmp_path: Path) -> None:
    state.private_write(state.folder(tmp_path) / "server.json", "{")
    with pytest.raises(StoreError, match=r"server\.json cannot be read.*Delete it"):
        servers.status(tmp_path)


def test_docker_gets_loopback_ports_and_no_password_in_its_arguments(tmp_path: Path) -> None:
    arguments = container.run_arguments("name", tmp_path / "env", tmp_path / "data", 7688, 7475)
    assert "127.0.0.1:7688:7687" in arguments
    assert not any("NEO4J_AUTH" in a for a in arguments)
    assert "NEO4J_AUTH=neo4j/secret\n" in container.environment_lines("secret", Limits())

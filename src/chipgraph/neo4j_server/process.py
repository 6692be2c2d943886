"""Neo4j Community as a process of this machine: its configuration, its start and its end.

It listens on the loopback address alone, reports no usage, reads no file and loads no extension.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chipgraph.errors import StoreError, UsageError
from chipgraph.neo4j_server import state
from chipgraph.neo4j_server.java import Java, Release
from chipgraph.neo4j_server.state import Connection, Server

BOLT_PORT = 7687
HTTP_PORT = 7474

_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_ADMIN = "org.neo4j.cli.AdminTool"
_CONFIGURATION = """# Written by chipgraph neo4j up; written anew at each start.
server.default_listen_address=127.0.0.1
server.default_advertised_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.bolt.advertised_address=127.0.0.1:{bolt}
server.http.listen_address=127.0.0.1:{http}
server.http.advertised_address=127.0.0.1:{http}
server.https.enabled=false
server.memory.heap.initial_size=256m
server.memory.heap.max_size={heap}
server.memory.pagecache.size={pages}
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
dbms.security.procedures.allowlist=db.*,dbms.*,tx.*
dbms.security.procedures.unrestricted=
{quick_end}
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Ports and memory of a server; a port that is left out is the usual one, or a free one if that is taken."""

    bolt: int | None = None
    http: int | None = None
    heap: str = "1g"
    pages: str = "512m"


def java_options(heap: str) -> list[str]:
    """Give the options of the Java runtime that Neo4j needs."""
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    return ["-Xms256m", f"-Xmx{heap}", *opened]


def admin(java: Java, jars: Path, home: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run ``neo4j-admin`` from the jars, on the home of a server that does not run."""
    command = [str(java.executable), *java_options("1g"), "-cp", f"{jars}/*", _ADMIN, *arguments]
    env = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, stdin=subprocess.DEVNULL)


def start(release: Release, java: Java, jars: Path, root: Path, limits: Limits) -> Server:
    """Start a server and give its state at once; ``wait`` tells when it answers.

    Raises
    ------
    UsageError
        If a port was asked for and is taken.
    StoreError
        If the password cannot be set.
    """
    home = state.folder(root) / release.version
    (home / "conf").mkdir(parents=True, exist_ok=True)
    (home / "logs").mkdir(exist_ok=True)
    bolt, http = free_port(limits.bolt, BOLT_PORT, "bolt"), free_port(limits.http, HTTP_PORT, "http")
    text = _CONFIGURATION.format(
        bolt=bolt, http=http, heap=limits.heap, pages=limits.pages, quick_end=release.quick_end
    )
    state.private_write(home / "conf" / "neo4j.conf", text)
    _set_password(java, jars, root, home)
    command = [str(java.executable), *java_options(limits.heap), "-cp", f"{jars}/*", release.main_class]
    command += [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    (home / "logs" / "neo4j.log").unlink(missing_ok=True)
    with (home / "logs" / "console.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=home, start_new_session=True
        )
    uri, address = f"bolt://127.0.0.1:{bolt}", f"http://127.0.0.1:{http}"
    server = Server("java", release.version, str(process.pid), str(home), uri, address, "neo4j", state.password(root))
    process.returncode = 0  # it outlives this program on purpose
    return server


def wait(server: Server, seconds: float = 120.0) -> None:
    """Wait until the server answers over Bolt.

    Raises
    ------
    StoreError
        If it ended, with the last lines of its log, or did not answer in time.
    """
    end = time.monotonic() + seconds
    while True:
        problem = unanswered(server.connection)
        if problem is None:
            return
        if not _alive(server):
            raise StoreError(f"Neo4j {server.version} ended while it started. Its last lines:\n{last_lines(server)}")
        if time.monotonic() > end:
            raise StoreError(
                f"Neo4j {server.version} did not answer at {server.uri} within {seconds:.0f} s ({problem}). "
                f"Its last lines:\n{last_lines(server)}"
            )
        time.sleep(0.25)


def lost_its_port(server: Server) -> bool:
    """Whether it ended because another program had taken its port by then."""
    return "PortBindException" in "\n".join(_log_lines(Path(server.home) / "logs"))


def with_free_ports(limits: Limits) -> Limits:
    """Choose free ports in place of the usual ones; a port that was asked for stays."""
    return replace(limits, bolt=limits.bolt or _any_free(), http=limits.http or _any_free())


def stop(server: Server, seconds: float = 30.0) -> None:
    """End the server: ask it to end, wait, then kill it."""
    for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 10.0)):
        if not _alive(server):
            return
        try:
            os.kill(int(server.process), number)
        except ProcessLookupError:
            return
        end = time.monotonic() + patience
        while _alive(server) and time.monotonic() < end:
            time.sleep(0.1)
    if _alive(server):
        raise StoreError(f"Neo4j (process {server.process}) does not end. End it by hand: kill -9 {server.process}")


def unanswered(connection: Connection) -> str | None:
    """Why the server does not answer, in one line; None if it does."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        auth = (connection.user, connection.password)
        with GraphDatabase.driver(connection.uri, auth=auth, connection_timeout=2.0) as driver:
            driver.verify_connectivity()
    except (DriverError, Neo4jError, ValueError, OSError) as problem:
        return str(problem).splitlines()[0]
    return None


def last_lines(server: Server, count: int = 12) -> str:
    """Read the last lines of what the server printed and logged."""
    return "\n".join(list(_log_lines(Path(server.home) / "logs"))[-count:]) or "(it wrote nothing)"


def _log_lines(logs: Path) -> Iterator[str]:
    for name in ("neo4j.log", "console.log"):
        path = logs / name
        if path.is_file():
            yield from path.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]


def _alive(server: Server) -> bool:
    with contextlib.suppress(ChildProcessError, ValueError):  # started by an earlier command: not our child
        os.waitpid(int(server.process), os.WNOHANG)
    return state.is_running(server)


def _set_password(java: Java, jars: Path, root: Path, home: Path) -> None:
    if (home / "data" / "databases" / "system").is_dir():
        return
    secret = state.folder(root) / "password"
    state.password(root)
    answer = admin(java, jars, home, ["dbms", "set-initial-password", f"@{secret}"])
    if answer.returncode != 0:
        raise StoreError(f"Neo4j's password could not be set: {(answer.stderr or answer.stdout).strip()[:400]}")


def free_port(asked: int | None, usual: int, name: str) -> int:
    """Give the port asked for, the usual one, or a free one; one that was asked for and is taken is an error."""
    if asked is None:
        return usual if _is_free(usual) else _any_free()
    if not _is_free(asked):
        raise UsageError(
            f"Port {asked} is taken by another program. Choose another --{name}-port, or leave it out: "
            "a free one is then chosen."
        )
    return asked


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

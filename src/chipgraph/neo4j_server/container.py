"""Neo4j Community in a container, where a Docker engine answers."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from chipgraph.errors import StoreError, UsageError
from chipgraph.neo4j_server import state
from chipgraph.neo4j_server.artifacts import Confirm
from chipgraph.neo4j_server.process import BOLT_PORT, HTTP_PORT, Limits, free_port
from chipgraph.neo4j_server.state import Server

IMAGE = "neo4j:5.26-community"


def engine_answers() -> bool:
    """Whether a Docker engine answers; the client alone does not count."""
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, check=False, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def run_arguments(name: str, environment: Path, data: Path, bolt: int, http: int) -> list[str]:
    """Give the arguments of ``docker``: ports on the loopback address, the password in a file and not in them."""
    return [
        "run", "--detach", "--name", name, "--env-file", str(environment),
        "--publish", f"127.0.0.1:{bolt}:{BOLT_PORT}", "--publish", f"127.0.0.1:{http}:{HTTP_PORT}",
        "--volume", f"{data}:/data", IMAGE,
    ]  # fmt: skip


def environment_lines(password: str, limits: Limits) -> str:
    """Give the server's settings as the image reads them from its environment."""
    settings = {
        "NEO4J_AUTH": f"neo4j/{password}",
        "NEO4J_dbms_usage__report_enabled": "false",
        "NEO4J_dbms_security_allow__csv__import__from__file__urls": "false",
        "NEO4J_server_memory_heap_max__size": limits.heap,
        "NEO4J_server_memory_pagecache_size": limits.pages,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def start(root: Path, limits: Limits, confirm: Confirm) -> Server:
    """Start the container; ask before its image is downloaded.

    Raises
    ------
    UsageError
        If the download was not agreed to.
    StoreError
        If Docker cannot start it.
    """
    if _docker("image", "inspect", IMAGE).returncode != 0 and not confirm(f"Download the image {IMAGE} with Docker?"):
        raise UsageError("Nothing was downloaded. Agree with: chipgraph neo4j up --yes")
    folder = state.folder(root)
    name = "chipgraph-neo4j-" + hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    data = folder / "docker"
    data.mkdir(exist_ok=True)
    bolt, http = free_port(limits.bolt, BOLT_PORT, "bolt"), free_port(limits.http, HTTP_PORT, "http")
    password = state.password(root)
    environment = folder / "docker.env"
    state.private_write(environment, environment_lines(password, limits))
    _docker("rm", "--force", name)
    answer = _docker(*run_arguments(name, environment, data, bolt, http))
    if answer.returncode != 0:
        raise StoreError(f"Docker could not start {IMAGE}: {answer.stderr.strip()[:400]} See: docker logs {name}")
    uri, address = f"bolt://127.0.0.1:{bolt}", f"http://127.0.0.1:{http}"
    return Server("docker", IMAGE, name, str(data), uri, address, "neo4j", password)


def stop(server: Server) -> None:
    """End and remove the container; its data stay in the home of chipgraph."""
    answer = _docker("stop", "--time", "30", server.process)
    if answer.returncode != 0 and state.is_running(server):
        raise StoreError(f"Docker could not stop {server.process}: {answer.stderr.strip()[:400]}")
    _docker("rm", "--force", server.process)


def last_lines(server: Server) -> str:
    """Read the last lines that the container printed."""
    answer = _docker("logs", "--tail", "12", server.process)
    return (answer.stdout + answer.stderr).strip() or "(it wrote nothing)"


def _docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)

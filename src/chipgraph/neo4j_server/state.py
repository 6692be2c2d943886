"""What is remembered of a Neo4j server between commands, and which server a command talks to.

``$CHIPGRAPH_HOME/neo4j/server.json`` holds the address, the credentials and the process of the server that ``up`` started;
only its owner can read it (mode 600). The settings ``CHIPGRAPH_NEO4J_URI``, ``_USER`` and ``_PASSWORD`` name another server
and win over it.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from chipgraph.errors import StoreError


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a Neo4j answers over Bolt, and as whom to ask."""

    uri: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Connection(uri={self.uri!r}, user={self.user!r})"


@dataclass(frozen=True, slots=True)
class Server:
    """The server that ``up`` started.

    Attributes
    ----------
    kind
        ``java`` or ``docker``.
    process
        The process id, or the name of the container.
    home
        Neo4j's own folder: data, logs and configuration.
    http
        Address of the HTTP endpoint.
    """

    kind: str
    version: str
    process: str
    home: str
    uri: str
    http: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Server(kind={self.kind!r}, version={self.version!r}, process={self.process!r}, uri={self.uri!r})"

    @property
    def connection(self) -> Connection:
        """How to connect to it."""
        return Connection(self.uri, self.user, self.password)


def folder(home: Path) -> Path:
    """Give the folder of Neo4j under the home of chipgraph; only its owner may enter it."""
    path = home / "neo4j"
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def read(home: Path) -> Server | None:
    """Read what ``up`` wrote down; None if it never ran here or ``down`` ended it."""
    path = home / "neo4j" / "server.json"
    if not path.is_file():
        return None
    try:
        return Server(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as problem:
        raise StoreError(
            f"{path} cannot be read: {problem}. Delete it, and if a Neo4j still runs from {path.parent}, end it."
        ) from problem


def write(home: Path, server: Server) -> None:
    """Write the state for its owner alone, whole or not at all."""
    private_write(folder(home) / "server.json", json.dumps(asdict(server), indent=1) + "\n")


def forget(home: Path) -> None:
    """Remove the state of a server that has ended; its password stays, because its data do."""
    (home / "neo4j" / "server.json").unlink(missing_ok=True)


def password(home: Path) -> str:
    """Give the generated password of this home; it is made once and kept in a file of mode 600."""
    path = folder(home) / "password"
    if not path.is_file():
        private_write(path, secrets.token_hex(24))
    return path.read_text(encoding="utf-8").strip()


def private_write(path: Path, text: str) -> None:
    """Write a file that only its owner can read, at no moment readable by others."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def is_running(server: Server) -> bool:
    """Whether the process that was started still runs and still is that server, not another with its number."""
    if server.kind == "docker":
        answer = _output(["docker", "inspect", "-f", "{{.State.Running}}", server.process])
        return answer == "true"
    command = Path(f"/proc/{server.process}/cmdline")
    if command.is_file():
        text = command.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    else:
        text = _output(["ps", "-o", "command=", "-p", server.process])
    return f"--home-dir={server.home}" in text


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""

"""The Java runtimes of this machine, and the Neo4j release that fits one of them.

Neo4j Community runs from its published Java artifacts on any runtime of the right version, so no container engine and no
root are needed. Which release runs on which Java is the table ``RELEASES``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chipgraph.errors import StoreError, UsageError

_FOLDERS = ("/usr/lib/jvm/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home", "/opt/java/*")
_QUIET = "internal.dbms.bolt.netty_server_shutdown_quiet_period"
_VERSION = re.compile(r'"?(?:1\.)?(\d+)[^"\s]*"?')


@dataclass(frozen=True, slots=True)
class Java:
    """One Java runtime: its executable and its feature version."""

    executable: Path
    version: int


@dataclass(frozen=True, slots=True)
class Release:
    """One release of Neo4j Community.

    Attributes
    ----------
    main_class
        The class that starts it.
    oldest_java, newest_java
        The Java versions that it runs on.
    quick_end
        The setting by which its Bolt server does not wait ten seconds for nobody when it ends.
    """

    version: str
    main_class: str
    oldest_java: int
    newest_java: int | None = None
    quick_end: str = ""

    def runs_on(self, java: Java) -> bool:
        """Whether this release runs on that runtime."""
        return self.oldest_java <= java.version and (self.newest_java is None or java.version <= self.newest_java)


RELEASES = (
    Release("2026.08.1", "org.neo4j.server.Neo4jCommunity", 21, None, f"{_QUIET}_duration=0s"),
    Release("5.26.30", "org.neo4j.server.CommunityEntryPoint", 17, 21, f"{_QUIET}=0"),
)
"""Newest first: the first one that a runtime fits is used."""


def find_javas(environment: Mapping[str, str] | None = None, folders: Iterable[str] = _FOLDERS) -> tuple[Java, ...]:
    """Find the runtimes: ``JAVA_HOME``, the usual folders, ``java`` on ``PATH``; newest first, each once."""
    env = os.environ if environment is None else environment
    found: dict[Path, Java] = {}
    for executable in _candidates(env, folders):
        real = executable.resolve()
        if real in found:
            continue
        version = _version_of(real)
        if version is not None:
            found[real] = Java(executable, version)
    return tuple(sorted(found.values(), key=lambda j: (-j.version, str(j.executable))))


def choose(javas: Iterable[Java], wanted: str | None = None) -> tuple[Release, Java]:
    """Choose a release and the runtime for it.

    Parameters
    ----------
    javas
        The runtimes that were found.
    wanted
        A version of Neo4j in ``RELEASES``; the newest that runs here if it is left out.

    Raises
    ------
    UsageError
        If no such release is known.
    StoreError
        If no runtime fits.
    """
    known = [r for r in RELEASES if wanted in (None, r.version)]
    if not known:
        raise UsageError(f"Neo4j {wanted!r} is not known here. Known: {', '.join(r.version for r in RELEASES)}.")
    runtimes = tuple(javas)
    for release in known:
        for java in runtimes:
            if release.runs_on(java):
                return release, java
    have = ", ".join(f"{j.version} ({j.executable})" for j in runtimes) or "none"
    need = " or ".join(_needs(r) for r in known)
    raise StoreError(
        f"No Java that fits was found; found: {have}. {need}. Install one (a JRE is enough) or set JAVA_HOME, "
        "or start Docker, or set CHIPGRAPH_NEO4J_URI to a server that runs already."
    )


def _needs(release: Release) -> str:
    upper = " or later" if release.newest_java is None else f" to {release.newest_java}"
    return f"Neo4j {release.version} needs Java {release.oldest_java}{upper}"


def _candidates(env: Mapping[str, str], folders: Iterable[str]) -> Iterator[Path]:
    homes = [Path(env["JAVA_HOME"])] if env.get("JAVA_HOME") else []
    for pattern in folders:
        root = Path(pattern.split("*", 1)[0])
        if root.is_dir():
            homes.extend(sorted(root.glob(pattern[len(str(root)) + 1 :])))
    yield from (home / "bin" / "java" for home in homes if (home / "bin" / "java").is_file())
    on_path = shutil.which("java", path=env.get("PATH"))
    if on_path:
        yield Path(on_path)


def _version_of(executable: Path) -> int | None:
    """Read the version from the ``release`` file beside the runtime; ask the runtime where there is none."""
    release = executable.parent.parent / "release"
    if release.is_file():
        for line in release.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("JAVA_VERSION="):
                return _feature(line.partition("=")[2])
    try:
        answer = subprocess.run([str(executable), "-version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "[^"]+"', answer.stderr + answer.stdout)
    return _feature(match.group().partition(" ")[2]) if match else None


def _feature(text: str) -> int | None:
    match = _VERSION.match(text.strip())
    return int(match.group(1)) if match else None

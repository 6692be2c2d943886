"""Neo4j's published Java artifacts: resolved once with Maven, verified, kept in the cache.

Maven compares every file with the checksum that the repository publishes and stops at a difference (``-C``). What was
resolved is then written down, file by file, with its SHA-256; every later start compares the cache with that list, so a
jar that was cut short or changed is never run.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from chipgraph.errors import StoreError, UsageError
from chipgraph.neo4j_server.java import Release

Confirm = Callable[[str], bool]
"""Asks the person at the terminal a question; ``lambda question: True`` in scripts (``--yes``)."""

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_LIST = "jars.sha256"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>chipgraph</groupId>
  <artifactId>neo4j-community</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j</groupId>
      <artifactId>neo4j</artifactId>
      <version>{version}</version>
    </dependency>
    <dependency>
      <groupId>org.neo4j.app</groupId>
      <artifactId>neo4j-server</artifactId>
      <version>{version}</version>
    </dependency>
  </dependencies>
</project>
"""


def jars(release: Release, cache: Path, confirm: Confirm) -> Path:
    """Give the folder of this release's jars; ask, resolve and verify them first where they are not cached.

    Raises
    ------
    UsageError
        If the download was not agreed to.
    StoreError
        If Maven is missing, could not resolve them, or a cached jar is damaged.
    """
    folder = cache / "neo4j" / release.version
    if not (folder / _LIST).is_file():
        _ask(release, folder, confirm)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{release.version}.lock"):
            if not (folder / _LIST).is_file():
                _resolve(release, folder)
    verify(folder)
    return folder


def verify(folder: Path) -> None:
    """Compare the cached jars with the list that was written when they were resolved."""
    listed = dict(line.split("  ", 1)[::-1] for line in (folder / _LIST).read_text(encoding="utf-8").splitlines())
    present = {path.name: path for path in folder.glob("*.jar")}
    for name in sorted(listed.keys() | present.keys()):
        if name not in present or name not in listed or _sha256(present[name]) != listed[name]:
            what = "is missing" if name not in present else "is not the file that was downloaded"
            raise StoreError(f"{folder / name} {what}. Delete {folder} and run again: chipgraph neo4j up")


def _ask(release: Release, folder: Path, confirm: Confirm) -> None:
    if shutil.which("mvn") is None:
        raise StoreError(
            "Neither a Docker engine nor Maven (mvn) was found, so Neo4j cannot be fetched. Install Maven "
            "(Debian: apt install maven; macOS: brew install maven), start Docker, or set CHIPGRAPH_NEO4J_URI "
            "to a server that runs already."
        )
    if not confirm(f"Download Neo4j Community {release.version} (GPL-3.0, about 125 MB) with Maven into {folder}?"):
        raise UsageError("Nothing was downloaded. Agree with: chipgraph neo4j up --yes")


def _resolve(release: Release, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{release.version}-") as scratch:
        pom = Path(scratch) / "pom.xml"
        pom.write_text(_POM.format(version=release.version), encoding="utf-8")
        output = Path(scratch) / "jars"
        _run_maven(["-f", str(pom), _PLUGIN, f"-DoutputDirectory={output}", "-DincludeScope=runtime"])
        lines = [f"{_sha256(path)}  {path.name}" for path in sorted(output.glob("*.jar"))]
        if not lines:
            raise StoreError(f"Maven resolved no jar of Neo4j {release.version}. Look at: mvn -f {pom} dependency:list")
        (output / _LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        output.rename(folder)


def _run_maven(arguments: list[str]) -> None:
    command = ["mvn", "-B", "-q", "-C", *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if answer.returncode != 0:
        errors = [line for line in (answer.stdout + answer.stderr).splitlines() if "ERROR" in line]
        raise StoreError(
            "Maven could not resolve Neo4j's artifacts: "
            + (errors[0] if errors else answer.stderr.strip() or f"exit code {answer.returncode}")
            + " Check the network and Maven's settings.xml, then run again: chipgraph neo4j up"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

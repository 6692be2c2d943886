"""Documents: their commands run as written, their links lead somewhere, their generated parts are up to date.

A ``console`` block is a session: each line ``$ chipgraph ...`` is run in order, in one folder and on one graph, on a
terminal; where lines follow, they are what it prints (``...`` stands for anything). A block ``yaml title=NAME`` is a file
that the reader writes.
"""

from __future__ import annotations

import importlib.util
import os
import pty
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from types import ModuleType

import pytest
from tests.house.conftest import PROGRAM, clean_environment

from chipgraph.neo4j_server import Connection
from chipgraph.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(p for p in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
FENCE = re.compile(r"^```(\w+)(?: title=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a session, and what it must print; empty: anything."""

    line: str
    expected: str


def parts(page: Path) -> Iterator[Command | tuple[str, str]]:
    """Commands and files of a page, in order."""
    for language, title, body in FENCE.findall(page.read_text(encoding="utf-8")):
        if title:
            yield title, body
        elif language == "console":
            for chunk in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                line, _, expected = chunk.partition("\n")
                yield Command(line, expected)


def on_terminal(line: str, folder: Path, environment: dict[str, str]) -> tuple[int, str, str]:
    """Run a command as on a terminal; give its exit code, what it prints, and its notes."""
    words = shlex.split(line)
    assert words[0] == "chipgraph", f"only chipgraph is run here: {line}"
    ours, theirs = pty.openpty()
    shown = []
    with subprocess.Popen(
        [str(PROGRAM), *words[1:]],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # the other end is closed: on Linux that is an input/output error
                break
            if not chunk:
                break
            shown.append(chunk)
        os.close(ours)
        assert process.stderr is not None
        notes = process.stderr.read()
    return process.returncode, b"".join(shown).decode().replace("\r\n", "\n"), notes.decode()


def prints(expected: str, shown: str) -> bool:
    """Whether a session printed what the page says: white space counts once, ``...`` is anything or nothing."""
    rest = " ".join(shown.split())
    first, *others = [" ".join(piece.split()) for piece in expected.split("...")]
    if not expected.strip():
        return True
    if not others:
        return rest == first
    last = others.pop()
    if not rest.startswith(first) or not rest.endswith(last) or len(rest) < len(first) + len(last):
        return False
    rest = rest[len(first) : len(rest) - len(last)]
    for piece in filter(None, others):
        _, found, rest = rest.partition(piece)
        if not found:
            return False
    return True


def play(page: Path, folder: Path, home: Path, **more: str) -> None:
    """Run a page from top to bottom."""
    environment = clean_environment(home, COLUMNS="160", TERM="dumb", **more)
    commands = 0
    for part in parts(page):
        if isinstance(part, tuple):
            (folder / part[0]).write_text(part[1], encoding="utf-8")
            continue
        commands += 1
        code, shown, notes = on_terminal(part.line, folder, environment)
        assert code == 0, f"{page.name}: $ {part.line}\n{shown}{notes}"
        agrees = prints(part.expected, shown)
        assert agrees, f"{page.name}: $ {part.line}\n--- expected\n{part.expected}\n--- shown\n{shown}"
    assert commands, f"{page.name} has no console block"


def test_the_comparison_can_fail() -> None:
    assert prints("a\n...\nc\n", "a\n\nc")
    assert prints("a ...", "a b c")
    assert not prints("a\nc\n", "a b c")
    assert not prints("a\n...\nd\n", "a b c")


def test_the_tutorial_runs_as_written(tmp_path: Path) -> None:
    play(DOCS / "tutorial-sophgo.md", tmp_path, tmp_path / "home")


@pytest.mark.parametrize(
    "name",
    [
        "load-your-own-spreadsheet.md",
        "screen-a-file.md",
        "write-a-claim-sheet.md",
        "decide-who-is-who.md",
        "compare-two-versions.md",
        "ask-what-a-rule-would-have-caught.md",
        "ask-what-reaches-whom.md",
        "look-behind-a-route.md",
        "save-a-case.md",
        "ask-your-own-table.md",
    ],
)
def test_how_to_pages_run_as_written(name: str, tmp_path: Path, shipped_home: Path) -> None:
    shutil.copytree(shipped_home, tmp_path / "home")
    play(DOCS / "how-to" / name, tmp_path, tmp_path / "home")


def test_the_neo4j_page_runs_on_a_real_one(tmp_path: Path, shipped_home: Path, empty_neo4j: Connection) -> None:
    play(
        DOCS / "how-to" / "use-neo4j.md",
        tmp_path,
        shipped_home,
        CHIPGRAPH_NEO4J_URI=empty_neo4j.uri,
        CHIPGRAPH_NEO4J_USER=empty_neo4j.user,
        CHIPGRAPH_NEO4J_PASSWORD=empty_neo4j.password,
    )


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "reference" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date() -> None:
    for path, content in generator().pages().items():
        assert path.read_text(encoding="utf-8") == content, f"{path.name} has drifted from the code. Run: make docs"


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `CHIPGRAPH_", (DOCS / "reference" / "settings.md").read_text(), re.MULTILINE)
    assert rows == [f.name for f in fields(Settings) if f.name != "origins"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("#"):
            assert (page.parent / target.split("#")[0]).exists(), f"{page.name} links to {target}"


def test_every_page_is_reached_from_the_index() -> None:
    index = DOCS / "README.md"
    reached, queue = {index}, [index]
    while queue:
        page = queue.pop()
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            linked = (page.parent / target.split("#")[0]).resolve()
            if "://" not in target and linked.suffix == ".md" and linked.exists() and linked not in reached:
                reached.add(linked)
                queue.append(linked)
    assert {p for p in DOCS.rglob("*.md") if p.name != "template.md"} <= reached


def test_decision_records_have_their_parts_and_a_row_in_the_list() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    records = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [p.name[:4] for p in records]
    assert sorted(set(numbers)) == numbers, "each record has a number of its own"
    for path in records:
        text = path.read_text(encoding="utf-8")
        for part in ("## Context", "## Decision", "## Consequences", "\nStatus: "):
            assert part in text, f"{path.name} lacks {part!r}"
        assert f"({path.name})" in listed, f"list {path.name} in decisions/README.md"


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_licence_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert text.rstrip().endswith("limitations under the License.")
    assert len(text) > 11_000

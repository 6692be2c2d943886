"""Files in the repository: their size, their form, and what none of them may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import warnings
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

ROOT = Path(__file__).parents[2]
SOFT_MODULE, HARD_MODULE = 400, 500
SOFT_FUNCTION, HARD_FUNCTION = 40, 80
TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".ttl", ".rq", ".cypher", ".ipynb"}

# Assembled, so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
SKIPPED = re.compile(
    "|".join(
        (
            r"mark\." + "skip",
            r"pytest\." + "skip",
            "x" + r"fail\(",
            r"doctest: \+SK" + "IP",
            "import" + "orskip",
            r"mark\." + "xfail",
        )
    )
)
MACHINE = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/")))


class SizeNote(UserWarning):
    """A module or function is above the soft limit of the house."""


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git knows or would add; in an unpacked archive, those of the tree."""
    if not (ROOT / ".git").exists():
        return tuple(p for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def texts() -> list[Path]:
    return [p for p in tracked() if p.suffix in TEXT or p.name in ("Makefile", "NOTICE", "run")]


def modules() -> list[Path]:
    return [p for p in tracked() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in ("src", "ingest", "api")]


def functions(path: Path) -> dict[str, int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        f"{name(path)}:{node.lineno} {node.name}": _body_lines(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: a long explanation makes no function long."""
    first = node.body[0]
    documented = ast.get_docstring(node) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


@pytest.mark.filterwarnings("default::tests.house.test_files.SizeNote", "default::UserWarning")
def test_modules_and_functions_stay_readable() -> None:
    lines = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}
    bodies = {f: n for p in modules() for f, n in functions(p).items()}
    above = [f"{n}: {size} lines" for n, size in lines.items() if size > SOFT_MODULE]
    above += [f"{n}: {size} lines" for n, size in bodies.items() if size > SOFT_FUNCTION]
    if above:
        warnings.warn(SizeNote("above the soft limits of the house: " + "; ".join(above)), stacklevel=1)
    assert {n: size for n, size in lines.items() if size > HARD_MODULE} == {}
    assert {n: size for n, size in bodies.items() if size > HARD_FUNCTION} == {}


def test_nothing_is_left_unfinished_or_skipped() -> None:
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line) or (path.suffix == ".py" and SKIPPED.search(line))
    ]
    assert found == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert [name(p) for p in texts() if MACHINE.search(p.read_text(encoding="utf-8"))] == []


def test_text_ends_with_one_line_feed_and_has_no_stray_white_space() -> None:
    wrong = []
    for path in texts():
        content = path.read_bytes()
        if content and (not content.endswith(b"\n") or content.endswith(b"\n\n") or b"\r" in content):
            wrong.append(f"{name(path)}: end of file or of line")
        if any(line != line.rstrip() for line in content.decode().split("\n")):
            wrong.append(f"{name(path)}: white space at the end of a line")
    assert wrong == []


def test_every_turtle_file_is_read() -> None:
    for path in tracked():
        if path.suffix == ".ttl":
            assert [*ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)], name(path)


def test_documents_use_the_words_of_the_style() -> None:
    avoided = re.compile(r"\b(simply|powerful|robust|seamless\w*|leverag\w+|easily)\b", re.IGNORECASE)
    found = [name(p) for p in texts() if p.suffix == ".md" and avoided.search(p.read_text(encoding="utf-8"))]
    assert found == []


def descriptions() -> list[Path]:
    return sorted((ROOT / "ingest" / "sources").glob("*/*/*.yml"))


def test_each_shipped_source_states_its_licence() -> None:
    assert descriptions()
    for path in descriptions():
        assert yaml.safe_load(path.read_text(encoding="utf-8")).get("licence"), f"{name(path)}: state the licence"


def test_a_source_of_somebody_else_has_its_origin_and_terms_beside_it() -> None:
    for path in descriptions():
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if content.get("data") and content.get("carrier"):
            terms = path.parent / "SOURCE.md"
            assert terms.is_file(), f"{name(path.parent)}: put a SOURCE.md with origin and licence beside the data"
            stated = terms.read_text(encoding="utf-8").lower()
            assert any(word in stated for word in ("licence", "license", "copyright", "17 u.s.c.")), name(terms)


def test_each_data_file_belongs_to_a_source() -> None:
    folders = {path.parent for path in descriptions()}
    data = [p for p in tracked() if p.is_relative_to(ROOT / "ingest" / "sources")]
    assert [name(p) for p in data if not folders & set(p.parents)] == []

"""The direction of imports: the library below ingest and api, and inside the library the table of structure.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "src" / "chipgraph"
PACKAGES = {
    "chipgraph": LIBRARY,
    "chipgraph_ingest": ROOT / "ingest" / "chipgraph_ingest",
    "chipgraph_api": ROOT / "api" / "chipgraph_api",
}
ALLOWED = {
    "chipgraph": {"chipgraph"},
    "chipgraph_ingest": {"chipgraph", "chipgraph_ingest"},
    "chipgraph_api": {"chipgraph", "chipgraph_api"},
}


def imported(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, those inside functions and type-checking blocks included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_library_imports_neither_ingest_nor_api_and_those_two_never_each_other() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for package, folder in PACKAGES.items()
        for path in folder.rglob("*.py")
        for name in imported(path)
        if name.split(".")[0] in PACKAGES and name.split(".")[0] not in ALLOWED[package]
    ]
    assert wrong == []


def modules() -> dict[str, set[str]]:
    """Each module or package directly under chipgraph, and which of its neighbours it imports."""
    graph: dict[str, set[str]] = {}
    for path in LIBRARY.rglob("*.py"):
        top = path.relative_to(LIBRARY).with_suffix("").parts[0]
        if top == "__init__":
            continue  # it names the public things and loads them on first use
        ours = {n.split(".")[1] for n in imported(path) if n.startswith("chipgraph.")}
        graph.setdefault(top, set()).update(ours - {top})
    return graph


def stated() -> dict[str, set[str]]:
    """What the table of structure.md lets each module import."""
    allowed: dict[str, set[str]] = {}
    for line in (ROOT / "docs" / "background" / "structure.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) != 3 or not cells[0].startswith("`"):
            continue
        names = [name.rstrip("/") for name in re.findall(r"`([\w/]+)`", cells[0])]
        words = set(re.findall(r"\w+", cells[2]))
        earlier = set(allowed)
        everything = "all above" in cells[2] or "graph's parts" in cells[2]
        for name in names:
            allowed[name] = (earlier if everything else words) | set(names)
    return allowed


def test_every_module_has_a_row_in_structure_and_imports_what_the_row_says() -> None:
    graph, allowed = modules(), stated()
    assert sorted(set(graph) - set(allowed)) == [], "give each a row in docs/background/structure.md"
    wrong = {name: sorted(ours - allowed[name]) for name, ours in graph.items() if ours - allowed[name]}
    assert wrong == {}, "an import that docs/background/structure.md does not name"


def test_modules_import_in_one_direction() -> None:
    assert [*TopologicalSorter(modules()).static_order()]


def test_the_route_engine_knows_arrays_and_nothing_of_ours_but_errors_and_dates() -> None:
    assert modules()["routes"] <= {"errors", "dates"}
    outside = {name.split(".")[0] for path in (LIBRARY / "routes").rglob("*.py") for name in imported(path)}
    assert not outside & {"rdflib", "pyoxigraph", "neo4j", "networkx"}


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "base"}
    found = [
        p for folder in PACKAGES.values() for p in folder.rglob("*.py") if p.stem in vague or p.parent.name in vague
    ]
    assert found == []

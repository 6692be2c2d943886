"""Every example in a docstring runs, on the graph of the shipped sources."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import chipgraph

MODULES = [m.name for m in pkgutil.walk_packages(chipgraph.__path__, "chipgraph.") if not m.name.endswith("__main__")]


def has_examples(name: str) -> bool:
    module = importlib.import_module(name)
    return any(test.examples for test in doctest.DocTestFinder().find(module))


@pytest.mark.parametrize("name", [name for name in ["chipgraph", *MODULES] if has_examples(name)])
def test_the_examples_of_a_module_run(name: str, shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGRAPH_HOME", str(shipped_home))
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert tried
    assert failed == 0, "the lines above say which example"


def test_each_entry_point_has_an_example() -> None:
    finder = doctest.DocTestFinder()
    tests = {t.name: t for t in finder.find(importlib.import_module("chipgraph.graph"))}
    for name in ("open", "Graph.trace", "Graph.sparql", "Graph.claims", "Graph.search"):
        assert tests[f"chipgraph.graph.{name}"].examples, f"{name} needs an example in its docstring"

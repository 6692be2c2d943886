"""What is public: names, errors, and what the start of the program loads."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version

import pytest

import chipgraph
from chipgraph import errors
from chipgraph.errors import OUTCOMES, ChipgraphError, outcome


def test_the_public_names_are_these() -> None:
    assert chipgraph.__all__ == ["ChipgraphError", "Graph", "__version__", "open"]
    for name in chipgraph.__all__:
        assert getattr(chipgraph, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        _ = chipgraph.nothing


def test_the_version_stands_in_one_place() -> None:
    assert version("chipgraph") == chipgraph.__version__


def subclasses(of: type[ChipgraphError]) -> Iterator[type[ChipgraphError]]:
    yield of
    for child in of.__subclasses__():
        yield from subclasses(child)


def every_module() -> list[str]:
    return [m.name for m in pkgutil.walk_packages(chipgraph.__path__, "chipgraph.") if not m.name.endswith("__main__")]


def test_every_module_can_be_imported_alone() -> None:
    for name in every_module():
        importlib.import_module(name)


def test_each_error_has_an_outcome_and_a_place_in_the_tree() -> None:
    assert errors.__doc__ is not None
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__)) | {"ChipgraphError"}
    for name in every_module():
        importlib.import_module(name)
    for error in subclasses(ChipgraphError):
        assert error.__module__ == "chipgraph.errors", f"{error.__name__} belongs into chipgraph/errors.py"
        assert error.__name__ in drawn, f"draw {error.__name__} in the tree of chipgraph/errors.py"
        assert error.__name__.endswith("Error")
        assert any(c in OUTCOMES for c in error.__mro__)


def test_the_tree_is_drawn_as_the_classes_are() -> None:
    assert errors.__doc__ is not None
    trail: list[str] = ["ChipgraphError"]
    for line in errors.__doc__.splitlines():
        match = re.match(r"    ((?:│   |    )*)[├└]── (\w+)", line)
        if match is None:
            continue
        depth = len(match[1]) // 4 + 1
        del trail[depth:]
        drawn = getattr(errors, match[2])
        assert drawn.__bases__ == (getattr(errors, trail[-1]),), f"{match[2]} is drawn under {trail[-1]}"
        trail.append(match[2])


def test_outcomes_are_those_of_the_exit_codes() -> None:
    assert {o.exit_code for o in OUTCOMES.values()} <= {1, 2, 3, 4}
    assert {o.http_status for o in OUTCOMES.values()} <= {400, 403, 404, 406, 409, 429, 500, 503, 504}
    assert outcome(errors.StoreBusyError("x")) == OUTCOMES[errors.StoreError]


HEAVY = {
    "numpy",
    "pyarrow",
    "polars",
    "rdflib",
    "pandas",
    "neo4j",
    "pyoxigraph",
    "networkx",
    "pyshacl",
    "fastapi",
    "numba",
}


@pytest.mark.parametrize(
    "code",
    [
        "import chipgraph",
        "import sys; sys.argv = ['chipgraph', '--help']; from chipgraph.cli import main\n"
        "try: main()\nexcept SystemExit as e: assert e.code == 0",
        "import sys; sys.argv = ['chipgraph', '--version']; from chipgraph.cli import main\n"
        "try: main()\nexcept SystemExit as e: assert e.code == 0",
    ],
    ids=["import", "help", "version"],
)
def test_the_start_loads_nothing_heavy(code: str) -> None:
    listing = "\nimport sys\nprint('loaded:', *sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code + listing], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rsplit("loaded:", 1)[1].split())
    assert not loaded & HEAVY

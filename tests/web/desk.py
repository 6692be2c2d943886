"""The page as its user has it: a real Chromium before a real service, by mouse and by keys.

What every test of the page holds besides its own: no request leaves the host, nothing breaks the content policy, the console
has no error (F1, F61, F89). A test that provokes a failed answer reads it from ``failed`` and clears it.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Download, Locator, Page, Request, expect

PROGRAM = str(Path(sys.executable).with_name("chipgraph"))
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-unsafe-swiftshader",
)
"""No request of the browser's own; WebGL in software, because a test machine has no graphics card."""
NEVER_LEAVES = ("blob:", "data:", "file:", "about:")
expect.set_options(timeout=30_000)

CALM_SECONDS = 0.3
RING = (208, 46, 138)
"""Colour of the ring around what is selected, as the canvas draws it in the light theme."""

_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(`Policy broken: ${event.violatedDirective} ${event.blockedURI}`));
"""


def chromium() -> str:
    """The system's Chromium; ``make system`` installs it where it is missing."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise AssertionError("The tests of the page need Chromium, and none is on this machine. Run: make system")


@dataclass(frozen=True, slots=True)
class Service:
    """``chipgraph serve`` on a free port."""

    process: subprocess.Popen[str]
    origin: str

    def stop(self) -> None:
        """End it at once, as a machine that loses power does."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def serving(home: Path, log: Path, port: int = 0) -> Iterator[Service]:
    """Serve the graph of a home until the end of the block."""
    command = [PROGRAM, "--home", str(home), "serve", "--port", str(port), "--no-open"]
    with log.open("w") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+(?=/ )", line)
        assert found, f"{line}{log.read_text()}"
        yield Service(process, found[0])
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@dataclass(slots=True)
class Desk:
    """One window on the page, with what its user does there."""

    page: Page
    origin: str
    pictures: Path | None = None
    left: list[str] = field(default_factory=list)
    """Requests to elsewhere."""
    errors: list[str] = field(default_factory=list)
    """Errors of the console and of scripts, broken policies."""
    failed: list[str] = field(default_factory=list)
    """Answers that the browser reports as failed: a status of 400 or more, or no answer."""

    asked: int = 0
    under_way: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._asked(request))
        self.page.on("requestfinished", lambda request: self._answered(request))
        self.page.on("requestfailed", lambda request: self._answered(request))
        self.page.on("console", lambda message: self._told(message))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.add_init_script(_REPORT_VIOLATIONS)
        self.page.set_default_timeout(45_000)

    def _answered(self, request: Request) -> None:
        self.under_way.discard(request)

    def _asked(self, request: Request) -> None:
        self.asked += 1
        self.under_way.add(request)
        if not request.url.startswith((f"{self.origin}/", *NEVER_LEAVES)):
            self.left.append(request.url)

    def _told(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            of = self.failed if message.text.startswith("Failed to load resource") else self.errors
            of.append(message.text)

    def is_quiet(self) -> None:
        """Hold that nothing left the host and nothing went wrong."""
        assert (self.left, self.errors, self.failed) == ([], [], [])

    def open(self, fragment: str = "") -> None:
        """Open the page, with the state that a link holds."""
        self.page.goto(f"{self.origin}/{'#' if fragment else ''}{fragment}")
        self.page.locator("#search").wait_for()
        self.rest()

    def rest(self) -> None:
        """Wait until the page has asked nothing for a while, longer than it lets anything rest (200 ms)."""
        calm_since = time.monotonic()
        while time.monotonic() - calm_since < CALM_SECONDS:
            seen = self.asked
            self.page.wait_for_timeout(50)
            if self.asked != seen or self.under_way:
                calm_since = time.monotonic()

    def find(self, text: str, entity: str) -> None:
        """Type into the search box and click the suggestion."""
        self.page.locator("#search").click()
        self.page.keyboard.type(text)
        self.page.locator(f'#search-hits [data-id="{entity}"]').click()
        self.page.locator(f'.dossier[data-id="{entity}"]').wait_for()
        self.rest()

    def view(self, name: str) -> Locator:
        """Show a view by its tab; the panel that it shows."""
        tab = self.page.locator(f"#tab-{name}")
        tab.click()
        assert tab.get_attribute("aria-selected") == "true"
        return self.page.locator("#view-panel > section")

    def side(self, name: str) -> Locator:
        """Show a side panel by its tab."""
        self.page.locator(f"#tab-{name}").click()
        return self.page.locator("#side-panel")

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """The button of this very name."""
        return (within or self.page.locator("body")).get_by_role("button", name=name, exact=True)

    def trace(self) -> None:
        """Ask for the routes between the two that are selected."""
        self.button("Find routes").click()
        self.page.locator("#routeview .panel-head").wait_for()
        self.rest()

    def selected_spot(self) -> tuple[float, float]:
        """Where on the screen the canvas has its ring, once it is at rest: where a user would point."""
        canvas = self.page.get_by_test_id("graph-canvas")
        box = canvas.bounding_box()
        assert box is not None
        before = b""
        for _ in range(40):
            now = canvas.screenshot()
            if now == before and (spot := _middle_of(now)):
                return box["x"] + spot[0], box["y"] + spot[1]
            before = now
        raise AssertionError("The canvas shows no ring around what is selected, or does not come to rest.")

    def count(self, of: str) -> int:
        """How many nodes or relations pass, by the foot of the page."""
        text = self.page.locator("#status").inner_text().replace(",", "")
        found = re.search(rf"(\d+)(?: of \d+)? {of[:-1]}s?\b", text)
        assert found, text
        return int(found[1])

    def saved(self, button: Locator, to: Path) -> Path:
        """Click, and keep the file that the page hands over."""
        with self.page.expect_download() as handed:
            button.click()
        download: Download = handed.value
        path = to / download.suggested_filename
        download.save_as(path)
        return path

    def picture(self, name: str) -> None:
        """Keep what the window shows, where pictures are wanted (``--pictures``)."""
        if self.pictures is None:
            return
        self.pictures.mkdir(exist_ok=True)
        self.rest()
        shot = Image.open(BytesIO(self.page.screenshot()))
        shot.convert("RGB").quantize(192, dither=Image.Dither.NONE).save(self.pictures / f"{name}.png", optimize=True)


def desk_in(context: BrowserContext, origin: str, pictures: Path | None = None) -> Desk:
    """Open a new window of a profile."""
    return Desk(context.new_page(), origin, pictures)


def profile(browser: Browser, scheme: str = "light") -> BrowserContext:
    """A fresh profile: nothing stored, a window of 1280 by 800, no animation."""
    dark = scheme == "dark"
    return browser.new_context(
        viewport={"width": 1280, "height": 800},
        accept_downloads=True,
        reduced_motion="reduce",
        color_scheme="dark" if dark else "light",
        permissions=["clipboard-read", "clipboard-write"],
    )


def _middle_of(picture: bytes) -> tuple[float, float] | None:
    image = Image.open(BytesIO(picture)).convert("RGB")
    colours = image.tobytes()
    near = [
        divmod(at // 3, image.width)
        for at in range(0, len(colours), 3)
        if all(abs(colours[at + band] - RING[band]) < 24 for band in range(3))
    ]
    if len(near) < 12:
        return None
    rows, columns = [row for row, _ in near], [column for _, column in near]
    return (min(columns) + max(columns)) / 2, (min(rows) + max(rows)) / 2

"""No view, no page of documentation and no exported file asks another host; the page is usable without WebGL (F1, F9, F89, F90)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, expect
from tests.web.desk import ARGUMENTS, Desk, Service, chromium, desk_in, profile

STATE = "v=1&seed=firm-huawei,firm-tsmc,firm-sophgo&trace=firm-tsmc~firm-huawei"
VIEWS = ("graph", "route", "map", "time", "table", "law", "query")
NO_WEBGL = (
    *(one for one in ARGUMENTS if "swiftshader" not in one),
    "--disable-gpu",
    "--disable-3d-apis",
    "--disable-software-rasterizer",
)


def test_no_view_asks_another_host(desk: Desk) -> None:
    desk.open(STATE)
    for name in VIEWS:
        expect(desk.view(name)).to_be_visible()
        desk.rest()
    for name in ("inspect", "filter", "history", "case"):
        expect(desk.side(name)).to_be_visible()


def test_the_documentation_of_the_api_asks_no_other_host(desk: Desk) -> None:
    desk.page.goto(f"{desk.origin}/docs")
    expect(desk.page.locator("body")).to_contain_text("/api/v1/search")
    desk.rest()


def test_an_exported_page_asks_nobody(desk: Desk, fresh: BrowserContext, tmp_path: Path) -> None:
    desk.open(STATE)
    page = desk.saved(desk.button("HTML", desk.side("case")), tmp_path)
    handed = desk_in(fresh, desk.origin)
    handed.page.goto(page.as_uri())
    for name in ("graph", "route", "map", "time", "table"):
        expect(handed.view(name)).to_be_visible()
    handed.rest()
    assert handed.asked == 1, "the file itself, and nothing else"
    handed.is_quiet()


def test_without_webgl_the_page_is_usable(playwright_driver: Playwright, service: Service) -> None:
    browser = playwright_driver.chromium.launch(executable_path=chromium(), args=list(NO_WEBGL))
    desk = desk_in(profile(browser), service.origin)
    desk.open()
    desk.find("Huawei", "firm-huawei")
    graph = desk.page.locator("#graph")
    expect(graph).to_contain_text("This browser has no WebGL2")
    graph.locator("[data-id=firm-tsmc]").click()
    graph.locator("[data-id=firm-huawei]").click(modifiers=["Control"])
    desk.trace()
    expect(desk.page.locator(".route-entry-button").first).to_contain_text("TSMC → Huawei")
    for name in ("map", "time", "table"):
        expect(desk.view(name)).to_be_visible()
    desk.is_quiet()
    browser.close()

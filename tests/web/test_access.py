"""axe finds no violation of WCAG 2 A or AA in any view, light and dark (F90)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.desk import Service, desk_in, profile

AXE = Path(__file__).parents[2] / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then((found) =>
  found.violations.map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target.join(" ")).slice(0, 4).join(" | ")}`))"""
STATE = "v=1&seed=firm-huawei,firm-tsmc,firm-sophgo&trace=firm-tsmc~firm-huawei&law=yes"

Npm = Callable[..., "CompletedProcess[str]"]


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands; its source is evaluated, because the page's policy lets no script in."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_a_violation(npm: Npm, chromium_browser: Browser, service: Service, scheme: str) -> None:
    assert npm("--version").returncode == 0
    context = profile(chromium_browser, scheme)
    desk = desk_in(context, service.origin)
    found: dict[str, list[str]] = {}
    desk.open()
    found["start"] = violations(desk.page)
    desk.open(f"{STATE}&view=route")
    desk.page.reload()
    desk.page.locator(".route-sentence").first.click()
    expect(desk.page.locator(".evidence .claim").first).to_be_visible()
    for name in ("graph", "route", "map", "time", "table", "law", "query"):
        desk.view(name)
        desk.rest()
        found[name] = violations(desk.page)
    for name in ("inspect", "filter", "history", "case"):
        desk.side(name)
        found[name] = violations(desk.page)
    desk.find("Huawei", "firm-huawei")
    found["dossier"] = violations(desk.page)
    desk.button("Expand …").click()
    desk.page.locator(".expand-row").first.wait_for()
    found["expand"] = violations(desk.page)
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("?")
    found["keys"] = violations(desk.page)
    context.close()
    assert {name: list_ for name, list_ in found.items() if list_} == {}
    desk.is_quiet()

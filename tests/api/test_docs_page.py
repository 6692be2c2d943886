"""The pages on the API in a real browser: all from this host, and no word of the content security policy broken (F62, F89)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.web.desk import ARGUMENTS, chromium, serving

from chipgraph.graph import Graph


def test_docs_open_offline_under_their_policy(shipped: Graph, tmp_path: Path) -> None:
    outside: list[str] = []
    said: list[str] = []
    with serving(shipped.settings.home, tmp_path / "log") as service, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda r: None if r.url.startswith((service.origin, "data:")) else outside.append(r.url))
        page.goto(f"{service.origin}/docs")
        page.wait_for_selector(".opblock", timeout=20_000)
        page.click("#operations-entities-search .opblock-summary-control")
        page.click("#operations-entities-search .try-out__btn")
        page.fill("#operations-entities-search input[placeholder=q]", "Huawei")
        page.click("#operations-entities-search .execute")
        page.wait_for_selector("#operations-entities-search .live-responses-table .response", timeout=20_000)
        assert "firm-huawei" in page.inner_text("#operations-entities-search .live-responses-table")
        browser.close()
    assert outside == []
    assert [text for text in said if "Content Security Policy" in text] == []

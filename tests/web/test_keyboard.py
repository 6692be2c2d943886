"""The same story by keys alone: nothing here moves the pointer (F39, F48, F90)."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect
from tests.web.desk import Desk

WINDOW = "v=1&seed=firm-huawei,firm-tsmc,firm-sophgo&trace=firm-tsmc~firm-huawei&view=time&second=table"


def focused(desk: Desk) -> str:
    """What has the focus, by the id of its thing, its own id or its text."""
    said = desk.page.evaluate(
        "(() => { const e = document.activeElement; return e.dataset.id || e.id || e.textContent.trim() })()"
    )
    return str(said)


def tab_to(desk: Desk, wanted: str, most: int = 60) -> None:
    """Press Tab until the focus is where it is wanted."""
    passed = []
    for _ in range(most):
        desk.page.keyboard.press("Tab")
        passed.append(focused(desk))
        if re.fullmatch(wanted, passed[-1]):
            return
    raise AssertionError(f"{most} presses of Tab do not reach {wanted}; they pass {passed}")


def find(desk: Desk, text: str, entity: str) -> None:
    desk.page.keyboard.press("/")
    assert focused(desk) == "search"
    desk.page.keyboard.type(text)
    expect(desk.page.locator("#hit-0")).to_have_attribute("data-id", entity)
    desk.page.keyboard.press("Enter")
    desk.page.locator(f'.dossier[data-id="{entity}"]').wait_for()
    desk.rest()


def test_find_expand_trace_and_read_by_keys(desk: Desk) -> None:
    desk.open()
    find(desk, "Huawei", "firm-huawei")
    before = desk.count("relations")
    desk.page.keyboard.press("e")
    expect(desk.page.get_by_role("dialog", name="Expand Huawei").locator("[data-link]").first).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.rest()
    assert desk.count("relations") > before
    desk.page.keyboard.press("Escape")
    find(desk, "TSMC", "firm-tsmc")
    tab_to(desk, "firm-tsmc")
    for _ in range(4):
        desk.page.keyboard.press("ArrowDown")
        if focused(desk) == "firm-huawei":
            break
    assert focused(desk) == "firm-huawei"
    desk.page.keyboard.press("Space")
    assert focused(desk) == "firm-huawei", "the focus survives an update"
    expect(desk.page.get_by_role("region", name="Routes between")).to_be_visible()
    tab_to(desk, "Find routes")
    desk.page.keyboard.press("Enter")
    desk.page.locator("#routeview .route-entry").first.wait_for()
    desk.page.keyboard.press("Escape")
    tab_to(desk, r"1\. TSMC is .*")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".evidence .claim-denies").first).to_be_visible()
    assert focused(desk).startswith("1. TSMC is"), "the focus survives an update"


def test_hide_undo_and_redo_by_keys(desk: Desk) -> None:
    desk.open("v=1&seed=firm-huawei,firm-tsmc")
    find(desk, "Huawei", "firm-huawei")
    whole = desk.count("nodes")
    desk.page.keyboard.press("x")
    assert desk.count("nodes") == whole - 1
    desk.page.keyboard.press("Control+z")
    assert desk.count("nodes") == whole
    desk.page.keyboard.press("Control+Shift+z")
    assert desk.count("nodes") == whole - 1


def test_views_and_tabs_by_keys(desk: Desk) -> None:
    desk.open("v=1&seed=firm-huawei,firm-tsmc")
    desk.page.keyboard.press("Escape")
    for key, name in enumerate(("graph", "route", "map", "time", "table", "law", "query"), 1):
        desk.page.locator("body").evaluate("() => document.activeElement.blur()")
        desk.page.keyboard.press(str(key))
        expect(desk.page.locator(f"#tab-{name}")).to_have_attribute("aria-selected", "true")
    desk.rest()
    desk.page.locator("#tab-query").focus()
    desk.page.keyboard.press("ArrowLeft")
    assert focused(desk) == "tab-law"
    expect(desk.page.locator("#law")).to_be_visible()
    desk.rest()


def test_the_time_window_by_keys(desk: Desk) -> None:
    desk.open(WINDOW)
    rows = desk.page.locator("#table tbody tr")
    whole = rows.count()
    desk.page.locator("#time-from").focus()
    desk.page.keyboard.press("End")
    expect(rows).not_to_have_count(whole)
    expect(desk.page.locator("#time-from")).to_be_focused()
    assert desk.count("relations") == rows.count()


def test_the_question_mark_shows_the_keys(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("?")
    keys = desk.page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("expand the selected node")
    desk.picture("12-keys")
    desk.page.keyboard.press("Escape")
    expect(keys).to_have_count(0)


def test_a_case_is_saved_by_keys(desk: Desk, tmp_path: Path) -> None:
    desk.open("v=1&seed=firm-huawei,firm-tsmc")
    desk.page.locator("#tab-inspect").focus()
    desk.page.keyboard.press("End")
    assert focused(desk) == "tab-case"
    tab_to(desk, "Save the case")
    with desk.page.expect_download() as handed:
        desk.page.keyboard.press("Enter")
    assert handed.value.suggested_filename.endswith(".case.json")

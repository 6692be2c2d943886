"""A link restores all that it holds, says what differs, and keeps what it does not know (F21, F22, F92)."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect
from tests.web.desk import Desk, Service, desk_in, profile

STATE = (
    "v=1&seed=firm-huawei,firm-tsmc&with=firm-sophgo,firm-powerair&trace=firm-tsmc~firm-huawei&from=2023-01-01&to=2024-12-31"
    "&min=alleged&standing=-denied&view=table&second=map"
)


def test_a_link_restores_view_selection_and_filter_in_a_fresh_profile(
    desk: Desk, chromium_browser: Browser, service: Service
) -> None:
    desk.open(STATE)
    row = desk.page.locator("#table tbody tr").first
    row.click()
    desk.page.locator(".evidence .claim").first.wait_for()
    expect(desk.page).to_have_url(re.compile("sel="))
    desk.rest()
    link, chosen, count = desk.page.url, row.get_attribute("data-id"), desk.count("relations")
    elsewhere = profile(chromium_browser)
    other = desk_in(elsewhere, service.origin)
    other.page.goto(link)
    expect(other.page.locator("#table tbody tr.selected")).to_have_attribute("data-id", str(chosen))
    assert other.count("relations") == count
    expect(other.page.locator("#tab-table")).to_have_attribute("aria-selected", "true")
    expect(other.page.locator("#second")).to_have_value("map")
    expect(other.page).to_have_url(link)
    other.is_quiet()
    elsewhere.close()


def test_a_link_of_other_data_says_so(desk: Desk) -> None:
    desk.open("v=1&data=0123456789abcdef&seed=firm-huawei,firm-tsmc")
    expect(desk.page.locator("#notice")).to_contain_text("The data have changed since the link was made (01234567 then")
    assert desk.count("nodes") == 2


def test_an_unknown_key_is_said_and_kept(desk: Desk) -> None:
    desk.open("v=1&seed=firm-huawei,firm-tsmc&hologram=on&view=table")
    expect(desk.page.locator("#notice")).to_contain_text("hologram. It is kept in the link.")
    desk.view("map")
    expect(desk.page).to_have_url(re.compile("view=map"))
    assert "hologram=on" in desk.page.url


def test_what_is_wrong_in_a_link_is_left_out_and_said(desk: Desk) -> None:
    desk.open("v=1&seed=firm-huawei,firm-nobody&from=2024-13-77&min=certain&trace=firm-tsmc~")
    for words in (
        "1 thing of the link is not in these data: firm-nobody.",
        "from=2024-13-77 is no day such as 2024-10-31",
        "min=certain is none of",
        "trace names no end",
    ):
        expect(desk.page.locator("#notice")).to_contain_text(words)
    assert desk.count("nodes") == 1

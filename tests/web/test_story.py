"""The investigator's story by mouse: find, expand, trace, read, compare, collect, hand over (F26 to F37, F44 to F47)."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, expect
from tests.web.desk import Desk, desk_in

ENDS = "v=1&seed=firm-huawei,firm-tsmc,firm-sophgo"
ROUTES = f"{ENDS}&trace=firm-tsmc~firm-huawei&law=yes&view=route"


def test_a_name_becomes_a_graph_and_each_step_can_be_taken_back(desk: Desk) -> None:
    desk.open()
    desk.picture("1-start")
    desk.page.locator("#search").click()
    desk.page.keyboard.type("华为")
    expect(desk.page.locator("#search-hits [data-id=firm-huawei]")).to_contain_text("Huawei")
    desk.picture("2-search")
    desk.page.locator("#search").fill("")
    desk.find("Huawei", "firm-huawei")
    desk.picture("3-graph")
    before = desk.count("relations")
    desk.page.mouse.dblclick(*desk.selected_spot())
    menu = desk.page.get_by_role("dialog", name="Expand Huawei")
    expect(menu.locator(".expand-row").filter(has_text="received goods from")).to_contain_text("1 of 4")
    desk.picture("4-expand")
    desk.button("Bring the next 3: received goods from", menu).click()
    desk.rest()
    expect(menu.locator(".expand-row").filter(has_text="received goods from")).to_contain_text("all here")
    desk.button("Close", menu).click()
    after = desk.count("relations")
    assert after > before
    history = desk.side("history")
    expect(history.get_by_role("button", name="expanded Huawei (received goods from)")).to_be_visible()
    desk.button("Undo", history).click()
    assert desk.count("relations") == before
    desk.button("Redo", history).click()
    assert desk.count("relations") == after


def test_what_is_hidden_is_counted_and_comes_back(desk: Desk) -> None:
    desk.open(f"{ENDS}&with=firm-powerair")
    whole = desk.count("nodes")
    desk.find("Sophgo", "firm-sophgo")
    desk.button("Hide", desk.page.locator(".dossier")).click()
    assert desk.count("nodes") == whole - 1
    desk.button("Undo", desk.page.locator("header")).click()
    assert desk.count("nodes") == whole
    desk.button("Redo", desk.page.locator("header")).click()
    desk.button("1 hidden: show", desk.page.locator("#status")).click()
    assert desk.count("nodes") == whole


def test_two_nodes_give_the_routes_and_a_hop_says_who_says_and_who_denies_it(desk: Desk) -> None:
    desk.open(ENDS)
    desk.find("Huawei", "firm-huawei")
    huawei = desk.selected_spot()
    desk.find("TSMC", "firm-tsmc")
    desk.page.keyboard.down("Control")
    desk.page.mouse.click(*huawei)
    desk.page.keyboard.up("Control")
    between = desk.page.get_by_role("region", name="Routes between")
    expect(between.locator(".between-ends")).to_contain_text("TSMC")
    expect(between.locator(".between-ends")).to_contain_text("Huawei")
    desk.picture("5-routes-between")
    desk.trace()
    routes = desk.page.locator(".route-entry-button")
    expect(routes.first).to_contain_text("TSMC → Huawei")
    sophgo = routes.filter(has_text="Sophgo")
    for word in ("possible", "alleged", "disputed", "law:", "transfers", "denial"):
        expect(sophgo).to_contain_text(word)
    sophgo.click()
    hop = desk.page.locator(".route-entry").filter(has_text="Sophgo is alleged")
    expect(hop.locator(".claim-denies").first).to_contain_text("Sophgo denies")
    hop.locator("summary").click()
    expect(hop.locator(".claim:not(.claim-denies)").first).to_be_visible()
    hop.locator(".route-sentence").click()
    evidence = desk.page.locator(".evidence")
    expect(evidence.locator(".evidence-axes")).to_contain_text("alleged")
    expect(evidence.locator(".claim-denies").first).to_contain_text("never engaged")
    desk.picture("6-routes")
    expect(desk.page.get_by_role("region", name="Certificate")).to_contain_text("were searched")


def test_the_law_flips_between_two_days(desk: Desk) -> None:
    desk.open("view=law")
    desk.page.locator("#law-item").fill("A100")
    desk.page.locator("#law-from").fill("TW")
    desk.page.locator("#law-to").fill("CN")
    desk.button("Ask").click()
    slider = desk.page.locator("#law-slider")
    slider.wait_for()
    desk.rest()
    desk.page.locator("#law-day").fill("2022-01-01")
    desk.rest()
    expect(slider).to_have_attribute("aria-valuetext", "2022-01-01: licence not required")
    for _ in range(4):
        desk.page.locator(".law-steps button").last.click()
        desk.rest()
        if not str(slider.get_attribute("aria-valuetext")).endswith("licence not required"):
            break
    expect(slider).to_have_attribute("aria-valuetext", "2022-10-07: licence may be required")
    expect(desk.page.locator("#law-day")).to_have_value("2022-10-07")
    box = slider.bounding_box()
    assert box is not None
    desk.page.mouse.click(box["x"] + 12, box["y"] + box["height"] / 2)
    desk.rest()
    expect(slider).to_have_attribute("aria-valuetext", re.compile("licence not required"))
    desk.page.locator("#law-day").fill("2022-10-07")
    desk.rest()
    desk.picture("9-law")


def test_a_window_of_time_holds_in_all_views(desk: Desk) -> None:
    desk.open(ROUTES.replace("view=route", "view=time"))
    desk.page.locator("#second").select_option("table")
    rows = desk.page.locator("#table tbody tr")
    whole = rows.count()
    box = desk.page.locator("#timeline-drawing").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    desk.page.mouse.move(box["x"] + box["width"] * 0.6, middle)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + box["width"] * 0.9, middle, steps=6)
    desk.page.mouse.up()
    expect(desk.page.locator(".time-brush")).to_have_attribute(
        "data-window", re.compile(r"2023-\d\d-01~2024-\d\d-\d\d")
    )
    desk.picture("8-time-and-table")
    kept = rows.count()
    assert kept < whole
    assert desk.count("relations") == kept
    rows.first.click()
    chosen = rows.first.get_attribute("data-id")
    expect(desk.page.locator(".evidence")).to_have_attribute("data-id", str(chosen))
    desk.view("map")
    assert desk.count("relations") == kept
    desk.picture("7-map-and-table")
    desk.button("Undo", desk.page.locator("header")).click()
    assert rows.count() == whole


def test_a_case_is_collected_saved_reopened_and_handed_over(desk: Desk, fresh: BrowserContext, tmp_path: Path) -> None:
    desk.open(ROUTES)
    desk.page.locator(".route-sentence").first.click()
    evidence = desk.page.locator(".evidence")
    sentence = evidence.locator("h2").inner_text()
    desk.button("Collect", evidence).click()
    evidence.get_by_label("Note for the case").fill("Ask the foundry for the order.")
    panel = desk.side("case")
    panel.get_by_label("Title").fill("Who made the dies")
    desk.picture("10-case")
    case = desk.saved(desk.button("Save the case", panel), tmp_path)
    page = desk.saved(desk.button("HTML", panel), tmp_path)

    again = desk_in(fresh, desk.origin)
    again.open()
    again.page.locator("input[type=file]").first.set_input_files(case)
    expect(again.page.locator("#notice")).to_contain_text("is open")
    again.side("case")
    expect(again.page.locator(".case-item")).to_contain_text(sentence)
    expect(again.page.locator(".case-item textarea")).to_have_value("Ask the foundry for the order.")
    assert again.count("relations") == desk.count("relations")
    again.is_quiet()

    handed = desk_in(fresh, desk.origin, desk.pictures)
    handed.page.goto(page.as_uri())
    expect(handed.page.locator(".top-offline")).to_contain_text("Who made the dies")
    handed.view("table")
    assert handed.page.locator("#table tbody tr").count() == desk.count("relations")
    handed.side("case")
    expect(handed.page.locator(".case-item textarea")).to_have_value("Ask the foundry for the order.")
    handed.picture("11-handed-over")
    handed.is_quiet()

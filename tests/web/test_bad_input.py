"""What goes wrong is one plain sentence that says what to do; the work stays (F32, F50, F63, F70, F94)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from tests.web.desk import PROGRAM, Desk, desk_in, serving

HOSTILE = ("</script><script>document.title='taken'</script>", "<img src=x onerror=\"document.title='taken'\">")
SHEET = """
dataset: {name: hostile, title: Names that are markup, language: en}
sources:
  hostile-article: {title: "<b onmouseover=alert(1)>Article</b>", published: 2024-10-26}
entities:
  firm-hostile-maker:
    class: Foundry
    name: "Evil </script><script>document.title='taken'</script>"
  firm-hostile-buyer:
    class: Firm
    name: "Evil <img src=x onerror=\\"document.title='taken'\\">"
  product-hostile-die: {class: DieDesign, name: Evil die}
claims:
  - record: hostile-fabrication
    relation: Fabrication
    from: firm-hostile-maker
    to: firm-hostile-buyer
    product: product-hostile-die
    starts: 2023
    by:
      - {stance: asserts, maker: firm-hostile-maker, method: party-statement, source: hostile-article, number: 1, confidence: M}
"""


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small graph in which names are markup."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.yaml").write_text(SHEET)
    command = [PROGRAM, "--home", str(folder / "home"), "load", str(folder / "hostile.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "home"


def _marked(desk: Desk) -> None:
    """Hold that no name became markup."""
    assert desk.page.title() != "taken"
    assert desk.page.locator("img").count() == 0


def test_markup_in_a_name_is_text_and_a_service_that_goes_leaves_the_work(
    fresh: BrowserContext, hostile_home: Path, tmp_path: Path
) -> None:
    with serving(hostile_home, tmp_path / "log") as service:
        desk = desk_in(fresh, service.origin)
        desk.open()
        desk.find("Evil", "firm-hostile-maker")
        expect(desk.page.locator(".dossier h2")).to_have_text(f"Evil {HOSTILE[0]}")
        for name in ("map", "time", "graph", "table"):
            desk.view(name)
            _marked(desk)
        desk.page.locator("#table tbody tr").first.click()
        expect(desk.page.locator(".evidence .claim")).to_contain_text("<b onmouseover=alert(1)>Article</b>")
        _marked(desk)
        page = desk.saved(desk.button("HTML", desk.side("case")), tmp_path)
        handed = desk_in(fresh, service.origin)
        handed.page.goto(page.as_uri())
        expect(handed.view("table")).to_contain_text(HOSTILE[1])
        _marked(handed)
        handed.is_quiet()
        desk.is_quiet()
        count = desk.count("relations")
        service.stop()
        desk.page.locator("#search").fill("Evil")
        gone = desk.page.locator("#server-gone")
        expect(gone).to_contain_text("The service does not answer. All that is on the page stays")
        assert desk.count("relations") == count
        saved = desk.saved(desk.button("Save the case", gone), tmp_path)
        assert saved.name.endswith(".case.json")
        with serving(hostile_home, tmp_path / "log", int(service.origin.rpartition(":")[2])):
            expect(gone, "the page notices by itself").to_have_count(0)
            assert desk.count("relations") == count


def test_malformed_sparql_shows_the_place(desk: Desk) -> None:
    desk.open("v=1&view=query")
    desk.rest()
    editor = desk.page.locator(".query-code")
    expect(editor).to_be_visible()
    editor.click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("SELECT ?a {\n ?a nonsense\n", delay=5)
    desk.button("Run").click()
    expect(desk.page.locator(".query-answer [role=alert]")).to_contain_text("Line ")
    assert any("400" in text for text in desk.failed)
    desk.failed.clear()


def test_a_name_of_several_is_a_choice_and_one_of_nobody_says_so(desk: Desk) -> None:
    desk.open()
    desk.page.locator("#search").fill("Huawei Technologies")
    hits = desk.page.locator("#search-hits li")
    expect(hits.nth(2)).to_be_visible()
    captions = hits.all_inner_texts()
    assert len(set(captions)) == len(captions), "what is offered can be told apart"
    desk.page.locator("#search").fill("zzqqxxyy")
    expect(desk.page.locator(".search-foot")).to_contain_text("Nothing here is called")


def test_no_route_says_why_not_and_what_was_searched(desk: Desk) -> None:
    desk.open("v=1&seed=firm-huawei,firm-tsmc&trace=firm-huawei~firm-tsmc&least=official&view=route")
    panel = desk.page.locator("#routeview")
    expect(panel.get_by_role("region", name="Why not")).to_be_visible()
    expect(panel.get_by_role("region", name="Certificate")).to_contain_text("were searched")
    desk.picture("13-why-not")


def test_a_window_turned_round_says_so(desk: Desk) -> None:
    desk.open("v=1&seed=firm-huawei,firm-tsmc&from=2025-01-01&to=2020-01-01&view=table")
    panel = desk.side("filter")
    expect(panel.locator("[role=alert]")).to_contain_text("The first day is after the last")
    desk.button("Clear the filter", panel).click()
    assert desk.count("relations") > 0

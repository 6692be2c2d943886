"""The notebook's widget in an empty page: loaded as a notebook loads it, from its text alone, with a model of its own (F1, F9, F20, F53)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.web.desk import NEVER_LEAVES

from chipgraph import resources
from chipgraph.graph import Graph
from chipgraph.notebook.widget import LinkedWidget, maker

_MOUNT = """
async ({ code, state }) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const heard = new Map();
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; heard.get(`change:${name}`)?.forEach((hear) => hear()); },
    save_changes: () => { globalThis.saved = JSON.stringify(state.selection); },
    on: (event, hear) => heard.set(event, (heard.get(event) ?? new Set()).add(hear)),
    off: (event, hear) => heard.get(event)?.delete(hear),
  };
  globalThis.model = model;
  globalThis.end = widget.render({ model, el: document.body.appendChild(document.createElement("div")) });
  globalThis.listening = () => [...heard.values()].reduce((sum, hearers) => sum + hearers.size, 0);
}
"""


@pytest.fixture(scope="module")
def widget(shipped: Graph) -> LinkedWidget:
    made = maker(lambda: [shipped])("graph", shipped.trace("TSMC", "Huawei").to_result())
    assert isinstance(made, LinkedWidget)
    return made


@pytest.fixture
def page(fresh: BrowserContext, widget: LinkedWidget) -> Iterator[Page]:
    page = fresh.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.set_content("<!doctype html><title>A notebook</title><style>button { font-size: 40px }</style><p>A cell</p>")
    state = {name: getattr(widget, name) for name in ("payload", "seeds", "selection", "sheet")}
    code = (resources.page() / "widget.js").read_text(encoding="utf-8")
    page.evaluate(_MOUNT, {"code": code, "state": state})
    yield page
    assert not [url for url in asked if not url.startswith(NEVER_LEAVES)]
    assert not wrong


def test_graph_table_and_timeline_show_one_payload(page: Page, widget: LinkedWidget, tmp_path: Path) -> None:
    edges = widget.payload["graph"]["edges"]
    expect(page.get_by_test_id("graph-canvas").locator("canvas").first).to_be_visible()
    expect(page.locator("#table tbody tr")).to_have_count(len(edges))
    for edge in edges:
        row = page.locator(f'#table tr[data-id="{edge["key"]}"]')
        expect(row).to_contain_text(edge["attributes"]["standing"])
        for denial in edge["attributes"]["denials"]:
            expect(row).to_contain_text(denial["sentence"])
    page.get_by_role("tab", name="Time").click()
    expect(page.locator("#timeline")).to_contain_text(f"{len(widget.payload['timeline'])} dated relations")
    page.get_by_text("What was searched").click()
    expect(page.get_by_role("region", name="Certificate")).to_be_visible()


def test_a_selection_goes_to_the_notebook_and_comes_from_it(page: Page, widget: LinkedWidget) -> None:
    first, second = (edge["key"] for edge in widget.payload["graph"]["edges"][:2])
    page.locator(f'#table tr[data-id="{first}"]').click(position={"x": 4, "y": 4})
    assert json.loads(page.evaluate("saved")) == [first]
    page.evaluate("(id) => model.set('selection', [id])", second)
    expect(page.locator("#table tr.selected")).to_have_attribute("data-id", second)


def test_a_new_payload_replaces_the_old_one(page: Page, widget: LinkedWidget) -> None:
    graph = {**widget.payload["graph"], "edges": widget.payload["graph"]["edges"][:1]}
    page.evaluate("(view) => model.set('payload', view)", {**widget.payload, "graph": graph})
    expect(page.locator("#table tbody tr")).to_have_count(1)


def test_neither_style_reaches_the_other_and_the_end_leaves_nothing(page: Page) -> None:
    size = "(element) => getComputedStyle(element).fontSize"
    assert page.get_by_role("tab", name="Table").evaluate(size) != "40px"
    assert page.locator("p", has_text="A cell").evaluate("(p) => getComputedStyle(p).marginTop") != "0px"
    page.evaluate("end()")
    expect(page.get_by_role("tab")).to_have_count(0)
    assert page.evaluate("listening()") == 0

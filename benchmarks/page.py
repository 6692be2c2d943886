"""How quick the page is. Run: python benchmarks/page.py [edges ...] [--out FILE].

A case of made-up firms and relations is opened in a headless Chromium with WebGL in software, as on a machine without a graphics
card, and filtered in each view. The goals (F91): 2,000 edges, first view within 2 s, a filter step within 100 ms. The time of a step
is from the click to the frame after it. The case is opened from a file, so the service does nothing but give the page.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

STRENGTHS = ("alleged", "reported", "observed", "admitted", "official")
VIEWS = ("graph", "table", "time", "map")
STEP = """async (number) => {
  const start = performance.now();
  document.querySelectorAll('input[name=min-strength]')[number].click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}"""


def edge(number: int, nodes: int, seed: random.Random) -> dict[str, object]:
    """Make a relation between two of the firms."""
    year, strength = seed.randrange(2015, 2026), seed.choice(STRENGTHS)
    said = {"label": "passed goods to", "sentence": f"Relation {number}", "status": strength, "date": str(year)}
    when = {"earliest": f"{year}-01-01", "latest": f"{year}-12-31", "precision": "year", "temporal": "event"}
    who = {"denials": [], "makers": ["Maker"], "sources": 1, "marks": [], "product": None, "product_caption": None}
    kind = {"class": "Transfer", "type": "PASSED_TO", "strength": strength, "standing": "undisputed", "disputed": False}
    ends = {"source": f"n{seed.randrange(nodes)}", "target": f"n{seed.randrange(nodes)}"}
    return {"key": f"e{number}", **ends, "attributes": {**kind, **said, **when, **who}}


def bar(relation: dict[str, object]) -> dict[str, object]:
    """Give the bar of a relation in the timeline."""
    told = relation["attributes"]
    assert isinstance(told, dict)
    return {
        "id": relation["key"],
        "text": told["sentence"],
        **{key: told[key] for key in ("earliest", "latest", "precision")},
    }


def case(edges: int, number: int) -> dict[str, object]:
    """Make a saved case with this many relations, and two firms for three of them."""
    seed = random.Random(number)
    nodes = max(2, edges * 2 // 3)
    points = [(seed.uniform(-120, 140), seed.uniform(-30, 55)) for _ in range(nodes)]
    firm = {"class": "Firm", "group": "party", "names": [], "places": [], "degree": 3, "tier": None}
    relations = [edge(n, nodes, seed) for n in range(edges)]
    features: list[dict[str, object]] = [
        {
            "type": "Feature",
            "id": f"n{n}@0",
            "geometry": {"type": "Point", "coordinates": point},
            "properties": {"node": f"n{n}"},
        }
        for n, point in enumerate(points)
    ]
    for relation in relations:
        ends = [points[int(str(relation[end])[1:])] for end in ("source", "target")]
        about = {"edge": relation["key"], "from": relation["source"], "to": relation["target"], "flow": "possession"}
        line = {"type": "LineString", "coordinates": ends}
        features.append({"type": "Feature", "id": relation["key"], "geometry": line, "properties": about})
    view = {
        "question": {},
        "digests": {"data": "made-up", "ontology": "none", "law": "none"},
        "graph": {
            "attributes": {},
            "options": {"type": "mixed", "multi": True, "allowSelfLoops": True},
            "nodes": [{"key": f"n{n}", "attributes": {**firm, "label": f"Firm {n}"}} for n in range(nodes)],
            "edges": relations,
        },
        "map": {"type": "FeatureCollection", "features": features},
        "timeline": [bar(relation) for relation in relations],
        "table": {"columns": [], "rows": []},
        "unplaced": [],
        "undated": [],
        "shown": {"nodes": nodes, "edges": edges, "edges_in_all": edges, "next": None},
        "certificate": None,
    }
    off: dict[str, object] = {
        "groupsOff": [],
        "typesOff": [],
        "standingsOff": [],
        "minStrength": "none",
        "text": "",
        "undated": True,
    }
    empty = dict.fromkeys(("routeAnswer", "routeQuestion", "chosenRoute", "lawDay", "knownOn"))
    lists: dict[str, object] = {
        name: [] for name in ("hidden", "pinned", "positions", "collected", "selection", "history")
    }
    head = {"format": "chipgraph-page-case", "version": 1, "title": "Made up", "saved": "2026-01-01T00:00:00Z"}
    shown = {
        "view": view,
        "digests": view["digests"],
        "seeds": ["n0"],
        "filter": off,
        "window": [None, None],
        "activeView": "graph",
    }
    return {**head, **shown, **empty, **lists}


def measure(page: Page, origin: str, edges: int, folder: Path) -> dict[str, object]:
    """Open a case and filter it in each view; times in milliseconds."""
    path = folder / f"{edges}.json"
    path.write_text(json.dumps(case(edges, 1)))
    page.goto(origin)
    page.wait_for_selector("#start")
    start = time.perf_counter()
    page.set_input_files("#start input[type=file]", path)
    page.wait_for_selector("#graph")
    anyway = page.locator("#graph button", has_text="Draw anyway")
    if anyway.count():
        anyway.click()
    page.wait_for_selector("[data-testid=graph-canvas] canvas")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    found: dict[str, object] = {"edges": edges, "first_view_ms": round(1000 * (time.perf_counter() - start))}
    page.click("#tab-filter")
    for name in VIEWS:
        page.click(f"#tab-{name}")
        page.wait_for_timeout(3000)
        steps = []
        for number in (0, 5, 1, 4, 2, 3, 0, 5):
            steps.append(float(page.evaluate(STEP, number)))
            page.wait_for_timeout(400)
        found[f"{name}_step_ms"] = {"median": round(statistics.median(steps)), "most": round(max(steps))}
    return found


def main() -> None:
    """Serve the page, measure, and print or write the figures with the machine's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edges", type=int, nargs="*", default=[2000])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    command = [str(Path(sys.executable).with_name("chipgraph")), "serve", "--port", "0", "--no-open"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            assert service.stdout is not None
            origin = service.stdout.readline().split()[2]
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            measured = [measure(page, origin, edges, Path(folder)) for edges in options.edges]
            about: dict[str, object] = {
                "chromium": browser.version,
                "processors": os.cpu_count(),
                "machine": platform.machine(),
            }
            about["load"] = [round(one, 1) for one in os.getloadavg()]
            browser.close()
        finally:
            service.terminate()
            service.wait()
    text = json.dumps({**about, "results": measured}, indent=2) + "\n"
    print(text, end="")
    if options.out:
        options.out.write_text(text)


if __name__ == "__main__":
    main()

"""The committed page: the same bytes as a rebuild, within its budget, nothing inline, nothing from elsewhere (F1, F24, F25, F61, F91)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

STATIC = Path(__file__).parents[2] / "api" / "chipgraph_api" / "static"
BUDGET = 200 * 1024
APART = {"editor.js", "world.json", "licences.txt", "widget.js", "widget.css"}
"""Not counted: the editor, which is loaded with the query page, the map's data (F91), and what no page loads: notebooks have a widget."""

Npm = Callable[..., "CompletedProcess[str]"]


def test_a_rebuild_gives_the_committed_bytes(npm: Npm, tmp_path: Path) -> None:
    built = npm("run", "--silent", "build", "--", str(tmp_path))
    assert built.returncode == 0, built.stderr
    rebuilt = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in STATIC.iterdir()}
    assert sorted(rebuilt) == sorted(committed)
    differing = [name for name, content in committed.items() if rebuilt[name] != content]
    assert not differing, f"{differing} are not what api/web builds. Run make web and commit {STATIC.name}/."


def test_the_bundle_keeps_its_budget() -> None:
    sizes = {p.name: len(gzip.compress(p.read_bytes(), 9)) for p in STATIC.iterdir() if p.name not in APART}
    assert {"index.html", "app.js", "app.css"} <= sizes.keys()
    assert sum(sizes.values()) <= BUDGET, sizes


def test_the_licences_of_what_is_inside_go_along() -> None:
    text = (STATIC / "licences.txt").read_text()
    for name in ("preact", "sigma", "graphology", "@dagrejs/dagre", "d3-geo", "@codemirror/view", "topojson-client"):
        assert re.search(rf"^{re.escape(name)} \d+\.\d+\.\d+ \(", text, re.M), name
    assert "holds no licence text" not in text


def test_the_page_has_nothing_inline() -> None:
    text = (STATIC / "index.html").read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)
    assert re.findall(r'(?:src|href)="([^"]+)"', text) == ["data:,", "/static/app.css", "/static/app.js"]


@pytest.mark.parametrize(
    "name", ["app.js", "app.css", "dagre.js", "forceatlas2.js", "editor.js", "widget.js", "widget.css", "index.html"]
)
def test_no_file_names_another_host_to_load_from(name: str) -> None:
    """What may stand there: names of XML, RDF and OWL, this project's own, and an address in a message."""
    text = (STATIC / name).read_text()
    known = r"https?://(?:www\.w3\.org|gexf\.net|w3id\.org|graphml\.graphdrawing\.org|www\.gexf\.net|github\.com|localhost|127\.0\.0\.1)\b"
    others = [url for url in re.findall(r"https?://[\w.-]+\.\w+[^\s\"'`)\\]*", text) if not re.match(known, url)]
    assert not others
    for host in ("unpkg.com", "jsdelivr", "cdnjs", "googleapis", "gstatic"):
        assert host not in text


def test_workers_do_not_start_from_blobs() -> None:
    """A worker from a blob would break the page's CSP (F62)."""
    text = (STATIC / "app.js").read_text()
    assert not re.search(r"new Worker\(\s*URL\.createObjectURL", text)
    assert "unsafe-eval" not in text
    assert not re.search(r"\beval\(|new Function\(", text)


def test_the_page_type_is_declared_generated() -> None:
    attributes = (STATIC.parents[2] / ".gitattributes").read_text()
    assert "api/chipgraph_api/static/** linguist-generated=true" in attributes

"""Pictures of an answer: what is not on them is counted, text stays text, and a livelier maker may stand in (F5, F53, F63)."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from chipgraph.results import Edge, Node, Result, ResultGraph, pictures
from chipgraph.results.pictures import Picture

NASTY = "<script>alert(1)</script>"

LINKS = ResultGraph(
    (
        Node("a", NASTY, {"places": ("Hsinchu (TW) 24.8 120.97",)}),
        Node("b", "Sophgo", {"places": ()}),
        Node("c", "Huawei", {"places": ("Shenzhen (CN) 22.5 114.06",)}),
    ),
    (
        Edge("e1", "a", "b", "PASSED_TO", "reported", "undisputed", (), {"starts": "2023", "ends": None}),
        Edge(
            "e2", "b", "c", "PASSED_TO", "alleged", "disputed", ("Sophgo denies",), {"starts": None, "ends": "2024-05"}
        ),
        Edge("e3", "a", "c", "SUPPLIED", "alleged", "undisputed", (), {"starts": None, "ends": None}),
    ),
)


def picture(kind: str, result: Result) -> Picture:
    drawn = getattr(result, kind)()
    assert isinstance(drawn, Picture)
    return drawn


def test_a_graph_shows_strength_and_standing_in_words() -> None:
    drawn = picture("graph", Result((), (), links=LINKS))
    assert "alleged, disputed" in drawn.svg
    assert NASTY not in drawn.svg
    assert "&lt;script&gt;" in drawn.svg


def test_a_timeline_counts_what_is_undated() -> None:
    drawn = picture("timeline", Result((), (), links=LINKS))
    assert drawn.note == "1 of 3 relations undated."
    assert drawn.svg.count("<rect") == 2
    assert "stroke-dasharray" in drawn.svg, "a disputed relation looks different"
    assert NASTY not in drawn.svg


def test_a_map_counts_what_has_no_place() -> None:
    drawn = picture("map", Result((), (), links=LINKS))
    assert drawn.svg.count("<circle") == 2
    assert drawn.note.startswith("1 of 3 not on the map")
    assert NASTY not in drawn.svg


@pytest.mark.parametrize("kind", ["graph", "timeline", "map"])
def test_an_answer_of_rows_says_that_it_has_no_picture(kind: str) -> None:
    drawn = picture(kind, Result(("a",), ((1,),)))
    assert "This answer has" in drawn.svg
    assert "<svg" in drawn._repr_html_()


def test_a_maker_in_use_draws_first_and_the_static_picture_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_chosen", [])
    pictures.use(lambda kind, result: "a widget" if kind == "graph" else None)
    result = Result((), (), links=LINKS)
    assert result.graph() == "a widget"
    assert isinstance(result.timeline(), Picture)


class Recorder(webbrowser.BaseBrowser):
    """A browser that keeps what it was asked to show."""

    def __init__(self) -> None:
        super().__init__("recorder")
        self.shown: list[str] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.shown.append(url)
        return True


def test_a_picture_and_a_page_are_files_that_load_nothing(tmp_path: Path) -> None:
    browser = Recorder()
    webbrowser.register("recorder", None, browser, preferred=True)
    result = Result(("name",), ((NASTY,),), links=LINKS)
    text = result.open(tmp_path).read_text(encoding="utf-8")
    assert browser.shown == [(tmp_path / "answer.html").as_uri()]
    assert "default-src 'none'" in text
    assert NASTY not in text
    assert picture("graph", result).save(tmp_path / "g.svg").read_text(encoding="utf-8").startswith("<svg xmlns=")

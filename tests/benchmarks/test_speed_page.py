"""The page on speed says what the results files say, and its pictures draw it."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import plots
from benchmarks.rivals_graph import Digest

ROOT = Path(__file__).parents[2]


def test_the_tables_of_the_page_are_those_of_the_results() -> None:
    page = plots.PAGE.read_text()
    written = plots.filled(page, plots.sections(plots.runs()))
    assert page == written, "Write the page anew: python benchmarks/plots.py"


def test_every_measured_size_stands_on_the_page() -> None:
    page = plots.PAGE.read_text()
    for name in plots.sections(plots.runs()):
        assert f"<!-- {name} -->" in page, f"{plots.PAGE} has no place for {name}"


def test_no_engine_whose_answer_differs_has_a_time() -> None:
    for run in plots.runs():
        for engine in run.engines.values():
            assert not any(pairs.different for pairs in engine.pairs.values()), (run.records, engine.name)
            assert engine.scan_note != "other answer", (run.records, engine.name)


def test_the_pictures_are_there_and_name_the_engines(tmp_path: Path) -> None:
    plots.draw_all(plots.runs(), tmp_path)
    drawn = sorted(path.name for path in tmp_path.glob("speed-*.svg"))
    assert drawn == sorted(path.name for path in plots.IMAGES.glob("speed-*.svg"))
    assert "chipgraph" in (tmp_path / "speed-routes.svg").read_text()
    page = plots.PAGE.read_text()
    assert all(f"../images/{name}" in page for name in drawn)


def test_a_part_without_its_marks_is_left_out_and_one_with_them_is_replaced() -> None:
    page = "a\n<!-- one -->\nold\n<!-- /one -->\nb\n"
    assert plots.filled(page, {"one": "new", "two": "x"}) == "a\n<!-- one -->\nnew\n<!-- /one -->\nb\n"


def test_a_results_file_that_is_not_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rivals.json"
    path.write_text('{"1000": {"machine": 3, "scan": {}}}')
    with pytest.raises(TypeError, match="make bench-full"):
        plots.runs(path)


def test_the_digest_of_a_scan_sees_hops_and_days() -> None:
    assert Digest.of_scan({(1, 2): (3, 4)}) != Digest.of_scan({(1, 2): (4, 3)})

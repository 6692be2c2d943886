"""``chipgraph screen`` as its user runs it: exit codes, pipes, an interrupt (F79 to F81, F86)."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.house.conftest import PROGRAM, chipgraph, clean_environment

from chipgraph.graph import Graph

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "how-to" / "files" / "shipments.csv"


@pytest.fixture(scope="module")
def home(shipped: Graph) -> Path:
    return shipped.settings.home


def test_a_pipe_gets_json_lines_and_notes_go_elsewhere(home: Path) -> None:
    done = chipgraph("screen", str(EXAMPLE), home=home)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [d.get("row") for d in documents] == [*range(2, 12), None]
    assert [d.get("finding") for d in documents[6:10]] == ["quarantined"] * 4
    assert "10 lines:" in done.stderr
    assert "Row 8:" in done.stderr


def test_the_page_of_the_how_to_shows_the_file_that_ships() -> None:
    page = (ROOT / "docs" / "how-to" / "screen-a-file.md").read_text(encoding="utf-8")
    assert f"```csv title=shipments.csv\n{EXAMPLE.read_text(encoding='utf-8')}```" in page


@pytest.mark.parametrize(
    ("line", "code"),
    [("2025-02-03,memory module,Sophgo,US,SG", 1), ("2024-03-01,NVIDIA L4,Plugh Xyzzy,NL,NL", 0)],
)
def test_a_line_that_needs_a_look_is_an_exit_code_if_asked_for(
    home: Path, tmp_path: Path, line: str, code: int
) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(f"date,item,consignee,from,to\n{line}\n", encoding="utf-8")
    assert chipgraph("screen", str(path), "-f", "jsonl", home=home).returncode == 0
    assert chipgraph("screen", str(path), "-f", "jsonl", "--exit-code", home=home).returncode == code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.csv"], "no such file|No such file"),
        (["empty.csv"], "empty"),
        (["lines.csv", "-o", "out.pdf"], ".parquet"),
        (["lines.csv", "-o", "lines.csv"], "that is read"),
        (["lines.csv", "-o", "no/folder/out.csv"], "no folder"),
        (["lines.csv", "--columns", "date"], "date=Shipped"),
        (["lines.csv", "--columns", "when=date"], "no field"),
        (["lines.csv", "--sheet", "x"], "no workbook"),
        (["lines.csv", "--known-on", "soon"], "no date"),
    ],
)
def test_a_wrong_request_ends_with_2_and_a_remedy(home: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "lines.csv").write_text("date,item,consignee\n2024-01-01,x,y\n", encoding="utf-8")
    done = chipgraph("screen", *arguments, home=home, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert any(text in done.stderr for text in said.split("|"))
    assert "Traceback" not in done.stderr


def test_nothing_is_loaded(tmp_path: Path) -> None:
    done = chipgraph("screen", str(EXAMPLE), home=tmp_path / "home", cwd=tmp_path)
    assert done.returncode == 3
    assert "chipgraph" in done.stderr


def test_a_closed_pipe_is_no_error(home: Path) -> None:
    command = f"{PROGRAM} screen {EXAMPLE} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], env=clean_environment(home), capture_output=True, text=True, timeout=120
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_an_interrupt_keeps_nothing_half_written(home: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "lines.csv", tmp_path / "out.csv"
    lines = "".join(f"2024-01-01,NVIDIA H100,Party {n} Trading Ltd,US,SG\n" for n in range(30_000))
    source.write_text(f"date,item,consignee,from,to\n{lines}", encoding="utf-8")
    target.write_text("earlier\n", encoding="utf-8")
    arguments = [str(PROGRAM), "screen", str(source), "-o", str(target), "--html", str(tmp_path / "page.html")]
    with subprocess.Popen(
        arguments, env=clean_environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        time.sleep(6)
        process.send_signal(signal.SIGINT)
        _, notes = process.communicate(timeout=60)
    assert process.returncode == 130, notes
    assert target.read_text(encoding="utf-8") == "earlier\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lines.csv", "out.csv"]

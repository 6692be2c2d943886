"""Bad input through the real command line: an error that names file, row and remedy; the good graph stays (issue 3, 13)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.house.conftest import chipgraph

HEAD = "relation,from,to,from_class,to_class,starts,ends,stance,maker,method,source\n"
GOOD = HEAD + "Supply,Firm A,Firm B,Firm,Firm,2024,2025,asserts,Daily,named-source,Daily 2024\n"
CIRCLE = HEAD + "".join(
    f"Composition,Part {a},Part {b},Package,Package,2024,,asserts,Daily,named-source,Daily 2024\n"
    for a, b in ("AB", "BA")
)
TWICE = (
    "dataset: {name: bad, title: T}\nentities:\n  firm-a: {class: Firm, name: A}\n  firm-a: {class: Firm, name: B}\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad-input")
    (folder / "good.csv").write_text(GOOD, encoding="utf-8")
    done = chipgraph("load", str(folder / "good.csv"), home=folder / "home")
    assert done.returncode == 0, done.stderr
    return folder / "home"


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("bad.csv", b"", 2, ("empty", "chipgraph new case")),
        ("bad.xlsx", b"", 2, ("no XLSX", "Save it")),
        ("bad.csv", GOOD.replace("2024,", "2024-02-30,", 1).encode(), 1, ("row 2", "no day 30", "Correct")),
        ("bad.csv", GOOD.replace("2025", "2023").encode(), 1, ("row 2", "ends (2023) before", "Correct")),
        ("bad.csv", GOOD.replace("Daily 2024", "").encode(), 1, ("row 2", "source is missing", "Write")),
        ("bad.csv", GOOD.replace(",source", "").encode(), 2, ("row 1", "'source' is missing", "Add")),
        ("bad.csv", GOOD.encode().replace(b"Firm B", b"Firm \xff"), 2, ("line 2", "0xff", "UTF-8")),
        ("bad.csv", CIRCLE.encode(), 1, ("circle", "Remove or correct")),
        ("bad.yaml", TWICE.encode(), 2, ("line 4", "'firm-a' stands twice", "Keep one")),
    ],
)
def test_a_bad_sheet_is_refused_and_the_graph_stays(
    home: Path, tmp_path: Path, name: str, content: bytes, code: int, said: tuple[str, ...]
) -> None:
    before = (home / "CURRENT").read_text()
    (tmp_path / name).write_bytes(content)
    done = chipgraph("load", str(tmp_path / name), home=home)
    assert done.returncode == code, done.stderr
    for words in (name.split(".")[0], *said):
        assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "CURRENT").read_text() == before


def test_a_dataset_that_is_not_there_cannot_be_removed(home: Path) -> None:
    done = chipgraph("load", "--remove", "nosuch", home=home)
    assert done.returncode == 2
    assert "'nosuch'" in done.stderr
    assert "good" in done.stderr, "what is loaded is listed"


@pytest.mark.parametrize(
    "arguments", [("new", "case", "no/such/folder"), ("trace", "Firm A", "Firm B", "-o", "no/x.json")]
)
def test_a_folder_that_is_not_there_is_no_defect(home: Path, arguments: tuple[str, ...]) -> None:
    done = chipgraph(*arguments, home=home)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "no/" in done.stderr


def test_a_limit_below_one_is_a_wrong_value(home: Path) -> None:
    assert chipgraph("search", "Firm", "--limit", "-1", home=home).returncode == 2


def test_a_truncated_store_names_its_file_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    home = tmp_path / "home"
    assert chipgraph("load", str(tmp_path / "good.csv"), home=home).returncode == 0
    rows = next((home / "graphs").glob("*/datasets/good/rows.jsonl"))
    rows.write_bytes(rows.read_bytes()[:-40])
    done = chipgraph("show", "Firm A", home=home)
    assert done.returncode == 3
    assert "rows.jsonl" in done.stderr
    assert "Load dataset 'good' again" in done.stderr
    assert chipgraph("load", str(tmp_path / "good.csv"), home=home).returncode == 0, "the remedy helps"
    assert chipgraph("show", "Firm A", home=home).returncode == 0

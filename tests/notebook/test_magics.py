"""The magics as IPython runs them: forms, variables, limits, and mistakes that are sentences (F51, F52)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from IPython.core.interactiveshell import InteractiveShell

from chipgraph.graph import Graph
from chipgraph.notebook.magics import Message
from chipgraph.notebook.tables import Table
from chipgraph.results import Result
from chipgraph.results.pictures import Picture

ASK = "SELECT ?c (COUNT(*) AS ?n) { ?p a cg:Proposition ; a ?c } GROUP BY ?c ORDER BY ?c"


@pytest.fixture(scope="module")
def shell(shipped: Graph) -> Any:
    made = InteractiveShell.instance()
    made.run_line_magic("load_ext", "chipgraph")
    made.user_ns["g"] = shipped
    return made


@pytest.mark.parametrize(
    ("form", "kind"),
    [("table", Table), ("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("graph", Picture), ("result", Result)],
)
def test_an_answer_comes_back_in_the_form_that_was_asked_for(shell: Any, form: str, kind: type) -> None:
    assert isinstance(shell.run_cell_magic("sparql", f"--as {form}", ASK), kind)
    assert isinstance(shell.run_line_magic("trace", f"TSMC Huawei --as {form}"), kind)


def test_an_answer_may_be_kept_instead_of_shown(shell: Any) -> None:
    assert shell.run_cell_magic("sparql", "-o kept --as polars --limit 2", ASK) is None
    assert shell.user_ns["kept"].columns == ["c", "n"]
    assert shell.user_ns["kept"].height == 2


def test_a_shortened_answer_says_so(shell: Any) -> None:
    answer = shell.run_cell_magic("sparql", "--as result --limit 2", ASK)
    assert len(answer) == 2
    assert answer.note.startswith("2 of ")


def test_a_limit_of_a_trace_counts_routes(shell: Any) -> None:
    answer = shell.run_line_magic("trace", "TSMC Huawei --limit 1 --as result")
    assert {row["route"] for row in answer} == {answer.rows[0][0]}
    assert "1 of " in answer.note


def test_law_and_the_end_alone(shell: Any) -> None:
    answer = shell.run_line_magic("trace", "--to 'Ascend 910C' --as result --limit 3")
    assert len(answer) > 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("TSMC Nobody-at-all", "No entity is called"),
        ("TSMC 'Huawei", "quotation"),
        ("TSMC Huawei --as picture", "invalid choice"),
        ("TSMC Huawei Sophgo", "quotation marks"),
        ("TSMC", "Say where the route ends"),
    ],
)
def test_a_mistake_is_a_sentence_and_no_traceback(shell: Any, line: str, said: str) -> None:
    answer = shell.run_line_magic("trace", line)
    assert isinstance(answer, Message)
    assert said in str(answer)
    assert "<script" not in Message("x", "<script>")._repr_html_()


def test_a_long_table_brings_its_script_along(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    table = Table(Result(("name",), [(f"<b>{n}</b>",) for n in range(60)], "A note."))
    html = table._repr_html_()
    assert "<b>1</b>" not in html
    assert "A note." in html
    assert "cdn" not in html.lower()


def test_without_data_what_ships_is_loaded_into_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chipgraph.notebook import open_graph

    monkeypatch.setenv("CHIPGRAPH_HOME", str(tmp_path / "empty"))
    graph = open_graph()
    assert isinstance(graph, Graph)
    assert graph.settings.home != tmp_path / "empty"
    assert graph.search("Sophgo")
    assert not (tmp_path / "empty" / "CURRENT").exists()

"""Results: values survive the way into frames and files, denials travel along, text never becomes markup (F2 to F4, F52)."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.errors import UsageError
from chipgraph.results import FORMATS, Edge, Node, Result, ResultGraph

GRAPH = ResultGraph(
    nodes=(Node("firm-tsmc", "TSMC", {"names": ("TSMC", "台积电")}), Node("firm-sophgo", "Sophgo <b>&")),
    edges=(
        Edge("prop-1", "firm-tsmc", "firm-sophgo", "FABRICATED_FOR", "reported", "disputed", ("Sophgo, 2024-10-27",)),
        Edge("prop-2", "firm-tsmc", "firm-sophgo", "FABRICATED_FOR", "alleged", "undisputed"),
    ),
)
RESULT = Result(
    ("from", "n", "names"),
    (("TSMC", 1, ("a", "b")), ("台积电 | \x1b[31m", None, None)),
    note="2 of 3 shown",
    certificate={"exhaustive": True, "graph": "abc"},
    links=GRAPH,
    rdf='<https://w3id.org/chipgraph/id/a> <https://w3id.org/chipgraph/ontology#note> "x" .\n',
)


def written(format: str, result: Result = RESULT) -> str:
    stream = io.StringIO()
    result.write(format, stream)
    return stream.getvalue()


def test_every_format_is_written_and_the_same_bytes_twice() -> None:
    for format in set(FORMATS) - {"parquet"}:
        assert written(format)
        assert written(format) == written(format)


def test_parquet_goes_into_a_file_and_carries_the_certificate(tmp_path: Path) -> None:
    import json

    import pyarrow.parquet as pq

    with pytest.raises(UsageError, match="into a file"):
        written("parquet")
    table = pq.read_table(RESULT.save(tmp_path / "rows.parquet"))
    assert table.to_pylist() == [*RESULT.to_arrow().to_pylist()]
    about = json.loads(table.schema.metadata[b"chipgraph"])
    assert about.get("certificate", about) == json.loads(json.dumps(RESULT.certificate))


def test_frames_keep_columns_in_the_order_of_the_question() -> None:
    assert list(RESULT.to_pandas().columns) == ["from", "n", "names"]
    assert RESULT.to_polars().columns == ["from", "n", "names"]
    assert RESULT.to_polars()["names"].to_list() == [["a", "b"], None]
    assert RESULT.to_arrow().column("n").to_pylist() == [1, None]


def test_a_column_of_several_kinds_becomes_text_in_arrow() -> None:
    mixed = Result(("v",), ((1,), ("x",), (2**70,), (None,), (True,)))
    assert mixed.to_arrow().column("v").to_pylist() == ["1", "x", str(2**70), None, "true"]
    assert Result(("v",), ((2**70,),)).to_polars()["v"].to_list() == [str(2**70)]


def test_empty_results_have_their_columns_everywhere() -> None:
    empty = Result(("a", "b"), ())
    assert empty.to_pandas().shape == (0, 2)
    assert empty.to_polars().shape == (0, 2)
    assert written("csv", empty) == "a,b\n"
    assert written("jsonl", empty) == ""


def test_networkx_keeps_parallel_edges_apart() -> None:
    graph = RESULT.to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert sorted(graph["firm-tsmc"]["firm-sophgo"]) == ["prop-1", "prop-2"]


@pytest.mark.parametrize("format", ["gexf", "graphml"])
def test_graph_files_hold_both_axes_denials_and_certificate(format: str) -> None:
    text = written(format)
    ElementTree.fromstring(text)
    for expected in ("reported", "disputed", "Sophgo, 2024-10-27", "exhaustive", "台积电"):
        assert expected in text
    read = nx.read_gexf(io.BytesIO(text.encode())) if format == "gexf" else nx.parse_graphml(text)
    assert read.number_of_edges() == 2


def test_graphml_and_gexf_take_text_that_xml_has_no_place_for() -> None:
    odd = ResultGraph((Node("a", "x\x00\x1by"),), (Edge("e", "a", "a", "OWNS", "alleged", "undisputed"),))
    for format in ("gexf", "graphml"):
        ElementTree.fromstring(written(format, Result((), (), links=odd)))


def test_json_lines_end_with_the_certificate() -> None:
    lines = [json.loads(line) for line in written("jsonl").splitlines()]
    assert lines[0] == {"from": "TSMC", "n": 1, "names": ["a", "b"]}
    assert lines[-1]["certificate"] == {"exhaustive": True, "graph": "abc"}


def test_json_writes_the_document_where_there_is_one() -> None:
    assert json.loads(written("json", Result((), (), document={"routes": []}))) == {"routes": []}


def test_a_table_cuts_nothing_in_a_file_and_sends_no_escape_codes() -> None:
    long = "x" * 500
    text = written("table", Result(("v",), ((long,), ("a\x1b[31mb [bold]c",))))
    assert long in text
    assert "\x1b" not in text
    assert "[bold]c" in text


def test_markdown_escapes_what_would_be_markup() -> None:
    line = written("md").splitlines()[3]
    assert line.startswith("| 台积电 \\| ")
    assert "exhaustive" in written("md")


def test_html_shows_text_as_text_and_counts_what_it_leaves_out() -> None:
    html = Result(("v",), tuple(("</script><b>",) for _ in range(3412)))._repr_html_()
    assert "<b>" not in html
    assert "200 of 3,412 rows shown" in html


def test_html_draws_the_graph_with_both_axes_and_denials() -> None:
    html = RESULT._repr_html_()
    assert "<svg" in html
    assert "reported, disputed" in html
    assert "Denied: Sophgo, 2024-10-27" in html
    assert "Sophgo &lt;b&gt;&amp;" in html


def test_turtle_is_the_rdf_of_the_answer() -> None:
    text = written("turtle")
    assert "cgr:a cg:note" in text
    assert [*ox.parse(text, format=ox.RdfFormat.TURTLE)]


def test_named_graphs_become_trig() -> None:
    text = written("turtle", Result((), (), rdf="<urn:a> <urn:b> <urn:c> <urn:g> .\n"))
    assert [str(q.graph_name) for q in ox.parse(text, format=ox.RdfFormat.TRIG)] == ["<urn:g>"]


def test_what_an_answer_does_not_have_is_a_usage_error_with_a_remedy() -> None:
    rows_only = Result(("a",), ((1,),))
    for format in ("gexf", "graphml", "turtle"):
        with pytest.raises(UsageError, match="Use"):
            written(format, rows_only)
    with pytest.raises(UsageError, match="Formats: table"):
        written("xlsx", rows_only)
    with pytest.raises(UsageError, match="Columns: a"):
        rows_only.column("b")


def test_save_infers_the_format_and_puts_the_certificate_beside_a_table(tmp_path: Path) -> None:
    RESULT.save(tmp_path / "routes.csv")
    RESULT.save(tmp_path / "routes.ttl")
    assert (tmp_path / "routes.csv").read_text().startswith("from,n,names\n")
    assert json.loads((tmp_path / "routes.csv.certificate.json").read_text())["certificate"]["exhaustive"] is True
    assert "cgr:a" in (tmp_path / "routes.ttl").read_text()
    with pytest.raises(UsageError, match="-f"):
        RESULT.save(tmp_path / "routes.pdf")


def test_a_save_that_fails_leaves_the_earlier_file(tmp_path: Path) -> None:
    target = tmp_path / "routes.gexf"
    target.write_text("earlier")
    with pytest.raises(UsageError):
        Result(("a",), ()).save(target)
    assert target.read_text() == "earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["routes.gexf"]


def test_a_missing_extra_raises_the_command_that_installs_it() -> None:
    code = (
        "import sys; sys.modules['pandas'] = None\n"
        "from chipgraph.results import Result\n"
        "from chipgraph.errors import MissingExtraError\n"
        "try: Result(('a',), ()).to_pandas()\n"
        "except MissingExtraError as e: print(e)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'chipgraph[notebook]'" in done.stdout


values = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text() | st.tuples(st.text(), st.text())


@given(st.lists(st.tuples(values, values), max_size=6))
def test_json_lines_and_csv_hold_every_row(rows: list[tuple[object, ...]]) -> None:
    result = Result(("a", "b"), tuple(rows))
    read = [json.loads(line) for line in written("jsonl", result).split("\n") if line]
    assert read == [json.loads(json.dumps(row)) for row in result]
    table = list(csv.reader(io.StringIO(written("csv", result), newline="")))
    assert len(table) == len(rows) + 1
    assert result.to_arrow().num_rows == len(rows)
    written("table", result)
    written("md", result)

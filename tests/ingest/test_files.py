"""Further files, formats and repairs: what a source may state about its data, and what becomes of a flawed file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.ingest.conftest import Source

from chipgraph.errors import InputError
from chipgraph_ingest import Defect, InputRow, read_spec, run, sources
from chipgraph_ingest.catalogue import default_sources
from chipgraph_ingest.cli import ingest
from chipgraph_ingest.datafile import DataFile
from chipgraph_ingest.output import read
from chipgraph_ingest.reading import read_rows

XML = """<?xml version="1.0"?>
<d:Data xmlns:d="http://example.org/d">
  <d:Record><d:Id>1</d:Id><d:Name lang="en">One</d:Name><d:Period><d:Start>2020</d:Start></d:Period>
    <d:Period><d:Start>2021</d:Start><d:End>2022</d:End></d:Period></d:Record>
  <d:Record><d:Id>2</d:Id></d:Record>
</d:Data>
"""


def found(folder: Path, content: bytes, file: DataFile) -> list[InputRow | Defect]:
    (folder / file.path).write_bytes(content)
    return list(read_rows(folder, file))


def test_xml_elements_are_rows_and_repeated_ones_a_group(tmp_path: Path) -> None:
    rows = found(tmp_path, XML.encode(), DataFile("a.xml", entries="Record"))
    assert len(rows) == 2
    first = rows[0]
    assert isinstance(first, InputRow)
    assert str(first.place) == "a.xml, Record 1"
    assert first.pop_required("Id") == "1"
    assert first.pop_optional("Nothing") is None
    assert first.pop_group("Name") == [{"": "One", "@lang": "en"}]
    assert first.pop_group("Period") == [{"Start": "2020"}, {"Start": "2021", "End": "2022"}]
    assert first.fields == {}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (XML.replace("</d:Data>", ""), "it is no XML"),
        (XML.replace("Record>", "Entry>"), "it has no element 'Record'"),
        (XML.replace("<d:Data", '<!DOCTYPE a [<!ENTITY b "c">]><d:Data'), "it declares a document type"),
    ],
)
def test_a_broken_xml_file_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        found(tmp_path, content.encode(), DataFile("a.xml", entries="Record"))


def test_json_lines_name_the_line(tmp_path: Path) -> None:
    rows = found(tmp_path, b'{"a": 1}\n\n{"a": 2}\n', DataFile("a.ftm.json", format="jsonl"))
    assert [str(r.place) for r in rows] == ["a.ftm.json, line 1", "a.ftm.json, line 3"]
    with pytest.raises(InputError, match="line 2, column 1: it is no JSON"):
        found(tmp_path, b'{"a": 1}\nnot', DataFile("a.jsonl"))


def test_a_file_without_header_line_has_its_names_in_the_yaml(tmp_path: Path) -> None:
    file = DataFile("a.csv", header=("id", "name"), repairs=("end-mark",))
    rows = found(tmp_path, b'1,"One"\r\n\x1a', file)
    assert [r.reason for r in rows if isinstance(r, Defect)] == ["an end mark (0x1A) stands after the last row"]
    assert [r.fields for r in rows if isinstance(r, InputRow)] == [{"id": "1", "name": "One"}]


REPEATED = b"id,name\nid,name\n1,One\n"
CUT = b"id,name,colour\n1,One,red\n2,Two\n"
CUT_INSIDE = b'id,name\n1,One\n2,"Tw'


@pytest.mark.parametrize(
    ("content", "repair", "reason", "refused"),
    [
        (REPEATED, "repeated-header", "the header line stands twice", "repairs: \\[repeated-header\\]"),
        (CUT, "cut-end", "the last record is cut off after 2 fields", "not as many cells"),
        (CUT_INSIDE, "cut-end", "the last record is cut off inside a cell", "unexpected end of data"),
    ],
)
def test_a_flaw_is_refused_unless_the_yaml_names_its_repair(
    tmp_path: Path, content: bytes, repair: str, reason: str, refused: str
) -> None:
    with pytest.raises(InputError, match=refused):
        found(tmp_path, content, DataFile("a.csv"))
    rows = found(tmp_path, content, DataFile("a.csv", repairs=(repair,)))
    assert [r.reason for r in rows if isinstance(r, Defect)] == [reason]
    assert sum(isinstance(r, InputRow) for r in rows) == 1


def test_a_short_row_in_the_middle_is_never_repaired(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2: the row has not as many cells"):
        found(tmp_path, b"id,name\n1\n2,Two\n", DataFile("a.csv", repairs=("cut-end",)))


def test_further_files_are_read_by_name_and_decide_the_digest(source: Source, tmp_path: Path) -> None:
    crawler = """\
def crawl(context):
    colours = {row.pop("name"): row.pop("colour") for row in context.rows("colours")}
    for row in context.rows():
        with context.entry(row):
            name = row.pop_required("name")
            context.emit(f"sample-list-{name.lower()}", ["Firm"], {"name_en": [name], "note": colours[name]})
"""
    folder = source(crawler=crawler, more="more: {colours: {data: colours.csv, columns: [name, colour]}}")
    (folder / "colours.csv").write_text("name,colour\nAcme,red\n")
    report = run(folder, tmp_path / "out")
    rows = {row.id: row for row in read(tmp_path / "out", "sample-list")[0]}
    assert report.rows_read == 2
    assert rows["sample-list-acme"].text("note") == "red"
    before = rows["dataset-sample-list"].text("sha256")
    (folder / "colours.csv").write_text("name,colour\nAcme,blue\n")
    assert run(folder, tmp_path / "out").changed
    again = {row.id: row for row in read(tmp_path / "out", "sample-list")[0]}
    assert again["dataset-sample-list"].text("sha256") != before


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("more: {colours: {columns: [name]}}", "a data file has no name"),
        ("more: {colours: {data: a.csv, colour: red}}", "the file 'colours' is not understood"),
        ("repairs: [anything]", "are no repairs"),
        ("default: maybe", "'default' is not understood"),
    ],
)
def test_a_yaml_that_states_files_wrongly_is_refused(source: Source, more: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read_spec(source(more=more))


def test_a_run_that_lost_a_tenth_of_its_rows_says_so(source: Source, tmp_path: Path) -> None:
    rows = [{"name": f"Acme {n}", "country": "Norway"} for n in range(5)]
    assert run(source(rows=rows), tmp_path / "out").shrunk == ()
    report = run(source(rows=rows[:4]), tmp_path / "out")
    assert report.shrunk == ("Firm: 5 before, 4 now", "rows read: 5 before, 4 now")


def test_some_sources_are_read_only_when_asked_for() -> None:
    assert {f.name for f in default_sources()} <= {f.name for f in sources()}
    assert {"territories", "us_lists", "bis_entity_list", "tsmc_sophgo_huawei"} <= {f.name for f in default_sources()}
    refused = CliRunner().invoke(ingest, ["reference/us_lists", "--all"])
    assert "not both" in str(refused.exception)

"""The W3C's result formats, read back by another program: pyoxigraph (F71)."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.errors import FormatError
from chipgraph.stores.sparql_terms import Solutions, Term, read, to_csv, to_json, to_tsv, to_xml

RESULTS = "{http://www.w3.org/2005/sparql-results#}"
XSD = "http://www.w3.org/2001/XMLSchema#"
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
SPACED = st.text(st.sampled_from('ab"\\\t\n<>&,华'), max_size=12)

terms = st.one_of(
    st.none(),
    st.builds(lambda n: Term("uri", f"https://example.org/{n}"), st.integers(0, 99)),
    st.builds(lambda n: Term("bnode", f"b{n}"), st.integers(0, 9)),
    st.builds(lambda t: Term("literal", t), TEXT | SPACED),
    st.builds(lambda t, g: Term("literal", t, language=g), TEXT | SPACED, st.sampled_from(["en", "zh-hans"])),
    st.builds(lambda t: Term("literal", t, f"{XSD}gYear"), SPACED),
    st.builds(lambda n: Term("literal", f"{n:03}", f"{XSD}integer"), st.integers(0, 99)),
)


@st.composite
def solutions(draw: st.DrawFn) -> Solutions:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.tuples(*[terms] * width), max_size=5))
    return Solutions(tuple(f"v{n}" for n in range(width)), tuple(rows))


def parsed(text: str, format: ox.QueryResultsFormat) -> list[tuple[Term | None, ...]]:
    found = ox.parse_query_results(text.encode(), format=format)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(_term(row[n]) for n in range(len(found.variables))) for row in found]


def _term(value: object) -> Term | None:
    if value is None:
        return None
    if isinstance(value, ox.NamedNode):
        return Term("uri", value.value)
    if isinstance(value, ox.BlankNode):
        return Term("bnode", value.value)
    assert isinstance(value, ox.Literal)
    plain = value.language or value.datatype.value == f"{XSD}string"
    return Term("literal", value.value, None if plain else value.datatype.value, value.language)


def from_xml(text: str) -> list[tuple[Term | None, ...]]:
    """Read the XML with the parser of Python; pyoxigraph drops a text that is only white space."""
    root = ElementTree.fromstring(text)
    names = [v.get("name") for v in root.iter(f"{RESULTS}variable")]
    rows = []
    for result in root.iter(f"{RESULTS}result"):
        bound = {binding.get("name"): binding[0] for binding in result}
        rows.append(tuple(_xml_term(bound[name]) if name in bound else None for name in names))
    return rows


def _xml_term(element: ElementTree.Element) -> Term:
    language = element.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Term(element.tag.removeprefix(RESULTS), element.text or "", element.get("datatype"), language)


def without_bnodes(rows: list[tuple[Term | None, ...]]) -> list[tuple[Term | None, ...]]:
    """The label of a blank node is the reader's own."""
    return [tuple(Term("bnode", "") if t is not None and t.kind == "bnode" else t for t in row) for row in rows]


@given(solutions())
def test_json_xml_and_tsv_say_every_term(found: Solutions) -> None:
    wanted = without_bnodes([*found.rows])
    assert without_bnodes(parsed(to_json(found), ox.QueryResultsFormat.JSON)) == wanted
    assert without_bnodes(from_xml(to_xml(found))) == wanted
    assert without_bnodes(parsed(to_tsv(found), ox.QueryResultsFormat.TSV)) == wanted


@given(solutions())
def test_csv_says_every_value(found: Solutions) -> None:
    head, *rows = csv.reader(io.StringIO(to_csv(found), newline=""))
    assert head == list(found.variables)
    values = [
        ["" if t is None else f"_:{t.value}" if t.kind == "bnode" else t.value for t in row] for row in found.rows
    ]
    assert [row or [""] for row in rows] == values


@pytest.mark.parametrize("answer", [True, False])
def test_a_truth_value_has_json_and_xml_and_no_table(answer: bool) -> None:
    found = Solutions((), (), boolean=answer)
    for text, format in ((to_json(found), ox.QueryResultsFormat.JSON), (to_xml(found), ox.QueryResultsFormat.XML)):
        read_back = ox.parse_query_results(text.encode(), format=format)
        assert isinstance(read_back, ox.QueryBoolean)
        assert bool(read_back) is answer
    for write in (to_csv, to_tsv):
        with pytest.raises(FormatError, match="ASK"):
            write(found)


def test_what_the_worker_wrote_is_read() -> None:
    wire = {
        "columns": ["a", "b"],
        "rows": [[["iri", "x:y"], ["literal", "1", f"{XSD}integer", None]], [None, ["literal", "a", "x:l", "en"]]],
        "truncated": True,
    }
    found = read(wire)
    assert found.truncated
    assert found.rows[0] == (Term("uri", "x:y"), Term("literal", "1", f"{XSD}integer"))
    assert found.rows[1] == (None, Term("literal", "a", language="en"))
    assert read({"columns": ["answer"], "rows": [[["boolean", False]]], "truncated": False}).boolean is False

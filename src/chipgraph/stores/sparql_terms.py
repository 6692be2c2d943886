"""Answers of SPARQL with typed terms, and how the W3C writes them down: JSON, XML, CSV, TSV (F71).

``Answer`` has plain Python values, as a data frame wants them. A client of the protocol must tell an IRI from a text, and a
text with a language from one without; so here a term keeps its kind.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from chipgraph.errors import FormatError

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_RESULTS = "http://www.w3.org/2005/sparql-results#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Term:
    """One value: ``kind`` is ``uri``, ``literal`` or ``bnode``."""

    kind: str
    value: str
    datatype: str | None = None
    language: str | None = None

    @classmethod
    def read(cls, wire: Sequence[object] | None) -> Term | None:
        """Read what the worker wrote."""
        if wire is None:
            return None
        kind, value = str(wire[0]), str(wire[1])
        if kind != "literal":
            return cls({"iri": "uri", "bnode": "bnode"}.get(kind, "literal"), value)
        language = str(wire[3]) if len(wire) > 3 and wire[3] else None
        datatype = str(wire[2])
        return cls("literal", value, None if language or datatype == _XSD_STRING else datatype, language)


@dataclass(frozen=True, slots=True)
class Solutions:
    """What a query gave.

    Attributes
    ----------
    boolean
        The answer of ``ASK``; else None.
    rdf
        N-Triples of ``CONSTRUCT`` and ``DESCRIBE``; else None.
    truncated
        There is more than the limit of rows.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    boolean: bool | None = None
    rdf: str | None = None
    truncated: bool = False


def read(wire: Mapping[str, object]) -> Solutions:
    """Read an answer of the worker."""
    columns, rows, rdf = wire["columns"], wire["rows"], wire.get("rdf")
    assert isinstance(columns, list)
    assert isinstance(rows, list)
    if rdf is not None:
        return Solutions((), (), rdf=str(rdf), truncated=bool(wire["truncated"]))
    if rows and rows[0] and rows[0][0] is not None and rows[0][0][0] == "boolean":
        return Solutions((), (), boolean=bool(rows[0][0][1]))
    read_rows = tuple(tuple(Term.read(term) for term in row) for row in rows)
    return Solutions(tuple(columns), read_rows, truncated=bool(wire["truncated"]))


def to_json(found: Solutions) -> str:
    """Write SPARQL 1.1 Query Results JSON."""
    if found.boolean is not None:
        return json.dumps({"head": {}, "boolean": found.boolean})
    bindings = [
        {name: _json_term(term) for name, term in zip(found.variables, row, strict=True) if term is not None}
        for row in found.rows
    ]
    return json.dumps({"head": {"vars": [*found.variables]}, "results": {"bindings": bindings}}, ensure_ascii=False)


def _json_term(term: Term) -> dict[str, str]:
    written = {"type": term.kind, "value": term.value}
    if term.datatype:
        written["datatype"] = term.datatype
    if term.language:
        written["xml:lang"] = term.language
    return written


def to_xml(found: Solutions) -> str:
    """Write SPARQL Query Results XML."""
    root = ElementTree.Element("sparql", xmlns=_RESULTS)
    head = ElementTree.SubElement(root, "head")
    for name in found.variables:
        ElementTree.SubElement(head, "variable", name=name)
    if found.boolean is not None:
        ElementTree.SubElement(root, "boolean").text = "true" if found.boolean else "false"
    else:
        results = ElementTree.SubElement(root, "results")
        for row in found.rows:
            result = ElementTree.SubElement(results, "result")
            for name, term in zip(found.variables, row, strict=True):
                if term is not None:
                    _xml_term(ElementTree.SubElement(result, "binding", name=name), term)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _xml_term(binding: ElementTree.Element, term: Term) -> None:
    element = ElementTree.SubElement(binding, term.kind)
    # XML 1.0 has no place for control characters, not even escaped.
    element.text = "".join(c if c >= " " or c in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for c in term.value)
    if term.datatype:
        element.set("datatype", term.datatype)
    if term.language:
        element.set(_XML_LANG, term.language)


def to_csv(found: Solutions) -> str:
    """Write SPARQL 1.1 Query Results CSV: values without their types.

    Raises
    ------
    FormatError
        If the answer is a truth value, for which the W3C defines no CSV.
    """
    _refuse_boolean(found)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(found.variables)
    writer.writerows([_csv_term(term) for term in row] for row in found.rows)
    return stream.getvalue()


def _csv_term(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def to_tsv(found: Solutions) -> str:
    """Write SPARQL 1.1 Query Results TSV: terms as Turtle has them.

    Raises
    ------
    FormatError
        If the answer is a truth value, for which the W3C defines no TSV.
    """
    _refuse_boolean(found)
    lines: Iterable[str] = ("\t".join(_turtle_term(term) for term in row) for row in found.rows)
    return "".join(f"{line}\n" for line in ("\t".join(f"?{name}" for name in found.variables), *lines))


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def _turtle_term(term: Term | None) -> str:
    if term is None:
        return ""
    if term.kind == "uri":
        return f"<{term.value}>"
    if term.kind == "bnode":
        return f"_:{term.value}"
    text = f'"{term.value.translate(_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    return f"{text}^^<{term.datatype}>" if term.datatype else text


def _refuse_boolean(found: Solutions) -> None:
    if found.boolean is not None:
        raise FormatError("ASK has no CSV and no TSV. Ask for application/sparql-results+json or +xml.")


WRITERS: Mapping[str, tuple[str, Callable[[Solutions], str]]] = {
    "json": ("application/sparql-results+json", to_json),
    "xml": ("application/sparql-results+xml", to_xml),
    "csv": ("text/csv; charset=utf-8", to_csv),
    "tsv": ("text/tab-separated-values; charset=utf-8", to_tsv),
}
"""Formats of the solutions of ``SELECT`` and ``ASK``: media type and writer."""

GRAPHS: Mapping[str, str] = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""Formats of the graphs of ``CONSTRUCT`` and ``DESCRIBE``: media type."""


def write_graph(found: Solutions, format: str) -> str:
    """Write the graph of an answer in a format of ``GRAPHS``."""
    import pyoxigraph as ox

    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    triples = [q.triple for q in ox.parse(found.rdf or "", format=ox.RdfFormat.N_TRIPLES)]
    content = ox.serialize(triples, format=formats[format])
    assert content is not None
    return content.decode()

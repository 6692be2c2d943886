"""The JSON-LD context of the ontology: rows as they stand in JSON become RDF by it (O11, P2 to P5).

It is made from the Turtle and nothing else. A row is written with ``id``, ``type`` and its keys; a text with a language stands
under its plain key as a mapping from language to text, a date as ``{"type": "xsd:date", "@value": "2024-10-26"}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from chipgraph.dates import parse
from chipgraph.ontology import CG, CGR, CGV, Property
from chipgraph.records import Row, Value
from chipgraph.schema import Schema

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}

Json = dict[str, object]


def context(schema: Schema) -> Json:
    """Give the context as a document: classes, keys with their types, and the notations of each code list.

    >>> from chipgraph import schema
    >>> terms = context(schema.load())["@context"]
    >>> isinstance(terms, dict) and terms["made_by"]
    {'@id': 'cg:madeBy', '@type': '@id'}
    """
    terms: Json = {
        "@version": 1.1,
        "@base": CGR,
        "cg": CG,
        "cgv": CGV,
        "xsd": _XSD,
        "id": "@id",
        "type": "@type",
    }
    terms.update({name: f"cg:{name}" for name in schema.classes() if schema.has_individuals(name)})
    terms.update({found.key: _term(schema, found) for found in schema.properties()})
    return {"@context": terms}


def context_text(schema: Schema) -> str:
    """Write the context as it is kept in ``ontology/context.jsonld``."""
    return json.dumps(context(schema), indent=1, ensure_ascii=False) + "\n"


def document(rows: Iterable[Row], schema: Schema) -> Json:
    """Write rows as one JSON-LD document that holds its context.

    Datasets are not written: a document is the content of one.
    """
    return {**context(schema), "@graph": [_node(row, schema) for row in rows]}


def _term(schema: Schema, found: Property) -> Json:
    term: Json = {"@id": f"cg:{found.iri.removeprefix(CG)}"}
    if found.kind == "object":
        term["@type"] = "@id"
    elif found.kind == "concept":
        codes = schema.concepts(found.range or "")
        term["@type"] = "@vocab"
        term["@context"] = {c.notation: f"cgv:{c.iri.removeprefix(CGV)}" for c in codes}
    elif found.kind == "lang":
        term["@container"] = "@language"
    elif found.kind in ("decimal", "integer", "boolean"):
        term["@type"] = f"xsd:{found.kind}"
    return term


def _node(row: Row, schema: Schema) -> Json:
    node: Json = {"id": row.id, "type": list(row.types)}
    for key, value in row.properties.items():
        field = schema.field(key)
        assert field is not None, "a row has known keys only: it was validated when it was read"
        found, language = field
        if found.kind == "lang":
            texts = node.setdefault(found.key, {})
            assert isinstance(texts, dict)
            texts[language or "und"] = _plain(value)
        elif found.kind == "date":
            node[key] = _date(str(value))
        else:
            node[key] = _plain(value)
    return node


def _plain(value: Value) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | int) else str(value)


def _date(text: str) -> Json:
    parse(text)
    return {"type": _DATES.get(len(text), "cg:dateRange") if ".." not in text else "cg:dateRange", "@value": text}

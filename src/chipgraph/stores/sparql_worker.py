"""The process in which SPARQL queries run (F58): it can be killed, it only reads, and it has no network where Linux allows.

It reads one JSON object a line from its input and answers with one a line: first what it opened, then one answer for each
query. Two parsers may disagree on what a query means; then at least nothing leaves this process.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000


def leave_network() -> bool:
    """Move this process into a network of its own, in which there is nobody; False where the system does not allow it."""
    with suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        return any(unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))
    return False


def main(folder: str) -> None:
    """Serve queries on the store in a folder until the input ends."""
    isolated = leave_network()
    import pyoxigraph as ox

    try:
        store = ox.Store.read_only(folder)
        graphs = sorted(g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode))
    except Exception as problem:  # a damaged store fails in many ways, and each is told to the caller
        _say({"error": "StoreError", "message": str(problem)})
        return
    _say({"graphs": graphs, "isolated": isolated})
    for line in sys.stdin:
        _say(_answer(store, json.loads(line), graphs))


def _answer(store: object, request: Mapping[str, object], graphs: list[str]) -> dict[str, object]:
    import pyoxigraph as ox

    from chipgraph.errors import ChipgraphError
    from chipgraph.stores import sparql_guard

    assert isinstance(store, ox.Store)
    text, prefixes, rows = str(request["text"]), request["prefixes"], request["rows"]
    assert isinstance(prefixes, dict)
    assert isinstance(rows, int)
    try:
        sparql_guard.check(text, prefixes, graphs)
        default, named = (_graphs(request.get(key), graphs) for key in ("default_graphs", "named_graphs"))
        if default or named:
            result = store.query(text, prefixes=prefixes, default_graph=default, named_graphs=named)
        else:
            result = store.query(text, prefixes=prefixes)
        if isinstance(result, ox.QueryBoolean):
            return {"columns": ["answer"], "rows": [[["boolean", bool(result)]]], "truncated": False}
        if isinstance(result, ox.QueryTriples):
            return _triples(list(islice(result, rows + 1)), rows)
        columns = [variable.value for variable in result.variables]
        found = [[_term(value) for value in solution] for solution in islice(result, rows + 1)]
        return {"columns": columns, "rows": found[:rows], "truncated": len(found) > rows}
    except ChipgraphError as problem:
        return {"error": type(problem).__name__, "message": str(problem)}
    except SyntaxError as problem:
        return {"error": "QueryError", "message": f"The store cannot read this SPARQL: {problem}"}
    except (OSError, RuntimeError, ValueError) as problem:
        return {"error": "StoreError", "message": str(problem)}


def _graphs(iris: object, graphs: list[str]) -> list[Any]:
    """The graphs that a request names in place of ``FROM``; each must be one of the store."""
    import pyoxigraph as ox

    from chipgraph.stores import sparql_guard

    named = [str(iri) for iri in iris] if isinstance(iris, list) else []
    for iri in named:
        sparql_guard.check_graph(iri, graphs)
    return [ox.NamedNode(iri) for iri in named]


def _triples(found: list[object], rows: int) -> dict[str, object]:
    import pyoxigraph as ox

    triples = [t for t in found[:rows] if isinstance(t, ox.Triple)]
    lines = ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.N_TRIPLES)
    return {
        "columns": ["subject", "predicate", "object"],
        "rows": [[_term(t.subject), _term(t.predicate), _term(t.object)] for t in sorted(triples, key=str)],
        "truncated": len(found) > rows,
        "rdf": (lines or b"").decode(),
    }


def _term(term: object) -> list[object] | None:
    """Write a term as JSON: its kind and its text, and of a literal its datatype and language."""
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return ["iri", term.value]
    if isinstance(term, ox.Literal):
        return ["literal", term.value, term.datatype.value, term.language]
    if isinstance(term, ox.BlankNode):
        return ["bnode", term.value]
    return None if term is None else ["other", str(term)]


def _say(message: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])

"""The guard before a SPARQL text reaches the store (F57).

pyoxigraph has no switch against ``SERVICE``, which opens connections. So the text is parsed with rdflib first, its algebra
is searched for a service call anywhere, expressions included, and what rdflib cannot parse is refused: pyoxigraph takes
``LATERAL { SERVICE ... }``, rdflib does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from rdflib import URIRef
from rdflib.plugins.sparql import prepareQuery, prepareUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from chipgraph.errors import QueryError, RefusedError

LONGEST = 200_000
"""Characters of a query text, at most."""

_SERVICE = re.compile(r"\b(SERVICE|LATERAL)\b", re.IGNORECASE)


def check(text: str, prefixes: Mapping[str, str], graphs: Collection[str]) -> None:
    """Refuse a query that does more than read this store.

    Parameters
    ----------
    prefixes
        Prefixes that a text may use without declaring them.
    graphs
        IRIs of the named graphs of the store: ``FROM`` may name these alone.

    Raises
    ------
    QueryError
        If the text is no SPARQL query.
    RefusedError
        If it calls a service, writes, or reads from elsewhere.
    """
    if len(text) > LONGEST:
        raise RefusedError(f"The query has {len(text)} characters; {LONGEST} are allowed. Shorten it.")
    algebra = _parse(text, dict(prefixes))
    for part in _parts(algebra):
        if part.name in ("ServiceGraphPattern", "Service"):
            raise RefusedError("SERVICE is refused: a query reads this graph and opens no connection.")
        if part.name == "DatasetClause":
            for iri in (part.get("default"), part.get("named")):
                if isinstance(iri, URIRef):
                    check_graph(str(iri), graphs)


def check_graph(iri: str, graphs: Collection[str]) -> None:
    """Refuse a graph that is not in this store, named by ``FROM`` or by a request.

    Raises
    ------
    RefusedError
        If it is not.
    """
    if iri not in graphs:
        raise RefusedError(
            f"FROM <{iri}> is refused: it is no graph of this store. "
            "Its graphs: SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
        )


def _parse(text: str, prefixes: dict[str, str]) -> object:
    try:
        return prepareQuery(text, initNs=prefixes).algebra
    except RecursionError:
        raise RefusedError("The query is nested too deeply. Write it flatter.") from None
    except Exception as problem:  # rdflib raises pyparsing's errors and plain Exceptions alike
        if _is_update(text, prefixes):
            raise RefusedError(
                "The query would write; SPARQL here only reads. Data come in with: chipgraph load"
            ) from None
        if _SERVICE.search(text):
            raise RefusedError(
                f"The query has SERVICE or LATERAL in it and cannot be checked, so it is refused. ({_line(problem)})"
            ) from None
        raise QueryError(f"This is no SPARQL 1.1 query: {_line(problem)}") from None


def _is_update(text: str, prefixes: dict[str, str]) -> bool:
    try:
        prepareUpdate(text, initNs=prefixes)
    except Exception:
        return False
    return True


def _line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:300] or type(problem).__name__


def _parts(root: object) -> Iterator[CompValue]:
    """Walk everything in an algebra: patterns, expressions, sub-selects, the clauses of the dataset."""
    todo: list[object] = [root]
    seen: set[int] = set()
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, CompValue):
            yield value
        if isinstance(value, Mapping):
            todo.extend(value.values())
            todo.extend(value.keys())
        elif isinstance(value, list | tuple | set | frozenset):
            todo.extend(value)

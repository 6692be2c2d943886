"""``sparql`` and ``cypher``: queries in the languages of the stores, read-only."""

from __future__ import annotations

import sys
from pathlib import Path

import rich_click as click

from chipgraph.cli.context import Session, output_options
from chipgraph.errors import InputError, UsageError


def _text(query: str | None, file: str | None) -> str:
    """Take the query from the argument, a file, or standard input."""
    if (query is None) == (file is None):
        raise UsageError("Give the query as an argument, or with --file (- is standard input).")
    if query is not None:
        return query
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(str(file)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the query cannot be read ({error}).", str(file), "Name a UTF-8 text file.") from error


@click.command()
@click.argument("query", required=False)
@click.option("--file", metavar="FILE", help="Read the query from a file; - is standard input.")
@output_options
@click.pass_obj
def sparql(session: Session, query: str | None, file: str | None, format: str | None, output: str | None) -> None:
    """Ask in SPARQL 1.1, read-only.

    The default graph is the View, named graphs are the records of a dataset.

    Example: chipgraph sparql 'SELECT ?c (COUNT(*) AS ?n) { ?p a cg:Proposition ; a ?c } GROUP BY ?c'
    """
    session.write(session.graph.sparql(_text(query, file)), format, output)


@click.command()
@click.argument("query", required=False)
@click.option("--file", metavar="FILE", help="Read the query from a file; - is standard input.")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the query.")
@output_options
@click.pass_obj
def cypher(
    session: Session,
    query: str | None,
    file: str | None,
    params: tuple[str, ...],
    format: str | None,
    output: str | None,
) -> None:
    """Ask a running Neo4j in Cypher, read-only. Start one with `chipgraph neo4j up`.

    Example: chipgraph cypher 'MATCH (f:Foundry)-[r:FABRICATED_FOR]->(c) RETURN f.caption, c.caption, r.status'
    """
    values = {}
    for param in params:
        name, found, value = param.partition("=")
        if not found:
            raise UsageError(f"--param {param!r} has no value. Write it as name=value.")
        values[name] = value
    session.write(session.graph.cypher(_text(query, file), **values), format, output)

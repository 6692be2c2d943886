"""``docs``: the files that follow from the Turtle of the ontology."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from chipgraph.cli.context import Session


@click.group()
def docs() -> None:
    """Write what follows from the ontology: its reference, its JSON-LD context."""


@docs.command()
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead of stdout.")
@click.pass_obj
def ontology(session: Session, output: str | None) -> None:
    """Write each class with its definition, keys and an example in Turtle, SPARQL and Cypher, as Markdown.

    Example: chipgraph docs ontology -o ontology.md
    """
    from chipgraph.ontology_docs import reference

    _write(session, reference(), output)


@docs.command()
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead of stdout.")
@click.pass_obj
def context(session: Session, output: str | None) -> None:
    """Write the JSON-LD context, by which rows in JSON are read as RDF.

    Example: chipgraph docs context -o context.jsonld
    """
    from chipgraph import schema
    from chipgraph.jsonld import context_text

    _write(session, context_text(schema.load()), output)


def _write(session: Session, text: str, output: str | None) -> None:
    from chipgraph.errors import UsageError

    if output is None or output == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written ({error.strerror}). Name a file in a folder that exists."
        ) from error
    session.note(f"Wrote {output}")

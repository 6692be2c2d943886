"""``examples``: the questions that ship with the ontology, to read, to copy and to run."""

from __future__ import annotations

import rich_click as click

from chipgraph.cli.context import Session, output_options


@click.command()
@click.argument("id", required=False, metavar="[CQNN]")
@click.option("--sparql", "language", flag_value="sparql", help="The query in SPARQL only; with --run the default.")
@click.option("--cypher", "language", flag_value="cypher", help="The query in Cypher only; with --run, on Neo4j.")
@click.option("--run", is_flag=True, help="Run the query on the loaded graph and print its rows.")
@output_options
@click.pass_obj
def examples(
    session: Session, id: str | None, language: str | None, run: bool, format: str | None, output: str | None
) -> None:
    """List the example questions, print one, or run one.

    Without an id it lists all; with one it prints the question with its queries.

    Examples: chipgraph examples ; chipgraph examples CQ03 --sparql ; chipgraph examples CQ03 --run
    """
    from chipgraph import examples as questions
    from chipgraph.errors import UsageError
    from chipgraph.results import Result

    if id is None:
        if run or language:
            raise UsageError("Name the example: chipgraph examples CQ03 --run. To list them: chipgraph examples")
        session.write(Result(("id", "question"), [(e.id, e.question) for e in questions.load()]), format, output)
        return
    example = questions.find(id)
    if run:
        session.note(example.question)
        text = example.query(language or "sparql")
        ask = session.graph.cypher if language == "cypher" else session.graph.sparql
        session.write(ask(text), format, output)
        return
    if format is not None or output is not None:
        raise UsageError("--format and --output are for rows. Add --run, or leave them out to print the query.")
    if language is not None:
        click.echo(example.query(language), nl=False)
        return
    click.echo(f"{example.id}  {example.question}\n\nSPARQL\n\n{example.sparql}\nCypher\n\n{example.cypher}", nl=False)

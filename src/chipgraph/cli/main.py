"""The root command, the lazy loading of commands, and the one place where errors become exit codes (F79, F80)."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import rich_click as click

import chipgraph
from chipgraph.errors import AmbiguousNameError, ChipgraphError, outcome

_COMMANDS = {
    "case": ("chipgraph.cli.case", "case"),
    "claims": ("chipgraph.cli.ask", "claims"),
    "classify": ("chipgraph.cli.law", "classify"),
    "config": ("chipgraph.cli.setup", "config"),
    "cut": ("chipgraph.cli.explaining", "cut"),
    "cypher": ("chipgraph.cli.query", "cypher"),
    "diff": ("chipgraph.cli.diff", "diff"),
    "docs": ("chipgraph.cli.docs", "docs"),
    "doctor": ("chipgraph.cli.setup", "doctor"),
    "examples": ("chipgraph.cli.examples", "examples"),
    "explain": ("chipgraph.cli.explaining", "explain"),
    "flags": ("chipgraph.cli.flags", "flags"),
    "generate": ("chipgraph.cli.tables", "generate"),
    "gaps": ("chipgraph.cli.gaps", "gaps"),
    "hypotheses": ("chipgraph.cli.gaps", "hypotheses"),
    "law": ("chipgraph.cli.law", "law"),
    "lineage": ("chipgraph.cli.lineage", "lineage"),
    "load": ("chipgraph.cli.load", "load"),
    "map": ("chipgraph.cli.tables", "map_columns"),
    "match": ("chipgraph.cli.match", "match"),
    "neo4j": ("chipgraph.cli.neo4j", "neo4j"),
    "new": ("chipgraph.cli.load", "new"),
    "reach": ("chipgraph.cli.questions", "reach"),
    "scan": ("chipgraph.cli.questions", "scan"),
    "screen": ("chipgraph.cli.screen", "screen"),
    "search": ("chipgraph.cli.ask", "search"),
    "show": ("chipgraph.cli.ask", "show"),
    "snapshot": ("chipgraph.cli.diff", "snapshot"),
    "sources": ("chipgraph.cli.sources", "sources"),
    "spark": ("chipgraph.cli.spark", "spark"),
    "sparql": ("chipgraph.cli.query", "sparql"),
    "status": ("chipgraph.cli.setup", "status"),
    "trace": ("chipgraph.cli.trace", "trace"),
    "validate": ("chipgraph.cli.load", "validate"),
    "watch": ("chipgraph.cli.watch", "watch"),
    "what-if": ("chipgraph.cli.what_if", "what_if"),
    "why-not": ("chipgraph.cli.explaining", "why_not"),
}

_SUMMARIES = {
    "case": "Save a question with its evidence; verify it, put it again, print it.",
    "claims": "Who asserts and who denies a relation, or everything about a party.",
    "classify": "Classify a chip or figures by the rules of a day.",
    "config": "Show the settings and where each comes from.",
    "cut": "Find the fewest relations and origins that hold all routes up.",
    "cypher": "Ask a running Neo4j in Cypher, read-only.",
    "diff": "Say what changed between two data versions, and why.",
    "docs": "Write what follows from the ontology: its reference, its JSON-LD context.",
    "doctor": "Check versions, store, disk and Neo4j.",
    "examples": "List example questions in SPARQL and Cypher, and run them.",
    "explain": "Judge one route again and print its evidence step by step.",
    "flags": "List routes of controlled products to restricted parties.",
    "generate": "Write a made-up graph of any size, to measure with.",
    "gaps": "Rank the missing relations that would complete a route.",
    "hypotheses": "Put the origins of a product side by side.",
    "ingest": "Read sources (lists, registers, cases) into the graph.",
    "law": "Ask which rules reach one hop on a day.",
    "lineage": "Show what went into a product, what it went into, and whether quantities balance.",
    "load": "Load claim sheets: YAML, CSV or XLSX.",
    "map": "Draft how the columns of a file of shipments are to be read.",
    "match": "List parties that may be one, judge them, take it back.",
    "neo4j": "Start, fill, export and stop a Neo4j.",
    "new": "Write a template to fill in.",
    "reach": "Say what can have reached whom by when.",
    "scan": "Join every controlled product with every restricted party.",
    "screen": "Judge the lines of a shipment file.",
    "search": "Find parties and products by name, in any script.",
    "serve": "Serve the page and the API on this machine.",
    "show": "Show one entity with its relations.",
    "snapshot": "Write the loaded graph into one file.",
    "sources": "List where the claims stand, and what would vanish with a page.",
    "spark": "Scan a table graph that is too large for one machine.",
    "sparql": "Ask in SPARQL, read-only.",
    "status": "Say what is loaded.",
    "trace": "Trace the routes by which a product can have moved.",
    "validate": "Check a claim sheet, or the loaded graph, against the rules.",
    "watch": "Say which answers flip on known dates.",
    "what-if": "Say which past routes a rule would have caught.",
    "why-not": "Say what stopped every route between two ends.",
}


@cache
def _outside() -> dict[str, EntryPoint]:
    """Commands of other packages; looked up once, because each look reads what every installed package says of itself."""
    return {point.name: point for point in entry_points(group="chipgraph.commands")}


class LazyGroup(click.RichGroup):
    """A group whose commands are imported when they are called; the list of commands imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of all commands, those of other packages included."""
        return sorted({*_COMMANDS, *_outside()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; while help is printed, a stand-in with its summary."""
        if cmd_name not in self.list_commands(ctx):
            return None
        if _listing() and cmd_name in _SUMMARIES:
            return click.RichCommand(name=cmd_name, help=_SUMMARIES[cmd_name])
        command: Any
        if cmd_name in _COMMANDS:
            module, attribute = _COMMANDS[cmd_name]
            command = getattr(import_module(module), attribute)
        else:
            command = _outside()[cmd_name].load()
        assert isinstance(command, click.Command)
        return command


def _listing() -> bool:
    """Whether the root help is being printed: then no command needs to be imported."""
    return len(sys.argv) == 2 and sys.argv[1] in ("--help", "-h")


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(chipgraph.__version__, prog_name="chipgraph")
@click.option(
    "--home", type=click.Path(file_okay=False), help="Folder of the graph. Default: see `chipgraph config show`."
)
@click.option(
    "--graph", type=click.Path(file_okay=False), help="Ask the table graph in this folder (see `chipgraph generate`)."
)
@click.option("--quiet", "-q", is_flag=True, help="No progress and no notes on stderr.")
@click.option("--color/--no-color", default=None, help="Force or forbid colour; NO_COLOR is honoured.")
@click.pass_context
def root(ctx: click.Context, home: str | None, graph: str | None, quiet: bool, color: bool | None) -> None:
    """Who makes chips, who moves them, what the law said on which day, and who denies it."""
    from chipgraph.cli.context import Session

    ctx.obj = Session(home=home, quiet=quiet, color=color, graph=graph)
    ctx.obj.choose_color()
    if ctx.invoked_subcommand is None:
        ctx.invoke(import_module("chipgraph.cli.setup").status)


def _report(error: ChipgraphError) -> None:
    """Print an error on stderr; ambiguity prints its candidates as a list (JSON when JSON was asked for, F83)."""
    arguments = sys.argv[1:]
    wants_json = any(a in ("json", "jsonl", "-fjson", "-fjsonl", "--format=json") for a in arguments)
    if isinstance(error, AmbiguousNameError) and wants_json:
        import json

        candidates = [{"id": i, "caption": c, "classes": k} for i, c, k in error.candidates]
        click.echo(json.dumps({"error": str(error), "candidates": candidates}, ensure_ascii=False), err=True)
    elif isinstance(error, AmbiguousNameError):
        click.echo(f"{error.name!r} names {len(error.candidates)} entities. Use one of these ids:", err=True)
        for id, caption, kind in error.candidates:
            click.echo(f"  {id}  {caption}  ({kind})", err=True)
    else:
        click.echo(f"Error: {error}", err=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with the exit code of F79."""
    try:
        ended = root.main(args=arguments, prog_name="chipgraph", standalone_mode=False)
        sys.stdout.flush()
        code = ended if isinstance(ended, int) else 0  # click hands the code of an Exit back
    except ChipgraphError as error:
        _report(error)
        code = outcome(error).exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. Nothing half done was kept.", err=True)
        code = 130
    except (BrokenPipeError, SystemExit):
        # Whoever read the output has closed it, as `| head` does: that is no error. Click ends the process with 1 there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        # A full disk, a folder that is not there: neither is a defect.
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {where}{error.strerror or error}. Name another file, or make room.", err=True)
        code = 3
    except Exception as defect:
        import traceback

        traceback.print_exc()
        click.echo(
            f"This is a defect of chipgraph ({type(defect).__name__}). Please report it with the lines above.", err=True
        )
        code = 3
    sys.exit(code)

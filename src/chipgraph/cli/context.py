"""What every command shares: settings, the graph, where results and notes go (F81, F82)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from chipgraph import settings
from chipgraph.settings import Settings

if TYPE_CHECKING:
    from chipgraph.graph import Graph
    from chipgraph.results import Result

FORMATS = ["table", "json", "jsonl", "csv", "tsv", "md", "turtle", "gexf", "graphml", "parquet"]


class Session:
    """One run of the command line: built by the root command, handed to the others."""

    def __init__(self, home: str | None, quiet: bool, color: bool | None, graph: str | None = None) -> None:
        self._home = home
        self.graph_folder = None if graph is None else Path(graph)
        self.quiet = quiet
        self.color = color
        self.have_rights = False

    @cached_property
    def settings(self) -> Settings:
        """Settings by the order of F84: flag, environment, project file, user file, default."""
        flags: dict[str, Any] = {} if self._home is None else {"home": self._home}
        return settings.load(flags)

    @cached_property
    def graph(self) -> Graph:
        """The graph in the home folder, or the table graph of ``--graph``."""
        if self.graph_folder is not None:
            from chipgraph.table_graph import TableGraph

            return TableGraph(self.graph_folder, self.settings)
        from chipgraph.graph import Graph

        return Graph(self.settings)

    def choose_color(self) -> None:
        """Pass the choice of colour on by the two variables that every library here honours; a flag wins over settings."""
        wanted = {None: self.settings.color, True: "always", False: "never"}[self.color]
        if wanted == "never":
            os.environ.pop("FORCE_COLOR", None)
            os.environ["NO_COLOR"] = "1"
        elif wanted == "always":
            os.environ.pop("NO_COLOR", None)
            os.environ["FORCE_COLOR"] = "1"

    @property
    def shows_progress(self) -> bool:
        """Whether progress is shown: on a terminal, unless it was asked to be quiet (F86)."""
        return not self.quiet and sys.stderr.isatty()

    def note(self, text: str) -> None:
        """Say something beside the result, on stderr."""
        if not self.quiet:
            click.echo(text, err=True)

    def write(self, result: Result, format: str | None, output: str | None) -> None:
        """Write a result where it was asked for: a table on a terminal, JSON Lines in a pipe, by suffix into a file."""
        if output is not None and output != "-":
            path = result.save(output, format, self.have_rights)
            self.note(f"Wrote {path}")
            self.note_terms(result.certificate)
            return
        chosen = format or default_format()
        self.check_terms(result.certificate, chosen)
        result.write(chosen, sys.stdout)

    def check_terms(self, certificate: Mapping[str, Any], format: str) -> None:
        """Refuse what may not be passed on, in every format but the table, which is for the eyes of the user.

        CSV has no place for terms, so they are said beside it.
        """
        from chipgraph import licences

        if format != "table":
            licences.refuse(licences.lines_in(certificate), self.have_rights)
        if format in ("csv", "tsv"):
            self.note_terms(certificate)

    def note_terms(self, certificate: Mapping[str, Any]) -> None:
        """Say what binds whoever passes the result on."""
        from chipgraph import licences

        if text := licences.mark(licences.lines_in(certificate)):
            self.note(text)


def default_format() -> str:
    """A table for a person, JSON Lines for a program."""
    return "table" if sys.stdout.isatty() else "jsonl"


def _take_rights(context: click.Context, _parameter: click.Parameter, given: bool) -> None:
    if given and isinstance(context.obj, Session):
        context.obj.have_rights = True


rights_option = click.option(
    "--have-rights",
    is_flag=True,
    expose_value=False,
    callback=_take_rights,
    help="Write it although its terms do not allow passing it on.",
)
"""For every command that writes something which can leave the machine."""


def output_options(command: Any) -> Any:
    """Add ``-f``, ``-o`` and ``--have-rights``, which every command that prints a result takes."""
    for option in (
        rights_option,
        click.option("-o", "--output", metavar="FILE", help="Write to a file; the suffix chooses the format."),
        click.option(
            "-f", "--format", "format", type=click.Choice(FORMATS), help="Default: table, or jsonl in a pipe."
        ),
    ):
        command = option(command)
    return command

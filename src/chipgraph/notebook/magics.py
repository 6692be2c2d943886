"""``%%sparql``, ``%%cypher`` and ``%trace``: questions as cells, answers as tables, frames, pictures or results (F51).

The graph is the variable ``g`` of the notebook if that is one, else the one that ``open_graph`` opens.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, NoReturn, Protocol

from chipgraph.errors import ChipgraphError, UsageError
from chipgraph.graph import Graph
from chipgraph.notebook.opening import open_graph
from chipgraph.notebook.tables import Table
from chipgraph.results import Result

FORMS = ("table", "pandas", "polars", "graph", "result")
"""What an answer can come back as."""


class Shell(Protocol):
    """What the magics ask of IPython."""

    user_ns: dict[str, Any]

    def register_magic_function(self, func: Callable[..., object], magic_kind: str, magic_name: str) -> None:
        """Add one magic."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence instead of an answer: what went wrong and what to do, without a traceback."""

    kind: str
    text: str

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(self.kind)}</strong>: {escape(self.text)}</p>"

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class _Parser(argparse.ArgumentParser):
    """Reads the line of a magic; a mistake is an error of ours and does not end the notebook."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}. {' '.join(self.format_usage().split())}")


def _parser(name: str) -> _Parser:
    parser = _Parser(prog=name, add_help=False)
    parser.add_argument("-o", "--output", metavar="NAME", help="Keep it in this variable instead of showing it.")
    parser.add_argument("--as", dest="form", choices=FORMS, default="table", help="What comes back.")
    parser.add_argument("--limit", type=int, help="Rows, or routes, at most.")
    return parser


class Questions:
    """The magics of one notebook."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._opened: Graph | None = None
        self._sparql, self._cypher, self._trace = _parser("%%sparql"), _parser("%%cypher"), _parser("%trace")
        self._cypher.add_argument("-p", "--param", action="append", default=[], metavar="NAME=VALUE")
        self._trace.add_argument("ends", nargs="*", metavar="NAME")
        self._trace.add_argument("--to", metavar="NAME")
        self._trace.add_argument("--max-transfers", type=int)
        self._trace.add_argument("--law", action="store_true")

    def register(self) -> None:
        """Add the magics to the notebook."""
        self._shell.register_magic_function(self.sparql, "cell", "sparql")
        self._shell.register_magic_function(self.cypher, "cell", "cypher")
        self._shell.register_magic_function(self.trace, "line", "trace")

    @property
    def graph(self) -> Graph:
        """The graph that is asked."""
        own = self._shell.user_ns.get("g")
        if isinstance(own, Graph):
            return own
        if self._opened is None:
            self._opened = open_graph()
        return self._opened

    def graphs(self) -> Sequence[Graph]:
        """The graphs that an answer of this notebook may be of: those of its variables, and the one that the magics opened."""
        named = [value for value in self._shell.user_ns.values() if isinstance(value, Graph)]
        return named if self._opened is None else [*named, self._opened]

    def sparql(self, line: str, cell: str) -> object:
        """Ask in SPARQL, read-only: ``%%sparql [-o NAME] [--as FORM] [--limit N]``."""
        return self._told(self._sparql, line, lambda asked: _limited(self.graph.sparql(cell), asked.limit))

    def cypher(self, line: str, cell: str) -> object:
        """Ask the running Neo4j in Cypher, read-only: ``%%cypher [-p NAME=VALUE] [-o NAME] [--as FORM] [--limit N]``."""

        def ask(asked: argparse.Namespace) -> Result:
            pairs = [text.partition("=") for text in asked.param]
            return _limited(self.graph.cypher(cell, **{name: value for name, _, value in pairs}), asked.limit)

        return self._told(self._cypher, line, ask)

    def trace(self, line: str) -> object:
        """Trace routes: ``%trace FROM TO [--law] [--max-transfers N] [-o NAME] [--as FORM] [--limit N]``; the limit counts routes."""

        def ask(asked: argparse.Namespace) -> Result:
            if len(asked.ends) > 2:
                raise UsageError(f"{len(asked.ends)} names were given. Put a name with spaces into quotation marks")
            bounds = {"max_transfers": asked.max_transfers, "limit": asked.limit}
            kept = {key: value for key, value in bounds.items() if value is not None}
            return self.graph.trace(*asked.ends, to=asked.to, law=asked.law, **kept).to_result()

        return self._told(self._trace, line, ask)

    def _told(self, parser: _Parser, line: str, ask: Callable[[argparse.Namespace], Result]) -> object:
        """Ask, and hand the answer over in the form that was asked for."""
        try:
            asked = parser.parse_args(shlex.split(line))
            answer = _formed(ask(asked), asked.form)
        except ChipgraphError as error:
            return Message(type(error).__name__, str(error))
        except ValueError as error:  # a quotation mark that is not closed
            return Message("UsageError", f"{parser.prog}: {error}.")
        if asked.output is None:
            return answer
        self._shell.user_ns[asked.output] = answer
        return None


def _limited(result: Result, limit: int | None) -> Result:
    if limit is None or len(result) <= limit:
        return result
    told = f"{limit:,} of {len(result):,} rows shown. {result.note}".strip()
    return replace(result, rows=result.rows[:limit], note=told)


def _formed(result: Result, form: str) -> object:
    if form == "pandas":
        return result.to_pandas()
    if form == "polars":
        return result.to_polars()
    if form == "graph":
        return result.graph()
    return result if form == "result" else Table(result)

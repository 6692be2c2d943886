"""How a router reaches the graph, and what is kept of it between requests (F6, F76).

A ``Loaded`` is one generation of the graph with what is worked out from it once: linked views, suggestions, the processes
that answer SPARQL. When another process has loaded, the next request finds a new one; requests that run keep theirs.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from chipgraph import resources
from chipgraph.answers.sources import SourceLine, source_lines
from chipgraph.graph import Graph
from chipgraph.law.asking import HopAsked
from chipgraph.law.loading import digest_of
from chipgraph.linked.payload import Viewer
from chipgraph.linked.suggest import Suggestions
from chipgraph_api.pool import SparqlPool

KEPT_DAYS = 4
"""Views of how many days of knowledge are kept; a view of all that is loaded counts as one."""

KEPT_ANSWERS = 64
"""How many answers to questions about routes, and for all days of the law, are kept."""

T = TypeVar("T")


@cache
def law_digest() -> str:
    """Digest of the law files."""
    return digest_of(resources.ontology() / "law")


class _Kept:
    """Values by day of knowledge, or by question: the last few, each built once."""

    def __init__(self, most: int = KEPT_DAYS) -> None:
        self._most = most
        self._values: OrderedDict[str | None, object] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, day: str | None, build: Callable[[], T], kind: type[T]) -> T:
        with self._lock:
            found = self._values.get(day)
            if not isinstance(found, kind):
                found = build()
            self._values[day] = found
            self._values.move_to_end(day)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
            return found


class Answers:
    """The last answers that are whole, by question: a route that is looked at again is not searched for again."""

    def __init__(self, most: int = KEPT_ANSWERS) -> None:
        self._most = most
        self._values: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: str) -> Mapping[str, Any] | None:
        """Give the answer to a question, if it is kept."""
        with self._lock:
            if question in self._values:
                self._values.move_to_end(question)
            return self._values.get(question)

    def keep(self, question: str, answer: Mapping[str, Any]) -> None:
        """Keep an answer, unless a limit cut it short: another time more may be found (W28)."""
        if not answer["certificate"]["exhaustive"]:
            return
        with self._lock:
            self._values[question] = answer
            while len(self._values) > self._most:
                self._values.popitem(last=False)


class Loaded:
    """One generation of the graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.digest = graph.digest
        self.sparql = SparqlPool(graph.store.generation() / "rdf")
        self._viewers, self._suggestions, self._graphs = _Kept(), _Kept(), _Kept()
        self._law_days = _Kept(KEPT_ANSWERS)
        self.routes = Answers()

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Digests of data, ontology and law, as every linked view carries them (F7)."""
        return {"data": self.digest, "ontology": self.graph.schema.digest, "law": law_digest()}

    @cached_property
    def source_lines(self) -> Mapping[str, SourceLine]:
        """Every source and dataset with what rests on it alone (O22)."""
        return {line.id: line for line in source_lines(self.graph.records)}

    def at(self, known_on: str | None) -> Graph:
        """The graph to ask as of a day of knowledge; a graph of its own for each day, so that old days are let go."""
        if known_on is None:
            return self.graph
        return self._graphs.get(known_on, lambda: Graph(self.graph.settings), Graph)

    def viewer(self, known_on: str | None = None) -> Viewer:
        """Linked views over what is known, or was known on a day."""
        view = self.at(known_on).view
        return self._viewers.get(known_on, lambda: Viewer(view(known_on), self.digests), Viewer)

    def law_days(self, asked: HopAsked, known_on: str | None = None) -> Mapping[str, object]:
        """What the law says of a hop on every day; the last few are kept, because a slider asks for the same again."""
        graph = self.at(known_on)
        return self._law_days.get(f"{known_on} {asked}", lambda: dict(graph.judgement_days(asked, known_on)), dict)

    def suggestions(self, known_on: str | None = None) -> Suggestions:
        """Suggestions over the names of what is known, or was known on a day."""
        view = self.at(known_on).view
        return self._suggestions.get(known_on, lambda: Suggestions(view(known_on)), Suggestions)


class Library:
    """Gives the generation that is in use."""

    def __init__(self, graph: Graph) -> None:
        self._settings = graph.settings
        self._first: Graph | None = graph
        self._loaded: Loaded | None = None
        self._lock = threading.Lock()

    def current(self) -> Loaded:
        """Give the generation in use, a new one if another has been loaded since.

        Raises
        ------
        EmptyStoreError
            If nothing is loaded.
        """
        name = Graph(self._settings).digest
        with self._lock:
            if self._loaded is None or self._loaded.digest != name:
                self.close()
                graph = self._first or Graph(self._settings)
                self._first = None
                self._loaded = Loaded(graph)
            return self._loaded

    def close(self) -> None:
        """End the processes of the generation in use."""
        if self._loaded is not None:
            self._loaded.sparql.close()


def library(request: Request) -> Library:
    """Give the library of the app that a request came to."""
    found = request.app.state.library
    assert isinstance(found, Library)
    return found


def loaded(request: Request) -> Loaded:
    """Give the generation in use."""
    return library(request).current()


LoadedOf = Annotated[Loaded, Depends(loaded)]
"""The generation of the graph that a request asks."""

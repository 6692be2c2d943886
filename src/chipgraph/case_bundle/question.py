"""The question of a case: ids and every bound written out, so that it can be put again word for word (W26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from chipgraph.errors import UsageError
from chipgraph.tracing import TraceOptions

if TYPE_CHECKING:
    from chipgraph.answers.trace import Trace
    from chipgraph.graph import Graph

Kind = Literal["trace", "flags"]
"""Routes between ends, or the scan of the whole graph by the law."""


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """What was asked.

    Attributes
    ----------
    start, end
        View ids; None where the question names no end.
    law
        False, True (the days of each hop), or one day.
    bounds
        Fields of ``TraceOptions``, the defaults written out.
    """

    kind: Kind
    start: tuple[str, ...] | None
    end: tuple[str, ...] | None
    law: bool | str
    bounds: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        graph: Graph,
        start: Sequence[str] | None,
        end: Sequence[str] | None,
        *,
        law: bool | str = False,
        **bounds: Any,
    ) -> CaseQuestion:
        """Put a question in names into ids; without any end it is the scan of the whole graph.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
            If a name fits nothing or several.
        UsageError
            If a start has no end, or a bound is unknown.
        """
        if start is not None and end is None:
            raise UsageError("Say where the route ends: chipgraph case save FILE START END, or --to NAME.")
        options = TraceOptions.of(bounds, graph.settings).described()
        known_on = options["known_on"]
        names = graph.names(known_on)

        def ids(given: Sequence[str] | None) -> tuple[str, ...] | None:
            return None if given is None else tuple(names.entity(name).id for name in given)

        if options["product"] is not None:
            options["product"] = names.entity(options["product"]).id
        return cls("flags" if end is None else "trace", ids(start), ids(end), law, options)

    def ask(self, graph: Graph) -> Trace:
        """Put the question to a graph."""
        if self.kind == "flags":
            return graph.flags(**self.bounds)
        return graph.trace(self.start, self.end, law=self.law, **self.bounds)

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "kind": self.kind,
            "start": None if self.start is None else list(self.start),
            "end": None if self.end is None else list(self.end),
            "law": self.law,
            "bounds": {k: list(v) if isinstance(v, tuple) else v for k, v in self.bounds.items()},
        }

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> CaseQuestion:
        """Read what ``to_dict`` wrote.

        Raises
        ------
        KeyError, ValueError, TypeError
            If it is something else.
        """
        if body["kind"] not in get_args(Kind):
            raise ValueError(f"the kind of question {body['kind']!r} is not known")
        start, end = (None if body[key] is None else tuple(str(id) for id in body[key]) for key in ("start", "end"))
        bounds = {k: tuple(v) if isinstance(v, list) else v for k, v in body["bounds"].items()}
        return cls(body["kind"], start, end, body["law"], bounds)

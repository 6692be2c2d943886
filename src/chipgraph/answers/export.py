"""A trace as rows and as a graph, for data frames, CSV and drawing tools; denials travel along (F3, F7, F52)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from chipgraph.results import Edge, Node, Result, ResultGraph

COLUMNS = (
    "route",
    "verdict",
    "route_strength",
    "route_disputed",
    "step",
    "kind",
    "type",
    "from",
    "from_caption",
    "to",
    "to_caption",
    "product",
    "starts",
    "ends",
    "strength",
    "standing",
    "status",
    "marks",
    "asserted_by",
    "denied_by",
    "record",
    "proposition",
)

_ID = "https://w3id.org/chipgraph/id/"
_TERM = "https://w3id.org/chipgraph/ontology#"


def trace_result(answer: Mapping[str, Any]) -> Result:
    """Turn a whole answer into a ``Result``: a row a step, a graph of holdings, and the document itself."""
    rows = tuple(
        _row(route, number, step) for route in answer["routes"] for number, step in enumerate(route["steps"], 1)
    )
    certificate = answer["certificate"]
    note = f"{certificate['routes_listed']} of {certificate['routes_in_all']} routes"
    if not certificate["exhaustive"]:
        note = f"{note} found before the search stopped ({certificate['stopped_by']})"
    return Result(COLUMNS, rows, note, certificate, _graph(answer), _rdf(answer), answer)


def _makers(step: Mapping[str, Any], stance: str) -> tuple[str, ...]:
    makers = (c["maker_caption"] for c in step["claims"] if c["stance"] == stance and c["active"])
    return tuple(dict.fromkeys(makers))


def _row(route: Mapping[str, Any], number: int, step: Mapping[str, Any]) -> tuple[object, ...]:
    window = step["window"]
    return (
        route["id"],
        route["verdict"],
        route["strength"],
        route["disputed"],
        number,
        step["kind"],
        step["type"],
        step["from"],
        step["from_caption"],
        step["to"],
        step["to_caption"],
        step["product"],
        window["starts"],
        window["ends"],
        step["strength"],
        step["standing"],
        step["status"],
        tuple(step["marks"]),
        _makers(step, "asserts"),
        _makers(step, "denies"),
        step["record"],
        step["proposition"],
    )


def _holding_id(holding: Mapping[str, Any]) -> str:
    return f"{holding['holder'] or '*'}|{holding['product'] or '*'}"


def _node(holding: Mapping[str, Any]) -> Node:
    holder = holding["holder_caption"] or "whoever holds it"
    product = holding["product_caption"]
    caption = f"{holder}: {product}" if product else holder
    return Node(_holding_id(holding), caption, {"holder": holding["holder"], "product": holding["product"]})


def denial_sentence(claim: Mapping[str, Any]) -> str:
    """Say who denies, in which words, where and when (F3)."""
    source = (claim["source"] or {}).get("title")
    words = next(iter(claim["quote"].values()), None)
    parts = [f"{claim['maker_caption']} denies"]
    if words:
        parts.append(f"“{words}”")
    parts.extend(p for p in (source, claim["stated_on"] or claim["published"]) if p)
    return ", ".join(parts)


def _steps(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for route in answer["routes"]:
        yield from route["steps"]


def _graph(answer: Mapping[str, Any]) -> ResultGraph:
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    for step in _steps(answer):
        ends = [_node(step["holding_from"]), _node(step["holding_to"])]
        nodes.update((n.id, n) for n in ends)
        id = f"{ends[0].id}>{ends[1].id}>{step['record']}"
        denials = tuple(denial_sentence(c) for c in step["claims"] if c["stance"] == "denies")
        values = {k: step[k] for k in ("kind", "record", "proposition", "status")}
        values |= {"marks": tuple(step["marks"]), "starts": step["window"]["starts"], "ends": step["window"]["ends"]}
        edges[id] = Edge(id, ends[0].id, ends[1].id, step["edge"], step["strength"], step["standing"], denials, values)
    return ResultGraph(tuple(nodes[n] for n in sorted(nodes)), tuple(edges[e] for e in sorted(edges)))


def _rdf(answer: Mapping[str, Any]) -> str:
    """The propositions that the routes use, as N-Quads with both axes of their status."""
    lines: set[str] = set()
    for step in _steps(answer):
        subject = f"<{_ID}{quote(step['proposition'], safe='-._')}>"
        lines.update(_statements(subject, step))
    return "".join(f"{line} .\n" for line in sorted(lines))


def _statements(subject: str, step: Mapping[str, Any]) -> Iterable[str]:
    yield f"{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{_TERM}{step['type']}>"
    for name in ("from", "to"):
        yield f"{subject} <{_TERM}{name}> <{_ID}{quote(step[name], safe='-._')}>"
    for name in ("strength", "standing", "status"):
        yield f'{subject} <{_TERM}{name}> "{step[name]}"'

"""A result in a notebook: an HTML table and a static drawing, which GitHub, nbviewer and PDF show as well (F53, F63).

The pattern of a line says the strength, a word beside it the standing (F12); colour alone says nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from chipgraph.results.formats import cell
from chipgraph.results.graphs import Edge, ResultGraph

if TYPE_CHECKING:
    from chipgraph.results.result import Result

ROWS = 200
"""Rows shown; the rest is counted (F4)."""

NODES = 60
"""Nodes drawn at most: a larger graph is given as rows."""

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 150, 34, 110, 40
_PATTERN = {"official": "", "admitted": "", "observed": "9 3", "reported": "5 4", "alleged": "2 4", "none": "1 6"}


def to_html(result: Result) -> str:
    """Render table, drawing, note and certificate. Text from data enters as text, never as HTML."""
    parts = []
    if result.links is not None and result.links.edges and len(result.links.nodes) <= NODES:
        parts.append(drawing(result.links))
    if result.columns:
        parts.append(_table(result))
    notes = [result.note] if result.note else []
    if len(result) > ROWS:
        notes.append(f"{ROWS} of {len(result):,} rows shown; .to_pandas() has them all.")
    parts += [f"<p>{escape(note)}</p>" for note in notes]
    if result.certificate:
        text = json.dumps(result.certificate, ensure_ascii=False, indent=1, default=str)
        parts.append(f"<details><summary>What was searched</summary><pre>{escape(text)}</pre></details>")
    return "\n".join(parts)


def to_page(result: Result) -> str:
    """Write an answer as a page of its own: no script, nothing loaded."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    style = "body{font:15px/1.4 sans-serif;margin:1rem}td,th{text-align:left;padding:.2rem .6rem;vertical-align:top}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>chipgraph</title><style>{style}</style></head>\n<body>{to_html(result)}</body></html>\n"
    )


def _table(result: Result) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in result.columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell(value))}</td>" for value in row) + "</tr>" for row in result.rows[:ROWS]
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _ranks(graph: ResultGraph) -> dict[str, int]:
    """Put each node one column right of what leads to it; what stands in a circle stays where it was first reached."""
    follows = defaultdict(list)
    reached = set()
    for edge in graph.edges:
        follows[edge.source].append(edge.target)
        reached.add(edge.target)
    ids = [node.id for node in graph.nodes]
    rank = {id: 0 for id in ids if id not in reached} or {ids[0]: 0}
    queue = list(rank)
    while queue:
        here = queue.pop(0)
        for there in follows[here]:
            if there not in rank:
                rank[there] = rank[here] + 1
                queue.append(there)
    return {id: rank.get(id, 0) for id in ids}


def _places(graph: ResultGraph) -> dict[str, tuple[int, int]]:
    rows: dict[int, int] = defaultdict(int)
    places = {}
    for id, rank in _ranks(graph).items():
        places[id] = (10 + rank * (_WIDTH + _GAP_X), 10 + rows[rank] * (_HEIGHT + _GAP_Y))
        rows[rank] += 1
    return places


def drawing(graph: ResultGraph) -> str:
    """Draw nodes in columns, each right of what leads to it, and edges with strength and standing in words."""
    places = _places(graph)
    width = max(x for x, _ in places.values()) + _WIDTH + 10
    height = max(y for _, y in places.values()) + _HEIGHT + 30
    parallel: dict[frozenset[str], int] = defaultdict(int)
    lines = []
    for edge in graph.edges:
        pair = frozenset((edge.source, edge.target))
        lines.append(_arrow(edge, places[edge.source], places[edge.target], parallel[pair]))
        parallel[pair] += 1
    boxes = [_box(node.caption, places[node.id]) for node in graph.nodes]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img" '
        'style="max-width:100%;height:auto;font:12px sans-serif" aria-label="Relations between the parties">'
        '<g fill="none" stroke="currentColor">' + "".join(lines) + "</g>" + "".join(boxes) + "</svg>"
    )


def _box(caption: str, place: tuple[int, int]) -> str:
    x, y = place
    short = caption if len(caption) <= 22 else f"{caption[:21]}…"
    return (
        f'<g><title>{escape(caption)}</title><rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" '
        'fill="#fff" stroke="#333"/>'
        f'<text x="{x + _WIDTH // 2}" y="{y + 21}" text-anchor="middle" fill="#111">{escape(short)}</text></g>'
    )


def _arrow(edge: Edge, start: tuple[int, int], end: tuple[int, int], nth: int) -> str:
    forward = end[0] > start[0]
    x1, y1 = start[0] + (_WIDTH if forward else _WIDTH // 2), start[1] + (_HEIGHT // 2 if forward else _HEIGHT)
    x2, y2 = end[0] + (0 if forward else _WIDTH // 2), end[1] + (_HEIGHT // 2 if forward else 0)
    bend = nth * 16
    pattern = _PATTERN.get(edge.strength, "")
    said = f"{edge.type.replace('_', ' ').lower()}: {edge.strength}, {edge.standing}"
    title = escape("\n".join([said, *(f"Denied: {d}" for d in edge.denials)]))
    middle = ((x1 + x2) // 2, (y1 + y2) // 2 + bend)
    return (
        f'<path d="M{x1},{y1} Q{middle[0]},{middle[1]} {x2},{y2}" stroke-dasharray="{pattern}"><title>{title}</title></path>'
        f'<circle cx="{x2}" cy="{y2}" r="3" fill="currentColor"/>'
        f'<text x="{middle[0]}" y="{middle[1] - 5}" text-anchor="middle" stroke="none" fill="currentColor" '
        f'font-size="10">{escape(edge.strength)}, {escape(edge.standing)}</text>'
    )

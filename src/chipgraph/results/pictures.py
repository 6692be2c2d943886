"""Pictures of an answer: graph, timeline and map as static SVG, which a saved notebook, GitHub and a PDF show (F5, F12, F18, F53).

``maker`` is the one place where a livelier picture (a widget) comes in: what ``use`` was given draws first, and where it gives
None the static picture stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.dates import DateError, Interval, from_day, parse
from chipgraph.results.graphs import Edge, ResultGraph

if TYPE_CHECKING:
    from chipgraph.results.result import Result

_WIDTH, _ROW, _LEFT, _RIGHT = 900, 22, 300, 140
_MOST_ROWS = 60
_PLACE = re.compile(r"(?P<label>.*) \((?P<code>[A-Z]{2})\) (?P<lat>-?[\d.]+) (?P<lon>-?[\d.]+)")
_LEAST_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture and what a reader must know beside it: what is not on it is counted (F5)."""

    kind: str
    svg: str
    note: str = ""

    def _repr_html_(self) -> str:
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f"{self.svg}{note}"

    def save(self, path: str | Path) -> Path:
        """Write the picture as an SVG file."""
        target = Path(path)
        target.write_text(self.svg + "\n", encoding="utf-8")
        return target


Maker = Callable[[str, "Result"], object]
"""Draws an answer in one kind (graph, map, timeline), or gives None where it cannot."""

_chosen: list[Maker] = []


def use(maker: Maker) -> None:
    """Let a maker draw before the static pictures do; the last one given comes first."""
    _chosen.insert(0, maker)


def draw(kind: str, result: Result) -> object:
    """Draw an answer: by a maker in use, else as a static picture."""
    for maker in _chosen:
        drawn = maker(kind, result)
        if drawn is not None:
            return drawn
    return {"graph": graph, "timeline": timeline, "map": world}[kind](result)


def graph(result: Result) -> Picture:
    """Draw nodes and edges; an answer without them, or with too many, is said to be so."""
    from chipgraph.results.html import NODES, drawing

    links = result.links
    if links is None or not links.edges:
        return _nothing("graph", "This answer has rows and no graph.")
    if len(links.nodes) > NODES:
        return _nothing("graph", f"{len(links.nodes)} nodes are too many for a picture; {NODES} can be drawn.")
    return Picture("graph", drawing(links))


def timeline(result: Result) -> Picture:
    """Draw when each relation is said to hold or to have happened: the bar is what the dates can mean."""
    links = result.links
    if links is None or not links.edges:
        return _nothing("timeline", "This answer has rows and no graph, so it has no timeline.")
    names = {node.id: node.caption for node in links.nodes}
    dated = [(edge, span) for edge in links.edges if (span := _span(edge)) is not None]
    missing = len(links.edges) - len(dated)
    note = f"{missing} of {len(links.edges)} relations undated." if missing else ""
    if not dated:
        return _nothing("timeline", note)
    dated.sort(key=lambda one: (one[1], one[0].id))
    if len(dated) > _MOST_ROWS:
        note = f"{_MOST_ROWS} of {len(dated)} dated relations shown. {note}".strip()
    return Picture("timeline", _bars(dated[:_MOST_ROWS], names), note)


def world(result: Result) -> Picture:
    """Draw the nodes that have a place, on a plain grid of degrees; those without are counted."""
    links = result.links or ResultGraph((), ())
    placed = [(node.caption, place) for node in links.nodes for place in _places(node.values.get("places"))]
    without = sum(not [*_places(node.values.get("places"))] for node in links.nodes)
    note = f"{without} of {len(links.nodes)} not on the map: this answer gives no place for them." if without else ""
    return Picture("map", _grid(placed), note) if placed else _nothing("map", note or "This answer has no places.")


def _nothing(kind: str, note: str) -> Picture:
    return Picture(kind, _svg(_WIDTH, 40, f'<text x="10" y="25">{escape(note)}</text>', note))


def _svg(width: int, height: int, content: str, label: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'style="max-width:100%;height:auto;font:12px sans-serif" aria-label="{escape(label)}" fill="currentColor">'
        f"{content}</svg>"
    )


def _span(edge: Edge) -> Interval | None:
    """Give the days that a relation can mean: from its earliest start to its latest end."""
    texts = [edge.values.get(key) for key in ("starts", "ends")]
    try:
        found = [parse(t) if isinstance(t, str) else None for t in texts]
    except DateError:
        return None
    known = [i for i in found if i is not None]
    days = [day for interval in known for day in (interval.lo, interval.hi) if from_day(day) is not None]
    return Interval(min(days), max(days)) if days else None


def _bars(dated: Sequence[tuple[Edge, Interval]], names: dict[str, str]) -> str:
    first, last = min(span.lo for _, span in dated), max(span.hi for _, span in dated)
    scale = (_WIDTH - _LEFT - _RIGHT) / max(last - first, 1)
    height = (len(dated) + 2) * _ROW
    parts = [*_years(first, last, scale, height)]
    for number, (edge, span) in enumerate(dated):
        y = number * _ROW + 8
        x, width = _LEFT + (span.lo - first) * scale, max((span.hi - span.lo) * scale, _LEAST_WIDTH)
        told = f"{names.get(edge.source, edge.source)} → {names.get(edge.target, edge.target)}"
        title = escape(f"{told}: {edge.type.lower().replace('_', ' ')}, {edge.strength}, {edge.standing}")
        dash = "" if edge.standing == "undisputed" else ' stroke-dasharray="4 2"'
        short = told if len(told) <= 44 else f"{told[:43]}…"
        parts.append(
            f"<g><title>{title}</title><text x='4' y='{y + 11}'>{escape(short)}</text>"
            f"<rect x='{x:.1f}' y='{y}' width='{width:.1f}' height='13' fill='currentColor' fill-opacity='.25' "
            f"stroke='currentColor'{dash}/><text x='{x + width + 4:.1f}' y='{y + 11}' "
            f"font-size='10'>{escape(edge.strength)}, {escape(edge.standing)}</text></g>"
        )
    return _svg(_WIDTH, height, "".join(parts), "Relations by date")


def _years(first: int, last: int, scale: float, height: int) -> Iterator[str]:
    start, end = from_day(first), from_day(last)
    assert start is not None
    assert end is not None
    for year in range(start.year + 1, end.year + 1):
        x = _LEFT + (parse(str(year)).lo - first) * scale
        yield f"<path d='M{x:.1f},0V{height - 18}' stroke='currentColor' stroke-opacity='.2'/>"
        yield f"<text x='{x:.1f}' y='{height - 5}' text-anchor='middle' font-size='10'>{year}</text>"


def _places(stated: object) -> Iterator[tuple[str, float, float]]:
    for text in stated if isinstance(stated, tuple | list) else ():
        if match := _PLACE.fullmatch(str(text)):
            yield f"{match['label']} ({match['code']})", float(match["lat"]), float(match["lon"])


def _grid(placed: Sequence[tuple[str, tuple[str, float, float]]]) -> str:
    parts = [f"<path d='M{x * 2.5:.0f},0V450' stroke='currentColor' stroke-opacity='.15'/>" for x in range(0, 361, 30)]
    parts += [f"<path d='M0,{y * 2.5:.0f}H900' stroke='currentColor' stroke-opacity='.15'/>" for y in range(0, 181, 30)]
    for caption, (label, lat, lon) in placed:
        x, y = (lon + 180) * 2.5, (90 - lat) * 2.5
        parts.append(
            f"<g><title>{escape(f'{caption}, {label}')}</title><circle cx='{x:.1f}' cy='{y:.1f}' r='4'/>"
            f"<text x='{x + 6:.1f}' y='{y + 4:.1f}' font-size='10'>{escape(caption[:24])}</text></g>"
        )
    return _svg(900, 450, "".join(parts), "Places of the parties")

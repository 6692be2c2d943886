"""Routes remembered by their steps, so that an id from an earlier answer can be asked for again (W9, decision 0021).

An id is a hash and leads nowhere by itself. What leads back are the steps, as View ids: they are in every answer, and the
command line keeps those that it showed in ``routes.jsonl`` of the graph's folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "routes.jsonl"
KEPT = 5000
"""Routes that are remembered, the latest; the file may be deleted at any time."""

Step = tuple[str, str, str]
"""Kind of step, holding left, holding entered: ``possession``, ``firm-a|product-p``, ``firm-b|product-p``."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A route to find again: its steps, and the bounds under which it was found."""

    id: str
    steps: tuple[Step, ...]
    bounds: Mapping[str, Any]


def routes_in(document: object) -> Iterator[Mapping[str, Any]]:
    """Find every told route in a document, whatever question it answers."""
    if isinstance(document, Mapping):
        steps = document.get("steps")
        if isinstance(document.get("id"), str) and isinstance(steps, list) and steps and _is_step(steps[0]):
            yield document
            return
        for value in document.values():
            yield from routes_in(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from routes_in(value)


def _is_step(value: object) -> bool:
    return isinstance(value, Mapping) and {"kind", "holding_from", "holding_to"} <= value.keys()


def sought(route: Mapping[str, Any], bounds: Mapping[str, Any]) -> Sought:
    """Read the steps of a told route."""

    def key(holding: Mapping[str, Any]) -> str:
        return f"{holding['holder'] or '*'}|{holding['product'] or '*'}"

    steps = ((str(s["kind"]), key(s["holding_from"]), key(s["holding_to"])) for s in route["steps"])
    return Sought(str(route["id"]), tuple(steps), dict(bounds))


def seek(document: Mapping[str, Any], id: str) -> Sought | None:
    """Find a route in a saved answer."""
    found = next((route for route in routes_in(document) if route["id"] == id), None)
    return None if found is None else sought(found, document.get("certificate", {}).get("bounds", {}))


def remember(home: Path, document: Mapping[str, Any]) -> None:
    """Keep the routes of an answer; the oldest beyond ``KEPT`` are forgotten."""
    bounds = document.get("certificate", {}).get("bounds", {})
    new = {route["id"]: sought(route, bounds) for route in routes_in(document)}
    if not new:
        return
    path = home / FILE
    lines = [line for line in _lines(path) if json.loads(line)["id"] not in new]
    lines += [json.dumps({"id": s.id, "steps": s.steps, "bounds": s.bounds}, ensure_ascii=False) for s in new.values()]
    scratch = path.with_name(f".{FILE}.part")
    scratch.write_text("".join(f"{line}\n" for line in lines[-KEPT:]), encoding="utf-8")
    scratch.replace(path)


def recall(home: Path, id: str) -> Sought | None:
    """Find a remembered route; None if no answer showed it here, or it was long ago."""
    for line in _lines(home / FILE):
        kept = json.loads(line)
        if kept["id"] == id:
            return Sought(id, tuple((k, a, b) for k, a, b in kept["steps"]), kept["bounds"])
    return None


def _lines(path: Path) -> Iterable[str]:
    """Whole lines of the file; one that was cut off, as by a full disk, is no line."""
    if not path.exists():
        return []
    return [
        line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("{") and line.endswith("}")
    ]

"""Finds circles in what must have none: a variant of itself, a part that contains its whole (``cg:acyclic``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from chipgraph.records import Row
from chipgraph.schema import Schema


def circles(rows: Iterable[Row], schema: Schema) -> Iterator[tuple[Row, str, tuple[str, ...]]]:
    """Find circles among properties and relation classes with ``cg:acyclic``.

    Each is a row that is part of it, the name of the property or class, and the ids on the way round.
    """
    below: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    keys = [p.key for p in schema.properties() if p.acyclic]
    ends = {r.name: (r.from_role, r.to_role) for r in schema.relations() if r.acyclic}
    for row in rows:
        for key in keys:
            for above in row.texts(key):
                below[key][row.id].setdefault(above, row)
        for cls in row.types:
            if cls in ends:
                source, target = (row.properties.get(role) for role in ends[cls])
                if isinstance(source, str) and isinstance(target, str):
                    below[cls][source].setdefault(target, row)
    for name, edges in below.items():
        for circle in _components(edges):
            yield edges[circle[0]][circle[1 % len(circle)]], name, circle


def _components(edges: Mapping[str, Mapping[str, Row]]) -> Iterator[tuple[str, ...]]:
    """List one circle for each node that closes one on a depth-first walk."""
    done: set[str] = set()
    for root in edges:
        path: dict[str, Iterator[str]] = {} if root in done else {root: iter(edges[root])}
        while path:
            node = next(reversed(path))
            following = next(path[node], None)
            if following is None:
                done.add(node)
                del path[node]
            elif following in path:
                names = list(path)
                yield tuple(names[names.index(following) :])
            elif following not in done and following in edges:
                path[following] = iter(edges[following])

"""chipgraph: who makes chips, who moves them, what the law said, and who denies it.

The public names load on first use, so that ``import chipgraph`` and ``chipgraph --help`` stay fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chipgraph.errors import ChipgraphError
    from chipgraph.graph import Graph, open

__version__ = "0.1.0"

__all__ = ["ChipgraphError", "Graph", "__version__", "open"]

_HOMES = {
    "ChipgraphError": "chipgraph.errors",
    "load_ipython_extension": "chipgraph.notebook",
    "Graph": "chipgraph.graph",
    "open": "chipgraph.graph",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'chipgraph' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)

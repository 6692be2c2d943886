"""The HTTP service: the same questions as the command line, by the same functions (F6)."""

from chipgraph_api.app import create_app

__all__ = ["create_app"]

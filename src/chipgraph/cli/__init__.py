"""The command line: thin commands over the library (F78 to F87).

Each command stands in a module of its own and is imported when it is called, so that ``chipgraph --help`` starts in a
fraction of a second. A command that lives in another package is found through the entry point group
``chipgraph.commands``.
"""

from chipgraph.cli.main import main

__all__ = ["main"]

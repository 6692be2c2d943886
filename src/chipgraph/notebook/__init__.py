"""chipgraph in a notebook: ``%load_ext chipgraph`` gives ``%%sparql``, ``%%cypher`` and ``%trace`` (F51 to F54).

It needs the extra ``notebook``. Nothing is fetched: tables are shown with what the package of tables brings along.
"""

from chipgraph.notebook.magics import Questions, Shell
from chipgraph.notebook.opening import open_graph

__all__ = ["load_ipython_extension", "open_graph"]


def load_ipython_extension(shell: Shell) -> None:
    """Add the magics to a notebook; IPython calls this for ``%load_ext chipgraph``."""
    Questions(shell).register()

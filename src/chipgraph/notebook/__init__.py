"""chipgraph in a notebook: ``%load_ext chipgraph`` gives ``%%sparql``, ``%%cypher`` and ``%trace`` (F51 to F54).

It needs the extra ``notebook``. Nothing is fetched: tables are shown with what the package of tables brings along.
"""

from importlib.util import find_spec

from chipgraph.notebook.magics import Questions, Shell
from chipgraph.notebook.opening import open_graph
from chipgraph.results.pictures import use

__all__ = ["load_ipython_extension", "open_graph"]


def load_ipython_extension(shell: Shell) -> None:
    """Add the magics to a notebook, and the widget where it can live; IPython calls this for ``%load_ext chipgraph``."""
    questions = Questions(shell)
    questions.register()
    if _is_live(shell):
        from chipgraph.notebook.widget import maker

        use(maker(questions.graphs))


def _is_live(shell: Shell) -> bool:
    """Tell whether a widget has a kernel to speak to, and its package is here; a terminal keeps the static pictures."""
    return getattr(shell, "kernel", None) is not None and find_spec("anywidget") is not None

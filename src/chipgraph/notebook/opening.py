"""The graph of a notebook: the one that is loaded here, else the shipped sources in a temporary folder, so that it runs anywhere."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile

import chipgraph
from chipgraph.errors import StoreError
from chipgraph.graph import Graph

_LOAD = "from chipgraph.cli import main; main()"


def open_graph() -> Graph:
    """Open the graph of the settings; if nothing is loaded there, load what ships into a folder that ends with the notebook.

    Raises
    ------
    StoreError
        If the shipped sources cannot be loaded.
    """
    graph = chipgraph.open()
    if graph.store.current is not None:
        return graph
    home = tempfile.mkdtemp(prefix="chipgraph-notebook-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, "--home", home, "--quiet", "ingest"],
        capture_output=True,
        text=True,
        env={**os.environ, "CHIPGRAPH_HOME": home},
        check=False,
    )
    if done.returncode:
        raise StoreError(f"Nothing is loaded, and the shipped sources do not load. {done.stderr.strip()}")
    return chipgraph.open(home)

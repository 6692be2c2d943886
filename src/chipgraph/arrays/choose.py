"""Which engine answers: numba loops, NumPy, or the plain finder; chosen at run time.

All three give the same answer. *jit* compiles loops over arrays (numba, extra ``fast``); *numpy* prunes with NumPy and walks
in Python; *plain* walks the whole derived table. Compiling takes twenty seconds of a processor, once a version, so a smaller
graph is asked without it unless something else is set.
"""

from __future__ import annotations

import hashlib
import os
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from chipgraph.errors import MissingExtraError
from chipgraph.routes.finder import Finder, Key
from chipgraph.routes.steps import StepTable


class Engine(StrEnum):
    """The word that a setting may have, and the engine that it names."""

    AUTO = "auto"
    JIT = "jit"
    NUMPY = "numpy"
    PLAIN = "plain"


JIT_FROM = 500_000
"""Records of a graph, or alternatives of a table, from which *auto* takes the compiled loops. Below, NumPy and the plain finder
answer in seconds, and compiling the loops for the first time takes twenty."""

NUMPY_FROM = 20_000
"""Records from which a graph is derived for one question instead of whole."""


def has_numba() -> bool:
    """Whether the extra ``fast`` is installed."""
    return find_spec("numba") is not None


def choose(wanted: Engine, size: int) -> Engine:
    """Turn what is wanted into an engine that is there, for a table or graph of so many rows.

    Raises
    ------
    MissingExtraError
        If *jit* is asked for and numba is not installed.
    """
    if wanted is Engine.JIT and not has_numba():
        raise MissingExtraError("The engine jit needs numba. Install it with: pip install 'chipgraph[fast]'")
    if wanted is not Engine.AUTO:
        return wanted
    if size < NUMPY_FROM:
        return Engine.PLAIN
    return Engine.JIT if size >= JIT_FROM and has_numba() else Engine.NUMPY


def finder_of(
    table: StepTable, key: Key | None = None, wanted: Engine = Engine.AUTO, code: Path | None = None
) -> Finder:
    """Give the finder of a table that is derived already: the plain one, or the compiled one where it is worth its start.

    *numpy* is the plain finder here: its cone is made of arrays.
    """
    if choose(wanted, len(table.source)) is not Engine.JIT:
        return Finder(table, key)
    if code is not None:
        keep_code_in(code)
    from chipgraph.arrays.finder import ArrayFinder

    return ArrayFinder(table, key)


@cache
def keep_code_in(folder: Path) -> Path:
    """Keep compiled code in a folder of its own for these kernels; call it before the first of them is imported.

    numba looks only at the file of the function that it loads, not at those that it calls: a folder by the digest of all
    kernels never serves old code. A folder that the user has named by ``NUMBA_CACHE_DIR`` stays.
    """
    digest = hashlib.sha256(version("numba").encode())
    own = Path(__file__).parent
    for path in sorted([*own.glob("*_kernels.py"), own / "jit.py", own / "ground.py"]):
        digest.update(path.read_bytes())
    home = folder / f"numba-{digest.hexdigest()[:12]}"
    return Path(os.environ.setdefault("NUMBA_CACHE_DIR", str(home)))
